#include "providers/euria_answer.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/jget.h"
#include "base/text.h"

#include <string.h>

#define BLANKS " \t\r\n"
#define FENCE "```"

static char *trimmed(struct arena *arena, const char *text)
{
	text += strspn(text, BLANKS);
	size_t length = strlen(text);
	while (length > 0 && strchr(BLANKS, text[length - 1])) {
		length--;
	}
	return arena_strndup(arena, text, length);
}

/* Some models put what they say between fences, asked or not; a language may be named behind the
 * first. */
static char *unfenced(struct arena *arena, char *text)
{
	char *inside = text_starts(text, FENCE) ? strchr(text, '\n') : NULL;
	size_t length = inside ? strlen(inside) : 0;
	if (length < strlen(FENCE) || !text_ends(inside, FENCE)) {
		return text;
	}
	inside[length - strlen(FENCE)] = '\0';
	return trimmed(arena, inside);
}

bool euria_read_completion(struct arena *arena, const char *body, size_t size_bytes,
                           struct euria_completion *out, struct err *err)
{
	json_auto_t *root = jget_parse(body, size_bytes, err);
	if (!root) {
		return err_wrap(err, "completion");
	}
	const char *result = jget_str(root, "result");
	const json_t *choice = json_array_get(jget_array(root, "choices"), 0);
	const json_t *message = jget_object(choice, "message");
	if (!message || (result && strcmp(result, "error") == 0)) {
		return err_set(err, ERR_REMOTE, "completion: no message in it");
	}
	const char *finish = jget_str(choice, "finish_reason");
	const json_t *content = json_object_get(message, "content");
	const char *text = jget_str(message, "content");
	/* That there is no text is only learnt from an answer that says how it ended. */
	if (content && !json_is_string(content) && !json_is_null(content)) {
		return err_set(err, ERR_REMOTE, "completion: its content is no text");
	}
	if (!json_is_string(content) && !finish) {
		return err_set(err, ERR_REMOTE, "completion: neither a text nor an end in it");
	}
	out->text = unfenced(arena, trimmed(arena, text ? text : ""));
	out->is_whole = finish && strcmp(finish, "stop") == 0;
	return true;
}

/* What stands around the JSON is not asked for and does no harm. */
static json_t *parse_object_in(const char *text)
{
	const char *start = strchr(text, '{'), *end = strrchr(text, '}');
	return start && end > start ? json_loadb(start, (size_t)(end - start) + 1, 0, NULL) : NULL;
}

bool euria_read_notices(struct arena *arena, const char *text, const char **notices, size_t count)
{
	json_auto_t *root = parse_object_in(text);
	const json_t *list = jget_array(root, "notices");
	json_t *item;
	size_t i;
	memset(notices, 0, count * sizeof(*notices));
	if (!list) {
		return false;
	}
	bool seen[EURIA_NOTICES_MAX] = {false};
	json_array_foreach(list, i, item)
	{
		int64_t id = jget_int(item, "id", 0);
		const char *notice = jget_str(item, "text");
		if (id < 1 || id > (int64_t)count) {
			continue;
		}
		/* Of two with one number, nobody knows which is the album's. */
		notices[id - 1] = notice && !seen[id - 1] ? trimmed(arena, notice) : NULL;
		seen[id - 1] = true;
	}
	return true;
}

bool euria_read_models(const char *body, size_t size_bytes, const char *model, bool *listed,
                       struct err *err)
{
	json_auto_t *root = jget_parse(body, size_bytes, err);
	const json_t *models = jget_array(root, "data");
	json_t *item;
	size_t i;
	if (!models) {
		return root ? err_set(err, ERR_REMOTE, "no list of models") : false;
	}
	*listed = false;
	json_array_foreach(models, i, item)
	{
		const char *id = jget_str(item, "id");
		*listed = *listed || (id && strcmp(id, model) == 0);
	}
	return true;
}
