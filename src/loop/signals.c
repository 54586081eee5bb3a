#include "loop/signals.h"

#include "base/mem.h"
#include "loop/loop.h"

#include <signal.h>
#include <uv.h>

static const int watched[] = {SIGINT, SIGTERM, SIGHUP};

struct signals {
	uv_signal_t uv[ARRAY_LEN(watched)];
	unsigned open_count; /* handles whose close has not ended */
	signals_fn fn;
	void *data;
};

static void on_signal(uv_signal_t *handle, int signal_number)
{
	struct signals *signals = handle->data;
	signals->fn(signals->data, signal_number);
}

static void on_closed(uv_handle_t *handle)
{
	struct signals *signals = handle->data;
	if (--signals->open_count == 0) {
		free(signals);
	}
}

static atomic_bool asked_early;

static void on_early_signal(int signal_number)
{
	(void)signal_number;
	atomic_store(&asked_early, true);
}

atomic_bool *signals_catch_early(void)
{
	/* No SA_RESTART: who sleeps shall look at the flag. */
	const struct sigaction note = {.sa_handler = on_early_signal};
	sigaction(SIGINT, &note, NULL);
	sigaction(SIGTERM, &note, NULL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	return &asked_early;
}

struct signals *signals_open(struct loop *loop, signals_fn fn, void *data)
{
	signal(SIGPIPE, SIG_IGN);
	struct signals *signals = xcalloc(1, sizeof(*signals));
	signals->fn = fn;
	signals->data = data;
	/* The first one opens the pipe that all of them share; nothing else can fail. */
	if (uv_signal_init(loop_uv(loop), &signals->uv[0]) != 0) {
		free(signals);
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_LEN(watched); i++) {
		if (i > 0) {
			uv_signal_init(loop_uv(loop), &signals->uv[i]);
		}
		signals->uv[i].data = signals;
		uv_signal_start(&signals->uv[i], on_signal, watched[i]);
		uv_unref((uv_handle_t *)&signals->uv[i]);
		signals->open_count++;
	}
	return signals;
}

void signals_close(struct signals *signals)
{
	for (size_t i = 0; signals && i < ARRAY_LEN(watched); i++) {
		uv_close((uv_handle_t *)&signals->uv[i], on_closed);
	}
}
