#include "providers/tokens.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/draw.h"
#include "http/secrets.h"

static void write_token(const struct tokens *tokens, uint32_t number, char out[TOKEN_SIZE])
{
	snprintf(out, TOKEN_SIZE, SPOTIFY_ACCESS_PREFIX "%" PRIu32 "-%016" PRIx64, number,
	         draw(tokens->seed, 600, number));
}

void tokens_give(struct tokens *tokens, int64_t now_us, char out[TOKEN_SIZE])
{
	uint32_t number = tokens->given++;
	tokens->expires_us[number % TOKENS_KEPT] = now_us + (int64_t)tokens->seconds * 1000000;
	write_token(tokens, number, tokens->newest);
	memcpy(out, tokens->newest, TOKEN_SIZE);
}

enum token_state tokens_look(const struct tokens *tokens, int64_t now_us, const char *text)
{
	uint32_t number;
	char right[TOKEN_SIZE];
	if (tokens->given && strcmp(text, tokens->newest) == 0) {
		return now_us < tokens->expires_us[(tokens->given - 1) % TOKENS_KEPT]
		           ? TOKEN_GOOD
		           : TOKEN_EXPIRED;
	}
	if (sscanf(text, SPOTIFY_ACCESS_PREFIX "%" SCNu32, &number) != 1 ||
	    number >= tokens->given || tokens->given - number > TOKENS_KEPT) {
		return TOKEN_UNKNOWN;
	}
	write_token(tokens, number, right);
	if (strcmp(right, text) != 0) {
		return TOKEN_UNKNOWN;
	}
	return now_us < tokens->expires_us[number % TOKENS_KEPT] ? TOKEN_GOOD : TOKEN_EXPIRED;
}

void tokens_expire_all(struct tokens *tokens)
{
	memset(tokens->expires_us, 0, sizeof(tokens->expires_us));
}
