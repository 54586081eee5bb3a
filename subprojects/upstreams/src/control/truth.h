/* control/truth.h - the ground truth about the collection: what a perfect service would store. */
#ifndef CONTROL_TRUTH_H
#define CONTROL_TRUTH_H

struct exchange;

/* Streams the truth about the collection as it is now. */
void truth_serve(struct exchange *exchange);

#endif
