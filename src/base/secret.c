#include "base/secret.h"

#include "base/list.h"
#include "base/mem.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

#define SHORTEST_BYTES 4
#define SHORTEST_CUT_BYTES 8
static const char mask[] = "***";

struct secret {
	struct list link;
	char *text;
	char *base64; /* without its padding */
	size_t length, base64_length;
};

static struct list secrets = {&secrets, &secrets}; /* secret::link */

/* The caller frees. */
static char *to_base64(const char *text, size_t length)
{
	char *out = xcalloc(length / 3 + 1, 4 + 1);
	EVP_EncodeBlock((unsigned char *)out, (const unsigned char *)text, (int)length);
	out[strcspn(out, "=")] = '\0';
	return out;
}

void secret_keep(const char *text)
{
	if (!text || strlen(text) < SHORTEST_BYTES) {
		return;
	}
	struct secret *secret = xcalloc(1, sizeof(*secret));
	secret->text = xstrdup(text);
	secret->length = strlen(text);
	secret->base64 = to_base64(text, secret->length);
	secret->base64_length = strlen(secret->base64);
	list_append(&secrets, &secret->link);
}

void secret_forget(const char *text)
{
	for (struct list *link = secrets.next; text && link != &secrets; link = link->next) {
		struct secret *secret = list_entry(link, struct secret, link);
		if (strcmp(secret->text, text) == 0) {
			list_unlink(link);
			free(secret->text);
			free(secret->base64);
			free(secret);
			return;
		}
	}
}

/* How much of `text` is this credential, or the beginning of it where nothing follows. */
static size_t match(const char *text, const char *secret, size_t length)
{
	size_t same = 0;
	while (same < length && text[same] == secret[same]) {
		same++;
	}
	bool is_cut = !text[same] && same >= SHORTEST_CUT_BYTES;
	return same == length || is_cut ? same : 0;
}

static size_t longest_match(const char *text)
{
	size_t longest = 0;
	for (struct list *link = secrets.next; link != &secrets; link = link->next) {
		const struct secret *secret = list_entry(link, struct secret, link);
		size_t plain = match(text, secret->text, secret->length);
		size_t encoded = match(text, secret->base64, secret->base64_length);
		longest = plain > longest ? plain : longest;
		longest = encoded > longest ? encoded : longest;
	}
	return longest;
}

void secret_hide(char *text)
{
	char *out = text;
	while (*text) {
		size_t length = longest_match(text);
		if (length > 0) {
			memcpy(out, mask, sizeof(mask) - 1); /* shorter than any credential */
			out += sizeof(mask) - 1;
			text += length;
		} else {
			*out++ = *text++;
		}
	}
	*out = '\0';
}
