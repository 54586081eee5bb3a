#include "app/command.h"

#include "app/exit.h"
#include "base/log.h"
#include "base/mem.h"
#include "support/fixture.h"
#include "support/test.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS_MAX 8

static char home[PATH_MAX];
static char out[65536], errors[65536]; /* what the last command wrote */

static int setup(void **state)
{
	(void)state;
	assert_non_null(getcwd(home, sizeof(home)));
	assert_int_equal(chdir(folder_create()), 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	assert_int_equal(chdir(home), 0);
	folder_remove();
	return 0;
}

static void read_into(char *buffer, size_t size_bytes, const char *path)
{
	uint64_t read_bytes;
	char *text = file_read(path, &read_bytes);
	assert_true(read_bytes < size_bytes);
	strcpy(buffer, text);
	free(text);
}

/* Runs it in a process of its own, as its users do; returns the exit status. */
static int command(const char *const *words)
{
	char *argv[ARGUMENTS_MAX + 2] = {(char *)"sillon"};
	int argc = 1;
	while (words[argc - 1]) {
		argv[argc] = (char *)words[argc - 1];
		argc++;
	}
	fflush(stdout);
	fflush(stderr);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
		dup2(open("errors", O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
		clearenv();
		exit(command_run(argc, argv)); /* and what is leaked is found */
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	read_into(out, sizeof(out), "out");
	read_into(errors, sizeof(errors), "errors");
	return WEXITSTATUS(status);
}
#define COMMAND(...) command((const char *const[]){__VA_ARGS__, NULL})

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void assert_says(const char *said, const char *wanted)
{
	if (!strstr(said, wanted)) {
		fail_msg("'%s' does not say '%s'", said, wanted);
	}
}

static void the_version_is_told(void **state)
{
	(void)state;
	assert_int_equal(COMMAND("--version"), EXIT_DONE);
	assert_string_equal(out, "sillon " SILLON_VERSION "\n");
	assert_string_equal(errors, "");
}

static void help_is_given_to_those_who_ask(void **state)
{
	(void)state;
	assert_int_equal(COMMAND("--help"), EXIT_DONE);
	assert_says(out, "sillon serve");
	assert_says(out, "sillon check");
	assert_int_equal(COMMAND("help"), EXIT_DONE);
	assert_says(out, "sillon serve");
	assert_int_equal(COMMAND("help", "serve"), EXIT_DONE);
	assert_says(out, "--listen HOST:PORT");
	assert_says(out, "discogs.token");
	assert_says(out, "sync.albums_in_flight = 32");
	assert_string_equal(errors, "");
}

static void an_unknown_command_is_a_usage_error(void **state)
{
	(void)state;
	assert_int_equal(COMMAND("sing"), EXIT_USAGE);
	assert_says(errors, "there is no command 'sing'");
	assert_string_equal(out, "");
	assert_int_equal(COMMAND("help", "sing"), EXIT_USAGE);
	assert_says(errors, "there is no command 'sing'");
	assert_int_equal(COMMAND(NULL), EXIT_USAGE);
	assert_says(errors, "a command is wanted");
}

static void what_a_command_does_not_take_is_a_usage_error(void **state)
{
	(void)state;
	assert_int_equal(COMMAND("serve", "--token", "fake"), EXIT_USAGE);
	assert_says(errors, "usage: sillon serve");
	assert_int_equal(COMMAND("serve", "--listen"), EXIT_USAGE);
	assert_int_equal(COMMAND("serve", "now"), EXIT_USAGE);
	assert_says(errors, "sillon serve: 'now' is not expected here");
	assert_int_equal(COMMAND("check", "--listen", "127.0.0.1:0"), EXIT_USAGE);
}

static void a_configuration_error_names_file_line_and_key(void **state)
{
	(void)state;
	write_file("bad.conf", "[sync]\nalbums_in_flight = none\n");
	assert_int_equal(COMMAND("serve", "--config", "bad.conf"), EXIT_USAGE);
	assert_says(errors, "sillon: configuration: bad.conf:2: sync.albums_in_flight: 'none'");
	assert_int_equal(COMMAND("check", "--config", "missing.conf"), EXIT_USAGE);
	assert_says(errors, "missing.conf: No such file or directory");
	write_file("log.conf", "[log]\nfile = missing/folder/log\n");
	assert_int_equal(COMMAND("check", "--config", "log.conf"), EXIT_USAGE);
	assert_says(errors, "missing/folder/log");
}

static void the_arguments_reach_the_service(void **state)
{
	(void)state;
	write_file("empty.conf", "");
	assert_int_equal(COMMAND("serve", "--config", "empty.conf", "--listen", "0.0.0.0:1"),
	                 EXIT_USAGE);
	assert_says(errors, "0.0.0.0:1 can be reached from outside");
	assert_int_equal(COMMAND("serve", "--config", "empty.conf", "--listen", "127.0.0.1:0",
	                         "--database", "missing/folder/sillon.db"),
	                 EXIT_FAILED);
	assert_says(errors, "missing/folder/sillon.db");
}

static void a_check_of_nothing_says_what_is_off(void **state)
{
	(void)state;
	write_file("empty.conf", "");
	assert_int_equal(COMMAND("check", "--config", "empty.conf"), EXIT_DONE);
	assert_says(out, "config   ok, read from empty.conf\n");
	assert_says(out, "discogs  not configured\n");
	assert_says(out, "spotify  not configured\n");
	assert_says(out, "euria    not configured\n");
}

static void a_check_that_fails_says_which_provider_and_why(void **state)
{
	(void)state;
	/* Nobody listens on the discard port of this machine. */
	write_file("some.conf", "[discogs]\nusername = someone\ntoken = fake-token\n"
	                        "url = http://127.0.0.1:9\nretries = 0\n");
	assert_int_equal(COMMAND("check", "--config", "some.conf"), EXIT_FAILED);
	assert_says(out, "discogs  failed: ");
	assert_null(strstr(out, "fake-token"));
	assert_null(strstr(errors, "fake-token"));
}

#define COMMAND_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    COMMAND_TEST(the_version_is_told),
	    COMMAND_TEST(help_is_given_to_those_who_ask),
	    COMMAND_TEST(an_unknown_command_is_a_usage_error),
	    COMMAND_TEST(what_a_command_does_not_take_is_a_usage_error),
	    COMMAND_TEST(a_configuration_error_names_file_line_and_key),
	    COMMAND_TEST(the_arguments_reach_the_service),
	    COMMAND_TEST(a_check_of_nothing_says_what_is_off),
	    COMMAND_TEST(a_check_that_fails_says_which_provider_and_why),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
