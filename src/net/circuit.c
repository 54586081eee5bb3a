#include "net/circuit.h"

bool circuit_is_open(const struct circuit *circuit)
{
	return circuit->failures >= CIRCUIT_THRESHOLD;
}

int64_t circuit_wait_ms(const struct circuit *circuit, int64_t now_ms)
{
	bool waits = circuit_is_open(circuit) && circuit->open_until_ms > now_ms;
	return waits ? circuit->open_until_ms - now_ms : 0;
}

bool circuit_allows(struct circuit *circuit, int64_t now_ms)
{
	if (!circuit_is_open(circuit)) {
		return true;
	}
	if (circuit->probing || circuit->open_until_ms > now_ms) {
		return false;
	}
	circuit->probing = true;
	return true;
}

void circuit_on_success(struct circuit *circuit)
{
	*circuit = (struct circuit){0};
}

void circuit_on_failure(struct circuit *circuit, int64_t now_ms)
{
	bool was_probing = circuit->probing;
	circuit->probing = false;
	circuit->failures++;
	if (!circuit_is_open(circuit) || (circuit->open_until_ms > now_ms && !was_probing)) {
		return; /* still closed, or open already: requests that were under way */
	}
	circuit->open_ms = circuit->open_ms ? circuit->open_ms * 2 : CIRCUIT_FIRST_OPEN_MS;
	if (circuit->open_ms > CIRCUIT_LONGEST_OPEN_MS) {
		circuit->open_ms = CIRCUIT_LONGEST_OPEN_MS;
	}
	circuit->open_until_ms = now_ms + circuit->open_ms;
}

void circuit_on_cancel(struct circuit *circuit)
{
	circuit->probing = false;
}
