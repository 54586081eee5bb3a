#include "stage.h"

#include "base/mem.h"
#include "model/album.h"
#include "model/candidate.h"
#include "store/albums.h"
#include "store/artists.h"
#include "store/facets.h"
#include "store/masters.h"
#include "store/runs.h"
#include "store/stats.h"
#include "store/store.h"
#include "store/todo.h"
#include "support/fixture.h"
#include "support/test.h"

#include <jansson.h>
#include <string.h>

/* What furnish() puts there. */
#define RUN 1
#define ALBUM 3
#define PINNED_ALBUM 4
#define ARTIST 3

/* --- writes ------------------------------------------------------------------------------- */

/* Three albums: two new ones by a new and by a known artist, and a second copy. */
static struct parcel parcel;

static void start_import(struct stage *stage)
{
	const int64_t first = 100000 + 100 * (int64_t)stage->round;
	const struct record records[] = {
	    {.release_id = first,
	     .instance_id = first,
	     .title = "New",
	     .artist = "Somebody new",
	     .artist_id = first,
	     .second = "Harbour",
	     .second_id = 3,
	     .genre = "Dub"},
	    {.release_id = first + 1,
	     .instance_id = first + 1,
	     .title = "Other",
	     .artist = "Harbour",
	     .artist_id = 3},
	    {.release_id = 1, .instance_id = first + 2, .title = "Night Ferry"},
	};
	parcel_fill(&parcel, records, ARRAY_LEN(records));
	store_import(stage->shelf->store, RUN, parcel.imports, parcel.count, ending_note,
	             &stage->ending);
}

static void start_link(struct stage *stage)
{
	const char *reasons[] = {"same artist"};
	struct candidate_artist artist = {.id = "a", .name = "Harbour"};
	const struct candidate_album candidate = {.id = "b",
	                                          .name = "Night Ferry",
	                                          .url = "https://x",
	                                          .artists = &artist,
	                                          .artist_count = 1};
	const struct link_facet facet = {.verdict = VERDICT_AMBIGUOUS,
	                                 .reasons = reasons,
	                                 .reason_count = 1,
	                                 .candidates = &candidate,
	                                 .candidate_count = 1};
	store_add_link(stage->shelf->store, ALBUM, RUN, &facet, ending_note, &stage->ending);
}

static void start_pin(struct stage *stage)
{
	const struct link_facet facet = {
	    .verdict = VERDICT_PINNED, .url = "https://x", .spotify_id = "b"};
	store_add_pin(stage->shelf->store, PINNED_ALBUM, &facet, ending_note, &stage->ending);
}

static void start_description(struct stage *stage)
{
	const struct text_facet facet = {.outcome = OUTCOME_FOUND,
	                                 .text = "Un disque nocturne.",
	                                 .model = "some/model",
	                                 .language = "fr",
	                                 .prompt_version = 1};
	store_add_description(stage->shelf->store, ALBUM, RUN, &facet, ending_note, &stage->ending);
}

static void start_image(struct stage *stage)
{
	const struct image_facet facet = {.outcome = OUTCOME_ABSENT,
	                                  .reason = "nobody of that name"};
	store_add_image(stage->shelf->store, ARTIST, RUN, &facet, ending_note, &stage->ending);
}

static void start_year(struct stage *stage)
{
	store_add_master_year(stage->shelf->store, 1000 + stage->round, RUN, 1998, ending_note,
	                      &stage->ending);
}

static void start_block(struct stage *stage)
{
	store_add_block(stage->shelf->store, "spotify", 1600000000000, "too many requests",
	                ending_note, &stage->ending);
}

static void on_begun(void *data, int64_t run_id, const struct err *err)
{
	(void)run_id;
	ending_note(data, err);
}

static void start_run(struct stage *stage)
{
	json_auto_t *options = json_pack("{s:i}", "limit", 5);
	store_begin_run(stage->shelf->store, "sync", options, on_begun, &stage->ending);
}

static void start_run_end(struct stage *stage)
{
	json_auto_t *counters = json_pack("{s:i}", "synced", 5);
	const struct run_end end = {
	    .run_id = stage->run_id, .outcome = "completed", .whole = true, .counters = counters};
	store_end_run(stage->shelf->store, &end, ending_note, &stage->ending);
}

static void start_resume(struct stage *stage)
{
	struct store_resume resume;
	struct err err = {.msg = ""};
	bool well = store_resume(stage->shelf->store, &resume, &err);
	buf_printf(&stage->answer, "%zu %s", resume.block_count,
	           resume.block_count ? resume.blocks[0].reason : "");
	ending_note(&stage->ending, well ? NULL : &err);
}

const struct act stage_writes[] = {
    {"import", start_import},    {"link", start_link},   {"pin", start_pin},
    {"text", start_description}, {"image", start_image}, {"year", start_year},
    {"block", start_block},      {"run", start_run},     {"run's end", start_run_end},
    {"resume", start_resume},
};
const size_t stage_write_count = ARRAY_LEN(stage_writes);

/* --- reads -------------------------------------------------------------------------------- */

static void tell(struct stage *stage, const struct err *err)
{
	ending_note(&stage->ending, err);
}

static void tell_album(struct buf *out, const struct album *album)
{
	buf_printf(out, "%lld %s %d %zu %zu:", (long long)album->id, album->title, album->year,
	           album->credit_count, album->genre_count);
	for (size_t i = 0; i < album->credit_count; i++) {
		const struct credit *credit = &album->credits[i];
		buf_printf(out, " %s %d %s", credit->name, credit->image_decided,
		           credit->spotify_id ? credit->spotify_id : "");
	}
}

static void on_albums(void *data, const struct album_entry *entries, size_t count, int64_t total,
                      const struct err *err)
{
	struct stage *stage = data;
	buf_printf(&stage->answer, "%lld of\n", (long long)total);
	for (size_t i = 0; entries && i < count; i++) {
		tell_album(&stage->answer, entries[i].album);
		buf_printf(&stage->answer, " %s %s\n", entries[i].spotify_url,
		           entries[i].description);
	}
	tell(stage, err);
}

static void start_list(struct stage *stage, struct album_filter filter)
{
	filter.page = 1;
	filter.page_size = 3;
	store_list_albums(stage->shelf->store, &filter, on_albums, stage);
}

static void start_all(struct stage *stage)
{
	start_list(stage, (struct album_filter){.sort = ALBUM_SORT_TITLE});
}

static void start_search(struct stage *stage)
{
	start_list(stage, (struct album_filter){.search = "Night ★", .search_words = "night ★"});
}

static void start_symbols(struct stage *stage)
{
	start_list(stage, (struct album_filter){.search = "★", .search_words = "★"});
}

static void start_by_artist(struct stage *stage)
{
	start_list(stage, (struct album_filter){.artist_id = 1, .missing = MISSING_IMAGE});
}

static void start_by_facts(struct stage *stage)
{
	start_list(stage, (struct album_filter){.support = "Vinyl",
	                                        .year = 1998,
	                                        .missing = MISSING_DESCRIPTION,
	                                        .sort = ALBUM_SORT_ARTIST});
}

static void start_by_verdict(struct stage *stage)
{
	start_list(stage, (struct album_filter){.verdict = "ambiguous",
	                                        .missing = MISSING_SPOTIFY_URL,
	                                        .sort = ALBUM_SORT_YEAR,
	                                        .descending = true});
}

static void on_detail(void *data, const struct album_detail *detail, const struct err *err)
{
	struct stage *stage = data;
	if (detail) {
		tell_album(&stage->answer, detail->entry.album);
		buf_printf(&stage->answer, "%s %s %s %s %s %s %zu", detail->verdict,
		           detail->reasons, detail->candidates, detail->entry.spotify_url,
		           detail->entry.description, detail->description_model,
		           detail->copy_count);
	}
	tell(stage, err);
}

static void start_detail(struct stage *stage)
{
	store_get_album(stage->shelf->store, 1, on_detail, stage);
}

static void on_artists(void *data, const struct artist_entry *entries, size_t count, int64_t total,
                       const struct err *err)
{
	struct stage *stage = data;
	buf_printf(&stage->answer, "%lld of\n", (long long)total);
	for (size_t i = 0; entries && i < count; i++) {
		buf_printf(&stage->answer, "%s %s %lld\n", entries[i].name, entries[i].image.url,
		           (long long)entries[i].album_count);
	}
	tell(stage, err);
}

static void start_artists(struct stage *stage)
{
	const struct artist_filter filter = {.search_words = "harbour", .page = 1, .page_size = 5};
	store_list_artists(stage->shelf->store, &filter, on_artists, stage);
}

static void tell_tallies(struct buf *out, const struct tallies *tallies)
{
	for (size_t i = 0; i < tallies->count; i++) {
		buf_printf(out, " %s=%lld", tallies->items[i].name,
		           (long long)tallies->items[i].count);
	}
}

static void on_stats(void *data, const struct store_stats *stats, const struct err *err)
{
	struct stage *stage = data;
	if (stats) {
		buf_printf(&stage->answer, "%lld %lld %lld %lld", (long long)stats->albums,
		           (long long)stats->spotify_urls, (long long)stats->descriptions,
		           (long long)stats->artist_images);
		tell_tallies(&stage->answer, &stats->by_support);
		tell_tallies(&stage->answer, &stats->by_decade);
		tell_tallies(&stage->answer, &stats->by_genre);
		tell_tallies(&stage->answer, &stats->by_verdict);
	}
	tell(stage, err);
}

static void start_stats(struct stage *stage)
{
	store_read_stats(stage->shelf->store, on_stats, stage);
}

static void on_told(void *data, const struct err *err)
{
	tell(data, err);
}

static void start_ping(struct stage *stage)
{
	store_ping(stage->shelf->store, on_told, stage);
}

static void on_todo(void *data, struct album **albums, size_t count, const struct err *err)
{
	struct stage *stage = data;
	for (size_t i = 0; i < count; i++) {
		tell_album(&stage->answer, albums[i]);
		buf_printf(&stage->answer, " %d %d\n", albums[i]->link_decided,
		           albums[i]->description_decided);
		album_destroy(albums[i]);
	}
	tell(stage, err);
}

static const struct todo_filter everything = {
    .spotify = true, .euria = true, .absent_before_ms = INT64_MAX};

static void start_todo(struct stage *stage)
{
	store_list_todo(stage->shelf->store, &everything, 0, 3, on_todo, stage);
}

static void on_counts(void *data, const struct todo_counts *counts, const struct err *err)
{
	struct stage *stage = data;
	if (counts) {
		buf_printf(&stage->answer, "%lld %lld %lld", (long long)counts->albums,
		           (long long)counts->spotify, (long long)counts->euria);
	}
	tell(stage, err);
}

static void start_todo_counts(struct stage *stage)
{
	store_count_todo(stage->shelf->store, &everything, on_counts, stage);
}

static void on_year(void *data, bool asked, int year, const struct err *err)
{
	struct stage *stage = data;
	buf_printf(&stage->answer, "%d %d", asked, year);
	tell(stage, err);
}

static void start_get_year(struct stage *stage)
{
	store_get_master_year(stage->shelf->store, 7, on_year, stage);
}

static void on_masters(void *data, const int64_t *ids, size_t count, const struct err *err)
{
	struct stage *stage = data;
	for (size_t i = 0; i < count; i++) {
		buf_printf(&stage->answer, "%lld ", (long long)ids[i]);
	}
	tell(stage, err);
}

static void start_masters(struct stage *stage)
{
	store_list_masters(stage->shelf->store, MASTERS_OPEN, 0, 0, 5, on_masters, stage);
}

static void on_runs(void *data, const struct run_row *rows, size_t count, const struct err *err)
{
	struct stage *stage = data;
	for (size_t i = 0; rows && i < count; i++) {
		autofree char *options = json_dumps(rows[i].options, JSON_COMPACT);
		autofree char *counters = json_dumps(rows[i].counters, JSON_COMPACT);
		buf_printf(&stage->answer, "%s %s %s\n", rows[i].outcome, options, counters);
	}
	tell(stage, err);
}

static void start_runs(struct stage *stage)
{
	store_list_runs(stage->shelf->store, "sync", 5, on_runs, stage);
}

static struct known_row rows[2];

static void on_known(void *data, const struct err *err)
{
	struct stage *stage = data;
	buf_printf(&stage->answer, "%d %lld %d %lld", rows[0].release_known,
	           (long long)rows[0].copy_run_id, rows[1].release_known,
	           (long long)rows[1].copy_run_id);
	tell(stage, err);
}

static void start_lookup(struct stage *stage)
{
	rows[0] = (struct known_row){.discogs_id = 1, .instance_id = 11};
	rows[1] = (struct known_row){.discogs_id = 999, .instance_id = 999};
	store_lookup(stage->shelf->store, rows, ARRAY_LEN(rows), on_known, stage);
}

const struct act stage_reads[] = {
    {"albums", start_all},
    {"search", start_search},
    {"symbols", start_symbols},
    {"of an artist", start_by_artist},
    {"of a year", start_by_facts},
    {"of a verdict", start_by_verdict},
    {"album", start_detail},
    {"artists", start_artists},
    {"stats", start_stats},
    {"ping", start_ping},
    {"to do", start_todo},
    {"counts to do", start_todo_counts},
    {"master's year", start_get_year},
    {"masters", start_masters},
    {"runs", start_runs},
    {"known rows", start_lookup},
};
const size_t stage_read_count = ARRAY_LEN(stage_reads);

/* --- the stage ---------------------------------------------------------------------------- */

/* Then there is a new file: checking a large one takes longer. */
#define ROUNDS_MAX 30

static void furnish(struct shelf *shelf)
{
	const struct record records[] = {
	    {.release_id = 1,
	     .instance_id = 11,
	     .master_id = 7,
	     .title = "Night Ferry",
	     .artist = "Harbour",
	     .artist_id = 3,
	     .second = "Salt Choir",
	     .second_id = 4,
	     .year = 1998,
	     .support = "Vinyl",
	     .cover = "https://c",
	     .genre = "Dub"},
	    {.release_id = 2,
	     .instance_id = 12,
	     .master_id = 8,
	     .title = "Night ★",
	     .artist = "Harbour",
	     .artist_id = 3,
	     .year = 1998,
	     .support = "Vinyl"},
	    {.release_id = 3, .instance_id = 13, .title = "Quay", .artist = "Buoy"},
	    {.release_id = 4, .instance_id = 14, .title = "Lighthouse", .artist = "Buoy"},
	};
	int64_t run_id = shelf_begin_run(shelf, "sync");
	for (size_t i = 0; i < ARRAY_LEN(records); i++) {
		shelf_add_of_run(shelf, run_id, &records[i]);
	}
	shelf_end_run(shelf, run_id, "completed", true);
	shelf_link(shelf, 1, "4ZfQp0nXn5uGZ1mB6Tt8aC");
	shelf_link_ambiguous(shelf, 2);
	shelf_describe(shelf, 1, "Un disque nocturne.");
	shelf_describe(shelf, 2, NULL);
	shelf_face(shelf, 1, "https://i");
	shelf_master(shelf, 7, 1998);
	plain_do(shelf, "INSERT INTO provider_blocks (provider, until_ms, reason, created_ms)"
	                " VALUES ('euria', 9999999999999, 'too many requests', 1)");
}

struct stage *stage_create(void)
{
	struct stage *stage = xcalloc(1, sizeof(*stage));
	stage->shelf = shelf_create();
	furnish(stage->shelf);
	return stage;
}

void stage_destroy(struct stage *stage)
{
	parcel_finish(&parcel);
	buf_finish(&stage->answer);
	free(stage->kept);
	shelf_destroy(stage->shelf);
	free(stage);
}

void stage_prepare(struct stage *stage, const struct act *act)
{
	if (stage->round % ROUNDS_MAX == ROUNDS_MAX - 1) {
		shelf_destroy(stage->shelf);
		stage->shelf = shelf_create();
		furnish(stage->shelf);
	}
	struct shelf *shelf = stage->shelf;
	stage->round++;
	/* Each begins or ends beside one run that has no end yet. */
	if (act->start == start_run || act->start == start_run_end) {
		stage->run_id = shelf_begin_run(shelf, "sync");
	}
	shelf_close(shelf);
	shelf_open(shelf);
}

void stage_run(struct stage *stage, const struct act *act)
{
	buf_clear(&stage->answer);
	stage->ending = (struct ending){.err.msg = ""};
	act->start(stage);
	while (!stage->ending.done) {
		run_until(stage->shelf->loop, &stage->ending.done);
	}
	assert_int_equal(stage->ending.count, 1);
	if (parcel.arena) {
		parcel_finish(&parcel);
	}
}

void stage_keep_answer(struct stage *stage)
{
	free(stage->kept);
	stage->kept = xstrdup(stage->answer.bytes ? stage->answer.bytes : "");
}

void stage_compare_answer(struct stage *stage)
{
	const char *answer = stage->answer.bytes ? stage->answer.bytes : "";
	if (strcmp(answer, stage->kept) != 0) {
		fail_msg("%s: \"%s\" instead of \"%s\"", stage->trial, answer, stage->kept);
	}
}
