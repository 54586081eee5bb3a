#include "web/problem.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

static const struct {
	int status;
	const char *title;
} titles[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

const char *problem_title(int status)
{
	for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
		if (titles[i].status == status) {
			return titles[i].title;
		}
	}
	return "Unknown";
}

char *problem_render(int status, const char *detail, json_t *members)
{
	/* JSON is UTF-8, and a detail may quote what a peer sent. */
	size_t size = strlen(detail) + 1;
	autofree char *clean = xcalloc(1, size);
	text_clean(clean, size, detail);
	json_auto_t *problem = json_pack("{s:s, s:s, s:i, s:s}", "type", "about:blank", "title",
	                                 problem_title(status), "status", status, "detail", clean);
	if (members) {
		json_object_update_missing(problem, members);
		json_decref(members);
	}
	return json_dumps(problem, JSON_COMPACT);
}
