#include "app/service.h"

#include "api/api.h"
#include "app/blocks.h"
#include "app/config.h"
#include "app/config_check.h"
#include "app/exit.h"
#include "app/files.h"
#include "app/notify.h"
#include "app/upstreams.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "loop/alarm.h"
#include "loop/loop.h"
#include "loop/signals.h"
#include "match/fold.h"
#include "store/runs.h"
#include "store/store.h"
#include "sync/runner.h"
#include "web/server.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HOSTS_MAX 32
/* How often systemd is told how a run is doing, and descriptors are looked after. */
#define STATUS_INTERVAL_MS 1000
#define NO_DESCRIPTORS "no file descriptor is left: allow more open files (LimitNOFILE)"

struct service {
	const struct config *config;
	atomic_bool *asked_to_stop;
	struct loop *loop;
	struct signals *signals;
	struct store *store;
	struct blocks *blocks;
	struct upstreams upstreams;
	struct sync_deps deps;
	struct runner *runner;
	struct api *api;
	struct server *server;
	struct notify *notify;
	struct alarm *status;
	bool stopping;
	int exit_status;
};

/* --- stopping: from the top down, each layer once the one above has ended --------------------- */

static void on_store_closed(void *data)
{
	struct service *service = data;
	signals_close(service->signals);
	signals_catch_early(); /* asked again now, it ends all the same, and well */
	log_info("sillon: stopped");
}

static void on_runner_closed(void *data)
{
	struct service *service = data;
	api_destroy(service->api);
	notify_destroy(service->notify);
	alarm_destroy(service->status);
	blocks_destroy(service->blocks);
	upstreams_close(&service->upstreams);
	store_close(service->store, on_store_closed, service);
}

static void on_server_closed(void *data)
{
	struct service *service = data;
	service->server = NULL;
	runner_close(service->runner, on_runner_closed, service);
}

static void stop(struct service *service)
{
	service->stopping = true;
	atomic_store(service->asked_to_stop, true);
	log_info("sillon: stopping");
	notify_stopping();
	/* Albums being written are finished while the server lets its last requests go. */
	runner_cancel(service->runner, RUN_SYNC, NULL);
	runner_cancel(service->runner, RUN_ENRICH, NULL);
	server_close(service->server, on_server_closed, service);
}

static void on_signal(void *data, int signal_number)
{
	struct service *service = data;
	const struct config *config = service->config;
	if (signal_number == SIGHUP) {
		struct err err;
		if (!log_open(config->log.level, config->log.format, config->log.file, &err)) {
			log_error("%s", err.msg);
		}
		return;
	}
	if (service->stopping) {
		_exit(EXIT_FAILED); /* asked twice: at once; the database is safe */
	}
	stop(service);
}

/* --- status ---------------------------------------------------------------------------------- */

static void on_status(void *data)
{
	struct service *service = data;
	alarm_start(service->status, STATUS_INTERVAL_MS);
	files_look();
	for (enum run_kind kind = RUN_SYNC; kind <= RUN_ENRICH; kind++) {
		const struct progress *progress = runner_progress(service->runner, kind);
		if (progress_is_active(progress)) {
			notify_status("%s %lld/%lld", run_kind_name(kind),
			              (long long)progress_current(progress),
			              (long long)progress->count.total);
			return;
		}
	}
	/* Nothing runs: told once, and not woken up for again until the next run. */
	notify_status("idle");
	alarm_stop(service->status);
}

static void on_progress(void *data)
{
	struct service *service = data;
	if (!alarm_is_active(service->status)) {
		alarm_start(service->status, 0);
	}
}

/* --- starting -------------------------------------------------------------------------------- */

static void say_what_is_off(const struct config *config)
{
	if (!config_has_discogs(config)) {
		log_warn("discogs: not configured, nothing can be synced: set discogs.username and "
		         "discogs.token");
	}
	if (!config_has_spotify(config)) {
		log_warn("spotify: not configured, links and artist images are off: set "
		         "spotify.client_id and spotify.client_secret");
	}
	if (!config_has_euria(config)) {
		log_warn("euria: not configured, descriptions are off: set euria.token and "
		         "euria.model");
	}
}

static void open_providers(struct service *service, const struct store_resume *resume)
{
	struct upstreams *upstreams = &service->upstreams;
	service->blocks = blocks_create(service->loop, service->store);
	upstreams_open(upstreams, service->loop, service->config, blocks_note, service->blocks);
	for (size_t i = 0; i < resume->block_count; i++) {
		const struct block_row *block = &resume->blocks[i];
		upstreams_block(upstreams, block->provider, block->until_ms, block->reason);
	}
	service->deps = (struct sync_deps){
	    .loop = service->loop,
	    .store = service->store,
	    .albums_in_flight = (unsigned)service->config->sync.albums_in_flight,
	};
	if (upstreams->discogs) {
		service->deps.collection = discogs_role(upstreams->discogs);
	}
	if (upstreams->spotify) {
		service->deps.listening = spotify_role(upstreams->spotify);
	}
	if (upstreams->euria) {
		service->deps.writing = euria_role(upstreams->euria);
	}
}

/* The configured hosts, taken apart at their commas in place, after those that always are. */
static void list_hosts(char *configured, const char *hosts[HOSTS_MAX])
{
	static const char *const always[] = {"localhost", "127.0.0.1", "[::1]"};
	size_t count = 0;
	for (; count < ARRAY_LEN(always); count++) {
		hosts[count] = always[count];
	}
	char *rest = configured;
	for (char *name; count + 1 < HOSTS_MAX && (name = strsep(&rest, ", "));) {
		if (*name) {
			hosts[count++] = name;
		}
	}
	hosts[count] = NULL;
}

static bool listen_somewhere(struct service *service, struct err *err)
{
	int first;
	int inherited = notify_inherited_sockets(&first);
	for (int i = 0; i < inherited; i++) {
		if (!config_check_socket(service->config, first + i, err) ||
		    !server_adopt(service->server, first + i, err)) {
			return false;
		}
	}
	return inherited > 0 || server_listen(service->server, service->config->server.listen, err);
}

static void say_where(const struct service *service)
{
	const char *address;
	for (size_t i = 0; (address = server_address(service->server, i)); i++) {
		bool tcp = server_port(service->server, i) != 0;
		log_info("sillon %s: listening on %s%s", SILLON_VERSION, tcp ? "http://" : "",
		         address);
		if (text_ends(service->config->server.listen, ":0")) {
			printf("%s%s\n", tcp ? "http://" : "", address);
			fflush(stdout);
		}
	}
}

static bool open_server(struct service *service, struct err *err)
{
	const struct config *config = service->config;
	const char *hosts[HOSTS_MAX];
	const char *configured = config->server.allowed_hosts;
	autofree char *storage = xstrdup(configured ? configured : "");
	list_hosts(storage, hosts);
	const struct server_options options = {
	    .routes = api_routes,
	    .route_count = api_route_count,
	    .data = service->api,
	    .allowed_hosts = hosts,
	    .api_token = config->server.api_token,
	};
	service->server = server_create(service->loop, &options, err);
	if (!service->server || !listen_somewhere(service, err)) {
		return false;
	}
	for (size_t i = 0; server_address(service->server, i); i++) {
		if (server_port(service->server, i) &&
		    !server_allow_host(service->server, server_address(service->server, i), err)) {
			return false;
		}
	}
	return true;
}

static bool start(struct service *service, struct err *err)
{
	struct store_resume resume;
	service->store =
	    store_open(service->loop, service->config->store.database, service->asked_to_stop, err);
	if (!service->store || !store_resume(service->store, &resume, err)) {
		return false;
	}
	open_providers(service, &resume);
	service->runner = runner_create(&service->deps, resume.collection_whole);
	service->api = api_create(&(struct api_options){.loop = service->loop,
	                                                .store = service->store,
	                                                .runner = service->runner,
	                                                .deps = &service->deps});
	service->notify = notify_create(service->loop, service->store);
	service->status = alarm_create(service->loop, on_status, service);
	runner_watch(service->runner, RUN_SYNC, on_progress, service);
	runner_watch(service->runner, RUN_ENRICH, on_progress, service);
	if (!open_server(service, err)) {
		return false;
	}
	service->signals = signals_open(service->loop, on_signal, service);
	if (!service->signals) {
		return err_set(err, ERR_UNAVAILABLE, NO_DESCRIPTORS);
	}
	if (resume.walk_is_owed) {
		runner_owe_walk(service->runner);
	}
	runner_owe_facets(service->runner, resume.spotify_left, resume.euria_left);
	runner_resume_later(service->runner, resume.is_owed);
	return true;
}

/* What was opened before a start failed. */
static void give_up(struct service *service)
{
	if (service->server) {
		server_close(service->server, on_server_closed, service);
	} else if (service->runner) {
		on_server_closed(service);
	} else if (service->store) {
		store_close(service->store, on_store_closed, service);
	}
}

/* Asked to stop before it had started: no failure. */
static void end_start(struct service *service, const struct err *err)
{
	if (atomic_load(service->asked_to_stop)) {
		log_info("sillon: asked to stop while it was starting");
	} else {
		log_error("sillon: %s", err->msg);
		if (service->config->log.file) { /* who started it looks here */
			fprintf(stderr, "sillon: %s\n", err->msg);
		}
		service->exit_status = err->code == ERR_INVALID ? EXIT_USAGE : EXIT_FAILED;
	}
	give_up(service);
}

/* Runs until there is nothing left to wait for. */
static void live(struct service *service)
{
	struct err err;
	if (!start(service, &err)) {
		end_start(service, &err);
	} else {
		say_what_is_off(service->config);
		say_where(service);
		notify_ready();
		if (atomic_load(service->asked_to_stop)) {
			stop(service);
		}
	}
	loop_run(service->loop);
}

int service_run(const struct config *config)
{
	struct service service = {.config = config, .exit_status = EXIT_DONE};
	struct err err;
	service.asked_to_stop = signals_catch_early();
	if (!files_raise_limit(&err)) {
		end_start(&service, &err);
		return service.exit_status;
	}
	service.loop = loop_create();
	if (!service.loop) {
		err_set(&err, ERR_UNAVAILABLE, NO_DESCRIPTORS);
		end_start(&service, &err);
		return service.exit_status;
	}
	fold_init();
	live(&service);
	loop_destroy(service.loop);
	fold_finish();
	return service.exit_status;
}
