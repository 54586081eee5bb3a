#include "providers/euria_text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/draw.h"
#include "base/text.h"
#include "providers/euria_phrases.h"

/* The genre named soonest in what is left of the prompt. */
static const char *find_genre(const struct phrases *own, const char *text)
{
	const char *first = NULL, *genre = own->any_genre;
	for (unsigned i = 0; i < PHRASE_GENRES; i++) {
		const char *at = strcasestr(text, phrase_genres[i]);
		if (at && (!first || at < first)) {
			first = at;
			genre = own->genres[i];
		}
	}
	return genre;
}

static void add_sentence(const struct phrases *own, const char *sentence, const char *genre,
                         uint64_t drawn, struct buf *out)
{
	if (out->size && *sentence) {
		buf_char(out, ' ');
	}
	for (const char *at = sentence; *at; at++) {
		if (*at == '@') {
			buf_text(out, genre);
		} else if (*at == '%') {
			buf_text(out, own->adjectives[pick(drawn, PHRASE_WORDS)]);
		} else if (*at == '&') {
			buf_text(out, own->images[pick_low(drawn, PHRASE_WORDS)]);
		} else {
			buf_char(out, *at);
		}
	}
}

static void add_text(const struct prompt *prompt, unsigned index, enum tongue tongue,
                     struct buf *out)
{
	const struct phrases *own = &phrases[tongue];
	uint64_t drawn = draw(prompt->hash, 900, index);
	uint64_t more = mix64(drawn);
	const char *genre = find_genre(own, prompt_item(prompt, index));
	add_sentence(own, own->openings[pick(drawn, PHRASES)], genre, more, out);
	add_sentence(own, own->middles[pick_low(drawn, PHRASES)], genre, more, out);
	add_sentence(own, own->closings[pick(mix64(more), PHRASES)], genre, more, out);
}

/* A year that the prompt does not hold. */
static void add_year(const struct prompt *prompt, const char *sentence, struct buf *out)
{
	int year = 1931;
	char digits[16];
	do {
		year++;
		snprintf(digits, sizeof(digits), "%d", year);
	} while (strstr(prompt->text.data, digits));
	const char *mark = strstr(sentence, "%d");
	buf_char(out, ' ');
	buf_add(out, sentence, (size_t)(mark - sentence));
	buf_text(out, digits);
	buf_text(out, mark + 2);
}

static void add_markdown(const struct prompt *prompt, unsigned index, struct buf *out)
{
	const struct phrases *own = &phrases[prompt->tongue];
	struct buf text = {0};
	add_text(prompt, index, prompt->tongue, &text);
	const char *rest = text.data + strcspn(text.data, " ");
	buf_text(out, own->heading);
	buf_text(out, "\n\n**");
	buf_add(out, text.data, (size_t)(rest - text.data));
	buf_text(out, "**");
	buf_text(out, rest);
	buf_text(out, "\n\n- ");
	buf_text(out, own->middles[0]);
	buf_finish(&text);
}

void euria_text(const struct prompt *prompt, unsigned index, enum spoiling spoiling,
                struct buf *out)
{
	const struct phrases *own = &phrases[prompt->tongue];
	struct buf text = {0};
	switch (spoiling) {
	case SPOILING_EMPTY:
		break;
	case SPOILING_REFUSAL:
		buf_text(&text, own->refusal);
		break;
	case SPOILING_PLACEHOLDER:
		buf_text(&text, own->placeholder);
		break;
	case SPOILING_MARKDOWN:
		add_markdown(prompt, index, &text);
		break;
	case SPOILING_WRONG_LANGUAGE:
		add_text(prompt, index, prompt->tongue == TONGUE_EN ? TONGUE_FR : TONGUE_EN, &text);
		break;
	default:
		add_text(prompt, index, prompt->tongue, &text);
	}
	if (spoiling == SPOILING_YEAR) {
		add_year(prompt, own->with_year, &text);
	} else if (spoiling == SPOILING_TITLE) {
		add_sentence(own, own->with_title, "", 0, &text);
	} else if (spoiling == SPOILING_MUSICIAN) {
		add_sentence(own, own->with_musician, "", 0, &text);
	}
	buf_add(out, text.data, text.size);
	buf_finish(&text);
}
