/* What a table of answers cannot say: limits, odd bytes and empty facts. */
#include "prose/prose.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/fold.h"
#include "prose/album_facts.h"
#include "prose/instructions.h"
#include "support/test.h"

#include <string.h>

static int setup(void **state)
{
	*state = arena_create();
	return 0;
}

static int teardown(void **state)
{
	arena_destroy(*state);
	fold_finish();
	return 0;
}

static struct prose_report check(struct arena *arena, const char *text)
{
	static const struct album_facts facts = {.title = "Night Ferry", .original_year = 1998};
	struct instructions *instructions =
	    instructions_create("Un deux trois quatre cinq six sept huit neuf dix.");
	const struct prose_task task = {
	    .facts = &facts, .language = "fr", .instructions = instructions};
	struct prose_report report;
	prose_check(arena, &task, text, &report);
	instructions_destroy(instructions);
	return report;
}

static void the_length_must_be_between_40_and_2000_bytes(void **state)
{
	static const struct {
		size_t length;
		const char *reason;
	} cases[] = {{39, "too short"}, {40, NULL}, {2000, NULL}, {2001, "too long"}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autobuf text = {0};
		while (text.length + 1 < cases[i].length) {
			static const char words[] = "dans le disque une voix dort et ";
			char next[2] = {words[text.length % (sizeof(words) - 1)]};
			buf_puts(&text, next);
		}
		buf_puts(&text, ".");
		struct prose_report report = check(*state, text.bytes);
		if (!cases[i].reason) {
			assert_int_equal(report.verdict, PROSE_GOOD);
		} else {
			assert_int_equal(report.verdict, PROSE_BAD);
			assert_non_null(strstr(report.reason, cases[i].reason));
		}
	}
}

static void characters_that_are_no_text_are_refused(void **state)
{
	static const char *const characters[] = {
	    "\x01",         "\x1B",   "\x7F", "\xC2\x85",     "\xE2\x80\xAE",
	    "\xEE\x80\x80", "\uFFFD", "\xC3", "\xED\xA0\x80", "\xE9"};
	for (size_t i = 0; i < ARRAY_LEN(characters); i++) {
		const char *text = arena_printf(
		    *state, "Un disque nocturne,%s entre le dub et le folk, aux voix lointaines.",
		    characters[i]);
		struct prose_report report = check(*state, text);
		assert_int_equal(report.verdict, PROSE_BAD);
		assert_non_null(strstr(report.reason, "characters"));
	}
	const char *odd =
	    "Un disque nocturne,\r\n\tentre le dub et le folk\u00a0: de la nuit\u202f!";
	assert_int_equal(check(*state, odd).verdict, PROSE_GOOD);
}

static void eight_words_of_the_instructions_are_too_many(void **state)
{
	static const char seven[] =
	    "Dans ce disque, un deux trois quatre cinq six sept, sans la suite.";
	static const char eight[] =
	    "Dans ce disque, UN, DEUX trois quatre cinq six sept huit, la suite.";
	assert_int_equal(check(*state, seven).verdict, PROSE_GOOD);
	assert_non_null(strstr(check(*state, eight).reason, "instructions"));
}

static void twelve_names_are_reported_and_thirteen_are_too_many(void **state)
{
	for (size_t names = PROSE_NAMES_MAX; names <= PROSE_NAMES_MAX + 1; names++) {
		autobuf text = {0};
		buf_puts(&text, "On entend dans ce disque la voix de ");
		for (size_t i = 0; i < names; i++) {
			buf_printf(&text, "%sXav%c", i ? ", de " : "", (char)('a' + i));
		}
		buf_puts(&text, " et de Xava.");
		struct prose_report report = check(*state, text.bytes);
		if (names > PROSE_NAMES_MAX) {
			assert_int_equal(report.verdict, PROSE_BAD);
			assert_non_null(strstr(report.reason, "full of names"));
			assert_int_equal(report.name_count, 0);
		} else {
			assert_int_equal(report.verdict, PROSE_UNVERIFIED);
			assert_int_equal(report.name_count, names);
			assert_string_equal(report.names[0], "Xava");
			assert_string_equal(report.names[11], "Xavl");
		}
	}
}

static void nothing_need_be_known(void **state)
{
	static const struct album_facts nothing = {0};
	static const struct prose_task task = {.facts = &nothing, .language = "en"};
	static const char good[] = "A slow record of the night, in which the voices stay far away.";
	static const char bad[] =
	    "A slow record of 1977, in which the voices stay far away from us.";
	struct prose_report report;
	prose_check(*state, &task, good, &report);
	assert_int_equal(report.verdict, PROSE_GOOD);
	assert_null(report.reason);
	prose_check(*state, &task, bad, &report);
	assert_int_equal(report.verdict, PROSE_BAD);
}

static void the_reason_says_what_is_wrong(void **state)
{
	struct prose_report report =
	    check(*state, "Un disque nocturne paru en 1977, entre le dub et le folk, de la nuit.");
	assert_string_equal(report.reason, "the year 1977 is not among the facts");
	report = check(*state, "Un disque nocturne, par Zoé, entre le dub et le folk, de la nuit.");
	assert_string_equal(report.reason, "the name Zoé is not among the facts");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(the_length_must_be_between_40_and_2000_bytes, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(characters_that_are_no_text_are_refused, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(eight_words_of_the_instructions_are_too_many, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(twelve_names_are_reported_and_thirteen_are_too_many,
	                                    setup, teardown),
	    cmocka_unit_test_setup_teardown(nothing_need_be_known, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_reason_says_what_is_wrong, setup, teardown),
	};
	return cmocka_run_group_tests_name("prose", tests, NULL, NULL);
}
