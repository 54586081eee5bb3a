#include "config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "http/secrets.h"
#include "providers/euria.h"

static void compose(const struct stage *stage, struct buf *out)
{
	buf_text(out, "# Written by the stand-ins: nothing in here is a real credential.\n");
	buf_printf(out,
	           "[discogs]\nurl = %s\nusername = " DISCOGS_USERNAME "\ntoken = " DISCOGS_TOKEN
	           "\n\n",
	           stage->base_urls[HOST_DISCOGS]);
	buf_printf(out,
	           "[spotify]\napi_url = %s\naccounts_url = %s\nclient_id = " SPOTIFY_CLIENT_ID
	           "\nclient_secret = " SPOTIFY_CLIENT_SECRET "\n\n",
	           stage->base_urls[HOST_SPOTIFY], stage->base_urls[HOST_ACCOUNTS]);
	buf_printf(out,
	           "[euria]\nurl = %s" EURIA_PATH "\ntoken = " EURIA_TOKEN "\nmodel = " EURIA_MODEL
	           "\n",
	           stage->base_urls[HOST_EURIA]);
}

static bool write_file(const char *path, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0) {
		return false;
	}
	bool written =
	    fchmod(fd, 0600) == 0 && write(fd, text->data, text->size) == (ssize_t)text->size;
	return close(fd) == 0 && written;
}

bool config_file_write(const struct stage *stage, const char *path)
{
	struct buf text = {0}, temporary = {0};
	compose(stage, &text);
	buf_printf(&temporary, "%s.%ld.tmp", path, (long)getpid());
	bool written = write_file(temporary.data, &text) && rename(temporary.data, path) == 0;
	if (!written) {
		fprintf(stderr, "upstreams: %s: %s\n", path, strerror(errno));
		unlink(temporary.data);
	}
	buf_finish(&text);
	buf_finish(&temporary);
	return written;
}
