#include "app/config.h"

#include "app/config_check.h"
#include "base/err.h"
#include "base/mem.h"
#include "support/fixture.h"
#include "support/test.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define AT(field) offsetof(struct config, field)
enum type { TEXT, NUMBER, BOOL, LEVEL, FORMAT };

/* Every key, with two values that it takes; their pairs go together. */
static const struct key {
	const char *section, *name;
	enum type type;
	size_t offset;
	const char *one, *other;
} keys[] = {
    {"server", "listen", TEXT, AT(server.listen), "127.0.0.1:81", "[::1]:82"},
    {"server", "api_token", TEXT, AT(server.api_token), "fake-api-1", "fake-api-2"},
    {"server", "allowed_hosts", TEXT, AT(server.allowed_hosts), "a.example", "b.example,c.example"},
    {"server", "allow_open", BOOL, AT(server.allow_open), "true", "false"},
    {"store", "database", TEXT, AT(store.database), "/data/one.db", "/data/two.db"},
    {"discogs", "username", TEXT, AT(discogs.username), "someone", "another"},
    {"discogs", "token", TEXT, AT(discogs.token), "fake-discogs-1", "fake-discogs-2"},
    {"discogs", "url", TEXT, AT(discogs.url), "https://d1.example", "https://d2.example"},
    {"discogs", "requests_in_flight", NUMBER, AT(discogs.limits.requests_in_flight), "3", "256"},
    {"discogs", "requests_per_minute", NUMBER, AT(discogs.limits.requests_per_minute), "0", "31"},
    {"discogs", "timeout_seconds", NUMBER, AT(discogs.limits.timeout_seconds), "1", "3600"},
    {"discogs", "retries", NUMBER, AT(discogs.limits.retries), "0", "10"},
    {"discogs", "patience_seconds", NUMBER, AT(discogs.limits.patience_seconds), "0", "86400"},
    {"spotify", "client_id", TEXT, AT(spotify.client_id), "client-1", "client-2"},
    {"spotify", "client_secret", TEXT, AT(spotify.client_secret), "fake-s-1", "fake-s-2"},
    {"spotify", "api_url", TEXT, AT(spotify.api_url), "https://s1.example", "https://s2.example"},
    {"spotify", "accounts_url", TEXT, AT(spotify.accounts_url), "https://a1.example",
     "http://127.0.0.1:9"},
    {"spotify", "requests_in_flight", NUMBER, AT(spotify.limits.requests_in_flight), "4", "5"},
    {"spotify", "requests_per_minute", NUMBER, AT(spotify.limits.requests_per_minute), "6", "7"},
    {"spotify", "timeout_seconds", NUMBER, AT(spotify.limits.timeout_seconds), "8", "9"},
    {"spotify", "retries", NUMBER, AT(spotify.limits.retries), "4", "5"},
    {"spotify", "patience_seconds", NUMBER, AT(spotify.limits.patience_seconds), "11", "12"},
    {"euria", "url", TEXT, AT(euria.url), "https://e1.example/v1", "https://e2.example/v1"},
    {"euria", "token", TEXT, AT(euria.token), "fake-euria-1", "fake-euria-2"},
    {"euria", "model", TEXT, AT(euria.model), "model-1", "model-2"},
    {"euria", "language", TEXT, AT(euria.language), "en", "de"},
    {"euria", "albums_per_request", NUMBER, AT(euria.albums_per_request), "1", "10"},
    {"euria", "requests_in_flight", NUMBER, AT(euria.limits.requests_in_flight), "13", "14"},
    {"euria", "requests_per_minute", NUMBER, AT(euria.limits.requests_per_minute), "15", "16"},
    {"euria", "timeout_seconds", NUMBER, AT(euria.limits.timeout_seconds), "17", "18"},
    {"euria", "retries", NUMBER, AT(euria.limits.retries), "6", "7"},
    {"euria", "patience_seconds", NUMBER, AT(euria.limits.patience_seconds), "19", "20"},
    {"sync", "albums_in_flight", NUMBER, AT(sync.albums_in_flight), "1", "1024"},
    {"log", "level", LEVEL, AT(log.level), "debug", "error"},
    {"log", "format", FORMAT, AT(log.format), "json", "text"},
    {"log", "file", TEXT, AT(log.file), "/data/one.log", "/data/two.log"},
};

static char home[PATH_MAX];

static void forget_environment(void)
{
	for (size_t i = 0; i < config_key_count; i++) {
		struct config_key key = config_key_at(i);
		autofree char *name = xasprintf("SILLON_%s_%s", key.section, key.name);
		for (char *at = name; *at; at++) {
			*at = (char)toupper((unsigned char)*at);
		}
		unsetenv(name);
	}
	unsetenv("CREDENTIALS_DIRECTORY");
	unsetenv("STATE_DIRECTORY");
}

static int setup(void **state)
{
	(void)state;
	assert_non_null(getcwd(home, sizeof(home)));
	forget_environment();
	assert_int_equal(chdir(folder_create()), 0);
	assert_int_equal(mkdir("credentials", 0700), 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	forget_environment();
	assert_int_equal(chdir(home), 0);
	folder_remove();
	return 0;
}

/* --- the four places ------------------------------------------------------------------------- */

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fputs(text, file) < 0, 0);
	assert_int_equal(fclose(file), 0);
}

static void set_variable(const struct key *key, const char *value)
{
	autofree char *name = xasprintf("SILLON_%s_%s", key->section, key->name);
	for (char *at = name; *at; at++) {
		*at = (char)toupper((unsigned char)*at);
	}
	setenv(name, value, 1);
}

static void set_credential(const struct key *key, const char *value)
{
	autofree char *path = xasprintf("credentials/%s.%s", key->section, key->name);
	write_file(path, value);
	setenv("CREDENTIALS_DIRECTORY", "credentials", 1);
}

static const struct key *key_named(const char *section, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].name, name) == 0) {
			return &keys[i];
		}
	}
	fail_msg("no key %s.%s", section, name);
	return NULL;
}

static bool load_file(struct config *config, const char *file, struct err *err)
{
	const struct config_arguments arguments = {.file = file};
	return config_load(config, &arguments, err);
}

/* What is wrong with that file: the message. */
static const char *complaint(const char *text)
{
	static struct err err;
	struct config config;
	write_file("bad.conf", text);
	err = (struct err){0};
	if (load_file(&config, "bad.conf", &err)) {
		config_finish(&config);
		return "nothing";
	}
	assert_int_equal(err.code, ERR_INVALID);
	assert_null(config.store.database); /* empty, nothing to free */
	return err.msg;
}

static void assert_complains(const char *text, const char *wanted)
{
	const char *said = complaint(text);
	if (!strstr(said, wanted)) {
		fail_msg("'%s' does not say '%s'", said, wanted);
	}
}

static void assert_value(const struct config *config, const struct key *key, const char *value)
{
	static const char *const levels[] = {"error", "warn", "info", "debug"};
	static const char *const formats[] = {"text", "json"};
	const void *place = (const char *)config + key->offset;
	char number[32];
	switch (key->type) {
	case TEXT:
		assert_string_equal(*(char *const *)place, value);
		return;
	case NUMBER:
		snprintf(number, sizeof(number), "%lld", *(const long long *)place);
		assert_string_equal(number, value);
		return;
	case BOOL:
		assert_int_equal(*(const bool *)place, strcmp(value, "true") == 0);
		return;
	case LEVEL:
		assert_string_equal(levels[*(const enum log_level *)place], value);
		return;
	case FORMAT:
		assert_string_equal(formats[*(const enum log_format *)place], value);
		return;
	}
}

static void every_key_of_the_table_is_known_to_this_test(void **state)
{
	(void)state;
	assert_int_equal(config_key_count, ARRAY_LEN(keys));
	for (size_t i = 0; i < config_key_count; i++) {
		struct config_key key = config_key_at(i);
		assert_non_null(key_named(key.section, key.name));
		assert_true(strlen(key.meaning) > 0);
	}
}

static void the_secrets_are_marked_as_such(void **state)
{
	(void)state;
	static const char *const secrets[] = {"server.api_token", "discogs.token",
	                                      "spotify.client_secret", "euria.token"};
	size_t found = 0;
	for (size_t i = 0; i < config_key_count; i++) {
		struct config_key key = config_key_at(i);
		autofree char *name = xasprintf("%s.%s", key.section, key.name);
		for (size_t k = 0; k < ARRAY_LEN(secrets); k++) {
			found += key.secret && strcmp(name, secrets[k]) == 0;
		}
		found += key.secret ? 0 : 1;
		assert_true(!key.secret || !key.fallback);
	}
	assert_int_equal(found, config_key_count);
}

/* The whole file, one value for each key. */
static char *file_of(bool other)
{
	char *text = xstrdup("");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		autofree char *before = text;
		text = xasprintf("%s[%s]\n%s = %s\n", before, keys[i].section, keys[i].name,
		                 other ? keys[i].other : keys[i].one);
	}
	return text;
}

static void every_key_can_be_set_in_the_file(void **state)
{
	(void)state;
	for (int other = 0; other < 2; other++) {
		struct config config;
		struct err err;
		autofree char *text = file_of(other);
		write_file("all.conf", text);
		assert_true(load_file(&config, "all.conf", &err));
		for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
			assert_value(&config, &keys[i], other ? keys[i].other : keys[i].one);
		}
		assert_string_equal(config.path, "all.conf");
		config_finish(&config);
	}
}

static void every_key_can_be_set_by_a_credential_that_beats_the_file(void **state)
{
	(void)state;
	autofree char *text = file_of(false);
	write_file("all.conf", text);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct config config;
		struct err err;
		set_credential(&keys[i], keys[i].other);
		assert_true(load_file(&config, "all.conf", &err));
		assert_value(&config, &keys[i], keys[i].other);
		config_finish(&config);
	}
}

static void every_key_can_be_set_by_a_variable_that_beats_credential_and_file(void **state)
{
	(void)state;
	autofree char *text = file_of(false);
	write_file("all.conf", text);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct config config;
		struct err err;
		set_credential(&keys[i], keys[i].one);
		set_variable(&keys[i], keys[i].other);
		assert_true(load_file(&config, "all.conf", &err));
		assert_value(&config, &keys[i], keys[i].other);
		config_finish(&config);
	}
}

static void the_command_line_beats_everything(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	set_variable(key_named("server", "listen"), "127.0.0.1:81");
	set_variable(key_named("store", "database"), "/data/variable.db");
	const struct config_arguments arguments = {.listen = "127.0.0.1:0",
	                                           .database = "/data/argument.db"};
	assert_true(config_load(&config, &arguments, &err));
	assert_string_equal(config.server.listen, "127.0.0.1:0");
	assert_string_equal(config.store.database, "/data/argument.db");
	config_finish(&config);
}

static void without_anything_the_defaults_hold(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	assert_true(load_file(&config, NULL, &err));
	for (size_t i = 0; i < config_key_count; i++) {
		struct config_key key = config_key_at(i);
		if (key.fallback) {
			assert_value(&config, key_named(key.section, key.name), key.fallback);
		}
	}
	assert_string_equal(config.store.database, "./sillon.db");
	assert_string_equal(config.server.listen, "127.0.0.1:8000");
	assert_int_equal(config.sync.albums_in_flight, 32);
	assert_string_equal(config.euria.language, "fr");
	assert_int_equal(config.euria.albums_per_request, 4);
	assert_null(config.path);
	assert_null(config.discogs.token);
	config_finish(&config);
}

static void under_systemd_the_database_is_in_the_state_directory(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	setenv("STATE_DIRECTORY", "/data/state", 1);
	assert_true(load_file(&config, NULL, &err));
	assert_string_equal(config.store.database, "/data/state/sillon.db");
	config_finish(&config);
}

static void the_file_in_the_conf_folder_is_read_by_itself(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	assert_int_equal(mkdir("conf", 0700), 0);
	write_file("conf/sillon.conf", "[sync]\nalbums_in_flight = 3\n");
	assert_true(load_file(&config, NULL, &err));
	assert_int_equal(config.sync.albums_in_flight, 3);
	assert_string_equal(config.path, "./conf/sillon.conf");
	config_finish(&config);
	/* Another one that is named takes its place. */
	write_file("other.conf", "");
	assert_true(load_file(&config, "other.conf", &err));
	assert_int_equal(config.sync.albums_in_flight, 32);
	config_finish(&config);
}

static void an_empty_value_unsets_a_text(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	write_file("some.conf", "[discogs]\nusername = someone\ntoken = fake\n[log]\nfile =\n");
	set_variable(key_named("discogs", "username"), "");
	set_variable(key_named("discogs", "token"), "");
	assert_true(load_file(&config, "some.conf", &err));
	assert_null(config.discogs.username);
	assert_null(config.discogs.token);
	assert_null(config.log.file);
	config_finish(&config);
}

/* --- the file's form ------------------------------------------------------------------------- */

static void comments_blanks_and_indented_keys_are_read_as_meant(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	write_file("some.conf", "\xEF\xBB\xBF# a comment\n; another\n\n[discogs]   \r\n"
	                        "  username = someone ; and a comment\r\n"
	                        "\ttoken=fake#token\n"
	                        "  # an indented comment\n"
	                        "url: https://d.example\n");
	assert_true(load_file(&config, "some.conf", &err));
	assert_string_equal(config.discogs.username, "someone");
	assert_string_equal(config.discogs.token, "fake#token");
	assert_string_equal(config.discogs.url, "https://d.example");
	config_finish(&config);
}

static void a_long_comment_is_a_comment_to_its_end(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	char comment[1001];
	memset(comment, 'x', sizeof(comment) - 1);
	comment[sizeof(comment) - 1] = '\0';
	memcpy(comment + 150, "  token = taken from a comment  ", 32);
	memcpy(comment + 220, "  token = taken from a comment  ", 32);
	memset(comment + 199, ' ', 5);
	autofree char *text =
	    xasprintf("[discogs]\nusername = someone\n# %s\ntoken = fake\n", comment);
	write_file("some.conf", text);
	assert_true(load_file(&config, "some.conf", &err));
	assert_string_equal(config.discogs.username, "someone");
	assert_string_equal(config.discogs.token, "fake");
	config_finish(&config);
}

static void a_value_that_is_too_long_to_be_read_is_an_error(void **state)
{
	(void)state;
	char value[200];
	memset(value, 'h', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	autofree char *text = xasprintf("[server]\nallowed_hosts = %s\n[sync]\n", value);
	assert_complains(text, "bad.conf:2: the line is too long");
}

static void a_file_that_cannot_be_read_is_an_error_that_names_it(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	assert_false(load_file(&config, "missing.conf", &err));
	assert_int_equal(err.code, ERR_INVALID);
	assert_string_equal(err.msg, "missing.conf: No such file or directory");
	assert_false(load_file(&config, "credentials", &err)); /* a folder */
	assert_string_equal(err.msg, "credentials: Is a directory");
}

/* --- who can read it ------------------------------------------------------------------------- */

static void a_file_with_secrets_that_others_can_read_is_warned_of(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		mode_t mode;
		const char *said; /* NULL: no warning */
	} cases[] = {
	    {"[discogs]\nusername = a\ntoken = fake\n", 0600, NULL},
	    {"[discogs]\nusername = a\ntoken = fake\n", 0400, NULL},
	    {"[discogs]\nusername = a\ntoken = fake\n", 0700, NULL},
	    {"[discogs]\nusername = a\ntoken = fake\n", 0644,
	     "some.conf holds secrets, and everybody can read it (mode 0644): chmod 600 some.conf"},
	    {"[discogs]\nusername = a\ntoken = fake\n", 0604, "everybody can read it"},
	    {"[discogs]\nusername = a\ntoken = fake\n", 0640, "its group can read it (mode 0640)"},
	    {"[discogs]\nusername = a\ntoken = fake\n", 0660, "its group can change it"},
	    {"[server]\napi_token = fake\n", 0666, "everybody can change it"},
	    {"[server]\napi_token =\n", 0666, NULL},
	    {"[sync]\nalbums_in_flight = 3\n", 0666, NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct config config;
		struct err err;
		write_file("some.conf", cases[i].text);
		assert_int_equal(chmod("some.conf", cases[i].mode), 0);
		assert_true(load_file(&config, "some.conf", &err));
		assert_int_equal(config.warning_count, cases[i].said ? 1 : 0);
		if (cases[i].said) {
			assert_non_null(strstr(config.warnings[0], cases[i].said));
			assert_null(strstr(config.warnings[0], "fake"));
		}
		config_finish(&config);
		unlink("some.conf");
	}
}

static void a_credential_that_others_can_read_is_warned_of(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	set_credential(key_named("server", "api_token"), "fake");
	set_credential(key_named("log", "level"), "warn"); /* no secret */
	assert_int_equal(chmod("credentials/server.api_token", 0444), 0);
	assert_int_equal(chmod("credentials/log.level", 0444), 0);
	assert_true(load_file(&config, NULL, &err));
	assert_int_equal(config.warning_count, 1);
	assert_non_null(
	    strstr(config.warnings[0], "server.api_token holds secrets, and everybody"));
	config_finish(&config);
	/* As systemd has them, where an access list lets the service in. */
	assert_int_equal(chmod("credentials/server.api_token", 0440), 0);
	assert_true(load_file(&config, NULL, &err));
	assert_int_equal(config.warning_count, getegid() == 0 ? 0 : 1);
	config_finish(&config);
}

/* --- what is refused ------------------------------------------------------------------------- */

static void an_error_names_the_file_the_line_and_the_key(void **state)
{
	(void)state;
	static const struct {
		const char *text, *said;
	} cases[] = {
	    {"[sync]\nalbums_in_flight = 0\n",
	     "bad.conf:2: sync.albums_in_flight: '0' is not a number from 1 to 1024"},
	    {"\n\n[sync]\n\nalbums_in_flight = 1025\n", "bad.conf:5: sync.albums_in_flight"},
	    {"[sync]\nalbums_in_flight = many\n", "bad.conf:2: sync.albums_in_flight: 'many'"},
	    {"[sync]\nalbums_in_flight = 7x\n", "bad.conf:2: sync.albums_in_flight: '7x'"},
	    {"[sync]\nalbums_in_flight =\n", "bad.conf:2: sync.albums_in_flight: ''"},
	    {"[sync]\nalbums_in_flight = 99999999999999999999\n", "bad.conf:2: "},
	    {"[discogs]\nretries = -1\n", "bad.conf:2: discogs.retries: '-1'"},
	    {"[euria]\ntimeout_seconds = 0\n", "bad.conf:2: euria.timeout_seconds"},
	    {"[euria]\nalbums_per_request = 11\n", "bad.conf:2: euria.albums_per_request"},
	    {"[server]\nallow_open = yes\n",
	     "bad.conf:2: server.allow_open: 'yes' is not true or false"},
	    {"[log]\nlevel = loud\n",
	     "bad.conf:2: log.level: 'loud' is not error, warn, info or debug"},
	    {"[log]\nformat = xml\n", "bad.conf:2: log.format: 'xml' is not text or json"},
	    {"[discogs]\nusername = a\ntokn = b\n",
	     "bad.conf:3: discogs.tokn: there is no such key"},
	    {"[discog]\nusername = a\n", "bad.conf:2: [discog]: there is no such section"},
	    {"albums_in_flight = 3\n", "bad.conf:1: []: there is no such section"},
	    {"[sync]\nalbums_in_flight\n", "bad.conf:2: neither a [section] nor key = value"},
	    {"[sync\n", "bad.conf:1: neither a [section] nor key = value"},
	    {"[sync]\nalbums_in_flight = 0\nalbums_in_flight = 0\n", "bad.conf:2: "},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_complains(cases[i].text, cases[i].said);
	}
}

static void a_variables_error_names_the_variable(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	set_variable(key_named("sync", "albums_in_flight"), "none");
	assert_false(load_file(&config, NULL, &err));
	assert_non_null(strstr(err.msg, "SILLON_SYNC_ALBUMS_IN_FLIGHT"));
	assert_non_null(strstr(err.msg, "sync.albums_in_flight: 'none'"));
}

static void a_credentials_error_names_its_file(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	set_credential(key_named("sync", "albums_in_flight"), "none\n");
	assert_false(load_file(&config, NULL, &err));
	assert_non_null(strstr(err.msg, "credentials/sync.albums_in_flight"));
	assert_non_null(strstr(err.msg, "'none'"));
}

static void a_credential_is_its_first_and_only_line(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	set_credential(key_named("discogs", "username"), "someone");
	set_credential(key_named("discogs", "token"), "fake-token \r\n\n");
	assert_true(load_file(&config, NULL, &err));
	assert_string_equal(config.discogs.token, "fake-token");
	config_finish(&config);
}

static void a_credential_that_cannot_be_read_whole_is_an_error(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	autofree char *endless = xcalloc(1, 5001);
	memset(endless, 'x', 5000);
	set_credential(key_named("discogs", "token"), endless);
	assert_false(load_file(&config, NULL, &err));
	assert_non_null(strstr(err.msg, "credentials/discogs.token"));
	assert_null(strstr(err.msg, "xxxx"));
	unlink("credentials/discogs.token");
	assert_int_equal(mkdir("credentials/discogs.token", 0700), 0);
	assert_false(load_file(&config, NULL, &err));
	assert_non_null(strstr(err.msg, "credentials/discogs.token"));
}

/* It becomes a header, a member of JSON or a line of the log. */
static void a_text_that_is_no_text_is_an_error(void **state)
{
	(void)state;
	static const struct {
		const char *key, *value;
	} cases[] = {
	    {"discogs.token", "fake\nX-Header: of its own"},
	    {"discogs.token", "fake\rtoken"},
	    {"euria.token", "fake\x1btoken"},
	    {"euria.model", "mod\xe9le"},
	    {"server.api_token", "fake\x7f"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct config config;
		struct err err;
		autofree char *path = xasprintf("credentials/%s", cases[i].key);
		write_file(path, cases[i].value);
		setenv("CREDENTIALS_DIRECTORY", "credentials", 1);
		assert_false(load_file(&config, NULL, &err));
		assert_int_equal(err.code, ERR_INVALID);
		assert_non_null(strstr(err.msg, cases[i].key));
		assert_non_null(strstr(err.msg, "control character"));
		assert_null(strstr(err.msg, "fake"));
		unlink(path);
	}
	assert_complains("[euria]\nmodel = mod\xe9le\n", "bad.conf:2: euria.model");
}

static void write_bytes(const char *path, const char *bytes, size_t size)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void what_stands_behind_a_nul_is_not_lost_in_silence(void **state)
{
	(void)state;
	static const char file[] = "[discogs]\nusername = some\0one\ntoken = fake\n";
	static const char credential[] = "fake\0token";
	struct config config;
	struct err err;
	write_bytes("some.conf", file, sizeof(file) - 1);
	assert_false(load_file(&config, "some.conf", &err));
	assert_string_equal(err.msg, "some.conf:2: the line holds a NUL byte");
	write_bytes("credentials/discogs.token", credential, sizeof(credential) - 1);
	setenv("CREDENTIALS_DIRECTORY", "credentials", 1);
	assert_false(load_file(&config, NULL, &err));
	assert_string_equal(err.msg, "credential credentials/discogs.token: it holds a NUL byte");
}

static void a_credentials_folder_without_our_files_changes_nothing(void **state)
{
	(void)state;
	struct config config;
	struct err err;
	setenv("CREDENTIALS_DIRECTORY", "credentials", 1);
	assert_true(load_file(&config, NULL, &err));
	assert_null(config.discogs.token);
	config_finish(&config);
}

static void no_error_repeats_a_secret(void **state)
{
	(void)state;
	static const char *const files[] = {
	    "[discogs]\ntoken = hush-hush\n",
	    "[spotify]\nclient_secret = hush-hush\n",
	    "[euria]\ntoken = hush-hush\n",
	    "[discogs]\nhush-hush\n",
	    "[discogs]\ntoken hush-hush\n",
	    "[server]\napi_token = hush-hush\nlisten =\n",
	    "[discogs]\nurl = http://someone:hush-hush@d.example\n",
	};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		const char *said = complaint(files[i]);
		assert_string_not_equal(said, "nothing");
		assert_null(strstr(said, "hush"));
	}
}

#define CONFIG_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CONFIG_TEST(every_key_of_the_table_is_known_to_this_test),
	    CONFIG_TEST(the_secrets_are_marked_as_such),
	    CONFIG_TEST(every_key_can_be_set_in_the_file),
	    CONFIG_TEST(every_key_can_be_set_by_a_credential_that_beats_the_file),
	    CONFIG_TEST(every_key_can_be_set_by_a_variable_that_beats_credential_and_file),
	    CONFIG_TEST(the_command_line_beats_everything),
	    CONFIG_TEST(without_anything_the_defaults_hold),
	    CONFIG_TEST(under_systemd_the_database_is_in_the_state_directory),
	    CONFIG_TEST(the_file_in_the_conf_folder_is_read_by_itself),
	    CONFIG_TEST(an_empty_value_unsets_a_text),
	    CONFIG_TEST(comments_blanks_and_indented_keys_are_read_as_meant),
	    CONFIG_TEST(a_long_comment_is_a_comment_to_its_end),
	    CONFIG_TEST(a_value_that_is_too_long_to_be_read_is_an_error),
	    CONFIG_TEST(a_file_with_secrets_that_others_can_read_is_warned_of),
	    CONFIG_TEST(a_credential_that_others_can_read_is_warned_of),
	    CONFIG_TEST(a_file_that_cannot_be_read_is_an_error_that_names_it),
	    CONFIG_TEST(an_error_names_the_file_the_line_and_the_key),
	    CONFIG_TEST(a_variables_error_names_the_variable),
	    CONFIG_TEST(a_credentials_error_names_its_file),
	    CONFIG_TEST(a_credential_is_its_first_and_only_line),
	    CONFIG_TEST(a_credential_that_cannot_be_read_whole_is_an_error),
	    CONFIG_TEST(a_text_that_is_no_text_is_an_error),
	    CONFIG_TEST(what_stands_behind_a_nul_is_not_lost_in_silence),
	    CONFIG_TEST(a_credentials_folder_without_our_files_changes_nothing),
	    CONFIG_TEST(no_error_repeats_a_secret),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
