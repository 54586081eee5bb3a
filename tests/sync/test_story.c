#include "sync/story.h"

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "support/fixture.h"
#include "support/test.h"
#include "sync/progress.h"

#include <stdio.h>
#include <string.h>

static int setup(void **state)
{
	(void)state;
	folder_create();
	return log_open(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, folder_path("log"), NULL) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	log_open(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, NULL, NULL);
	folder_remove();
	return 0;
}

/* The log's lines without their times, each with its end. free() it. */
static char *told(void)
{
	uint64_t size_bytes;
	autofree char *log = file_read(folder_path("log"), &size_bytes);
	char *out = xcalloc(1, size_bytes + 1);
	for (char *rest = log, *line; (line = strsep(&rest, "\n")) && *line;) {
		strcat(out, line + strlen("2026-02-06T10:37:52Z "));
		strcat(out, "\n");
	}
	return out;
}

static void assert_told(const char *wanted)
{
	autofree char *said = told();
	assert_string_equal(said, wanted);
}

static struct credit credits[] = {{.name = "The Young Gods", .is_new = true},
                                  {.name = "Odile Brun"}};
static const struct album tv_sky = {.title = "T.V. Sky",
                                    .discogs_id = 12345678,
                                    .cover_url = "https://img.example/1.jpg",
                                    .credits = credits,
                                    .credit_count = 2};
static const struct progress first_of_many = {.count = {.total = 235, .synced = 1}};

static void a_sync_begins_and_finds_the_collection(void **state)
{
	(void)state;
	story_begin();
	story_collection(235);
	assert_told("info  🔄 Début synchronisation Discogs - Mode: AJOUTER SEULEMENT LES NOUVEAUX\n"
	            "info  📡 Récupération collection Discogs...\n"
	            "info  ✅ 235 albums trouvés dans la collection Discogs\n");
}

static void an_album_is_told_line_by_line(void **state)
{
	(void)state;
	const char *images[] = {"The Young Gods"};
	const struct enrich_result result = {.link_found = true,
	                                     .description_found = true,
	                                     .new_images = images,
	                                     .new_image_count = 1};
	story_album(&first_of_many, &tv_sky, &result);
	assert_told("info  [Album 1/235]\n"
	            "info  ✨ Nouvel artiste créé: The Young Gods\n"
	            "info  🎤 Image artiste Spotify ajoutée: The Young Gods\n"
	            "info  🎵 URL Spotify album trouvée: T.V. Sky\n"
	            "info  📸 Image Discogs album ajoutée: T.V. Sky\n"
	            "info  🤖 Description IA Euria générée: T.V. Sky\n"
	            "info  ✅ [1] Album importé et enrichi: T.V. Sky\n");
}

static void what_was_not_found_is_not_told(void **state)
{
	(void)state;
	struct album bare = tv_sky;
	bare.cover_url = NULL;
	bare.credit_count = 0;
	const struct enrich_result result = {0};
	story_album(&first_of_many, &bare, &result);
	assert_told("info  [Album 1/235]\n"
	            "info  ✅ [1] Album importé et enrichi: T.V. Sky\n");
}

static void an_album_that_failed_says_so_and_why(void **state)
{
	(void)state;
	struct album bare = tv_sky;
	struct err err;
	bare.cover_url = NULL;
	bare.credit_count = 0;
	err_set(&err, ERR_INVALID, "no such model");
	const struct enrich_result result = {.failed = true, .stage = "euria", .err = &err};
	story_album(&first_of_many, &bare, &result);
	autofree char *said = told();
	assert_non_null(
	    strstr(said, "warn  ❌ Enrichissement incomplet (euria): T.V. Sky: no such model\n"));
}

static void a_known_album_is_told_with_its_id(void **state)
{
	(void)state;
	const struct progress progress = {.count = {.total = 235, .synced = 1, .skipped = 1}};
	story_known(&progress, &tv_sky);
	assert_told("info  [Album 2/235]\n"
	            "info  ⏭️  Album existe déjà (ID Discogs: 12345678): T.V. Sky\n");
}

static void the_report_is_the_box_of_the_users(void **state)
{
	(void)state;
	const struct progress progress = {
	    .count = {.imported = 232, .skipped = 3, .errors = 0, .artist_images = 232}};
	story_end(&progress);
	assert_told("info  ╔════════════════════════════════════════════════════════╗\n"
	            "info  ║           ✅ SYNCHRONISATION DISCOGS TERMINÉE          ║\n"
	            "info  ╠════════════════════════════════════════════════════════╣\n"
	            "info  ║  📊 RÉSULTATS:                                          ║\n"
	            "info  ║    ✨ 232 albums AJOUTÉS (nouveau)                     ║\n"
	            "info  ║    ⏭️   3 albums ignorés (existence)                   ║\n"
	            "info  ║    ❌  0 erreurs                                        ║\n"
	            "info  ║    🎤 232 images artistes ajoutées                     ║\n"
	            "info  ╚════════════════════════════════════════════════════════╝\n");
}

static void large_figures_do_not_break_the_box(void **state)
{
	(void)state;
	const struct progress progress = {
	    .count = {
		.imported = 123456, .skipped = 9876543, .errors = 1234, .artist_images = 99999}};
	story_end(&progress);
	autofree char *said = told();
	assert_non_null(strstr(said, "║    ✨ 123456 albums AJOUTÉS (nouveau)"));
	assert_non_null(strstr(said, "║    ❌ 1234 erreurs"));
	unsigned walls = 0;
	for (const char *at = said; (at = strstr(at, "║")); at += strlen("║")) {
		walls++;
	}
	assert_int_equal(walls, 12);
}

#define STORY_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    STORY_TEST(a_sync_begins_and_finds_the_collection),
	    STORY_TEST(an_album_is_told_line_by_line),
	    STORY_TEST(what_was_not_found_is_not_told),
	    STORY_TEST(an_album_that_failed_says_so_and_why),
	    STORY_TEST(a_known_album_is_told_with_its_id),
	    STORY_TEST(the_report_is_the_box_of_the_users),
	    STORY_TEST(large_figures_do_not_break_the_box),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
