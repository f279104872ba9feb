/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * book.c - see book.h. Written by libxlsxwriter into memory, but for its own
 * temporary files, which have no name.
 */
#include "reporters/book.h"

#include "base/date.h"
#include "base/utf8.h"
#include "spana/reporter.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CELL_MOST 32767	  /* characters that a cell holds */
#define ROWS_MOST 1048576 /* that a sheet holds, with its heads */
#define A4 9

static bool make_formats(struct sp_book *book)
{
	book->head = workbook_add_format(book->raw);
	book->plain = workbook_add_format(book->raw);
	book->date = workbook_add_format(book->raw);
	if (!book->head || !book->plain || !book->date)
		return false;
	format_set_bold(book->head);
	format_set_bottom(book->head, LXW_BORDER_THIN);
	format_set_text_wrap(book->plain);
	format_set_align(book->plain, LXW_ALIGN_VERTICAL_TOP);
	format_set_align(book->date, LXW_ALIGN_VERTICAL_TOP);
	format_set_num_format(book->date, "yyyy-mm-dd");
	return true;
}

void sp_book_open(struct sp_book *book, bool large)
{
	lxw_workbook_options options = { .constant_memory = large };
	char path[32];

	*book = (struct sp_book) { .text = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	book->fd = memfd_create("xlsx", MFD_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", book->fd);
	book->raw = book->fd >= 0 ? workbook_new_opt(path, &options) : NULL;
	book->failed = !book->raw || !make_formats(book);
}

void sp_book_add(struct sp_book *book, struct sp_book_sheet *sheet, const char *name,
		 const char *const *heads, const double *widths, size_t n)
{
	*sheet = (struct sp_book_sheet) { .book = book, .n_columns = (uint16_t)n };
	if (book->failed)
		return;
	sheet->raw = workbook_add_worksheet(book->raw, name);
	if (!sheet->raw) {
		book->failed = true;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		lxw_col_t column = (lxw_col_t)i;
		worksheet_set_column(sheet->raw, column, column, widths[i], NULL);
		worksheet_write_string(sheet->raw, 0, column, heads[i], book->head);
	}
	worksheet_freeze_panes(sheet->raw, 1, 0);
	worksheet_set_landscape(sheet->raw);
	worksheet_set_paper(sheet->raw, A4);
	worksheet_fit_to_pages(sheet->raw, 1, 0);
	worksheet_repeat_rows(sheet->raw, 0, 0);
	sheet->row = 1;
}

/* Is there a row to write to? */
static bool has_room(const struct sp_book_sheet *sheet)
{
	return !sheet->book->failed && sheet->row < ROWS_MOST;
}

void sp_book_end_cell(struct sp_book_sheet *sheet)
{
	struct sp_buf *text = &sheet->book->text;
	size_t len = text->len < CELL_MOST ? text->len : CELL_MOST;

	if (len < text->len) {
		/* A cut in the middle of a character would be none. */
		len -= sp_utf8_cut(text->data, len);
		text->data[len] = '\0';
	}
	if (text->failed)
		sheet->book->failed = true;
	else if (len && has_room(sheet) &&
		 worksheet_write_string(sheet->raw, sheet->row, sheet->column, sp_buf_str(text),
					sheet->book->plain) != LXW_NO_ERROR)
		sheet->book->failed = true;
	sheet->column++;
	sp_buf_reset(text);
}

/* Bytes from the start that are ASCII without controls. */
static size_t plain_run(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= ' ' && s[n] < 0x7F)
		n++;
	return n;
}

void sp_book_text(struct sp_book_sheet *sheet, const char *s)
{
	struct sp_buf *text = &sheet->book->text;
	size_t len = s ? strlen(s) : 0, size;

	for (; len; s += size, len -= size) {
		size = plain_run(s, len);
		if (size) {
			sp_buf_add(text, s, size);
			continue;
		}
		uint32_t code = sp_utf8_decode(s, len, &size);
		/* Controls are none of XML's, nor are the two that are no characters. */
		bool control = code < 0x20 && code != '\n' && code != '\t';
		sp_buf_put_utf8(text, control				 ? ' '
				      : code == 0xFFFE || code == 0xFFFF ? 0xFFFD
									 : code);
	}
	sp_book_end_cell(sheet);
}

void sp_book_real(struct sp_book_sheet *sheet, double n)
{
	if (has_room(sheet) && worksheet_write_number(sheet->raw, sheet->row, sheet->column, n,
						      sheet->book->plain) != LXW_NO_ERROR)
		sheet->book->failed = true;
	sheet->column++;
}

void sp_book_uint(struct sp_book_sheet *sheet, uint64_t n)
{
	sp_book_real(sheet, (double)n);
}

void sp_book_day(struct sp_book_sheet *sheet, int64_t ns)
{
	struct sp_day day = sp_day_of(ns);
	lxw_datetime date = { .year = day.year, .month = day.month, .day = day.day };

	if (ns && day.year >= 1900 && has_room(sheet) &&
	    worksheet_write_datetime(sheet->raw, sheet->row, sheet->column, &date,
				     sheet->book->date) != LXW_NO_ERROR)
		sheet->book->failed = true;
	sheet->column++;
}

void sp_book_next(struct sp_book_sheet *sheet)
{
	sheet->column = 0;
	if (sheet->row < ROWS_MOST)
		sheet->row++;
	else
		sheet->left_out++;
}

void sp_book_filter(struct sp_book_sheet *sheet)
{
	if (!sheet->book->failed && sheet->row > 1)
		worksheet_autofilter(sheet->raw, 0, 0, sheet->row - 1,
				     (lxw_col_t)(sheet->n_columns - 1));
}

/* Appends all of a file, from its beginning. */
static bool read_all(int fd, struct sp_buf *to)
{
	off_t at = 0;
	ssize_t n = 1;

	while (n > 0) {
		char *room = sp_buf_reserve(to, 64 * 1024);
		n = room ? pread(fd, room, 64 * 1024, at) : -1;
		if (n > 0) {
			to->len += (size_t)n;
			at += n;
		}
	}
	return n == 0;
}

bool sp_book_close(struct sp_book *book, struct sp_buf *to)
{
	/* Closing writes and frees it. */
	if (book->raw && workbook_close(book->raw) != LXW_NO_ERROR)
		book->failed = true;
	bool ok = !book->failed && read_all(book->fd, to);
	if (book->fd >= 0)
		close(book->fd);
	sp_buf_release(&book->text);
	return ok && !to->failed;
}

void sp_reporters_libraries(struct sp_buf *out)
{
	sp_buf_printf(out, "libxlsxwriter %s\n", lxw_version());
}
