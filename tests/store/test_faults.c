/* Writes and reads while SQLite fails, once at each occasion: a call says what happened and names
 * the file, nothing is written by half, nothing that is read is less than there is, and the store
 * works again as soon as SQLite does. */
#include "base/buf.h"
#include "base/mem.h"
#include "stage.h"
#include "store/facets.h"
#include "store/shelf.h"
#include "support/fixture.h"
#include "support/sqlite_faults.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PLACES_MAX 3000

static int setup(void **state)
{
	*state = stage_create();
	return 0;
}

static int teardown(void **state)
{
	stage_destroy(*state);
	return 0;
}

/* What a fresh connection finds in each table, once it has found the file sound. */
static char *counted(const struct shelf *shelf)
{
	static const char *const checks[] = {
	    "PRAGMA integrity_check",
	    "PRAGMA foreign_key_check",
	    "SELECT (SELECT count(*) FROM albums) - (SELECT count(*) FROM album_search_docsize),"
	    " (SELECT count(*) FROM albums), (SELECT count(*) FROM artists),"
	    " (SELECT count(*) FROM album_artists), (SELECT count(*) FROM copies),"
	    " (SELECT count(*) FROM album_links), (SELECT count(*) FROM album_descriptions),"
	    " (SELECT count(*) FROM artist_images), (SELECT count(*) FROM master_years),"
	    " (SELECT count(*) FROM runs), (SELECT count(*) FROM run_ends),"
	    " (SELECT count(*) FROM provider_blocks)",
	};
	char *texts[ARRAY_LEN(checks)];
	plain_texts(shelf, checks, texts, ARRAY_LEN(checks));
	assert_string_equal(texts[0], "ok\n");
	assert_string_equal(texts[1], "");
	free(texts[0]);
	free(texts[1]);
	return texts[2];
}

/* What an act did without any fault. */
struct reference {
	unsigned occasions[PLACES_MAX]; /* the numbers of those to be met by a fault */
	unsigned count;
	char grown[400]; /* by how much each table grew */
};

static void grown(const char *before, const char *after, char *out, size_t size_bytes)
{
	size_t used = 0;
	out[0] = '\0';
	while (before && after) {
		used += (size_t)snprintf(out + used, size_bytes - used, "%lld ",
		                         strtoll(after, NULL, 10) - strtoll(before, NULL, 10));
		before = strchr(before, '|');
		after = strchr(after, '|');
		before += before != NULL;
		after += after != NULL;
	}
}

static void learn(struct stage *stage, const struct act *act, enum fault fault,
                  struct reference *out)
{
	stage_prepare(stage, act);
	stage_run(stage, act); /* what earlier acts have left over */
	stage_prepare(stage, act);
	autofree char *before = counted(stage->shelf);
	if (fault == FAULT_MEMORY) {
		faults_start_places();
	} else {
		faults_start(fault, 0);
	}
	stage_run(stage, act);
	unsigned occasions = faults_stop();
	out->count = fault == FAULT_MEMORY ? faults_places(out->occasions, PLACES_MAX) : occasions;
	for (unsigned i = 0; fault != FAULT_MEMORY && i < occasions; i++) {
		assert_true(i < PLACES_MAX);
		out->occasions[i] = i + 1;
	}
	autofree char *after = counted(stage->shelf);
	assert_string_equal(stage->ending.err.msg, "");
	grown(before, after, out->grown, sizeof(out->grown));
	stage_keep_answer(stage);
}

/* `all`: nothing would not do. Gives what is there now, to be freed. */
static char *assert_whole_or_nothing(const struct stage *stage, const char *before,
                                     const struct reference *reference, bool all)
{
	char by[400], nothing[400];
	char *after = counted(stage->shelf);
	grown(before, after, by, sizeof(by));
	grown(before, before, nothing, sizeof(nothing));
	if (strcmp(by, reference->grown) != 0 && (all || strcmp(by, nothing) != 0)) {
		fail_msg("%s: grew by %s instead of %s", stage->trial, by, reference->grown);
	}
	return after;
}

static void assert_said(const struct stage *stage)
{
	const struct err *err = &stage->ending.err;
	if (err->code != ERR_STORAGE || !strstr(err->msg, stage->shelf->path)) {
		fail_msg("%s: code %d, %s", stage->trial, err->code, err->msg);
	}
}

static void meet(struct stage *stage, const struct act *act, enum fault fault, unsigned nth,
                 const struct reference *reference)
{
	snprintf(stage->trial, sizeof(stage->trial), "%s, %s %u of %u", act->name,
	         fault_names[fault], nth, reference->count);
	stage_prepare(stage, act);
	autofree char *before = counted(stage->shelf);
	faults_start(fault, nth);
	stage_run(stage, act);
	faults_stop();
	autofree char *between =
	    assert_whole_or_nothing(stage, before, reference, !stage->ending.failed);
	if (stage->ending.failed) {
		assert_said(stage);
		stage_run(stage, act);
		if (stage->ending.failed) {
			fail_msg("%s: then again: %s", stage->trial, stage->ending.err.msg);
		}
		bool was_nothing = strcmp(between, before) == 0;
		free(assert_whole_or_nothing(stage, between, reference, was_nothing));
	}
	stage_compare_answer(stage);
}

/* Each call of ours fails once; of the other occasions, so many do. */
#define FEW 6

static void act_under(struct stage *stage, const struct act *act, enum fault fault)
{
	static struct reference reference;
	learn(stage, act, fault, &reference);
	unsigned stride = fault == FAULT_CALL ? 1 : faults_stride(reference.count, FEW);
	for (unsigned i = 0; i < reference.count; i += stride) {
		meet(stage, act, fault, reference.occasions[i], &reference);
	}
}

static void act_under_all(struct stage *stage, const struct act *acts, size_t act_count,
                          const enum fault *faults, size_t fault_count)
{
	for (size_t i = 0; i < act_count; i++) {
		for (size_t k = 0; k < fault_count; k++) {
			act_under(stage, &acts[i], faults[k]);
		}
	}
}

static void a_write_is_whole_or_not_at_all(void **state)
{
	static const enum fault faults[] = {FAULT_CALL,        FAULT_CALL_TWICE, FAULT_CALL_FOREVER,
	                                    FAULT_MEMORY,      FAULT_IO,         FAULT_IO_FOREVER,
	                                    FAULT_FULL,        FAULT_READONLY,   FAULT_BUSY,
	                                    FAULT_BUSY_FOREVER};
	act_under_all(*state, stage_writes, stage_write_count, faults, ARRAY_LEN(faults));
}

static void a_read_is_whole_or_says_why_not(void **state)
{
	static const enum fault faults[] = {FAULT_CALL, FAULT_CALL_FOREVER, FAULT_MEMORY,
	                                    FAULT_IO,   FAULT_BUSY,         FAULT_BUSY_FOREVER};
	act_under_all(*state, stage_reads, stage_read_count, faults, ARRAY_LEN(faults));
}

/* --- writes that share a commit ----------------------------------------------------------- */

#define GROUP 4

static void start_member(struct stage *stage, struct ending *ending, bool refused)
{
	const struct link_facet link = {.verdict = VERDICT_NEVER};
	/* There is no such album as the other. */
	store_add_pin(stage->shelf->store, refused ? 9999 : 1, &link, ending_note, ending);
}

/* The first has a commit of its own, under way as the others come; the third is refused. */
static unsigned write_group(struct stage *stage)
{
	struct ending endings[GROUP] = {{.done = false}};
	unsigned told_well = 0;
	for (unsigned i = 0; i < GROUP; i++) {
		start_member(stage, &endings[i], i == 2);
	}
	for (unsigned i = 0; i < GROUP; i++) {
		while (!endings[i].done) {
			run_until(stage->shelf->loop, &endings[i].done);
		}
		told_well += !endings[i].failed;
	}
	assert_true(endings[2].failed);
	return told_well;
}

static void each_write_of_a_group_is_told_the_truth(void **state)
{
	static const enum fault faults[] = {FAULT_CALL, FAULT_CALL_TWICE, FAULT_CALL_FOREVER};
	static const char count[] = "SELECT count(*) FROM album_links";
	struct stage *stage = *state;
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		unsigned nth = 0;
		do {
			int64_t before = plain_number(stage->shelf, count);
			faults_start(faults[i], ++nth);
			unsigned told_well = write_group(stage);
			faults_stop();
			assert_int_equal(plain_number(stage->shelf, count), before + told_well);
			assert_int_equal(write_group(stage), GROUP - 1);
		} while (faults_met());
		assert_true(nth > 20);
	}
}

int main(void)
{
	/* What a disk does is played here, how long it takes is not of interest. */
	setenv("TMPDIR", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", 1);
	faults_install();
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_write_is_whole_or_not_at_all),
	    TEST(a_read_is_whole_or_says_why_not),
	    TEST(each_write_of_a_group_is_told_the_truth),
	};
	return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
