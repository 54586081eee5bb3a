/* base/draw.h - numbers that look random and are functions of their arguments.
 *
 * Everything invented here (a title, a year, a decoy) is drawn from the seed and the thing's own
 * number, so that nothing has to be stored and two runs with one seed agree. */
#ifndef BASE_DRAW_H
#define BASE_DRAW_H
#include <stddef.h>
#include <stdint.h>

/* A bijection on 64 bits, and its inverse. */
uint64_t mix64(uint64_t value);
uint64_t unmix64(uint64_t mixed);

/* The draw numbered `subject` of the kind `topic`; all 64 bits are usable. */
uint64_t draw(uint64_t seed, uint64_t topic, uint64_t subject);
uint64_t hash_bytes(const void *bytes, size_t size_bytes);

/* 0 to below - 1, from the high half of a draw; `below` above 0. */
static inline uint32_t pick(uint64_t drawn, uint32_t below)
{
	return (uint32_t)(((drawn >> 32) * below) >> 32);
}

/* The same from the low half, so that one draw serves twice. */
static inline uint32_t pick_low(uint64_t drawn, uint32_t below)
{
	return (uint32_t)(((drawn & 0xffffffffu) * below) >> 32);
}

/* `index` put in another place of 0 to size - 1: a bijection for every size below 2^31. */
uint32_t permute(uint64_t key, uint32_t index, uint32_t size);

/* Log-normal around a median, with sigma 0.25: half of the draws above, one in 20 above 1.5 times.
 */
double draw_latency_ms(uint64_t drawn, double median_ms);

#endif
