#include "world/formats.h"

#include "base/draw.h"

#define WORDS(...)                                                                                 \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}

struct set {
	unsigned weight;
	unsigned count;
	struct format formats[4];
};

/* clang-format off */
static const struct set album_sets[] = {
	{30, 1, {{"Vinyl", "1", NULL, WORDS("LP", "Album")}}},
	{14, 1, {{"Vinyl", "1", "180 Gram", WORDS("LP", "Album", "Reissue", "Remastered")}}},
	{7, 1, {{"Vinyl", "2", "Gatefold", WORDS("LP", "Album", "Stereo")}}},
	{2, 1, {{"Vinyl", "1", NULL, NULL}}},
	{20, 1, {{"CD", "1", NULL, WORDS("Album")}}},
	{4, 1, {{"CD", "1", "Digipak", WORDS("Album", "Reissue")}}},
	{2, 1, {{"CDr", "1", NULL, WORDS("Album", "Promo")}}},
	{2, 1, {{"SACD", "1", NULL, WORDS("Hybrid", "Multichannel", "Album")}}},
	{3, 1, {{"Cassette", "1", "Chrome", WORDS("Album")}}},
	{2, 1, {{"File", "10", "24-bit", WORDS("FLAC", "Album")}}},
	{1, 1, {{"Blu-ray", "1", NULL, WORDS("Multichannel", "Album")}}},
	{1, 1, {{"DVD", "1", NULL, WORDS("DVD-Video", "PAL")}}},
	{1, 1, {{"Acetate", "1", NULL, WORDS("LP")}}},
	{2, 2, {{"CD", "1", NULL, WORDS("Album")}, {"CD", "1", NULL, WORDS("Compilation")}}},
	{2, 3, {{"Vinyl", "1", NULL, WORDS("LP", "Album")}, {"CD", "1", NULL, WORDS("Album")},
		{"All Media", "1", NULL, WORDS("Deluxe Edition")}}},
	{2, 3, {{"Box Set", "1", "Numbered", WORDS("Limited Edition")}, {"Vinyl", "2", NULL, WORDS("LP", "Album")},
		{"CD", "1", NULL, WORDS("Album")}}},
	{2, 4, {{"CD", "2", NULL, WORDS("Album")}, {"DVD", "1", NULL, WORDS("DVD-Video")},
		{"Blu-ray", "1", NULL, WORDS("Album")}, {"All Media", "1", NULL, NULL}}},
	{1, 2, {{"Box Set", "1", NULL, NULL}, {"CD", "4", NULL, WORDS("Album", "Reissue")}}},
	{1, 3, {{"Vinyl", "1", NULL, WORDS("LP")}, {"Flexi-disc", "1", NULL, WORDS("7\"", "33 ⅓ RPM")},
		{"All Media", "1", NULL, WORDS("Album")}}},
	{1, 1, {{"All Media", "1", NULL, WORDS("Album")}}},
};
static const struct set compilation_sets[] = {
	{3, 1, {{"CD", "1", NULL, WORDS("Compilation")}}},
	{2, 1, {{"Vinyl", "2", NULL, WORDS("LP", "Compilation")}}},
	{1, 1, {{"CD", "2", "Slipcase", WORDS("Compilation", "Remastered")}}},
};
static const struct set ep_sets[] = {
	{3, 1, {{"Vinyl", "1", NULL, WORDS("12\"", "45 RPM", "EP")}}},
	{2, 1, {{"CD", "1", NULL, WORDS("EP")}}},
	{1, 1, {{"File", "4", "320 kbps", WORDS("MP3", "EP")}}},
};
static const struct set single_sets[] = {
	{3, 1, {{"Vinyl", "1", NULL, WORDS("7\"", "45 RPM", "Single")}}},
	{2, 1, {{"Vinyl", "1", NULL, WORDS("12\"", "33 ⅓ RPM")}}},
	{1, 1, {{"CD", "1", "Cardboard", WORDS("Maxi-Single")}}},
};
/* clang-format on */

static const struct set *draw_set(uint64_t drawn, const struct set *sets, unsigned count)
{
	unsigned total = 0;
	for (unsigned i = 0; i < count; i++) {
		total += sets[i].weight;
	}
	unsigned left = pick(drawn, total);
	while (left >= sets->weight) {
		left -= sets->weight;
		sets++;
	}
	return sets;
}

#define DRAW(drawn, sets) draw_set(drawn, sets, sizeof(sets) / sizeof((sets)[0]))

void formats_draw(uint64_t drawn, uint32_t number, struct release *out)
{
	unsigned count = sizeof(album_sets) / sizeof(album_sets[0]);
	const struct set *set;
	switch (out->kind) {
	case KIND_EP:
		set = DRAW(drawn, ep_sets);
		break;
	case KIND_SINGLE:
		set = DRAW(drawn, single_sets);
		break;
	case KIND_COMPILATION:
	case KIND_VARIOUS:
		set = DRAW(drawn, compilation_sets);
		break;
	default:
		set = number % 5 == 3 ? &album_sets[number / 5 % count] : DRAW(drawn, album_sets);
	}
	out->formats = set->formats;
	out->format_count = set->count;
}
