#include "api/gate.h"
#include "api/internal.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/jget.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/facets.h"
#include "web/reply.h"
#include "web/request.h"

#include <string.h>

struct pin {
	struct api *api; /* as long as the gate is open */
	struct pass *pass;
};

static void on_pinned(void *data, const struct err *err)
{
	struct pin pin = *(struct pin *)data;
	free(data);
	if (err) {
		reply_err(gate_leave(pin.pass), err);
	} else if (!gate_is_open(pin.pass)) {
		reply_empty(gate_leave(pin.pass), 204); /* it went with its connection */
	} else {
		api_read_album(pin.api, pin.pass);
	}
}

/* "https://open.spotify.com/album/<id>", perhaps with a locale before "album" and what the share
 * button adds behind the id. NULL otherwise. */
static const char *album_id_of(struct arena *arena, const char *url)
{
	static const char host[] = "https://open.spotify.com/";
	static const char alphabet[] =
	    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	if (!url || !text_starts(url, host)) {
		return NULL;
	}
	const char *rest = url + strlen(host);
	if (text_starts(rest, "intl-")) {
		rest += strcspn(rest, "/");
		rest += *rest == '/';
	}
	if (!text_starts(rest, "album/")) {
		return NULL;
	}
	rest += strlen("album/");
	size_t length = strspn(rest, alphabet);
	bool ends = rest[length] == '\0' || rest[length] == '?';
	return length == 22 && ends ? arena_strndup(arena, rest, length) : NULL;
}

bool api_read_pin(struct arena *arena, const json_t *body, struct link_facet *out)
{
	static const char *reason = "the owner's own answer";
	*out = (struct link_facet){.reasons = &reason, .reason_count = 1};
	if (jget_bool(body, "never", false) && !jget_str(body, "url")) {
		out->verdict = VERDICT_NEVER;
		return true;
	}
	out->verdict = VERDICT_PINNED;
	out->spotify_id = album_id_of(arena, jget_str(body, "url"));
	out->url = arena_printf(arena, "https://open.spotify.com/album/%s",
	                        out->spotify_id ? out->spotify_id : "");
	return out->spotify_id != NULL;
}

void api_albums_pin(void *data, struct request *request)
{
	struct api *api = data;
	struct err err;
	json_auto_t *body = request_json(request, &err);
	if (!body) {
		reply_err(request, &err);
		return;
	}
	struct arena *arena = arena_create();
	struct link_facet facet;
	if (!api_read_pin(arena, body, &facet)) {
		reply_problem_with(
		    request, 422, "the body names no Spotify album",
		    json_pack("{s:[{s:s, s:s}]}", "errors", "parameter", "url", "detail",
		              "wanted: https://open.spotify.com/album/ and 22 letters and digits, "
		              "or {\"never\": true} in its place"));
	} else {
		struct pin *pin = xcalloc(1, sizeof(*pin));
		*pin = (struct pin){.api = api, .pass = gate_pass_by(api->gate, request)};
		store_add_pin(api->options.store, request_int(request, "id"), &facet, on_pinned,
		              pin);
	}
	arena_destroy(arena);
}
