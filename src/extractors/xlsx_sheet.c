/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xlsx_sheet.c - a worksheet (ECMA-376 part 1, section 18.3) and its comments.
 *
 * A cell is told when it ends, in its row, with the label of its column.
 * Cells that are not there cost nothing, wherever they are not. Values are
 * those that were computed last; a formula is told beside them when it has
 * text of its own in it.
 */
#include "extractors/xlsx.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"

#define MAX_COLUMN 1000000

void sp_xlsx_sheet_init(struct sp_xlsx *xlsx)
{
	xlsx->sheet.value.cap = xlsx->sheet.formula.cap = SP_MAX_STRING;
	sp_markup_init(&xlsx->sheet.markup, xlsx->grid.out);
}

void sp_xlsx_sheet_release(struct sp_xlsx *xlsx)
{
	sp_buf_release(&xlsx->sheet.value);
	sp_buf_release(&xlsx->sheet.formula);
	sp_markup_release(&xlsx->sheet.markup);
}

/* ---- references ---- */

static uint64_t read_number(const char *s, size_t len)
{
	uint64_t n = 0;

	for (size_t i = 0; i < len && i < 12 && sp_is_digit(s[i]); i++)
		n = n * 10 + (uint64_t)(s[i] - '0');
	return n;
}

static uint64_t attribute_number(const struct sp_sax_tag *tag, const char *name)
{
	struct sp_sax_attribute a = sp_sax_attribute(tag, SP_SAX_NO_SPACE, name);

	return a.value ? read_number(a.value, a.len) : 0;
}

/* "B12": column 2. 0: it names none. */
static uint64_t read_column(const struct sp_sax_attribute *ref)
{
	uint64_t column = 0;

	for (size_t i = 0; i < ref->len && sp_is_alpha(ref->value[i]); i++) {
		column = column * 26 + (uint64_t)(sp_to_upper(ref->value[i]) - 'A') + 1;
		if (column > MAX_COLUMN)
			return 0;
	}
	return column;
}

/* ---- cells ---- */

static enum sp_status tell_formula(struct sp_xlsx *xlsx)
{
	const struct sp_buf *formula = &xlsx->sheet.formula;

	if (!formula->len || !memchr(formula->data, '"', formula->len))
		return SP_OK;
	return sp_grid_part(&xlsx->grid, "formula", formula->data, formula->len);
}

static enum sp_status end_cell(struct sp_xlsx *xlsx)
{
	struct sp_xlsx_sheet *sheet = &xlsx->sheet;
	const char *text = sp_buf_str(&sheet->value);
	size_t len = sheet->value.len;
	enum sp_status status = SP_OK;

	sheet->in_cell = false;
	switch (sheet->type) {
	case SP_XLSX_NUMBER:
		status = sp_grid_decimal(&xlsx->grid, text, len, sheet->style);
		break;
	case SP_XLSX_SHARED:
		if (len)
			status = sp_grid_shared(&xlsx->grid, read_number(text, len));
		break;
	case SP_XLSX_TEXT:
		status = sp_grid_text(&xlsx->grid, text, len);
		break;
	case SP_XLSX_BOOLEAN:
		status = sp_grid_boolean(&xlsx->grid, len && text[0] == '1');
		break;
	}
	return status == SP_OK ? tell_formula(xlsx) : status;
}

static void begin_cell(struct sp_xlsx *xlsx, const struct sp_sax_tag *tag)
{
	struct sp_xlsx_sheet *sheet = &xlsx->sheet;
	struct sp_sax_attribute ref = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "r");
	struct sp_sax_attribute type = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "t");
	uint64_t column = read_column(&ref);

	xlsx->grid.column = column ? column : xlsx->grid.column + 1;
	sheet->style = (unsigned long)attribute_number(tag, "s");
	if (!type.len || sp_sax_is(&type, "n"))
		sheet->type = SP_XLSX_NUMBER;
	else if (sp_sax_is(&type, "s"))
		sheet->type = SP_XLSX_SHARED;
	else if (sp_sax_is(&type, "b"))
		sheet->type = SP_XLSX_BOOLEAN;
	else /* str, inlineStr, d, e */
		sheet->type = SP_XLSX_TEXT;
	sheet->in_cell = true;
	sheet->phonetic = 0;
	sp_buf_reset(&sheet->value);
	sp_buf_reset(&sheet->formula);
}

static void begin_row(struct sp_xlsx *xlsx, const struct sp_sax_tag *tag)
{
	uint64_t row = attribute_number(tag, "r");
	struct sp_sax_attribute hidden = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "hidden");

	sp_grid_row(&xlsx->grid, row ? row : xlsx->grid.row + 1,
		    sp_sax_is(&hidden, "1") || sp_sax_is(&hidden, "true"));
}

/* Within a cell: value, formula, or text that is written in place. */
static void start_in_cell(struct sp_xlsx_sheet *sheet, const struct sp_sax_tag *tag)
{
	if (strcmp(tag->name, "rPh") == 0)
		sheet->phonetic++;
	sheet->in_value =
		strcmp(tag->name, "v") == 0 || (strcmp(tag->name, "t") == 0 && !sheet->phonetic);
	sheet->in_formula = strcmp(tag->name, "f") == 0;
}

/* ---- headers and footers ---- */

static const char *header_place(const char *name)
{
	static const char *const starts[] = { "odd", "even", "first" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		size_t n = strlen(starts[i]);
		if (strncmp(name, starts[i], n) != 0)
			continue;
		if (strcmp(name + n, "Header") == 0)
			return "header";
		if (strcmp(name + n, "Footer") == 0)
			return "footer";
	}
	return NULL;
}

/* ---- the sheet ---- */

/* What a link says stands apart from its cell, which may be far above. */
static enum sp_status tell_link(struct sp_xlsx *xlsx, const struct sp_sax_tag *tag)
{
	static const char *const names[] = { "display", "tooltip", "location" };
	struct sp_sax_attribute ref = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "ref");
	enum sp_status status;
	char cell[40];

	snprintf(cell, sizeof(cell), "%.*s", ref.len < 39 ? (int)ref.len : 39,
		 ref.value ? ref.value : "");
	status = sp_sink_enter(xlsx->grid.out, SP_PLACE_CELL, cell, read_column(&ref));
	if (status != SP_OK)
		return status;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && status == SP_OK; i++) {
		struct sp_sax_attribute a = sp_sax_attribute(tag, SP_SAX_NO_SPACE, names[i]);
		status = sp_sink_value(xlsx->grid.out, SP_PLACE_PART, "link", a.value, a.len);
	}
	sp_sink_leave(xlsx->grid.out);
	return status;
}

static enum sp_status sheet_start(void *context, const struct sp_sax_tag *tag)
{
	struct sp_xlsx *xlsx = context;
	struct sp_xlsx_sheet *sheet = &xlsx->sheet;

	if (sheet->in_cell) {
		start_in_cell(sheet, tag);
		return SP_OK;
	}
	if (tag->space != SP_OX_S)
		return sp_markup_start(&sheet->markup, tag);
	if (strcmp(tag->name, "c") == 0) {
		begin_cell(xlsx, tag);
		return SP_OK;
	}
	if (strcmp(tag->name, "row") == 0) {
		begin_row(xlsx, tag);
		return SP_OK;
	}
	if (strcmp(tag->name, "hyperlink") == 0)
		return tell_link(xlsx, tag);
	sheet->strip = header_place(tag->name);
	if (!sheet->strip)
		return sp_markup_start(&sheet->markup, tag);
	sp_buf_reset(&sheet->value);
	return SP_OK;
}

static enum sp_status sheet_end(void *context, int space, const char *name)
{
	struct sp_xlsx *xlsx = context;
	struct sp_xlsx_sheet *sheet = &xlsx->sheet;

	if (sheet->in_cell) {
		sheet->in_value = sheet->in_formula = false;
		if (strcmp(name, "rPh") == 0 && sheet->phonetic)
			sheet->phonetic--;
		return space == SP_OX_S && strcmp(name, "c") == 0 ? end_cell(xlsx) : SP_OK;
	}
	if (space == SP_OX_S && strcmp(name, "row") == 0) {
		sp_grid_row_end(&xlsx->grid);
		return SP_OK;
	}
	if (space == SP_OX_S && strcmp(name, "hyperlink") == 0)
		return SP_OK;
	if (sheet->strip) {
		const char *strip = sheet->strip;
		sheet->strip = NULL;
		return sp_grid_strip(&xlsx->grid, strip, sp_buf_str(&sheet->value),
				     sheet->value.len);
	}
	return sp_markup_end(&sheet->markup, space, name);
}

static enum sp_status add_capped(struct sp_xlsx *xlsx, struct sp_buf *to, const char *text,
				 size_t len)
{
	size_t room = to->cap - to->len;

	if (len > room && !xlsx->sheet.cut)
		sp_sink_problem(xlsx->grid.out, SP_REASON_LIMIT_SIZE,
				"a cell holds too long a text");
	xlsx->sheet.cut |= len > room;
	return sp_buf_add(to, text, len < room ? len : room) ? SP_OK : SP_FATAL;
}

static enum sp_status sheet_text(void *context, const char *text, size_t len)
{
	struct sp_xlsx *xlsx = context;
	struct sp_xlsx_sheet *sheet = &xlsx->sheet;

	if (sheet->in_value || sheet->strip)
		return add_capped(xlsx, &sheet->value, text, len);
	if (sheet->in_formula)
		return add_capped(xlsx, &sheet->formula, text, len);
	if (sheet->in_cell)
		return SP_OK;
	return sp_markup_text(&sheet->markup, text, len);
}

static const struct sp_sax_events sheet_events = {
	.start = sheet_start,
	.end = sheet_end,
	.text = sheet_text,
};

static enum sp_status sheet_finish(void *context, enum sp_status status)
{
	struct sp_xlsx *xlsx = context;

	if (xlsx->sheet.in_cell && status == SP_OK)
		status = end_cell(xlsx);
	sp_grid_row_end(&xlsx->grid);
	return sp_markup_finish(&xlsx->sheet.markup, status);
}

/* ---- comments ---- */

static bool is_comment(int space, const char *name)
{
	return (space == SP_OX_S && strcmp(name, "comment") == 0) ||
	       (space == SP_OX_THREADED && strcmp(name, "threadedComment") == 0);
}

static bool is_author(int space, const char *name)
{
	return space == SP_OX_S && strcmp(name, "author") == 0;
}

static enum sp_status comments_start(void *context, const struct sp_sax_tag *tag)
{
	struct sp_xlsx *xlsx = context;
	struct sp_xlsx_sheet *sheet = &xlsx->sheet;
	struct sp_sax_attribute ref = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "ref");
	enum sp_status status;
	char cell[40];

	if (strcmp(tag->name, "rPh") == 0)
		sheet->phonetic++;
	sheet->in_value = is_author(tag->space, tag->name) ||
			  (!sheet->phonetic &&
			   (strcmp(tag->name, "t") == 0 || strcmp(tag->name, "text") == 0));
	if (is_author(tag->space, tag->name))
		sp_buf_reset(&sheet->value);
	if (sheet->in_cell || !is_comment(tag->space, tag->name))
		return SP_OK;
	snprintf(cell, sizeof(cell), "%.*s", ref.len < 39 ? (int)ref.len : 39,
		 ref.value ? ref.value : "");
	status = sp_sink_enter(xlsx->grid.out, SP_PLACE_CELL, cell, read_column(&ref));
	sheet->in_cell = status == SP_OK;
	return status;
}

static enum sp_status comments_end(void *context, int space, const char *name)
{
	struct sp_xlsx *xlsx = context;
	struct sp_xlsx_sheet *sheet = &xlsx->sheet;

	sheet->in_value = false;
	if (strcmp(name, "rPh") == 0 && sheet->phonetic)
		sheet->phonetic--;
	if (is_author(space, name))
		return sp_sink_value(xlsx->grid.out, SP_PLACE_PROPERTY, "author", sheet->value.data,
				     sheet->value.len);
	if (sheet->in_cell && is_comment(space, name)) {
		sp_sink_leave(xlsx->grid.out);
		sheet->in_cell = false;
	}
	return SP_OK;
}

static enum sp_status comments_text(void *context, const char *text, size_t len)
{
	struct sp_xlsx *xlsx = context;
	struct sp_xlsx_sheet *sheet = &xlsx->sheet;

	if (!sheet->in_value)
		return SP_OK;
	if (sheet->in_cell)
		return sp_sink_text(xlsx->grid.out, text, len);
	return add_capped(xlsx, &sheet->value, text, len);
}

static const struct sp_sax_events comments_events = {
	.start = comments_start,
	.end = comments_end,
	.text = comments_text,
};

static enum sp_status comments_finish(void *context, enum sp_status status)
{
	const struct sp_xlsx *xlsx = context;

	if (xlsx->sheet.in_cell)
		sp_sink_leave(xlsx->grid.out);
	return status;
}

/* ---- which of the two ---- */

static void reset(struct sp_xlsx *xlsx)
{
	struct sp_xlsx_sheet *sheet = &xlsx->sheet;

	sp_columns_reset(&xlsx->grid.columns);
	xlsx->grid.row = xlsx->grid.column = 0;
	sp_prose_begin(&sheet->markup.prose);
	sheet->markup.alternates = (struct sp_alternates) { 0 };
	sheet->in_cell = sheet->in_value = sheet->in_formula = false;
	sheet->phonetic = 0;
	sheet->strip = NULL;
}

enum sp_status sp_xlsx_choose(struct sp_xlsx *xlsx, const char *place,
			      const struct sp_sax_tag *root, struct sp_ooxml_reader *reader)
{
	if (root->space == SP_OX_S && strcmp(root->name, "worksheet") == 0)
		*reader = (struct sp_ooxml_reader) { &sheet_events, xlsx, place, sheet_finish };
	else if ((root->space == SP_OX_S && strcmp(root->name, "comments") == 0) ||
		 (root->space == SP_OX_THREADED && strcmp(root->name, "ThreadedComments") == 0))
		*reader = (struct sp_ooxml_reader) { &comments_events, xlsx, "comment",
						     comments_finish };
	if (reader->events)
		reset(xlsx);
	return SP_OK;
}
