/* http/misbehave.h - a fault applied to an exchange. */
#ifndef HTTP_MISBEHAVE_H
#define HTTP_MISBEHAVE_H
#include <stdbool.h>

struct exchange;

/* Faults that take the place of the answer; false when the provider is to answer. */
bool misbehave_instead(struct exchange *exchange);
/* Faults that spoil the answer, or the way that it is sent. */
void misbehave_after(struct exchange *exchange);

#endif
