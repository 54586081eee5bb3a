/* web/dispatch.h - checks a request, step by step, and hands it to its handler. Private to web/. */
#ifndef WEB_DISPATCH_H
#define WEB_DISPATCH_H
#include "web/h2o_api.h"

struct server;

void dispatch_request(struct server *server, h2o_req_t *h2o);

#endif
