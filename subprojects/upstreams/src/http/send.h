/* http/send.h - puts an answer on the wire, the way it was given. */
#ifndef HTTP_SEND_H
#define HTTP_SEND_H

struct exchange;

void send_answer(struct exchange *exchange);
/* The ways that need the socket itself; they always end the connection. */
void send_raw(struct exchange *exchange);

#endif
