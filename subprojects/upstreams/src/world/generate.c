#include "world/generate.h"

#include <stdio.h>
#include <string.h>

#include "base/draw.h"
#include "world/formats.h"
#include "world/lists.h"
#include "world/names.h"
#include "world/titles.h"

enum topic {
	TOPIC_ARTIST = 200,
	TOPIC_WORK,
	TOPIC_PRESSING,
	TOPIC_LABEL,
	TOPIC_GENRE,
	TOPIC_COVER
};
enum {
	COPY_EVERY = 67, /* another copy of the release 17 before */
	COPY_AT = 41,
	COPY_BACK = 17,
	PRESSING_EVERY = 16, /* another pressing of the work 5 before */
	PRESSING_AT = 11,
	PRESSING_BACK = 5,
	FIRST_RELEASE_ID = 40000000,
	RELEASE_ID_STEP = 13,
	FIRST_MASTER_ID = 5000000,
	FIRST_BAND_ID = 20000000
};

uint32_t generate_release_of(uint32_t number)
{
	return number % COPY_EVERY == COPY_AT ? number - COPY_BACK : number;
}

uint32_t generate_work_of(uint32_t number)
{
	uint32_t release = generate_release_of(number);
	if (release % PRESSING_EVERY != PRESSING_AT) {
		return release;
	}
	uint32_t work = release - PRESSING_BACK;
	return generate_release_of(work) == work ? work : release;
}

uint32_t generate_band_count(uint32_t count)
{
	return (count + GENERATE_BLOCK - 1) / GENERATE_BLOCK * GENERATE_BANDS;
}

uint32_t generate_release_id(uint32_t number)
{
	return FIRST_RELEASE_ID + number * RELEASE_ID_STEP + pick(mix64(number), RELEASE_ID_STEP);
}

bool generate_number_of_id(uint32_t id, uint32_t *number)
{
	if (id < FIRST_RELEASE_ID) {
		return false;
	}
	*number = (id - FIRST_RELEASE_ID) / RELEASE_ID_STEP;
	return generate_release_id(*number) == id && generate_release_of(*number) == *number;
}

/* One work in 13 has no master. */
static uint32_t master_id_of(uint32_t work)
{
	return work % 13 == 5 ? 0 : FIRST_MASTER_ID + work * 2;
}

bool generate_number_of_master(uint32_t id, uint32_t *number)
{
	*number = (id - FIRST_MASTER_ID) / 2;
	return id >= FIRST_MASTER_ID && *number < FIRST_RELEASE_ID &&
	       generate_work_of(*number) == *number && master_id_of(*number) == id;
}

uint32_t generate_band_id(uint32_t band)
{
	return FIRST_BAND_ID + band * 3;
}

/* The square of an even draw: the first bands of a pool get most of the records. */
static uint32_t band_of_work(const struct generator *generator, uint32_t work, enum kind kind)
{
	uint32_t first = work / GENERATE_BLOCK * GENERATE_BANDS;
	uint32_t turn = work % GENERATE_BLOCK / 40;
	switch (kind) {
	case KIND_SELF_TITLED: /* one each, so that two of them differ in more than the year */
		first += 60 + work % GENERATE_BLOCK / 5;
		return name_is_shared(first) ? first + 1 : first;
	case KIND_COMPILATION:
		return first + 20 + turn * 9;
	case KIND_NON_LATIN: /* the next band whose language is Russian or Japanese */
		return first + (19 + 20 - first % 20) % 20 + 20 * (turn % 5);
	default:
		break;
	}
	uint64_t drawn = draw(generator->seed, TOPIC_ARTIST, work) >> 32;
	uint64_t square = drawn * drawn >> 32;
	return first + (uint32_t)(square * GENERATE_BANDS >> 32);
}

static void add_credit(const struct generator *generator, uint32_t band, const char *join,
                       struct room *room, struct credit *credit)
{
	credit->artist = generator->artist_base + band;
	credit->name = name_band(generator->seed, band, room);
	credit->anv = "";
	credit->join = join;
}

static void credit_several(const struct generator *generator, uint32_t band, uint64_t drawn,
                           struct credit *credits, unsigned count, struct room *room)
{
	static const char *const joins[] = {"&", "/", ",", "Feat.", "And", "Vs."};
	uint32_t first = band / GENERATE_BANDS * GENERATE_BANDS;
	for (unsigned i = 0; i < count; i++) {
		uint32_t other = first + (band - first + i * 31) % GENERATE_BANDS;
		const char *join = i + 1 < count ? joins[(drawn + i) % 6] : "";
		add_credit(generator, other, join, room, &credits[i]);
	}
}

void generate_work(const struct generator *generator, uint32_t number, struct room *room,
                   struct release *out)
{
	uint64_t drawn = draw(generator->seed, TOPIC_WORK, number);
	memset(out, 0, sizeof(*out));
	out->kind = title_kind_at(number % GENERATE_BLOCK);
	uint32_t band = band_of_work(generator, number, out->kind);
	out->credit_count = out->kind == KIND_SEVERAL_ARTISTS ? 2 + (unsigned)(drawn & 1) : 1;
	struct credit *credits = room_take(room, out->credit_count * sizeof(*credits));
	out->credits = credits;
	if (out->kind == KIND_VARIOUS) {
		credits[0] = (struct credit){ARTIST_VARIOUS, "Various", "", ""};
	} else {
		credit_several(generator, band, drawn, credits, out->credit_count, room);
	}
	out->original_year = 1960 + (int)pick_low(drawn, 64);
	out->master_id = master_id_of(number);
	struct title_facts facts = {.seed = generator->seed,
	                            .number = number,
	                            .place = number % GENERATE_BLOCK,
	                            .band = band,
	                            .artist = credits[0].name,
	                            .year = out->original_year,
	                            .drawn = drawn};
	out->title = title_invent(&facts, out->kind, room);
	if (out->kind == KIND_PLAIN && name_language(band) >= LANGUAGE_RU) {
		out->kind = KIND_NON_LATIN;
	}
}

static void press_credit(uint32_t number, struct room *room, struct release *out)
{
	struct credit *credit = (struct credit *)out->credits;
	if (number % 17 != 9 || credit->artist == ARTIST_VARIOUS) {
		return;
	}
	const char *plain = title_without_number(credit->name, room);
	bool article = strncmp(plain, "The ", 4) == 0;
	credit->anv = article ? plain + 4 : room_join(room, plain, "*");
}

static void press_labels(const struct generator *generator, uint32_t number, struct room *room,
                         struct release *out)
{
	uint64_t drawn = draw(generator->seed, TOPIC_LABEL, number);
	bool twice = number % 21 == 8;
	out->label_count = twice ? 2 : 1 + (drawn % 7 == 0);
	struct label *labels = room_take(room, out->label_count * sizeof(*labels));
	for (unsigned i = 0; i < out->label_count; i++) {
		uint64_t own = twice ? drawn : mix64(drawn + i);
		labels[i].name = name_label(own, room);
		labels[i].id =
		    100000 + pick(hash_bytes(labels[i].name, strlen(labels[i].name)), 900000);
		labels[i].catno = number % 11 == 2
		                      ? "none"
		                      : room_printf(room, "%c%c %u%s", 'A' + (char)pick(own, 26),
		                                    'A' + (char)pick_low(own, 26),
		                                    100 + number % 900, twice && i ? " LP" : "");
	}
	out->labels = labels;
}

static void press_genres(const struct generator *generator, uint32_t number, struct room *room,
                         struct release *out)
{
	if (number % 23 == 4) {
		return; /* both absent, as in old answers */
	}
	uint64_t drawn = draw(generator->seed, TOPIC_GENRE, number);
	const char **names = room_take(room, 3 * sizeof(*names));
	const char **styles = room_take(room, 4 * sizeof(*styles));
	out->genres = names;
	out->styles = styles;
	if (number % 23 == 9) {
		return; /* present and empty */
	}
	const struct genre *genre = &genres[pick(drawn, genre_count)];
	names[0] = genre->name;
	names[1] = drawn % 5 == 0 ? genres[(genre - genres + 1) % genre_count].name : NULL;
	for (unsigned i = 0; i < drawn % 4; i++) {
		styles[i] = genre->styles[(pick_low(drawn, 6) + i * 2) % 6];
	}
}

/* A signed-looking address: nobody can make another size of it. */
const char *generate_cover(uint64_t seed, uint32_t release_id, unsigned size, struct room *room)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	char signature[44];
	uint64_t drawn = draw(seed, TOPIC_COVER, (uint64_t)release_id << 12 | size);
	for (unsigned i = 0; i < sizeof(signature) - 1; i++) {
		drawn = i % 10 == 9 ? mix64(drawn) : drawn >> 6 | drawn << 58;
		signature[i] = letters[drawn & 63];
	}
	signature[sizeof(signature) - 1] = '\0';
	const char *id = room_printf(room, "%u", release_id);
	const char *shape = room_printf(room, "/rs:fit/g:sm/q:%u/h:%u/w:%u/", size > 150 ? 90 : 40,
	                                size - pick(drawn, size / 50), size);
	return room_join(room, "https://i.discogs.com/", signature, shape,
	                 "czM6Ly9kaXNjb2dz/LWRhdGFiYXNlLWlt/YWdlcy9SLT", id, ".jpeg");
}

void generate_release(const struct generator *generator, uint32_t number, struct room *room,
                      struct release *out)
{
	generate_work(generator, generate_work_of(number), room, out);
	uint64_t drawn = draw(generator->seed, TOPIC_PRESSING, number);
	out->id = generate_release_id(number);
	out->year = out->original_year;
	if (pick(drawn, 100) >= 45) {
		out->year += (int)pick_low(drawn, (uint32_t)(2026 - out->original_year));
	}
	if (number % 19 == 6) {
		out->year = 0;
	}
	press_credit(number, room, out);
	press_labels(generator, number, room, out);
	press_genres(generator, number, room, out);
	formats_draw(mix64(drawn), number, out);
	bool bare = number % 29 == 8;
	out->cover = bare ? "" : generate_cover(generator->seed, out->id, 600, room);
	out->thumb = bare ? "" : generate_cover(generator->seed, out->id, 150, room);
}
