#include "search/collect.h"

#include <string.h>

enum {
	ENOUGH = 5,           /* full matches that make partial ones unnecessary */
	PARTIAL_LISTS = 3,    /* rarest words whose things are looked at for partial matches */
	PARTIAL_NUMBERS = 64, /* and how many of each */
	LEFT_OUT_MAX = 6      /* words that are left out in turn */
};

static bool meets(const struct term *term, uint32_t number)
{
	return posting_list_has(term->lists[0], number) || posting_list_has(term->lists[1], number);
}

static uint32_t size_of(const struct term *term)
{
	return term->lists[0].count + term->lists[1].count;
}

static void keep(struct collected *out, uint32_t number, uint32_t rank)
{
	if (out->count < COLLECT_MAX) {
		out->found[out->count++] = (struct found){number, rank};
	}
}

static bool is_kept(const struct collected *out, uint32_t number)
{
	for (uint32_t i = 0; i < out->count; i++) {
		if (out->found[i].number == number) {
			return true;
		}
	}
	return false;
}

static const struct term *rarest(const struct term *terms, unsigned count,
                                 const struct term *without)
{
	const struct term *least = NULL;
	for (unsigned i = 0; i < count; i++) {
		if (&terms[i] != without && (!least || size_of(&terms[i]) < size_of(least))) {
			least = &terms[i];
		}
	}
	return least;
}

static bool meets_all(const struct term *terms, unsigned count, const struct term *without,
                      uint32_t number)
{
	for (unsigned i = 0; i < count; i++) {
		if (&terms[i] != without && !meets(&terms[i], number)) {
			return false;
		}
	}
	return true;
}

/* Those that meet every term but `without`. */
static void collect_all(const struct term *terms, unsigned count, const struct term *without,
                        struct collected *out)
{
	const struct term *least = rarest(terms, count, without);
	uint32_t rank = count - (without != NULL);
	for (unsigned l = 0; least && l < 2; l++) {
		const struct posting_list *list = &least->lists[l];
		for (uint32_t i = 0; i < list->count && out->count < COLLECT_MAX; i++) {
			uint32_t number = list->numbers[i];
			if (l && posting_list_has(least->lists[0], number)) {
				continue;
			}
			if (meets_all(terms, count, without, number) &&
			    !(without && is_kept(out, number))) {
				keep(out, number, rank);
			}
		}
	}
}

static void consider(const struct term *terms, unsigned count, uint32_t number,
                     struct collected *out)
{
	uint32_t met = 0;
	for (unsigned i = 0; i < count; i++) {
		bool good = meets(&terms[i], number);
		if (!good && !terms[i].may_fail) {
			return;
		}
		met += good;
	}
	if (met * 2 >= count && !is_kept(out, number)) {
		keep(out, number, met);
	}
}

/* Those that meet half of the terms, among the things of the rarest ones. */
static void collect_some(const struct term *terms, unsigned count, struct collected *out)
{
	bool used[COLLECT_TERMS_MAX] = {false};
	for (unsigned turn = 0; turn < PARTIAL_LISTS && turn < count; turn++) {
		unsigned least = count;
		for (unsigned i = 0; i < count; i++) {
			if (!used[i] && size_of(&terms[i]) &&
			    (least == count || size_of(&terms[i]) < size_of(&terms[least]))) {
				least = i;
			}
		}
		if (least == count) {
			return;
		}
		used[least] = true;
		for (unsigned l = 0; l < 2; l++) {
			const struct posting_list *list = &terms[least].lists[l];
			for (uint32_t i = 0; i < list->count && i < PARTIAL_NUMBERS; i++) {
				consider(terms, count, list->numbers[i], out);
			}
		}
	}
}

void collect(const struct term *terms, unsigned term_count, struct collected *out)
{
	out->count = 0;
	unsigned may_fail = 0;
	for (unsigned i = 0; i < term_count; i++) {
		may_fail += terms[i].may_fail;
	}
	collect_all(terms, term_count, NULL, out);
	if (out->count >= ENOUGH || may_fail < 2) {
		return;
	}
	for (unsigned i = 0; i < term_count && may_fail <= LEFT_OUT_MAX; i++) {
		if (terms[i].may_fail && out->count < ENOUGH) {
			collect_all(terms, term_count, &terms[i], out);
		}
	}
	if (out->count < ENOUGH) {
		collect_some(terms, term_count, out);
	}
}
