/* Any bytes as Discogs' answer about a master or an account, and as a header of its rate limit. */
#include "base/err.h"
#include "base/mem.h"
#include "fuzz/fuzz.h"
#include "providers/discogs_answer.h"

#include <stdlib.h>
#include <string.h>

#define MASTER_ID 52001

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *body = (const char *)bytes;
	struct err err = {0};
	int year = -77;
	if (discogs_parse_master(body, size, MASTER_ID, &year, &err)) {
		check(year == 0 || (year >= 1860 && year <= 2100));
	} else {
		check(year == -77);
		check_err(&err, err.code == ERR_NOT_FOUND ? ERR_NOT_FOUND : ERR_REMOTE);
	}
	char username[DISCOGS_USERNAME_SIZE];
	memset(username, 'x', sizeof(username));
	if (discogs_parse_identity(body, size, username, &err)) {
		check(memchr(username, '\0', sizeof(username)));
		check(username[0] && is_clean(username));
	} else {
		check_err(&err, ERR_REMOTE);
	}
	struct input input = input_of(bytes, size);
	autofree char *text = input_rest(&input, NULL);
	int64_t left = discogs_parse_remaining(text);
	check(left >= -1 && left <= 1000);
	check(left < 0 || strtoll(text, NULL, 10) == left);
	return 0;
}
