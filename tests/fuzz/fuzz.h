/* fuzz/fuzz.h - what the fuzz targets share: promises checked, inputs taken apart.
 *
 * A target is any bytes given to a parser, and what must hold of whatever comes out: that it does
 * not crash is only the first of it. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/* One input. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A promise; a broken one is a finding. */
#define check(holds) ((holds) ? (void)0 : check_failed(#holds, __FILE__, __LINE__))
_Noreturn void check_failed(const char *promise, const char *file, int line);

/* Judged here, not by the code under test. */
bool is_utf8(const char *text, size_t length);
/* UTF-8 without a control character, those of lines and of writing directions among them. */
bool is_clean(const char *text);
/* NULL, or UTF-8 of 1 to `max_bytes` bytes: what a text of the model is. */
bool is_model_text(const char *text, size_t max_bytes);
/* What a failed parse owes: that code, a reason, and nothing that could forge a line. */
void check_err(const struct err *err, int code);

/* An input that is several texts. */
struct input {
	const char *at, *end;
};
struct input input_of(const uint8_t *bytes, size_t size);
/* The next byte; 0 at the end. */
unsigned input_byte(struct input *input);
/* Up to the next `stop` or the end, terminated; free() it: a block of its own, so that a read past
 * its end is seen. What is behind a NUL within it is lost to who reads it as a text; `length` says
 * what was there, and may be NULL. */
char *input_until(struct input *input, char stop, size_t *length);
/* All that is left, likewise. */
char *input_rest(struct input *input, size_t *length);

#endif
