#include "providers/discogs_answer.h"

#include "base/err.h"
#include "base/jget.h"
#include "base/text.h"

/* A year that no record can have is a mistake. */
#define FIRST_YEAR 1860
#define LAST_YEAR 2100

/* False where there is a value that is no number: a broken answer. One that is absent or null says
 * nothing. */
static bool read_number(const json_t *object, const char *key, bool *said, int64_t *number)
{
	const json_t *value = json_object_get(object, key);
	*said = value && !json_is_null(value);
	/* Two fallbacks: only what is no number is both of them. */
	*number = jget_int(object, key, 0);
	return !*said || *number != 0 || jget_int(object, key, 1) == 0;
}

bool discogs_parse_master(const char *body, size_t size_bytes, int64_t id, int *year,
                          struct err *err)
{
	json_auto_t *root = jget_parse(body, size_bytes, err);
	if (!root) {
		return false;
	}
	bool id_said, year_said;
	int64_t got, said;
	if (!json_is_object(root) || !read_number(root, "id", &id_said, &got) ||
	    !read_number(root, "year", &year_said, &said)) {
		return err_set(err, ERR_REMOTE, "this is not a master");
	}
	/* Another id may be that of the master which this one was merged into, and its year the
	 * right one; it may as well be anybody's. Nothing in the answer tells which, and a year
	 * that is stored stays, and decides links: it is left out rather than guessed. */
	if (got != id) {
		return err_set(err, ERR_NOT_FOUND, "asked for master %lld, got %lld", (long long)id,
		               (long long)got);
	}
	/* That the year is unknown (0) is remembered, so it must have been said. A typing mistake
	 * may be put right by tomorrow. */
	if (!year_said || (said != 0 && (said < FIRST_YEAR || said > LAST_YEAR))) {
		return err_set(err, ERR_NOT_FOUND, "master %lld has no year", (long long)id);
	}
	*year = (int)said;
	return true;
}

bool discogs_parse_identity(const char *body, size_t size_bytes,
                            char username[DISCOGS_USERNAME_SIZE], struct err *err)
{
	json_auto_t *root = jget_parse(body, size_bytes, err);
	const char *said = jget_str(root, "username");
	if (!said) {
		return root ? err_set(err, ERR_REMOTE, "the identity has no username") : false;
	}
	text_clean(username, DISCOGS_USERNAME_SIZE, said);
	return true;
}

int64_t discogs_parse_remaining(const char *text)
{
	long long left;
	return text_to_int(text, 0, 1000, &left) ? left : -1;
}
