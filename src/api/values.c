#include "api/internal.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "model/candidate.h"
#include "web/reply.h"
#include "web/request.h"

#include <stdio.h>

json_t *api_text(const char *text)
{
	return text ? json_string(text) : json_null();
}

json_t *api_number(int64_t number)
{
	return number ? json_integer(number) : json_null();
}

json_t *api_time(int64_t wall_ms)
{
	char text[CLOCK_TEXT_SIZE];
	return wall_ms ? json_string(clock_format(text, wall_ms)) : json_null();
}

json_t *api_image(const struct image *image, const char *type, const char *source)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:o}", "url", image->url, "image_type", type,
	                 "source", source, "width", api_number(image->width), "height",
	                 api_number(image->height));
}

static void add_link(struct request *request, struct buf *links, const char *relation, int64_t page)
{
	char number[24];
	snprintf(number, sizeof(number), "%lld", (long long)page);
	autofree char *target = request_link(request, "page", number);
	buf_printf(links, "%s<%s>; rel=\"%s\"", links->length ? ", " : "", target, relation);
}

void api_page_headers(struct request *request, int64_t page, int64_t page_size, int64_t total)
{
	autobuf links = {0};
	char count[24];
	int64_t last = total > 0 ? (total + page_size - 1) / page_size : 1;
	add_link(request, &links, "first", 1);
	if (page > 1) {
		add_link(request, &links, "prev", page - 1 < last ? page - 1 : last);
	}
	if (page < last) {
		add_link(request, &links, "next", page + 1);
	}
	add_link(request, &links, "last", last);
	snprintf(count, sizeof(count), "%lld", (long long)total);
	reply_header(request, "X-Total-Count", count);
	reply_header(request, "Link", links.bytes);
}
