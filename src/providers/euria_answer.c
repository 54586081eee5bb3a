#include "providers/euria_answer.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/jget.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define SHORTEST_BYTES 40
#define LONGEST_BYTES 2000

/* How models say no, or nothing, in the languages that are asked for. Looked for at the start, as
 * whole words: "Als Kind" is no "als KI". */
static const char *const refusals[] = {
    "je suis désolé",
    "je suis désolée",
    "je ne peux pas",
    "je ne suis pas en mesure",
    "désolé",
    "désolée",
    "je regrette",
    "en tant qu'ia",
    "en tant que modèle",
    "je n'ai pas",
    "i'm sorry",
    "i am sorry",
    "sorry,",
    "sorry but",
    "i cannot",
    "i can't",
    "as an ai",
    "i'm unable",
    "i am unable",
    "i don't have",
    "es tut mir leid",
    "ich kann",
    "als ki",
    "entschuldigung",
    "mi dispiace",
    "non posso",
    "lo siento",
    "no puedo",
};

/* Looked for anywhere: what earlier systems stored when they had nothing. */
static const char *const placeholders[] = {
    "aucune information disponible",
    "pas d'information disponible",
    "no information available",
    "information non disponible",
    "keine informationen verfügbar",
    "description à venir",
    "lorem ipsum",
};

char *euria_parse_completion(struct arena *arena, const char *body, size_t size_bytes,
                             bool *cut_off, struct err *err)
{
	json_auto_t *root = jget_parse(body, size_bytes, err);
	if (!root) {
		err_wrap(err, "completion");
		return NULL;
	}
	const char *result = jget_str(root, "result");
	const json_t *choice = json_array_get(jget_array(root, "choices"), 0);
	const json_t *message = jget_object(choice, "message");
	if (!message || (result && strcmp(result, "error") == 0)) {
		err_set(err, ERR_REMOTE, "completion: no message in it");
		return NULL;
	}
	const char *finish = jget_str(choice, "finish_reason");
	const char *text = jget_str(message, "content");
	*cut_off = finish && strcmp(finish, "stop") != 0;
	text = text ? text : "";
	text += strspn(text, " \t\r\n");
	size_t length = strlen(text);
	while (length > 0 && strchr(" \t\r\n", text[length - 1])) {
		length--;
	}
	return arena_strndup(arena, text, length);
}

/* The length without one of `endings` at the end; the same where none is there. */
static size_t length_without(const char *text, size_t length, const char *const *endings)
{
	for (; *endings; endings++) {
		size_t size = strlen(*endings);
		if (length >= size && memcmp(text + length - size, *endings, size) == 0) {
			return length - size;
		}
	}
	return length;
}

/* Full stop, question or exclamation mark, ellipsis, perhaps inside quotes or parentheses, which
 * French closes behind a space and German with what English opens them with. */
static bool ends_as_sentence(const char *text)
{
	static const char *const closing[] = {"\"", "'", "»", "«",      "”",      "“", "’",
	                                      "‘",  ")", " ", "\u00a0", "\u202f", NULL};
	static const char *const stops[] = {".", "!", "?", "…", NULL};
	size_t length = strlen(text), shorter;
	while ((shorter = length_without(text, length, closing)) < length) {
		length = shorter;
	}
	return length_without(text, length, stops) < length;
}

/* "# Night Ferry"; "#1 Record" is a title. */
static bool is_heading(const char *text)
{
	size_t level = strspn(text, "#");
	return level > 0 && text[level] == ' ';
}

static bool is_markdown(const char *text)
{
	static const char *const marks[] = {"**", "```", "\n#", "\n- ", "\n* ", "\n1. "};
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (strstr(text, marks[i])) {
			return true;
		}
	}
	return strchr("*`|<>", text[0]) || text_starts(text, "- ") || is_heading(text);
}

static bool goes_on_as_word(const char *text)
{
	return isalnum((unsigned char)*text) || (*text & 0x80);
}

static bool is_refusal(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		size_t length = strlen(refusals[i]);
		if (strncasecmp(text, refusals[i], length) == 0 &&
		    !goes_on_as_word(text + length)) {
			return true;
		}
	}
	return false;
}

static bool is_placeholder(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(placeholders); i++) {
		if (strcasestr(text, placeholders[i])) {
			return true;
		}
	}
	return false;
}

/* The text with typewriter apostrophes, as the tables above have them. */
static void put_plain(struct buf *out, const char *text)
{
	static const char apostrophe[] = "’";
	const char *at;
	while ((at = strstr(text, apostrophe))) {
		buf_append(out, text, (size_t)(at - text));
		buf_puts(out, "'");
		text = at + strlen(apostrophe);
	}
	buf_puts(out, text);
}

bool euria_answer_is_good(const char *text, bool cut_off, struct err *err)
{
	size_t length = strlen(text);
	const char *why = NULL;
	autobuf plain = {0};
	put_plain(&plain, text);
	if (length == 0) {
		why = "the answer is empty";
	} else if (cut_off) {
		why = "the answer is cut off";
	} else if (is_refusal(plain.bytes)) {
		why = "the answer is a refusal";
	} else if (is_placeholder(plain.bytes)) {
		why = "the answer is a placeholder";
	} else if (length < SHORTEST_BYTES) {
		why = "the answer is too short";
	} else if (length > LONGEST_BYTES) {
		why = "the answer is too long";
	} else if (is_markdown(text)) {
		why = "the answer is marked up";
	} else if (!ends_as_sentence(text)) {
		why = "the answer does not end as a sentence";
	}
	return !why || err_set(err, ERR_REMOTE, "%s", why);
}
