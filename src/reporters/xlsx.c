/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xlsx.c - a report as a workbook: summary, findings, places (files and members
 * with what stands in them), problems and changes.
 *
 * The sheets are filled in turn, as rows come. What does not fit a sheet is
 * counted, and told in the summary, which is written last.
 */
#include "base/mem.h"
#include "reporters/book.h"
#include "reporters/display.h"
#include "reporters/held.h"

#include <string.h>

#define COLUMNS_MOST 20

/* The item whose findings come at present: a row of places. */
struct place {
	struct sp_buf path, members, types, format, owner;
	uint64_t found[SP_HIGH + 1], special;
	int64_t mtime_ns;
	bool open;
};

struct sp_report {
	struct sp_buf *to;
	enum sp_language l;
	struct sp_book book;
	struct sp_book_sheet summary, findings, places, problems, changes;
	struct place place;
	struct sp_buf members; /* of the present row */
};

struct head {
	const char *swedish, *english;
	double width;
};

static void add_sheet(struct sp_report *report, struct sp_book_sheet *sheet, const char *name,
		      const struct head *heads, size_t n)
{
	const char *said[COLUMNS_MOST];
	double widths[COLUMNS_MOST];

	for (size_t i = 0; i < n; i++) {
		said[i] = sp_say(report->l, heads[i].swedish, heads[i].english);
		widths[i] = heads[i].width;
	}
	sp_book_add(&report->book, sheet, name, said, widths, n);
}

#define ADD_SHEET(report, sheet, swedish, english, heads)                      \
	add_sheet(report, sheet, sp_say((report)->l, swedish, english), heads, \
		  sizeof(heads) / sizeof((heads)[0]))

static void add_sheets(struct sp_report *report)
{
	static const struct head summary[] = {
		{ "Uppgift", "What", 48 },   { "Värde", "Value", 40 }, { "Värden", "Values", 11 },
		{ "Ställen", "Places", 11 }, { "Hög", "High", 11 },    { "Medel", "Medium", 11 },
		{ "Låg", "Low", 11 },	     { "Filer", "Files", 11 },
	};
	static const struct head findings[] = {
		{ "Typ", "Type", 22 },
		{ "Kategori", "Category", 18 },
		{ "Maskerat", "Masked", 26 },
		{ "Säkerhet", "Confidence", 11 },
		{ "Poäng", "Score", 8 },
		{ "Fil", "File", 60 },
		{ "I filen", "Within it", 30 },
		{ "Ställe", "Place", 28 },
		{ "Ändrad", "Modified", 12 },
		{ "Ägare", "Owner", 14 },
		{ "Format", "Format", 10 },
		{ "Slag", "Kind", 18 },
		{ "Står som", "Stands as", 16 },
		{ "Testnummer", "Test number", 11 },
		{ "Organisation", "Organisation", 12 },
		{ "Ord intill", "Words near by", 30 },
		{ "Först sedd", "First seen", 12 },
	};
	static const struct head places[] = {
		{ "Fil", "File", 60 },	    { "I filen", "Within it", 30 },
		{ "Format", "Format", 10 }, { "Ställen", "Places", 10 },
		{ "Hög", "High", 10 },	    { "Medel", "Medium", 10 },
		{ "Låg", "Low", 10 },	    { "Känsliga", "Special", 10 },
		{ "Typer", "Types", 50 },   { "Ändrad", "Modified", 12 },
		{ "Ägare", "Owner", 14 },
	};
	static const struct head problems[] = {
		{ "Skäl", "Reason", 24 }, { "Fil", "File", 60 },    { "I filen", "Within it", 30 },
		{ "Mer", "Detail", 60 },  { "Ägare", "Owner", 14 },
	};
	static const struct head changes[] = {
		{ "Hur", "How", 12 },
		{ "Fil", "File", 60 },
		{ "Från", "From", 60 },
		{ "Ställen före", "Places before", 12 },
		{ "Ställen nu", "Places now", 12 },
		{ "Upptäckt", "Noticed", 12 },
	};

	ADD_SHEET(report, &report->summary, "Sammanfattning", "Summary", summary);
	ADD_SHEET(report, &report->findings, "Fynd", "Findings", findings);
	ADD_SHEET(report, &report->places, "Ställen", "Places", places);
	ADD_SHEET(report, &report->problems, "Problem", "Problems", problems);
	ADD_SHEET(report, &report->changes, "Ändringar", "Changes", changes);
}

static enum sp_status open_xlsx(struct sp_report **out, const struct sp_report_style *style,
				struct sp_buf *to)
{
	struct sp_report *report = sp_mem_zero(1, sizeof(*report));
	struct place *place = report ? &report->place : NULL;

	*out = report;
	if (!report)
		return SP_FATAL;
	report->to = to;
	report->l = style->language;
	struct sp_buf *const bufs[] = { &place->path,	&place->members, &place->types,
					&place->format, &place->owner,	 &report->members };
	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		*bufs[i] = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	sp_book_open(&report->book, true);
	add_sheets(report);
	return report->book.failed ? SP_FATAL : SP_OK;
}

static void close_xlsx(struct sp_report *report)
{
	struct place *place = report ? &report->place : NULL;
	struct sp_buf rest = SP_BUF_INIT(SP_BUF_UNCAPPED);

	if (!report)
		return;
	/* A report that came to its end has closed it. */
	if (report->book.raw)
		(void)!sp_book_close(&report->book, &rest);
	sp_buf_release(&rest);
	sp_buf_release(&place->path);
	sp_buf_release(&place->members);
	sp_buf_release(&place->types);
	sp_buf_release(&place->format);
	sp_buf_release(&place->owner);
	sp_buf_release(&report->members);
	sp_mem_free(report);
}

static enum sp_status done(const struct sp_report *report)
{
	const struct place *place = &report->place;

	return report->book.failed || place->path.failed || place->members.failed ||
			       place->types.failed || report->members.failed
		       ? SP_FATAL
		       : SP_OK;
}

/* ---- rows ---- */

static const char *join_members(struct sp_report *report, const struct sp_report_item *item)
{
	sp_buf_reset(&report->members);
	for (size_t i = 0; i < item->n_members; i++) {
		sp_buf_puts(&report->members, i ? SP_DISPLAY_STEP : "");
		sp_buf_puts(&report->members, item->members[i]);
	}
	return sp_buf_str(&report->members);
}

static void end_place(struct sp_report *report)
{
	struct place *place = &report->place;
	struct sp_book_sheet *sheet = &report->places;

	if (!place->open)
		return;
	sp_book_text(sheet, sp_buf_str(&place->path));
	sp_book_text(sheet, sp_buf_str(&place->members));
	sp_book_text(sheet, sp_buf_str(&place->format));
	sp_book_uint(sheet, place->found[SP_LOW] + place->found[SP_MEDIUM] + place->found[SP_HIGH]);
	for (int i = SP_HIGH; i >= SP_LOW; i--)
		sp_book_uint(sheet, place->found[i]);
	sp_book_uint(sheet, place->special);
	sp_book_text(sheet, sp_buf_str(&place->types));
	sp_book_day(sheet, place->mtime_ns);
	sp_book_text(sheet, sp_buf_str(&place->owner));
	sp_book_next(sheet);
	place->open = false;
}

static void set(struct sp_buf *buf, const char *s)
{
	sp_buf_reset(buf);
	sp_buf_puts(buf, s ? s : "");
}

static void begin_place(struct sp_report *report, const struct sp_report_item *item,
			const char *members)
{
	struct place *place = &report->place;

	set(&place->path, item->path);
	set(&place->members, members);
	set(&place->format, item->format);
	set(&place->owner, item->owner);
	set(&place->types, "");
	memset(place->found, 0, sizeof(place->found));
	place->special = 0;
	place->mtime_ns = item->mtime_ns;
	place->open = true;
}

/* Adds a type's name to those that stand in the place. */
static void add_type(struct sp_report *report, const char *type)
{
	const char *name = sp_say_type(report->l, type);
	struct sp_buf *types = &report->place.types;
	size_t len = strlen(name);

	for (const char *at = sp_buf_str(types); (at = strstr(at, name)) != NULL; at += len)
		if ((at == types->data || at[-1] == ' ') && strchr(",", at[len]))
			return;
	sp_buf_puts(types, types->len ? ", " : "");
	sp_buf_puts(types, name);
}

static bool is_special(const char *category)
{
	return strcmp(category, "special") == 0 || strcmp(category, "criminal") == 0 ||
	       strcmp(category, "protected") == 0;
}

static void count_place(struct sp_report *report, const struct sp_report_item *item,
			const char *members, const struct sp_finding_record *finding)
{
	struct place *place = &report->place;

	if (!place->open || strcmp(sp_buf_str(&place->path), item->path) != 0 ||
	    strcmp(sp_buf_str(&place->members), members) != 0) {
		end_place(report);
		begin_place(report, item, members);
	}
	place->found[finding->confidence <= SP_HIGH ? finding->confidence : SP_LOW]++;
	place->special += is_special(finding->category);
	add_type(report, finding->type);
}

static const char *say_confidence(enum sp_language l, enum sp_confidence confidence)
{
	switch (confidence) {
	case SP_HIGH:
		return sp_say(l, "hög", "high");
	case SP_MEDIUM:
		return sp_say(l, "medel", "medium");
	case SP_LOW:
		break;
	}
	return sp_say(l, "låg", "low");
}

static void put_flag(struct sp_report *report, struct sp_book_sheet *sheet, bool flag)
{
	sp_book_text(sheet, flag ? sp_say(report->l, "ja", "yes") : NULL);
}

/* Words separated by newlines, as a list on one line. */
static void put_words(struct sp_book_sheet *sheet, const char *words)
{
	for (const char *at = words ? words : ""; *at; at++)
		if (*at == '\n')
			sp_buf_puts(&sheet->book->text, ", ");
		else
			sp_buf_putc(&sheet->book->text, *at);
	sp_book_end_cell(sheet);
}

static enum sp_status put_finding(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_finding_record *finding)
{
	struct sp_book_sheet *sheet = &report->findings;
	const char *members = join_members(report, item);

	count_place(report, item, members, finding);
	sp_book_text(sheet, sp_say_type(report->l, finding->type));
	sp_book_text(sheet, sp_say_category(report->l, finding->category));
	sp_book_text(sheet, finding->masked);
	sp_book_text(sheet, say_confidence(report->l, finding->confidence));
	sp_book_real(sheet, finding->score);
	sp_book_text(sheet, item->path);
	sp_book_text(sheet, members);
	sp_say_where(&report->book.text, report->l,
		     finding->where && finding->where[0] ? finding->where : "{}");
	sp_book_end_cell(sheet);
	sp_book_day(sheet, item->mtime_ns);
	sp_book_text(sheet, item->owner);
	sp_book_text(sheet, item->format);
	sp_book_text(sheet, finding->term_category ? sp_say_term(report->l, finding->term_category)
						   : NULL);
	sp_book_text(sheet, finding->role ? sp_say_type(report->l, finding->role) : NULL);
	put_flag(report, sheet, finding->test);
	put_flag(report, sheet, finding->organisation);
	put_words(sheet, finding->context);
	sp_book_day(sheet, item->first_seen_ns);
	sp_book_next(sheet);
	return done(report);
}

static enum sp_status put_problem(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_problem_record *problem)
{
	struct sp_book_sheet *sheet = &report->problems;

	sp_book_text(sheet, sp_say_reason(report->l, sp_reason_name(problem->reason)));
	sp_book_text(sheet, item->path);
	sp_book_text(sheet, join_members(report, item));
	sp_book_text(sheet, problem->detail);
	sp_book_text(sheet, item->owner);
	sp_book_next(sheet);
	return done(report);
}

static enum sp_status put_change(struct sp_report *report, const struct sp_change_row *change)
{
	static const char *const swedish[] = { "ny", "ändrad", "flyttad", "borttagen" };
	struct sp_book_sheet *sheet = &report->changes;

	sp_book_text(sheet, sp_say(report->l, swedish[change->how], sp_change_name(change->how)));
	sp_book_text(sheet, change->path);
	sp_book_text(sheet, change->from);
	sp_book_uint(sheet, change->before);
	sp_book_uint(sheet, change->after);
	sp_book_day(sheet, change->noticed_ns);
	sp_book_next(sheet);
	return done(report);
}

/* ---- summary ---- */

static void put_line(struct sp_report *report, const char *swedish, const char *english,
		     const char *value)
{
	sp_book_text(&report->summary, sp_say(report->l, swedish, english));
	sp_book_text(&report->summary, value);
	sp_book_next(&report->summary);
}

static void put_count(struct sp_report *report, const char *swedish, const char *english,
		      uint64_t n)
{
	sp_book_text(&report->summary, sp_say(report->l, swedish, english));
	sp_book_uint(&report->summary, n);
	sp_book_next(&report->summary);
}

static void put_types(struct sp_report *report, const struct sp_overview *overview)
{
	struct sp_book_sheet *sheet = &report->summary;

	for (size_t i = 0; i < overview->n_types; i++) {
		const struct sp_type_total *total = &overview->types[i];
		const uint64_t *places = total->places;
		sp_book_text(sheet, sp_say_type(report->l, total->type));
		sp_book_text(sheet, sp_say_category(report->l, total->category));
		sp_book_uint(sheet, total->values);
		sp_book_uint(sheet, places[SP_LOW] + places[SP_MEDIUM] + places[SP_HIGH]);
		for (int c = SP_HIGH; c >= SP_LOW; c--)
			sp_book_uint(sheet, places[c]);
		sp_book_uint(sheet, total->files);
		sp_book_next(sheet);
	}
	put_line(report, "Ett värde på flera ställen räknas en gång som värde.",
		 "A value at several places counts once as a value.", NULL);
	sp_book_next(sheet);
}

static void put_coverage(struct sp_report *report, const struct sp_overview *overview)
{
	put_count(report, "Filer", "Files", overview->files);
	put_count(report, "Objekt", "Items", overview->items);
	put_count(report, "Läst i sin helhet", "Read in full", overview->outcomes[SP_OUTCOME_FULL]);
	put_count(report, "Läst i delar", "Read in part", overview->outcomes[SP_OUTCOME_PART]);
	put_count(report, "Inte läst", "Not read", overview->outcomes[SP_OUTCOME_NOT_READ]);
	put_count(report, "Innehåller ingen text", "No text",
		  overview->outcomes[SP_OUTCOME_NO_TEXT]);
	put_count(report, "Skyddad identitet, ställen", "Protected identity, places",
		  sp_overview_protected(overview));
	sp_book_next(&report->summary);
}

static void put_facts(struct sp_report *report, const struct sp_report_facts *facts)
{
	struct sp_buf line = SP_BUF_INIT(SP_BUF_UNCAPPED);
	char time[32];

	put_line(report, "Inventarium", "Inventory", facts->inventory);
	put_line(report, "Gjord", "Made", sp_display_time(time, facts->made_ns, true));
	put_line(report, "Program", "Program", facts->program);
	put_line(report, "Val", "Options", facts->options);
	put_count(report, "Utelämnade: märkta som inte personuppgift",
		  "Left out: marked as no personal data", facts->hidden);
	for (size_t i = 0; i < facts->n_sources; i++) {
		const struct sp_source_row *source = &facts->sources[i];
		put_line(report, "Källa", "Source", source->path);
		put_count(report, "  ställen", "  places", source->findings);
		put_count(report, "  problem", "  problems", source->problems);
		put_line(report, "  senast helt genomsökt", "  last complete scan",
			 source->last_complete_ns
				 ? sp_display_time(time, source->last_complete_ns, true)
				 : sp_say(report->l, "aldrig", "never"));
	}
	for (size_t i = 0; i < facts->n_scans; i++) {
		const struct sp_scan_row *scan = &facts->scans[i];
		sp_buf_reset(&line);
		sp_buf_printf(&line, "%llu, %s, %s, %s, %s, %s", (unsigned long long)scan->id,
			      sp_display_time(time, scan->started_ns, true), scan->state,
			      scan->program, scan->ruleset, scan->options);
		put_line(report, "Genomsökning", "Scan", sp_buf_str(&line));
	}
	sp_buf_release(&line);
}

static void put_left_out(struct sp_report *report)
{
	const struct sp_book_sheet *sheets[] = { &report->findings, &report->places,
						 &report->problems, &report->changes };
	uint64_t left_out = 0;

	for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++)
		left_out += sheets[i]->left_out;
	if (left_out)
		put_count(report, "RADER SOM INTE FÅR PLATS: ta csv eller jsonl",
			  "ROWS WITHOUT ROOM: take csv or jsonl", left_out);
}

static enum sp_status put_summary(struct sp_report *report, const struct sp_report_summary *summary)
{
	end_place(report);
	put_left_out(report);
	put_types(report, summary->overview);
	put_coverage(report, summary->overview);
	put_facts(report, summary->facts);
	sp_book_filter(&report->findings);
	sp_book_filter(&report->places);
	sp_book_filter(&report->problems);
	sp_book_filter(&report->changes);
	enum sp_status status = done(report);
	if (!sp_book_close(&report->book, report->to))
		status = SP_FATAL;
	report->book.raw = NULL;
	return status;
}

extern const struct sp_reporter sp_reporter_xlsx;
const struct sp_reporter sp_reporter_xlsx = {
	.name = "xlsx",
	.stored = true,
	.whole = true,
	.binary = true,
	.open = open_xlsx,
	.finding = put_finding,
	.problem = put_problem,
	.change = put_change,
	.summary = put_summary,
	.close = close_xlsx,
};
