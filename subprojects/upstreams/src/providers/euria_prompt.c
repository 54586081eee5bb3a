#include "providers/euria_prompt.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/draw.h"
#include "base/text.h"

/* The first language that is named decides: instructions come before the data as a rule. */
static enum tongue find_tongue(const char *text)
{
	static const struct {
		const char *word;
		enum tongue tongue;
	} words[] = {
	    {"français", TONGUE_FR},  {"francais", TONGUE_FR}, {"French", TONGUE_FR},
	    {"française", TONGUE_FR}, {"anglais", TONGUE_EN},  {"English", TONGUE_EN},
	    {"Englisch", TONGUE_EN},  {"Deutsch", TONGUE_DE},  {"allemand", TONGUE_DE},
	    {"German", TONGUE_DE},
	};
	enum tongue tongue = TONGUE_FR;
	const char *first = NULL;
	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *at = text_find_word(text, words[i].word);
		if (at && (!first || at < first)) {
			first = at;
			tongue = words[i].tongue;
		}
	}
	return tongue;
}

/* A line that begins with the number, followed by . ) : or a bracket. */
static bool starts_item(const char *line, unsigned number)
{
	line += strspn(line, " \t#[(*-");
	char *end;
	unsigned long found = strtoul(line, &end, 10);
	return end != line && isdigit((unsigned char)*line) && found == number && *end &&
	       strchr(".):]", *end);
}

static void find_items(struct prompt *prompt)
{
	for (const char *line = prompt->text.data; line && *line;) {
		if (prompt->item_count < PROMPT_ITEMS_MAX &&
		    starts_item(line, prompt->item_count + 1)) {
			prompt->items[prompt->item_count++] = line;
		}
		line = strchr(line, '\n');
		line += line != NULL;
	}
}

/* Behind the name of an id: punctuation, then its digits. */
static void take_id(struct prompt *prompt, const char *at)
{
	if (*at == '"') {
		at++;
	}
	at += strspn(at, " ");
	if (*at != ':' && *at != '=') {
		return;
	}
	at += 1 + strspn(at + 1, " \"");
	size_t size = strspn(at, "0123456789");
	if (size && size < PROMPT_ID_SIZE && prompt->id_count < PROMPT_ITEMS_MAX) {
		memcpy(prompt->ids[prompt->id_count], at, size);
		prompt->ids[prompt->id_count++][size] = '\0';
	}
}

static void find_ids(struct prompt *prompt)
{
	static const char *const names[] = {"id", "index", "n", "number"};
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]) && !prompt->id_count; i++) {
		size_t size = strlen(names[i]);
		const char *text = prompt->text.data;
		for (const char *at = strcasestr(text, names[i]); at;
		     at = strcasestr(at + 1, names[i])) {
			if (at == text || !isalnum((unsigned char)at[-1])) {
				take_id(prompt, at + size);
			}
		}
	}
}

void prompt_read(struct prompt *prompt)
{
	buf_char(&prompt->text, '\n');
	prompt->hash = hash_bytes(prompt->text.data, prompt->text.size);
	prompt->tongue = find_tongue(prompt->text.data);
	find_items(prompt);
	find_ids(prompt);
}

void prompt_finish(struct prompt *prompt)
{
	buf_finish(&prompt->text);
}

const char *prompt_id(const struct prompt *prompt, unsigned index)
{
	return index < prompt->id_count ? prompt->ids[index] : NULL;
}

const char *prompt_item(const struct prompt *prompt, unsigned index)
{
	return index < prompt->item_count ? prompt->items[index] : prompt->text.data;
}
