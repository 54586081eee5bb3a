#include "base/log.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/secret.h"
#include "support/fixture.h"
#include "support/test.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int setup(void **state)
{
	(void)state;
	unsetenv("JOURNAL_STREAM");
	folder_create();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	log_open(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, NULL, NULL);
	unsetenv("JOURNAL_STREAM");
	folder_remove();
	return 0;
}

static void open_log(enum log_level level, enum log_format format)
{
	struct err err = {0};
	assert_true(log_open(level, format, folder_path("log"), &err));
}

/* What the file holds. free() it. */
static char *logged(void)
{
	uint64_t size_bytes;
	return file_read(folder_path("log"), &size_bytes);
}

/* The message of a text line, its time checked. */
static const char *after_time(const char *line)
{
	int64_t wall_ms;
	char time[21] = "";
	memcpy(time, line, 20);
	assert_true(clock_parse(time, &wall_ms));
	assert_true(wall_ms <= clock_wall_ms() && wall_ms > clock_wall_ms() - 3600000);
	assert_int_equal(line[20], ' ');
	return line + 21;
}

static void a_line_has_its_time_level_and_message(void **state)
{
	(void)state;
	open_log(LOG_LEVEL_DEBUG, LOG_FORMAT_TEXT);
	log_info("sync: page %d of %d", 1, 3);
	autofree char *text = logged();
	assert_string_equal(after_time(text), "info  sync: page 1 of 3\n");
}

static void what_is_below_the_level_is_not_written(void **state)
{
	(void)state;
	static const char *const expected[] = {
	    [LOG_LEVEL_ERROR] = "error one\n",
	    [LOG_LEVEL_WARN] = "error one\nwarn  two\n",
	    [LOG_LEVEL_INFO] = "error one\nwarn  two\ninfo  three\n",
	    [LOG_LEVEL_DEBUG] = "error one\nwarn  two\ninfo  three\ndebug four\n",
	};
	for (enum log_level level = LOG_LEVEL_ERROR; level <= LOG_LEVEL_DEBUG; level++) {
		unlink(folder_path("log"));
		open_log(level, LOG_FORMAT_TEXT);
		log_error("one");
		log_warn("two");
		log_info("three");
		log_debug("four");
		autofree char *text = logged();
		char seen[256] = "";
		for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
			strcat(strcat(seen, after_time(line)), "\n");
		}
		assert_string_equal(seen, expected[level]);
		assert_true(log_enabled(level));
		assert_int_equal(log_enabled(LOG_LEVEL_DEBUG), level == LOG_LEVEL_DEBUG);
	}
}

static void nobody_can_forge_a_line(void **state)
{
	(void)state;
	open_log(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	log_info("album: %s", "Night\n2026-01-01T00:00:00Z error \x1b[31mfire \xff");
	autofree char *text = logged();
	assert_string_equal(after_time(text),
	                    "info  album: Night?2026-01-01T00:00:00Z error ?[31mfire ?\n");
}

static void a_credential_is_hidden(void **state)
{
	(void)state;
	secret_keep("fake-token");
	open_log(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	log_info("album: %s", "My fake-token");
	secret_forget("fake-token");
	autofree char *text = logged();
	assert_string_equal(after_time(text), "info  album: My ***\n");
}

static void a_json_line_is_an_object(void **state)
{
	(void)state;
	open_log(LOG_LEVEL_INFO, LOG_FORMAT_JSON);
	log_warn("the \"12\\\" mix\" of %s", "Café\n\xff");
	autofree char *text = logged();
	assert_int_equal(text[strlen(text) - 1], '\n');
	json_auto_t *entry = json_loads(text, 0, NULL);
	int64_t wall_ms;
	assert_int_equal(json_object_size(entry), 3);
	assert_true(clock_parse(json_string_value(json_object_get(entry, "time")), &wall_ms));
	assert_string_equal(json_string_value(json_object_get(entry, "level")), "warn");
	assert_string_equal(json_string_value(json_object_get(entry, "message")),
	                    "the \"12\\\" mix\" of Café??");
}

static void a_long_line_is_cut_and_still_one_line(void **state)
{
	(void)state;
	char much[5000];
	memset(much, 'x', sizeof(much));
	much[sizeof(much) - 1] = '\0';
	open_log(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	log_info("%s", much);
	autofree char *text = logged();
	assert_true(strlen(text) > 2000 && strlen(text) < sizeof(much));
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
}

static void a_json_line_full_of_quotes_is_not_lost(void **state)
{
	(void)state;
	char much[5000];
	memset(much, '"', sizeof(much));
	much[sizeof(much) - 1] = '\0';
	open_log(LOG_LEVEL_INFO, LOG_FORMAT_JSON);
	log_info("%s", much);
	autofree char *text = logged();
	json_auto_t *entry = json_loads(text, 0, NULL);
	assert_non_null(entry);
	assert_true(strlen(json_string_value(json_object_get(entry, "message"))) > 2000);
}

static void lines_are_appended_to_what_is_there(void **state)
{
	(void)state;
	open_log(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	log_info("first life");
	log_close();
	open_log(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	log_info("second life");
	autofree char *text = logged();
	assert_non_null(strstr(text, "first life\n"));
	assert_non_null(strstr(text, "second life\n"));
}

static void a_file_that_cannot_be_written_leaves_the_log_as_it_was(void **state)
{
	(void)state;
	struct err err = {0};
	open_log(LOG_LEVEL_WARN, LOG_FORMAT_TEXT);
	autofree char *path = xstrdup(folder_path("no/such/folder/log"));
	assert_false(log_open(LOG_LEVEL_DEBUG, LOG_FORMAT_JSON, path, &err));
	assert_int_equal(err.code, ERR_INVALID);
	assert_non_null(strstr(err.msg, path));
	log_info("too much detail");
	log_warn("still here");
	autofree char *text = logged();
	assert_string_equal(after_time(text), "warn  still here\n");
}

/* Makes systemd's claim about a file: "this is the journal". */
static void set_journal(const char *path)
{
	struct stat status;
	close(open(path, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(stat(path, &status), 0);
	autofree char *stream = xasprintf("%llu:%llu", (unsigned long long)status.st_dev,
	                                  (unsigned long long)status.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
}

static void journald_is_told_priorities_and_stamps_the_time_itself(void **state)
{
	(void)state;
	set_journal(folder_path("log"));
	open_log(LOG_LEVEL_DEBUG, LOG_FORMAT_TEXT);
	log_error("a");
	log_warn("b");
	log_info("c");
	log_debug("d");
	autofree char *text = logged();
	assert_string_equal(text, "<3>a\n<4>b\n<6>c\n<7>d\n");
}

static void another_stream_is_not_taken_for_the_journal(void **state)
{
	(void)state;
	static const char *const streams[] = {"", "1", "x:y", "1:2"};
	for (size_t i = 0; i < ARRAY_LEN(streams); i++) {
		setenv("JOURNAL_STREAM", streams[i], 1);
		unlink(folder_path("log"));
		open_log(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
		log_info("plain");
		autofree char *text = logged();
		assert_string_equal(after_time(text), "info  plain\n");
	}
}

/* Standard error into the log file, and back again. */
static int redirect(const char *path)
{
	int saved = dup(STDERR_FILENO);
	int fd = open(path, O_CREAT | O_WRONLY | O_APPEND, 0600);
	dup2(fd, STDERR_FILENO);
	close(fd);
	return saved;
}

static void restore(int saved)
{
	dup2(saved, STDERR_FILENO);
	close(saved);
}

static void a_closed_log_goes_back_to_standard_error(void **state)
{
	(void)state;
	open_log(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	autofree char *path = xstrdup(folder_path("stderr"));
	int saved = redirect(path);
	log_close();
	log_info("to the terminal");
	log_close(); /* again does no harm */
	log_info("and again");
	restore(saved);
	uint64_t size_bytes;
	autofree char *text = file_read(path, &size_bytes), *file = logged();
	assert_non_null(strstr(text, "info  to the terminal\n"));
	assert_non_null(strstr(text, "info  and again\n"));
	assert_string_equal(file, "");
}

static void a_closed_log_knows_whether_standard_error_is_the_journal(void **state)
{
	(void)state;
	autofree char *path = xstrdup(folder_path("stderr"));
	open_log(LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	set_journal(path);
	int saved = redirect(path);
	log_close();
	log_info("stamped by the journal");
	restore(saved);
	uint64_t size_bytes;
	autofree char *text = file_read(path, &size_bytes);
	assert_string_equal(text, "<6>stamped by the journal\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_line_has_its_time_level_and_message, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_is_below_the_level_is_not_written, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(nobody_can_forge_a_line, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_credential_is_hidden, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_json_line_is_an_object, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_long_line_is_cut_and_still_one_line, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_json_line_full_of_quotes_is_not_lost, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(lines_are_appended_to_what_is_there, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_file_that_cannot_be_written_leaves_the_log_as_it_was,
	                                    setup, teardown),
	    cmocka_unit_test_setup_teardown(journald_is_told_priorities_and_stamps_the_time_itself,
	                                    setup, teardown),
	    cmocka_unit_test_setup_teardown(another_stream_is_not_taken_for_the_journal, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(a_closed_log_goes_back_to_standard_error, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(
		a_closed_log_knows_whether_standard_error_is_the_journal, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
