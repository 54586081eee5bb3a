/* providers/euria_text.h - two or three sentences about music, drawn from phrases. Pure.
 *
 * They hold no year, no quotation marks and no name, unless a spoiling asks for one. */
#ifndef PROVIDERS_EURIA_TEXT_H
#define PROVIDERS_EURIA_TEXT_H
#include "providers/euria_prompt.h"

enum spoiling {
	SPOILING_NONE,
	SPOILING_EMPTY,
	SPOILING_REFUSAL,
	SPOILING_PLACEHOLDER,
	SPOILING_MARKDOWN,
	SPOILING_WRONG_LANGUAGE, /* English, or French where English was asked for */
	SPOILING_YEAR,
	SPOILING_TITLE,
	SPOILING_MUSICIAN
};

/* About the `index`th item of the prompt. */
void euria_text(const struct prompt *prompt, unsigned index, enum spoiling spoiling,
                struct buf *out);

#endif
