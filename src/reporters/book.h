/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * book.h - a workbook of tables, for spreadsheets.
 *
 * Every text is written as a string, never as a formula, whatever it begins
 * with. Errors are remembered: check sp_book_close. Threads: one.
 */
#ifndef REPORTERS_BOOK_H
#define REPORTERS_BOOK_H

#include "reporters/zip_out.h"

#define SP_BOOK_SHEETS 8 /* at most */

struct sp_book;

/* A table. Rows of several can be written in turn. */
struct sp_book_sheet {
	struct sp_book *book;
	const char *name;
	char part[32]; /* its path within the file */
	struct sp_zip_member member;
	struct sp_buf xml; /* that is not packed yet */
	uint32_t row;	   /* the present one, from 1; 1 is the heads */
	unsigned column, columns;
	char number[16]; /* of the row, as digits */
	bool open;	 /* the row has begun */
	bool filtered;
	uint64_t left_out; /* rows that a sheet has no room for */
};

struct sp_book {
	struct sp_zip_out zip;
	struct sp_book_sheet sheets[SP_BOOK_SHEETS];
	size_t n_sheets;
	struct sp_buf text; /* of the cell that is being written */
	uint64_t size;	    /* of all sheets, before they are packed */
	bool failed;
};

/* Rows go to `to`, which is borrowed, as they are packed. Release the book in any case. */
void sp_book_open(struct sp_book *book, struct sp_buf *to);
/*
 * Adds a table with its heads, which stay in sight. `name` is borrowed. `first`: its rows go to
 * the output while those of others wait in memory, packed; for one of them, the largest.
 */
struct sp_book_sheet *sp_book_add(struct sp_book *book, const char *name, const char *const *heads,
				  const double *widths, size_t n, bool first);
/* Writes all that is left. false: no memory. */
SP_CHECK bool sp_book_close(struct sp_book *book);
void sp_book_release(struct sp_book *book);

/* Cells of the present row, from left to right. NULL is an empty one; bytes may be any. */
void sp_book_text(struct sp_book_sheet *sheet, const char *s);
/* What was collected in book->text. */
void sp_book_end_cell(struct sp_book_sheet *sheet);
void sp_book_uint(struct sp_book_sheet *sheet, uint64_t n);
/* From 0, to three decimals. */
void sp_book_real(struct sp_book_sheet *sheet, double n);
/* A time as a spreadsheet's date, in local time; 0 is an empty cell. */
void sp_book_day(struct sp_book_sheet *sheet, int64_t ns);
void sp_book_next(struct sp_book_sheet *sheet);
/* Filters over the whole table; after its last row. */
void sp_book_filter(struct sp_book_sheet *sheet);

/*
 * Write the parts beside the sheets: before the first those by which programs know a workbook,
 * after the last the list of sheets.
 */
void sp_book_first_parts(struct sp_book *book);
void sp_book_last_parts(struct sp_book *book);

#endif
