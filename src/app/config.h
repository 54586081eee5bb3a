/* app/config.h - the service's settings, from four places.
 *
 * Precedence: command line, environment (SILLON_<SECTION>_<KEY>), credential files in
 * $CREDENTIALS_DIRECTORY (named "section.key"), the configuration file, built-in defaults. One
 * table (config_keys) knows every key; an unknown one, a wrong type or a number out of range is an
 * error that names the key and where it stands. Secrets are never printed, and base/secret.h knows
 * them while the config lives; a file that holds some and that others can read is warned of. What
 * the environment gave stays there, or a configuration could be read only once: the process is
 * closed to all but root (app/harden.h). */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H
#include "base/log.h"

#include <stdbool.h>
#include <stddef.h>

struct err;

/* One a secret, and the file. */
#define CONFIG_WARNINGS_MAX 8

/* Texts are owned by the config and NULL when not set. */
struct config_limits {
	long long requests_in_flight, requests_per_minute, timeout_seconds, retries;
	long long patience_seconds;
};
struct config {
	struct {
		char *listen, *api_token, *allowed_hosts;
		bool allow_open;
	} server;
	struct {
		char *database;
	} store;
	struct {
		char *username, *token, *url;
		struct config_limits limits;
	} discogs;
	struct {
		char *client_id, *client_secret, *api_url, *accounts_url;
		struct config_limits limits;
	} spotify;
	struct {
		char *url, *token, *model, *language;
		long long albums_per_request;
		struct config_limits limits;
	} euria;
	struct {
		long long albums_in_flight;
	} sync;
	struct {
		enum log_level level;
		enum log_format format;
		char *file;
	} log;
	char *path; /* of the file that was read, NULL when there was none */
	char *warnings[CONFIG_WARNINGS_MAX]; /* sentences for the log, once it is open */
	size_t warning_count;
};

/* What the command line says; NULL where it says nothing. */
struct config_arguments {
	const char *file, *listen, *database;
};

/* Reads everything. On failure the config is empty. */
bool config_load(struct config *config, const struct config_arguments *arguments, struct err *err);
void config_finish(struct config *config);

/* The table, for documentation and tests. */
struct config_key {
	const char *section, *name;
	const char *fallback; /* as one would type it; NULL: none */
	bool secret;
	const char *meaning;
};
extern const size_t config_key_count;
struct config_key config_key_at(size_t index);

#endif
