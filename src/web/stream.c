#include "web/stream.h"

#include "base/mem.h"
#include "web/blob.h"
#include "web/internal.h"

#include <assert.h>

enum phase {
	ASKING,  /* the source has been asked for a piece */
	SENDING, /* a piece is on its way */
};

struct stream {
	h2o_generator_t generator; /* first: h2o hands it back to us */
	struct conn *conn;
	h2o_req_t *h2o;
	const struct stream_source *source; /* NULL once it has let go, or was told to */
	void *data;
	bool is_endless;
	enum phase phase;
	struct blob *piece;   /* SENDING */
	h2o_send_state_t end; /* in progress, or how it is to end when the piece has been sent */
};

static void stream_free(struct stream *stream)
{
	stream->conn->stream = NULL;
	stream->conn->left = NULL;
	if (stream->is_endless) {
		conn_end_endless(stream->conn);
	}
	blob_unref(stream->piece);
	free(stream);
}

/* Nothing is on its way. */
static void finish(struct stream *stream)
{
	h2o_req_t *h2o = stream->h2o;
	h2o_send_state_t state = stream->end;
	stream_free(stream);
	h2o_send(h2o, NULL, 0, state);
}

static void end(struct stream *stream, h2o_send_state_t state)
{
	stream->source = NULL;
	stream->end = state;
	if (stream->phase == ASKING) {
		finish(stream);
	}
}

/* The piece has left for the client. */
static void on_proceed(h2o_generator_t *generator, h2o_req_t *h2o)
{
	struct stream *stream = (struct stream *)generator;
	(void)h2o;
	blob_unref(stream->piece);
	stream->piece = NULL;
	stream->phase = ASKING;
	if (stream->end != H2O_SEND_STATE_IN_PROGRESS) {
		finish(stream);
		return;
	}
	stream->source->pull(stream->data, stream);
}

/* h2o found the connection broken. */
static void on_stop(h2o_generator_t *generator, h2o_req_t *h2o)
{
	struct stream *stream = (struct stream *)generator;
	const struct stream_source *source = stream->source;
	void *data = stream->data;
	(void)h2o;
	stream_free(stream);
	if (source) {
		source->gone(data);
	}
}

/* The client closed its end. It may still read what it asked for, but nobody half-closes a
 * connection to watch events on it: the page was left. */
static void on_left(void *data)
{
	struct stream *stream = data;
	if (stream->is_endless) {
		stream_cut(stream, false);
	}
}

void stream_start(struct conn *conn, h2o_req_t *h2o, const struct stream_source *source, void *data)
{
	struct stream *stream = xcalloc(1, sizeof(*stream));
	*stream = (struct stream){
	    .generator = {.proceed = on_proceed, .stop = on_stop},
	    .conn = conn,
	    .h2o = h2o,
	    .source = source,
	    .data = data,
	    .is_endless = source->is_endless,
	    .phase = ASKING,
	    .end = H2O_SEND_STATE_IN_PROGRESS,
	};
	conn->stream = stream;
	if (h2o->version < 0x101) {
		h2o->http1_is_persistent =
		    0; /* without chunks, the end of the connection is the end */
	}
	conn_watch(conn, on_left, stream);
	h2o_start_response(h2o, &stream->generator);
	source->pull(data, stream);
}

void stream_send(struct stream *stream, struct blob *blob)
{
	assert(stream->phase == ASKING && stream->source && blob->length > 0);
	h2o_iovec_t bytes = h2o_iovec_init(blob->bytes, blob->length);
	stream->phase = SENDING;
	stream->piece = blob;
	h2o_send(stream->h2o, &bytes, 1, H2O_SEND_STATE_IN_PROGRESS);
}

void stream_end(struct stream *stream)
{
	end(stream, H2O_SEND_STATE_FINAL);
}

void stream_fail(struct stream *stream)
{
	end(stream, H2O_SEND_STATE_ERROR);
}

void stream_cut(struct stream *stream, bool is_failure)
{
	const struct stream_source *source = stream->source;
	void *data = stream->data;
	end(stream, is_failure ? H2O_SEND_STATE_ERROR : H2O_SEND_STATE_FINAL);
	if (source) {
		source->gone(data);
	}
}

bool stream_is_endless(const struct stream *stream)
{
	return stream->is_endless;
}
