#include "app/ini.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "support/test.h"

#include <string.h>

/* "section.name=value;" for each key; a key "bad" is refused. */
static bool on_key(void *data, const char *section, const char *name, const char *value,
                   struct err *err)
{
	buf_printf(data, "%s.%s=%s;", section, name, value);
	return strcmp(name, "bad") != 0 || err_set(err, ERR_INVALID, "not this one");
}

static bool read_bytes(const char *bytes, size_t length, struct buf *seen, struct err *err)
{
	FILE *file = fmemopen((void *)bytes, length, "r");
	assert_non_null(file);
	bool well = ini_read(file, "some.conf", on_key, seen, err);
	fclose(file);
	return well;
}

static void keys_and_values_are_read_as_meant(void **state)
{
	(void)state;
	static const struct {
		const char *text, *seen;
	} cases[] = {
	    {"\n", ""},
	    {"[a]\nb=c\n", "a.b=c;"},
	    {"[a]\nb=c", "a.b=c;"}, /* no newline at its end */
	    {"[a]\r\nb = c\r\n", "a.b=c;"},
	    {"\xEF\xBB\xBF[a]\nb=c\n", "a.b=c;"},
	    {"b=c\n", ".b=c;"},
	    {"[a]\n[d]\nb=c\n[a]\ne=f\n", "d.b=c;a.e=f;"},
	    {"  [a] what follows\n\t b \t=\t c d \t\n", "a.b=c d;"},
	    {"[a]\nb=\n", "a.b=;"},
	    {"[a]\n=c\n", "a.=c;"},
	    {"[a]\nb:c\n", "a.b=c;"},
	    {"[a]\nb=c=d:e\n", "a.b=c=d:e;"},
	    {"[a]\nb:c=d\n", "a.b=c=d;"},
	    {"[a]\n# b=c\n; b=c\n  ; b=c\n", ""},
	    {"[a]\nb=c ; a comment\n", "a.b=c;"},
	    {"[a]\nb= ; a comment\n", "a.b=;"},
	    {"[a]\nb=;no comment\n", "a.b=;no comment;"},
	    {"[a]\nb=c;d#e\n", "a.b=c;d#e;"},
	    {"[a]\nb=[c]\n", "a.b=[c];"},
	    {"[a]\nb=caf\xC3\xA9\n", "a.b=caf\xC3\xA9;"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autobuf seen = {0};
		struct err err = {.msg = ""};
		bool well = read_bytes(cases[i].text, strlen(cases[i].text), &seen, &err);
		assert_string_equal(err.msg, "");
		assert_true(well);
		assert_string_equal(seen.bytes ? seen.bytes : "", cases[i].seen);
	}
}

static void what_is_no_ini_ends_the_reading(void **state)
{
	(void)state;
#define TEXT(literal) literal, sizeof(literal) - 1
	static const struct {
		const char *bytes;
		size_t length;
		const char *said, *seen;
	} cases[] = {
	    {TEXT("[a]\nb=c\n\nfake-token\nd=e\n"),
	     "some.conf:4: neither a [section] nor key = value", "a.b=c;a.d=e;"},
	    {TEXT("[a]\nfake-token\nbad=c\n"), "some.conf:2: neither a [section] nor key = value",
	     "a.bad=c;"},
	    {TEXT("[a\n"), "some.conf:1: neither a [section] nor key = value", ""},
	    {TEXT("[a]\nbad=c\nd=e\n"), "some.conf:2: not this one", "a.bad=c;"},
	    {TEXT("[a]\nb=c\0d\n"), "some.conf:2: the line holds a NUL byte", ""},
	    {TEXT("\0"), "some.conf:1: the line holds a NUL byte", ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autobuf seen = {0};
		struct err err = {.msg = ""};
		assert_false(read_bytes(cases[i].bytes, cases[i].length, &seen, &err));
		assert_int_equal(err.code, ERR_INVALID);
		assert_string_equal(err.msg, cases[i].said);
		assert_string_equal(seen.bytes ? seen.bytes : "", cases[i].seen);
	}
}

static void a_line_may_be_long_but_not_endless(void **state)
{
	(void)state;
	for (size_t extra = 0; extra < 2; extra++) {
		autobuf text = {0}, seen = {0};
		struct err err = {.msg = ""};
		size_t length = INI_LINE_MAX_BYTES - 2 + extra; /* with "b=" in front */
		buf_puts(&text, "[a]\nb=");
		for (size_t i = 0; i < length; i++) {
			buf_puts(&text, "x");
		}
		buf_puts(&text, "\n# ");
		for (size_t i = 0; i < 3 * length; i++) { /* a comment may */
			buf_puts(&text, "x");
		}
		bool well = read_bytes(text.bytes, text.length, &seen, &err);
		assert_int_equal(well, extra == 0);
		assert_string_equal(err.msg,
		                    well ? ""
		                         : "some.conf:2: the line is too long: such a value can be "
		                           "given in the environment or as a credential file");
		assert_int_equal(seen.length, well ? length + strlen("a.b=;") : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys_and_values_are_read_as_meant),
	    cmocka_unit_test(what_is_no_ini_ends_the_reading),
	    cmocka_unit_test(a_line_may_be_long_but_not_endless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
