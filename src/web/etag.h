/* web/etag.h - entity tags. Pure. */
#ifndef WEB_ETAG_H
#define WEB_ETAG_H
#include <stdbool.h>

/* Whether an If-None-Match value names `etag` (quoted, as it is sent), by the weak comparison of
 * RFC 9110: "*", or one of a list. NULL names nothing. */
bool etag_is_named(const char *if_none_match, const char *etag);

#endif
