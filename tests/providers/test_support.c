#include "providers/support.h"

#include "base/mem.h"
#include "support/test.h"

#include <string.h>

struct part {
	const char *name;
	const char *descriptions[4];
};

static const char *judge(const struct part *parts)
{
	struct format formats[4] = {0};
	const char *descriptions[4][4];
	size_t count = 0;
	for (; count < 4 && parts[count].name; count++) {
		struct format *format = &formats[count];
		format->name = parts[count].name;
		format->quantity = 1;
		format->descriptions = descriptions[count];
		for (size_t i = 0; i < 4 && parts[count].descriptions[i]; i++) {
			descriptions[count][i] = parts[count].descriptions[i];
			format->description_count++;
		}
	}
	return support_of(formats, count);
}

static void formats_are_told_in_the_words_of_the_catalogue(void **state)
{
	static const struct {
		const char *support;
		struct part parts[4];
	} cases[] = {
	    /* one format */
	    {"Vinyle", {{"Vinyl", {"LP", "Album"}}}},
	    {"Vinyle", {{"LP", {0}}}},
	    {"Vinyle", {{"vinyl", {0}}}},
	    {"Vinyle", {{"Shellac", {"10\""}}}},
	    {"Vinyle", {{"Flexi-disc", {0}}}},
	    {"Vinyle", {{"Lathe Cut", {0}}}},
	    {"Vinyle", {{"Acetate", {0}}}},
	    {"CD", {{"CD", {"Album"}}}},
	    {"CD", {{"CDr", {0}}}},
	    {"CD", {{"SACD", {"Hybrid", "Multichannel"}}}},
	    {"Cassette", {{"Cassette", {0}}}},
	    {"Digital", {{"File", {"MP3", "Single"}}}},
	    {"Digital", {{"Memory Stick", {0}}}},
	    {"DVD", {{"DVD", {"DVD-Video"}}}},
	    {"DVD", {{"DVDr", {0}}}},
	    {"Blu-ray", {{"Blu-ray", {0}}}},
	    {"Reel-To-Reel", {{"Reel-To-Reel", {0}}}},
	    {"8-Track Cartridge", {{"8-Track Cartridge", {0}}}},
	    {"Minidisc", {{"Minidisc", {"Album"}}}},
	    /* several: all count, not the first */
	    {"Vinyle", {{"CD", {0}}, {"Vinyl", {0}}}},
	    {"Vinyle", {{"Vinyl", {0}}, {"CD", {0}}}},
	    {"Vinyle", {{"File", {0}}, {"Vinyl", {0}}}},
	    {"CD", {{"DVD", {0}}, {"CD", {0}}}},
	    {"CD", {{"Cassette", {0}}, {"CD", {0}}}},
	    {"Cassette", {{"File", {0}}, {"Cassette", {0}}}},
	    {"Blu-ray", {{"DVD", {0}}, {"Blu-ray", {0}}}},
	    /* a medium of its own name is not made digital by a download that comes with it */
	    {"Minidisc", {{"Minidisc", {0}}, {"File", {"MP3"}}}},
	    {"Reel-To-Reel", {{"File", {"FLAC"}}, {"Reel-To-Reel", {0}}}},
	    /* boxes, by what they contain */
	    {"Vinyle", {{"Box Set", {0}}, {"Vinyl", {"7\""}}}},
	    {"CD", {{"Box Set", {"Compilation"}}, {"CD", {"Album"}}}},
	    {"CD", {{"All Media", {"Limited Edition"}}, {"CD", {0}}}},
	    {"Vinyle", {{"All Media", {0}}, {"CD", {0}}, {"Vinyl", {0}}, {"DVD", {0}}}},
	    {"Vinyle", {{"Box Set", {"LP", "Album"}}}},
	    {"CD", {{"Box Set", {"Limited Edition", "SACD"}}}},
	    {"Digital", {{"All Media", {"FLAC"}}}},
	    {"VHS", {{"Box Set", {0}}, {"VHS", {"PAL"}}}},
	    {NULL, {{"Box Set", {"Limited Edition"}}}},
	    {NULL, {{"All Media", {0}}}},
	    {NULL, {{0}}},
	    /* descriptions of what is no box do not name a medium */
	    {"Minidisc", {{"Minidisc", {"LP"}}}},
	    {"CD", {{"CD", {"LP", "Vinyl"}}}},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *support = judge(cases[i].parts);
		if (!cases[i].support) {
			assert_null(support);
			continue;
		}
		assert_non_null(support);
		if (strcmp(support, cases[i].support) != 0) {
			fail_msg("case %zu: %s, not %s", i, support, cases[i].support);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(formats_are_told_in_the_words_of_the_catalogue),
	};
	return cmocka_run_group_tests_name("support", tests, NULL, NULL);
}
