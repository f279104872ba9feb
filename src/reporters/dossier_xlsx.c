/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dossier_xlsx.c - a dossier as a workbook: what was searched, the places, what was not read. */
#include "reporters/book.h"
#include "reporters/display.h"
#include "reporters/held.h"

struct book {
	const struct sp_dossier *d;
	enum sp_language l;
	struct sp_book book;
	struct sp_book_sheet sheet; /* the present one */
};

static void put(struct book *b, const char *s)
{
	sp_book_text(&b->sheet, s);
}

static void put_uint(struct book *b, uint64_t n)
{
	sp_book_uint(&b->sheet, n);
}

static void next_row(struct book *b)
{
	sp_book_next(&b->sheet);
}

#define COLUMNS_MOST 16

static void add_sheet(struct book *b, const char *name, const char *const (*heads)[2], size_t n,
		      const double *widths)
{
	const char *said[COLUMNS_MOST];

	for (size_t i = 0; i < n && i < COLUMNS_MOST; i++)
		said[i] = sp_say(b->l, heads[i][0], heads[i][1]);
	sp_book_add(&b->book, &b->sheet, name, said, widths, n);
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
	if (b->book.failed)
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
		put(b, b->d->sources[i].path);
		next_row(b);
	}
}

static void put_place(struct book *b, const struct sp_held_file *file,
		      const struct sp_held_item *item, const struct sp_place_of *place)
{
	put(b, file->path);
	for (size_t i = 0; i < item->n_members; i++) {
		sp_buf_puts(&b->book.text, i ? SP_DISPLAY_STEP : "");
		sp_buf_puts(&b->book.text, item->members[i]);
	}
	sp_book_end_cell(&b->sheet);
	sp_say_where(&b->book.text, b->l, place->where);
	sp_book_end_cell(&b->sheet);
	put(b, sp_say_type(b->l, place->type));
	put(b, b->d->subject->items[place->identifier].value);
	put(b, sp_say_as(b->l, place->as));
	put(b, place->withheld ? sp_say(b->l, "(visas inte)", "(not shown)") : place->excerpt);
	put(b, file->owner);
	sp_book_day(&b->sheet, file->mtime_ns);
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
		{ "Andras identifierare", "Identifiers of others" },
	};
	static const double widths[] = { 44, 24, 22, 18, 22, 18, 70, 12, 12, 22, 9, 12, 9 };
	size_t n = sizeof(widths) / sizeof(widths[0]);

	add_sheet(b, sp_say(b->l, "Ställen", "Places"), heads, n, widths);
	for (size_t i = 0; i < b->d->n_files && !b->book.failed; i++) {
		const struct sp_held_file *file = &b->d->files[i];
		for (size_t j = 0; j < file->n_items; j++)
			for (size_t k = 0; k < file->items[j].n_places; k++)
				put_place(b, file, &file->items[j], &file->items[j].places[k]);
	}
	sp_book_filter(&b->sheet);
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
	for (size_t i = 0; i < b->d->n_problems && !b->book.failed; i++) {
		const struct sp_problem_of *problem = &b->d->problems[i];
		put(b, problem->path);
		put(b, problem->members);
		put(b, sp_say_reason(b->l, problem->reason));
		put(b, problem->detail);
		next_row(b);
	}
}

static enum sp_status write_xlsx(const struct sp_dossier *dossier, enum sp_language language,
				 struct sp_buf *to)
{
	struct book b = { .d = dossier, .l = language };

	sp_book_open(&b.book, false);
	write_summary(&b);
	write_places(&b);
	write_problems(&b);
	return sp_book_close(&b.book, to) ? SP_OK : SP_FATAL;
}

const struct sp_dossier_writer sp_dossier_xlsx = {
	.name = "xlsx",
	.binary = true,
	.is_answer = true,
	.write = write_xlsx,
};
