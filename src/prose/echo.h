/* prose/echo.h - answers that repeat what was asked instead of answering. */
#ifndef PROSE_ECHO_H
#define PROSE_ECHO_H

struct passage;

const char *echo_fault(const struct passage *passage);

#endif
