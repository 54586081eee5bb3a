/* web/errors.h - what h2o refuses by itself, said the way that we say it. Private to web/.
 *
 * Too large a body (413), a broken one (400) or an unknown Expect (417) never reaches a handler:
 * h2o answers in plain text, through its filters. Ours puts a problem in its place. */
#ifndef WEB_ERRORS_H
#define WEB_ERRORS_H
#include "web/h2o_api.h"

struct server;

void errors_register(h2o_pathconf_t *path, struct server *server);

/* Answers a request that no handler is to answer any more; the connection closes after it. */
void errors_reply(struct server *server, h2o_req_t *h2o, int status, const char *detail);

#endif
