#include "providers/support.h"

#include "base/mem.h"

#include <string.h>
#include <strings.h>

struct support {
	const char *name;
	const char *formats[12];
};

/* In order of precedence: an LP with a CD in its sleeve is a Vinyle, a CD with a DVD is a CD.
 * Names as in Discogs' list of formats; "LP" and the like also stand among the descriptions of a
 * box whose parts are not listed. */
static const struct support supports[] = {
    {"Vinyle",
     {"Vinyl", "LP", "12\"", "10\"", "7\"", "Lathe Cut", "Flexi-disc", "Acetate", "Shellac"}},
    {"CD", {"CD", "CDr", "SACD", "CDV", "HDCD", "Mini CD", "Minimax", "CD+G", "SHM-CD"}},
    {"Cassette", {"Cassette", "DCC", "Microcassette", "Elcaset"}},
    {"Blu-ray", {"Blu-ray", "Blu-ray-R"}},
    {"DVD", {"DVD", "DVDr", "DVD-Audio", "DVD-Video", "HD DVD", "HD DVD-R"}},
};

/* Only where there is nothing else: a download comes along with anything. */
static const struct support digital = {
    "Digital", {"File", "Memory Stick", "MP3", "FLAC", "WAV", "AAC", "ALAC"}};

/* Names that say how it is packed, not what it is. */
static const char *const packings[] = {"Box Set", "All Media", "Hybrid"};

static bool is_named(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count && names[i]; i++) {
		if (strcasecmp(name, names[i]) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_packing(const struct format *format)
{
	return is_named(format->name, packings, ARRAY_LEN(packings));
}

static bool is_of(const struct format *format, const struct support *support)
{
	if (is_named(format->name, support->formats, ARRAY_LEN(support->formats))) {
		return true;
	}
	for (size_t i = 0; is_packing(format) && i < format->description_count; i++) {
		if (is_named(format->descriptions[i], support->formats,
		             ARRAY_LEN(support->formats))) {
			return true;
		}
	}
	return false;
}

const char *support_of(const struct format *formats, size_t count)
{
	for (size_t s = 0; s < ARRAY_LEN(supports); s++) {
		for (size_t i = 0; i < count; i++) {
			if (is_of(&formats[i], &supports[s])) {
				return supports[s].name;
			}
		}
	}
	const char *last = NULL;
	for (size_t i = 0; i < count; i++) {
		if (is_of(&formats[i], &digital)) {
			last = digital.name;
		} else if (!is_packing(&formats[i])) {
			return formats[i].name;
		}
	}
	return last;
}
