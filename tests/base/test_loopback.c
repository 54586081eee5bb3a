#include "base/loopback.h"

#include "base/mem.h"
#include "support/test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

static void a_host_is_this_machine_or_it_is_not(void **state)
{
	(void)state;
	static const struct {
		const char *host;
		bool is_loopback;
	} cases[] = {
	    {"localhost", true},
	    {"127.0.0.1", true},
	    {"127.255.255.254", true},
	    {"[::1]", true},
	    {"[0:0:0:0:0:0:0:1]", true},
	    {"[::ffff:127.0.0.1]", true},
	    {"", false},
	    {"*", false},
	    {"127", false},
	    {"127.", false},
	    {"127.1", false}, /* an address to some, a name to others */
	    {"127.evil", false},
	    {"127.0.0.1.evil.example", false},
	    {"127.0.0.1.", false},
	    {"127.0.0.1 ", false},
	    {" 127.0.0.1", false},
	    {"0127.0.0.1", false},
	    {"1127.0.0.1", false},
	    {"2130706433", false},
	    {"126.255.255.255", false},
	    {"128.0.0.0", false},
	    {"0.0.0.0", false},
	    {"localhost.evil.example", false},
	    {"localhost.", false},
	    {"evil.localhost", false},
	    {"::1", false}, /* wants its brackets */
	    {"[::]", false},
	    {"[::2]", false},
	    {"[fe80::1]", false},
	    {"[::ffff:10.0.0.1]", false},
	    {"[::127.0.0.1]", false},
	    {"[::1", false},
	    {"[::1].evil.example", false},
	    {"[::1%lo]", false},
	    {"[127.0.0.1]", false},
	    {"[localhost]", false},
	    {"[]", false},
	    {"[1111111111222222222233333333334444444444555555555566666666667777777777]", false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		if (loopback_has_host(cases[i].host) != cases[i].is_loopback) {
			fail_msg("%s", cases[i].host);
		}
	}
}

static bool has_ipv4(const char *text)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	assert_int_equal(inet_pton(AF_INET, text, &address.sin_addr), 1);
	return loopback_has_address((const struct sockaddr *)&address);
}

static bool has_ipv6(const char *text)
{
	struct sockaddr_in6 address = {.sin6_family = AF_INET6};
	assert_int_equal(inet_pton(AF_INET6, text, &address.sin6_addr), 1);
	return loopback_has_address((const struct sockaddr *)&address);
}

static void a_bound_address_is_this_machine_or_it_is_not(void **state)
{
	(void)state;
	struct sockaddr_un path = {.sun_family = AF_UNIX};
	struct sockaddr unknown = {.sa_family = AF_UNSPEC};
	assert_true(has_ipv4("127.0.0.1"));
	assert_true(has_ipv4("127.9.9.9"));
	assert_false(has_ipv4("0.0.0.0"));
	assert_false(has_ipv4("192.0.2.127"));
	assert_true(has_ipv6("::1"));
	assert_true(has_ipv6("::ffff:127.0.0.1"));
	assert_false(has_ipv6("::"));
	assert_false(has_ipv6("::ffff:0.0.0.0"));
	assert_false(has_ipv6("2001:db8::1"));
	assert_true(loopback_has_address((const struct sockaddr *)&path));
	assert_false(loopback_has_address(&unknown));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_host_is_this_machine_or_it_is_not),
	    cmocka_unit_test(a_bound_address_is_this_machine_or_it_is_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
