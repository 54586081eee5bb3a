#include "cases.h"

#include "base/arena.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 6

static char *trim(char *text)
{
	while (*text == ' ') {
		text++;
	}
	size_t length = strlen(text);
	while (length > 0 && strchr(" \n", text[length - 1])) {
		text[--length] = '\0';
	}
	return text;
}

/* Cuts at each divider; gives how many pieces there are. */
static size_t split(char *text, const char *divider, char **pieces, size_t room)
{
	size_t count = 0;
	while (text && count < room) {
		char *end = strstr(text, divider);
		if (end && count + 1 < room) {
			*end = '\0';
		}
		pieces[count++] = trim(text);
		text = end ? end + strlen(divider) : NULL;
	}
	return count;
}

/* What follows the mark (" @ id", " ~ name") is cut off and returned. */
static const char *take_mark(struct arena *arena, char *text, const char *mark)
{
	char *at = strstr(text, mark);
	if (!at) {
		return NULL;
	}
	const char *value = arena_strdup(arena, trim(at + strlen(mark)));
	*at = '\0';
	return value;
}

/* Discogs' number in brackets is not shown. */
static const char *display_name(struct arena *arena, const char *raw)
{
	const char *open = strrchr(raw, '(');
	size_t digits = open ? strspn(open + 1, "0123456789") : 0;
	bool numbered = digits > 0 && strcmp(open + 1 + digits, ")") == 0;
	return numbered ? arena_strndup(arena, raw, (size_t)(open - 1 - raw)) : raw;
}

static void read_credits(struct album *album, char *text)
{
	char *names[8];
	size_t count = split(text, " ; ", names, ARRAY_LEN(names));
	album->credits = arena_alloc(album->arena, count, sizeof(*album->credits));
	album->credit_count = count;
	for (size_t i = 0; i < count; i++) {
		struct credit *credit = &album->credits[i];
		credit->spotify_id = take_mark(album->arena, names[i], " @ ");
		credit->anv = take_mark(album->arena, names[i], " ~ ");
		credit->raw_name = arena_strdup(album->arena, trim(names[i]));
		credit->name = display_name(album->arena, credit->raw_name);
		credit->discogs_id = (int64_t)i + 1;
	}
}

static void read_formats(struct album *album, char *text)
{
	char *words[8];
	size_t count = split(text, ", ", words, ARRAY_LEN(words));
	struct format *format = arena_alloc(album->arena, 1, sizeof(*format));
	format->name = count > 0 && strncmp(words[0], "CD", 2) == 0 ? "CD" : "Vinyl";
	format->quantity = 1;
	format->descriptions = arena_alloc(album->arena, count, sizeof(*format->descriptions));
	format->description_count = count;
	for (size_t i = 0; i < count; i++) {
		format->descriptions[i] = arena_strdup(album->arena, words[i]);
	}
	album->formats = format;
	album->format_count = 1;
}

static void read_release(struct match_case *out, char *text)
{
	char *fields[FIELDS_MAX] = {0};
	struct album *album = out->album = album_create();
	size_t count = split(text, " | ", fields, FIELDS_MAX);
	if (count < 3) {
		fprintf(stderr, "line %d: a release has at least three fields\n", out->line);
		abort();
	}
	read_credits(album, fields[0]);
	album->title = arena_strdup(album->arena, fields[1]);
	album->year = atoi(fields[2]);
	const char *slash = strchr(fields[2], '/');
	out->master_year = slash ? atoi(slash + 1) : 0;
	if (count > 3) {
		read_formats(album, fields[3]);
	}
	if (count > 4) {
		album->genres = arena_alloc(album->arena, 1, sizeof(*album->genres));
		album->genres[0] = arena_strdup(album->arena, fields[4]);
		album->genre_count = 1;
	}
}

static void read_artists(struct arena *arena, struct candidate_album *candidate, char *text)
{
	char *names[8];
	size_t count = *text ? split(text, " ; ", names, ARRAY_LEN(names)) : 0;
	candidate->artists = arena_alloc(arena, count + 1, sizeof(*candidate->artists));
	candidate->artist_count = count;
	for (size_t i = 0; i < count; i++) {
		struct candidate_artist *artist = &candidate->artists[i];
		artist->id = take_mark(arena, names[i], " @ ");
		artist->name = arena_strdup(arena, trim(names[i]));
		artist->id =
		    artist->id ? artist->id : arena_printf(arena, "id of %s", artist->name);
	}
}

static void read_candidate(struct match_case *out, char *text, bool right)
{
	char *fields[FIELDS_MAX] = {0}, type[32] = "";
	struct arena *arena = out->album->arena;
	struct candidate_album *candidate = &out->candidates[out->count];
	size_t count = split(text, " | ", fields, FIELDS_MAX);
	if (count < 2 || out->count == CASE_CANDIDATES_MAX) {
		fprintf(stderr, "line %d: no candidate, or one too many\n", out->line);
		abort();
	}
	*candidate = (struct candidate_album){0};
	candidate->id = arena_printf(arena, "album-%d-%zu", out->line, out->count);
	candidate->url = arena_printf(arena, "https://open.spotify.com/album/%s", candidate->id);
	read_artists(arena, candidate, fields[0]);
	candidate->name = arena_strdup(arena, fields[1]);
	candidate->year = count > 2 ? atoi(fields[2]) : 0;
	if (count > 3 && sscanf(fields[3], "%31s %d", type, &candidate->track_count) > 0) {
		candidate->type = arena_strdup(arena, type);
	}
	out->right[out->count++] = right;
	out->any_right |= right;
}

static enum expectation expectation_of(char mark)
{
	return mark == '?' ? EXPECT_AMBIGUOUS : mark == '!' ? EXPECT_ABSENT : EXPECT_RIGHT;
}

bool case_next(struct case_reader *reader, struct match_case *out)
{
	char text[2048];
	*out = (struct match_case){0};
	for (;;) {
		bool pending = *reader->pending != '\0';
		if (pending) {
			memcpy(text, reader->pending, sizeof(text));
			*reader->pending = '\0';
		} else if (!fgets(text, sizeof(text), reader->file)) {
			return out->album != NULL;
		} else {
			reader->line++;
		}
		bool opens = strchr("=?!", text[0]) && text[0] && text[1] == ' ';
		bool heads = strncmp(text, "## ", 3) == 0;
		if ((opens || heads) && out->album) {
			memcpy(reader->pending, text, sizeof(text));
			return true;
		}
		if (heads) {
			snprintf(reader->class_name, sizeof(reader->class_name), "%.*s", 79,
			         trim(text + 3));
		} else if (opens) {
			out->line = reader->line;
			memcpy(out->class_name, reader->class_name, sizeof(out->class_name));
			out->expectation = expectation_of(text[0]);
			read_release(out, text + 2);
		} else if ((text[0] == '+' || text[0] == '-') && text[1] == ' ' && out->album) {
			read_candidate(out, text + 2, text[0] == '+');
		}
	}
}

void case_finish(struct match_case *match_case)
{
	album_destroy(match_case->album);
}
