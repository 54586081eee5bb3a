/* providers/euria_reply.h - the completion, whole or as a stream of events. */
#ifndef PROVIDERS_EURIA_REPLY_H
#define PROVIDERS_EURIA_REPLY_H

struct euria_request;
struct exchange;

void euria_reply(struct exchange *exchange, const struct euria_request *request);

#endif
