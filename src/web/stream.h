/* web/stream.h - a reply sent piece by piece, as fast as the client reads it.
 *
 * The server asks the source for a piece and asks again when that one has left for the client, so a
 * stream never holds more than one. Loop thread only. */
#ifndef WEB_STREAM_H
#define WEB_STREAM_H
#include <stdbool.h>

struct blob;
struct stream;

struct stream_source {
	/* Asks for the next piece: one call of stream_send(), stream_end() or stream_fail() answers
	 * it, at once or in a later turn of the loop. */
	void (*pull)(void *data, struct stream *stream);
	/* The client or the server went away: the stream is dead, the source must let go of it.
	 * Never runs after stream_end() or stream_fail(): each stream ends once. */
	void (*gone)(void *data);
	/* Never ends by itself (events): ended when the server closes, or the client its end. */
	bool is_endless;
};

/* Takes over one reference. The blob is not empty. */
void stream_send(struct stream *stream, struct blob *blob);
/* That was all. Allowed at any time: a piece under way is sent first. The stream is dead for the
 * source. */
void stream_end(struct stream *stream);
/* It cannot go on: the client sees a reply cut short. Else like stream_end(). */
void stream_fail(struct stream *stream);

#endif
