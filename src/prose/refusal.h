/* prose/refusal.h - how models say no, or nothing, or talk to whoever asked. */
#ifndef PROSE_REFUSAL_H
#define PROSE_REFUSAL_H

struct passage;

const char *refusal_fault(const struct passage *passage);

#endif
