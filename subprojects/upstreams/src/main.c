/* Starts everything, says where it listens, and runs until it is told to stop. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_file.h"
#include "control/control.h"
#include "http/clock.h"
#include "http/tls.h"
#include "options.h"
#include "providers/discogs.h"
#include "providers/euria.h"
#include "providers/spotify.h"
#include "upstreams.h"

enum exit_status { EXIT_FINE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static bool open_stage(struct upstreams *upstreams, const struct options *options)
{
	struct stage *stage = &upstreams->stage;
	char error[512];
	uint32_t albums = options->albums;
	if (!stage_open(stage, options->seed, options->collection,
	                options->albums_given ? &albums : NULL, error, sizeof(error))) {
		fprintf(stderr, "upstreams: %s\n", error);
		return false;
	}
	stage->tokens =
	    (struct tokens){.seed = options->seed, .seconds = options->spotify_token_seconds};
	stage->spotify_window = options->spotify_window;
	stage->private_collection = options->private_collection;
	return true;
}

static bool open_hosts(struct upstreams *upstreams, const struct options *options)
{
	static const struct host_role *const roles[HOST_COUNT] = {
	    &discogs_role, &spotify_role, &accounts_role, &euria_role, &control_role};
	for (unsigned id = 0; id < HOST_COUNT; id++) {
		void *data = id == HOST_CONTROL ? (void *)upstreams : (void *)&upstreams->stage;
		if (!host_open(&upstreams->hosts[id], (enum host_id)id, roles[id],
		               &upstreams->shared, data, options->ports[id])) {
			return false;
		}
		bool secure = upstreams->shared.tls && id != HOST_CONTROL;
		snprintf(upstreams->stage.base_urls[id], sizeof(upstreams->stage.base_urls[id]),
		         "%s://127.0.0.1:%d", secure ? "https" : "http", upstreams->hosts[id].port);
	}
	return true;
}

static bool add_faults(struct upstreams *upstreams, const struct options *options)
{
	char error[256];
	for (unsigned i = 0; i < options->fault_count; i++) {
		json_t *spec = fault_spec_parse(options->faults[i], error, sizeof(error));
		bool added = spec && upstreams_add_fault(upstreams, spec, error, sizeof(error));
		json_decref(spec);
		if (!added) {
			fprintf(stderr, "upstreams: --fault %s: %s\n", options->faults[i], error);
			return false;
		}
	}
	return true;
}

static void on_stop(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	event_base_loopbreak(data);
}

static void on_stdin(evutil_socket_t fd, short what, void *data)
{
	char ignored[256];
	(void)what;
	if (read(fd, ignored, sizeof(ignored)) == 0) {
		event_base_loopbreak(data);
	}
}

struct watches {
	struct event *term, *interrupt, *stdin_event;
};

static void watch(struct watches *watches, struct event_base *base, const struct options *options)
{
	struct stat info;
	signal(SIGPIPE, SIG_IGN);
	watches->term = evsignal_new(base, SIGTERM, on_stop, base);
	watches->interrupt = evsignal_new(base, SIGINT, on_stop, base);
	event_add(watches->term, NULL);
	event_add(watches->interrupt, NULL);
	if (options->exit_with_stdin && fstat(STDIN_FILENO, &info) == 0 &&
	    (S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode))) {
		watches->stdin_event =
		    event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, on_stdin, base);
		event_add(watches->stdin_event, NULL);
	}
}

static void unwatch(struct watches *watches)
{
	struct event *events[] = {watches->term, watches->interrupt, watches->stdin_event};
	for (unsigned i = 0; i < 3; i++) {
		if (events[i]) {
			event_free(events[i]);
		}
	}
}

static void say_where(const struct stage *stage)
{
	printf(
	    "{\"discogs\":\"%s\",\"spotify\":\"%s\",\"accounts\":\"%s\",\"euria\":\"%s" EURIA_PATH
	    "\",\"control\":\"%s\"}\n",
	    stage->base_urls[HOST_DISCOGS], stage->base_urls[HOST_SPOTIFY],
	    stage->base_urls[HOST_ACCOUNTS], stage->base_urls[HOST_EURIA],
	    stage->base_urls[HOST_CONTROL]);
	fflush(stdout);
}

static enum exit_status run(struct upstreams *upstreams, const struct options *options)
{
	struct watches watches = {0};
	if (!open_stage(upstreams, options) || !open_hosts(upstreams, options)) {
		return EXIT_FAILED;
	}
	if (!upstreams_set_latency(upstreams, options->latency)) {
		fprintf(stderr, "upstreams: --latency: %s is not provider=ms,... or none\n",
		        options->latency);
		return EXIT_USAGE;
	}
	if (!add_faults(upstreams, options)) {
		return EXIT_USAGE;
	}
	if (options->write_config && !config_file_write(&upstreams->stage, options->write_config)) {
		return EXIT_FAILED;
	}
	watch(&watches, upstreams->shared.base, options);
	say_where(&upstreams->stage);
	event_base_dispatch(upstreams->shared.base);
	unwatch(&watches);
	return EXIT_FINE;
}

static void tear_down(struct upstreams *upstreams)
{
	for (unsigned id = 0; id < HOST_COUNT; id++) {
		host_close(&upstreams->hosts[id]);
	}
	faults_finish(&upstreams->faults);
	ledger_destroy(upstreams->shared.ledger);
	stage_close(&upstreams->stage);
	SSL_CTX_free(upstreams->shared.tls);
	SSL_CTX_free(upstreams->shared.other_tls);
	event_base_free(upstreams->shared.base);
}

int main(int argc, char **argv)
{
	struct options options;
	switch (options_read(&options, argc, argv)) {
	case OPTIONS_DONE:
		return EXIT_FINE;
	case OPTIONS_WRONG:
		return EXIT_USAGE;
	case OPTIONS_RUN:
		break;
	}
	static struct upstreams
	    upstreams; /* zeroed, so that what was not opened closes as nothing */
	clock_us();    /* times count from here */
	upstreams.shared.base = event_base_new();
	upstreams.shared.ledger = ledger_create(options.log);
	upstreams.shared.faults = &upstreams.faults;
	upstreams.shared.seed = options.seed;
	upstreams.shared.paced = !options.unpaced;
	enum exit_status status = EXIT_FAILED;
	if (options.tls || options.tls_certificate) {
		upstreams.shared.tls = tls_create(options.tls_certificate);
		upstreams.shared.other_tls = tls_create(NULL);
	}
	if ((upstreams.shared.tls && upstreams.shared.other_tls) ||
	    !(options.tls || options.tls_certificate)) {
		status = run(&upstreams, &options);
	}
	tear_down(&upstreams);
	return status;
}
