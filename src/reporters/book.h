/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * book.h - a workbook of tables, for spreadsheets.
 *
 * Every text is written as a string, never as a formula, whatever it begins
 * with. Errors are remembered: check sp_book_close. Threads: one.
 */
#ifndef REPORTERS_BOOK_H
#define REPORTERS_BOOK_H

#include "base/buf.h"

#include <stdint.h>

#include <xlsxwriter.h>

struct sp_book {
	lxw_workbook *raw;
	lxw_format *head, *date, *plain;
	struct sp_buf text; /* of the cell that is being written */
	int fd;		    /* in memory: the library writes to a name that leads there */
	bool failed;
};

/* A table. Rows of several can be written in turn. */
struct sp_book_sheet {
	struct sp_book *book;
	lxw_worksheet *raw;
	uint32_t row; /* the present one; 0 is the heads */
	uint16_t column, n_columns;
	uint64_t left_out; /* rows that a sheet has no room for */
};

/*
 * `book` may be released by sp_book_close alone, also after failures. `large`: memory does not
 * grow with the rows, and each sheet keeps its own texts.
 */
void sp_book_open(struct sp_book *book, bool large);
/* Adds a table with its heads, which stay in sight. */
void sp_book_add(struct sp_book *book, struct sp_book_sheet *sheet, const char *name,
		 const char *const *heads, const double *widths, size_t n);
/* Appends all of it to `to` and releases the book. false: no memory, or the library could not. */
bool sp_book_close(struct sp_book *book, struct sp_buf *to);

/* Cells of the present row, from left to right. NULL is an empty one; bytes may be any. */
void sp_book_text(struct sp_book_sheet *sheet, const char *s);
/* What was collected in book->text. */
void sp_book_end_cell(struct sp_book_sheet *sheet);
void sp_book_uint(struct sp_book_sheet *sheet, uint64_t n);
void sp_book_real(struct sp_book_sheet *sheet, double n);
/* A time as a spreadsheet's date, in local time; 0 is an empty cell. */
void sp_book_day(struct sp_book_sheet *sheet, int64_t ns);
void sp_book_next(struct sp_book_sheet *sheet);
/* Filters over the whole table; after its last row. */
void sp_book_filter(struct sp_book_sheet *sheet);

#endif
