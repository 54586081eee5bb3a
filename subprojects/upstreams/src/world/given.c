#include "world/given.h"

#include <stdlib.h>
#include <string.h>

#include "base/draw.h"
#include "base/memory.h"
#include "base/room.h"
#include "base/slots.h"
#include "base/text.h"
#include "world/generate.h"
#include "world/titles.h"

enum topic { TOPIC_YEAR = 500 };
enum {
	FIRST_ARTIST_ID = 19000000,
	FIRST_KNOWN_ID =
	    39900000, /* made-up ids for real records, below those of the invented ones */
	FIRST_KNOWN_MASTER_ID = 4900000,
	FIRST_FILE_MASTER_ID = 4700000,
	FIRST_YEAR = 1960,
	LAST_YEAR = 2025,
	FIRST_PRESSINGS_PER_CENT = 45,
	VARIOUS_ID = 194
};

void given_init(struct given *given, uint64_t seed)
{
	*given = (struct given){.seed = seed};
	given->by_id = slots_create();
	given->by_master = slots_create();
	given->by_work = slots_create();
	given->by_artist = slots_create();
}

void given_finish(struct given *given)
{
	slots_destroy(given->by_id);
	slots_destroy(given->by_master);
	slots_destroy(given->by_work);
	slots_destroy(given->by_artist);
	free(given->releases);
	free(given->artists);
	pool_finish(&given->pool);
}

uint32_t given_artist(struct given *given, const char *name, uint32_t id, const char *spotify_name)
{
	if (strcmp(name, "Various") == 0) {
		return ARTIST_VARIOUS;
	}
	uint32_t number =
	    slots_put(given->by_artist, hash_bytes(name, strlen(name)), given->artist_count);
	if (number < given->artist_count) {
		return number;
	}
	if (given->artist_count == given->artist_room) {
		given->artist_room = given->artist_room * 2 + 16;
		given->artists =
		    xrealloc(given->artists, given->artist_room, sizeof(*given->artists));
	}
	given->artists[given->artist_count++] = (struct given_artist){
	    .id = id ? id : FIRST_ARTIST_ID + number, .name = name, .spotify_name = spotify_name};
	return number;
}

/* Two pressings of one work carry the same artists and, but for case and accents, title. */
static uint64_t work_key(const struct release *facts)
{
	uint64_t key = text_fold_hash(facts->title);
	for (unsigned i = 0; i < facts->credit_count; i++) {
		key = mix64(key ^ facts->credits[i].artist);
	}
	return key;
}

/* Where the file does not say when the music came out: with the pressing or, mostly, before. All
 * pressings of a work are of one year, which no pressing is older than. */
static void date_work(struct given *given, const struct given_release *pressing)
{
	struct release *work = &given->releases[pressing->work].facts;
	int pressed = pressing->facts.year;
	if (work->original_year) {
		bool older = pressed && pressed < work->original_year;
		work->original_year = older ? pressed : work->original_year;
		return;
	}
	uint64_t drawn = draw(given->seed, TOPIC_YEAR, work->id);
	int last = pressed ? pressed : LAST_YEAR,
	    first = last - 1 < FIRST_YEAR ? last - 1 : FIRST_YEAR;
	bool reissue = !pressed || pick(drawn, 100) >= FIRST_PRESSINGS_PER_CENT;
	work->original_year =
	    reissue ? first + (int)pick_low(drawn, (uint32_t)(last - first)) : last;
}

void given_add(struct given *given, const struct release *facts, const struct known *known)
{
	if (given->count == given->room) {
		given->room = given->room * 2 + 64;
		given->releases = xrealloc(given->releases, given->room, sizeof(*given->releases));
	}
	struct given_release *release = &given->releases[given->count];
	release->facts = *facts;
	release->known = known;
	release->release = slots_put(given->by_id, facts->id, given->count);
	release->work = slots_put(given->by_work, work_key(facts), given->count);
	if (!known) {
		date_work(given, release);
	}
	if (facts->master_id == GIVEN_MASTER_UNSAID) {
		release->facts.master_id = FIRST_FILE_MASTER_ID + release->work;
	}
	if (release->facts.master_id) {
		slots_put(given->by_master, release->facts.master_id, given->count);
	}
	given->count++;
}

bool given_find(const struct given *given, uint32_t release_id, uint32_t *slot)
{
	return slots_get(given->by_id, release_id, slot);
}

bool given_find_master(const struct given *given, uint32_t master_id, uint32_t *slot)
{
	return slots_get(given->by_master, master_id, slot);
}

/* clang-format off */
static const struct {
	const char *name;
	struct format format;
} formats[] = {
	{"LP", {"Vinyl", "1", NULL, (const char *const[]){"LP", "Album", NULL}}},
	{"2LP", {"Vinyl", "2", "Gatefold", (const char *const[]){"LP", "Album", "Reissue", NULL}}},
	{"CD", {"CD", "1", NULL, (const char *const[]){"Album", NULL}}},
	{"3CD", {"CD", "3", NULL, (const char *const[]){"Compilation", NULL}}},
	{"12\"", {"Vinyl", "1", NULL, (const char *const[]){"12\"", "45 RPM", "Single", NULL}}},
};
/* clang-format on */

static const struct format *format_named(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, name) == 0) {
			return &formats[i].format;
		}
	}
	return &formats[0].format;
}

static bool lists_own_artist(const struct known *known)
{
	for (unsigned i = 0; i < 6; i++) {
		if (known->listings[i].title && !known->listings[i].artist) {
			return true;
		}
	}
	return false;
}

static void credit_known(struct given *given, const struct known *known, struct release *facts)
{
	while (facts->credit_count < 3 && known->credits[facts->credit_count].name) {
		facts->credit_count++;
	}
	struct credit *credits = pool_take(&given->pool, facts->credit_count * sizeof(*credits));
	for (unsigned i = 0; i < facts->credit_count; i++) {
		const struct known_credit *from = &known->credits[i];
		uint32_t id = strcmp(from->name, "Various") == 0 ? VARIOUS_ID : 0;
		uint32_t artist = given_artist(given, from->name, id, known->spotify_artist);
		credits[i] = (struct credit){artist, from->name, from->anv, from->join};
		if (artist != ARTIST_VARIOUS) {
			given->artists[artist].known = true;
			given->artists[artist].listed |= lists_own_artist(known);
		}
	}
	facts->credits = credits;
}

static const char *cover_in_pool(struct given *given, uint32_t id, unsigned size)
{
	struct room room;
	room_init(&room);
	return pool_text(&given->pool, generate_cover(given->seed, id, size, &room), 512);
}

static void add_known(struct given *given, uint32_t index)
{
	const struct known *known = &known_releases[index];
	struct release facts = {.id = known->id ? known->id : FIRST_KNOWN_ID + index,
	                        .master_id = FIRST_KNOWN_MASTER_ID + index,
	                        .year = known->year,
	                        .original_year = known->original_year,
	                        .kind = known->kind,
	                        .title = known->title,
	                        .formats = format_named(known->format),
	                        .format_count = 1,
	                        .label_count = 1};
	credit_known(given, known, &facts);
	struct label *label = pool_take(&given->pool, sizeof(*label));
	*label = (struct label){known->label, "none", 1000 + index};
	facts.labels = label;
	const char **words = pool_take(&given->pool, 4 * sizeof(*words));
	words[0] = known->genre;
	words[2] = known->style;
	facts.genres = words;
	facts.styles = words + 2;
	facts.cover = cover_in_pool(given, facts.id, 600);
	facts.thumb = cover_in_pool(given, facts.id, 150);
	given_add(given, &facts, known);
}

void given_add_known(struct given *given)
{
	for (uint32_t i = 0; i < known_count; i++) {
		add_known(given, i);
	}
}
