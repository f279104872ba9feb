/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place_test.c - places flattened, as JSON and as people read them. */
#include "test.h"

#include "base/buf.h"
#include "spana/finding.h"
#include "spana/place.h"

#include <stdbool.h>

static const struct sp_place page = { .kind = SP_PLACE_PAGE, .number = 3 };
static const struct sp_place sheet = { .kind = SP_PLACE_SHEET, .name = "L\xC3\xB6ner" };
static const struct sp_place row = { .kind = SP_PLACE_ROW, .number = 12, .up = &sheet };
static const struct sp_place cell = {
	.kind = SP_PLACE_CELL, .name = "B12", .number = 2, .up = &row
};
static const struct sp_place part = { .kind = SP_PLACE_PART, .name = "footnote" };
static const struct sp_place inner = { .kind = SP_PLACE_PARAGRAPH, .number = 4, .up = &part };
static const struct sp_place outer = { .kind = SP_PLACE_PARAGRAPH, .number = 9 };
static const struct sp_place innermost = { .kind = SP_PLACE_PARAGRAPH, .number = 2, .up = &outer };
static const struct sp_place nested = { .kind = SP_PLACE_PART, .name = "comment", .up = &part };
static const struct sp_place header = { .kind = SP_PLACE_HEADER, .name = "From" };
static const struct sp_place property = { .kind = SP_PLACE_PROPERTY, .name = "a\"b\\c\n\x7F" };
static const struct sp_place slide = { .kind = SP_PLACE_SLIDE, .number = 1 };
static const struct sp_place table = { .kind = SP_PLACE_TABLE, .name = "kund", .up = &slide };

static const struct {
	const char *name;
	const struct sp_place *place;
	uint64_t line, column, offset;
	bool has_offset;
	const char *json, *text;
} cases[] = {
	{ "item", NULL, 4, 17, 0, false, "{\"line\":4,\"column\":17}", "line 4, column 17" },
	{ "nothing", NULL, 0, 0, 0, false, "{}", "" },
	{ "page", &page, 1, 2, 0, false, "{\"page\":3,\"line\":1,\"column\":2}",
	  "page 3, line 1, column 2" },
	{ "cell is no running text", &cell, 12, 5, 0, false,
	  "{\"sheet\":\"L\xC3\xB6ner\",\"cell\":\"B12\"}", "sheet L\xC3\xB6ner, cell B12" },
	{ "part", &inner, 1, 1, 0, false,
	  "{\"part\":\"footnote\",\"paragraph\":4,\"line\":1,\"column\":1}",
	  "footnote, paragraph 4, line 1, column 1" },
	{ "innermost wins", &innermost, 0, 0, 0, false, "{\"paragraph\":2}", "paragraph 2" },
	{ "innermost part wins", &nested, 0, 0, 0, false, "{\"part\":\"comment\"}", "comment" },
	{ "header", &header, 1, 1, 0, false, "{\"header\":\"From\"}", "header From" },
	{ "escapes", &property, 1, 1, 0, false, "{\"property\":\"a\\\"b\\\\c\\n\\u007f\"}",
	  "property a\"b\\c\n\x7F" },
	{ "table on slide", &table, 0, 0, 0, false, "{\"slide\":1,\"table\":\"kund\"}",
	  "slide 1, table kund" },
	{ "offset 0", NULL, 0, 0, 0, true, "{\"offset\":0}", "byte 0" },
	{ "offset", NULL, 0, 0, 70000, true, "{\"offset\":70000}", "byte 70000" },
};

static void flattens(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sp_buf json = SP_BUF_INIT(1000), text = SP_BUF_INIT(1000);
		struct sp_where where;

		sp_where_make(&where, cases[i].place, cases[i].line, cases[i].column);
		where.has_offset = cases[i].has_offset;
		where.offset = cases[i].offset;
		if (!sp_where_json(&json, &where) || strcmp(sp_buf_str(&json), cases[i].json) != 0)
			CASE_FAIL(cases[i].name, "json %s", sp_buf_str(&json));
		if (!sp_where_text(&text, sp_buf_str(&json)) ||
		    strcmp(sp_buf_str(&text), cases[i].text) != 0)
			CASE_FAIL(cases[i].name, "text %s", sp_buf_str(&text));
		sp_buf_release(&json);
		sp_buf_release(&text);
	}
}

/* The JSON comes out of a database: whatever it is, reading it ends. */
static const struct {
	const char *json, *text;
} damaged[] = {
	{ "", "" },
	{ "{", "" },
	{ "[]", "" },
	{ "{\"", "" },
	{ "{\"page", "" },
	{ "{\"page\"", "" },
	{ "{\"page\":", "" },
	{ "{\"page\":{\"a\":1}}", "" },
	{ "{\"page\":1,", "page 1" },
	{ "{\"page\":1,\"sheet\":\"x\\", "page 1" },
	{ "{\"page\":1,\"sheet\":\"x\\u12", "page 1" },
	{ "{\"page\":1,\"a_very_long_key_name\":2}", "page 1" },
	{ "{\"sheet\":\"\\ud83d\\ude00\"}", "sheet \xF0\x9F\x98\x80" },
	{ "{\"sheet\":\"\\ud83d!\"}", "sheet \xEF\xBF\xBD!" },
};

static void survives_damage(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		struct sp_buf text = SP_BUF_INIT(1000);

		if (!sp_where_text(&text, damaged[i].json) ||
		    strcmp(sp_buf_str(&text), damaged[i].text) != 0)
			CASE_FAIL(damaged[i].json, "text %s", sp_buf_str(&text));
		sp_buf_release(&text);
	}
}

static void full_buffer_is_told(void **state)
{
	struct sp_buf out = SP_BUF_INIT(8);
	struct sp_where where;

	(void)state;
	sp_where_make(&where, &page, 1, 1);
	assert_false(sp_where_json(&out, &where));
	sp_buf_reset(&out);
	assert_false(sp_where_text(&out, "{\"page\":3,\"line\":1}"));
	sp_buf_release(&out);
}

static void confidence_steps(void **state)
{
	static const struct {
		double score;
		enum sp_confidence step;
		const char *name;
	} steps[] = {
		{ 0, SP_LOW, "low" },	      { 0.499, SP_LOW, "low" },
		{ 0.5, SP_MEDIUM, "medium" }, { 0.84, SP_MEDIUM, "medium" },
		{ 0.85, SP_HIGH, "high" },    { 1, SP_HIGH, "high" },
	};
	enum sp_confidence parsed;

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		assert_int_equal(sp_confidence_of(steps[i].score), steps[i].step);
		assert_string_equal(sp_confidence_name(steps[i].step), steps[i].name);
		assert_true(sp_confidence_parse(steps[i].name, &parsed));
		assert_int_equal(parsed, steps[i].step);
	}
	assert_false(sp_confidence_parse("High", &parsed));
	assert_false(sp_confidence_parse("", &parsed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flattens),
		cmocka_unit_test(survives_damage),
		cmocka_unit_test(full_buffer_is_told),
		cmocka_unit_test(confidence_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
