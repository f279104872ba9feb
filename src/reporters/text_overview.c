/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_overview.c - see text_overview.h. */
#include "reporters/text_overview.h"

#include <stdio.h>
#include <string.h>

#include "base/translate.h"
#include "reporters/held.h"

#define MEDIA_FOLDERS 50 /* with pictures, sound or film, that are listed */
#define LABEL 14	 /* columns of an outcome */

/* One leaked address can cost a life: it gets a line of its own. */
void sp_text_protected(const struct sp_text_to *to, uint64_t places)
{
	char number[32];

	if (!places)
		return;
	sp_text_paint(to, SP_TEXT_HIT);
	sp_buf_printf(to->out,
		      sp_translate_n("Protected identity: %s place",
				     "Protected identity: %s places", places),
		      sp_display_number(number, places));
	sp_text_paint(to, SP_TEXT_PLAIN);
	sp_buf_putc(to->out, '\n');
}

/* ---- totals ---- */

enum { TOTALS = 5 };

static const char *const total_titles[TOTALS] = { N_("Values"), N_("High"), N_("Medium"), N_("Low"),
						  N_("Files") };

static void total_numbers(const struct sp_type_total *total, uint64_t numbers[TOTALS])
{
	numbers[0] = total->values;
	numbers[1] = total->places[SP_HIGH];
	numbers[2] = total->places[SP_MEDIUM];
	numbers[3] = total->places[SP_LOW];
	numbers[4] = total->files;
}

static size_t wider(const struct sp_text_to *to, size_t width, const char *s)
{
	size_t own = sp_display_width(to->locale, s);

	return own > width ? own : width;
}

struct total_widths {
	size_t type, category, numbers[TOTALS];
};

static void put_total_row(const struct sp_text_to *to, const struct total_widths *w,
			  const char *type, const char *category, const char *const numbers[TOTALS])
{
	sp_text_cell(to, type, w->type + 2, false);
	sp_text_cell(to, category, w->category, false);
	for (int i = 0; i < TOTALS && numbers[i]; i++)
		sp_text_cell(to, numbers[i], w->numbers[i] + 2, true);
	sp_buf_putc(to->out, '\n');
}

/* Numbers as text, and no number for a nought: what is there is easier to see. */
static void total_texts(const struct sp_type_total *total, char texts[TOTALS][32],
			const char *out[TOTALS])
{
	uint64_t numbers[TOTALS];

	total_numbers(total, numbers);
	for (int i = 0; i < TOTALS; i++)
		out[i] = numbers[i] ? sp_display_number(texts[i], numbers[i]) : "-";
}

static const char *category_text(const struct sp_type_total *total)
{
	return !total->category[0] || sp_spoken() == SP_ENGLISH
		       ? total->category
		       : sp_say_category(sp_spoken(), total->category);
}

static void measure_totals(const struct sp_text_to *to, const struct sp_overview *overview,
			   const struct sp_type_total *sum, struct total_widths *w)
{
	char texts[TOTALS][32];
	const char *numbers[TOTALS];

	*w = (struct total_widths) { .type = wider(to, 0, _("Type")),
				     .category = wider(to, 0, _("Category")) };
	for (int i = 0; i < TOTALS; i++)
		w->numbers[i] = wider(to, 0, sp_translate(total_titles[i]));
	for (size_t i = 0; i <= overview->n_types; i++) {
		const struct sp_type_total *total =
			i < overview->n_types ? &overview->types[i] : sum;
		w->type = wider(to, w->type, total->type);
		w->category = wider(to, w->category, category_text(total));
		total_texts(total, texts, numbers);
		for (int j = 0; j < TOTALS; j++)
			w->numbers[j] = wider(to, w->numbers[j], numbers[j]);
	}
}

void sp_text_totals(const struct sp_text_to *to, const struct sp_overview *overview)
{
	struct sp_type_total sum = { .values = 0 };
	struct total_widths widths;
	char texts[TOTALS][32];
	const char *numbers[TOTALS];

	snprintf(sum.type, sizeof(sum.type), "%s", _("Total"));
	if (!overview->n_types) {
		sp_buf_puts(to->out, _("None in what was read.\n"));
		return;
	}
	for (size_t i = 0; i < overview->n_types; i++) {
		sum.values += overview->types[i].values;
		for (int j = SP_LOW; j <= SP_HIGH; j++)
			sum.places[j] += overview->types[i].places[j];
	}
	measure_totals(to, overview, &sum, &widths);
	sp_text_paint(to, SP_TEXT_DIM);
	for (int i = 0; i < TOTALS; i++)
		numbers[i] = sp_translate(total_titles[i]);
	put_total_row(to, &widths, _("Type"), _("Category"), numbers);
	sp_text_paint(to, SP_TEXT_PLAIN);
	for (size_t i = 0; i < overview->n_types; i++) {
		total_texts(&overview->types[i], texts, numbers);
		put_total_row(to, &widths, overview->types[i].type,
			      category_text(&overview->types[i]), numbers);
	}
	total_texts(&sum, texts, numbers);
	numbers[TOTALS - 1] = NULL; /* a file may hold several types: no sum */
	sp_text_paint(to, SP_TEXT_TITLE);
	put_total_row(to, &widths, sum.type, sum.category, numbers);
	sp_text_paint(to, SP_TEXT_DIM);
	sp_buf_puts(to->out, _("A value counts once; high, medium and low are places.\n"));
	sp_text_paint(to, SP_TEXT_PLAIN);
	sp_text_protected(to, sp_overview_protected(overview));
}

/* ---- coverage ---- */

static const char *const outcome_labels[SP_OUTCOME_COUNT] = {
	[SP_OUTCOME_PENDING] = N_("pending"),	[SP_OUTCOME_FULL] = N_("read in full"),
	[SP_OUTCOME_PART] = N_("read in part"), [SP_OUTCOME_NOT_READ] = N_("not read"),
	[SP_OUTCOME_NO_TEXT] = N_("no text"),
};

/* "  label          1 180   98.3 %" */
static void put_share(const struct sp_text_to *to, const char *label, uint64_t n, uint64_t of,
		      size_t width)
{
	char number[32];

	sp_display_number(number, n);
	sp_buf_puts(to->out, "  ");
	sp_text_cell(to, label, LABEL, false);
	sp_buf_printf(to->out, "%*s", (int)width, number);
	if (of)
		sp_buf_printf(to->out, "  %5.1f %%", 100.0 * (double)n / (double)of);
	sp_buf_putc(to->out, '\n');
}

static void put_parts(const struct sp_text_to *to, const struct sp_name_total *totals, size_t n,
		      const char *unnamed, size_t width)
{
	char number[32];

	for (size_t i = 0; i < n; i++) {
		if (totals[i].n == totals[i].more)
			continue;
		sp_display_number(number, totals[i].n - totals[i].more);
		sp_buf_printf(to->out, "%*s  ", (int)(2 + LABEL + width), number);
		sp_display_put(to->out, totals[i].name[0] ? totals[i].name : unnamed);
		sp_buf_putc(to->out, '\n');
	}
}

static void put_kinds(const struct sp_text_to *to, const struct sp_media_total *total)
{
	char number[32];
	const char *between = "  ";

	if (total->images) {
		sp_buf_puts(to->out, between);
		sp_buf_printf(to->out, sp_translate_n("%s picture", "%s pictures", total->images),
			      sp_display_number(number, total->images));
		between = ", ";
	}
	if (total->sounds) {
		sp_buf_puts(to->out, between);
		sp_buf_printf(to->out, sp_translate_n("%s sound", "%s sounds", total->sounds),
			      sp_display_number(number, total->sounds));
		between = ", ";
	}
	if (total->films) {
		sp_buf_puts(to->out, between);
		sp_buf_printf(to->out, sp_translate_n("%s film", "%s films", total->films),
			      sp_display_number(number, total->films));
	}
}

/* Where material lies of which nothing but names and metadata were looked at. */
void sp_text_media(const struct sp_text_to *to, const struct sp_overview *overview)
{
	sp_buf_puts(to->out, _("Only their names and metadata were read.\n\n"));
	for (size_t i = 0; i < overview->n_media && i < MEDIA_FOLDERS; i++) {
		const struct sp_media_total *total = &overview->media[i];
		sp_buf_puts(to->out, "  ");
		sp_display_put(to->out, total->folder);
		put_kinds(to, total);
		sp_buf_putc(to->out, '\n');
	}
	if (overview->n_media > MEDIA_FOLDERS) {
		char number[32];
		uint64_t more = overview->n_media - MEDIA_FOLDERS;
		sp_buf_printf(
			to->out,
			sp_translate_n("  and %s folder more\n", "  and %s folders more\n", more),
			sp_display_number(number, more));
	}
}

void sp_text_coverage(const struct sp_text_to *to, const struct sp_overview *overview)
{
	char number[32];

	size_t width = strlen(sp_display_number(number, overview->items));
	put_share(to, _("items met"), overview->items, 0, width);
	for (int i = SP_OUTCOME_FULL; i < SP_OUTCOME_COUNT; i++) {
		put_share(to, sp_translate(outcome_labels[i]), overview->outcomes[i],
			  overview->items, width);
		sp_text_paint(to, SP_TEXT_DIM);
		if (i == SP_OUTCOME_NOT_READ)
			put_parts(to, overview->not_read, overview->n_not_read, _("no reason"),
				  width);
		if (i == SP_OUTCOME_NO_TEXT)
			put_parts(to, overview->skipped, overview->n_skipped, _("unknown type"),
				  width);
		sp_text_paint(to, SP_TEXT_PLAIN);
	}
	sp_buf_printf(to->out, sp_translate_n("\n  in %s file", "\n  in %s files", overview->files),
		      sp_display_number(number, overview->files));
	sp_buf_printf(to->out, ", %s\n", sp_display_bytes(number, overview->bytes));
}
