#include "app/config_check.h"

#include "app/config.h"
#include "base/err.h"
#include "base/mem.h"
#include "support/test.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Borrowed texts: never finished. */
static struct config complete(void)
{
	return (struct config){
	    .server = {.listen = (char *)"127.0.0.1:8000"},
	    .store = {.database = (char *)"sillon.db"},
	    .discogs = {.username = (char *)"someone",
	                .token = (char *)"fake-token",
	                .url = (char *)"https://d.example"},
	    .spotify = {.client_id = (char *)"client",
	                .client_secret = (char *)"fake-secret",
	                .api_url = (char *)"https://s.example",
	                .accounts_url = (char *)"https://a.example"},
	    .euria = {.url = (char *)"https://e.example/2/ai/123/openai/v1",
	              .token = (char *)"fake-token",
	              .model = (char *)"model",
	              .language = (char *)"fr"},
	};
}

static void assert_fine(const struct config *config)
{
	struct err err = {.msg = ""};
	bool fine = config_check(config, &err);
	assert_string_equal(err.msg, "");
	assert_true(fine);
}

static void assert_complains(const struct config *config, const char *wanted)
{
	struct err err = {.msg = ""};
	assert_false(config_check(config, &err));
	assert_int_equal(err.code, ERR_INVALID);
	if (!strstr(err.msg, wanted)) {
		fail_msg("'%s' does not say '%s'", err.msg, wanted);
	}
	assert_null(strstr(err.msg, "fake-"));
}

static void a_complete_configuration_is_fine(void **state)
{
	(void)state;
	struct config config = complete();
	assert_fine(&config);
	assert_true(config_has_discogs(&config));
	assert_true(config_has_spotify(&config));
	assert_true(config_has_euria(&config));
}

static void a_provider_may_be_left_out_whole(void **state)
{
	(void)state;
	struct config config = complete();
	config.discogs.username = config.discogs.token = NULL;
	config.spotify.client_id = config.spotify.client_secret = NULL;
	config.euria.token = config.euria.model = NULL;
	assert_fine(&config);
	assert_false(config_has_discogs(&config));
	assert_false(config_has_spotify(&config));
	assert_false(config_has_euria(&config));
}

static void half_of_a_pair_is_refused(void **state)
{
	(void)state;
	struct config config = complete();
	config.discogs.token = NULL;
	assert_complains(&config, "discogs.username is set, discogs.token is not");
	assert_false(config_has_discogs(&config));
	config = complete();
	config.discogs.username = NULL;
	assert_complains(&config, "discogs.token is set, discogs.username is not");
	assert_false(config_has_discogs(&config));
	config = complete();
	config.spotify.client_secret = NULL;
	assert_complains(&config, "spotify.client_id is set, spotify.client_secret is not");
	assert_false(config_has_spotify(&config));
	config = complete();
	config.spotify.client_id = NULL;
	assert_complains(&config, "spotify.client_secret is set, spotify.client_id is not");
	config = complete();
	config.euria.model = NULL;
	assert_complains(&config, "euria.token is set, euria.model is not");
	/* A model without a token is a wish for later. */
	config = complete();
	config.euria.token = NULL;
	assert_fine(&config);
}

static void credentials_go_over_https_or_stay_on_this_machine(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		bool fine;
	} cases[] = {
	    {"https://api.example", true},
	    {"https://api.example:8443/base", true},
	    {"http://127.0.0.1:9000", true},
	    {"http://[::1]:9000", true},
	    {"http://localhost:9000", true},
	    {"http://api.example", false},
	    {"http://127.0.0.1.evil.example", false},
	    {"http://localhost.evil.example", false},
	    {"ftp://api.example", false},
	    {"api.example", false},
	    {"https://", false},
	    {"https://someone:fake-password@api.example", false},
	    {NULL, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		for (unsigned which = 0; which < 4; which++) {
			static const char *const names[] = {"discogs.url", "spotify.api_url",
			                                    "spotify.accounts_url", "euria.url"};
			struct config config = complete();
			char **urls[] = {&config.discogs.url, &config.spotify.api_url,
			                 &config.spotify.accounts_url, &config.euria.url};
			*urls[which] = (char *)cases[i].url;
			if (cases[i].fine) {
				assert_fine(&config);
			} else {
				assert_complains(&config, names[which]);
			}
		}
	}
}

static void an_url_has_no_slash_at_its_end(void **state)
{
	(void)state;
	struct config config = complete();
	config.discogs.url = (char *)"https://d.example/";
	assert_complains(&config, "discogs.url: leave out the slash at its end");
}

static void the_products_number_must_be_filled_in(void **state)
{
	(void)state;
	struct config config = complete();
	config.euria.url = (char *)"https://api.infomaniak.com/2/ai/PRODUCT/openai/v1";
	assert_complains(&config, "in the place of PRODUCT");
	/* It matters to nobody where Euria is not used. */
	config.euria.token = NULL;
	assert_fine(&config);
}

static void descriptions_are_written_in_a_known_language(void **state)
{
	(void)state;
	static const char *const known[] = {"fr", "en", "de", "it", "es"};
	struct config config = complete();
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		config.euria.language = (char *)known[i];
		assert_fine(&config);
	}
	config.euria.language = (char *)"tlh";
	assert_complains(&config, "euria.language: 'tlh' is not fr, en, de, it or es");
	config.euria.language = NULL;
	assert_complains(&config, "euria.language: ''");
}

static void an_open_address_wants_a_token_or_consent(void **state)
{
	(void)state;
	static const char *const loopback[] = {
	    "127.0.0.1:8000",        "127.8.9.1:1",           "[::1]:8000", "localhost:8000",
	    "unix:/run/sillon.sock", "[::ffff:127.0.0.1]:80", "127.0.0.1:0"};
	static const char *const open[] = {"0.0.0.0:8000",
	                                   "[::]:8000",
	                                   "192.0.2.1:8000",
	                                   "records.example:8000",
	                                   ":8000",
	                                   "1127.0.0.1:80",
	                                   "127.0.0.1.evil.example:80",
	                                   "127.evil:80",
	                                   "*:80",
	                                   "localhost.evil.example:80",
	                                   "[::1].evil:80",
	                                   "[::ffff:0.0.0.0]:80"};
	struct config config = complete();
	for (size_t i = 0; i < ARRAY_LEN(loopback); i++) {
		config.server.listen = (char *)loopback[i];
		assert_fine(&config);
	}
	for (size_t i = 0; i < ARRAY_LEN(open); i++) {
		config = complete();
		config.server.listen = (char *)open[i];
		assert_complains(&config, "can be reached from outside");
		config.server.api_token = (char *)"fake-token";
		assert_fine(&config);
		config.server.api_token = NULL;
		config.server.allow_open = true;
		assert_fine(&config);
	}
}

static void an_address_has_a_port(void **state)
{
	(void)state;
	static const char *const portless[] = {"127.0.0.1", "localhost", "8000", "/run/sillon"};
	struct config config = complete();
	config.server.api_token = (char *)"fake-token";
	for (size_t i = 0; i < ARRAY_LEN(portless); i++) {
		config.server.listen = (char *)portless[i];
		assert_complains(&config, "is not HOST:PORT");
	}
}

/* A socket bound to this address; -1 where the machine has none of its family. */
static int bound_to(const char *address)
{
	struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6};
	struct sockaddr_in ipv4 = {.sin_family = AF_INET};
	bool is_ipv4 = inet_pton(AF_INET, address, &ipv4.sin_addr) == 1;
	int fd = socket(is_ipv4 ? AF_INET : AF_INET6, SOCK_STREAM, 0);
	assert_true(is_ipv4 || inet_pton(AF_INET6, address, &ipv6.sin6_addr) == 1);
	int failed = is_ipv4 ? bind(fd, (struct sockaddr *)&ipv4, sizeof(ipv4))
	                     : bind(fd, (struct sockaddr *)&ipv6, sizeof(ipv6));
	assert_false(is_ipv4 && failed);
	if (failed) {
		close(fd);
	}
	return failed ? -1 : fd;
}

static void an_inherited_socket_is_held_to_the_same_rule(void **state)
{
	(void)state;
	static const struct {
		const char *address;
		bool is_open;
	} cases[] = {{"127.0.0.1", false},
	             {"127.1.2.3", false},
	             {"::1", false},
	             {"0.0.0.0", true},
	             {"::", true}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct config config = complete();
		struct err err = {.msg = ""};
		int fd = bound_to(cases[i].address);
		if (fd < 0) {
			continue;
		}
		assert_int_equal(config_check_socket(&config, fd, &err), !cases[i].is_open);
		assert_int_equal(strstr(err.msg, "server.api_token") != NULL, cases[i].is_open);
		config.server.allow_open = true;
		assert_true(config_check_socket(&config, fd, &err));
		config.server.allow_open = false;
		config.server.api_token = (char *)"fake-token";
		assert_true(config_check_socket(&config, fd, &err));
		close(fd);
	}
	struct config config = complete();
	struct err err;
	assert_false(config_check_socket(&config, -1, &err));
}

static void an_address_and_a_database_are_needed(void **state)
{
	(void)state;
	struct config config = complete();
	config.server.listen = NULL;
	assert_complains(&config, "server.listen is empty");
	config = complete();
	config.store.database = NULL;
	assert_complains(&config, "store.database is empty");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_complete_configuration_is_fine),
	    cmocka_unit_test(a_provider_may_be_left_out_whole),
	    cmocka_unit_test(half_of_a_pair_is_refused),
	    cmocka_unit_test(credentials_go_over_https_or_stay_on_this_machine),
	    cmocka_unit_test(an_url_has_no_slash_at_its_end),
	    cmocka_unit_test(the_products_number_must_be_filled_in),
	    cmocka_unit_test(descriptions_are_written_in_a_known_language),
	    cmocka_unit_test(an_open_address_wants_a_token_or_consent),
	    cmocka_unit_test(an_address_has_a_port),
	    cmocka_unit_test(an_inherited_socket_is_held_to_the_same_rule),
	    cmocka_unit_test(an_address_and_a_database_are_needed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
