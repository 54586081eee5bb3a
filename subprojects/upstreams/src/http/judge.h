/* http/judge.h - the rules that all providers share: what counts as a violation, and the limits. */
#ifndef HTTP_JUDGE_H
#define HTTP_JUDGE_H

struct exchange;

/* Sets in_window, over_limit and fault; notes violations. */
void judge_arrival(struct exchange *exchange);
/* Remembers until when a Retry-After that goes out forbids further requests. */
void judge_departure(struct exchange *exchange);

#endif
