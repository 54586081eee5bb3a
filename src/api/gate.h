/* api/gate.h - lets clients read the catalogue, a few at a time.
 *
 * The store has three readers, and a run needs one: clients have the other two. Those who come
 * meanwhile stand in line, and a line that is long enough is not joined any more: 503. Whoever
 * closes its end while it stands there may be gone, or have said all it had to say: it goes behind
 * those who are there, and is sent away with a 503 when the line is full. Loop thread only. */
#ifndef API_GATE_H
#define API_GATE_H
#include <stdbool.h>

struct gate;
struct pass;
struct request;

/* Starts the read; gate_leave() is called when it has been told done, and never before this
 * returns. */
typedef void (*gate_enter_fn)(void *data, struct pass *pass);

struct gate *gate_create(void);
/* Sends those who stand in line away. Whoever is inside may leave later. NULL is fine. */
void gate_destroy(struct gate *gate);

/* Runs `enter` when there is room, perhaps at once; or replies. */
void gate_enter(struct gate *gate, struct request *request, gate_enter_fn enter, void *data);
/* Past the line, and in nobody's way: for a write, whose last step is a read that must not be
 * refused. */
struct pass *gate_pass_by(struct gate *gate, struct request *request);
/* Whether the gate is still there, and with it all that reads need. */
bool gate_is_open(const struct pass *pass);
struct request *gate_request(const struct pass *pass);
/* Back to the caller, who replies to it; the pass is dead. */
struct request *gate_leave(struct pass *pass);

#endif
