#include "app/config.h"

#include "app/config_check.h"
#include "app/ini.h"
#include "app/loose.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/text.h"
#include "providers/euria_answer.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A credential file holds one line. */
#define CREDENTIAL_MAX_BYTES 4096

enum key_type {
	KEY_TEXT,
	KEY_SECRET,
	KEY_INT,
	KEY_BOOL,
	KEY_LEVEL,
	KEY_FORMAT,
};

struct key {
	const char *section, *name;
	enum key_type type;
	size_t offset; /* in struct config */
	const char *fallback;
	long long min, max;
	const char *meaning;
};

#define AT(field) offsetof(struct config, field)
#define LIMITS(section_name, field, in_flight, per_minute, timeout, retry_count)                   \
	{section_name, "requests_in_flight",                                                       \
	 KEY_INT,      AT(field.requests_in_flight),                                               \
	 in_flight,    1,                                                                          \
	 256,          "requests at the same time"},                                               \
	    {section_name, "requests_per_minute",                                                  \
	     KEY_INT,      AT(field.requests_per_minute),                                          \
	     per_minute,   0,                                                                      \
	     1000000,      "at most; 0 = unpaced"},                                                \
	    {section_name, "timeout_seconds", KEY_INT, AT(field.timeout_seconds), timeout, 1,      \
	     3600,         "for one request"},                                                     \
	    {section_name, "retries",                                                              \
	     KEY_INT,      AT(field.retries),                                                      \
	     retry_count,  0,                                                                      \
	     10,           "further attempts of a request that failed in passing"},                \
	{                                                                                          \
		section_name, "patience_seconds", KEY_INT, AT(field.patience_seconds), "120", 0,   \
		    86400, "the longest Retry-After that a run waits for; beyond, work is put off" \
	}

/* Discogs allows 60 a minute, of any source (documented). Spotify's number is unpublished: three a
 * second has been found to pass. Infomaniak documents 60 a minute for its API; AI answers take
 * seconds, so few at once keep that pace. */
static const struct key keys[] = {
    {"server", "listen", KEY_TEXT, AT(server.listen), "127.0.0.1:8000", 0, 0,
     "HOST:PORT, [HOST]:PORT or unix:PATH; port 0 picks a free one and prints it"},
    {"server", "api_token", KEY_SECRET, AT(server.api_token), NULL, 0, 0,
     "asked of every state-changing request, as Authorization: Bearer"},
    {"server", "allowed_hosts", KEY_TEXT, AT(server.allowed_hosts), NULL, 0, 0,
     "further Host headers accepted, separated by commas"},
    {"server", "allow_open", KEY_BOOL, AT(server.allow_open), "false", 0, 0,
     "listen on an address that is not loopback without an api_token"},
    {"store", "database", KEY_TEXT, AT(store.database), NULL, 0, 0,
     "SQLite file, created if absent; ./sillon.db, under systemd $STATE_DIRECTORY/sillon.db"},
    {"discogs", "username", KEY_TEXT, AT(discogs.username), NULL, 0, 0, "whose collection"},
    {"discogs", "token", KEY_SECRET, AT(discogs.token), NULL, 0, 0, "personal access token"},
    {"discogs", "url", KEY_TEXT, AT(discogs.url), "https://api.discogs.com", 0, 0, "base URL"},
    LIMITS("discogs", discogs.limits, "2", "55", "30", "2"),
    {"spotify", "client_id", KEY_TEXT, AT(spotify.client_id), NULL, 0, 0, "of your Spotify app"},
    {"spotify", "client_secret", KEY_SECRET, AT(spotify.client_secret), NULL, 0, 0,
     "of your Spotify app"},
    {"spotify", "api_url", KEY_TEXT, AT(spotify.api_url), "https://api.spotify.com", 0, 0,
     "base URL"},
    {"spotify", "accounts_url", KEY_TEXT, AT(spotify.accounts_url), "https://accounts.spotify.com",
     0, 0, "base URL"},
    LIMITS("spotify", spotify.limits, "8", "180", "20", "3"),
    {"euria", "url", KEY_TEXT, AT(euria.url), "https://api.infomaniak.com/2/ai/PRODUCT/openai/v1",
     0, 0, "base URL up to /v1, with your product's number"},
    {"euria", "token", KEY_SECRET, AT(euria.token), NULL, 0, 0, "with the ai-tools scope"},
    {"euria", "model", KEY_TEXT, AT(euria.model), NULL, 0, 0, "which writes the descriptions"},
    {"euria", "language", KEY_TEXT, AT(euria.language), "fr", 0, 0,
     "of the descriptions: fr, en, de, it or es"},
    {"euria", "albums_per_request", KEY_INT, AT(euria.albums_per_request), "4", 1,
     EURIA_NOTICES_MAX, "described by one request, where so many wait; 1 = each alone"},
    LIMITS("euria", euria.limits, "4", "60", "120", "3"),
    {"sync", "albums_in_flight", KEY_INT, AT(sync.albums_in_flight), "32", 1, 1024,
     "albums enriched at the same time"},
    {"log", "level", KEY_LEVEL, AT(log.level), "info", 0, 0, "error, warn, info or debug"},
    {"log", "format", KEY_FORMAT, AT(log.format), "text", 0, 0, "text or json"},
    {"log", "file", KEY_TEXT, AT(log.file), NULL, 0, 0, "in place of standard error"},
};
const size_t config_key_count = ARRAY_LEN(keys);

struct config_key config_key_at(size_t index)
{
	const struct key *key = &keys[index];
	return (struct config_key){key->section, key->name, key->fallback, key->type == KEY_SECRET,
	                           key->meaning};
}

static void *place_of(struct config *config, const struct key *key)
{
	return (char *)config + key->offset;
}

static void forget_text(struct config *config, const struct key *key)
{
	char **place = place_of(config, key);
	if (key->type == KEY_SECRET) {
		secret_forget(*place);
	}
	free(*place);
	*place = NULL;
}

static void set_text(struct config *config, const struct key *key, const char *value)
{
	char **place = place_of(config, key);
	forget_text(config, key);
	*place = *value ? xstrdup(value) : NULL;
	if (key->type == KEY_SECRET) {
		secret_keep(*place);
	}
}

/* It becomes a header, a URL, a member of JSON, a line of the log. */
static bool check_text(const struct key *key, const char *value, struct err *err)
{
	return text_is_clean(value) ||
	       err_set(err, ERR_INVALID, "%s.%s: there is a control character in it, or no UTF-8",
	               key->section, key->name);
}

static bool set_int(struct config *config, const struct key *key, const char *value,
                    struct err *err)
{
	if (text_to_int(value, key->min, key->max, place_of(config, key))) {
		return true;
	}
	return err_set(err, ERR_INVALID, "%s.%s: '%.40s' is not a number from %lld to %lld",
	               key->section, key->name, value, key->min, key->max);
}

static bool choose(const char *value, const char *const *choices, size_t count, size_t *out)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(value, choices[i]) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

static bool set_choice(struct config *config, const struct key *key, const char *value,
                       struct err *err)
{
	static const char *const bools[] = {"false", "true"};
	static const char *const levels[] = {"error", "warn", "info", "debug"};
	static const char *const formats[] = {"text", "json"};
	size_t choice;
	switch (key->type) {
	case KEY_BOOL:
		if (choose(value, bools, ARRAY_LEN(bools), &choice)) {
			*(bool *)place_of(config, key) = choice == 1;
			return true;
		}
		break;
	case KEY_LEVEL:
		if (choose(value, levels, ARRAY_LEN(levels), &choice)) {
			*(enum log_level *)place_of(config, key) = (enum log_level)choice;
			return true;
		}
		break;
	default:
		if (choose(value, formats, ARRAY_LEN(formats), &choice)) {
			*(enum log_format *)place_of(config, key) = (enum log_format)choice;
			return true;
		}
		break;
	}
	const char *wanted = key->type == KEY_BOOL    ? "true or false"
	                     : key->type == KEY_LEVEL ? "error, warn, info or debug"
	                                              : "text or json";
	return err_set(err, ERR_INVALID, "%s.%s: '%.40s' is not %s", key->section, key->name, value,
	               wanted);
}

static bool set_key(struct config *config, const struct key *key, const char *value,
                    struct err *err)
{
	switch (key->type) {
	case KEY_TEXT:
	case KEY_SECRET:
		set_text(config, key, value);
		return check_text(key, value, err);
	case KEY_INT:
		return set_int(config, key, value, err);
	default:
		return set_choice(config, key, value, err);
	}
}

/* --- the file -------------------------------------------------------------------------------- */

struct reading {
	struct config *config;
	bool has_secret;
};

static const struct key *find_key(const char *section, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].name, name) == 0) {
			return &keys[i];
		}
	}
	return NULL;
}

static bool is_section(const char *section)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (strcmp(keys[i].section, section) == 0) {
			return true;
		}
	}
	return false;
}

static bool on_key(void *data, const char *section, const char *name, const char *value,
                   struct err *err)
{
	struct reading *reading = data;
	const struct key *key = find_key(section, name);
	if (!key && !is_section(section)) {
		return err_set(err, ERR_INVALID, "[%.40s]: there is no such section", section);
	}
	if (!key) {
		return err_set(err, ERR_INVALID, "%.40s.%.40s: there is no such key", section,
		               name);
	}
	reading->has_secret |= key->type == KEY_SECRET && *value;
	return set_key(reading->config, key, value, err);
}

/* `file` holds a secret. */
static void note_file(struct config *config, FILE *file, const char *path, bool is_systemds)
{
	char *warning = loose_describe(fileno(file), path, is_systemds);
	if (warning && config->warning_count < ARRAY_LEN(config->warnings)) {
		config->warnings[config->warning_count++] = steal(&warning);
	}
	free(warning);
}

static bool read_file(struct config *config, const char *path, struct err *err)
{
	FILE *file = fopen(path, "re");
	if (!file) {
		return err_set(err, ERR_INVALID, "%s: %s", path, strerror(errno));
	}
	struct reading reading = {.config = config};
	bool well = ini_read(file, path, on_key, &reading, err);
	if (well && reading.has_secret) {
		note_file(config, file, path, false);
	}
	fclose(file);
	config->path = well ? xstrdup(path) : NULL;
	return well;
}

static const char *default_file(void)
{
	static const char *const paths[] = {"./conf/sillon.conf", "/etc/sillon/sillon.conf"};
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		if (access(paths[i], F_OK) == 0) {
			return paths[i];
		}
	}
	return NULL;
}

/* --- the other places ------------------------------------------------------------------------ */

static bool read_defaults(struct config *config, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (keys[i].fallback && !set_key(config, &keys[i], keys[i].fallback, err)) {
			return false;
		}
	}
	const char *state = getenv("STATE_DIRECTORY");
	config->store.database = state ? xasprintf("%s/sillon.db", state) : xstrdup("./sillon.db");
	return true;
}

static bool read_credential(struct config *config, const struct key *key, const char *directory,
                            struct err *err)
{
	autofree char *path = xasprintf("%s/%s.%s", directory, key->section, key->name);
	char text[CREDENTIAL_MAX_BYTES];
	FILE *file = fopen(path, "re");
	if (!file) {
		return errno == ENOENT ||
		       err_set(err, ERR_INVALID, "credential %s: %s", path, strerror(errno));
	}
	size_t length = fread(text, 1, sizeof(text) - 1, file);
	int failure = ferror(file) ? errno : length == sizeof(text) - 1 ? EFBIG : 0;
	if (key->type == KEY_SECRET && length > 0) {
		note_file(config, file, path, true);
	}
	fclose(file);
	if (failure) {
		return err_set(err, ERR_INVALID, "credential %s: %s", path, strerror(failure));
	}
	while (length > 0 && isspace((unsigned char)text[length - 1])) {
		length--;
	}
	text[length] = '\0';
	if (strlen(text) != length) { /* what is behind it would be lost */
		return err_set(err, ERR_INVALID, "credential %s: it holds a NUL byte", path);
	}
	return set_key(config, key, text, err) || err_wrap(err, "credential %s", path);
}

static bool read_credentials(struct config *config, struct err *err)
{
	const char *directory = getenv("CREDENTIALS_DIRECTORY");
	for (size_t i = 0; directory && i < ARRAY_LEN(keys); i++) {
		if (!read_credential(config, &keys[i], directory, err)) {
			return false;
		}
	}
	return true;
}

static bool read_environment(struct config *config, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		autofree char *name = xasprintf("SILLON_%s_%s", keys[i].section, keys[i].name);
		for (char *at = name; *at; at++) {
			*at = (char)toupper((unsigned char)*at);
		}
		const char *value = getenv(name);
		if (value && !set_key(config, &keys[i], value, err)) {
			return err_wrap(err, "environment variable %s", name);
		}
	}
	return true;
}

static void read_arguments(struct config *config, const struct config_arguments *arguments)
{
	if (arguments->listen) {
		set_text(config, find_key("server", "listen"), arguments->listen);
	}
	if (arguments->database) {
		set_text(config, find_key("store", "database"), arguments->database);
	}
}

bool config_load(struct config *config, const struct config_arguments *arguments, struct err *err)
{
	*config = (struct config){0};
	const char *file = arguments->file ? arguments->file : default_file();
	bool well = read_defaults(config, err) && (!file || read_file(config, file, err)) &&
	            read_credentials(config, err) && read_environment(config, err);
	if (well) {
		read_arguments(config, arguments);
		well = config_check(config, err);
	}
	if (!well) {
		config_finish(config);
	}
	return well;
}

void config_finish(struct config *config)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (keys[i].type == KEY_TEXT || keys[i].type == KEY_SECRET) {
			forget_text(config, &keys[i]);
		}
	}
	for (size_t i = 0; i < config->warning_count; i++) {
		free(config->warnings[i]);
	}
	free(config->path);
	*config = (struct config){0};
}
