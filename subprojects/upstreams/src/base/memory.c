#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *memory)
{
	if (!memory) {
		fputs("upstreams: out of memory\n", stderr);
		abort();
	}
	return memory;
}

void *xcalloc(size_t count, size_t size)
{
	return checked(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size) {
		return checked(NULL);
	}
	size_t size_bytes = count * size;
	return checked(realloc(old, size_bytes ? size_bytes : 1));
}

char *xstrndup(const char *text, size_t size_bytes)
{
	char *copy = xcalloc(size_bytes + 1, 1);
	memcpy(copy, text, size_bytes);
	return copy;
}

char *xstrdup(const char *text)
{
	return xstrndup(text, strlen(text));
}
