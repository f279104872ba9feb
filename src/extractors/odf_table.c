/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * odf_table.c - tables and sheets of an OpenDocument (ISO/IEC 26300 part 1,
 * section 9): rows, cells, what they show and what they hold.
 *
 * Cells that are repeated are told once. Hidden sheets and rows stand in a part
 * "hidden"; cells of hidden columns are read like others, since a place of
 * their own would tear the row apart.
 */
#include "extractors/odf_own.h"

#include <string.h>

#include "base/ascii.h"
#include "extractors/cellnumber.h"

#define MAX_REPEATED 16777216

uint64_t odf_count(const struct sp_sax_tag *tag, int space, const char *name)
{
	struct sp_sax_attribute a = sp_sax_attribute(tag, space, name);
	uint64_t n = 0;

	for (size_t i = 0; i < a.len && i < 9 && sp_is_digit(a.value[i]); i++)
		n = n * 10 + (uint64_t)(a.value[i] - '0');
	if (n > MAX_REPEATED)
		n = MAX_REPEATED;
	return n ? n : 1;
}

/* ---- hidden sheets: their style says so ---- */

enum sp_status odf_style_begin(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute name = sp_sax_attribute(tag, SP_ODF_STYLE, "name");
	struct sp_sax_attribute family = sp_sax_attribute(tag, SP_ODF_STYLE, "family");

	sp_buf_reset(&o->style);
	if (!sp_sax_is(&family, "table") || name.len >= o->style.cap)
		return SP_OK;
	return sp_buf_add(&o->style, name.value, name.len) ? SP_OK : SP_FATAL;
}

enum sp_status odf_style_table(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute display = sp_sax_attribute(tag, SP_ODF_TABLE, "display");
	struct sp_buf *to = &o->hidden_styles;

	if (!sp_sax_is(&display, "false") || !o->style.len || to->cap - to->len <= o->style.len)
		return SP_OK;
	return sp_buf_add(to, o->style.data, o->style.len + 1) ? SP_OK : SP_FATAL;
}

static bool is_hidden(const struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute style = sp_sax_attribute(tag, SP_ODF_TABLE, "style-name");
	const char *name = sp_buf_str(&o->hidden_styles), *end = name + o->hidden_styles.len;

	for (; name < end; name += strlen(name) + 1)
		if (sp_sax_is(&style, name))
			return true;
	return false;
}

/* ---- tables ---- */

enum sp_status odf_table_begin(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute a = sp_sax_attribute(tag, SP_ODF_TABLE, "name");
	char name[256];
	size_t len = a.len < sizeof(name) ? a.len : sizeof(name) - 1;

	if (o->tables++)
		return SP_OK;
	sp_columns_reset(&o->columns);
	o->row = o->rows_repeated = 0;
	o->sheet_hidden = false;
	if (!o->sheet)
		return SP_OK;
	memcpy(name, a.value ? a.value : "", len);
	name[len] = '\0';
	enum sp_status status = odf_enter(o, SP_PLACE_SHEET, name, 0);
	if (status != SP_OK || !is_hidden(o, tag))
		return status;
	status = odf_enter(o, SP_PLACE_PART, "hidden", 0);
	o->sheet_hidden = status == SP_OK;
	return status;
}

void odf_row_end(struct sp_odf_text *o)
{
	if (o->row_entered) {
		sp_sink_leave(o->prose.out);
		if (o->row_hidden)
			sp_sink_leave(o->prose.out);
	}
	o->row_entered = false;
}

void odf_table_end(struct sp_odf_text *o)
{
	if (!o->tables || --o->tables)
		return;
	odf_row_end(o);
	if (o->sheet_hidden)
		odf_leave(o);
	o->sheet_hidden = false;
	if (o->sheet)
		odf_leave(o);
}

void odf_row_begin(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	if (o->tables != 1)
		return;
	odf_row_end(o);
	o->row += o->rows_repeated ? o->rows_repeated : 1;
	o->rows_repeated = odf_count(tag, SP_ODF_TABLE, "number-rows-repeated");
	o->column = o->columns_repeated = 0;
	/* In a hidden sheet that says nothing new. */
	struct sp_sax_attribute shown = sp_sax_attribute(tag, SP_ODF_TABLE, "visibility");
	o->row_hidden = o->sheet && !o->sheet_hidden &&
			(sp_sax_is(&shown, "collapse") || sp_sax_is(&shown, "filter"));
}

/* The value, where a cell shows something else: all digits, or a date as ISO has it. */
static enum sp_status note_value(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	static const char *const names[] = { "value", "date-value", "time-value", "string-value" };
	static const struct sp_number_format plain = { 0 };

	sp_buf_reset(&o->value);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct sp_sax_attribute a = sp_sax_attribute(tag, SP_ODF_OFFICE, names[i]);
		char number[SP_NUMBER_MAX];
		size_t n;
		if (!a.value) /* as OpenOffice.org 1 has it */
			a = sp_sax_attribute(tag, SP_ODF_TABLE, names[i]);
		if (!a.len)
			continue;
		n = i == 0 ? sp_number_print(number, a.value, a.len, &plain, false) : 0;
		return n ? odf_add_capped(o, &o->value, number, n)
			 : odf_add_capped(o, &o->value, a.value, a.len);
	}
	return SP_OK;
}

enum sp_status odf_cell_begin(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute formula = sp_sax_attribute(tag, SP_ODF_TABLE, "formula");

	if (o->tables != 1)
		return SP_OK;
	o->column += o->columns_repeated ? o->columns_repeated : 1;
	o->columns_repeated = odf_count(tag, SP_ODF_TABLE, "number-columns-repeated");
	o->in_cell = true;
	sp_buf_reset(&o->cell);
	sp_buf_reset(&o->formula);
	if (!o->sheet)
		return SP_OK;
	if (formula.len && memchr(formula.value, '"', formula.len) &&
	    odf_add_capped(o, &o->formula, formula.value, formula.len) != SP_OK)
		return SP_FATAL;
	return note_value(o, tag);
}

static enum sp_status enter_row(struct sp_odf_text *o)
{
	enum sp_status status = SP_OK;

	if (o->row_hidden)
		status = sp_sink_enter(o->prose.out, SP_PLACE_PART, "hidden", 0);
	if (status != SP_OK)
		return status;
	status = sp_sink_enter(o->prose.out, SP_PLACE_ROW, NULL, o->row);
	if (status != SP_OK && o->row_hidden)
		sp_sink_leave(o->prose.out);
	o->row_entered = status == SP_OK;
	return status;
}

static enum sp_status enter_cell(struct sp_odf_text *o)
{
	char name[SP_CELL_NAME];
	enum sp_status status = SP_OK;

	if (!o->row_entered)
		status = enter_row(o);
	if (status != SP_OK)
		return status;
	sp_cell_name(name, o->row, o->column);
	status = sp_sink_enter(o->prose.out, SP_PLACE_CELL, name, o->column);
	sp_prose_begin(&o->prose);
	return status;
}

static enum sp_status tell_cell(struct sp_odf_text *o, const struct sp_buf *text)
{
	enum sp_status status;

	if (!text->len)
		return SP_OK;
	status = enter_cell(o);
	if (status != SP_OK)
		return status;
	status = sp_sink_label(o->prose.out, sp_columns_label(&o->columns, o->row, o->column));
	if (status == SP_OK)
		status = sp_sink_text(o->prose.out, text->data, text->len);
	sp_sink_leave(o->prose.out);
	return status;
}

/* What waits for the end of a cell, and the formula where it has text of its own. */
static enum sp_status tell_beside(struct sp_odf_text *o)
{
	enum sp_status status;

	if (!o->formula.len && !o->n_notes && !o->aside.len)
		return SP_OK;
	status = enter_cell(o);
	if (status != SP_OK)
		return status;
	status = sp_sink_value(o->prose.out, SP_PLACE_PART, "formula", o->formula.data,
			       o->formula.len);
	if (status == SP_OK)
		status = odf_tell_waiting(o);
	sp_sink_leave(o->prose.out);
	return status;
}

enum sp_status odf_cell_end(struct sp_odf_text *o)
{
	enum sp_status status = SP_OK;
	bool shown = o->cell.len == o->value.len &&
		     memcmp(sp_buf_str(&o->cell), sp_buf_str(&o->value), o->cell.len) == 0;

	if (o->tables != 1 || !o->in_cell)
		return SP_OK;
	o->in_cell = false;
	if (o->sheet) {
		status = tell_cell(o, &o->cell);
		if (status == SP_OK && !shown)
			status = tell_cell(o, &o->value);
		if (status == SP_OK)
			status = tell_beside(o);
	}
	if (status == SP_OK)
		status = sp_columns_note(&o->columns, o->row, o->column, sp_buf_str(&o->cell),
					 o->cell.len);
	sp_buf_reset(&o->cell);
	sp_buf_reset(&o->value);
	return status;
}
