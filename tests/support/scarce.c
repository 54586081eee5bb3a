#include "support/scarce.h"

#include "support/dies.h"
#include "support/test.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size_bytes);
void *__real_calloc(size_t count, size_t size_bytes);
void *__real_realloc(void *old, size_t size_bytes);
char *__real_strdup(const char *text);
int __real_vasprintf(char **out, const char *fmt, va_list args);

void *__wrap_malloc(size_t size_bytes);
void *__wrap_calloc(size_t count, size_t size_bytes);
void *__wrap_realloc(void *old, size_t size_bytes);
char *__wrap_strdup(const char *text);
int __wrap_vasprintf(char **out, const char *fmt, va_list args);

/* A resolver's or a worker thread asks too. */
static atomic_bool armed;
static atomic_uint asked;
static unsigned refused; /* the number of the one that fails */

static bool is_refused(void)
{
	return armed && ++asked == refused;
}

void *__wrap_malloc(size_t size_bytes)
{
	return is_refused() ? NULL : __real_malloc(size_bytes);
}

void *__wrap_calloc(size_t count, size_t size_bytes)
{
	return is_refused() ? NULL : __real_calloc(count, size_bytes);
}

void *__wrap_realloc(void *old, size_t size_bytes)
{
	return is_refused() ? NULL : __real_realloc(old, size_bytes);
}

char *__wrap_strdup(const char *text)
{
	return is_refused() ? NULL : __real_strdup(text);
}

int __wrap_vasprintf(char **out, const char *fmt, va_list args)
{
	return is_refused() ? -1 : __real_vasprintf(out, fmt, args);
}

struct trial {
	void (*scenario)(void *data);
	void *data;
};

static void try(void *data)
{
	const struct trial *trial = data;
	armed = true;
	trial->scenario(trial->data);
	armed = false;
}

unsigned every_allocation_is_wanted(void (*scenario)(void *data), void *data, unsigned stride)
{
	struct trial trial = {.scenario = scenario, .data = data};
	for (refused = 1;; refused += stride) {
		char words[400];
		enum child_end end = child_end_of(try, &trial, words, sizeof(words));
		if (end == CHILD_RETURNED) {
			return refused - 1;
		}
		if (end != CHILD_ABORTED || !strstr(words, "sillon: out of memory")) {
			fail_msg("allocation %u: no abort that says why, but: %s", refused, words);
		}
	}
}
