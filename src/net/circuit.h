/* net/circuit.h - a circuit breaker: stops asking an upstream that keeps failing. Pure.
 *
 * closed: asks. open, after THRESHOLD failures in a row: asks nothing for a while. half-open, once
 * that has passed: one request probes; its success closes the circuit, its failure opens it for
 * twice as long. */
#ifndef NET_CIRCUIT_H
#define NET_CIRCUIT_H
#include <stdbool.h>
#include <stdint.h>

#define CIRCUIT_THRESHOLD 6
#define CIRCUIT_FIRST_OPEN_MS 30000
#define CIRCUIT_LONGEST_OPEN_MS 600000

/* A zeroed one is closed. Times are monotonic milliseconds. */
struct circuit {
	unsigned failures; /* in a row */
	int64_t open_until_ms;
	int64_t open_ms; /* how long it was opened last */
	bool probing;    /* half-open, the one request is under way */
};

/* Whether a request may start now; in the half-open state only the first is told so. */
bool circuit_allows(struct circuit *circuit, int64_t now_ms);
bool circuit_is_open(const struct circuit *circuit);
/* 0 when it is closed or may probe already. */
int64_t circuit_wait_ms(const struct circuit *circuit, int64_t now_ms);
void circuit_on_success(struct circuit *circuit);
void circuit_on_failure(struct circuit *circuit, int64_t now_ms);
/* The probe was given up without an answer: the next request may probe. */
void circuit_on_cancel(struct circuit *circuit);

#endif
