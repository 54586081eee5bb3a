#include "base/fold.h"

#include <stdbool.h>
#include <string.h>

/* U+00C0 to U+017F in ASCII; "" parts words (the signs of multiplication and division). */
static const char latin[192][3] = {
    "a", "a", "a",  "a",  "a", "a", "ae", "c",  "e",  "e", "e", "e", "i",  "i",  "i", "i", "d", "n",
    "o", "o", "o",  "o",  "o", "",  "o",  "u",  "u",  "u", "u", "y", "th", "ss", "a", "a", "a", "a",
    "a", "a", "ae", "c",  "e", "e", "e",  "e",  "i",  "i", "i", "i", "d",  "n",  "o", "o", "o", "o",
    "o", "",  "o",  "u",  "u", "u", "u",  "y",  "th", "y", "a", "a", "a",  "a",  "a", "a", "c", "c",
    "c", "c", "c",  "c",  "c", "c", "d",  "d",  "d",  "d", "e", "e", "e",  "e",  "e", "e", "e", "e",
    "e", "e", "g",  "g",  "g", "g", "g",  "g",  "g",  "g", "h", "h", "h",  "h",  "i", "i", "i", "i",
    "i", "i", "i",  "i",  "i", "i", "ij", "ij", "j",  "j", "k", "k", "k",  "l",  "l", "l", "l", "l",
    "l", "l", "l",  "l",  "l", "n", "n",  "n",  "n",  "n", "n", "n", "n",  "n",  "o", "o", "o", "o",
    "o", "o", "oe", "oe", "r", "r", "r",  "r",  "r",  "r", "s", "s", "s",  "s",  "s", "s", "s", "s",
    "t", "t", "t",  "t",  "t", "t", "u",  "u",  "u",  "u", "u", "u", "u",  "u",  "u", "u", "u", "u",
    "w", "w", "y",  "y",  "y", "z", "z",  "z",  "z",  "z", "z", "s",
};

static int put_utf8(uint32_t code, char out[5])
{
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

static int fold_ascii(uint32_t code, char out[5])
{
	if (code >= 'A' && code <= 'Z') {
		code += 'a' - 'A';
	}
	bool kept = (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9');
	if (!kept) {
		return code == '\'' ? 0 : FOLD_SEPARATOR;
	}
	out[0] = (char)code;
	return 1;
}

static uint32_t lower(uint32_t code)
{
	if (code >= 0x410 && code <= 0x42f) {
		return code + 0x20; /* Cyrillic */
	}
	if (code >= 0x400 && code <= 0x40f) {
		return code + 0x50;
	}
	if (code >= 0x391 && code <= 0x3a9) {
		return code + 0x20; /* Greek */
	}
	return code;
}

static bool is_symbol(uint32_t code)
{
	return code < 0xc0 ||                        /* Latin-1 signs */
	       (code >= 0x2000 && code <= 0x2bff) || /* punctuation, arrows, mathematics, stars */
	       (code >= 0x3000 && code <= 0x303f) || code == 0x30fb || /* CJK punctuation */
	       (code >= 0xfe00 && code <= 0xfe6f) || code == 0xfffd;
}

int fold_code_point(uint32_t code, char out[5])
{
	if (code >= 0xff01 && code <= 0xff5e) {
		code -= 0xfee0; /* full-width ASCII */
	}
	if (code < 0x80) {
		return fold_ascii(code, out);
	}
	if (code >= 0xc0 && code < 0x180) {
		size_t size = strlen(latin[code - 0xc0]);
		memcpy(out, latin[code - 0xc0], size);
		return size ? (int)size : FOLD_SEPARATOR;
	}
	if ((code >= 0x300 && code <= 0x36f) || code == 0x2019 || code == 0x2018 || code == 0x2bc) {
		return 0; /* combining marks and apostrophes */
	}
	if (is_symbol(code)) {
		return FOLD_SEPARATOR;
	}
	return put_utf8(lower(code), out);
}
