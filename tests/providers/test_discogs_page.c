#include "providers/discogs_page.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "providers/outside.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

/* --- helpers ------------------------------------------------------------------------------ */

#define PAGINATION                                                                                 \
	"\"pagination\":{\"page\":1,\"pages\":1,\"per_page\":100,\"items\":1,\"urls\":{}}"

#define MISREAD(members) "{\"id\":8,\"basic_information\":{\"title\":\"A\"," members "}}"
#define ARTISTS "\"artists\":[{\"id\":1,\"name\":\"Harbour\"}]"

static void same_text(const char *got, const char *expected)
{
	if (expected) {
		assert_non_null(got);
		assert_string_equal(got, expected);
	} else {
		assert_null(got);
	}
}

static void parse(const char *body, struct collection_page *page)
{
	struct err err = {0};
	if (!discogs_page_parse(body, strlen(body), page, &err)) {
		fail_msg("refused: %s\n%.300s", err.msg, body);
	}
}

/* A page of these rows. */
static void parse_rows(const char *rows, struct collection_page *page)
{
	autofree char *body = xasprintf("{" PAGINATION ",\"releases\":[%s]}", rows);
	parse(body, page);
}

/* A page of one row whose basic_information has these members besides a title and an artist. */
static void parse_basic(const char *members, struct collection_page *page)
{
	const char *artists = strstr(members, "\"artists\"") ? "" : "," ARTISTS;
	autofree char *row =
	    xasprintf("{\"id\":7,\"instance_id\":70,\"basic_information\":{\"id\":7,"
	              "\"title\":\"Night Ferry\"%s%s%s}}",
	              artists, *members ? "," : "", members);
	parse_rows(row, page);
	assert_int_equal(page->album_count, 1);
}

static void assert_refused(const char *body, size_t size_bytes)
{
	struct collection_page page;
	struct err err = {0};
	if (discogs_page_parse(body, size_bytes, &page, &err)) {
		fail_msg("taken for a page: %.200s", body);
	}
	assert_int_equal(err.code, ERR_REMOTE);
	assert_non_null(strstr(err.msg, "collection page: "));
	assert_null(page.albums);
	assert_int_equal(page.album_count, 0);
}

/* --- an ordinary page --------------------------------------------------------------------- */

static void an_ordinary_page_gives_its_place_and_every_row(void **state)
{
	(void)state;
	autofree char *body = data_read("discogs_page.json");
	struct collection_page page;
	parse(body, &page);
	assert_int_equal(page.page, 2);
	assert_int_equal(page.page_count, 3);
	assert_int_equal(page.item_count, 236);
	assert_int_equal(page.album_count, 3);
	assert_int_equal(page.unusable_count, 0);
	assert_string_equal(page.unusable_reason, "");
	assert_int_equal(page.albums[0]->discogs_id, 700001);
	assert_int_equal(page.albums[1]->discogs_id, 700002);
	assert_int_equal(page.albums[2]->discogs_id, 700001);
	assert_int_equal(page.albums[2]->copy.instance_id, 90000003);
	discogs_page_finish(&page);
	assert_null(page.albums);
	assert_int_equal(page.album_count, 0);
}

static void an_ordinary_row_gives_all_that_it_says(void **state)
{
	(void)state;
	autofree char *body = data_read("discogs_page.json");
	struct collection_page page;
	parse(body, &page);
	const struct album *album = page.albums[0];
	assert_string_equal(album->title, "Night Ferry");
	assert_int_equal(album->year, 1998);
	assert_int_equal(album->master_id, 52001);
	assert_string_equal(album->support, "Vinyle");
	assert_string_equal(album->cover_url,
	                    "https://i.discogs.com/large/rs:fit/h:600/w:600/UjE.jpeg");
	assert_null(album->country);
	assert_int_equal(album->id, 0);
	assert_int_equal(album->original_year, 0);

	assert_int_equal(album->credit_count, 2);
	assert_string_equal(album->credits[0].name, "Harbour");
	assert_string_equal(album->credits[0].raw_name, "Harbour (3)");
	assert_string_equal(album->credits[0].anv, "The Harbour");
	assert_string_equal(album->credits[0].join, "&");
	assert_int_equal(album->credits[0].discogs_id, 61);
	assert_string_equal(album->credits[1].name, "Salt Choir");
	assert_null(album->credits[1].anv);
	assert_null(album->credits[1].join);
	assert_string_equal(album_credit_text(album), "Harbour & Salt Choir");

	assert_int_equal(album->label_count, 2);
	assert_string_equal(album->labels[0].name, "Quayside");
	assert_string_equal(album->labels[0].catno, "QS 012");
	assert_string_equal(album->labels[1].catno, "QS-012");

	assert_int_equal(album->format_count, 2);
	assert_string_equal(album->formats[0].name, "Vinyl");
	assert_string_equal(album->formats[0].text, "Gatefold");
	assert_int_equal(album->formats[0].quantity, 2);
	assert_int_equal(album->formats[0].description_count, 2);
	assert_string_equal(album->formats[0].descriptions[0], "LP");
	assert_string_equal(album->formats[0].descriptions[1], "Album");
	assert_null(album->formats[1].text);
	assert_int_equal(album->formats[1].quantity, 1);

	assert_int_equal(album->genre_count, 2);
	assert_string_equal(album->genres[0], "Electronic");
	assert_string_equal(album->genres[1], "Rock");
	assert_int_equal(album->style_count, 2);
	assert_string_equal(album->styles[0], "Dub");
	assert_string_equal(album->styles[1], "Downtempo");

	assert_int_equal(album->copy.instance_id, 90000001);
	assert_int_equal(album->copy.folder_id, 1);
	assert_int_equal(album->copy.rating, 4);
	assert_int_equal(album->copy.added_ms, 1615713069000); /* 2021-03-14T09:11:09Z */
	discogs_page_finish(&page);
}

static void what_an_odd_row_does_not_say_is_absent(void **state)
{
	(void)state;
	autofree char *body = data_read("discogs_page.json");
	struct collection_page page;
	parse(body, &page);
	const struct album *album = page.albums[1];
	assert_string_equal(album->title, "Слепая ласточка");
	assert_int_equal(album->year, 0);
	assert_int_equal(album->master_id, 0);
	assert_null(album->cover_url);
	assert_string_equal(album->support, "Cassette");
	assert_null(album->labels[0].catno);
	assert_int_equal(album->formats[0].description_count, 0);
	assert_int_equal(album->genre_count, 1);
	assert_int_equal(album->style_count, 0);
	assert_int_equal(page.albums[2]->genre_count, 0);
	assert_int_equal(page.albums[2]->style_count, 0);
	discogs_page_finish(&page);
}

static void a_bare_row_is_an_album_without_anything_else(void **state)
{
	(void)state;
	struct collection_page page;
	parse_rows("{\"id\":7,\"basic_information\":{\"title\":\"Night Ferry\"," ARTISTS "}}",
	           &page);
	assert_int_equal(page.album_count, 1);
	const struct album *album = page.albums[0];
	assert_int_equal(album->discogs_id, 7);
	assert_int_equal(album->credit_count, 1);
	assert_int_equal(album->label_count, 0);
	assert_int_equal(album->format_count, 0);
	assert_null(album->support);
	assert_null(album->cover_url);
	assert_int_equal(album->copy.instance_id, 0);
	assert_int_equal(album->copy.folder_id, 0);
	assert_int_equal(album->copy.rating, 0);
	assert_int_equal(album->copy.added_ms, 0);
	assert_string_equal(album_credit_text(album), "Harbour");
	discogs_page_finish(&page);
}

/* --- names -------------------------------------------------------------------------------- */

static void only_a_number_in_parentheses_at_the_end_is_taken_off_a_name(void **state)
{
	static const struct {
		const char *raw, *name;
	} cases[] = {
	    {"Orion", "Orion"},
	    {"Orion (2)", "Orion"},
	    {"Orion (10)", "Orion"},
	    {"Orion (99999999999999999999)", "Orion"},
	    {"Dr. Know (4)", "Dr. Know"},
	    {"Orion (2) (3)", "Orion (2)"},
	    {"1 (2)", "1"},
	    {"é (2)", "é"},
	    {"(2)", "(2)"},
	    {" (2)", " (2)"},
	    {"Sunn O)))", "Sunn O)))"},
	    {"Orion(2)", "Orion(2)"},
	    {"Orion ()", "Orion ()"},
	    {"Orion (2", "Orion (2"},
	    {"Orion 2)", "Orion 2)"},
	    {"Orion (II)", "Orion (II)"},
	    {"Orion (2nd)", "Orion (2nd)"},
	    {"Orion (-2)", "Orion (-2)"},
	    {"Orion (2) ", "Orion (2) "},
	    {"Orion [2]", "Orion [2]"},
	    {"!!!", "!!!"},
	    {")", ")"},
	    {"2)", "2)"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *members = xasprintf("\"artists\":[{\"id\":1,\"name\":\"%s\"}],"
		                                   "\"labels\":[{\"name\":\"%s\"}]",
		                                   cases[i].raw, cases[i].raw);
		struct collection_page page;
		parse_basic(members, &page);
		const struct album *album = page.albums[0];
		assert_string_equal(album->credits[0].name, cases[i].name);
		assert_string_equal(album->credits[0].raw_name, cases[i].raw);
		assert_string_equal(album->labels[0].name, cases[i].name);
		assert_string_equal(album->title, "Night Ferry");
		discogs_page_finish(&page);
	}
}

static void a_title_keeps_its_number(void **state)
{
	(void)state;
	struct collection_page page;
	parse_rows("{\"id\":7,\"basic_information\":{\"title\":\"Peter Gabriel (4)\"," ARTISTS "}}",
	           &page);
	assert_string_equal(page.albums[0]->title, "Peter Gabriel (4)");
	discogs_page_finish(&page);
}

static void a_name_variation_is_kept_where_it_differs(void **state)
{
	static const struct {
		const char *name, *anv, *expected;
	} cases[] = {
	    {"Orion (2)", "", NULL},
	    {"Orion (2)", "Orion", NULL},
	    {"Orion (2)", "Orion*", NULL},
	    {"Orion (2)", "*", NULL},
	    {"Orion (2)", "The Orion*", "The Orion"},
	    {"Orion (2)", "The Orion", "The Orion"},
	    {"Orion", "Orion**", "Orion*"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *members =
		    xasprintf("\"artists\":[{\"id\":1,\"name\":\"%s\",\"anv\":\"%s\"}]",
		              cases[i].name, cases[i].anv);
		struct collection_page page;
		parse_basic(members, &page);
		same_text(page.albums[0]->credits[0].anv, cases[i].expected);
		discogs_page_finish(&page);
	}
}

static void an_artist_without_a_name_is_left_out_of_the_credit(void **state)
{
	(void)state;
	struct collection_page page;
	parse_basic("\"artists\":[{\"id\":1,\"name\":\"\"},{\"id\":2},null,7,"
	            "{\"id\":-3,\"name\":\"Harbour\",\"join\":\"\"},{\"name\":\"Salt Choir\"}]",
	            &page);
	const struct album *album = page.albums[0];
	assert_int_equal(album->credit_count, 2);
	assert_string_equal(album->credits[0].name, "Harbour");
	assert_int_equal(album->credits[0].discogs_id, 0);
	assert_int_equal(album->credits[1].discogs_id, 0);
	assert_string_equal(album_credit_text(album), "Harbour, Salt Choir");
	discogs_page_finish(&page);
}

/* --- numbers, dates, images --------------------------------------------------------------- */

static void years_out_of_reason_are_unknown(void **state)
{
	static const struct {
		const char *json;
		int year;
	} cases[] = {
	    {"1969", 1969},
	    {"\"1969\"", 1969},
	    {"1000", 1000},
	    {"9999", 9999},
	    {"0", 0},
	    {"999", 0},
	    {"10000", 0},
	    {"-1969", 0},
	    {"null", 0},
	    {"4294969265", 0},
	    {"9223372036854775807", 0},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *members = xasprintf("\"year\":%s", cases[i].json);
		struct collection_page page;
		parse_basic(members, &page);
		assert_int_equal(page.albums[0]->year, cases[i].year);
		discogs_page_finish(&page);
	}
}

static void quantities_may_be_strings_or_numbers(void **state)
{
	static const struct {
		const char *json;
		unsigned quantity;
	} cases[] = {
	    {"\"2\"", 2},   {"2", 2},      {"9999", 9999},     {"10000", 1}, {"0", 1},
	    {"\"-3\"", 1},  {"\"\"", 1},   {"\"two\"", 1},     {"null", 1},  {"2.5", 1},
	    {"[\"2\"]", 1}, {"\"2 \"", 1}, {"\"9999\"", 9999},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *members =
		    xasprintf("\"formats\":[{\"name\":\"Vinyl\",\"qty\":%s}]", cases[i].json);
		struct collection_page page;
		parse_basic(members, &page);
		assert_int_equal(page.albums[0]->formats[0].quantity, cases[i].quantity);
		discogs_page_finish(&page);
	}
	struct collection_page page;
	parse_basic("\"formats\":[{\"name\":\"Vinyl\"},{\"qty\":\"3\"},{\"name\":\"\"}]", &page);
	assert_int_equal(page.albums[0]->format_count, 1);
	assert_int_equal(page.albums[0]->formats[0].quantity, 1);
	discogs_page_finish(&page);
}

static void a_cover_is_a_web_address_or_absent(void **state)
{
	autofree char *long_url = xasprintf("https://i.discogs.com/%01979d", 0); /* 2,001 bytes */
	const struct {
		const char *cover, *thumb, *expected;
	} cases[] = {
	    {"https://i.discogs.com/a", "https://i.discogs.com/b", "https://i.discogs.com/a"},
	    {"http://api.discogs.com/image/R-1", "", "http://api.discogs.com/image/R-1"},
	    {"", "https://i.discogs.com/b", "https://i.discogs.com/b"},
	    {"javascript:alert(1)", "https://i.discogs.com/b", "https://i.discogs.com/b"},
	    {"", "", NULL},
	    {"", "data:image/png;base64,AAAA", NULL},
	    {"ftp://i.discogs.com/a", "", NULL},
	    {" https://i.discogs.com/a", "", NULL},
	    {long_url, "", NULL},
	    {long_url, "https://i.discogs.com/b", "https://i.discogs.com/b"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *members = xasprintf("\"cover_image\":\"%s\",\"thumb\":\"%s\"",
		                                   cases[i].cover, cases[i].thumb);
		struct collection_page page;
		parse_basic(members, &page);
		same_text(page.albums[0]->cover_url, cases[i].expected);
		discogs_page_finish(&page);
	}
}

static void a_copy_is_read_from_the_row(void **state)
{
	static const struct {
		const char *members;
		struct copy copy;
	} cases[] = {
	    {"\"instance_id\":5,\"folder_id\":3,\"rating\":5,"
	     "\"date_added\":\"1970-01-01T00:00:01+00:00\"",
	     {5, 3, 1000, 5}},
	    {"\"instance_id\":\"5\",\"folder_id\":\"3\",\"rating\":\"1\","
	     "\"date_added\":\"1970-01-01T00:00:01Z\"",
	     {5, 3, 1000, 1}},
	    {"\"instance_id\":-5,\"rating\":6,\"date_added\":\"yesterday\"", {0, 0, 0, 0}},
	    {"\"instance_id\":null,\"rating\":-1,\"date_added\":\"\"", {0, 0, 0, 0}},
	    {"\"instance_id\":{},\"rating\":4294967297,\"date_added\":1615713069", {0, 0, 0, 0}},
	    {"\"instance_id\":9223372036854775807,\"date_added\":\"2021-03-14T02:11:09\"",
	     {INT64_MAX, 0, 0, 0}},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *row = xasprintf(
		    "{\"id\":7,%s,\"basic_information\":{\"title\":\"Night Ferry\"," ARTISTS "}}",
		    cases[i].members);
		struct collection_page page;
		parse_rows(row, &page);
		const struct copy *copy = &page.albums[0]->copy;
		assert_int_equal(copy->instance_id, cases[i].copy.instance_id);
		assert_int_equal(copy->folder_id, cases[i].copy.folder_id);
		assert_int_equal(copy->added_ms, cases[i].copy.added_ms);
		assert_int_equal(copy->rating, cases[i].copy.rating);
		discogs_page_finish(&page);
	}
}

static void a_catalogue_number_none_is_absent(void **state)
{
	(void)state;
	struct collection_page page;
	parse_basic(
	    "\"labels\":[{\"name\":\"A\",\"catno\":\"none\"},{\"name\":\"B\",\"catno\":\"\"},"
	    "{\"name\":\"C\",\"catno\":\"none 1\"},{\"catno\":\"D 1\"},{\"name\":\"E\"}]",
	    &page);
	const struct album *album = page.albums[0];
	assert_int_equal(album->label_count, 4);
	assert_null(album->labels[0].catno);
	assert_null(album->labels[1].catno);
	assert_string_equal(album->labels[2].catno, "none 1");
	assert_null(album->labels[3].catno);
	discogs_page_finish(&page);
}

/* --- rows and lists that are not what they should be -------------------------------------- */

static void rows_that_say_too_little_are_counted_and_left_out(void **state)
{
	static const char good[] =
	    "{\"id\":7,\"basic_information\":{\"title\":\"Night Ferry\"," ARTISTS "}}";
	static const struct {
		const char *row, *reason;
	} cases[] = {
	    {"{\"basic_information\":{\"title\":\"Night Ferry\"}}", "a row has no release id"},
	    {"{\"id\":0,\"basic_information\":{\"id\":0,\"title\":\"Night Ferry\"}}",
	     "a row has no release id"},
	    {"{\"id\":-7,\"basic_information\":{\"title\":\"Night Ferry\"}}",
	     "a row has no release id"},
	    {"{\"id\":7.5,\"basic_information\":{\"title\":\"Night Ferry\"}}",
	     "a row has no release id"},
	    {"{\"id\":8}", "release 8 has no title"},
	    {"{\"id\":8,\"basic_information\":null}", "release 8 has no title"},
	    {"{\"id\":8,\"basic_information\":{\"title\":\"\"}}", "release 8 has no title"},
	    {"{\"id\":8,\"basic_information\":{\"title\":8}}", "release 8 has no title"},
	    {"{\"basic_information\":{\"id\":8}}", "release 8 has no title"},
	    /* what is misread now would be missing for ever */
	    {"{\"id\":8,\"basic_information\":{\"title\":\"A\"}}", "release 8 has no artist"},
	    {"{\"id\":8,\"basic_information\":{\"title\":\"A\",\"artists\":[]}}",
	     "release 8 has no artist"},
	    {"{\"id\":8,\"basic_information\":{\"title\":\"A\",\"artists\":[{\"id\":1,\"name\":7}]}"
	     "}",
	     "release 8 has no artist"},
	    {MISREAD("\"artists\":{\"name\":\"Harbour\"}"),
	     "release 8: artists is not what it should be"},
	    {MISREAD(ARTISTS ",\"labels\":\"Quayside\""),
	     "release 8: labels is not what it should be"},
	    {MISREAD(ARTISTS ",\"formats\":7"), "release 8: formats is not what it should be"},
	    {MISREAD(ARTISTS ",\"genres\":\"Rock\""), "release 8: genres is not what it should be"},
	    {MISREAD(ARTISTS ",\"styles\":{}"), "release 8: styles is not what it should be"},
	    {MISREAD(ARTISTS ",\"year\":true"), "release 8: year is not what it should be"},
	    {MISREAD(ARTISTS ",\"year\":\"19 69\""), "release 8: year is not what it should be"},
	    {MISREAD(ARTISTS ",\"year\":19.69e2"), "release 8: year is not what it should be"},
	    {MISREAD(ARTISTS ",\"cover_image\":7"),
	     "release 8: cover_image is not what it should be"},
	    {MISREAD(ARTISTS ",\"thumb\":[]"), "release 8: thumb is not what it should be"},
	    {"{}", "a row has no release id"},
	    {"null", "a row has no release id"},
	    {"[]", "a row has no release id"},
	    {"\"7\"", "a row has no release id"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *rows = xasprintf("%s,%s,%s", good, cases[i].row, good);
		struct collection_page page;
		parse_rows(rows, &page);
		assert_int_equal(page.album_count, 2);
		assert_int_equal(page.unusable_count, 1);
		assert_string_equal(page.unusable_reason, cases[i].reason);
		discogs_page_finish(&page);
	}
}

static void a_release_id_may_stand_in_either_place(void **state)
{
	(void)state;
	struct collection_page page;
	parse_rows("{\"id\":\"7\",\"basic_information\":{\"id\":8,\"title\":\"A\"," ARTISTS "}},"
	           "{\"basic_information\":{\"id\":9,\"title\":\"B\"," ARTISTS "}}",
	           &page);
	assert_int_equal(page.albums[0]->discogs_id, 7);
	assert_int_equal(page.albums[1]->discogs_id, 9);
	discogs_page_finish(&page);
}

static void members_that_are_absent_or_null_are_unknown(void **state)
{
	static const char *const members[] = {
	    "", "\"year\":null,\"master_id\":null,\"cover_image\":null,\"thumb\":null,"
		"\"labels\":null,\"formats\":null,\"genres\":null,\"styles\":null"};
	(void)state;
	struct collection_page page;
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		parse_basic(members[i], &page);
		const struct album *album = page.albums[0];
		assert_int_equal(album->year, 0);
		assert_int_equal(album->master_id, 0);
		assert_null(album->cover_url);
		assert_int_equal(album->label_count, 0);
		assert_int_equal(album->format_count, 0);
		assert_int_equal(album->genre_count, 0);
		assert_int_equal(album->style_count, 0);
		discogs_page_finish(&page);
	}
	parse_basic("\"genres\":[7,\"\",null,[\"Dub\"],\"Rock\"],\"styles\":[]", &page);
	assert_int_equal(page.albums[0]->genre_count, 1);
	assert_string_equal(page.albums[0]->genres[0], "Rock");
	discogs_page_finish(&page);
}

static void huge_lists_are_cut(void **state)
{
	(void)state;
	autobuf members = {0};
	const char *const lists[] = {"\"genres\":[", "],\"styles\":[", "],\"artists\":[",
	                             "],\"labels\":[", "],\"formats\":["};
	for (size_t list = 0; list < ARRAY_LEN(lists); list++) {
		buf_puts(&members, lists[list]);
		for (int i = 0; i < 5000; i++) {
			buf_printf(&members, list < 2 ? "%s\"n%d\"" : "%s{\"name\":\"n%d\"}",
			           i ? "," : "", i);
		}
	}
	buf_puts(&members, "]");
	struct collection_page page;
	parse_basic(members.bytes, &page);
	const struct album *album = page.albums[0];
	assert_int_equal(album->genre_count, 100);
	assert_int_equal(album->style_count, 100);
	assert_int_equal(album->credit_count, 100);
	assert_int_equal(album->label_count, 100);
	assert_int_equal(album->format_count, 100);
	assert_string_equal(album->genres[99], "n99");
	discogs_page_finish(&page);
}

static void rows_without_end_are_counted_and_left_out(void **state)
{
	(void)state;
	struct collection_page page;
	autobuf rows = {0};
	for (int i = 1; i <= 1002; i++) {
		buf_printf(&rows,
		           "%s{\"id\":%d,\"basic_information\":{\"title\":\"x\",\"artists\":[{"
		           "\"name\":\"y\"}]}}",
		           i > 1 ? "," : "", i);
	}
	parse_rows(rows.bytes, &page);
	assert_int_equal(page.album_count, 1000);
	assert_int_equal(page.albums[999]->discogs_id, 1000);
	assert_int_equal(page.unusable_count, 2);
	assert_string_equal(page.unusable_reason, "the page has more rows than a page may have");
	discogs_page_finish(&page);
}

static void long_texts_are_cut_between_two_characters(void **state)
{
	(void)state;
	autobuf title = {0};
	buf_puts(&title, "{\"id\":7,\"basic_information\":{" ARTISTS ",\"title\":\"x");
	for (int i = 0; i < 2000; i++) {
		buf_puts(&title, "é");
	}
	buf_puts(&title, "\"}}");
	struct collection_page page;
	parse_rows(title.bytes, &page);
	assert_int_equal(strlen(page.albums[0]->title), 999); /* 1,000 would be half an é */
	discogs_page_finish(&page);
}

/* --- pages -------------------------------------------------------------------------------- */

static void short_and_empty_pages_are_pages(void **state)
{
	(void)state;
	struct collection_page page;
	parse("{\"pagination\":{\"page\":1,\"pages\":1,\"per_page\":100,\"items\":0,\"urls\":{}},"
	      "\"releases\":[]}",
	      &page);
	assert_int_equal(page.page, 1);
	assert_int_equal(page.page_count, 1);
	assert_int_equal(page.item_count, 0);
	assert_int_equal(page.album_count, 0);
	discogs_page_finish(&page);
	parse("{\"pagination\":{\"page\":4,\"pages\":59,\"per_page\":50,\"items\":2924},"
	      "\"releases\":[{\"id\":7,\"basic_information\":{\"title\":\"Night Ferry\"," ARTISTS
	      "}}]}",
	      &page);
	assert_int_equal(page.page, 4);
	assert_int_equal(page.page_count, 59);
	assert_int_equal(page.item_count, 2924);
	assert_int_equal(page.album_count, 1);
	discogs_page_finish(&page);
}

static void bodies_that_are_no_page_are_refused(void **state)
{
	static const char *const bodies[] = {
	    "",
	    " ",
	    "null",
	    "7",
	    "[]",
	    "{}",
	    "{\"message\":\"You are making requests too quickly.\"}",
	    "<html><body>502 Bad Gateway</body></html>",
	    "{" PAGINATION "}",
	    "{" PAGINATION ",\"releases\":null}",
	    "{" PAGINATION ",\"releases\":{}}",
	    "{\"releases\":[]}",
	    "{\"pagination\":null,\"releases\":[]}",
	    "{\"pagination\":[],\"releases\":[]}",
	    "{\"pagination\":{\"pages\":1,\"items\":0},\"releases\":[]}",
	    "{\"pagination\":{\"page\":0,\"pages\":1,\"items\":0},\"releases\":[]}",
	    "{\"pagination\":{\"page\":-1,\"pages\":1,\"items\":0},\"releases\":[]}",
	    "{\"pagination\":{\"page\":1,\"items\":0},\"releases\":[]}",
	    "{\"pagination\":{\"page\":1,\"pages\":0,\"items\":0},\"releases\":[]}",
	    "{\"pagination\":{\"page\":1,\"pages\":1},\"releases\":[]}",
	    "{\"pagination\":{\"page\":1,\"pages\":1,\"items\":-1},\"releases\":[]}",
	    "{\"pagination\":{\"page\":1,\"pages\":1,\"items\":1e300},\"releases\":[]}",
	    /* past 64 bits */
	    "{\"pagination\":{\"page\":1,\"pages\":1,\"items\":99999999999999999999},"
	    "\"releases\":[]}",
	    "{" PAGINATION ",\"releases\":[]} and more",
	    "{" PAGINATION ",\"releases\":[]",
	    "{" PAGINATION ",\"releases\":[{\"id\":7,\"basic_information\":{\"title\":\"Nig",
	    "{" PAGINATION ",\"releases\":[{\"id\":7,\"basic_information\":{\"title\":\"\xC3\"}}]}",
	    "{" PAGINATION ",\"releases\":[{\"id\":7,\"basic_information\":{\"title\":\"\xFF\"}}]}",
	    "{" PAGINATION
	    ",\"releases\":[{\"id\":7,\"basic_information\":{\"title\":\"\xED\xA0\x80\"}}]}",
	    "{" PAGINATION
	    ",\"releases\":[{\"id\":7,\"basic_information\":{\"title\":\"a\\u0000b\"}}]}",
	    "{" PAGINATION
	    ",\"releases\":[{\"id\":7,\"basic_information\":{\"title\":\"\\ud800\"}}]}",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		assert_refused(bodies[i], strlen(bodies[i]));
	}
	static const char nul[] =
	    "{" PAGINATION ",\"releases\":[{\"id\":7,\"basic_information\":{\"title\":\"a\0b\"}}]}";
	assert_refused(nul, sizeof(nul) - 1);
}

static void a_page_cut_anywhere_is_refused(void **state)
{
	(void)state;
	autofree char *body = data_read("discogs_page.json");
	size_t size_bytes = strlen(body);
	while (body[size_bytes - 1] != '}') { /* the file's last newline */
		size_bytes--;
	}
	for (size_t length = 0; length < size_bytes; length += 7) {
		assert_refused(body, length);
	}
	assert_refused(body, size_bytes - 1);
	struct collection_page page;
	struct err err;
	assert_true(discogs_page_parse(body, size_bytes, &page, &err));
	discogs_page_finish(&page);
}

static void deep_nesting_is_refused(void **state)
{
	(void)state;
	autobuf body = {0};
	for (int i = 0; i < 100000; i++) {
		buf_puts(&body, "[");
	}
	assert_refused(body.bytes, body.length);
	buf_clear(&body);
	buf_puts(&body, "{" PAGINATION ",\"releases\":[{\"id\":7,\"basic_information\":"
	                "{\"title\":\"Night Ferry\",\"extra\":");
	for (int i = 0; i < 100000; i++) {
		buf_puts(&body, "{\"a\":");
	}
	assert_refused(body.bytes, body.length);
}

static void of_keys_that_stand_twice_the_last_counts(void **state)
{
	(void)state;
	struct collection_page page;
	parse_rows(
	    "{\"id\":7,\"id\":8,\"basic_information\":{\"title\":\"A\",\"title\":\"B\"," ARTISTS
	    "}}",
	    &page);
	assert_int_equal(page.albums[0]->discogs_id, 8);
	assert_string_equal(page.albums[0]->title, "B");
	discogs_page_finish(&page);
}

static void a_page_number_past_all_reason_is_not_mistaken_for_a_small_one(void **state)
{
	(void)state;
	struct collection_page page;
	parse("{\"pagination\":{\"page\":4294967297,\"pages\":3,\"items\":0},\"releases\":[]}",
	      &page);
	assert_int_not_equal(page.page, 1);
	discogs_page_finish(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_ordinary_page_gives_its_place_and_every_row),
	    cmocka_unit_test(an_ordinary_row_gives_all_that_it_says),
	    cmocka_unit_test(what_an_odd_row_does_not_say_is_absent),
	    cmocka_unit_test(a_bare_row_is_an_album_without_anything_else),
	    cmocka_unit_test(only_a_number_in_parentheses_at_the_end_is_taken_off_a_name),
	    cmocka_unit_test(a_title_keeps_its_number),
	    cmocka_unit_test(a_name_variation_is_kept_where_it_differs),
	    cmocka_unit_test(an_artist_without_a_name_is_left_out_of_the_credit),
	    cmocka_unit_test(years_out_of_reason_are_unknown),
	    cmocka_unit_test(quantities_may_be_strings_or_numbers),
	    cmocka_unit_test(a_cover_is_a_web_address_or_absent),
	    cmocka_unit_test(a_copy_is_read_from_the_row),
	    cmocka_unit_test(a_catalogue_number_none_is_absent),
	    cmocka_unit_test(rows_that_say_too_little_are_counted_and_left_out),
	    cmocka_unit_test(a_release_id_may_stand_in_either_place),
	    cmocka_unit_test(members_that_are_absent_or_null_are_unknown),
	    cmocka_unit_test(huge_lists_are_cut),
	    cmocka_unit_test(rows_without_end_are_counted_and_left_out),
	    cmocka_unit_test(long_texts_are_cut_between_two_characters),
	    cmocka_unit_test(short_and_empty_pages_are_pages),
	    cmocka_unit_test(bodies_that_are_no_page_are_refused),
	    cmocka_unit_test(a_page_cut_anywhere_is_refused),
	    cmocka_unit_test(deep_nesting_is_refused),
	    cmocka_unit_test(of_keys_that_stand_twice_the_last_counts),
	    cmocka_unit_test(a_page_number_past_all_reason_is_not_mistaken_for_a_small_one),
	};
	return cmocka_run_group_tests_name("discogs_page", tests, NULL, NULL);
}
