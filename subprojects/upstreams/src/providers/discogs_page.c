#include "providers/discogs_page.h"

#include <string.h>

#include "http/exchange.h"
#include "http/secrets.h"
#include "providers/discogs.h"
#include "providers/discogs_json.h"

enum { PER_PAGE_DEFAULT = 50, PER_PAGE_MAX = 100, PAGES_LIE = 1000000 };

struct page {
	long number, per_page;
	long pages, items;
	int64_t first_place; /* of the collection, ghosts included */
	enum sort_key sort;
	bool descending;
	bool with_ids;
};

static bool read_order(struct exchange *exchange, struct page *page)
{
	const char *sort = target_param(&exchange->target, "sort");
	const char *order = target_param(&exchange->target, "sort_order");
	unsigned key = 0;
	page->sort = SORT_LABEL; /* what links of recorded pages carry when nothing was asked for */
	page->descending = order && strcmp(order, "desc") == 0;
	if (sort) {
		while (key < SORT_KEY_COUNT && strcmp(sort, sort_key_names[key]) != 0) {
			key++;
		}
		page->sort = (enum sort_key)key;
	}
	bool known_order = !order || page->descending || strcmp(order, "asc") == 0;
	return key < SORT_KEY_COUNT && known_order;
}

static void read_page(struct exchange *exchange, const struct stage *stage, struct page *page)
{
	page->number = target_number(&exchange->target, "page", 1);
	page->per_page = target_number(&exchange->target, "per_page", PER_PAGE_DEFAULT);
	if (page->number < 1) {
		page->number = 1;
	}
	if (page->per_page < 1) {
		page->per_page = PER_PAGE_DEFAULT;
	}
	if (page->per_page > PER_PAGE_MAX) {
		page->per_page = PER_PAGE_MAX;
	}
	long places = (long)collection_places(stage->collection);
	page->items = (long)collection_count(stage->collection);
	page->pages = places ? (places + page->per_page - 1) / page->per_page : 1;
	page->first_place = (int64_t)(page->number - 1) * page->per_page;
	page->with_ids = true;
}

static void go_wrong(const struct fault *fault, struct page *page)
{
	switch (fault->kind) {
	case FAULT_PAGE_REPEATS:
		page->first_place -= page->number > 1 ? page->per_page : 0;
		break;
	case FAULT_PAGES_SHIFT:
		page->first_place += (page->number - 1) * (int64_t)fault_number(fault, "by", -1);
		break;
	case FAULT_PAGES_GROW:
		page->pages = page->number + 1;
		break;
	case FAULT_PAGES_SHRINK:
		page->pages = page->number > 1 ? page->number - 1 : page->pages;
		break;
	case FAULT_PAGES_LIE:
		page->pages = (long)fault_number(fault, "pages", PAGES_LIE);
		page->items = (long)fault_number(fault, "items", (double)page->items);
		break;
	case FAULT_ROWS_WITHOUT_IDS:
		page->with_ids = false;
		break;
	default:
		break;
	}
}

static void write_url(struct exchange *exchange, const struct page *page, long number,
                      struct buf *out)
{
	const struct stage *stage = exchange->host->data;
	buf_printf(out,
	           "%s/users/" DISCOGS_USERNAME
	           "/collection/folders/0/releases?page=%ld&per_page=%ld&sort=%s&sort_order=%s",
	           stage->base_urls[HOST_DISCOGS], number, page->per_page,
	           sort_key_names[page->sort], page->descending ? "desc" : "asc");
}

static void add_url(struct exchange *exchange, const struct page *page, const char *name,
                    long number, struct buf *body, struct buf *link)
{
	buf_key(body, name);
	buf_char(body, '"');
	write_url(exchange, page, number, body);
	buf_char(body, '"');
	buf_text(link, link->size ? ", <" : "<");
	write_url(exchange, page, number, link);
	buf_printf(link, ">; rel=\"%s\"", name);
}

static void add_pagination(struct exchange *exchange, const struct page *page, struct buf *body)
{
	struct buf link = {0};
	buf_key(body, "pagination");
	buf_char(body, '{');
	buf_key_int(body, "page", page->number);
	buf_key_int(body, "pages", page->pages);
	buf_key_int(body, "per_page", page->per_page);
	buf_key_int(body, "items", page->items);
	buf_key(body, "urls");
	buf_char(body, '{');
	if (page->number > 1) {
		add_url(exchange, page, "first", 1, body, &link);
		add_url(exchange, page, "prev", page->number - 1, body, &link);
	}
	if (page->number < page->pages) {
		add_url(exchange, page, "last", page->pages, body, &link);
		add_url(exchange, page, "next", page->number + 1, body, &link);
	}
	buf_text(body, "}}");
	if (link.size) {
		exchange_add_header(exchange, "Link", link.data);
	}
	buf_finish(&link);
}

static void add_rows(const struct stage *stage, const struct page *page, struct buf *body)
{
	buf_key(body, "releases");
	buf_char(body, '[');
	for (int64_t place = page->first_place; place < page->first_place + page->per_page;
	     place++) {
		struct copy copy;
		bool inside = place >= 0 && place < UINT32_MAX;
		if (inside && collection_at(stage->collection, page->sort, page->descending,
		                            (uint32_t)place, &copy)) {
			buf_comma(body);
			discogs_json_row(stage, &copy, page->with_ids, body);
		}
	}
	buf_char(body, ']');
}

void discogs_page_serve(struct exchange *exchange)
{
	const struct stage *stage = exchange->host->data;
	struct page page = {0};
	if (!read_order(exchange, &page)) {
		buf_text(exchange_json(exchange, 422),
		         "{\"message\":\"Invalid sort or sort_order.\"}");
		return;
	}
	read_page(exchange, stage, &page);
	if (exchange->fault) {
		go_wrong(exchange->fault, &page);
	}
	if (page.number > page.pages && !exchange->fault) {
		buf_printf(exchange_json(exchange, 404),
		           "{\"message\":\"Page %ld is outside of valid range.\"}", page.number);
		return;
	}
	struct buf *body = exchange_json(exchange, 200);
	buf_char(body, '{');
	add_pagination(exchange, &page, body);
	add_rows(stage, &page, body);
	buf_char(body, '}');
}
