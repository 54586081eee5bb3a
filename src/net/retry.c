#include "net/retry.h"

#include "base/jget.h"
#include "base/text.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LONGEST_RETRY_AFTER_MS (7LL * 24 * 3600 * 1000)
/* A quota without a time: Spotify's were seen to last about a day. */
#define QUOTA_WAIT_MS (3600LL * 1000)

/* A date has no parts of a second: the one it names has passed by then. Of a year with nine digits
 * there are no milliseconds. */
static int64_t wait_until_ms(time_t when, int64_t now_wall_ms)
{
	if (when >= (now_wall_ms + LONGEST_RETRY_AFTER_MS) / 1000) {
		return LONGEST_RETRY_AFTER_MS;
	}
	return when >= now_wall_ms / 1000 ? ((int64_t)when + 1) * 1000 - now_wall_ms : 0;
}

bool retry_after_parse(const char *text, int64_t now_wall_ms, int64_t *wait_ms)
{
	if (text_is_empty(text)) {
		return false;
	}
	const char *digits = text + (text[0] == '-');
	if (*digits && strspn(digits, "0123456789") == strlen(digits)) {
		long long seconds = LONGEST_RETRY_AFTER_MS / 1000; /* where it asks for more */
		text_to_int(digits, 0, seconds, &seconds);
		*wait_ms = text[0] == '-' ? 0 : seconds * 1000;
	} else {
		time_t when = curl_getdate(text, NULL);
		if (when == (time_t)-1) {
			return false;
		}
		*wait_ms = wait_until_ms(when, now_wall_ms);
	}
	return true;
}

int64_t retry_backoff_ms(const struct retry_policy *policy, unsigned attempt, uint32_t random)
{
	int64_t wait_ms = policy->first_wait_ms;
	for (unsigned i = 1; i < attempt && wait_ms < policy->longest_wait_ms; i++) {
		wait_ms *= 2;
	}
	wait_ms = wait_ms > policy->longest_wait_ms ? policy->longest_wait_ms : wait_ms;
	return wait_ms / 2 + (int64_t)(random % (uint64_t)(wait_ms / 2 + 1));
}

static bool is_json(const struct retry_answer *answer)
{
	const char *type = answer->content_type;
	return type &&
	       (strncasecmp(type, "application/json", 16) == 0 || strcasestr(type, "+json"));
}

/* {"message"} (Discogs), {"error":{"message","reason"}} (Spotify, OpenAI),
 * {"error","error_description"} (OAuth), {"result":"error","error":{"code","description"}}
 * (Infomaniak). */
static void read_json_error(const json_t *root, const char **message, const char **reason)
{
	const json_t *error = jget_object(root, "error");
	*reason = jget_str(error, "reason");
	*reason = *reason ? *reason : jget_str(root, "error");
	*message = jget_str(root, "message");
	*message = *message ? *message : jget_str(error, "message");
	*message = *message ? *message : jget_str(error, "description");
	*message = *message ? *message : jget_str(root, "error_description");
	*message = *message ? *message : jget_str(root, "error");
}

/* What the body says, and the machine-readable reason that some give. */
static void read_error(const struct retry_answer *answer, struct retry_verdict *out,
                       char *reason_out, size_t reason_size_bytes)
{
	out->message[0] = reason_out[0] = '\0';
	const char *type = answer->content_type;
	if (type && strncasecmp(type, "text/plain", 10) == 0) {
		text_clean(out->message, sizeof(out->message), answer->body);
		return;
	}
	if (!is_json(answer) || answer->body_size_bytes == 0) {
		return;
	}
	json_auto_t *root = json_loadb(answer->body, answer->body_size_bytes, 0, NULL);
	const char *message, *reason;
	read_json_error(root, &message, &reason);
	text_clean(out->message, sizeof(out->message), message ? message : "");
	text_clean(reason_out, reason_size_bytes, reason ? reason : "");
}

/* A 403 of a proxy in front of the API comes as HTML and passes; one of the API itself does not. */
static enum err_code code_of(const struct retry_answer *answer)
{
	int status = answer->status;
	const char *type = answer->content_type ? answer->content_type : "";
	if (status >= 200 && status < 300) {
		return ERR_NONE;
	}
	if (status == 401) {
		return ERR_AUTH;
	}
	if (status == 403) {
		return strncasecmp(type, "text/html", 9) == 0 ? ERR_TRANSIENT : ERR_FORBIDDEN;
	}
	if (status == 404) {
		return ERR_NOT_FOUND;
	}
	if (status == 408 || status == 425 || status == 429 || status >= 500) {
		return ERR_TRANSIENT;
	}
	return status >= 400 ? ERR_INVALID : ERR_REMOTE; /* 3xx: redirects are not followed */
}

void retry_judge(const struct retry_answer *answer, int64_t now_wall_ms, struct retry_verdict *out)
{
	*out = (struct retry_verdict){.code = code_of(answer), .wait_ms = -1};
	if (out->code == ERR_NONE) {
		return;
	}
	char reason[64];
	read_error(answer, out, reason, sizeof(reason));
	if (answer->status == 400 && strcmp(reason, "invalid_client") == 0) {
		out->code = ERR_AUTH; /* OAuth says so with a 400 */
	}
	bool has_time = (answer->status == 429 || answer->status == 503) &&
	                retry_after_parse(answer->retry_after, now_wall_ms, &out->wait_ms);
	out->told_to_wait = answer->status == 429 || (has_time && out->wait_ms > 0);
	if (answer->status == 429) {
		if (out->wait_ms < 0 && strcmp(reason, "QUOTA_EXCEEDED") == 0) {
			out->wait_ms = QUOTA_WAIT_MS;
		}
	}
}
