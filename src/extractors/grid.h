/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grid.h - the cells of a workbook, whatever file they come from.
 *
 * Cells come row by row and are told at once, each in its row with the label
 * of its column; none is held. Strings and formats are the workbook's. Hidden
 * rows and sheets stand in a part "hidden". Threads: one.
 */
#ifndef EXTRACTORS_GRID_H
#define EXTRACTORS_GRID_H

#include "base/buf.h"
#include "extractors/cellnumber.h"
#include "extractors/columns.h"
#include "spana/extractor.h"

/* A string that cells share. */
struct sp_grid_string {
	size_t at, len; /* in the text of all */
	bool used;	/* a cell shows it */
};

struct sp_grid {
	struct sp_sink *out;
	struct sp_buf text; /* of all shared strings */
	struct sp_grid_string *strings;
	size_t n_strings, room_strings;
	struct sp_number_format *formats; /* by a cell's style */
	size_t n_formats, room_formats;
	bool from_1904;
	/* The sheet. */
	struct sp_columns columns;
	uint64_t row, column; /* of the present cell, from 1 */
	bool row_open;	      /* places are entered for it */
	bool row_hidden;
	bool sheet_hidden; /* a part is entered for that */
};

void sp_grid_init(struct sp_grid *grid, struct sp_sink *out);
void sp_grid_release(struct sp_grid *grid);

/* ---- the workbook ---- */

/* A string begins; what is added then belongs to it. false: no memory. */
SP_CHECK bool sp_grid_string_begin(struct sp_grid *grid);
/* false: no memory, or there is no room for more (`text` is full). */
SP_CHECK bool sp_grid_string_add(struct sp_grid *grid, const char *s, size_t len);
/* The next style of cells. SP_FATAL: no memory. */
SP_CHECK enum sp_status sp_grid_format_add(struct sp_grid *grid,
					   const struct sp_number_format *format);
/* Strings that no cell has shown: texts that were overwritten may still be there. */
SP_CHECK enum sp_status sp_grid_tell_unused(struct sp_grid *grid);

/* ---- a sheet ---- */

/* A sheet begins, within its place. */
SP_CHECK enum sp_status sp_grid_sheet_begin(struct sp_grid *grid, bool hidden);
void sp_grid_sheet_end(struct sp_grid *grid);

/* A row begins, and the one before ends; `row` from 1. */
void sp_grid_row(struct sp_grid *grid, uint64_t row, bool hidden);
void sp_grid_row_end(struct sp_grid *grid);

/* Values of the cell at grid->row, grid->column. */
SP_CHECK enum sp_status sp_grid_text(struct sp_grid *grid, const char *s, size_t len);
SP_CHECK enum sp_status sp_grid_shared(struct sp_grid *grid, uint64_t index);
SP_CHECK enum sp_status sp_grid_decimal(struct sp_grid *grid, const char *s, size_t len,
					unsigned long style);
SP_CHECK enum sp_status sp_grid_number(struct sp_grid *grid, double number, unsigned long style);
SP_CHECK enum sp_status sp_grid_boolean(struct sp_grid *grid, bool value);

/* A part of the cell: "formula". */
SP_CHECK enum sp_status sp_grid_part(struct sp_grid *grid, const char *part, const char *s,
				     size_t len);

/* Beside a cell that is not the present one: a comment, its author. row and column from 1. */
SP_CHECK enum sp_status sp_grid_aside(struct sp_grid *grid, uint64_t row, uint64_t column,
				      enum sp_place_kind kind, const char *name, const char *s,
				      size_t len);

/* A header or footer of the printed sheet: ECMA-376 part 1, 18.3.1.46. */
SP_CHECK enum sp_status sp_grid_strip(struct sp_grid *grid, const char *part, const char *s,
				      size_t len);

#endif
