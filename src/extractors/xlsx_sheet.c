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
	sp_markup_init(&xlsx->sheet.markup, xlsx->out);
}

void sp_xlsx_sheet_release(struct sp_xlsx *xlsx)
{
	sp_buf_release(&xlsx->sheet.value);
	sp_buf_release(&xlsx->sheet.formula);
	sp_columns_release(&xlsx->sheet.columns);
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

static enum sp_status enter_cell(struct sp_xlsx *xlsx)
{
	struct sp_xlsx_sheet *sheet = &xlsx->sheet;
	enum sp_status status = SP_OK;
	char ref[SP_CELL_NAME];

	if (!sheet->row_open)
		status = sp_sink_enter(xlsx->out, SP_PLACE_ROW, NULL, sheet->row);
	if (status != SP_OK)
		return status;
	sheet->row_open = true;
	sp_cell_name(ref, sheet->row, sheet->column);
	return sp_sink_enter(xlsx->out, SP_PLACE_CELL, ref, sheet->column);
}

static enum sp_status tell_cell(struct sp_xlsx *xlsx, const char *text, size_t len)
{
	struct sp_xlsx_sheet *sheet = &xlsx->sheet;
	enum sp_status status;

	if (!len)
		return SP_OK;
	status = enter_cell(xlsx);
	if (status != SP_OK)
		return status;
	status = sp_sink_label(xlsx->out,
			       sp_columns_label(&sheet->columns, sheet->row, sheet->column));
	if (status == SP_OK)
		status = sp_sink_text(xlsx->out, text, len);
	sp_sink_leave(xlsx->out);
	if (status == SP_OK)
		status = sp_columns_note(&sheet->columns, sheet->row, sheet->column, text, len);
	return status;
}

static enum sp_status tell_formula(struct sp_xlsx *xlsx)
{
	const struct sp_buf *formula = &xlsx->sheet.formula;
	enum sp_status status;

	if (!formula->len || !memchr(formula->data, '"', formula->len))
		return SP_OK;
	status = enter_cell(xlsx);
	if (status != SP_OK)
		return status;
	status = sp_sink_value(xlsx->out, SP_PLACE_PART, "formula", formula->data, formula->len);
	sp_sink_leave(xlsx->out);
	return status;
}

static enum sp_status tell_number(struct sp_xlsx *xlsx, const char *text, size_t len)
{
	static const struct sp_number_format plain = { 0 };
	const struct sp_xlsx_sheet *sheet = &xlsx->sheet;
	char out[SP_NUMBER_MAX];
	const struct sp_number_format *format =
		sheet->style < xlsx->n_formats ? &xlsx->formats[sheet->style] : &plain;
	size_t n = sp_number_print(out, text, len, format, xlsx->from_1904);

	return n ? tell_cell(xlsx, out, n) : tell_cell(xlsx, text, len);
}

static enum sp_status tell_shared(struct sp_xlsx *xlsx, const char *text, size_t len)
{
	uint64_t index = len ? read_number(text, len) : UINT64_MAX;

	if (index >= xlsx->n_strings)
		return SP_OK;
	struct sp_xlsx_string *string = &xlsx->strings[index];
	string->used = true;
	return string->len ? tell_cell(xlsx, xlsx->text.data + string->at, string->len) : SP_OK;
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
		status = tell_number(xlsx, text, len);
		break;
	case SP_XLSX_SHARED:
		status = tell_shared(xlsx, text, len);
		break;
	case SP_XLSX_TEXT:
		status = tell_cell(xlsx, text, len);
		break;
	case SP_XLSX_BOOLEAN:
		status = len && text[0] == '1' ? tell_cell(xlsx, "TRUE", 4)
					       : tell_cell(xlsx, "FALSE", 5);
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

	sheet->column = column ? column : sheet->column + 1;
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

static void end_row(struct sp_xlsx *xlsx)
{
	if (xlsx->sheet.row_open)
		sp_sink_leave(xlsx->out);
	xlsx->sheet.row_open = false;
}

static void begin_row(struct sp_xlsx *xlsx, const struct sp_sax_tag *tag)
{
	uint64_t row = attribute_number(tag, "r");

	end_row(xlsx);
	xlsx->sheet.row = row ? row : xlsx->sheet.row + 1;
	xlsx->sheet.column = 0;
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

/* ECMA-376 part 1, 18.3.1.46: codes begin with an ampersand. */
static size_t code_length(const char *s, size_t len)
{
	size_t n = 2;

	if (len < 2)
		return 1;
	if (s[1] == '"') {
		const char *end = memchr(s + 2, '"', len - 2);
		return end ? (size_t)(end - s) + 1 : len;
	}
	if (s[1] == 'K')
		return len < 8 ? len : 8;
	if (sp_is_digit(s[1]))
		while (n < len && sp_is_digit(s[n]))
			n++;
	return n;
}

static enum sp_status tell_header(struct sp_xlsx *xlsx)
{
	struct sp_xlsx_sheet *sheet = &xlsx->sheet;
	const char *s = sp_buf_str(&sheet->value);
	size_t len = sheet->value.len;
	enum sp_status status = sp_sink_enter(xlsx->out, SP_PLACE_PART, sheet->strip, 0);
	struct sp_prose prose = { .out = xlsx->out };

	sheet->strip = NULL;
	if (status != SP_OK)
		return status;
	while (len && status == SP_OK) {
		const char *code = memchr(s, '&', len);
		size_t plain = code ? (size_t)(code - s) : len, skip = 0;
		if (plain)
			status = sp_prose_text(&prose, s, plain);
		if (code && len - plain > 1 && code[1] == '&') {
			skip = 2;
			if (status == SP_OK)
				status = sp_prose_text(&prose, "&", 1);
		} else if (code) {
			skip = code_length(code, len - plain);
			/* Left, centre, right. */
			if (skip > 1 && strchr("LCR", code[1]))
				sp_prose_break(&prose, '\n');
		}
		s += plain + skip;
		len -= plain + skip;
	}
	sp_sink_leave(xlsx->out);
	return status;
}

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
	status = sp_sink_enter(xlsx->out, SP_PLACE_CELL, cell, read_column(&ref));
	if (status != SP_OK)
		return status;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && status == SP_OK; i++) {
		struct sp_sax_attribute a = sp_sax_attribute(tag, SP_SAX_NO_SPACE, names[i]);
		status = sp_sink_value(xlsx->out, SP_PLACE_PART, "link", a.value, a.len);
	}
	sp_sink_leave(xlsx->out);
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
		end_row(xlsx);
		return SP_OK;
	}
	if (space == SP_OX_S && strcmp(name, "hyperlink") == 0)
		return SP_OK;
	if (sheet->strip)
		return tell_header(xlsx);
	return sp_markup_end(&sheet->markup, space, name);
}

static enum sp_status add_capped(struct sp_xlsx *xlsx, struct sp_buf *to, const char *text,
				 size_t len)
{
	size_t room = to->cap - to->len;

	if (len > room && !xlsx->sheet.cut)
		sp_sink_problem(xlsx->out, SP_REASON_LIMIT_SIZE, "a cell holds too long a text");
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
	end_row(xlsx);
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
	status = sp_sink_enter(xlsx->out, SP_PLACE_CELL, cell, read_column(&ref));
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
		return sp_sink_value(xlsx->out, SP_PLACE_PROPERTY, "author", sheet->value.data,
				     sheet->value.len);
	if (sheet->in_cell && is_comment(space, name)) {
		sp_sink_leave(xlsx->out);
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
		return sp_sink_text(xlsx->out, text, len);
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
		sp_sink_leave(xlsx->out);
	return status;
}

/* ---- which of the two ---- */

static void reset(struct sp_xlsx_sheet *sheet)
{
	sp_columns_reset(&sheet->columns);
	sp_prose_begin(&sheet->markup.prose);
	sheet->markup.alternates = (struct sp_alternates) { 0 };
	sheet->row = sheet->column = 0;
	sheet->row_open = sheet->in_cell = sheet->in_value = sheet->in_formula = false;
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
		reset(&xlsx->sheet);
	return SP_OK;
}
