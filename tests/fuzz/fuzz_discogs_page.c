/* Any bytes as a page of a collection: what is read is what model/album.h says an album is, and
 * every row is either an album or counted. */
#include "base/err.h"
#include "base/mem.h"
#include "fuzz/fuzz.h"
#include "providers/discogs_page.h"

#include <string.h>

#define TEXT_MAX 1000
#define URL_MAX 2000
#define LIST_MAX 100

static void check_texts(const char **texts, size_t count)
{
	check(count <= LIST_MAX);
	for (size_t i = 0; i < count; i++) {
		check(texts[i] && is_model_text(texts[i], TEXT_MAX));
	}
}

static void check_credits(const struct album *album)
{
	check(album->credit_count >= 1 && album->credit_count <= LIST_MAX);
	for (size_t i = 0; i < album->credit_count; i++) {
		const struct credit *credit = &album->credits[i];
		check(credit->discogs_id >= 0);
		check(credit->name && is_model_text(credit->name, TEXT_MAX));
		check(credit->raw_name && is_model_text(credit->raw_name, TEXT_MAX));
		check(strncmp(credit->raw_name, credit->name, strlen(credit->name)) == 0);
		check(is_model_text(credit->anv, TEXT_MAX) &&
		      is_model_text(credit->join, TEXT_MAX));
		check(!credit->anv || strcmp(credit->anv, credit->name) != 0);
	}
	check(is_utf8(album_credit_text(album), strlen(album_credit_text(album))));
}

static void check_album(const struct album *album)
{
	check(album->discogs_id > 0 && album->master_id >= 0);
	check(album->title && is_model_text(album->title, TEXT_MAX));
	check(album->year == 0 || (album->year >= 1000 && album->year <= 9999));
	check(is_model_text(album->cover_url, URL_MAX));
	check(!album->cover_url || strncmp(album->cover_url, "http", 4) == 0);
	check(is_model_text(album->support, TEXT_MAX));
	check_credits(album);
	check(album->label_count <= LIST_MAX);
	for (size_t i = 0; i < album->label_count; i++) {
		check(album->labels[i].name && is_model_text(album->labels[i].name, TEXT_MAX));
		check(is_model_text(album->labels[i].catno, TEXT_MAX));
	}
	check(album->format_count <= LIST_MAX);
	for (size_t i = 0; i < album->format_count; i++) {
		const struct format *format = &album->formats[i];
		check(format->name && is_model_text(format->name, TEXT_MAX));
		check(is_model_text(format->text, TEXT_MAX));
		check(format->quantity >= 1 && format->quantity < 10000);
		check_texts(format->descriptions, format->description_count);
	}
	check_texts(album->genres, album->genre_count);
	check_texts(album->styles, album->style_count);
	check(album->copy.rating >= 0 && album->copy.rating <= 5 && album->copy.instance_id >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct collection_page page;
	struct err err = {0};
	if (!discogs_page_parse((const char *)bytes, size, &page, &err)) {
		check_err(&err, ERR_REMOTE);
		check(!page.albums && page.album_count == 0);
		return 0;
	}
	check(page.page >= 1 && page.page_count >= 1 && page.page_count <= 10000);
	check(page.item_count >= 0);
	check((page.unusable_count > 0) == (page.unusable_reason[0] != '\0'));
	check(is_clean(page.unusable_reason));
	for (size_t i = 0; i < page.album_count; i++) {
		check_album(page.albums[i]);
	}
	discogs_page_finish(&page);
	check(!page.albums);
	return 0;
}
