/* search/postings.h - which things a word occurs in: sorted lists of numbers by word.
 *
 * Filled, sealed once, then read. */
#ifndef SEARCH_POSTINGS_H
#define SEARCH_POSTINGS_H
#include <stdbool.h>
#include <stdint.h>

struct postings;

struct posting_list {
	const uint32_t *numbers; /* ascending, without repeats */
	uint32_t count;
};

struct postings *postings_create(void);
void postings_destroy(struct postings *postings);
/* Numbers of one key must come in ascending order; a repeat is dropped. */
void postings_add(struct postings *postings, uint64_t key, uint32_t number);
void postings_seal(struct postings *postings);

/* Empty for an unknown key. Valid as long as the postings. */
struct posting_list postings_of(const struct postings *postings, uint64_t key);
bool posting_list_has(struct posting_list list, uint32_t number);

#endif
