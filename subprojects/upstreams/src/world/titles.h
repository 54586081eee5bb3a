/* world/titles.h - the title of an invented record, by what makes it hard to match. Pure. */
#ifndef WORLD_TITLES_H
#define WORLD_TITLES_H
#include "base/room.h"
#include "world/release.h"

struct title_facts {
	uint64_t seed;
	uint32_t number; /* of the work */
	uint32_t place;  /* in its block */
	uint32_t band;
	const char *artist; /* raw name of the first credit */
	int year;
	uint64_t drawn;
};

enum kind title_kind_at(uint32_t place);
const char *title_invent(const struct title_facts *facts, enum kind kind, struct room *room);

/* What a title that was not invented here looks like. */
enum kind title_kind_of(const char *title, const char *artist, unsigned credit_count);
/* The name without Discogs' " (n)"; the name itself when there is none. */
const char *title_without_number(const char *name, struct room *room);

#endif
