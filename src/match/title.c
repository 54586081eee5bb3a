#include "match/title.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/fold.h"
#include "match/line.h"
#include "match/part.h"
#include "match/title_name.h"

#include <string.h>

/* A title while it is being read. */
struct reading {
	struct arena *arena;
	const struct title_scope *scope;
	struct title *title;
	struct part parts[PARTS_MAX];
	size_t count;
	struct line core, base, subtitle, detail, edition;
};

/* ---- parts ---- */

static void add_numbers(struct title *title, const struct title_number *numbers, size_t count)
{
	for (size_t i = 0; i < count && title->number_count < TITLE_NUMBERS_MAX; i++) {
		title->numbers[title->number_count++] = numbers[i];
	}
}

/* "volume 2" inside a part that is a name of its own: "Volume 2: The Return". */
static void take_announced_numbers(struct title *title, struct line *words)
{
	unsigned volume = 0;
	size_t length;
	for (size_t i = 0; i + 1 < words->count; i++) {
		struct phrase phrase = words_phrase(words->words[i], &length);
		const char *next = words->words[i + 1];
		if (phrase.kind != WORD_VOLUME || next[strspn(next, "0123456789")]) {
			continue;
		}
		volume = phrase.value;
		struct title_number number = {words_number(next, strlen(next), false), volume};
		add_numbers(title, &number, 1);
		words->count -= 2;
		memmove(words->words + i, words->words + i + 2,
		        (words->count - i) * sizeof(words->words[0]));
	}
}

/* The words that say which concert or whose remix it is. */
static void add_detail(struct line *detail, const char *words)
{
	for (size_t at = 0, used; words[at]; at += used + (words[at + used] == ' ')) {
		struct phrase phrase = words_phrase(words + at, &used);
		bool ordinal =
		    phrase.kind == WORD_NUMBER && words_number(words + at, used, false) < 0;
		if (phrase.kind == WORD_UNKNOWN || (phrase.kind == WORD_NUMBER && !ordinal)) {
			line_add(detail, arena_strndup(detail->arena, words + at, used));
		}
	}
}

static void read_subtitle(struct reading *reading, const struct part *part)
{
	struct title *title = reading->title;
	struct line words = {.arena = reading->arena};
	line_add(&words, part->words);
	line_spell_numbers(&words);
	const char *edition = line_take_edition(&words);
	line_take_soundtrack(&words, title);
	if (edition) {
		line_add(&reading->edition, edition);
	}
	line_add(&reading->core, line_text(&words));
	take_announced_numbers(title, &words);
	struct title_number numbers[TITLE_NUMBERS_MAX];
	size_t count = line_take_numbers(&words, numbers, TITLE_NUMBERS_MAX);
	add_numbers(title, numbers, count);
	title->subtitle_bracketed =
	    part->place == PLACE_BRACKET && (title->subtitle_bracketed || !reading->subtitle.count);
	line_add(&reading->subtitle, line_text(&words));
}

static void read_numbers(struct reading *reading, const struct part *part)
{
	struct title_number numbers[TITLE_NUMBERS_MAX];
	struct line words = {.arena = reading->arena};
	line_add(&words, "of"); /* one word always stays */
	line_add(&words, part->words);
	line_spell_numbers(&words);
	size_t count = line_take_numbers(&words, numbers, TITLE_NUMBERS_MAX);
	for (size_t i = 0; i < count; i++) {
		line_add(&reading->core, arena_printf(reading->arena, "%d", numbers[i].value));
	}
	reading->title->number_bracketed |= part->place == PLACE_BRACKET;
	add_numbers(reading->title, numbers, count);
}

static void read_part(struct reading *reading, const struct part *part)
{
	struct title *title = reading->title;
	switch (part->kind) {
	case PART_TITLE:
		read_subtitle(reading, part);
		break;
	case PART_EDITION:
		line_add(&reading->edition, part->words);
		break;
	case PART_RECORDING:
		title->recordings |= part->recordings;
		title->soundtrack |= part->film;
		add_detail(&reading->detail, part->words);
		line_add(&reading->core, part->words);
		break;
	case PART_SOUNDTRACK:
		title->soundtrack = true;
		title->media |= part->media;
		read_numbers(reading, part);
		break;
	case PART_HITS:
		title->hits = true;
		title->choices |= part->choices;
		read_numbers(reading, part);
		break;
	case PART_FORM:
		title->ep |=
		    fold_has_words(part->words, "ep") || fold_has_words(part->words, "e p");
		title->single |= fold_has_words(part->words, "single");
		break;
	case PART_CREDIT:
		title->names_artist |= title_is_artist(reading->scope, part->words);
		break;
	case PART_NUMBER:
		read_numbers(reading, part);
		break;
	case PART_COLOUR:
		title->colour = words_colour(part->words);
		line_add(&reading->core, part->words);
		break;
	}
}

/* ---- the main title ---- */

/* "Bach", "J.S. Bach" and "Johann Sebastian Bach" before the title of a work: a credited name, or
 * its end, or initials. */
static bool is_composer(const struct reading *reading, const char *words)
{
	const struct title_scope *scope = reading->scope;
	for (size_t i = 0; i < scope->own && scope->classical; i++) {
		const char *last = strrchr(words, ' '), *name = scope->names[i];
		bool known = text_ends(name, last ? last + 1 : words);
		for (const char *word = words; *word && known; word = fold_next_word(word)) {
			size_t length = strcspn(word, " ");
			known = length <= 2 || fold_has_word(name, word, length);
		}
		if (known) {
			return true;
		}
	}
	return false;
}

/* "Queen: Greatest Hits", "Original Soundtrack: Diva" and "Sinatra - Basie": where the main part is
 * only the artist or only says soundtrack, the next one is the title, or half of it. So it is
 * behind the composer of a work. */
static void join_main(struct reading *reading)
{
	struct part *main = NULL, *next = NULL;
	for (size_t i = 0; i < reading->count && !next; i++) {
		struct part *part = &reading->parts[i];
		if (part->place == PLACE_MAIN) {
			main = part;
		} else if (main && part->place == PLACE_AFTER) {
			next = part;
		}
	}
	struct part_tally tally;
	if (!next) {
		return;
	}
	part_tally(main->words, strlen(main->words), &tally);
	bool hits = next->kind == PART_HITS && title_is_artist(reading->scope, main->words);
	bool music = next->kind == PART_TITLE && tally.soundtracks && tally.unknown == 0;
	bool pair = next->kind == PART_CREDIT && title_is_artist(reading->scope, main->words) &&
	            title_is_artist(reading->scope, next->words) &&
	            !fold_same(main->words, next->words);
	bool composer = is_composer(reading, main->words);
	if (hits || music || pair || composer) {
		next->place = PLACE_MAIN;
		next->kind = PART_TITLE;
		reading->title->soundtrack |= music;
		main->kind = music ? PART_SOUNDTRACK : composer ? PART_CREDIT : main->kind;
	}
}

/* What stands at the end of the main title and is no part of it, then what is one but no base. */
static void read_main(struct reading *reading, struct line *words)
{
	struct title *title = reading->title;
	const char *edition;
	bool more = true;
	line_spell_numbers(words);
	title->work = reading->scope->classical;
	if (title->work) {
		line_drop_catalogue(words);
	}
	line_take_soundtrack_prefix(words, title);
	for (int i = 0; i < 3 && more; i++) { /* "… Soundtrack Deluxe Edition" */
		more = line_take_ep(words);
		title->ep |= more;
		while ((edition = line_take_edition(words))) {
			line_add(&reading->edition, edition);
			more = true;
		}
		more |= line_take_soundtrack(words, title);
	}
	reading->core = *words;
	if (title->recordings) {
		line_add(&reading->core, "inspired");
	}
	unsigned recordings = line_take_recording(words);
	title->recording_bare = recordings != 0;
	title->recordings |= recordings;
	title->number_count = line_take_numbers(words, title->numbers, TITLE_NUMBERS_MAX);
	reading->base = *words;
}

/* ---- what the whole says ---- */

static bool is_revived(const char *edition)
{
	static const char *const beginnings[] = {"remaster", "rimaster", "anniversa",
	                                         "anivers",  "jubil",    "reissue",
	                                         "reedi",    "ristampa", "neuauflage"};
	for (size_t i = 0; *edition && i < ARRAY_LEN(beginnings); i++) {
		if (strstr(edition, beginnings[i])) {
			return true;
		}
	}
	return false;
}

/* Words that every artist's catalogue has, and maybe what tells which of them it is. */
static void read_generic(struct title *title)
{
	struct part_tally tally;
	part_tally(title->bare_base, strlen(title->bare_base), &tally);
	size_t common = tally.hits + tally.recordings + tally.mixes + tally.volumes + tally.forms +
	                tally.soundtracks;
	title->generic = common && tally.unknown + tally.colours + tally.editions == 0;
	title->dated =
	    (title->number_count || *title->subtitle) && (tally.hits || tally.recordings);
}

static bool is_placeholder(const struct reading *reading)
{
	static const char *const names[] = {
	    "untitled",    "sans titre", "ohne titel", "sin titulo", "senza titolo", "no title",
	    "self titled", "selftitled", "s t",        "sem titulo", "eponymous",
	};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(reading->title->base, names[i]) == 0) {
			return true;
		}
	}
	return reading->count == 1 && reading->parts[0].square;
}

static void conclude(struct reading *reading)
{
	struct title *title = reading->title;
	title->core = line_text(&reading->core);
	title->base = line_text(&reading->base);
	title->subtitle = line_text(&reading->subtitle);
	title->detail = line_text(&reading->detail);
	title->edition = line_text(&reading->edition);
	title->bare_core = title_without_artist(reading->arena, reading->scope, title->core);
	title->bare_base = title_without_artist(reading->arena, reading->scope, title->base);
	/* "John Coltrane & Johnny Hartman" made but one album of that name. */
	title->self_titled = title_is_one_artist(reading->scope, title->base);
	title->joint = title_is_joint(reading->scope, title->base);
	read_generic(title);
	title->placeholder = is_placeholder(reading);
	title->revived = is_revived(title->edition);
}

/* Symphony No. 9 "From The New World": behind its number a work's nickname only repeats it, in any
 * language. */
static const char *without_nickname(struct arena *arena, const char *latin)
{
	static const char *const quotes[][2] = {
	    {"\"", "\""}, {"“", "”"}, {"„", "“"}, {"»", "«"}, {"«", "»"}};
	size_t number = strcspn(latin, "0123456789");
	for (size_t i = 0; i < ARRAY_LEN(quotes) && latin[number]; i++) {
		const char *open = strstr(latin + number, quotes[i][0]);
		const char *name = open ? open + strlen(quotes[i][0]) : NULL;
		const char *close = name ? strstr(name, quotes[i][1]) : NULL;
		if (close) {
			return arena_printf(arena, "%.*s%s", (int)(open - latin), latin,
			                    close + strlen(quotes[i][1]));
		}
	}
	return latin;
}

void title_parse(struct arena *arena, const char *latin, const struct title_scope *scope,
                 struct title *out)
{
	struct reading reading = {.arena = arena, .scope = scope, .title = out};
	struct line main = {.arena = arena};
	*out = (struct title){.text = latin};
	latin = scope->classical ? without_nickname(arena, latin) : latin;
	reading.core.arena = reading.base.arena = reading.subtitle.arena = arena;
	reading.detail.arena = reading.edition.arena = arena;
	reading.count = part_cut(arena, latin, scope, reading.parts);
	join_main(&reading);
	for (size_t i = 0; i < reading.count; i++) {
		if (reading.parts[i].place == PLACE_MAIN && reading.parts[i].kind == PART_TITLE) {
			line_add(&main, reading.parts[i].words);
		}
	}
	if (main.count == 0) { /* "( )" */
		line_add(&main, fold_latin(arena, latin));
	}
	read_main(&reading, &main);
	for (size_t i = 0; i < reading.count; i++) {
		if (reading.parts[i].place != PLACE_MAIN) {
			read_part(&reading, &reading.parts[i]);
		}
	}
	conclude(&reading);
}

/* ---- questions ---- */

bool title_says_live(const struct title *title)
{
	const char *words = title->bare_core;
	static const char *const tellers[] = {
	    "live",      "alive",    "concert",   "concerts", "concerto",   "konzert",
	    "unplugged", "on stage", "in person", "on tour",  "world tour", "en public",
	    "en vivo",   "ao vivo",  "dal vivo",  "en scene", "festival",   "en directo",
	};
	for (size_t i = 0; i < ARRAY_LEN(tellers); i++) {
		if (fold_has_words(words, tellers[i])) {
			return true;
		}
	}
	return text_starts(words, "at the ") || text_starts(words, "at ");
}

bool title_is_shared(const struct title *title)
{
	bool told = title->number_count || title->colour || *title->subtitle;
	return title->work || (title->generic && !title->dated) || title->placeholder ||
	       (title->self_titled && !told);
}

/* '81 and 1981 are the same year. */
static bool value_same(int one, int other)
{
	bool century = (one >= 1900 && other < 100 && other >= 20) ||
	               (other >= 1900 && one < 100 && one >= 20);
	return one == other || (century && one % 100 == other % 100);
}

bool title_numbers_same(const struct title *one, const struct title *other)
{
	if (one->number_count != other->number_count || one->colour != other->colour) {
		return false;
	}
	for (size_t i = 0; i < one->number_count; i++) {
		const struct title_number *a = &one->numbers[i], *b = &other->numbers[i];
		bool kind = a->volume == b->volume || !a->volume || !b->volume;
		if (!kind || !value_same(a->value, b->value)) {
			return false;
		}
	}
	return true;
}

bool title_numbers_are_years(const struct title *title)
{
	bool years = title->number_count >= 2 && !title->colour;
	for (size_t i = 0; i < title->number_count && years; i++) {
		int value = title->numbers[i].value;
		years = !title->numbers[i].volume &&
		        ((value >= 50 && value < 100) || value >= 1900 || i == 1);
	}
	return years;
}
