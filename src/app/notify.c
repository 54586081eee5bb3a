#include "app/notify.h"

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/alarm.h"
#include "store/stats.h"
#include "store/store.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#ifdef SILLON_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

struct notify {
	struct store *store;
	struct alarm *alarm;
	int64_t interval_ms;
	struct store_call *ping;
};

#ifdef SILLON_SYSTEMD

static void tell(const char *state)
{
	sd_notify(0, state);
}

static int64_t watchdog_ms(void)
{
	uint64_t limit_us = 0;
	return sd_watchdog_enabled(0, &limit_us) > 0 ? (int64_t)(limit_us / 1000) : 0;
}

int notify_inherited_sockets(int *first)
{
	*first = SD_LISTEN_FDS_START;
	int count = sd_listen_fds(1);
	return count > 0 ? count : 0;
}

#else

static void tell(const char *state)
{
	(void)state;
}

static int64_t watchdog_ms(void)
{
	return 0;
}

int notify_inherited_sockets(int *first)
{
	*first = -1;
	return 0;
}

#endif

static void on_alarm(void *data);

static void on_pong(void *data, const struct err *err)
{
	struct notify *notify = data;
	notify->ping = NULL;
	if (err) {
		log_error("watchdog: the database does not answer: %s", err->msg);
	} else {
		tell("WATCHDOG=1");
	}
	alarm_start(notify->alarm, notify->interval_ms);
}

static void on_alarm(void *data)
{
	struct notify *notify = data;
	notify->ping = store_ping(notify->store, on_pong, notify);
}

struct notify *notify_create(struct loop *loop, struct store *store)
{
	struct notify *notify = xcalloc(1, sizeof(*notify));
	notify->store = store;
	notify->alarm = alarm_create(loop, on_alarm, notify);
	notify->interval_ms = watchdog_ms() / 2; /* as sd_watchdog_enabled(3) recommends */
	if (notify->interval_ms > 0) {
		alarm_start(notify->alarm, notify->interval_ms);
	}
	return notify;
}

void notify_destroy(struct notify *notify)
{
	if (notify) {
		store_forget(notify->ping);
		alarm_destroy(notify->alarm);
		free(notify);
	}
}

void notify_ready(void)
{
	tell("READY=1");
}

void notify_stopping(void)
{
	tell("STOPPING=1");
}

void notify_status(const char *fmt, ...)
{
	char text[256];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	autofree char *state = xasprintf("STATUS=%s", text);
	tell(state);
}
