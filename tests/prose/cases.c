#include "cases.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS 9

static char *trim(char *text)
{
	text += strspn(text, " ");
	size_t length = strlen(text);
	while (length > 0 && strchr(" \n", text[length - 1])) {
		text[--length] = '\0';
	}
	return text;
}

/* Cuts at each divider; gives how many pieces there are. */
static size_t split(char *text, char divider, char **pieces, size_t room)
{
	size_t count = 0;
	while (text && count < room) {
		char *end = strchr(text, divider);
		if (end && count + 1 < room) {
			*end = '\0';
		}
		pieces[count++] = trim(text);
		text = end ? end + 1 : NULL;
	}
	return count;
}

static const char *known(struct arena *arena, const char *text)
{
	return *text ? arena_strdup(arena, text) : NULL;
}

static void read_list(struct arena *arena, char *text, struct fact_list *out)
{
	char *pieces[FACT_LIST_MAX];
	size_t count = *text ? split(text, ';', pieces, FACT_LIST_MAX) : 0;
	for (size_t i = 0; i < count; i++) {
		out->texts[out->count++] = arena_strdup(arena, pieces[i]);
	}
}

static bool read_facts(struct arena *arena, char *text, struct album_facts **out)
{
	char *fields[FIELDS];
	if (split(text, '|', fields, FIELDS) != FIELDS) {
		return false;
	}
	struct album_facts *facts = *out = arena_alloc(arena, 1, sizeof(*facts));
	facts->artist = known(arena, fields[0]);
	facts->title = known(arena, fields[1]);
	facts->original_year = atoi(fields[2]);
	facts->pressing_year = atoi(fields[3]);
	facts->label = known(arena, fields[4]);
	facts->country = known(arena, fields[5]);
	read_list(arena, fields[6], &facts->genres);
	read_list(arena, fields[7], &facts->styles);
	read_list(arena, fields[8], &facts->formats);
	return true;
}

/* "\n" in a table is a new line in the text. */
static const char *unescaped(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);
	for (char *at; (at = strstr(copy, "\\n"));) {
		*at = '\n';
		memmove(at + 1, at + 2, strlen(at + 2) + 1);
	}
	return copy;
}

static bool read_case(struct arena *arena, char *line, struct prose_case *out)
{
	char *mark = line + 3, *text = strchr(line, '|');
	if (strlen(line) < 6 || line[2] != ' ' || !strchr("+?-", *mark)) {
		return false;
	}
	line[2] = '\0';
	out->language = line;
	out->verdict = *mark == '+' ? PROSE_GOOD : *mark == '?' ? PROSE_UNVERIFIED : PROSE_BAD;
	out->name_count = 0;
	out->reason = NULL;
	if (out->verdict == PROSE_GOOD) {
		out->text = unescaped(arena, trim(mark + 1));
		return true;
	}
	if (!text) {
		return false;
	}
	*text = '\0';
	out->text = unescaped(arena, trim(text + 1));
	if (out->verdict == PROSE_BAD) {
		out->reason = trim(mark + 1);
		return true;
	}
	out->name_count = split(mark + 1, ';', (char **)out->names, CASE_NAMES_MAX);
	return true;
}

bool prose_cases_each(const char *path, prose_case_fn on_case, void *data)
{
	FILE *file = fopen(path, "r");
	if (!file) {
		return false;
	}
	struct arena *arena = arena_create();
	struct album_facts *facts = NULL;
	struct prose_case one = {0};
	char *line = NULL;
	size_t room = 0;
	bool good = true;
	while (good && getline(&line, &room, file) >= 0) {
		char *text = trim(line);
		one.line++;
		if (!*text || *text == '#') {
			continue;
		}
		if (*text == '=') {
			good = read_facts(arena, text + 1, &facts);
			continue;
		}
		good = facts && read_case(arena, text, &one);
		one.facts = facts;
		if (good) {
			on_case(data, &one);
		}
	}
	if (!good) {
		printf("# %s: line %d is no case\n", path, one.line);
	}
	free(line);
	fclose(file);
	arena_destroy(arena);
	return good;
}
