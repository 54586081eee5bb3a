/* Any bytes as Euria's answer: a completion, whose text may be fenced and may be the JSON of
 * several notices, or the list of its models.
 *
 * The input is how many albums were asked for, then the body. */
#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "fuzz/fuzz.h"
#include "providers/euria_answer.h"

#include <string.h>

static bool is_trimmed(const char *text)
{
	size_t length = strlen(text);
	return length == 0 || (!strchr(" \t\r\n", text[0]) && !strchr(" \t\r\n", text[length - 1]));
}

static void check_notices(struct arena *arena, const char *text, size_t count)
{
	const char *notices[EURIA_NOTICES_MAX + 1];
	notices[count] = "untouched";
	bool well = euria_read_notices(arena, text, notices, count);
	check(strcmp(notices[count], "untouched") == 0);
	for (size_t i = 0; i < count; i++) {
		check(well || !notices[i]);
		check(!notices[i] ||
		      (is_trimmed(notices[i]) && is_utf8(notices[i], strlen(notices[i]))));
	}
}

static void check_completion(const char *body, size_t size, size_t count)
{
	struct arena *arena = arena_create();
	struct euria_completion completion = {0};
	struct err err = {0};
	if (euria_read_completion(arena, body, size, &completion, &err)) {
		check(completion.text && is_trimmed(completion.text));
		check(is_utf8(completion.text, strlen(completion.text)));
		check_notices(arena, completion.text, count);
	} else {
		check_err(&err, ERR_REMOTE);
	}
	arena_destroy(arena);
}

static void check_models(const char *body, size_t size)
{
	struct err err = {0};
	bool listed;
	if (euria_read_models(body, size, "mistral/Ministral", &listed, &err)) {
		check(!listed || memmem(body, size, "inistral", 8) || memchr(body, '\\', size));
	} else {
		check_err(&err, ERR_REMOTE);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct input input = input_of(bytes, size);
	size_t count = input_byte(&input) % EURIA_NOTICES_MAX + 1;
	size_t left = (size_t)(input.end - input.at);
	check_completion(input.at, left, count);
	check_models(input.at, left);
	/* What a model says reaches this as a text, too. */
	struct arena *arena = arena_create();
	autofree char *text = input_rest(&input, NULL);
	check_notices(arena, text, count);
	arena_destroy(arena);
	return 0;
}
