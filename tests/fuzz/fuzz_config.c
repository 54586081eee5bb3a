/* Any bytes as the configuration file and as a credential: what is accepted lies within its limits
 * and is fit for a header, a URL, a log; what is not is told in one line without a secret.
 *
 * The input is the file; behind a record separator (0x1E), if there is one, a byte that chooses a
 * key, and its credential. */
#include "app/config.h"

#include "app/config_check.h"
#include "base/err.h"
#include "base/mem.h"
#include "fuzz/fuzz.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static int file_fd = -1;
static char folder[] = "/tmp/sillon-fuzz-XXXXXX";

static void remove_folder(void)
{
	rmdir(folder);
}

/* Nothing but the input may say anything. */
static void prepare(void)
{
	if (file_fd >= 0) {
		return;
	}
	file_fd = memfd_create("config", MFD_CLOEXEC);
	check(file_fd >= 0 && mkdtemp(folder));
	atexit(remove_folder);
	clearenv();
	setenv("CREDENTIALS_DIRECTORY", folder, 1);
}

static void write_file(const char *bytes, size_t size)
{
	check(ftruncate(file_fd, 0) == 0);
	check(pwrite(file_fd, bytes, size, 0) == (ssize_t)size);
}

/* The path, to be removed and freed. */
static char *write_credential(unsigned choice, const char *bytes, size_t size)
{
	struct config_key key = config_key_at(choice % config_key_count);
	char *path = xasprintf("%s/%s.%s", folder, key.section, key.name);
	FILE *file = fopen(path, "we");
	check(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
	return path;
}

static void check_limits(const struct config_limits *limits)
{
	check(limits->requests_in_flight >= 1 && limits->requests_in_flight <= 256);
	check(limits->requests_per_minute >= 0 && limits->requests_per_minute <= 1000000);
	check(limits->timeout_seconds >= 1 && limits->timeout_seconds <= 3600);
	check(limits->retries >= 0 && limits->retries <= 10);
	check(limits->patience_seconds >= 0 && limits->patience_seconds <= 86400);
}

/* Judged by the resolver, which asks nobody for an address in figures. */
static bool is_here(const char *host)
{
	const struct addrinfo figures = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	autofree char *bare = xstrdup(host[0] == '[' ? host + 1 : host);
	bare[strcspn(bare, "]")] = '\0';
	if (strcasecmp(bare, "localhost") == 0) {
		return true;
	}
	if (getaddrinfo(bare, NULL, &figures, &found) != 0) {
		return false;
	}
	char name[INET6_ADDRSTRLEN];
	check(getnameinfo(found->ai_addr, found->ai_addrlen, name, sizeof(name), NULL, 0,
	                  NI_NUMERICHOST) == 0);
	freeaddrinfo(found);
	const char *mapped = "::ffff:";
	const char *ipv4 = strncmp(name, mapped, strlen(mapped)) ? name : name + strlen(mapped);
	return strcmp(name, "::1") == 0 || strncmp(ipv4, "127.", 4) == 0;
}

static void check_url(const char *url)
{
	check(url && is_clean(url) && url[strlen(url) - 1] != '/');
	if (strncasecmp(url, "https:", 6) == 0) {
		return;
	}
	check(strncasecmp(url, "http:", 5) == 0);
	const char *host = url + 5 + strspn(url + 5, "/");
	size_t length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
	autofree char *alone = xasprintf("%.*s", (int)length, host);
	check(is_here(alone));
}

static void check_listen(const struct config *config)
{
	const char *listen = config->server.listen, *colon = strrchr(listen, ':');
	bool may_be_open = config->server.api_token || config->server.allow_open;
	if (may_be_open || strncmp(listen, "unix:", 5) == 0) {
		return;
	}
	check(colon);
	autofree char *host = xasprintf("%.*s", (int)(colon - listen), listen);
	check(is_here(host));
}

static void check_texts(const struct config *config)
{
	const char *const texts[] = {
	    config->server.listen,     config->server.api_token,      config->server.allowed_hosts,
	    config->store.database,    config->discogs.username,      config->discogs.token,
	    config->spotify.client_id, config->spotify.client_secret, config->euria.token,
	    config->euria.model,       config->euria.language,        config->log.file,
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		check(!texts[i] || (*texts[i] && is_clean(texts[i])));
	}
	check_url(config->discogs.url);
	check_url(config->spotify.api_url);
	check_url(config->spotify.accounts_url);
	check_url(config->euria.url);
}

static void check_config(const struct config *config)
{
	check_limits(&config->discogs.limits);
	check_limits(&config->spotify.limits);
	check_limits(&config->euria.limits);
	check(config->euria.albums_per_request >= 1 && config->euria.albums_per_request <= 10);
	check(config->sync.albums_in_flight >= 1 && config->sync.albums_in_flight <= 1024);
	check((unsigned)config->log.level <= LOG_LEVEL_DEBUG);
	check((unsigned)config->log.format <= LOG_FORMAT_JSON);
	check(config->server.listen && config->store.database && config->path);
	check(!config->discogs.username == !config->discogs.token);
	check(!config->spotify.client_id == !config->spotify.client_secret);
	check(!config->euria.token || config->euria.model);
	check(strlen(config->euria.language) == 2 &&
	      strstr("fr en de it es", config->euria.language));
	check_texts(config);
	check_listen(config);
	check(config_check(config, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	prepare();
	struct input input = input_of(bytes, size);
	size_t file_size, credential_size;
	autofree char *text = input_until(&input, '\x1e', &file_size);
	unsigned choice = input_byte(&input);
	autofree char *credential = input_rest(&input, &credential_size);
	autofree char *credential_path = NULL;
	autofree char *path = xasprintf("/proc/self/fd/%d", file_fd);
	write_file(text, file_size);
	if (credential_size > 0) {
		credential_path = write_credential(choice, credential, credential_size);
	}
	struct config config;
	struct err err = {0};
	const struct config_arguments arguments = {.file = path};
	if (config_load(&config, &arguments, &err)) {
		check_config(&config);
		config_finish(&config);
	} else {
		check_err(&err, ERR_INVALID);
		check(!config.server.listen && !config.store.database && !config.path);
	}
	if (credential_path) {
		unlink(credential_path);
	}
	return 0;
}
