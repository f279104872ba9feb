/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * book.c - see book.h. SpreadsheetML (ECMA-376 part 1, 18.3) with texts in their
 * cells: what all sheets have in common would have to be held in memory.
 */
#include "reporters/book.h"

#include "base/date.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define CELL_MOST 32767				     /* characters that a cell holds */
#define ROWS_MOST 1048576			     /* that a sheet holds, with its heads */
#define BYTES_MOST (UINT32_MAX - UINT64_C(33554432)) /* of all sheets: a row is far below that */
#define PIECE ((size_t)65536)			     /* that is packed at once */

/* Numbers of formats in book_parts.c. */
enum { HEAD = 1, PLAIN = 2, DATE = 3 };

void sp_book_open(struct sp_book *book, struct sp_buf *to)
{
	*book = (struct sp_book) { .text = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	sp_zip_out_open(&book->zip, to);
	sp_book_first_parts(book);
}

/* Packs what there is of a sheet, where it is enough. */
static void pack(struct sp_book_sheet *sheet, size_t enough)
{
	if (sheet->xml.failed)
		sheet->book->failed = true;
	if (sheet->xml.len < enough)
		return;
	sheet->book->size += sheet->xml.len;
	sp_zip_out_add(&sheet->member, sheet->xml.data, sheet->xml.len);
	sp_buf_reset(&sheet->xml);
}

/* ---- cells ---- */

/* Is there a row to write to? */
static bool has_room(const struct sp_book_sheet *sheet)
{
	return sheet->row <= ROWS_MOST && sheet->book->size < BYTES_MOST;
}

/* Begins a cell, up to where its attributes go on. false: there is no room for its row. */
static bool begin_cell(struct sp_book_sheet *sheet, int format)
{
	struct sp_buf *out = &sheet->xml;

	if (sheet->column >= sheet->columns || (!sheet->open && !has_room(sheet)))
		return false;
	if (!sheet->open) {
		sheet->open = true;
		snprintf(sheet->number, sizeof(sheet->number), "%u", (unsigned)sheet->row);
		sp_buf_puts(out, "<row r=\"");
		sp_buf_puts(out, sheet->number);
		sp_buf_puts(out, "\">");
	}
	sp_buf_puts(out, "<c r=\"");
	sp_buf_putc(out, (char)('A' + sheet->column));
	sp_buf_puts(out, sheet->number);
	sp_buf_puts(out, "\" s=\"");
	sp_buf_putc(out, (char)('0' + format));
	return true;
}

/* "_x0041_" would be read as a character's number. */
static bool is_number(const char *s, size_t len)
{
	if (len < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_')
		return false;
	return strspn(s + 2, "0123456789abcdefABCDEF") == 4;
}

/* Bytes from the start that stand for themselves in XML. */
static size_t plain_run(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= ' ' && s[n] < 0x7F && s[n] != '&' && s[n] != '<' && s[n] != '>' &&
	       s[n] != '_')
		n++;
	return n;
}

static void put_code(struct sp_buf *out, uint32_t code)
{
	/* Controls are none of XML's, nor are the two that are no characters. */
	if (code < 0x20 && code != '\n' && code != '\t')
		sp_buf_putc(out, ' ');
	else if (code == '&')
		sp_buf_puts(out, "&amp;");
	else if (code == '<')
		sp_buf_puts(out, "&lt;");
	else if (code == '>')
		sp_buf_puts(out, "&gt;");
	else
		sp_buf_put_utf8(out, code == 0xFFFE || code == 0xFFFF ? SP_UTF8_BAD : code);
}

/* `s` ends with a NUL behind `len`. */
static void put_text(struct sp_buf *out, const char *s, size_t len)
{
	size_t size;

	for (; len; s += size, len -= size) {
		size = plain_run(s, len);
		if (size) {
			sp_buf_add(out, s, size);
			continue;
		}
		if (is_number(s, len))
			sp_buf_puts(out, "_x005F");
		put_code(out, sp_utf8_decode(s, len, &size));
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

static void put_string(struct sp_book_sheet *sheet, const char *s, size_t len, int format)
{
	struct sp_buf *out = &sheet->xml;

	if (len && begin_cell(sheet, format)) {
		sp_buf_puts(out, "\" t=\"inlineStr\"><is><t");
		if (is_blank(s[0]) || is_blank(s[len - 1]))
			sp_buf_puts(out, " xml:space=\"preserve\"");
		sp_buf_putc(out, '>');
		put_text(out, s, len);
		sp_buf_puts(out, "</t></is></c>");
	}
	sheet->column++;
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
	put_string(sheet, sp_buf_str(text), len, PLAIN);
	sp_buf_reset(text);
}

void sp_book_text(struct sp_book_sheet *sheet, const char *s)
{
	size_t len = s ? strlen(s) : 0;

	if (len > CELL_MOST) {
		sp_buf_puts(&sheet->book->text, s);
		sp_book_end_cell(sheet);
		return;
	}
	put_string(sheet, s, len, PLAIN);
}

static void put_number(struct sp_book_sheet *sheet, uint64_t whole, unsigned thousandths,
		       int format)
{
	struct sp_buf *out = &sheet->xml;

	if (begin_cell(sheet, format)) {
		sp_buf_puts(out, "\"><v>");
		sp_buf_put_uint(out, whole);
		if (thousandths)
			sp_buf_putc(out, '.');
		for (unsigned scale = 100; thousandths; scale /= 10) {
			sp_buf_putc(out, (char)('0' + thousandths / scale));
			thousandths %= scale;
		}
		sp_buf_puts(out, "</v></c>");
	}
	sheet->column++;
}

void sp_book_real(struct sp_book_sheet *sheet, double n)
{
	uint64_t thousandths = n > 0 && n < 1e15 ? (uint64_t)(n * 1000 + 0.5) : 0;

	put_number(sheet, thousandths / 1000, (unsigned)(thousandths % 1000), PLAIN);
}

void sp_book_uint(struct sp_book_sheet *sheet, uint64_t n)
{
	put_number(sheet, n, 0, PLAIN);
}

void sp_book_day(struct sp_book_sheet *sheet, int64_t ns)
{
	static const struct sp_day zero = { 1899, 12, 31 };
	struct sp_day day = sp_day_of(ns);

	if (!ns || day.year < 1900) {
		sheet->column++;
		return;
	}
	int days = sp_days_between(zero, day);
	/* Spreadsheets count 29 February 1900, which there was not. */
	put_number(sheet, (uint64_t)(days + (days > 59)), 0, DATE);
}

void sp_book_next(struct sp_book_sheet *sheet)
{
	sheet->column = 0;
	if (!sheet->open && !has_room(sheet)) {
		sheet->left_out++;
		return;
	}
	if (sheet->open)
		sp_buf_puts(&sheet->xml, "</row>\n");
	sheet->open = false;
	sheet->row++;
	pack(sheet, PIECE);
}

void sp_book_filter(struct sp_book_sheet *sheet)
{
	sheet->filtered = sheet->row > 2;
}

/* ---- sheets ---- */

static void put_top(struct sp_book_sheet *sheet, const double *widths, bool first)
{
	struct sp_buf *out = &sheet->xml;

	sp_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
			 "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/"
			 "main\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews>");
	sp_buf_printf(out,
		      "<sheetView%s workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" "
		      "activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
		      "<sheetFormatPr defaultRowHeight=\"15\"/><cols>",
		      first ? " tabSelected=\"1\"" : "");
	for (unsigned i = 0; i < sheet->columns; i++)
		sp_buf_printf(out,
			      "<col min=\"%u\" max=\"%u\" width=\"%u\" "
			      "customWidth=\"1\"/>",
			      i + 1, i + 1, (unsigned)widths[i]);
	sp_buf_puts(out, "</cols><sheetData>\n");
}

struct sp_book_sheet *sp_book_add(struct sp_book *book, const char *name, const char *const *heads,
				  const double *widths, size_t n, bool first)
{
	struct sp_book_sheet *sheet = &book->sheets[book->n_sheets++];

	*sheet = (struct sp_book_sheet) { .book = book,
					  .name = name,
					  .xml = SP_BUF_INIT(SP_BUF_UNCAPPED),
					  .row = 1,
					  .columns = (unsigned)n };
	snprintf(sheet->part, sizeof(sheet->part), "xl/worksheets/sheet%u.xml",
		 (unsigned)book->n_sheets);
	sp_zip_out_begin(&book->zip, &sheet->member, sheet->part, first);
	put_top(sheet, widths, book->n_sheets == 1);
	for (size_t i = 0; i < n; i++)
		put_string(sheet, heads[i], strlen(heads[i]), HEAD);
	sp_book_next(sheet);
	return sheet;
}

static void end_sheet(struct sp_book_sheet *sheet)
{
	sp_buf_puts(&sheet->xml, "</sheetData>");
	if (sheet->filtered)
		sp_buf_printf(&sheet->xml, "<autoFilter ref=\"A1:%c%u\"/>",
			      'A' + (int)sheet->columns - 1, (unsigned)sheet->row - 1);
	sp_buf_puts(&sheet->xml,
		    "<pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" "
		    "header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" fitToHeight=\"0\" "
		    "orientation=\"landscape\"/></worksheet>\n");
	pack(sheet, 0);
	sp_zip_out_end(&sheet->member);
}

bool sp_book_close(struct sp_book *book)
{
	/* What went straight to the output ends before others follow. */
	for (size_t i = 0; i < book->n_sheets; i++)
		if (book->sheets[i].member.direct)
			end_sheet(&book->sheets[i]);
	for (size_t i = 0; i < book->n_sheets; i++)
		if (!book->sheets[i].member.direct)
			end_sheet(&book->sheets[i]);
	sp_book_last_parts(book);
	return sp_zip_out_close(&book->zip) && !book->failed;
}

void sp_book_release(struct sp_book *book)
{
	for (size_t i = 0; i < book->n_sheets; i++) {
		sp_zip_out_drop(&book->sheets[i].member);
		sp_buf_release(&book->sheets[i].xml);
	}
	sp_zip_out_release(&book->zip);
	sp_buf_release(&book->text);
}
