/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.c - for people: lines as grep(1) prints them while a search runs, and a
 * report with totals, findings by file, problems by reason and coverage.
 *
 * Findings of one item are held until its last (or GROUP_MOST of them), so
 * that their columns can be aligned. Problems are held to the end, by reason.
 */
#include "spana/reporter.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/translate.h"
#include "reporters/held.h"
#include "reporters/text_facts.h"

#include <stdio.h>
#include <string.h>

#define GROUP_MOST 500
#define COLUMN_MOST 44	 /* a column is not made wider than this for one long cell */
#define MEDIA_FOLDERS 50 /* with pictures, sound or film, that are listed */
#define NOTE_INDENT 6
#define LABEL 14       /* columns of an outcome */
#define PLACE_LEAST 16 /* columns; a place is cut to fit a terminal, but not below this */

enum colour { PLAIN, TITLE, PATH, PLACE, HIT, HIGH, MEDIUM, DIM };

static const char *const colours[] = {
	[PLAIN] = "\x1b[0m",  [TITLE] = "\x1b[1m", [PATH] = "\x1b[35m",	  [PLACE] = "\x1b[32m",
	[HIT] = "\x1b[1;31m", [HIGH] = "\x1b[31m", [MEDIUM] = "\x1b[33m", [DIM] = "\x1b[2m",
};

enum column { WHERE, TYPE, MASKED, CONFIDENCE, COLUMNS };

struct line {
	const char *cells[COLUMNS]; /* in the arena, harmless */
	const char *note;
	enum sp_confidence confidence;
};

struct sp_report {
	struct sp_report_style style;
	struct sp_buf *to;
	locale_t locale;
	enum sp_language language;
	struct sp_arena arena; /* of the group */
	struct sp_buf heading; /* the item that the group is about */
	struct sp_buf cell;    /* one, while it is made */
	struct line lines[GROUP_MOST];
	size_t n_lines;
	size_t widths[COLUMNS]; /* of the group; they only grow */
	struct sp_buf problems[SP_REASON_COUNT];
	uint64_t n_problems[SP_REASON_COUNT];
	bool titled, has_totals, has_findings, has_rows;
};

static enum sp_status open_text(struct sp_report **out, const struct sp_report_style *style,
				struct sp_buf *to)
{
	struct sp_report *report = sp_mem_zero(1, sizeof(*report));

	*out = report;
	if (!report)
		return SP_FATAL;
	report->style = *style;
	report->to = to;
	report->locale = sp_display_locale();
	report->language = sp_spoken();
	report->heading = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	report->cell = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	for (int i = 0; i < SP_REASON_COUNT; i++)
		report->problems[i] = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	return SP_OK;
}

static void close_text(struct sp_report *report)
{
	if (!report)
		return;
	if (report->locale)
		freelocale(report->locale);
	sp_arena_release(&report->arena);
	sp_buf_release(&report->heading);
	sp_buf_release(&report->cell);
	for (int i = 0; i < SP_REASON_COUNT; i++)
		sp_buf_release(&report->problems[i]);
	sp_mem_free(report);
}

/* ---- pieces ---- */

static enum sp_status done(const struct sp_report *report)
{
	return report->to->failed ? SP_FATAL : SP_OK;
}

static void paint(struct sp_report *report, struct sp_buf *to, enum colour colour)
{
	if (report->style.colour)
		sp_buf_puts(to, colours[colour]);
}

static void put_painted(struct sp_report *report, enum colour colour, const char *s)
{
	paint(report, report->to, colour);
	sp_buf_puts(report->to, s);
	paint(report, report->to, PLAIN);
}

static void blanks(struct sp_report *report, size_t n)
{
	while (n--)
		sp_buf_putc(report->to, ' ');
}

/* A heading with a blank line on both sides. */
static void put_title(struct sp_report *report, const char *title)
{
	if (report->titled)
		sp_buf_putc(report->to, '\n');
	report->titled = true;
	put_painted(report, TITLE, title);
	sp_buf_puts(report->to, "\n\n");
}

/* What a reader may know of the value: itself where the user asked for values. */
static const char *shown(const struct sp_finding_record *finding)
{
	if (finding->text && finding->text[0])
		return finding->text;
	return finding->value ? finding->value : finding->masked;
}

static const char *confidence_text(enum sp_confidence confidence)
{
	switch (confidence) {
	case SP_HIGH:
		return _("high");
	case SP_MEDIUM:
		return _("medium");
	default:
		return _("low");
	}
}

static const enum colour confidence_colours[] = {
	[SP_LOW] = DIM, [SP_MEDIUM] = MEDIUM, [SP_HIGH] = HIGH
};

/* ---- while a search runs ---- */

static enum sp_status put_live_finding(struct sp_report *report, const struct sp_report_item *item,
				       const struct sp_finding_record *finding)
{
	struct sp_buf *to = report->to;
	size_t before;

	paint(report, to, PATH);
	sp_display_item(to, item);
	paint(report, to, PLAIN);
	sp_buf_puts(to, ": ");
	before = to->len;
	sp_buf_reset(&report->cell);
	if (!sp_say_where(&report->cell, report->language, finding->where ? finding->where : "{}"))
		return SP_FATAL;
	if (report->cell.len) {
		paint(report, to, PLACE);
		sp_display_put(to, sp_buf_str(&report->cell));
		paint(report, to, PLAIN);
	}
	if (to->len > before)
		sp_buf_puts(to, ": ");
	sp_buf_puts(to, finding->type);
	sp_buf_putc(to, ' ');
	paint(report, to, HIT);
	sp_display_put(to, shown(finding));
	paint(report, to, PLAIN);
	sp_buf_printf(to, " (%s)", confidence_text(finding->confidence));
	if (finding->reasons)
		sp_buf_printf(to, ": %s", finding->reasons);
	if (finding->suppressed)
		sp_buf_printf(to, _("; suppressed: %s"), finding->suppressed);
	sp_buf_putc(to, '\n');
	return done(report);
}

static const char *reason_text(const struct sp_report *report, enum sp_reason reason)
{
	const char *name = sp_reason_name(reason);

	return report->language == SP_ENGLISH ? name : sp_say_reason(report->language, name);
}

static enum sp_status put_live_problem(struct sp_report *report, const struct sp_report_item *item,
				       const struct sp_problem_record *problem)
{
	struct sp_buf *to = report->to;

	paint(report, to, PATH);
	sp_display_item(to, item);
	paint(report, to, PLAIN);
	sp_buf_puts(to, _(": not read in full: "));
	put_painted(report, MEDIUM, reason_text(report, problem->reason));
	if (problem->detail && problem->detail[0]) {
		sp_buf_puts(to, " (");
		sp_display_put(to, problem->detail);
		sp_buf_putc(to, ')');
	}
	sp_buf_putc(to, '\n');
	return done(report);
}

/* One leaked address can cost a life: it gets a line of its own. */
static void put_protected(struct sp_report *report, uint64_t places)
{
	char number[32];

	if (!places)
		return;
	paint(report, report->to, HIT);
	sp_buf_printf(report->to,
		      sp_translate_n("Protected identity: %s place",
				     "Protected identity: %s places", places),
		      sp_display_number(number, places));
	paint(report, report->to, PLAIN);
	sp_buf_putc(report->to, '\n');
}

static enum sp_status put_live_summary(struct sp_report *report,
				       const struct sp_report_summary *summary)
{
	const struct sp_counts *counts = &summary->counts;
	char number[32];

	sp_buf_printf(report->to, sp_translate_n("%s finding", "%s findings", counts->findings),
		      sp_display_number(number, counts->findings));
	sp_buf_printf(report->to, sp_translate_n(" in %s item", " in %s items", counts->items),
		      sp_display_number(number, counts->items));
	sp_buf_printf(report->to, ", %s, %.1f s\n", sp_display_bytes(number, counts->bytes),
		      summary->seconds);
	if (counts->allowed)
		sp_buf_printf(report->to, _("allowed, and not told, %s\n"),
			      sp_display_number(number, counts->allowed));
	sp_buf_printf(report->to, _("read in full %s, "),
		      sp_display_number(number, counts->outcomes[SP_OUTCOME_FULL]));
	sp_buf_printf(report->to, _("in part %s, "),
		      sp_display_number(number, counts->outcomes[SP_OUTCOME_PART]));
	sp_buf_printf(report->to, _("not read %s, "),
		      sp_display_number(number, counts->outcomes[SP_OUTCOME_NOT_READ]));
	sp_buf_printf(report->to, _("no text %s\n"),
		      sp_display_number(number, counts->outcomes[SP_OUTCOME_NO_TEXT]));
	put_protected(report, counts->protected_places);
	return done(report);
}

/* ---- a report's findings ---- */

/* What is in report->cell becomes a string of the group; NULL: no memory. */
static const char *keep_cell(struct sp_report *report)
{
	const char *cell = report->cell.failed
				   ? NULL
				   : sp_arena_copy(&report->arena, sp_buf_str(&report->cell),
						   report->cell.len);

	sp_buf_reset(&report->cell);
	return cell;
}

static const char *clean(struct sp_report *report, const char *s)
{
	sp_display_put(&report->cell, s);
	return keep_cell(report);
}

static const char *clean_where(struct sp_report *report, const char *where)
{
	if (!sp_say_where(&report->cell, report->language, where ? where : "{}"))
		return NULL;
	const char *raw = keep_cell(report);
	return raw ? clean(report, raw) : NULL;
}

static void add_note(struct sp_report *report, const char *before, const char *text)
{
	if (report->cell.len)
		sp_buf_puts(&report->cell, "; ");
	sp_buf_puts(&report->cell, before);
	for (const char *end; *text; text = *end ? end + 1 : end) {
		end = text + strcspn(text, "\n");
		/* A word is short; cut out of its list it needs an end. */
		char *word = sp_arena_copy(&report->arena, text, (size_t)(end - text));
		if (!word) {
			report->cell.failed = true;
			return;
		}
		sp_display_put(&report->cell, word);
		if (*end)
			sp_buf_puts(&report->cell, ", ");
	}
}

static const char *make_note(struct sp_report *report, const struct sp_finding_record *finding)
{
	if (finding->term_category && finding->term_category[0])
		add_note(report, "", sp_say_term(report->language, finding->term_category));
	if (finding->role && finding->role[0])
		add_note(report, _("as "), finding->role);
	if (finding->test)
		add_note(report, _("test number"), "");
	if (finding->organisation)
		add_note(report, _("of an organisation"), "");
	if (finding->context && finding->context[0])
		add_note(report, _("near "), finding->context);
	if (finding->against && finding->against[0])
		add_note(report, _("despite "), finding->against);
	if (finding->suppressed)
		add_note(report, "", finding->suppressed);
	return keep_cell(report);
}

/* How wide the place may be so that a line fits the terminal. */
static size_t fitting_place(const struct sp_report *report)
{
	size_t others = 2; /* the indent */

	for (int i = TYPE; i < COLUMNS; i++)
		others += 2 + report->widths[i];
	if (!report->style.width)
		return report->widths[WHERE];
	size_t room = report->style.width > others + PLACE_LEAST ? report->style.width - others
								 : PLACE_LEAST;
	return room < report->widths[WHERE] ? room : report->widths[WHERE];
}

static void widen(struct sp_report *report)
{
	for (size_t i = 0; i < report->n_lines; i++) {
		for (int j = 0; j < COLUMNS; j++) {
			size_t width = sp_display_width(report->locale, report->lines[i].cells[j]);
			if (width > COLUMN_MOST)
				width = COLUMN_MOST;
			if (width > report->widths[j])
				report->widths[j] = width;
		}
	}
}

/* What speaks for a finding: behind the cells, or below them where a terminal is too narrow. */
static void put_note(struct sp_report *report, const char *note, size_t used, size_t pad)
{
	size_t width = report->style.width;

	if (width && used + pad + sp_display_width(report->locale, note) > width) {
		sp_buf_putc(report->to, '\n');
		used = 0;
		pad = NOTE_INDENT;
	}
	used += pad;
	blanks(report, pad);
	paint(report, report->to, DIM);
	sp_display_fit(report->to, report->locale, note, width > used ? width - used : SIZE_MAX);
	paint(report, report->to, PLAIN);
}

static void put_line(struct sp_report *report, const struct line *line, size_t place_width)
{
	const enum colour cell_colours[] = { PLACE, PLAIN, HIT,
					     confidence_colours[line->confidence] };
	size_t used = 0, pad = 2;

	for (int i = 0; i < COLUMNS; i++) {
		size_t width = i == WHERE ? place_width : report->widths[i];
		size_t most = i == WHERE && report->style.width ? width : SIZE_MAX;
		blanks(report, pad);
		paint(report, report->to, cell_colours[i]);
		size_t own = sp_display_fit(report->to, report->locale, line->cells[i], most);
		paint(report, report->to, PLAIN);
		used += pad + own;
		pad = 2 + (own < width ? width - own : 0);
	}
	if (line->note[0])
		put_note(report, line->note, used, pad);
	sp_buf_putc(report->to, '\n');
}

/* Writes the lines that are held. */
static void flush(struct sp_report *report)
{
	widen(report);
	size_t place_width = fitting_place(report);
	for (size_t i = 0; i < report->n_lines; i++)
		put_line(report, &report->lines[i], place_width);
	report->n_lines = 0;
	sp_arena_reset(&report->arena);
}

/* The item's names and, where it is closed, when and how. */
static bool make_heading(struct sp_buf *out, const struct sp_report_item *item)
{
	char day[32];

	sp_display_item(out, item);
	if (item->closed_how)
		sp_buf_printf(out, " (%s %s)", item->closed_how,
			      sp_display_time(day, item->closed_ns, false));
	return !out->failed;
}

/* Ends the group before and begins another where the item is another one. */
static bool go_to(struct sp_report *report, const struct sp_report_item *item, const char *title)
{
	bool ok = make_heading(&report->cell, item);

	if (ok && (!report->has_findings ||
		   strcmp(sp_buf_str(&report->cell), sp_buf_str(&report->heading)) != 0)) {
		flush(report);
		if (report->has_findings)
			sp_buf_putc(report->to, '\n');
		else
			put_title(report, title);
		report->has_findings = true;
		memset(report->widths, 0, sizeof(report->widths));
		sp_buf_reset(&report->heading);
		ok = sp_buf_puts(&report->heading, sp_buf_str(&report->cell));
		put_painted(report, PATH, sp_buf_str(&report->heading));
		sp_buf_putc(report->to, '\n');
	}
	sp_buf_reset(&report->cell);
	return ok;
}

static enum sp_status put_finding(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_finding_record *finding)
{
	if (report->style.live)
		return put_live_finding(report, item, finding);
	if (!go_to(report, item, finding->suppressed ? _("Suppressed") : _("Findings")))
		return SP_FATAL;
	if (report->n_lines == GROUP_MOST)
		flush(report);
	struct line *line = &report->lines[report->n_lines];
	line->confidence = finding->confidence <= SP_HIGH ? finding->confidence : SP_LOW;
	line->cells[WHERE] = clean_where(report, finding->where);
	line->cells[TYPE] = clean(report, finding->type);
	line->cells[MASKED] = clean(report, shown(finding));
	line->cells[CONFIDENCE] = confidence_text(line->confidence);
	line->note = make_note(report, finding);
	if (!line->cells[WHERE] || !line->cells[TYPE] || !line->cells[MASKED] || !line->note)
		return SP_FATAL;
	report->n_lines++;
	return done(report);
}

/* ---- a report's problems ---- */

/* What went wrong: behind the name, or below it on a narrow terminal. */
static void put_detail(struct sp_report *report, struct sp_buf *to, size_t used, const char *detail)
{
	size_t width = report->style.width;

	sp_buf_putc(to, ':');
	sp_display_put(&report->cell, detail);
	const char *text = sp_buf_str(&report->cell);
	if (width && used + 2 + sp_display_width(report->locale, text) > width)
		sp_buf_printf(to, "\n%*s", NOTE_INDENT, "");
	else
		sp_buf_putc(to, ' ');
	sp_display_wrap(to, report->locale, text, width, NOTE_INDENT, NOTE_INDENT);
	to->failed = to->failed || report->cell.failed;
	sp_buf_reset(&report->cell);
}

static enum sp_status put_problem(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_problem_record *problem)
{
	if (report->style.live)
		return put_live_problem(report, item, problem);
	enum sp_reason reason =
		(unsigned)problem->reason < SP_REASON_COUNT ? problem->reason : SP_REASON_NONE;
	struct sp_buf *to = &report->problems[reason];
	sp_buf_puts(to, "  ");
	paint(report, to, PATH);
	size_t start = to->len;
	make_heading(to, item);
	size_t used = 2 + sp_display_width(report->locale, sp_buf_str(to) + start);
	paint(report, to, PLAIN);
	if (problem->detail && problem->detail[0])
		put_detail(report, to, used, problem->detail);
	sp_buf_putc(to, '\n');
	report->n_problems[reason]++;
	return to->failed ? SP_FATAL : SP_OK;
}

static void put_problems(struct sp_report *report)
{
	bool first = true;
	char number[32];

	for (int i = 0; i < SP_REASON_COUNT; i++) {
		if (!report->n_problems[i])
			continue;
		if (first)
			put_title(report, _("Problems"));
		else
			sp_buf_putc(report->to, '\n');
		first = false;
		put_painted(report, MEDIUM,
			    i ? reason_text(report, (enum sp_reason)i) : _("no reason"));
		sp_buf_printf(report->to, " (%s)\n",
			      sp_display_number(number, report->n_problems[i]));
		sp_buf_add(report->to, report->problems[i].data, report->problems[i].len);
	}
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

static size_t wider(const struct sp_report *report, size_t width, const char *s)
{
	size_t own = sp_display_width(report->locale, s);

	return own > width ? own : width;
}

struct total_widths {
	size_t type, category, numbers[TOTALS];
};

/* A cell of a table; numbers stand on the right. */
static void put_cell(struct sp_report *report, const char *s, size_t width, bool right)
{
	size_t own = sp_display_width(report->locale, s);
	size_t pad = own < width ? width - own : 0;

	if (right)
		blanks(report, pad);
	sp_buf_puts(report->to, s);
	if (!right)
		blanks(report, pad);
}

static void put_total_row(struct sp_report *report, const struct total_widths *w, const char *type,
			  const char *category, const char *const numbers[TOTALS])
{
	put_cell(report, type, w->type + 2, false);
	put_cell(report, category, w->category, false);
	for (int i = 0; i < TOTALS && numbers[i]; i++)
		put_cell(report, numbers[i], w->numbers[i] + 2, true);
	sp_buf_putc(report->to, '\n');
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

static const char *category_text(const struct sp_report *report, const struct sp_type_total *total)
{
	return !total->category[0] || report->language == SP_ENGLISH
		       ? total->category
		       : sp_say_category(report->language, total->category);
}

static void measure_totals(const struct sp_report *report, const struct sp_overview *overview,
			   const struct sp_type_total *sum, struct total_widths *w)
{
	char texts[TOTALS][32];
	const char *numbers[TOTALS];

	*w = (struct total_widths) { .type = wider(report, 0, _("Type")),
				     .category = wider(report, 0, _("Category")) };
	for (int i = 0; i < TOTALS; i++)
		w->numbers[i] = wider(report, 0, sp_translate(total_titles[i]));
	for (size_t i = 0; i <= overview->n_types; i++) {
		const struct sp_type_total *total =
			i < overview->n_types ? &overview->types[i] : sum;
		w->type = wider(report, w->type, total->type);
		w->category = wider(report, w->category, category_text(report, total));
		total_texts(total, texts, numbers);
		for (int j = 0; j < TOTALS; j++)
			w->numbers[j] = wider(report, w->numbers[j], numbers[j]);
	}
}

static void put_totals(struct sp_report *report, const struct sp_overview *overview)
{
	struct sp_type_total sum = { .values = 0 };
	struct total_widths widths;
	char texts[TOTALS][32];
	const char *numbers[TOTALS];

	snprintf(sum.type, sizeof(sum.type), "%s", _("Total"));
	put_title(report, _("Personal data found"));
	if (!overview->n_types) {
		sp_buf_puts(report->to, _("None in what was read.\n"));
		return;
	}
	for (size_t i = 0; i < overview->n_types; i++) {
		sum.values += overview->types[i].values;
		for (int j = SP_LOW; j <= SP_HIGH; j++)
			sum.places[j] += overview->types[i].places[j];
	}
	measure_totals(report, overview, &sum, &widths);
	paint(report, report->to, DIM);
	for (int i = 0; i < TOTALS; i++)
		numbers[i] = sp_translate(total_titles[i]);
	put_total_row(report, &widths, _("Type"), _("Category"), numbers);
	paint(report, report->to, PLAIN);
	for (size_t i = 0; i < overview->n_types; i++) {
		total_texts(&overview->types[i], texts, numbers);
		put_total_row(report, &widths, overview->types[i].type,
			      category_text(report, &overview->types[i]), numbers);
	}
	total_texts(&sum, texts, numbers);
	numbers[TOTALS - 1] = NULL; /* a file may hold several types: no sum */
	paint(report, report->to, TITLE);
	put_total_row(report, &widths, sum.type, sum.category, numbers);
	paint(report, report->to, DIM);
	sp_buf_puts(report->to, _("A value counts once; high, medium and low are places.\n"));
	paint(report, report->to, PLAIN);
	put_protected(report, sp_overview_protected(overview));
}

/* ---- coverage ---- */

static const char *const outcome_labels[SP_OUTCOME_COUNT] = {
	[SP_OUTCOME_PENDING] = N_("pending"),	[SP_OUTCOME_FULL] = N_("read in full"),
	[SP_OUTCOME_PART] = N_("read in part"), [SP_OUTCOME_NOT_READ] = N_("not read"),
	[SP_OUTCOME_NO_TEXT] = N_("no text"),
};

/* "  label          1 180   98.3 %" */
static void put_share(struct sp_report *report, const char *label, uint64_t n, uint64_t of,
		      size_t width)
{
	char number[32];

	sp_display_number(number, n);
	sp_buf_puts(report->to, "  ");
	put_cell(report, label, LABEL, false);
	sp_buf_printf(report->to, "%*s", (int)width, number);
	if (of)
		sp_buf_printf(report->to, "  %5.1f %%", 100.0 * (double)n / (double)of);
	sp_buf_putc(report->to, '\n');
}

static void put_parts(struct sp_report *report, const struct sp_name_total *totals, size_t n,
		      const char *unnamed, size_t width)
{
	char number[32];

	for (size_t i = 0; i < n; i++) {
		if (totals[i].n == totals[i].more)
			continue;
		sp_display_number(number, totals[i].n - totals[i].more);
		sp_buf_printf(report->to, "%*s  ", (int)(2 + LABEL + width), number);
		sp_display_put(report->to, totals[i].name[0] ? totals[i].name : unnamed);
		sp_buf_putc(report->to, '\n');
	}
}

static void put_kinds(struct sp_report *report, const struct sp_media_total *total)
{
	char number[32];
	const char *between = "  ";

	if (total->images) {
		sp_buf_puts(report->to, between);
		sp_buf_printf(report->to,
			      sp_translate_n("%s picture", "%s pictures", total->images),
			      sp_display_number(number, total->images));
		between = ", ";
	}
	if (total->sounds) {
		sp_buf_puts(report->to, between);
		sp_buf_printf(report->to, sp_translate_n("%s sound", "%s sounds", total->sounds),
			      sp_display_number(number, total->sounds));
		between = ", ";
	}
	if (total->films) {
		sp_buf_puts(report->to, between);
		sp_buf_printf(report->to, sp_translate_n("%s film", "%s films", total->films),
			      sp_display_number(number, total->films));
	}
}

/* Where material lies of which nothing but names and metadata were looked at. */
static void put_media(struct sp_report *report, const struct sp_overview *overview)
{
	if (!overview->n_media)
		return;
	put_title(report, _("Pictures, sound and film"));
	sp_buf_puts(report->to, _("Only their names and metadata were read.\n\n"));
	for (size_t i = 0; i < overview->n_media && i < MEDIA_FOLDERS; i++) {
		const struct sp_media_total *total = &overview->media[i];
		sp_buf_puts(report->to, "  ");
		sp_display_put(report->to, total->folder);
		put_kinds(report, total);
		sp_buf_putc(report->to, '\n');
	}
	if (overview->n_media > MEDIA_FOLDERS) {
		char number[32];
		uint64_t more = overview->n_media - MEDIA_FOLDERS;
		sp_buf_printf(
			report->to,
			sp_translate_n("  and %s folder more\n", "  and %s folders more\n", more),
			sp_display_number(number, more));
	}
}

static void put_coverage(struct sp_report *report, const struct sp_overview *overview)
{
	char number[32];

	put_title(report, _("Coverage"));
	size_t width = strlen(sp_display_number(number, overview->items));
	put_share(report, _("items met"), overview->items, 0, width);
	for (int i = SP_OUTCOME_FULL; i < SP_OUTCOME_COUNT; i++) {
		put_share(report, sp_translate(outcome_labels[i]), overview->outcomes[i],
			  overview->items, width);
		paint(report, report->to, DIM);
		if (i == SP_OUTCOME_NOT_READ)
			put_parts(report, overview->not_read, overview->n_not_read, _("no reason"),
				  width);
		if (i == SP_OUTCOME_NO_TEXT)
			put_parts(report, overview->skipped, overview->n_skipped, _("unknown type"),
				  width);
		paint(report, report->to, PLAIN);
	}
	sp_buf_printf(report->to,
		      sp_translate_n("\n  in %s file", "\n  in %s files", overview->files),
		      sp_display_number(number, overview->files));
	sp_buf_printf(report->to, ", %s\n", sp_display_bytes(number, overview->bytes));
}

/* ---- groups, changes, and what the report is about ---- */

static struct sp_text_to text_to(const struct sp_report *report)
{
	return (struct sp_text_to) { report->to, report->locale, report->style.width };
}

static enum sp_status put_group(struct sp_report *report, enum sp_by by,
				const struct sp_group *group)
{
	const struct sp_text_to to = text_to(report);

	if (!report->has_rows) {
		put_title(report, _("Groups"));
		sp_text_group_head(&to, by);
	}
	report->has_rows = true;
	sp_text_group(&to, group);
	return done(report);
}

static enum sp_status put_change(struct sp_report *report, const struct sp_change_row *change)
{
	const struct sp_text_to to = text_to(report);

	if (!report->has_rows)
		put_title(report, _("Files with findings before -> now"));
	report->has_rows = true;
	sp_text_change(&to, change);
	return done(report);
}

static void put_facts(struct sp_report *report, const struct sp_report_facts *facts)
{
	const struct sp_text_to to = text_to(report);

	put_title(report, _("Sources"));
	sp_text_sources(&to, facts);
	if (facts->since && facts->part != SP_PART_CHANGES) {
		put_title(report, _("Changes"));
		sp_text_change_totals(&to, facts);
	}
	put_title(report, _("This report"));
	sp_text_about(&to, facts);
}

static enum sp_status begin_report(struct sp_report *report,
				   const struct sp_report_summary *summary)
{
	const struct sp_text_to to = text_to(report);

	if (!report->style.live && summary->overview) {
		put_totals(report, summary->overview);
		report->has_totals = true;
	}
	if (summary->facts && summary->facts->part == SP_PART_CHANGES) {
		put_title(report, _("Changes"));
		sp_text_change_totals(&to, summary->facts);
	}
	return done(report);
}

static enum sp_status put_summary(struct sp_report *report, const struct sp_report_summary *summary)
{
	if (report->style.live || !summary->overview)
		return put_live_summary(report, summary);
	flush(report);
	if (!report->has_totals)
		put_totals(report, summary->overview);
	put_problems(report);
	put_media(report, summary->overview);
	put_coverage(report, summary->overview);
	if (summary->facts)
		put_facts(report, summary->facts);
	return done(report);
}

extern const struct sp_reporter sp_reporter_text;
const struct sp_reporter sp_reporter_text = {
	.name = "text",
	.open = open_text,
	.findings_alone = true,
	.begin = begin_report,
	.finding = put_finding,
	.problem = put_problem,
	.group = put_group,
	.change = put_change,
	.summary = put_summary,
	.close = close_text,
};
