#include "sync/tally.h"

#include "providers/roles.h"
#include "sync/progress.h"

void tally_init(struct tally *tally, struct progress *progress)
{
	*tally = (struct tally){.progress = progress, .item_count = -1};
}

void tally_finish(struct tally *tally)
{
	seen_finish(&tally->seen);
}

bool tally_meet(struct tally *tally, int64_t instance_id)
{
	bool first = !instance_id || seen_add(&tally->seen, instance_id);
	tally->met += first;
	return first;
}

void tally_add_unusable(struct tally *tally, int64_t rows)
{
	tally->unusable += rows;
	tally->progress->count.errors += rows;
}

void tally_set_lost(struct tally *tally, int64_t rows)
{
	tally->progress->count.errors += rows - tally->lost;
	tally->lost = rows;
}

void tally_forget_errors(struct tally *tally)
{
	tally->progress->count.errors -= tally->unusable + tally->lost;
	tally->unusable = tally->lost = 0;
}

int64_t tally_missing(const struct tally *tally)
{
	int64_t met = tally->met + tally->unusable;
	int64_t room = (int64_t)tally->page_count * COLLECTION_PAGE_SIZE;
	int64_t expected = tally->item_count < room ? tally->item_count : room;
	return expected > met ? expected - met : 0;
}

void tally_update_total(struct tally *tally, int64_t limit, bool final)
{
	struct progress_counters *count = &tally->progress->count;
	int64_t errors = tally->unusable + tally->lost;
	int64_t met = count->skipped + count->imported + errors;
	int64_t expected = limit ? count->skipped + errors + limit : tally->item_count;
	count->total = final || expected < met ? met : expected;
	progress_touch(tally->progress);
}
