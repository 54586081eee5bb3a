#include "prose/passage.h"

#include "prose/known.h"
#include "prose/language.h"
#include "prose/ordinary.h"
#include "prose/prose.h"
#include "prose/quotes.h"
#include "prose/word.h"

static void mark_quoted(struct word *words, size_t count, const struct passage *passage)
{
	size_t at = 0;
	for (size_t i = 0; i < passage->quote_count; i++) {
		const struct quote *quote = &passage->quotes[i];
		for (; at < count && words[at].start < quote->start + quote->length; at++) {
			words[at].quoted = words[at].start >= quote->start;
		}
	}
}

static bool stands_here(const struct word *words, size_t count, const struct known_text *name)
{
	/* One small word is no title: "Elle" is one, and a pronoun. */
	if (count < name->word_count || (name->word_count == 1 && !words->capital)) {
		return false;
	}
	for (size_t i = 0; i < name->word_count; i++) {
		if (!word_same(&words[i], &name->words[i])) {
			return false;
		}
	}
	return true;
}

static void mark_own(struct word *words, size_t count, const struct known_text *name)
{
	for (size_t i = 0; i < count && name->word_count > 0;) {
		if (!stands_here(words + i, count - i, name)) {
			i++;
			continue;
		}
		for (size_t end = i + name->word_count; i < end; i++) {
			words[i].own = true;
		}
	}
}

void passage_read(struct arena *arena, const struct prose_task *task, const char *text,
                  struct passage *out)
{
	*out = (struct passage){
	    .arena = arena, .task = task, .text = text, .known = known_read(arena, task->facts)};
	struct word *words = word_split(arena, text, &out->word_count);
	out->quotes = quotes_find(arena, text, &out->quote_count);
	mark_quoted(words, out->word_count, out);
	for (size_t i = 0; i < out->known->text_count; i++) {
		const struct known_text *name = &out->known->texts[i];
		if (name->text == task->facts->title || name->text == task->facts->artist) {
			mark_own(words, out->word_count, name);
		}
	}
	out->words = words;
}

bool passage_settles(const struct passage *passage, const struct word *word)
{
	return ordinary_is(word) || language_has_word(passage->task->language, word->folded) ||
	       known_has_word(passage->arena, passage->known, word);
}
