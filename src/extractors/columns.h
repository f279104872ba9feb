/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * columns.h - what the columns of a table are called, learnt while it is read.
 *
 * The header is the first row with text in two columns or more; until one has
 * come, and in columns where it says nothing, a column is called by its first
 * text. Only columns that hold something take room. Threads: one.
 */
#ifndef EXTRACTORS_COLUMNS_H
#define EXTRACTORS_COLUMNS_H

#include "spana/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SP_COLUMN_LABEL 96 /* bytes of a label; longer ones are cut */

struct sp_column {
	uint64_t column, row; /* row: where the label stands */
	char label[SP_COLUMN_LABEL];
};

struct sp_columns {
	struct sp_column *items; /* by column */
	size_t n, room;
	uint64_t row;		/* the last that had text */
	unsigned in_row;	/* columns with text in it */
	struct sp_column first; /* text in it: of the header, should this row turn out to be it */
	uint64_t header;	/* the header's row, 0 as long as none has come */
};

/* Begins a table. Zeroed, it is ready too. */
void sp_columns_reset(struct sp_columns *columns);
void sp_columns_release(struct sp_columns *columns);

/*
 * Text of a cell, rows in order; row and column from 1. Only words can be a
 * label, no numbers. SP_FATAL: no memory.
 */
SP_CHECK enum sp_status sp_columns_note(struct sp_columns *columns, uint64_t row, uint64_t column,
					const char *text, size_t len);

/* The label for a cell, or NULL: none, or the cell is the label itself. */
const char *sp_columns_label(const struct sp_columns *columns, uint64_t row, uint64_t column);

#endif
