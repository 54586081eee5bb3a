/* base/slots.h - a map from a 64-bit key to a 32-bit number; the first number of a key stays. */
#ifndef BASE_SLOTS_H
#define BASE_SLOTS_H
#include <stdbool.h>
#include <stdint.h>

struct slots;

struct slots *slots_create(void);
void slots_destroy(struct slots *slots);
/* The number that the key has now: `number` if it was new, else the older one. */
uint32_t slots_put(struct slots *slots, uint64_t key, uint32_t number);
bool slots_get(const struct slots *slots, uint64_t key, uint32_t *number);

#endif
