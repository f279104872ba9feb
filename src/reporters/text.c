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
#include "reporters/text_overview.h"

#include <stdio.h>
#include <string.h>

#define GROUP_MOST 500
#define COLUMN_MOST 44 /* a column is not made wider than this for one long cell */
#define NOTE_INDENT 6
#define PLACE_LEAST 16 /* columns; a place is cut to fit a terminal, but not below this */

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
	const char *confidences[SP_HIGH + 1]; /* what they are called */
	struct sp_arena arena;		      /* of the group */
	struct sp_buf heading;		      /* the item that the group is about */
	struct sp_buf cell;		      /* one, while it is made */
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
	report->confidences[SP_LOW] = _("low");
	report->confidences[SP_MEDIUM] = _("medium");
	report->confidences[SP_HIGH] = _("high");
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

static struct sp_text_to text_to(const struct sp_report *report, struct sp_buf *out)
{
	return (struct sp_text_to) { out, report->locale, report->style.width,
				     report->style.colour };
}

static void paint(struct sp_report *report, struct sp_buf *out, enum sp_text_colour colour)
{
	const struct sp_text_to to = text_to(report, out);

	sp_text_paint(&to, colour);
}

static void put_painted(struct sp_report *report, enum sp_text_colour colour, const char *s)
{
	paint(report, report->to, colour);
	sp_buf_puts(report->to, s);
	paint(report, report->to, SP_TEXT_PLAIN);
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
	put_painted(report, SP_TEXT_TITLE, title);
	sp_buf_puts(report->to, "\n\n");
}

/* What a reader may know of the value: itself where the user asked for values. */
static const char *shown(const struct sp_finding_record *finding)
{
	if (finding->text && finding->text[0])
		return finding->text;
	return finding->value ? finding->value : finding->masked;
}

static enum sp_confidence confidence_of(const struct sp_finding_record *finding)
{
	return finding->confidence <= SP_HIGH ? finding->confidence : SP_LOW;
}

static const enum sp_text_colour confidence_colours[] = {
	[SP_LOW] = SP_TEXT_DIM, [SP_MEDIUM] = SP_TEXT_MEDIUM, [SP_HIGH] = SP_TEXT_HIGH
};

/* ---- while a search runs ---- */

static enum sp_status put_live_finding(struct sp_report *report, const struct sp_report_item *item,
				       const struct sp_finding_record *finding)
{
	struct sp_buf *to = report->to;
	size_t before;

	paint(report, to, SP_TEXT_PATH);
	sp_display_item(to, item);
	paint(report, to, SP_TEXT_PLAIN);
	sp_buf_puts(to, ": ");
	before = to->len;
	sp_buf_reset(&report->cell);
	if (!sp_say_where(&report->cell, report->language, finding->where ? finding->where : "{}"))
		return SP_FATAL;
	if (report->cell.len) {
		paint(report, to, SP_TEXT_PLACE);
		sp_display_put(to, sp_buf_str(&report->cell));
		paint(report, to, SP_TEXT_PLAIN);
	}
	if (to->len > before)
		sp_buf_puts(to, ": ");
	sp_buf_puts(to, finding->type);
	sp_buf_putc(to, ' ');
	paint(report, to, SP_TEXT_HIT);
	sp_display_put(to, shown(finding));
	paint(report, to, SP_TEXT_PLAIN);
	sp_buf_printf(to, " (%s)", report->confidences[confidence_of(finding)]);
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

	paint(report, to, SP_TEXT_PATH);
	sp_display_item(to, item);
	paint(report, to, SP_TEXT_PLAIN);
	sp_buf_puts(to, _(": not read in full: "));
	put_painted(report, SP_TEXT_MEDIUM, reason_text(report, problem->reason));
	if (problem->detail && problem->detail[0]) {
		sp_buf_puts(to, " (");
		sp_display_put(to, problem->detail);
		sp_buf_putc(to, ')');
	}
	sp_buf_putc(to, '\n');
	return done(report);
}

static enum sp_status put_live_summary(struct sp_report *report,
				       const struct sp_report_summary *summary)
{
	const struct sp_text_to to = text_to(report, report->to);
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
	sp_text_protected(&to, counts->protected_places);
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
	paint(report, report->to, SP_TEXT_DIM);
	sp_display_fit(report->to, report->locale, note, width > used ? width - used : SIZE_MAX);
	paint(report, report->to, SP_TEXT_PLAIN);
}

static void put_line(struct sp_report *report, const struct line *line, size_t place_width)
{
	const enum sp_text_colour cell_colours[] = { SP_TEXT_PLACE, SP_TEXT_PLAIN, SP_TEXT_HIT,
						     confidence_colours[line->confidence] };
	size_t used = 0, pad = 2;

	for (int i = 0; i < COLUMNS; i++) {
		size_t width = i == WHERE ? place_width : report->widths[i];
		size_t most = i == WHERE && report->style.width ? width : SIZE_MAX;
		blanks(report, pad);
		paint(report, report->to, cell_colours[i]);
		size_t own = sp_display_fit(report->to, report->locale, line->cells[i], most);
		paint(report, report->to, SP_TEXT_PLAIN);
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
static bool go_to(struct sp_report *report, const struct sp_report_item *item, bool suppressed)
{
	bool ok = make_heading(&report->cell, item);

	if (ok && (!report->has_findings ||
		   strcmp(sp_buf_str(&report->cell), sp_buf_str(&report->heading)) != 0)) {
		flush(report);
		if (report->has_findings)
			sp_buf_putc(report->to, '\n');
		else
			put_title(report, suppressed ? _("Suppressed") : _("Findings"));
		report->has_findings = true;
		memset(report->widths, 0, sizeof(report->widths));
		sp_buf_reset(&report->heading);
		ok = sp_buf_puts(&report->heading, sp_buf_str(&report->cell));
		put_painted(report, SP_TEXT_PATH, sp_buf_str(&report->heading));
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
	if (!go_to(report, item, finding->suppressed))
		return SP_FATAL;
	if (report->n_lines == GROUP_MOST)
		flush(report);
	struct line *line = &report->lines[report->n_lines];
	line->confidence = confidence_of(finding);
	line->cells[WHERE] = clean_where(report, finding->where);
	line->cells[TYPE] = clean(report, finding->type);
	line->cells[MASKED] = clean(report, shown(finding));
	line->cells[CONFIDENCE] = report->confidences[line->confidence];
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
	paint(report, to, SP_TEXT_PATH);
	size_t start = to->len;
	make_heading(to, item);
	size_t used = 2 + sp_display_width(report->locale, sp_buf_str(to) + start);
	paint(report, to, SP_TEXT_PLAIN);
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
		put_painted(report, SP_TEXT_MEDIUM,
			    i ? reason_text(report, (enum sp_reason)i) : _("no reason"));
		sp_buf_printf(report->to, " (%s)\n",
			      sp_display_number(number, report->n_problems[i]));
		sp_buf_add(report->to, report->problems[i].data, report->problems[i].len);
	}
}

/* ---- groups, changes, and what the report is about ---- */

static enum sp_status put_group(struct sp_report *report, enum sp_by by,
				const struct sp_group *group)
{
	const struct sp_text_to to = text_to(report, report->to);

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
	const struct sp_text_to to = text_to(report, report->to);

	if (!report->has_rows)
		put_title(report, _("Files with findings before -> now"));
	report->has_rows = true;
	sp_text_change(&to, change);
	return done(report);
}

static void put_facts(struct sp_report *report, const struct sp_report_facts *facts)
{
	const struct sp_text_to to = text_to(report, report->to);

	put_title(report, _("Sources"));
	sp_text_sources(&to, facts);
	if (facts->since && facts->part != SP_PART_CHANGES) {
		put_title(report, _("Changes"));
		sp_text_change_totals(&to, facts);
	}
	put_title(report, _("This report"));
	sp_text_about(&to, facts);
}

static void put_totals(struct sp_report *report, const struct sp_overview *overview)
{
	const struct sp_text_to to = text_to(report, report->to);

	put_title(report, _("Personal data found"));
	sp_text_totals(&to, overview);
	report->has_totals = true;
}

static void put_coverage(struct sp_report *report, const struct sp_overview *overview)
{
	const struct sp_text_to to = text_to(report, report->to);

	if (overview->n_media) {
		put_title(report, _("Pictures, sound and film"));
		sp_text_media(&to, overview);
	}
	put_title(report, _("Coverage"));
	sp_text_coverage(&to, overview);
}

static enum sp_status begin_report(struct sp_report *report,
				   const struct sp_report_summary *summary)
{
	const struct sp_text_to to = text_to(report, report->to);

	if (!report->style.live && summary->overview) {
		put_totals(report, summary->overview);
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
