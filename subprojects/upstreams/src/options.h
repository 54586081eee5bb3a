/* options.h - the command line. */
#ifndef OPTIONS_H
#define OPTIONS_H
#include <stdbool.h>
#include <stdint.h>

#include "http/host_id.h"

enum { OPTIONS_FAULTS_MAX = 64 };

struct options {
	uint64_t seed;
	uint32_t albums;
	bool albums_given;
	const char *collection; /* NULL: none */
	const char *latency;
	bool unpaced;
	bool private_collection;
	unsigned spotify_token_seconds;
	unsigned spotify_window;
	const char *faults[OPTIONS_FAULTS_MAX];
	unsigned fault_count;
	bool tls;
	const char *tls_certificate; /* where to write it; NULL: nowhere */
	const char *log;
	const char *write_config;
	bool exit_with_stdin;
	int ports[HOST_COUNT]; /* 0: any */
};

enum options_outcome {
	OPTIONS_RUN,
	OPTIONS_DONE, /* help or version was printed */
	OPTIONS_WRONG /* and said on stderr */
};

enum options_outcome options_read(struct options *options, int argc, char **argv);

#endif
