#include "web/headers.h"

#include "base/mem.h"

#include <string.h>
#include <strings.h>

/* The iovecs are what h2o's header list points to: nothing is copied for a reply. */
static struct {
	enum header_default bit;
	h2o_iovec_t name;
	h2o_iovec_t value;
} defaults[] = {
    {HEADER_CACHE, {H2O_STRLIT("Cache-Control")}, {H2O_STRLIT("no-store")}},
    /* The last three do not fall back to default-src. */
    {HEADER_POLICY,
     {H2O_STRLIT("Content-Security-Policy")},
     {H2O_STRLIT(
	 "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")}},
    {HEADER_REFERRER, {H2O_STRLIT("Referrer-Policy")}, {H2O_STRLIT("no-referrer")}},
    {HEADER_SNIFFING, {H2O_STRLIT("X-Content-Type-Options")}, {H2O_STRLIT("nosniff")}},
    {HEADER_EMBEDDING, {H2O_STRLIT("Cross-Origin-Resource-Policy")}, {H2O_STRLIT("same-origin")}},
};

unsigned headers_find_default(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(defaults); i++) {
		if (strcasecmp(defaults[i].name.base, name) == 0) {
			return defaults[i].bit;
		}
	}
	return 0;
}

void headers_add_defaults(h2o_req_t *h2o, unsigned without)
{
	h2o_headers_t *headers = &h2o->res.headers;
	h2o_vector_reserve(&h2o->pool, headers, headers->size + ARRAY_LEN(defaults));
	for (size_t i = 0; i < ARRAY_LEN(defaults); i++) {
		if (!(defaults[i].bit & without)) {
			headers->entries[headers->size++] =
			    (h2o_header_t){.name = &defaults[i].name, .value = defaults[i].value};
		}
	}
}

void headers_add(h2o_req_t *h2o, const char *name, const char *value)
{
	h2o_iovec_t copy = h2o_strdup(&h2o->pool, value, SIZE_MAX);
	for (size_t i = 0; i < copy.len; i++) {
		unsigned char byte = (unsigned char)copy.base[i];
		if (byte < 0x20 || byte == 0x7F) {
			copy.base[i] = ' ';
		}
	}
	/* No token: h2o would act on some of them. */
	h2o_add_header_by_str(&h2o->pool, &h2o->res.headers, name, strlen(name), 0, name, copy.base,
	                      copy.len);
}
