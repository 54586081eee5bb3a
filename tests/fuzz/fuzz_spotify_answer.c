/* Any bytes as Spotify's answer about one artist, and as that of its accounts about a token, which
 * becomes a header. */
#include "base/err.h"
#include "base/mem.h"
#include "fuzz/fuzz.h"
#include "providers/spotify_answer.h"

#include <string.h>

#define DAY_MS (24LL * 3600 * 1000)

static void check_artist(const char *body, size_t size)
{
	struct err err = {0};
	struct candidates *answer = spotify_parse_artist(body, size, &err);
	if (!answer) {
		check_err(&err, ERR_REMOTE);
		return;
	}
	check(answer->artist_count == 1 && answer->album_count == 0);
	const struct candidate_artist *artist = &answer->artists[0];
	check(artist->id && is_clean(artist->id) && strlen(artist->id) <= 64);
	check(artist->name && is_model_text(artist->name, 1000));
	check(!artist->image.url || strncmp(artist->image.url, "https://", 8) == 0);
	candidates_destroy(answer);
}

static void check_token(const char *body, size_t size)
{
	struct err err = {0};
	struct spotify_grant grant;
	memset(&grant, 'x', sizeof(grant));
	if (!spotify_parse_token(body, size, &grant, &err)) {
		check_err(&err, ERR_REMOTE);
		return;
	}
	check(memchr(grant.token, '\0', sizeof(grant.token)) && grant.token[0]);
	check(is_clean(grant.token) && !strchr(grant.token, ' '));
	check(grant.lifetime_ms > 0 && grant.lifetime_ms <= DAY_MS);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	check_artist((const char *)bytes, size);
	check_token((const char *)bytes, size);
	return 0;
}
