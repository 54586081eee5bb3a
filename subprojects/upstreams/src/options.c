#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: upstreams [options]\n"
    "Plays Discogs, Spotify and Euria on loopback. One line of JSON on stdout tells where.\n"
    "  --seed N                   what is invented depends on it (default 1)\n"
    "  --albums N                 copies in the collection (default 235)\n"
    "  --collection FILE          a collection from a JSON file instead of an invented one\n"
    "  --latency LIST             medians in ms, discogs=350,spotify=120,euria=1800, or none\n"
    "  --unpaced                  the providers' rate limits do not hold\n"
    "  --spotify-token-seconds N  life of an access token (default 3600)\n"
    "  --spotify-window N         requests that Spotify takes in 30 s (default 100)\n"
    "  --private                  only its owner may see the collection\n"
    "  --fault SPEC               provider:kind[:key=value,...], may be repeated\n"
    "  --tls                      https, with a certificate made on the spot\n"
    "  --tls-certificate FILE     leaves that certificate in a file\n"
    "  --log FILE                 appends each request to a file, as a line of JSON\n"
    "  --write-config FILE        writes a configuration for the service\n"
    "  --port NAME=N              discogs, spotify, accounts, euria or control at that port\n"
    "  --exit-with-stdin          ends when its standard input, a pipe, is closed\n"
    "  --help, --version\n";

enum option_code {
	OPTION_SEED = 256,
	OPTION_ALBUMS,
	OPTION_COLLECTION,
	OPTION_LATENCY,
	OPTION_UNPACED,
	OPTION_TOKEN_SECONDS,
	OPTION_WINDOW,
	OPTION_PRIVATE,
	OPTION_FAULT,
	OPTION_TLS,
	OPTION_TLS_CERTIFICATE,
	OPTION_LOG,
	OPTION_WRITE_CONFIG,
	OPTION_PORT,
	OPTION_EXIT_WITH_STDIN,
	OPTION_HELP,
	OPTION_VERSION
};

static const struct option long_options[] = {
    {"seed", required_argument, NULL, OPTION_SEED},
    {"albums", required_argument, NULL, OPTION_ALBUMS},
    {"collection", required_argument, NULL, OPTION_COLLECTION},
    {"latency", required_argument, NULL, OPTION_LATENCY},
    {"unpaced", no_argument, NULL, OPTION_UNPACED},
    {"spotify-token-seconds", required_argument, NULL, OPTION_TOKEN_SECONDS},
    {"spotify-window", required_argument, NULL, OPTION_WINDOW},
    {"private", no_argument, NULL, OPTION_PRIVATE},
    {"fault", required_argument, NULL, OPTION_FAULT},
    {"tls", no_argument, NULL, OPTION_TLS},
    {"tls-certificate", required_argument, NULL, OPTION_TLS_CERTIFICATE},
    {"log", required_argument, NULL, OPTION_LOG},
    {"write-config", required_argument, NULL, OPTION_WRITE_CONFIG},
    {"port", required_argument, NULL, OPTION_PORT},
    {"exit-with-stdin", no_argument, NULL, OPTION_EXIT_WITH_STDIN},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

static bool read_number(const char *name, const char *text, unsigned long long most,
                        unsigned long long *out)
{
	char *end;
	*out = strtoull(text, &end, 10);
	if (end == text || *end || *text == '-' || *out > most) {
		fprintf(stderr, "upstreams: --%s: %s is not a number from 0 to %llu\n", name, text,
		        most);
		return false;
	}
	return true;
}

static bool read_port(struct options *options, const char *text)
{
	const char *equals = strchr(text, '=');
	char name[16] = "";
	unsigned long long port = 0;
	if (equals && equals - text < (long)sizeof(name)) {
		memcpy(name, text, (size_t)(equals - text));
	}
	enum host_id id = host_id_named(name);
	if (!equals || id == HOST_COUNT) {
		fprintf(stderr, "upstreams: --port: %s is not NAME=N\n", text);
		return false;
	}
	if (!read_number("port", equals + 1, 65535, &port)) {
		return false;
	}
	options->ports[id] = (int)port;
	return true;
}

static bool take_number(struct options *options, int option)
{
	unsigned long long number;
	switch (option) {
	case OPTION_SEED:
		if (!read_number("seed", optarg, ~0ull, &number)) {
			return false;
		}
		options->seed = number;
		return true;
	case OPTION_ALBUMS:
		if (!read_number("albums", optarg, 4000000, &number)) {
			return false;
		}
		options->albums = (uint32_t)number;
		options->albums_given = true;
		return true;
	case OPTION_TOKEN_SECONDS:
		if (!read_number("spotify-token-seconds", optarg, 1000000, &number)) {
			return false;
		}
		options->spotify_token_seconds = (unsigned)number;
		return true;
	default:
		if (!read_number("spotify-window", optarg, 4000, &number)) {
			return false;
		}
		options->spotify_window = (unsigned)number;
		return true;
	}
}

static bool take_fault(struct options *options)
{
	if (options->fault_count == OPTIONS_FAULTS_MAX) {
		fprintf(stderr, "upstreams: more than %d faults\n", OPTIONS_FAULTS_MAX);
		return false;
	}
	options->faults[options->fault_count++] = optarg;
	return true;
}

static void take_text(struct options *options, int option)
{
	switch (option) {
	case OPTION_COLLECTION:
		options->collection = optarg;
		break;
	case OPTION_LATENCY:
		options->latency = optarg;
		break;
	case OPTION_TLS_CERTIFICATE:
		options->tls_certificate = optarg;
		break;
	case OPTION_LOG:
		options->log = optarg;
		break;
	default:
		options->write_config = optarg;
	}
}

static bool take(struct options *options, int option)
{
	switch (option) {
	case OPTION_SEED:
	case OPTION_ALBUMS:
	case OPTION_TOKEN_SECONDS:
	case OPTION_WINDOW:
		return take_number(options, option);
	case OPTION_FAULT:
		return take_fault(options);
	case OPTION_PORT:
		return read_port(options, optarg);
	case OPTION_UNPACED:
		options->unpaced = true;
		return true;
	case OPTION_PRIVATE:
		options->private_collection = true;
		return true;
	case OPTION_TLS:
		options->tls = true;
		return true;
	case OPTION_EXIT_WITH_STDIN:
		options->exit_with_stdin = true;
		return true;
	default:
		take_text(options, option);
		return true;
	}
}

enum options_outcome options_read(struct options *options, int argc, char **argv)
{
	*options = (struct options){
	    .seed = 1, .latency = "none", .spotify_token_seconds = 3600, .spotify_window = 100};
	int option;
	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (option == OPTION_HELP) {
			fputs(usage, stdout);
			return OPTIONS_DONE;
		}
		if (option == OPTION_VERSION) {
			puts("upstreams " VERSION);
			return OPTIONS_DONE;
		}
		if (option == '?' || !take(options, option)) {
			return OPTIONS_WRONG;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "upstreams: unexpected argument %s\n", argv[optind]);
		return OPTIONS_WRONG;
	}
	return OPTIONS_RUN;
}
