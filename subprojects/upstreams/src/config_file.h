/* config_file.h - a configuration that points the service at these stand-ins. */
#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H
#include <stdbool.h>

#include "providers/stage.h"

/* Written whole or not at all, readable for its owner only. False, with a message on stderr. */
bool config_file_write(const struct stage *stage, const char *path);

#endif
