/* Any bytes as the body of the owner's own answer: a link is that of an album on Spotify or
 * nothing. */
#include "api/internal.h"
#include "base/arena.h"
#include "base/jget.h"
#include "fuzz/fuzz.h"
#include "model/facet.h"

#include <string.h>

#define PREFIX "https://open.spotify.com/album/"

static void check_facet(const struct link_facet *facet)
{
	static const char alphabet[] =
	    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	check(facet->verdict == VERDICT_PINNED || facet->verdict == VERDICT_NEVER);
	check(facet->reason_count == 1 && facet->reasons[0] && facet->candidate_count == 0);
	if (facet->verdict == VERDICT_NEVER) {
		check(!facet->url && !facet->spotify_id);
		return;
	}
	check(strspn(facet->spotify_id, alphabet) == 22 && !facet->spotify_id[22]);
	check(strncmp(facet->url, PREFIX, strlen(PREFIX)) == 0);
	check(strcmp(facet->url + strlen(PREFIX), facet->spotify_id) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	/* As web/request.h reads a body. */
	json_auto_t *body = json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, NULL);
	struct arena *arena = arena_create();
	struct link_facet facet;
	if (api_read_pin(arena, body, &facet)) {
		check(body);
		check_facet(&facet);
		const char *url = jget_str(body, "url");
		check((facet.verdict == VERDICT_PINNED) == (url != NULL));
		check(!url || strncmp(url, "https://open.spotify.com/", 25) == 0);
	}
	arena_destroy(arena);
	return 0;
}
