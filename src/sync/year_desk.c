#include "sync/year_desk.h"

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "providers/roles.h"
#include "store/masters.h"
#include "store/store.h"
#include "sync/deps.h"

#include <assert.h>
#include <search.h>
#include <stdlib.h>

/* Masters that are looked up at the same time; Discogs' limiter makes them wait anyway. */
#define ASKING_MAX 2
/* Years that are only shown: so many may wait, some minutes' worth. */
#define NOTED_MAX 512
/* Years remembered for the pressings that come later. */
#define KNOWN_MAX 1024
#define PAGE_SIZE 100

/* Happy path of a master: it waits for its turn, is found not to be in the catalogue, is asked for,
 * written, told and remembered. One that an earlier run has asked for is told from the catalogue.
 * One that cannot be had is told as an error and forgotten, and so asked for again by the next. */
enum stage {
	STAGE_NOTED,   /* nobody waits for it */
	STAGE_WANTED,  /* somebody does */
	STAGE_READING, /* what the catalogue knows of it */
	STAGE_ASKING,
	STAGE_WRITING,
	STAGE_TELLING, /* those who wait, in the loop's next turn */
	STAGE_KNOWN,
	STAGE_COUNT,
};

struct master {
	struct list link; /* year_desk::stages */
	int64_t id;
	enum stage stage;
	int year;
	struct flight flight;
	struct role_call *step;
	struct year_desk *years;
};

struct year_desk {
	const struct sync_deps *deps;
	int64_t run_id;
	struct year_desk_events events;
	struct list stages[STAGE_COUNT]; /* master::link, in the order in which they got there */
	size_t counts[STAGE_COUNT];
	void *tree; /* master by id, tsearch(3) */

	struct store_call *read; /* a page of what the catalogue has open */
	bool feeding;
	enum masters_wanted feed_wanted;
	int64_t after_id, feed_left; /* feed_left -1: all */

	bool winding_up, stopped;
	size_t noted_left; /* once winding up */
	size_t found;
	struct deferred pump;
};

static void pump_soon(struct year_desk *years);

/* --- masters --------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	int64_t left = ((const struct master *)a)->id, right = ((const struct master *)b)->id;
	return (left > right) - (left < right);
}

static void move(struct master *master, enum stage stage)
{
	struct year_desk *years = master->years;
	list_remove(&master->link);
	years->counts[master->stage]--;
	master->stage = stage;
	list_append(&years->stages[stage], &master->link);
	years->counts[stage]++;
}

static struct master *first_in(struct year_desk *years, enum stage stage)
{
	struct list *head = &years->stages[stage];
	/* As in list_take(): the analyzer does not follow a circular list.
	 * NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
	return list_empty(head) ? NULL : list_entry(head->next, struct master, link);
}

static void forget(struct master *master)
{
	struct year_desk *years = master->years;
	assert(flight_is_empty(&master->flight));
	tdelete(master, &years->tree, compare);
	list_remove(&master->link);
	years->counts[master->stage]--;
	role_cancel(master->step);
	free(master);
}

static void forget_all(struct year_desk *years, enum stage stage)
{
	struct master *master;
	while ((master = first_in(years, stage))) {
		forget(master);
	}
}

static struct master *find(struct year_desk *years, int64_t id)
{
	const struct master probe = {.id = id};
	void *found = tfind(&probe, &years->tree, compare);
	return found ? *(struct master **)found : NULL;
}

static struct master *add(struct year_desk *years, int64_t id, enum stage stage)
{
	struct master *master = xcalloc(1, sizeof(*master));
	master->id = id;
	master->years = years;
	master->stage = stage;
	flight_init(&master->flight);
	list_append(&years->stages[stage], &master->link);
	years->counts[stage]++;
	if (!tsearch(master, &years->tree, compare)) {
		mem_exhausted();
	}
	return master;
}

/* --- asking ---------------------------------------------------------------------------------- */

static void fail(struct master *master, const struct err *err)
{
	struct year_desk *years = master->years;
	struct flight flight;
	flight_init(&flight);
	list_move_all(&flight.waits, &master->flight.waits);
	forget(master);
	flight_land(&flight, NULL, err);
	pump_soon(years);
}

static void on_written(void *data, const struct err *err)
{
	struct master *master = data;
	struct year_desk *years = master->years;
	if (err) {
		fail(master, err);
		years->events.failed(years->events.data, err);
		return;
	}
	years->found += master->year && flight_is_empty(&master->flight);
	move(master, STAGE_TELLING);
	pump_soon(years);
}

static void on_year(void *data, int year, const struct err *err)
{
	struct master *master = data;
	struct year_desk *years = master->years;
	master->step = NULL;
	if (err && err->code == ERR_NOT_FOUND) { /* no year, and nothing to remember */
		log_debug("sync: no year of the music: %s", err->msg);
		move(master, STAGE_TELLING);
		pump_soon(years);
		return;
	}
	if (err) {
		bool is_of_this = err->code == ERR_REMOTE || err->code == ERR_TRANSIENT;
		if (!is_of_this) { /* nor can the others be asked for */
			forget_all(years, STAGE_NOTED);
			years->feeding = false;
		}
		fail(master, err);
		return;
	}
	master->year = year;
	move(master, STAGE_WRITING);
	store_add_master_year(years->deps->store, master->id, years->run_id, year, on_written,
	                      master);
}

static void tell(struct year_desk *years)
{
	struct master *master;
	while ((master = first_in(years, STAGE_TELLING))) {
		const int year = master->year;
		move(master, STAGE_KNOWN);
		flight_land(&master->flight, &year, NULL);
	}
	while (years->counts[STAGE_KNOWN] > KNOWN_MAX) {
		forget(first_in(years, STAGE_KNOWN));
	}
}

static void on_read(void *data, bool asked, int year, const struct err *err)
{
	struct master *master = data;
	struct year_desk *years = master->years;
	const struct collection_role *collection = &years->deps->collection;
	if (err) {
		fail(master, err);
		years->events.failed(years->events.data, err);
	} else if (asked) {
		master->year = year;
		move(master, STAGE_TELLING);
		pump_soon(years);
	} else if (years->stopped) {
		forget(master);
		pump_soon(years);
	} else {
		move(master, STAGE_ASKING);
		master->step =
		    collection->fetch_master_year(collection->self, master->id, on_year, master);
	}
}

static void look_up(struct master *master)
{
	move(master, STAGE_READING);
	store_get_master_year(master->years->deps->store, master->id, on_read, master);
}

/* Whether a year that nobody waits for may still be asked for. */
static bool has_time(const struct year_desk *years)
{
	return !years->stopped && (!years->winding_up || years->noted_left > 0);
}

/* Who is waited for comes first. */
static struct master *next_in_turn(struct year_desk *years)
{
	struct master *master = first_in(years, STAGE_WANTED);
	if (master || !has_time(years)) {
		return master;
	}
	master = first_in(years, STAGE_NOTED);
	if (master && years->winding_up) {
		years->noted_left--;
	}
	return master;
}

/* --- what the catalogue has open ------------------------------------------------------------- */

static void on_masters(void *data, const int64_t *ids, size_t count, const struct err *err)
{
	struct year_desk *years = data;
	years->read = NULL;
	for (size_t i = 0; i < count; i++) {
		years->after_id = ids[i];
		year_desk_note(years, ids[i]);
	}
	if (years->feed_left > 0) {
		years->feed_left -= (int64_t)count;
	}
	if (err) {
		years->events.failed(years->events.data, err);
	}
	years->feeding = years->feeding && count > 0 && years->feed_left != 0;
	pump_soon(years);
}

/* In another order each run: masters without an answer stay open, and a run that asks for some only
 * would never get past them. */
static void feed(struct year_desk *years)
{
	bool few = years->feed_left > 0 && years->feed_left < PAGE_SIZE;
	years->read = store_list_masters(
	    years->deps->store, years->feed_wanted, years->run_id, years->after_id,
	    few ? (size_t)years->feed_left : PAGE_SIZE, on_masters, years);
}

static void pump(void *data)
{
	struct year_desk *years = data;
	struct master *master;
	tell(years);
	while (!years->stopped &&
	       years->counts[STAGE_READING] + years->counts[STAGE_ASKING] < ASKING_MAX &&
	       (master = next_in_turn(years))) {
		look_up(master);
	}
	bool hungry = years->feeding && !years->read && years->counts[STAGE_NOTED] == 0;
	if (hungry && has_time(years)) {
		feed(years);
	}
	years->events.advanced(years->events.data);
}

static void pump_soon(struct year_desk *years)
{
	if (!list_is_linked(&years->pump.link)) {
		loop_defer(years->deps->loop, &years->pump, pump, years);
	}
}

/* --- the desk -------------------------------------------------------------------------------- */

struct year_desk *year_desk_create(const struct sync_deps *deps, int64_t run_id,
                                   const struct year_desk_events *events)
{
	struct year_desk *years = xcalloc(1, sizeof(*years));
	years->deps = deps;
	years->run_id = run_id;
	years->events = *events;
	for (size_t i = 0; i < STAGE_COUNT; i++) {
		list_init(&years->stages[i]);
	}
	return years;
}

void year_desk_destroy(struct year_desk *years)
{
	if (!years) {
		return;
	}
	assert(year_desk_is_idle(years));
	loop_defer_cancel(&years->pump);
	forget_all(years, STAGE_NOTED);
	forget_all(years, STAGE_KNOWN);
	free(years);
}

bool year_desk_can_be_asked(const struct year_desk *years)
{
	return years->deps->collection.self != NULL;
}

void year_desk_ask(struct year_desk *years, int64_t master_id, struct flight_wait *wait,
                   flight_fn fn, void *data)
{
	struct master *master = find(years, master_id);
	if (!master) {
		master = add(years, master_id, STAGE_WANTED);
	} else if (master->stage == STAGE_NOTED) {
		move(master, STAGE_WANTED);
	} else if (master->stage == STAGE_KNOWN) {
		move(master, STAGE_TELLING);
	}
	flight_join(&master->flight, wait, fn, data);
	pump_soon(years);
}

void year_desk_note(struct year_desk *years, int64_t master_id)
{
	if (year_desk_can_be_asked(years) && !years->stopped &&
	    years->counts[STAGE_NOTED] < NOTED_MAX && !find(years, master_id)) {
		add(years, master_id, STAGE_NOTED);
		pump_soon(years);
	}
}

void year_desk_note_open(struct year_desk *years, enum masters_wanted wanted, int64_t limit)
{
	years->feed_wanted = wanted;
	years->feeding = year_desk_can_be_asked(years);
	years->feed_left = limit ? limit : -1;
	pump_soon(years);
}

void year_desk_wind_up(struct year_desk *years, size_t count)
{
	years->winding_up = true;
	years->noted_left = count;
	pump_soon(years);
}

void year_desk_stop(struct year_desk *years)
{
	years->stopped = true;
	years->feeding = false;
	forget_all(years, STAGE_NOTED);
	forget_all(years, STAGE_WANTED);
	forget_all(years, STAGE_ASKING);
	pump_soon(years);
}

bool year_desk_is_idle(const struct year_desk *years)
{
	const size_t *counts = years->counts;
	for (enum stage stage = STAGE_WANTED; stage < STAGE_KNOWN; stage++) {
		if (counts[stage]) {
			return false;
		}
	}
	return !years->read && !(has_time(years) && (counts[STAGE_NOTED] || years->feeding));
}

size_t year_desk_found(const struct year_desk *years)
{
	return years->found;
}
