#include "prose/echo.h"

#include "base/arena.h"
#include "base/mem.h"
#include "prose/instructions.h"
#include "prose/passage.h"
#include "prose/prose.h"
#include "prose/word.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Two texts about a record may share a few words in a row; not so many. */
#define SHARED_WORDS_MAX 7

/* How the facts look in the prompt. */
static bool has_json(const char *text)
{
	static const char *const keys[] = {
	    "original_year", "pressing_year", "{\"",         "{ \"",       "{\n",
	    "\"}",           "\"artist\":",   "\"title\":",  "\"label\":", "\"country\":",
	    "\"genres\":",   "\"styles\":",   "\"formats\":"};
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (strcasestr(text, keys[i])) {
			return true;
		}
	}
	return false;
}

/* The longest run of shared words that ends at each pair of words grows out of the one that ends
 * before both. */
static bool repeats(const struct passage *passage, const struct instructions *instructions)
{
	const struct word *asked = instructions->words;
	size_t asked_count = instructions->word_count;
	size_t *runs = arena_alloc(passage->arena, asked_count + 1, sizeof(*runs));
	for (size_t i = 0; i < passage->word_count; i++) {
		for (size_t k = asked_count; k > 0; k--) {
			bool same = word_same(&passage->words[i], &asked[k - 1]);
			runs[k] = same ? runs[k - 1] + 1 : 0;
			if (runs[k] > SHARED_WORDS_MAX) {
				return true;
			}
		}
	}
	return false;
}

const char *echo_fault(const struct passage *passage)
{
	const struct instructions *instructions = passage->task->instructions;
	if (has_json(passage->text)) {
		return "the answer repeats the data";
	}
	return instructions && repeats(passage, instructions)
	           ? "the answer repeats the instructions"
	           : NULL;
}
