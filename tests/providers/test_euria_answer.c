#include "providers/euria_answer.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "providers/outside.h"
#include "support/test.h"

#include <string.h>

/* --- reading ------------------------------------------------------------------------------ */

static void a_completion_gives_its_text_trimmed(void **state)
{
	(void)state;
	autofree char *body = data_read("euria_completion.json");
	struct arena *arena = arena_create();
	struct euria_completion completion;
	struct err err;
	assert_true(euria_read_completion(arena, body, strlen(body), &completion, &err));
	assert_string_equal(completion.text,
	                    "Un disque nocturne, entre dub et folk, où les voix restent en "
	                    "retrait. On y entend « la mer », dit-on…");
	assert_true(completion.is_whole);
	arena_destroy(arena);
}

static void contents_of_any_kind_are_read(void **state)
{
	static const struct {
		const char *choice, *text;
		bool is_whole;
	} cases[] = {
	    {"{\"message\":{\"content\":\"Calm.\"},\"finish_reason\":\"stop\"}", "Calm.", true},
	    {"{\"message\":{\"content\":\"Calm.\"},\"finish_reason\":null}", "Calm.", false},
	    {"{\"message\":{\"content\":\"Calm.\"}}", "Calm.", false},
	    {"{\"message\":{\"content\":\"Cal\"},\"finish_reason\":\"length\"}", "Cal", false},
	    {"{\"message\":{\"content\":\"Cal\"},\"finish_reason\":\"content_filter\"}", "Cal",
	     false},
	    {"{\"message\":{\"content\":null},\"finish_reason\":\"stop\"}", "", true},
	    {"{\"message\":{\"content\":\"\"},\"finish_reason\":\"stop\"}", "", true},
	    {"{\"message\":{\"content\":\" \\n\\t\\r \"},\"finish_reason\":\"stop\"}", "", true},
	    {"{\"message\":{\"role\":\"assistant\"},\"finish_reason\":\"stop\"}", "", true},
	    {"{\"message\":{\"content\":\"\\r\\n\\tCalm. \\n\"}}", "Calm.", false},
	    {"{\"message\":{\"content\":\"One.\\n\\nTwo.\"}}", "One.\n\nTwo.", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *body =
		    xasprintf("{\"choices\":[%s],\"usage\":null}", cases[i].choice);
		struct arena *arena = arena_create();
		struct euria_completion completion = {0};
		struct err err = {0};
		if (!euria_read_completion(arena, body, strlen(body), &completion, &err)) {
			fail_msg("refused: %s\n%s", err.msg, body);
		}
		assert_string_equal(completion.text, cases[i].text);
		assert_int_equal(completion.is_whole, cases[i].is_whole);
		arena_destroy(arena);
	}
}

static void fences_around_a_text_are_taken_off(void **state)
{
	static const struct {
		const char *content, *text;
	} cases[] = {
	    {"```\\nCalm.\\n```", "Calm."},
	    {" ```text\\n\\nCalm.\\nSlow.\\n\\n```\\n", "Calm.\nSlow."},
	    {"```\\n```", ""},
	    {"```", "```"},
	    {"``````", "``````"},
	    {"```Calm.```", "```Calm.```"},
	    {"```\\nCalm.", "```\nCalm."},
	    {"Calm.\\n```", "Calm.\n```"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *body = xasprintf(
		    "{\"choices\":[{\"message\":{\"content\":\"%s\"}}]}", cases[i].content);
		struct arena *arena = arena_create();
		struct euria_completion completion;
		struct err err;
		assert_true(euria_read_completion(arena, body, strlen(body), &completion, &err));
		assert_string_equal(completion.text, cases[i].text);
		arena_destroy(arena);
	}
}

static void bodies_that_are_no_completion_are_refused(void **state)
{
	static const char *const bodies[] = {
	    "",
	    "null",
	    "[]",
	    "{}",
	    "data: {\"choices\":[]}",
	    "upstream connect error",
	    "{\"choices\":null}",
	    "{\"choices\":[]}",
	    "{\"choices\":[null]}",
	    "{\"choices\":[{}]}",
	    "{\"choices\":[{\"message\":null}]}",
	    "{\"choices\":[{\"message\":\"Calm.\"}]}",
	    "{\"choices\":[{\"delta\":{\"content\":\"Calm.\"}}]}",
	    "{\"choices\":{\"message\":{\"content\":\"Calm.\"}}}",
	    "{\"choices\":[{\"message\":{\"content\":\"Cal",
	    "{\"choices\":[{\"message\":{\"content\":7},\"finish_reason\":\"stop\"}]}",
	    "{\"choices\":[{\"message\":{\"content\":[\"Calm.\"]},\"finish_reason\":\"stop\"}]}",
	    /* no text, and no word that there is none */
	    "{\"choices\":[{\"message\":{\"content\":null},\"finish_reason\":null}]}",
	    "{\"choices\":[{\"message\":{\"role\":\"assistant\"}}]}",
	    "{\"choices\":[{\"message\":{\"content\":\"Calm\xE9.\"}}]}",
	    "{\"choices\":[{\"message\":{\"content\":\"Cal\\u0000m.\"}}]}",
	    "{\"result\":\"error\",\"error\":{\"code\":\"not_authorized\"}}",
	    /* an error that dresses as an answer */
	    "{\"result\":\"error\",\"choices\":[{\"message\":{\"content\":\"Calm.\"}}]}",
	    "{\"error\":{\"message\":\"Invalid Authentication\"}}",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct arena *arena = arena_create();
		struct euria_completion completion;
		struct err err = {0};
		if (euria_read_completion(arena, bodies[i], strlen(bodies[i]), &completion, &err)) {
			fail_msg("taken for a completion: %s", bodies[i]);
		}
		assert_int_equal(err.code, ERR_REMOTE);
		assert_non_null(strstr(err.msg, "completion: "));
		arena_destroy(arena);
	}
}

/* --- several albums ----------------------------------------------------------------------- */

static const char *shown(const char *notice)
{
	return notice ? notice : "-";
}

static void notices_are_read_by_their_number(void **state)
{
	static const struct {
		const char *text;
		const char *notices[3];
	} cases[] = {
	    {"{\"notices\":[{\"id\":1,\"text\":\"One.\"},{\"id\":2,\"text\":\"Two.\"},"
	     "{\"id\":3,\"text\":\"Three.\"}]}",
	     {"One.", "Two.", "Three."}},
	    {"{\"notices\":[{\"id\":3,\"text\":\" Three.\\n\"},{\"id\":\"1\",\"text\":\"One.\"}]}",
	     {"One.", NULL, "Three."}},
	    {"```json\n{\"notices\":[{\"id\":2,\"text\":\"Two.\"}]}\n```", {NULL, "Two.", NULL}},
	    {"Here they are: {\"notices\":[{\"id\":2,\"text\":\"Two.\"}]} Enjoy.",
	     {NULL, "Two.", NULL}},
	    /* numbers that nobody asked for, or twice */
	    {"{\"notices\":[{\"id\":0,\"text\":\"A\"},{\"id\":4,\"text\":\"B\"},"
	     "{\"id\":-1,\"text\":\"C\"},{\"id\":99999999999,\"text\":\"D\"},"
	     "{\"id\":2,\"text\":\"Two.\"}]}",
	     {NULL, "Two.", NULL}},
	    {"{\"notices\":[{\"id\":1,\"text\":\"A\"},{\"id\":1,\"text\":\"B\"},"
	     "{\"id\":1,\"text\":\"C\"},{\"id\":2,\"text\":\"Two.\"}]}",
	     {NULL, "Two.", NULL}},
	    /* texts that are none */
	    {"{\"notices\":[{\"id\":1,\"text\":null},{\"id\":2},{\"id\":3,\"text\":[]},7,null]}",
	     {NULL, NULL, NULL}},
	    {"{\"notices\":[]}", {NULL, NULL, NULL}},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *arena = arena_create();
		const char *notices[3] = {"x", "y", "z"};
		if (!euria_read_notices(arena, cases[i].text, notices, 3)) {
			fail_msg("not read: %s", cases[i].text);
		}
		for (size_t k = 0; k < 3; k++) {
			assert_string_equal(shown(notices[k]), shown(cases[i].notices[k]));
		}
		arena_destroy(arena);
	}
}

static void what_is_not_the_json_asked_for_is_told_apart(void **state)
{
	static const char *const texts[] = {
	    "",
	    "Un disque nocturne.",
	    "1. Un disque nocturne.\n2. Un disque de jour.",
	    "{}",
	    "}{",
	    "[{\"id\":1,\"text\":\"One.\"}]",
	    "{\"notices\":{\"1\":\"One.\"}}",
	    "{\"notices\":[{\"id\":1,\"text\":\"One.\"},{\"id\":2,\"te",
	    "{\"answers\":[{\"id\":1,\"text\":\"One.\"}]}",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct arena *arena = arena_create();
		const char *notices[2];
		if (euria_read_notices(arena, texts[i], notices, 2)) {
			fail_msg("taken for notices: %s", texts[i]);
		}
		arena_destroy(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_completion_gives_its_text_trimmed),
	    cmocka_unit_test(contents_of_any_kind_are_read),
	    cmocka_unit_test(fences_around_a_text_are_taken_off),
	    cmocka_unit_test(bodies_that_are_no_completion_are_refused),
	    cmocka_unit_test(notices_are_read_by_their_number),
	    cmocka_unit_test(what_is_not_the_json_asked_for_is_told_apart),
	};
	return cmocka_run_group_tests_name("euria_answer", tests, NULL, NULL);
}
