#include "base/draw.h"

#include <math.h>

uint64_t mix64(uint64_t value)
{
	value ^= value >> 30;
	value *= UINT64_C(0xbf58476d1ce4e5b9);
	value ^= value >> 27;
	value *= UINT64_C(0x94d049bb133111eb);
	value ^= value >> 31;
	return value;
}

uint64_t unmix64(uint64_t mixed)
{
	mixed ^= mixed >> 31 ^ mixed >> 62;
	mixed *=
	    UINT64_C(0x319642b2d24d8ec3); /* the inverses of the two factors above, modulo 2^64 */
	mixed ^= mixed >> 27 ^ mixed >> 54;
	mixed *= UINT64_C(0x96de1b173f119089);
	mixed ^= mixed >> 30 ^ mixed >> 60;
	return mixed;
}

uint64_t draw(uint64_t seed, uint64_t topic, uint64_t subject)
{
	uint64_t base = mix64(seed + topic * UINT64_C(0x9e3779b97f4a7c15));
	return mix64(base ^
	             (subject + UINT64_C(0x632be59bd9b4e019)) * UINT64_C(0xd1342543de82ef95));
}

uint64_t hash_bytes(const void *bytes, size_t size_bytes)
{
	const unsigned char *at = bytes;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < size_bytes; i++) {
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
	}
	return mix64(hash);
}

uint32_t permute(uint64_t key, uint32_t index, uint32_t size)
{
	/* A prime above the size shares no factor with it, so that its multiples reach every place.
	 */
	static const uint32_t strides[8] = {3244611641u, 2821154957u, 4058038399u, 2859831641u,
	                                    2993072699u, 2427256577u, 2903913653u, 3946332937u};
	uint64_t offset = pick(key, size);
	return (uint32_t)(((uint64_t)index * strides[key & 7] + offset) % size);
}

double draw_latency_ms(uint64_t drawn, double median_ms)
{
	double first = ((double)(drawn >> 32) + 1.0) / 4294967297.0;
	double second = (double)(drawn & 0xffffffffu) / 4294967296.0;
	double normal = sqrt(-2.0 * log(first)) * cos(2.0 * 3.14159265358979323846 * second);
	return median_ms * exp(0.25 * normal);
}
