#include "providers/discogs_answer.h"

#include "base/err.h"
#include "base/jget.h"
#include "base/text.h"

/* A year that no record can have is a mistake. */
#define FIRST_YEAR 1860
#define LAST_YEAR 2100

bool discogs_parse_master(const char *body, size_t size_bytes, int64_t id, int *year,
                          struct err *err)
{
	json_auto_t *root = jget_parse(body, size_bytes, err);
	if (!root) {
		return false;
	}
	/* That the year is unknown (0) is remembered, so it must have been said. */
	int64_t said = jget_int(root, "year", -1);
	bool usable = said == 0 || (said >= FIRST_YEAR && said <= LAST_YEAR);
	if (jget_int(root, "id", 0) != id || !usable) {
		return err_set(err, ERR_REMOTE, "this is not the master, or it has no usable year");
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
