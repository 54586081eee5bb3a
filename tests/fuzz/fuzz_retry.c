/* Any bytes as an answer that decides whether to ask again, and when: no wait is negative or
 * longer than a week, and what is shown of it forges no line.
 *
 * The input is a status, then lines: Content-Type, Retry-After; the body is the rest. */
#include "base/err.h"
#include "base/mem.h"
#include "fuzz/fuzz.h"
#include "net/retry.h"

#include <stdlib.h>
#include <string.h>

/* Sat, 07 Feb 2026 10:37:52 GMT */
#define NOW_MS 1770460672000LL
#define WEEK_MS (7LL * 24 * 3600 * 1000)

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static void check_retry_after(const char *text)
{
	int64_t wait_ms = -77, later_ms = -77;
	bool is_time = retry_after_parse(text, NOW_MS, &wait_ms);
	check(!is_number(text) || is_time);
	check(*text || !is_time);
	if (!is_time) {
		check(wait_ms == -77);
		return;
	}
	check(wait_ms >= 0 && wait_ms <= WEEK_MS);
	if (is_number(text) && strlen(text) <= 6) {
		int64_t wanted_ms = strtoll(text, NULL, 10) * 1000;
		check(wait_ms == (wanted_ms < WEEK_MS ? wanted_ms : WEEK_MS));
	}
	/* Seconds are from now; a date comes nearer. */
	check(retry_after_parse(text, NOW_MS + 5000, &later_ms));
	check(later_ms == wait_ms || (!is_number(text) && later_ms < wait_ms));
}

static void check_verdict(const struct retry_answer *answer)
{
	struct retry_verdict verdict;
	memset(&verdict, 0xAA, sizeof(verdict));
	retry_judge(answer, NOW_MS, &verdict);
	bool is_good = answer->status >= 200 && answer->status < 300;
	check((verdict.code == ERR_NONE) == is_good);
	bool may_tell = answer->status == 429 || (answer->status == 503 && answer->retry_after);
	check(verdict.told_to_wait || answer->status != 429);
	check(!verdict.told_to_wait || (may_tell && verdict.code == ERR_TRANSIENT));
	check(verdict.wait_ms >= -1 && verdict.wait_ms <= WEEK_MS);
	check(may_tell || verdict.wait_ms == -1);
	check(memchr(verdict.message, '\0', sizeof(verdict.message)));
	check(is_clean(verdict.message));
	check(!is_good || !verdict.message[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const int statuses[] = {429, 429, 429, 400, 401, 403, 404,
	                               408, 500, 502, 503, 200, 302};
	struct input input = input_of(bytes, size);
	struct retry_answer answer = {.status = statuses[input_byte(&input) % ARRAY_LEN(statuses)]};
	autofree char *type = input_until(&input, '\n', NULL);
	autofree char *retry_after = input_until(&input, '\n', NULL);
	autofree char *body = input_rest(&input, &answer.body_size_bytes);
	answer.content_type = *type ? type : NULL;
	answer.retry_after = *retry_after ? retry_after : NULL;
	answer.body = body;
	check_retry_after(retry_after);
	check_verdict(&answer);

	const struct retry_policy policy = {.first_wait_ms = 1000, .longest_wait_ms = 15000};
	int64_t wait_ms = retry_backoff_ms(&policy, (unsigned)size, (uint32_t)strlen(body));
	check(wait_ms >= 500 && wait_ms <= 15000);
	return 0;
}
