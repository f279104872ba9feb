/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grid.c - see grid.h. */
#include "extractors/grid.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "extractors/prose.h"

#define MAX_FORMATS 65536
/* The table of strings may take this much; what is beyond has no place in a sheet. */
#define MAX_STRINGS (256 * SP_MIB)

void sp_grid_init(struct sp_grid *grid, struct sp_sink *out)
{
	*grid = (struct sp_grid) { .out = out, .text = SP_BUF_INIT(MAX_STRINGS) };
}

void sp_grid_release(struct sp_grid *grid)
{
	sp_buf_release(&grid->text);
	sp_mem_free(grid->strings);
	sp_mem_free(grid->formats);
	sp_columns_release(&grid->columns);
}

/* ---- the workbook ---- */

bool sp_grid_string_begin(struct sp_grid *grid)
{
	if (!sp_mem_room(&grid->strings, &grid->room_strings, grid->n_strings + 1,
			 sizeof(*grid->strings)))
		return false;
	grid->strings[grid->n_strings++] = (struct sp_grid_string) { grid->text.len, 0, false };
	return true;
}

bool sp_grid_string_add(struct sp_grid *grid, const char *s, size_t len)
{
	if (!sp_buf_add(&grid->text, s, len))
		return false;
	grid->strings[grid->n_strings - 1].len += len;
	return true;
}

enum sp_status sp_grid_format_add(struct sp_grid *grid, const struct sp_number_format *format)
{
	if (grid->n_formats == MAX_FORMATS)
		return SP_OK;
	if (!sp_mem_room(&grid->formats, &grid->room_formats, grid->n_formats + 1,
			 sizeof(*grid->formats)))
		return SP_FATAL;
	grid->formats[grid->n_formats++] = *format;
	return SP_OK;
}

enum sp_status sp_grid_tell_unused(struct sp_grid *grid)
{
	struct sp_prose prose = { .out = grid->out };
	enum sp_status status = sp_sink_enter(grid->out, SP_PLACE_PART, "strings", 0);

	if (status != SP_OK)
		return status;
	for (size_t i = 0; i < grid->n_strings && status == SP_OK; i++) {
		const struct sp_grid_string *string = &grid->strings[i];
		if (!string->used && string->len)
			status = sp_prose_line(&prose, grid->text.data + string->at, string->len);
	}
	sp_sink_leave(grid->out);
	return status;
}

/* ---- rows ---- */

enum sp_status sp_grid_sheet_begin(struct sp_grid *grid, bool hidden)
{
	enum sp_status status = SP_OK;

	sp_columns_reset(&grid->columns);
	grid->row = grid->column = 0;
	grid->row_open = grid->row_hidden = false;
	if (hidden)
		status = sp_sink_enter(grid->out, SP_PLACE_PART, "hidden", 0);
	grid->sheet_hidden = hidden && status == SP_OK;
	return status;
}

void sp_grid_sheet_end(struct sp_grid *grid)
{
	sp_grid_row_end(grid);
	if (grid->sheet_hidden)
		sp_sink_leave(grid->out);
	grid->sheet_hidden = false;
}

void sp_grid_row_end(struct sp_grid *grid)
{
	if (grid->row_open) {
		sp_sink_leave(grid->out);
		if (grid->row_hidden)
			sp_sink_leave(grid->out);
	}
	grid->row_open = false;
}

void sp_grid_row(struct sp_grid *grid, uint64_t row, bool hidden)
{
	sp_grid_row_end(grid);
	grid->row = row;
	grid->column = 0;
	/* In a hidden sheet that says nothing new. */
	grid->row_hidden = hidden && !grid->sheet_hidden;
}

static enum sp_status enter_row(struct sp_grid *grid)
{
	enum sp_status status = SP_OK;

	if (grid->row_open)
		return SP_OK;
	if (grid->row_hidden)
		status = sp_sink_enter(grid->out, SP_PLACE_PART, "hidden", 0);
	if (status != SP_OK)
		return status;
	status = sp_sink_enter(grid->out, SP_PLACE_ROW, NULL, grid->row);
	if (status != SP_OK && grid->row_hidden)
		sp_sink_leave(grid->out);
	grid->row_open = status == SP_OK;
	return status;
}

/* ---- cells ---- */

static enum sp_status enter_cell(struct sp_grid *grid)
{
	char name[SP_CELL_NAME];
	enum sp_status status = enter_row(grid);

	if (status != SP_OK)
		return status;
	sp_cell_name(name, grid->row, grid->column);
	return sp_sink_enter(grid->out, SP_PLACE_CELL, name, grid->column);
}

enum sp_status sp_grid_text(struct sp_grid *grid, const char *s, size_t len)
{
	enum sp_status status;

	if (!len)
		return SP_OK;
	status = enter_cell(grid);
	if (status != SP_OK)
		return status;
	status =
		sp_sink_label(grid->out, sp_columns_label(&grid->columns, grid->row, grid->column));
	if (status == SP_OK)
		status = sp_sink_text(grid->out, s, len);
	sp_sink_leave(grid->out);
	if (status == SP_OK)
		status = sp_columns_note(&grid->columns, grid->row, grid->column, s, len);
	return status;
}

enum sp_status sp_grid_shared(struct sp_grid *grid, uint64_t index)
{
	if (index >= grid->n_strings)
		return SP_OK;
	struct sp_grid_string *string = &grid->strings[index];
	string->used = true;
	return string->len ? sp_grid_text(grid, grid->text.data + string->at, string->len) : SP_OK;
}

enum sp_status sp_grid_decimal(struct sp_grid *grid, const char *s, size_t len, unsigned long style)
{
	static const struct sp_number_format plain = { 0 };
	char out[SP_NUMBER_MAX];
	const struct sp_number_format *format =
		style < grid->n_formats ? &grid->formats[style] : &plain;
	size_t n = sp_number_print(out, s, len, format, grid->from_1904);

	return n ? sp_grid_text(grid, out, n) : sp_grid_text(grid, s, len);
}

/* All digits that a number can hold, and no more. */
enum sp_status sp_grid_number(struct sp_grid *grid, double number, unsigned long style)
{
	char decimal[40];
	int len = snprintf(decimal, sizeof(decimal), "%.15g", number);

	return sp_grid_decimal(grid, decimal, (size_t)len, style);
}

enum sp_status sp_grid_boolean(struct sp_grid *grid, bool value)
{
	return value ? sp_grid_text(grid, "TRUE", 4) : sp_grid_text(grid, "FALSE", 5);
}

enum sp_status sp_grid_part(struct sp_grid *grid, const char *part, const char *s, size_t len)
{
	enum sp_status status;

	if (!len)
		return SP_OK;
	status = enter_cell(grid);
	if (status != SP_OK)
		return status;
	status = sp_sink_value(grid->out, SP_PLACE_PART, part, s, len);
	sp_sink_leave(grid->out);
	return status;
}

enum sp_status sp_grid_aside(struct sp_grid *grid, uint64_t row, uint64_t column,
			     enum sp_place_kind kind, const char *name, const char *s, size_t len)
{
	char cell[SP_CELL_NAME];
	enum sp_status status;

	if (!len)
		return SP_OK;
	sp_grid_row_end(grid);
	sp_cell_name(cell, row, column);
	status = sp_sink_enter(grid->out, SP_PLACE_CELL, cell, column);
	if (status != SP_OK)
		return status;
	status = sp_sink_value(grid->out, kind, name, s, len);
	sp_sink_leave(grid->out);
	return status;
}

/* ---- headers and footers ---- */

/* Codes begin with an ampersand. */
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

enum sp_status sp_grid_strip(struct sp_grid *grid, const char *part, const char *s, size_t len)
{
	enum sp_status status = sp_sink_enter(grid->out, SP_PLACE_PART, part, 0);
	struct sp_prose prose = { .out = grid->out };

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
	sp_sink_leave(grid->out);
	return status;
}
