#include "base/mem.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

_Noreturn void mem_exhausted(void)
{
	/* No log line: making one takes memory. */
	static const char sentence[] =
	    "sillon: out of memory, so it ends here; the database is safe\n";
	ssize_t written = write(STDERR_FILENO, sentence, sizeof(sentence) - 1);
	(void)written;
	abort();
}

static void *checked(void *memory)
{
	if (!memory) {
		mem_exhausted();
	}
	return memory;
}

void *xmalloc(size_t size_bytes)
{
	return checked(malloc(size_bytes ? size_bytes : 1));
}

void *xcalloc(size_t count, size_t size_bytes)
{
	return checked(calloc(count ? count : 1, size_bytes ? size_bytes : 1));
}

void *xrealloc(void *old, size_t size_bytes)
{
	return checked(realloc(old, size_bytes ? size_bytes : 1));
}

char *xstrdup(const char *text)
{
	return checked(strdup(text));
}

char *xvasprintf(const char *fmt, va_list args)
{
	char *text = NULL;
	int length = vasprintf(&text, fmt, args);
	return checked(length < 0 ? NULL : text);
}

char *xasprintf(const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = xvasprintf(fmt, args);
	va_end(args);
	return text;
}

void mem_free_at(void *pointer_to_pointer)
{
	void *memory;
	memcpy(&memory, pointer_to_pointer, sizeof(memory));
	free(memory);
}

void *mem_steal(void *pointer_to_pointer)
{
	void *memory;
	void *none = NULL;
	memcpy(&memory, pointer_to_pointer, sizeof(memory));
	memcpy(pointer_to_pointer, &none, sizeof(none));
	return memory;
}
