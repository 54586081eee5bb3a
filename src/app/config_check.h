/* app/config_check.h - what single keys cannot tell: settings that do not go together. */
#ifndef APP_CONFIG_CHECK_H
#define APP_CONFIG_CHECK_H
#include <stdbool.h>

struct config;
struct err;

bool config_check(const struct config *config, struct err *err);

/* The same rule as for server.listen, for a listening socket that was made by somebody else. */
bool config_check_socket(const struct config *config, int fd, struct err *err);

/* Whether a provider has all that it needs. */
bool config_has_discogs(const struct config *config);
bool config_has_spotify(const struct config *config);
bool config_has_euria(const struct config *config);

#endif
