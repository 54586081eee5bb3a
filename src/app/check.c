#include "app/check.h"

#include "app/config.h"
#include "app/exit.h"
#include "app/upstreams.h"
#include "base/err.h"
#include "base/secret.h"
#include "loop/loop.h"
#include "net/http.h"

#include <stdio.h>
#include <strings.h>

/* The three are asked at the same time; the loop ends when the last has answered. */
struct check {
	const struct config *config;
	struct upstreams upstreams;
	unsigned waiting;
	bool failed;
};

static void note(struct check *check, const char *provider, const struct err *err,
                 const char *success)
{
	check->waiting--;
	check->failed = check->failed || err;
	printf("%-8s %s%s\n", provider, err ? "failed: " : "", err ? err->msg : success);
}

static void on_discogs(void *data, const char *username, const struct err *err)
{
	struct check *check = data;
	const char *wanted = check->config->discogs.username;
	struct err other;
	if (!err && strcasecmp(username, wanted) != 0) {
		err_set(&other, ERR_INVALID,
		        "the token belongs to %.100s, discogs.username is %.100s", username,
		        wanted);
		secret_hide(other.msg);
		err = &other;
	}
	note(check, "discogs", err, "ok, the token is accepted");
}

static void on_spotify(void *data, struct candidates *candidates, const struct err *err)
{
	candidates_destroy(candidates);
	note(data, "spotify", err, "ok, a search is answered");
}

static void on_euria(void *data, bool model_listed, const struct err *err)
{
	struct check *check = data;
	struct err other;
	if (!err && !model_listed) {
		err_set(&other, ERR_INVALID, "the model %.100s is not on offer",
		        check->config->euria.model);
		err = &other;
	}
	note(check, "euria", err, "ok, the model is on offer");
}

static void start(struct check *check)
{
	struct upstreams *upstreams = &check->upstreams;
	if (upstreams->discogs) {
		check->waiting++;
		discogs_identify(upstreams->discogs, on_discogs, check);
	} else {
		printf("%-8s not configured\n", "discogs");
	}
	if (upstreams->spotify) {
		struct listening_role role = spotify_role(upstreams->spotify);
		check->waiting++;
		role.search_albums(role.self, "sillon", on_spotify, check);
	} else {
		printf("%-8s not configured\n", "spotify");
	}
	if (upstreams->euria) {
		check->waiting++;
		euria_list_models(upstreams->euria, on_euria, check);
	} else {
		printf("%-8s not configured\n", "euria");
	}
}

static void run_until_answered(struct loop *loop, const struct check *check)
{
	while (check->waiting > 0) {
		loop_turn(loop);
	}
}

int check_run(const struct config *config)
{
	struct check check = {.config = config};
	struct loop *loop = loop_create();
	if (!loop) {
		printf("no file descriptor is left: allow more open files\n");
		return EXIT_FAILED;
	}
	printf("%-8s ok%s%s\n", "config", config->path ? ", read from " : "",
	       config->path ? config->path : "");
	upstreams_open(&check.upstreams, loop, config, NULL, NULL);
	start(&check);
	run_until_answered(loop, &check);
	upstreams_close(&check.upstreams);
	loop_run(loop);
	loop_destroy(loop);
	return check.failed ? EXIT_FAILED : EXIT_DONE;
}
