/* A catalogue has one service at a time. */
#include "store/lock.h"

#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "store/shelf.h"
#include "store/store.h"
#include "support/fixture.h"
#include "support/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const atomic_bool in_a_hurry = true; /* whoever is does not wait */

static int setup(void **state)
{
	*state = xstrdup(folder_create());
	return 0;
}

static int teardown(void **state)
{
	free(*state);
	folder_remove();
	return 0;
}

static int take(const char *name)
{
	return lock_take(folder_path(name), &in_a_hurry, NULL);
}

static void assert_refused(const char *name, const char *why)
{
	struct err err;
	assert_int_equal(lock_take(folder_path(name), &in_a_hurry, &err), -1);
	assert_int_equal(err.code, ERR_STORAGE);
	if (!strstr(err.msg, why)) {
		fail_msg("'%s' does not say '%s'", err.msg, why);
	}
}

static void the_second_is_told_who_has_it(void **state)
{
	(void)state;
	int lock = take("a.db");
	assert_true(lock >= 0);
	autofree char *who = xasprintf("a.db is in use by another sillon (process %ld); stop that "
	                               "one, or name another file in store.database",
	                               (long)getpid());
	assert_refused("a.db", who);
	close(lock);
	lock = take("a.db");
	assert_true(lock >= 0);
	close(lock);
}

static void another_catalogue_is_another_matter(void **state)
{
	(void)state;
	int one = take("a.db"), other = take("b.db");
	assert_true(one >= 0 && other >= 0);
	close(one);
	close(other);
}

static void a_link_to_the_file_is_the_file(void **state)
{
	(void)state;
	int file = open(folder_path("a.db"), O_CREAT | O_WRONLY, 0600);
	close(file);
	assert_int_equal(symlink("a.db", folder_path("link.db")), 0);
	int lock = take("a.db");
	assert_refused("link.db", "is in use by another sillon");
	close(lock);
}

static void nor_is_one_that_leads_nowhere_yet_another(void **state)
{
	(void)state;
	assert_int_equal(symlink("a.db", folder_path("link.db")), 0);
	int lock = take("link.db");
	assert_true(lock >= 0);
	assert_refused("a.db", "is in use by another sillon");
	assert_refused("link.db", "is in use by another sillon");
	close(lock);
}

static void roots_lock_is_the_owners(void **state)
{
	(void)state;
	if (geteuid() != 0) {
		skip();
	}
	int file = open(folder_path("a.db"), O_CREAT | O_WRONLY, 0600);
	assert_int_equal(fchown(file, 65534, 65534), 0);
	close(file);
	int lock = take("a.db");
	struct stat status;
	assert_int_equal(fstat(lock, &status), 0);
	assert_int_equal(status.st_uid, 65534);
	assert_int_equal(status.st_gid, 65534);
	close(lock);
}

static void a_holder_that_could_not_sign_has_no_name(void **state)
{
	(void)state;
	int lock = take("a.db");
	assert_int_equal(ftruncate(lock, 0), 0);
	assert_refused("a.db", "is in use by another sillon; stop that one");
	close(lock);
}

static void who_died_has_it_no_more(void **state)
{
	(void)state;
	pid_t child = fork();
	if (child == 0) {
		_exit(take("a.db") >= 0 ? 0 : 1);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	int lock = take("a.db");
	assert_true(lock >= 0);
	close(lock);
}

/* The child has it until it is told that the other waits: by the log. */
static void who_is_about_to_stop_is_waited_for(void **state)
{
	(void)state;
	int held[2], logged[2];
	assert_int_equal(pipe(held) | pipe(logged), 0);
	pid_t child = fork();
	if (child == 0) {
		char byte;
		int lock = take("a.db");
		close(logged[1]);
		_exit(lock >= 0 && write(held[1], "x", 1) == 1 && read(logged[0], &byte, 1) == 1
		          ? 0
		          : 1);
	}
	char byte;
	close(held[1]); /* a child that cannot is seen to end */
	assert_int_equal(read(held[0], &byte, 1), 1);
	int stderr_copy = dup(STDERR_FILENO);
	dup2(logged[1], STDERR_FILENO);
	int lock = lock_take(folder_path("a.db"), NULL, NULL);
	dup2(stderr_copy, STDERR_FILENO);
	assert_true(lock >= 0);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(lock);
	const int used[] = {held[0], logged[0], logged[1], stderr_copy};
	for (size_t i = 0; i < ARRAY_LEN(used); i++) {
		close(used[i]);
	}
}

static void a_lock_that_cannot_be_opened_is_named_with_the_remedy(void **state)
{
	(void)state;
	assert_int_equal(mkdir(folder_path("a.db.lock"), 0700), 0);
	assert_refused("a.db", "a.db.lock cannot be had (Is a directory)");
	assert_refused("nowhere/a.db",
	               "(No such file or directory); make sure that its folder exists");
}

static void a_store_has_it_until_it_is_closed(void **state)
{
	struct shelf *shelf = shelf_create();
	(void)state;
	struct err err;
	assert_null(store_open(shelf->loop, shelf->path, &in_a_hurry, &err));
	assert_non_null(strstr(err.msg, "is in use by another sillon"));
	shelf_close(shelf);
	shelf_open(shelf);
	shelf_destroy(shelf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(the_second_is_told_who_has_it, setup, teardown),
	    cmocka_unit_test_setup_teardown(another_catalogue_is_another_matter, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_link_to_the_file_is_the_file, setup, teardown),
	    cmocka_unit_test_setup_teardown(nor_is_one_that_leads_nowhere_yet_another, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(roots_lock_is_the_owners, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_holder_that_could_not_sign_has_no_name, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(who_died_has_it_no_more, setup, teardown),
	    cmocka_unit_test_setup_teardown(who_is_about_to_stop_is_waited_for, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_lock_that_cannot_be_opened_is_named_with_the_remedy,
	                                    setup, teardown),
	    cmocka_unit_test(a_store_has_it_until_it_is_closed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
