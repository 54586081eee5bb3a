/* app/service.h - the composition root: everything put together, run, and taken down again. */
#ifndef APP_SERVICE_H
#define APP_SERVICE_H

struct config;

/* Runs in the foreground until SIGTERM or SIGINT. Returns the program's exit status. */
int service_run(const struct config *config);

#endif
