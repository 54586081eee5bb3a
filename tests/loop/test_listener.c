#include "loop/listener.h"

#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "support/fixture.h"
#include "support/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

static struct loop *loop;
static struct err err;
static unsigned accepted;
static bool has_accepted;

static void on_stream_closed(uv_handle_t *handle)
{
	free(handle);
}

static void on_connection(void *data, uv_stream_t *stream)
{
	assert_ptr_equal(data, &accepted);
	accepted++;
	has_accepted = true;
	uv_close((uv_handle_t *)stream, on_stream_closed);
}

static struct listener *try_open(const char *address)
{
	err = (struct err){0};
	return listener_open(loop, address, on_connection, &accepted, &err);
}

static struct listener *open_at(const char *address)
{
	struct listener *listener = try_open(address);
	if (!listener) {
		fail_msg("%s", err.msg);
	}
	return listener;
}

static struct listener *adopt(int fd)
{
	err = (struct err){0};
	return listener_adopt(loop, fd, on_connection, &accepted, &err);
}

static int setup(void **state)
{
	(void)state;
	folder_create();
	loop = loop_create();
	accepted = 0;
	has_accepted = false;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	finish_loop(loop);
	folder_remove();
	return 0;
}

static int connect_tcp(int port)
{
	struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd, (struct sockaddr *)&where, sizeof(where)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static struct sockaddr_un unix_address(const char *path)
{
	struct sockaddr_un where = {.sun_family = AF_UNIX};
	assert_true(strlen(path) < sizeof(where.sun_path));
	strcpy(where.sun_path, path);
	return where;
}

static int connect_unix(const char *path)
{
	struct sockaddr_un where = unix_address(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd, (struct sockaddr *)&where, sizeof(where)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void assert_accepts(int client)
{
	assert_true(client >= 0);
	has_accepted = false;
	run_until(loop, &has_accepted);
	close(client);
}

static void a_tcp_listener_says_where_it_listens(void **state)
{
	(void)state;
	static const char *const addresses[] = {"127.0.0.1:0", "localhost:0"};
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
		struct listener *listener = open_at(addresses[i]);
		assert_true(listener_port(listener) > 0);
		autofree char *expected = xasprintf("127.0.0.1:%d", listener_port(listener));
		assert_string_equal(listener_address(listener), expected);
		assert_accepts(connect_tcp(listener_port(listener)));
		assert_accepts(connect_tcp(listener_port(listener)));
		listener_close(listener);
	}
	assert_int_equal(accepted, 4);
}

static void an_ipv6_listener_says_where_it_listens(void **state)
{
	(void)state;
	struct listener *listener = try_open("[::1]:0");
	if (!listener) { /* no IPv6 here: but it was read as an address */
		assert_null(strstr(err.msg, "numeric"));
		skip();
	}
	autofree char *expected = xasprintf("[::1]:%d", listener_port(listener));
	assert_string_equal(listener_address(listener), expected);
	listener_close(listener);
}

static void a_closed_listener_accepts_nothing(void **state)
{
	(void)state;
	struct listener *listener = open_at("127.0.0.1:0");
	int port = listener_port(listener);
	listener_close(listener);
	listener_close(NULL);
	loop_run(loop);
	assert_int_equal(connect_tcp(port), -1);
	assert_int_equal(accepted, 0);
}

static void what_is_no_address_is_refused_with_its_name(void **state)
{
	(void)state;
	static const char *const addresses[] = {
	    "",
	    "8000",
	    "127.0.0.1",
	    "127.0.0.1:",
	    "127.0.0.1:http",
	    "127.0.0.1:65536",
	    "127.0.0.1:-1",
	    "127.0.0.1:80x",
	    ":8000",
	    "example.invalid:8000",
	    "127.0.0.1.evil.invalid:8000",
	    "::1:8000",
	    "[::1]",
	    "[::1:8000",
	    "[]:8000",
	    "[127.0.0.1]:8000",
	    "256.0.0.1:8000",
	    "0000000000000000000000000000000000000000000000000000000000000001:8000",
	};
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
		struct listener *listener = try_open(addresses[i]);
		if (listener) {
			fail_msg("'%s' was accepted", addresses[i]);
		}
		assert_int_equal(err.code, ERR_INVALID);
		assert_non_null(strstr(err.msg, "'"));
	}
}

static void an_address_in_use_is_an_error_that_names_it(void **state)
{
	(void)state;
	struct listener *first = open_at("127.0.0.1:0");
	assert_null(try_open(listener_address(first)));
	assert_int_equal(err.code, ERR_INVALID);
	assert_non_null(strstr(err.msg, listener_address(first)));
	assert_non_null(strstr(err.msg, "in use"));
	listener_close(first);
}

static void an_address_of_another_machine_is_an_error(void **state)
{
	(void)state;
	assert_null(try_open("192.0.2.1:0")); /* reserved for documentation */
	assert_int_equal(err.code, ERR_INVALID);
	assert_non_null(strstr(err.msg, "192.0.2.1"));
}

static void a_unix_listener_makes_its_socket_and_takes_it_away(void **state)
{
	(void)state;
	autofree char *path = xstrdup(folder_path("socket"));
	autofree char *address = xasprintf("unix:%s", path);
	struct listener *listener = open_at(address);
	assert_string_equal(listener_address(listener), address);
	assert_int_equal(listener_port(listener), 0);
	assert_accepts(connect_unix(path));
	listener_close(listener);
	assert_int_equal(access(path, F_OK), -1);
}

/* A socket that somebody left behind, or still listens at. */
static int make_socket(const char *path, bool leaves_it)
{
	struct sockaddr_un where = unix_address(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&where, sizeof(where)), 0);
	assert_int_equal(listen(fd, 1), 0);
	if (leaves_it) {
		close(fd);
		return -1;
	}
	return fd;
}

static void a_socket_left_by_a_dead_process_is_replaced(void **state)
{
	(void)state;
	autofree char *path = xstrdup(folder_path("socket"));
	autofree char *address = xasprintf("unix:%s", path);
	make_socket(path, true);
	struct listener *listener = open_at(address);
	assert_accepts(connect_unix(path));
	listener_close(listener);
}

static void a_socket_that_answers_is_left_alone(void **state)
{
	(void)state;
	autofree char *path = xstrdup(folder_path("socket"));
	autofree char *address = xasprintf("unix:%s", path);
	int other = make_socket(path, false);
	assert_null(try_open(address));
	assert_int_equal(err.code, ERR_INVALID);
	assert_non_null(strstr(err.msg, path));
	loop_run(loop);
	int client = connect_unix(path); /* still the other's */
	assert_true(client >= 0);
	close(client);
	close(other);
}

static void a_file_in_the_place_of_a_socket_is_left_alone(void **state)
{
	(void)state;
	autofree char *path = xstrdup(folder_path("catalogue"));
	autofree char *address = xasprintf("unix:%s", path);
	FILE *file = fopen(path, "w");
	fputs("precious", file);
	fclose(file);
	assert_null(try_open(address));
	assert_non_null(strstr(err.msg, path));
	loop_run(loop);
	uint64_t size_bytes;
	autofree char *text = file_read(path, &size_bytes);
	assert_string_equal(text, "precious");
}

static void a_unix_path_that_cannot_be_is_an_error(void **state)
{
	(void)state;
	autofree char *missing = xasprintf("unix:%s", folder_path("no/such/folder"));
	assert_null(try_open(missing));
	assert_int_equal(err.code, ERR_INVALID);

	char longest[256] = "unix:/";
	memset(longest + 6, 'x', 200);
	assert_null(try_open(longest));
	assert_non_null(strstr(err.msg, "too long"));
}

static void an_inherited_tcp_socket_is_adopted(void **state)
{
	(void)state;
	struct sockaddr_in where = {.sin_family = AF_INET};
	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&where, sizeof(where)), 0);
	assert_int_equal(listen(fd, 8), 0);
	struct listener *listener = adopt(fd);
	assert_non_null(listener);
	assert_true(listener_port(listener) > 0);
	autofree char *expected = xasprintf("127.0.0.1:%d", listener_port(listener));
	assert_string_equal(listener_address(listener), expected);
	assert_accepts(connect_tcp(listener_port(listener)));
	listener_close(listener);
}

static void an_inherited_unix_socket_is_adopted_and_its_path_left(void **state)
{
	(void)state;
	autofree char *path = xstrdup(folder_path("socket"));
	struct listener *listener = adopt(make_socket(path, false));
	assert_non_null(listener);
	assert_string_equal(listener_address(listener), "unix:inherited");
	assert_int_equal(listener_port(listener), 0);
	assert_accepts(connect_unix(path));
	listener_close(listener);
	loop_run(loop);
	assert_int_equal(access(path, F_OK), 0); /* its maker's */
}

static void a_descriptor_that_cannot_listen_is_refused(void **state)
{
	(void)state;
	int file = open(folder_path("file"), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	assert_null(adopt(file));
	assert_int_equal(err.code, ERR_INVALID);
	assert_non_null(strstr(err.msg, "not a socket"));
	close(file);

	assert_null(adopt(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)));
	assert_int_equal(err.code, ERR_INVALID);
	assert_null(adopt(12345));
	assert_int_equal(err.code, ERR_INVALID);
}

static void a_crowd_is_let_in_a_few_at_a_time(void **state)
{
	struct listener *listener = open_at("127.0.0.1:0");
	int clients[300];
	(void)state;
	for (size_t i = 0; i < 200; i++) {
		clients[i] = connect_tcp(listener_port(listener));
		assert_true(clients[i] >= 0);
	}
	for (unsigned before = 0; accepted < 200; before = accepted) {
		loop_turn(loop);
		assert_in_range(accepted - before, 0, 50);
	}
	/* Nor does it hurt to close while they stand at the door. */
	for (size_t i = 200; i < 300; i++) {
		clients[i] = connect_tcp(listener_port(listener));
	}
	while (accepted == 200) {
		loop_turn(loop);
	}
	listener_close(listener);
	loop_run(loop);
	assert_in_range(accepted, 201, 250);
	for (size_t i = 0; i < 300; i++) {
		close(clients[i]);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_tcp_listener_says_where_it_listens),
	    TEST(an_ipv6_listener_says_where_it_listens),
	    TEST(a_closed_listener_accepts_nothing),
	    TEST(what_is_no_address_is_refused_with_its_name),
	    TEST(an_address_in_use_is_an_error_that_names_it),
	    TEST(an_address_of_another_machine_is_an_error),
	    TEST(a_unix_listener_makes_its_socket_and_takes_it_away),
	    TEST(a_socket_left_by_a_dead_process_is_replaced),
	    TEST(a_socket_that_answers_is_left_alone),
	    TEST(a_file_in_the_place_of_a_socket_is_left_alone),
	    TEST(a_unix_path_that_cannot_be_is_an_error),
	    TEST(an_inherited_tcp_socket_is_adopted),
	    TEST(an_inherited_unix_socket_is_adopted_and_its_path_left),
	    TEST(a_descriptor_that_cannot_listen_is_refused),
	    TEST(a_crowd_is_let_in_a_few_at_a_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
