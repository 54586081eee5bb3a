/* web/h2o_api.h - h2o's headers, the way that all of web/ includes them. Private to web/.
 *
 * libh2o comes in two flavours with different socket types, and its .pc file does not say which one
 * is installed: ours is the one on libuv. */
#ifndef WEB_H2O_API_H
#define WEB_H2O_API_H

#ifndef H2O_USE_LIBUV
#define H2O_USE_LIBUV 1
#endif

#include <h2o.h>
#include <h2o/http1.h>

#endif
