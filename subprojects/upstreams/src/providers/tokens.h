/* providers/tokens.h - Spotify's access tokens: given out, and over after a time. */
#ifndef PROVIDERS_TOKENS_H
#define PROVIDERS_TOKENS_H
#include <stdbool.h>
#include <stdint.h>

enum {
	TOKENS_KEPT = 256, /* older ones are unknown again */
	TOKEN_SIZE = 64
};

enum token_state { TOKEN_GOOD, TOKEN_EXPIRED, TOKEN_UNKNOWN };

struct tokens {
	uint64_t seed;
	unsigned seconds; /* that a new token lives */
	uint32_t given;
	int64_t expires_us[TOKENS_KEPT]; /* by number, modulo */
	char newest[TOKEN_SIZE];         /* the one that nearly every request carries */
};

void tokens_give(struct tokens *tokens, int64_t now_us, char out[TOKEN_SIZE]);
enum token_state tokens_look(const struct tokens *tokens, int64_t now_us, const char *text);
void tokens_expire_all(struct tokens *tokens);

#endif
