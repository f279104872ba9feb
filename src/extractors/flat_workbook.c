/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flat_workbook.c - SpreadsheetML of Excel 2002 and 2003: a workbook in one XML
 * file. Cells without a place stand beside the one before. Formulas are left
 * out; their last results are read. That a sheet is hidden is said behind its
 * rows: sheets are gone through once for that before they are read.
 */
#include "extractors/flat.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "extractors/grid.h"

#define MAX_SHEETS 65536
#define MAX_STYLES 65536
#define MAX_ID 64

enum { SPACE_SHEET = 1, SPACE_OFFICE, SPACE_EXCEL, SPACE_HTML };

static const struct sp_sax_space spaces[] = {
	{ "urn:schemas-microsoft-com:office:spreadsheet", SPACE_SHEET },
	{ "urn:schemas-microsoft-com:office:office", SPACE_OFFICE },
	{ "urn:schemas-microsoft-com:office:excel", SPACE_EXCEL },
	{ "http://www.w3.org/TR/REC-html40", SPACE_HTML },
	{ NULL, 0 },
};

enum type { TYPE_TEXT, TYPE_NUMBER, TYPE_DATE, TYPE_BOOLEAN };

struct style {
	char id[MAX_ID];
};

/* Which sheets are hidden, by their order. */
struct visibility {
	bool *hidden;
	size_t n, room;
	bool in_visible;
};

struct workbook {
	struct sp_sink *out;
	const struct visibility *visibility;
	size_t sheets; /* so far */
	struct sp_grid grid;
	struct style *styles; /* by their number in the grid's formats */
	size_t n_styles, room_styles;
	struct sp_number_format format; /* of the style that is being read */
	char id[MAX_ID];
	bool in_sheet, in_value, in_comment, in_properties;
	enum type type;
	unsigned long style;
	struct sp_buf value;
	uint64_t column; /* of the last cell */
};

static struct sp_sax_attribute own(const struct sp_sax_tag *tag, const char *name)
{
	return sp_sax_attribute(tag, SPACE_SHEET, name);
}

static uint64_t to_number(const struct sp_sax_attribute *a)
{
	uint64_t n = 0;

	for (size_t i = 0; i < a->len && i < 9 && sp_is_digit(a->value[i]); i++)
		n = n * 10 + (uint64_t)(a->value[i] - '0');
	return n;
}

static void copy_id(char to[MAX_ID], const struct sp_sax_attribute *id)
{
	size_t len = id->len < MAX_ID ? id->len : MAX_ID - 1;

	memcpy(to, id->value ? id->value : "", len);
	to[len] = '\0';
}

/* ---- styles ---- */

static void read_format(struct workbook *w, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute code = own(tag, "Format");

	if (!code.len)
		return;
	/* Some have a name instead: "Short Date". */
	if (code.len > 5 && memcmp(code.value + code.len - 4, "Date", 4) == 0)
		w->format.form = SP_NUMBER_DATE;
	else
		sp_number_format_read(&w->format, code.value, code.len);
}

static enum sp_status add_style(struct workbook *w)
{
	if (w->n_styles == MAX_STYLES)
		return SP_OK;
	if (!sp_mem_room(&w->styles, &w->room_styles, w->n_styles + 1, sizeof(*w->styles)))
		return SP_FATAL;
	memcpy(w->styles[w->n_styles++].id, w->id, MAX_ID);
	return sp_grid_format_add(&w->grid, &w->format);
}

static unsigned long style_of(const struct workbook *w, const struct sp_sax_attribute *id)
{
	char name[MAX_ID];

	copy_id(name, id);
	for (size_t i = 0; i < w->n_styles; i++)
		if (strcmp(w->styles[i].id, name) == 0)
			return i;
	return MAX_STYLES;
}

/* ---- cells ---- */

static enum sp_status begin_sheet(struct workbook *w, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute name = own(tag, "Name");
	struct sp_buf copy = SP_BUF_INIT(SP_MAX_STRING);
	enum sp_status status = SP_FATAL;

	if (w->in_sheet)
		return SP_OK;
	if (sp_buf_add(&copy, name.value ? name.value : "", name.len))
		status = sp_sink_enter(w->out, SP_PLACE_SHEET, sp_buf_str(&copy), 0);
	sp_buf_release(&copy);
	w->in_sheet = status == SP_OK;
	size_t number = w->sheets++;
	bool hidden = number < w->visibility->n && w->visibility->hidden[number];
	return status == SP_OK ? sp_grid_sheet_begin(&w->grid, hidden) : status;
}

static void end_sheet(struct workbook *w)
{
	if (!w->in_sheet)
		return;
	sp_grid_sheet_end(&w->grid);
	sp_sink_leave(w->out);
	w->in_sheet = false;
}

static void begin_row(struct workbook *w, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute index = own(tag, "Index"), hidden = own(tag, "Hidden");
	uint64_t row = index.len ? to_number(&index) : w->grid.row + 1;

	sp_grid_row(&w->grid, row, sp_sax_is(&hidden, "1"));
	w->column = 0;
}

static enum sp_status begin_cell(struct workbook *w, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute index = own(tag, "Index"), style = own(tag, "StyleID");
	struct sp_sax_attribute link = own(tag, "HRef"), across = own(tag, "MergeAcross");

	w->grid.column = index.len ? to_number(&index) : w->column + 1;
	w->column = w->grid.column + to_number(&across);
	w->style = style_of(w, &style);
	return sp_grid_part(&w->grid, "link", link.value, link.len);
}

static void begin_value(struct workbook *w, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute type = own(tag, "Type");

	sp_buf_reset(&w->value);
	w->in_value = true;
	w->type = sp_sax_is(&type, "Number")	 ? TYPE_NUMBER
		  : sp_sax_is(&type, "DateTime") ? TYPE_DATE
		  : sp_sax_is(&type, "Boolean")	 ? TYPE_BOOLEAN
						 : TYPE_TEXT;
}

static enum sp_status tell_value(struct workbook *w)
{
	static const char midnight[] = "T00:00:00.000";
	const char *s = sp_buf_str(&w->value);
	size_t len = w->value.len, n = sizeof(midnight) - 1;

	w->in_value = false;
	if (w->in_comment)
		return sp_grid_part(&w->grid, "comment", s, len);
	switch (w->type) {
	case TYPE_NUMBER:
		return sp_grid_decimal(&w->grid, s, len, w->style);
	case TYPE_BOOLEAN:
		return sp_grid_boolean(&w->grid, len && s[0] == '1');
	case TYPE_DATE:
		if (len > n && memcmp(s + len - n, midnight, n) == 0)
			len -= n;
		return sp_grid_text(&w->grid, s, len);
	case TYPE_TEXT:
		return sp_grid_text(&w->grid, s, len);
	}
	return SP_OK;
}

/* ---- elements ---- */

static enum sp_status start_own(struct workbook *w, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute id = own(tag, "ID"), author = own(tag, "Author");
	struct sp_sax_attribute name = own(tag, "Name"), refers = own(tag, "RefersTo");
	const char *n = tag->name;

	if (strcmp(n, "Worksheet") == 0)
		return begin_sheet(w, tag);
	if (strcmp(n, "Row") == 0)
		begin_row(w, tag);
	else if (strcmp(n, "Cell") == 0)
		return begin_cell(w, tag);
	else if (strcmp(n, "Data") == 0)
		begin_value(w, tag);
	else if (strcmp(n, "NumberFormat") == 0)
		read_format(w, tag);
	if (strcmp(n, "Style") == 0) {
		copy_id(w->id, &id);
		w->format = (struct sp_number_format) { 0 };
	}
	if (strcmp(n, "Comment") == 0) {
		w->in_comment = true;
		sp_grid_row_end(&w->grid);
		return sp_sink_value(w->out, SP_PLACE_PROPERTY, "author", author.value, author.len);
	}
	if (strcmp(n, "NamedRange") == 0) {
		enum sp_status status =
			sp_sink_value(w->out, SP_PLACE_PART, "name", name.value, name.len);
		return status == SP_OK ? sp_sink_value(w->out, SP_PLACE_PART, "name", refers.value,
						       refers.len)
				       : status;
	}
	return SP_OK;
}

static enum sp_status start(void *context, const struct sp_sax_tag *tag)
{
	struct workbook *w = context;

	if (tag->space == SPACE_SHEET)
		return start_own(w, tag);
	if (tag->space == SPACE_OFFICE && strstr(tag->name, "DocumentProperties"))
		w->in_properties = true;
	if (w->in_properties)
		sp_buf_reset(&w->value);
	if (tag->space == SPACE_EXCEL &&
	    (strcmp(tag->name, "Header") == 0 || strcmp(tag->name, "Footer") == 0)) {
		struct sp_sax_attribute data = sp_sax_attribute(tag, SPACE_EXCEL, "Data");
		sp_grid_row_end(&w->grid);
		if (data.len)
			return sp_grid_strip(&w->grid, tag->name[0] == 'H' ? "header" : "footer",
					     data.value, data.len);
	}
	return SP_OK;
}

static enum sp_status end(void *context, int space, const char *name)
{
	struct workbook *w = context;
	enum sp_status status = SP_OK;

	if (w->in_properties && space == SPACE_OFFICE) {
		if (w->value.len)
			status = sp_sink_value(w->out, SP_PLACE_PROPERTY, name, w->value.data,
					       w->value.len);
		sp_buf_reset(&w->value);
		w->in_properties = !strstr(name, "DocumentProperties");
	}
	if (space != SPACE_SHEET)
		return status;
	if (strcmp(name, "Data") == 0 && w->in_value)
		return tell_value(w);
	if (strcmp(name, "Comment") == 0)
		w->in_comment = false;
	else if (strcmp(name, "Row") == 0)
		sp_grid_row_end(&w->grid);
	else if (strcmp(name, "Worksheet") == 0)
		end_sheet(w);
	else if (strcmp(name, "Style") == 0)
		return add_style(w);
	return SP_OK;
}

static enum sp_status text(void *context, const char *s, size_t len)
{
	struct workbook *w = context;
	size_t room = w->value.cap - w->value.len;

	if (!w->in_value && !w->in_properties)
		return SP_OK;
	/* White space between properties is none of theirs. */
	if (w->in_properties)
		while (len && !w->value.len && sp_is_space(*s))
			s++, len--;
	return sp_buf_add(&w->value, s, len < room ? len : room) ? SP_OK : SP_FATAL;
}

static const struct sp_sax_events events = { .start = start, .end = end, .text = text };

/* ---- hidden sheets ---- */

static enum sp_status look_start(void *context, const struct sp_sax_tag *tag)
{
	struct visibility *v = context;

	v->in_visible = tag->space == SPACE_EXCEL && strcmp(tag->name, "Visible") == 0;
	if (tag->space != SPACE_SHEET || strcmp(tag->name, "Worksheet") != 0 || v->n == MAX_SHEETS)
		return SP_OK;
	if (!sp_mem_room(&v->hidden, &v->room, v->n + 1, sizeof(*v->hidden)))
		return SP_FATAL;
	v->hidden[v->n++] = false;
	return SP_OK;
}

static enum sp_status look_end(void *context, int space, const char *name)
{
	struct visibility *v = context;

	(void)space, (void)name;
	v->in_visible = false;
	return SP_OK;
}

/* SheetHidden, SheetVeryHidden, or SheetVisible: the end of the word tells. */
static enum sp_status look_text(void *context, const char *s, size_t len)
{
	struct visibility *v = context;

	if (v->in_visible && v->n && memmem(s, len, "Hidden", 6))
		v->hidden[v->n - 1] = true;
	return SP_OK;
}

static const struct sp_sax_events look_events = { look_start, look_end, look_text };

enum sp_status sp_flat_workbook(struct sp_input *in, struct sp_sink *out)
{
	struct visibility visibility = { 0 };
	struct workbook w = {
		.out = out,
		.visibility = &visibility,
		.value = SP_BUF_INIT(SP_MAX_STRING),
	};
	struct sp_error told_later = { 0 };

	sp_grid_init(&w.grid, out);
	enum sp_status status =
		sp_flat_look(in, out, spaces, &look_events, &visibility, &told_later);
	if (status == SP_OK)
		status = sp_flat_read(in, out, spaces, &events, &w);
	if (w.in_value && status == SP_PARTIAL)
		status = sp_status_worse(status, tell_value(&w));
	end_sheet(&w);
	sp_grid_release(&w.grid);
	sp_buf_release(&w.value);
	sp_mem_free(w.styles);
	sp_mem_free(visibility.hidden);
	return status;
}
