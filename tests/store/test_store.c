#include "store/store.h"

#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "store/facets.h"
#include "store/runs.h"
#include "store/shelf.h"
#include "store/stats.h"
#include "store/task.h"
#include "support/fixture.h"
#include "support/test.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static int setup(void **state)
{
	*state = shelf_create();
	return 0;
}

static int teardown(void **state)
{
	shelf_destroy(*state);
	return 0;
}

/* One row for each name, in one go: the smallest write there is. */
static struct store_call *write_name(struct shelf *shelf, const char *name, struct ending *ending)
{
	return store_add_block(shelf->store, name, 1, "a reason", ending_note, ending);
}

static void run_all(struct shelf *shelf, struct ending *endings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		run_until(shelf->loop, &endings[i].done);
		assert_int_equal(endings[i].count, 1);
	}
}

static int64_t rows_named(const struct shelf *shelf, const char *pattern)
{
	autofree char *sql =
	    xasprintf("SELECT count(*) FROM provider_blocks WHERE provider GLOB '%s'", pattern);
	return plain_number(shelf, sql);
}

/* Frames of the write-ahead log that end a transaction:
 * https://sqlite.org/fileformat.html#walformat */
static size_t commits_in_log(const struct shelf *shelf)
{
	autofree char *path = xasprintf("%s-wal", shelf->path);
	uint64_t size_bytes;
	autofree char *bytes = file_read(path, &size_bytes);
	const unsigned char *log = (const unsigned char *)bytes;
	size_t page_bytes = (size_t)log[8] << 24 | log[9] << 16 | log[10] << 8 | log[11];
	size_t commits = 0;
	for (size_t at = 32; at + 24 + page_bytes <= size_bytes; at += 24 + page_bytes) {
		bool same_life = memcmp(log + at + 8, log + 16, 8) == 0; /* the salts */
		commits += same_life && (log[at + 4] | log[at + 5] | log[at + 6] | log[at + 7]);
	}
	return commits;
}

/* --- writes ------------------------------------------------------------------------------- */

struct checked {
	struct ending ending;
	struct shelf *shelf;
	int64_t rows; /* in the file, as the write was told done */
};

static void on_checked(void *data, const struct err *err)
{
	struct checked *checked = data;
	checked->rows = rows_named(checked->shelf, "one");
	ending_note(&checked->ending, err);
}

static void a_write_is_told_done_once_it_is_in_the_file(void **state)
{
	struct shelf *shelf = *state;
	struct checked checked = {.shelf = shelf};
	store_add_block(shelf->store, "one", 1, "a reason", on_checked, &checked);
	assert_int_equal(store_write_depth(shelf->store), 1);
	shelf_wait_well(shelf, &checked.ending);
	assert_int_equal(checked.rows, 1);
	assert_int_equal(store_write_depth(shelf->store), 0);
}

static void writes_that_wait_share_a_commit(void **state)
{
	struct shelf *shelf = *state;
	static struct ending endings[100];
	memset(endings, 0, sizeof(endings));
	write_name(shelf, "first", &endings[0]);
	size_t before = commits_in_log(shelf);
	for (size_t i = 1; i < ARRAY_LEN(endings); i++) {
		write_name(shelf, "other", &endings[i]);
	}
	assert_int_equal(store_write_depth(shelf->store), ARRAY_LEN(endings));
	run_all(shelf, endings, ARRAY_LEN(endings));
	assert_int_equal(rows_named(shelf, "*"), ARRAY_LEN(endings));
	/* The first alone, as nobody else was there yet, and all others together. */
	assert_in_range(commits_in_log(shelf) - before, 1, 2);
}

static void more_writes_than_a_commit_takes_are_all_written(void **state)
{
	struct shelf *shelf = *state;
	static struct ending endings[700];
	memset(endings, 0, sizeof(endings));
	size_t before = commits_in_log(shelf);
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		write_name(shelf, "one", &endings[i]);
	}
	run_all(shelf, endings, ARRAY_LEN(endings));
	assert_int_equal(rows_named(shelf, "*"), ARRAY_LEN(endings));
	assert_in_range(commits_in_log(shelf) - before, 3, 5); /* 256 at most in each */
}

static void writes_happen_in_the_order_of_their_submission(void **state)
{
	struct shelf *shelf = *state;
	struct ending endings[20] = {{.done = false}};
	char name[10];
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		snprintf(name, sizeof(name), "n%02zu", i);
		write_name(shelf, name, &endings[i]); /* copies the name */
	}
	run_all(shelf, endings, ARRAY_LEN(endings));
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM provider_blocks"
	                                     " WHERE provider = format('n%02d', id - 1)"),
	                 ARRAY_LEN(endings));
}

static void a_failing_write_leaves_its_neighbours_alone(void **state)
{
	struct shelf *shelf = *state;
	struct ending endings[30] = {{.done = false}};
	const struct text_facet text = {
	    .outcome = OUTCOME_FOUND, .text = "t", .model = "m", .language = "fr"};
	struct parcel parcel;
	parcel_fill(&parcel, &(struct record){.release_id = 7, .title = "A", .artist = "B"}, 1);
	parcel.imports[0].album->credits[0].name = NULL;
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		if (i == 15) { /* half way, with an album written already */
			store_import(shelf->store, 0, parcel.imports, 1, ending_note, &endings[i]);
		} else if (i % 10 == 5) { /* of an album that is not there */
			store_add_description(shelf->store, 999, 0, &text, ending_note,
			                      &endings[i]);
		} else {
			write_name(shelf, "good", &endings[i]);
		}
	}
	run_all(shelf, endings, ARRAY_LEN(endings));
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		assert_int_equal(endings[i].failed, i % 10 == 5);
		if (endings[i].failed) {
			assert_int_equal(endings[i].err.code, ERR_STORAGE);
			assert_non_null(strstr(endings[i].err.msg, shelf->path));
		}
	}
	assert_int_equal(rows_named(shelf, "good"), 27);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM album_descriptions"), 0);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM albums"), 0);
	parcel_finish(&parcel);
}

static void what_is_told_to_have_failed_is_not_in_the_file(void **state)
{
	struct shelf *shelf = *state;
	static const char *const names[] = {"first", "before", "boom", "after", "last"};
	struct ending endings[ARRAY_LEN(names)] = {{.done = false}};
	/* As a full disk does: the one failure takes the whole transaction away. */
	plain_do(shelf, "CREATE TRIGGER boom BEFORE INSERT ON provider_blocks"
	                " WHEN NEW.provider = 'boom' BEGIN SELECT raise(ROLLBACK, 'gone'); END");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		write_name(shelf, names[i], &endings[i]);
	}
	run_all(shelf, endings, ARRAY_LEN(names));
	assert_false(endings[0].failed); /* a commit of its own */
	assert_true(endings[2].failed);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(rows_named(shelf, names[i]), !endings[i].failed);
		assert_true(!endings[i].failed || strstr(endings[i].err.msg, "gone"));
	}
	/* And the next ones are written as ever. */
	struct ending next = {.done = false};
	write_name(shelf, "next", &next);
	shelf_wait_well(shelf, &next);
	assert_int_equal(rows_named(shelf, "next"), 1);
}

static void a_commit_that_fails_fails_all_its_writes(void **state)
{
	struct shelf *shelf = *state;
	struct ending endings[10] = {{.done = false}}, first = {.done = false};
	write_name(shelf, "before", &first);
	shelf_wait_well(shelf, &first);
	/* No file may grow: the log cannot take the commit. */
	struct rlimit was, none = {.rlim_cur = 0};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	none.rlim_max = was.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		write_name(shelf, "during", &endings[i]);
	}
	run_all(shelf, endings, ARRAY_LEN(endings));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		assert_true(endings[i].failed);
		assert_int_equal(endings[i].err.code, ERR_STORAGE);
		assert_non_null(strstr(endings[i].err.msg, shelf->path));
	}
	struct ending after = {.done = false};
	write_name(shelf, "after", &after);
	shelf_wait_well(shelf, &after);
	assert_int_equal(rows_named(shelf, "before"), 1);
	assert_int_equal(rows_named(shelf, "during"), 0);
	assert_int_equal(rows_named(shelf, "after"), 1);
}

struct chain {
	struct shelf *shelf;
	struct ending ending;
	unsigned left;
};

static void on_chained(void *data, const struct err *err)
{
	struct chain *chain = data;
	assert_null(err);
	if (--chain->left == 0) {
		ending_note(&chain->ending, err);
		return;
	}
	store_add_block(chain->shelf->store, "link", 1, "a reason", on_chained, chain);
}

static void a_write_may_be_followed_by_another_from_its_own_end(void **state)
{
	struct chain chain = {.shelf = *state, .left = 10};
	store_add_block(chain.shelf->store, "link", 1, "a reason", on_chained, &chain);
	shelf_wait_well(chain.shelf, &chain.ending);
	assert_int_equal(rows_named(chain.shelf, "link"), 10);
}

/* --- beside each other -------------------------------------------------------------------- */

static void reads_go_on_while_a_write_waits_for_another_program(void **state)
{
	struct shelf *shelf = *state;
	sqlite3 *other;
	assert_int_equal(sqlite3_open(shelf->path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	struct ending write = {.done = false}, reads[20] = {{.done = false}};
	write_name(shelf, "one", &write);
	for (size_t i = 0; i < ARRAY_LEN(reads); i++) {
		store_ping(shelf->store, ending_note, &reads[i]);
	}
	run_all(shelf, reads, ARRAY_LEN(reads));
	assert_false(write.done);
	assert_int_equal(store_write_depth(shelf->store), 1);
	sqlite3_close(other);
	shelf_wait_well(shelf, &write);
	assert_int_equal(rows_named(shelf, "one"), 1);
}

struct counted {
	struct ending ending;
	int64_t albums;
};

static void on_stats(void *data, const struct store_stats *stats, const struct err *err)
{
	struct counted *counted = data;
	counted->albums = stats ? stats->albums : -1;
	ending_note(&counted->ending, err);
}

static void reads_see_what_was_told_done_before_them(void **state)
{
	struct shelf *shelf = *state;
	for (int64_t id = 1; id <= 10; id++) {
		struct counted counted[5] = {{.albums = -1}}; /* more than there are readers */
		shelf_add(shelf, &(struct record){.release_id = id, .title = "A"});
		for (size_t i = 0; i < ARRAY_LEN(counted); i++) {
			store_read_stats(shelf->store, on_stats, &counted[i]);
		}
		for (size_t i = 0; i < ARRAY_LEN(counted); i++) {
			run_until(shelf->loop, &counted[i].ending.done);
			assert_int_equal(counted[i].albums, id);
		}
	}
}

/* --- forgetting and closing --------------------------------------------------------------- */

static void a_forgotten_write_happens_and_is_not_told(void **state)
{
	struct shelf *shelf = *state;
	struct ending first = {.done = false}, second = {.done = false}, third = {.done = false};
	write_name(shelf, "one", &first);
	store_forget(write_name(shelf, "two", &second));
	write_name(shelf, "three", &third);
	store_forget(NULL);
	run_until(shelf->loop, &third.done);
	assert_true(first.done);
	assert_false(second.done);
	assert_int_equal(rows_named(shelf, "*"), 3);
}

static void on_closed(void *data)
{
	*(bool *)data = true;
}

static void closing_waits_for_every_write(void **state)
{
	struct shelf *shelf = *state;
	struct ending writes[50] = {{.done = false}}, read = {.done = false};
	bool closed = false;
	for (size_t i = 0; i < ARRAY_LEN(writes); i++) {
		write_name(shelf, "one", &writes[i]);
	}
	store_ping(shelf->store, ending_note, &read);
	store_close(shelf->store, on_closed, &closed);
	shelf->store = NULL;
	assert_false(closed);
	run_until(shelf->loop, &closed);
	for (size_t i = 0; i < ARRAY_LEN(writes); i++) {
		assert_int_equal(writes[i].count, 1);
		assert_false(writes[i].failed);
	}
	assert_int_equal(read.count, 1);
	assert_int_equal(rows_named(shelf, "one"), ARRAY_LEN(writes));
}

static void closing_folds_the_log_into_the_file(void **state)
{
	struct shelf *shelf = *state;
	struct ending ending = {.done = false};
	autofree char *log = xasprintf("%s-wal", shelf->path);
	write_name(shelf, "one", &ending);
	shelf_wait_well(shelf, &ending);
	assert_int_equal(access(log, F_OK), 0);
	shelf_close(shelf);
	assert_int_equal(access(log, F_OK), -1);
}

static void a_store_knows_its_file(void **state)
{
	struct shelf *shelf = *state;
	assert_string_equal(store_path(shelf->store), shelf->path);
}

/* A crash: the file and its log as they are in mid-life. */
static void a_crash_loses_nothing_that_was_told_done(void **state)
{
	struct shelf *shelf = *state;
	char copy[sizeof(shelf->path)];
	const char *const parts[] = {"", "-wal"};
	struct ending ending = {.done = false};
	write_name(shelf, "one", &ending);
	shelf_wait_well(shelf, &ending);
	snprintf(copy, sizeof(copy), "%s", folder_path("crashed.db"));
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		autofree char *from = xasprintf("%s%s", shelf->path, parts[i]);
		autofree char *to = xasprintf("%s%s", copy, parts[i]);
		uint64_t size_bytes;
		autofree char *bytes = file_read(from, &size_bytes);
		FILE *file = fopen(to, "wb");
		assert_int_equal(fwrite(bytes, 1, size_bytes, file), size_bytes);
		fclose(file);
	}
	shelf_close(shelf);
	memcpy(shelf->path, copy, sizeof(copy));
	shelf_open(shelf);
	assert_int_equal(rows_named(shelf, "one"), 1);
}

/* --- taken away --------------------------------------------------------------------------- */

static void write_refused(struct shelf *shelf, const char *why)
{
	struct ending ending = {.done = false};
	write_name(shelf, "lost", &ending);
	shelf_wait(shelf, &ending);
	assert_true(ending.failed);
	assert_int_equal(ending.err.code, ERR_STORAGE);
	assert_non_null(strstr(ending.err.msg, shelf->path));
	assert_non_null(strstr(ending.err.msg, why));
	struct ending pong = {.done = false};
	store_ping(shelf->store, ending_note, &pong);
	shelf_wait(shelf, &pong);
	assert_true(pong.failed);
}

static void nothing_is_written_into_the_void(void **state)
{
	struct shelf *shelf = *state;
	static const char *const parts[] = {"", "-wal"};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		autofree char *part = xasprintf("%s%s", shelf->path, parts[i]);
		autofree char *away = xasprintf("%s.away", part);
		assert_int_equal(rename(part, away), 0);
		write_refused(shelf, "was moved or deleted");
		FILE *other = fopen(part, "w");
		fputs("somebody else's", other);
		fclose(other);
		write_refused(shelf, "was replaced");
		assert_int_equal(rename(away, part), 0);
		struct ending ending = {.done = false};
		write_name(shelf, "kept", &ending); /* it goes on */
		shelf_wait_well(shelf, &ending);
	}
	assert_int_equal(rows_named(shelf, "kept"), ARRAY_LEN(parts));
	assert_int_equal(rows_named(shelf, "lost"), 0);
}

struct loser {
	struct store_call call;
	const char *path;
	struct ending *ending;
};

/* On a worker thread, between the look at the file and the end. */
static bool lose_the_file(struct store_call *call, struct db *db, struct err *err)
{
	const struct loser *loser = (const struct loser *)call;
	(void)db;
	rename(loser->path, folder_path("away.db"));
	return err_set(err, ERR_STORAGE, "disk I/O error");
}

static void tell_loser(struct store_call *call, const struct err *err)
{
	ending_note(((struct loser *)call)->ending, err);
}

static void a_file_lost_in_the_middle_explains_the_failure(void **state)
{
	struct shelf *shelf = *state;
	struct store_call *(*const ways[])(struct store *, struct store_call *) = {task_write,
	                                                                           task_read};
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		struct ending ending = {.done = false};
		struct loser *loser = task_create(sizeof(*loser));
		loser->call.run = lose_the_file;
		loser->call.finish = tell_loser;
		loser->path = shelf->path;
		loser->ending = &ending;
		ways[i](shelf->store, &loser->call);
		shelf_wait(shelf, &ending);
		assert_int_equal(rename(folder_path("away.db"), shelf->path), 0);
		assert_true(ending.failed);
		assert_non_null(strstr(ending.err.msg, "was moved or deleted"));
	}
}

/* SQLite itself sees to the database file; not to its log. */
static void what_took_its_place_is_not_touched_by_closing(void **state)
{
	struct shelf *shelf = *state;
	static const char *const parts[] = {"", "-wal"};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct ending ending = {.done = false};
		write_name(shelf, "kept", &ending);
		shelf_wait_well(shelf, &ending);
		autofree char *part = xasprintf("%s%s", shelf->path, parts[i]);
		autofree char *away = xasprintf("%s.away", part);
		assert_int_equal(rename(part, away), 0);
		FILE *other = fopen(part, "w");
		fputs("somebody else's", other);
		fclose(other);
		shelf_close(shelf);
		uint64_t size_bytes;
		autofree char *bytes = file_read(part, &size_bytes);
		assert_string_equal(bytes, "somebody else's");
		assert_int_equal(rename(away, part), 0);
		assert_int_equal(rows_named(shelf, "kept"), i + 1); /* it was in the log only */
		shelf_open(shelf);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_write_is_told_done_once_it_is_in_the_file),
	    TEST(writes_that_wait_share_a_commit),
	    TEST(more_writes_than_a_commit_takes_are_all_written),
	    TEST(writes_happen_in_the_order_of_their_submission),
	    TEST(a_failing_write_leaves_its_neighbours_alone),
	    TEST(what_is_told_to_have_failed_is_not_in_the_file),
	    TEST(a_commit_that_fails_fails_all_its_writes),
	    TEST(a_write_may_be_followed_by_another_from_its_own_end),
	    TEST(reads_go_on_while_a_write_waits_for_another_program),
	    TEST(reads_see_what_was_told_done_before_them),
	    TEST(a_forgotten_write_happens_and_is_not_told),
	    TEST(closing_waits_for_every_write),
	    TEST(closing_folds_the_log_into_the_file),
	    TEST(a_store_knows_its_file),
	    TEST(a_crash_loses_nothing_that_was_told_done),
	    TEST(nothing_is_written_into_the_void),
	    TEST(a_file_lost_in_the_middle_explains_the_failure),
	    TEST(what_took_its_place_is_not_touched_by_closing),
	};
	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
