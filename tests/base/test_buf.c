#include "base/buf.h"

#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static void a_zeroed_buffer_is_empty(void **state)
{
	(void)state;
	struct buf buf = {0};
	buf_clear(&buf);
	assert_null(buf.bytes);
	buf_finish(&buf);
}

static void a_finished_buffer_is_an_empty_one_again(void **state)
{
	(void)state;
	struct buf buf = {0};
	buf_puts(&buf, "first");
	buf_finish(&buf);
	buf_puts(&buf, "second");
	assert_string_equal(buf.bytes, "second");
	buf_finish(&buf);
	buf_finish(&buf);
}

static void bytes_are_appended_and_terminated(void **state)
{
	(void)state;
	autobuf buf = {0};
	buf_append(&buf, "a\0b", 3);
	assert_int_equal(buf.length, 3);
	assert_memory_equal(buf.bytes, "a\0b", 4);
	buf_append(&buf, NULL, 0);
	assert_int_equal(buf.length, 3);
	buf_puts(&buf, "cd");
	assert_memory_equal(buf.bytes, "a\0bcd", 6);
}

static void appending_nothing_still_gives_a_text(void **state)
{
	(void)state;
	autobuf buf = {0};
	buf_append(&buf, NULL, 0);
	assert_string_equal(buf.bytes, "");
}

static void a_buffer_grows_as_needed(void **state)
{
	(void)state;
	autobuf buf = {0};
	for (unsigned i = 0; i < 5000; i++) {
		char byte = (char)('a' + i % 26);
		buf_append(&buf, &byte, 1);
		assert_int_equal(buf.bytes[buf.length], '\0');
		assert_true(buf.capacity > buf.length);
	}
	for (unsigned i = 0; i < 5000; i++) {
		assert_int_equal(buf.bytes[i], 'a' + i % 26);
	}
}

static void formatted_text_is_appended(void **state)
{
	(void)state;
	autobuf buf = {0};
	buf_printf(&buf, "%s", "");
	assert_string_equal(buf.bytes, "");
	buf_printf(&buf, "%d-", 12);
	buf_printf(&buf, "%1000d", 3);
	assert_int_equal(buf.length, 1003);
	assert_int_equal(strlen(buf.bytes), 1003);
	assert_memory_equal(buf.bytes, "12- ", 4);
	assert_int_equal(buf.bytes[1002], '3');
}

static void clearing_keeps_the_memory(void **state)
{
	(void)state;
	autobuf buf = {0};
	buf_puts(&buf, "text");
	const char *bytes = buf.bytes;
	buf_clear(&buf);
	assert_int_equal(buf.length, 0);
	assert_string_equal(buf.bytes, "");
	assert_ptr_equal(buf.bytes, bytes);
}

static void a_ceiling_is_kept_to_the_byte(void **state)
{
	(void)state;
	autobuf buf = {0};
	assert_true(buf_append_capped(&buf, "12345", 5, 8));
	assert_false(buf_append_capped(&buf, "6789", 4, 8));
	assert_string_equal(buf.bytes, "12345"); /* nothing of it was appended */
	assert_true(buf_append_capped(&buf, "678", 3, 8));
	assert_string_equal(buf.bytes, "12345678");
	assert_false(buf_append_capped(&buf, "9", 1, 8));
	assert_true(buf_append_capped(&buf, "", 0, 8));
	assert_false(buf_append_capped(&buf, "9", 1, 4)); /* it is over already */
	assert_false(buf_append_capped(&buf, "9", (size_t)-1, 8));
}

static void a_stolen_text_leaves_an_empty_buffer(void **state)
{
	(void)state;
	struct buf buf = {0};
	buf_puts(&buf, "taken");
	char *text = buf_steal(&buf);
	assert_string_equal(text, "taken");
	assert_null(buf.bytes);
	assert_int_equal(buf.length, 0);
	free(text);
	text = buf_steal(&buf); /* of nothing: never NULL */
	assert_string_equal(text, "");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_zeroed_buffer_is_empty),
	    cmocka_unit_test(a_finished_buffer_is_an_empty_one_again),
	    cmocka_unit_test(bytes_are_appended_and_terminated),
	    cmocka_unit_test(appending_nothing_still_gives_a_text),
	    cmocka_unit_test(a_buffer_grows_as_needed),
	    cmocka_unit_test(formatted_text_is_appended),
	    cmocka_unit_test(clearing_keeps_the_memory),
	    cmocka_unit_test(a_ceiling_is_kept_to_the_byte),
	    cmocka_unit_test(a_stolen_text_leaves_an_empty_buffer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
