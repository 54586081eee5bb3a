/* web/problem.h - RFC 9457 problem texts. Pure. Private to web/. */
#ifndef WEB_PROBLEM_H
#define WEB_PROBLEM_H
#include <jansson.h>

#define PROBLEM_TYPE "application/problem+json"

/* What HTTP calls a status: "Not Found". */
const char *problem_title(int status);
/* The whole problem as JSON text, which the caller frees. Steals `members`, an object with what
 * this problem says beyond the usual, or NULL. */
char *problem_render(int status, const char *detail, json_t *members);

#endif
