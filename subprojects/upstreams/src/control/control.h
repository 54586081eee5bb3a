/* control/control.h - the control interface: what happened, what is right, and what goes wrong
 * next. */
#ifndef CONTROL_CONTROL_H
#define CONTROL_CONTROL_H
#include "http/host.h"

extern const struct host_role control_role; /* its data is struct upstreams */

#endif
