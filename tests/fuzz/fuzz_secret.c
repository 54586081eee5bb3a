/* Any bytes as a message that may repeat credentials: none is left in it, and where there was none
 * nothing is changed.
 *
 * The input is two credentials, a line each, and the message. */
#include "base/mem.h"
#include "base/secret.h"
#include "fuzz/fuzz.h"

#include <string.h>

#define SHORTEST_BYTES 4

static bool is_kept(const char *secret)
{
	return strlen(secret) >= SHORTEST_BYTES;
}

static bool is_told(const char *message, const char *secret)
{
	return is_kept(secret) && strstr(message, secret);
}

static void check_message(const char *message, const char *one, const char *other)
{
	autofree char *hidden = xstrdup(message);
	secret_hide(hidden);
	check(strlen(hidden) <= strlen(message));
	check(!is_told(message, one) || strstr(hidden, "***"));
	check(!is_told(message, other) || strstr(hidden, "***"));
	/* A credential with a star in it may come about anew: nobody has one. */
	if (!strpbrk(one, "*") && !strpbrk(other, "*")) {
		check(!is_told(hidden, one) && !is_told(hidden, other));
	}
	if (strcmp(hidden, message) != 0) {
		check(is_kept(one) || is_kept(other));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct input input = input_of(bytes, size);
	autofree char *one = input_until(&input, '\n', NULL);
	autofree char *other = input_until(&input, '\n', NULL);
	autofree char *message = input_rest(&input, NULL);
	secret_keep(one);
	secret_keep(other);
	check_message(message, one, other);
	secret_forget(one);
	secret_forget(other);
	autofree char *untouched = xstrdup(message);
	secret_hide(untouched);
	check(strcmp(untouched, message) == 0);
	return 0;
}
