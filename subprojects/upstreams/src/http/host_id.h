/* http/host_id.h - the hosts that are played, each on its own port. */
#ifndef HTTP_HOST_ID_H
#define HTTP_HOST_ID_H

enum host_id {
	HOST_DISCOGS,
	HOST_SPOTIFY,
	HOST_ACCOUNTS,
	HOST_EURIA,
	HOST_PROVIDER_COUNT, /* those above are counted, limited and may misbehave */
	HOST_CONTROL = HOST_PROVIDER_COUNT,
	HOST_COUNT
};
extern const char *const host_names[HOST_COUNT];

/* HOST_COUNT when there is none of that name. */
enum host_id host_id_named(const char *name);

#endif
