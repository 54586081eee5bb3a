/* app/check.h - "sillon check": tries each provider's credentials with its cheapest call. */
#ifndef APP_CHECK_H
#define APP_CHECK_H

struct config;

/* Prints a line a provider on standard output. Returns the program's exit status. */
int check_run(const struct config *config);

#endif
