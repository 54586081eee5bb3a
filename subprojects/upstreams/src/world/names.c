#include "world/names.h"

#include "base/draw.h"
#include "world/lists.h"

enum topic { TOPIC_BAND = 100, TOPIC_TITLE };
enum {
	LANES = 20, /* the languages are dealt out over twenty neighbouring bands */
	SINGLES_EVERY = 37,
	SINGLES_AT = 5
};

static const char *word(const struct list *list, uint32_t at)
{
	return list->words[at % list->count];
}

static const char *drawn_word(const struct list *list, uint64_t drawn)
{
	return list->words[pick(drawn, list->count)];
}

bool name_is_shared(uint32_t band)
{
	return band % SINGLES_EVERY == SINGLES_AT;
}

enum language name_language(uint32_t band)
{
	uint32_t lane = band % LANES;
	if (name_is_shared(band) || lane < 12) {
		return LANGUAGE_EN;
	}
	if (lane < 16) {
		return LANGUAGE_FR;
	}
	if (lane < 19) {
		return LANGUAGE_DE;
	}
	return band / LANES % 2 ? LANGUAGE_JA : LANGUAGE_RU;
}

/* Two words while they last, then three: the first two come from lists whose product is `pairs`. */
static const char *band_of(uint64_t seed, uint32_t number, const struct list *first,
                           const struct list *second, const struct list *third, const char *gap,
                           struct room *room)
{
	uint32_t pairs = first->count * second->count;
	if (number < pairs) {
		uint32_t pair = permute(seed, number, pairs);
		return room_join(room, word(first, pair / second->count), gap, word(second, pair));
	}
	uint32_t triples = pairs * third->count;
	uint32_t triple = permute(seed, (number - pairs) % triples, triples);
	uint32_t pair = triple / third->count;
	return room_join(room, word(first, pair / second->count), gap, word(second, pair), " ",
	                 word(third, triple));
}

const char *name_band(uint64_t seed, uint32_t band, struct room *room)
{
	uint32_t round = band / LANES, lane = band % LANES;
	uint64_t key = draw(seed, TOPIC_BAND, name_language(band));
	if (name_is_shared(band)) {
		uint32_t number = band / SINGLES_EVERY;
		return room_printf(
		    room, "%s (%u)",
		    word(&list_en_singles,
		         permute(key, number % list_en_singles.count, list_en_singles.count)),
		    number / list_en_singles.count + 2);
	}
	switch (name_language(band)) {
	case LANGUAGE_FR:
		return band_of(key, round * 4 + lane - 12, &list_fr_nouns, &list_fr_adjectives,
		               &list_fr_complements, " ", room);
	case LANGUAGE_DE:
		return band_of(key, round * 3 + lane - 16, &list_de_firsts, &list_de_seconds,
		               &list_de_bodies, "", room);
	case LANGUAGE_RU:
		return band_of(key, round / 2, &list_ru_adjectives, &list_ru_nouns,
		               &list_ru_genitives, " ", room);
	case LANGUAGE_JA:
		return band_of(key, round / 2, &list_ja_firsts, &list_ja_seconds, &list_ja_thirds,
		               "", room);
	case LANGUAGE_EN:
		break;
	}
	const char *name = band_of(key, round * 12 + lane, &list_en_adjectives, &list_en_nouns,
	                           &list_en_plurals, " ", room);
	return pick(draw(seed, TOPIC_BAND, band), 5) ? name : room_join(room, "The ", name);
}

static const char *title_en(uint64_t seed, uint64_t drawn, uint32_t number, struct room *room)
{
	uint32_t pairs = list_en_adjectives.count * list_en_nouns.count;
	uint32_t pair = permute(seed, number, pairs);
	const char *adjective = word(&list_en_adjectives, pair / list_en_nouns.count);
	const char *noun = word(&list_en_nouns, pair);
	const char *plural = drawn_word(&list_en_plurals, drawn);
	const char *verb = drawn_word(&list_en_verbs, mix64(drawn));
	switch (drawn % 11) {
	case 0:
		return room_join(room, "The ", adjective, " ", noun);
	case 1:
		return room_join(room, verb, " The ", adjective, " ", noun);
	case 2:
		return room_join(room, noun, " Of ", plural);
	case 3:
		return room_join(room, adjective, " ", plural, " And The ", noun);
	case 4:
		return room_join(room, "The ", noun, "'s ", plural);
	case 5:
		return room_join(room, adjective, " ", noun, ", ", plural);
	case 6:
		return room_join(room, noun, ": ", verb, " ", plural);
	case 7:
		return room_join(room, noun);
	default:
		return room_join(room, adjective, " ", noun);
	}
}

static const char *title_fr(uint64_t seed, uint64_t drawn, uint32_t number, struct room *room)
{
	uint32_t pairs = list_fr_nouns.count * list_fr_complements.count;
	uint32_t pair = permute(seed, number % pairs, pairs);
	const char *noun = word(&list_fr_nouns, pair / list_fr_complements.count);
	const char *complement = word(&list_fr_complements, pair);
	const char *adjective = drawn_word(&list_fr_adjectives, drawn);
	switch (drawn % 4) {
	case 0:
		return room_join(room, noun, " ", adjective, " ", complement);
	case 1:
		return room_join(room, noun, " Et ", drawn_word(&list_fr_nouns, mix64(drawn)), " ",
		                 complement);
	default:
		return room_join(room, noun, " ", complement);
	}
}

static const char *title_de(uint64_t seed, uint64_t drawn, uint32_t number, struct room *room)
{
	uint32_t pairs = list_de_firsts.count * list_de_seconds.count;
	uint32_t pair = permute(seed, number % pairs, pairs);
	const char *first = word(&list_de_firsts, pair / list_de_seconds.count);
	const char *second = word(&list_de_seconds, pair);
	switch (drawn % 4) {
	case 0:
		return room_join(room, first, second, " Und ", drawn_word(&list_de_firsts, drawn),
		                 drawn_word(&list_de_seconds, mix64(drawn)));
	case 1:
		return room_join(room, "Die ", first, second, "·",
		                 drawn_word(&list_de_firsts, drawn));
	default:
		return room_join(room, first, second);
	}
}

static const char *title_pair(uint64_t seed, uint32_t number, const struct list *first,
                              const struct list *second, const char *gap, struct room *room)
{
	uint32_t pairs = first->count * second->count;
	uint32_t pair = permute(seed, number % pairs, pairs);
	return room_join(room, word(first, pair / second->count), gap, word(second, pair));
}

const char *name_title(uint64_t seed, uint32_t band, uint32_t number, enum language language,
                       struct room *room)
{
	uint64_t key = draw(seed, TOPIC_TITLE, band);
	uint64_t drawn = draw(key, TOPIC_TITLE, number);
	switch (language) {
	case LANGUAGE_FR:
		return title_fr(key, drawn, number, room);
	case LANGUAGE_DE:
		return title_de(key, drawn, number, room);
	case LANGUAGE_RU:
		return title_pair(key, number, &list_ru_nouns, &list_ru_genitives, " ", room);
	case LANGUAGE_JA:
		return title_pair(key, number, &list_ja_firsts, &list_ja_seconds, "・", room);
	case LANGUAGE_EN:
		break;
	}
	return title_en(key, drawn, number, room);
}

const char *name_label(uint64_t drawn, struct room *room)
{
	if (pick_low(drawn, 2)) {
		return drawn_word(&list_labels, drawn);
	}
	return room_join(room, drawn_word(&list_en_adjectives, drawn), " ",
	                 drawn_word(&list_en_nouns, mix64(drawn)), " Records");
}

const char *name_place(uint64_t drawn)
{
	return drawn_word(&list_places, drawn);
}
