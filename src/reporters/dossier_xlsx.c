/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dossier_xlsx.c - a dossier as a workbook: what was searched, the places, and
 * what could not be read. Written by libxlsxwriter into memory, but for its own
 * temporary files, which have no name; every text is written as a string,
 * never as a formula.
 */
#include "reporters/held.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "reporters/display.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xlsxwriter.h>

#define CELL_MOST 32767 /* characters that a cell holds */

struct book {
	const struct sp_dossier *d;
	enum sp_language l;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *head, *date, *plain;
	lxw_row_t row;
	lxw_col_t column;
	struct sp_buf text;
	bool failed;
};

/* Writes the text that was collected into the next cell. */
static void end_cell(struct book *b, lxw_format *format)
{
	const char *s = sp_buf_str(&b->text);
	size_t len = b->text.len < CELL_MOST ? b->text.len : CELL_MOST;

	if (len < b->text.len) {
		/* A cut in the middle of a character would be none. */
		len -= sp_utf8_cut(s, len);
		b->text.data[len] = '\0';
	}
	if (len && worksheet_write_string(b->sheet, b->row, b->column, s, format) != LXW_NO_ERROR)
		b->failed = true;
	b->column++;
	b->failed |= b->text.failed;
	sp_buf_reset(&b->text);
}

static void put(struct book *b, const char *s)
{
	for (; s && *s; s++) {
		/* Control characters are none of XML's. */
		bool control = (unsigned char)*s < 0x20 && *s != '\n' && *s != '\t';
		sp_buf_putc(&b->text, control ? ' ' : *s);
	}
	end_cell(b, b->plain);
}

static void put_bytes(struct book *b, const char *s)
{
	struct sp_buf good = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_utf8_repair(&good, s, strlen(s));
	put(b, sp_buf_str(&good));
	sp_buf_release(&good);
}

static void put_uint(struct book *b, uint64_t n)
{
	worksheet_write_number(b->sheet, b->row, b->column++, (double)n, b->plain);
}

/* A time as a spreadsheet's date. */
static void put_time(struct book *b, int64_t ns)
{
	struct sp_day day = sp_day_of(ns);
	lxw_datetime date = { .year = day.year, .month = day.month, .day = day.day };

	if (ns && day.year >= 1900)
		worksheet_write_datetime(b->sheet, b->row, b->column, &date, b->date);
	b->column++;
}

static void next_row(struct book *b)
{
	b->row++;
	b->column = 0;
}

static void add_sheet(struct book *b, const char *name, const char *const (*heads)[2], size_t n,
		      const double *widths)
{
	b->sheet = workbook_add_worksheet(b->book, name);
	b->row = 0;
	b->column = 0;
	if (!b->sheet) {
		b->failed = true;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		lxw_col_t column = (lxw_col_t)i;
		worksheet_set_column(b->sheet, column, column, widths[i], NULL);
		worksheet_write_string(b->sheet, 0, column, sp_say(b->l, heads[i][0], heads[i][1]),
				       b->head);
	}
	worksheet_freeze_panes(b->sheet, 1, 0);
	worksheet_set_landscape(b->sheet);
	worksheet_set_paper(b->sheet, 9); /* A4 */
	worksheet_fit_to_pages(b->sheet, 1, 0);
	worksheet_repeat_rows(b->sheet, 0, 0);
	next_row(b);
}

static void put_line(struct book *b, const char *what, uint64_t n)
{
	put(b, what);
	put_uint(b, n);
	next_row(b);
}

static void write_summary(struct book *b)
{
	static const char *const heads[][2] = { { "Uppgift", "What" }, { "Värde", "Value" } };
	static const double widths[] = { 46, 44 };
	const struct sp_overview *c = &b->d->coverage;
	struct sp_held_sums sums;
	char day[11];

	add_sheet(b, sp_say(b->l, "Sammanfattning", "Summary"), heads, 2, widths);
	if (b->failed)
		return;
	for (size_t i = 0; i < b->d->subject->n; i++) {
		put(b, sp_say_type(b->l, b->d->subject->items[i].type));
		put(b, b->d->subject->items[i].value);
		next_row(b);
	}
	put(b, sp_say(b->l, "Begäran mottagen", "Request received"));
	put(b, sp_day_text(b->d->received, day));
	next_row(b);
	put(b, sp_say(b->l, "Svar senast", "Answer no later than"));
	put(b, sp_day_text(b->d->due, day));
	next_row(b);
	sp_held_sum(b->d, &sums);
	put_line(b, sp_say(b->l, "Dokument", "Documents"), sums.documents);
	put_line(b, sp_say(b->l, "Kopior", "Copies"), sums.copies);
	put_line(b, sp_say(b->l, "Ställen", "Places"), sums.places);
	put_line(b, sp_say(b->l, "Läst i sin helhet", "Read in full"),
		 c->outcomes[SP_OUTCOME_FULL]);
	put_line(b, sp_say(b->l, "Läst i delar", "Read in part"), c->outcomes[SP_OUTCOME_PART]);
	put_line(b, sp_say(b->l, "Inte läst", "Not read"), c->outcomes[SP_OUTCOME_NOT_READ]);
	put_line(b, sp_say(b->l, "Innehåller ingen text", "No text"),
		 c->outcomes[SP_OUTCOME_NO_TEXT]);
	for (size_t i = 0; i < b->d->n_sources; i++) {
		put(b, sp_say(b->l, "Genomsökt", "Searched"));
		put_bytes(b, b->d->sources[i].path);
		next_row(b);
	}
}

static void put_place(struct book *b, const struct sp_held_file *file,
		      const struct sp_held_item *item, const struct sp_place_of *place)
{
	put_bytes(b, file->path);
	for (size_t i = 0; i < item->n_members; i++) {
		sp_buf_puts(&b->text, i ? SP_DISPLAY_STEP : "");
		sp_buf_puts(&b->text, item->members[i]);
	}
	end_cell(b, b->plain);
	sp_say_where(&b->text, b->l, place->where);
	end_cell(b, b->plain);
	put(b, sp_say_type(b->l, place->type));
	put(b, b->d->subject->items[place->identifier].value);
	put(b, sp_say_as(b->l, place->as));
	put(b, place->withheld ? sp_say(b->l, "(visas inte)", "(not shown)") : place->excerpt);
	put(b, file->owner);
	put_time(b, file->mtime_ns);
	put(b, sp_say_reread(b->l, file->reread));
	put(b, item->special ? sp_say(b->l, "ja", "yes") : "");
	put(b, item->protected_near ? sp_say(b->l, "JA", "YES") : "");
	put_uint(b, item->n_others);
	next_row(b);
}

static void write_places(struct book *b)
{
	static const char *const heads[][2] = {
		{ "Fil", "File" },
		{ "I filen", "Within it" },
		{ "Ställe", "Place" },
		{ "Uppgift", "What" },
		{ "Värde", "Value" },
		{ "Hur", "How" },
		{ "Utdrag", "Excerpt" },
		{ "Ägare", "Owner" },
		{ "Ändrad", "Modified" },
		{ "Läge", "State" },
		{ "Känsligt", "Special" },
		{ "Skyddad identitet", "Protected identity" },
		{ "Andra personer", "Other people" },
	};
	static const double widths[] = { 44, 24, 22, 18, 22, 18, 70, 12, 12, 22, 9, 12, 9 };
	size_t n = sizeof(widths) / sizeof(widths[0]);

	add_sheet(b, sp_say(b->l, "Ställen", "Places"), heads, n, widths);
	for (size_t i = 0; i < b->d->n_files && !b->failed; i++) {
		const struct sp_held_file *file = &b->d->files[i];
		for (size_t j = 0; j < file->n_items; j++)
			for (size_t k = 0; k < file->items[j].n_places; k++)
				put_place(b, file, &file->items[j], &file->items[j].places[k]);
	}
	if (!b->failed && b->row > 1)
		worksheet_autofilter(b->sheet, 0, 0, b->row - 1, (lxw_col_t)(n - 1));
}

static void write_problems(struct book *b)
{
	static const char *const heads[][2] = {
		{ "Fil", "File" },
		{ "I filen", "Within it" },
		{ "Varför", "Why" },
		{ "Mer", "Detail" },
	};
	static const double widths[] = { 60, 30, 24, 50 };

	add_sheet(b, sp_say(b->l, "Inte läst", "Not read"), heads, 4, widths);
	for (size_t i = 0; i < b->d->n_problems && !b->failed; i++) {
		const struct sp_problem_of *problem = &b->d->problems[i];
		put_bytes(b, problem->path);
		put(b, problem->members);
		put(b, sp_say_reason(b->l, problem->reason));
		put(b, problem->detail);
		next_row(b);
	}
}

static bool make_formats(struct book *b)
{
	b->head = workbook_add_format(b->book);
	b->plain = workbook_add_format(b->book);
	b->date = workbook_add_format(b->book);
	if (!b->head || !b->plain || !b->date)
		return false;
	format_set_bold(b->head);
	format_set_bottom(b->head, LXW_BORDER_THIN);
	format_set_text_wrap(b->plain);
	format_set_align(b->plain, LXW_ALIGN_VERTICAL_TOP);
	format_set_align(b->date, LXW_ALIGN_VERTICAL_TOP);
	format_set_num_format(b->date, "yyyy-mm-dd");
	return true;
}

static bool write_sheets(struct book *b, const char *path)
{
	b->book = workbook_new(path);
	b->failed = !b->book || !make_formats(b);
	if (!b->failed)
		write_summary(b);
	if (!b->failed)
		write_places(b);
	if (!b->failed)
		write_problems(b);
	/* Closing writes and frees it. */
	if (b->book && workbook_close(b->book) != LXW_NO_ERROR)
		b->failed = true;
	return !b->failed;
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

static enum sp_status write_xlsx(const struct sp_dossier *dossier, enum sp_language language,
				 struct sp_buf *to)
{
	struct book b = { .d = dossier, .l = language, .text = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	int fd = memfd_create("xlsx", MFD_CLOEXEC);
	char path[32];

	/* The library writes to a name: this one leads to memory. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	bool ok = fd >= 0 && write_sheets(&b, path) && read_all(fd, to);
	if (fd >= 0)
		close(fd);
	sp_buf_release(&b.text);
	return ok && !to->failed ? SP_OK : SP_FATAL;
}

void sp_reporters_libraries(struct sp_buf *out)
{
	sp_buf_printf(out, "libxlsxwriter %s\n", lxw_version());
}

const struct sp_dossier_writer sp_dossier_xlsx = {
	.name = "xlsx",
	.binary = true,
	.is_answer = true,
	.write = write_xlsx,
};
