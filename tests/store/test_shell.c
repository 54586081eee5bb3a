/* The insert-only invariant, as the sqlite3 shell sees it. */
#include "base/mem.h"
#include "store/attacks.h"
#include "store/shelf.h"
#include "support/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int setup(void **state)
{
	*state = attacks_shelf();
	return 0;
}

static int teardown(void **state)
{
	shelf_destroy(*state);
	return 0;
}

/* The exit status of `sqlite3 FILE SQL`, what it wrote on standard error in `complaint`. */
static int shell(const char *path, const char *sql, char *complaint, size_t size_bytes)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO); /* ours is for TAP */
		close(ends[0]);
		close(ends[1]);
		execlp("sqlite3", "sqlite3", "-batch", path, sql, (char *)NULL);
		_exit(127);
	}
	assert_true(pid > 0);
	close(ends[1]);
	size_t used = 0;
	ssize_t got;
	while ((got = read(ends[0], complaint + used, size_bytes - 1 - used)) > 0) {
		used += (size_t)got;
	}
	complaint[used] = '\0';
	close(ends[0]);
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void attempt_by_shell(struct attempts *attempts, const char *table, const char *sql)
{
	char complaint[2000];
	autofree char *refusal = xasprintf("sillon: rows of %s are never ", table);
	int status = shell(attempts->shelf->path, sql, complaint, sizeof(complaint));
	if (status == 0 || !strstr(complaint, refusal)) {
		fail_msg("%d \"%s\": %s", status, complaint, sql);
	}
}

static void the_sqlite3_shell_can_change_and_take_away_nothing(void **state)
{
	struct shelf *shelf = *state;
	struct table_names tables;
	autofree char *before = plain_dump(shelf);
	struct attempts attempts = {.shelf = shelf, .before = before};
	plain_tables(shelf, &tables);
	for (size_t i = 0; i < tables.count; i++) {
		const char *table = tables.names[i];
		attack_rows(&attempts, attempt_by_shell, table);
		assert_unchanged(&attempts, table);
	}
	table_names_finish(&tables);
}

static void the_sqlite3_shell_can_read(void **state)
{
	struct shelf *shelf = *state;
	char complaint[2000];
	assert_int_equal(shell(shelf->path, "SELECT * FROM albums", complaint, sizeof(complaint)),
	                 0);
	assert_string_equal(complaint, "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(the_sqlite3_shell_can_read),
	    TEST(the_sqlite3_shell_can_change_and_take_away_nothing),
	};
	char complaint[2000];
	if (shell(":memory:", "SELECT 1", complaint, sizeof(complaint)) == 127) {
		puts("1..0 # SKIP no sqlite3 shell here");
		return 0;
	}
	return cmocka_run_group_tests_name("shell", tests, NULL, NULL);
}
