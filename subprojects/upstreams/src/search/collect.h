/* search/collect.h - the things that meet the words of a query, before they are ranked. */
#ifndef SEARCH_COLLECT_H
#define SEARCH_COLLECT_H
#include "search/postings.h"

enum { COLLECT_TERMS_MAX = 48, COLLECT_MAX = 1000 };

/* A word to be met, by either of two lists. */
struct term {
	struct posting_list lists[2];
	bool may_fail;
};

struct found {
	uint32_t number;
	uint32_t rank; /* words met; the ranking adds to it */
};

struct collected {
	uint32_t count;
	struct found found[COLLECT_MAX];
};

void collect(const struct term *terms, unsigned term_count, struct collected *out);

#endif
