/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article30.c - tables that help with a record of processing (GDPR Art. 30):
 * for each source the categories of data and of people, how long things have
 * lain there, and how much could be read. As a page for people, and as CSV.
 *
 * A scan sees no purpose, legal basis or recipient: they stand in the page as a
 * form to fill in. The record itself is the controller's.
 */
#include "base/mem.h"
#include "base/utf8.h"
#include "reporters/csv_field.h"
#include "reporters/display.h"
#include "reporters/held.h"
#include "reporters/page.h"
#include "reporters/people.h"

#include <string.h>

struct sp_report {
	struct sp_buf *to;
	enum sp_language l;
};

static enum sp_status open_report(struct sp_report **out, const struct sp_report_style *style,
				  struct sp_buf *to)
{
	struct sp_report *report = sp_mem_zero(1, sizeof(*report));

	*out = report;
	if (!report)
		return SP_FATAL;
	report->to = to;
	report->l = style->language;
	return SP_OK;
}

static void close_report(struct sp_report *report)
{
	sp_mem_free(report);
}

static bool is_personal(const struct sp_group *group)
{
	return strcmp(group->category, "organisation") != 0;
}

static const char *year_of(char out[32], int64_t ns)
{
	sp_display_time(out, ns, false);
	out[ns ? 4 : 0] = '\0';
	return out;
}

/* ---- the page ---- */

static const char *say(const struct sp_report *report, const char *swedish, const char *english)
{
	return sp_say(report->l, swedish, english);
}

static void cell(const struct sp_report *report, const char *s)
{
	sp_page_element(report->to, "td", NULL, s);
}

static void number(const struct sp_report *report, uint64_t n)
{
	char digits[32];

	sp_page_element(report->to, "td", "n", sp_display_number(digits, n));
}

/* Opens a table; heads that begin with '#' stand over numbers. */
static void open_table(const struct sp_report *report, const char *title,
		       const char *const (*heads)[2], size_t n)
{
	sp_page_element(report->to, "h3", NULL, title);
	sp_buf_puts(report->to, "<table><thead><tr>\n");
	for (size_t i = 0; i < n; i++) {
		const char *head = say(report, heads[i][0], heads[i][1]);
		bool right = head[0] == '#';
		sp_page_element(report->to, "th", right ? "n" : NULL, head + right);
	}
	sp_buf_puts(report->to, "</tr></thead><tbody>\n");
}

static void close_table(const struct sp_report *report)
{
	sp_buf_puts(report->to, "</tbody></table>\n");
}

static void put_group(const struct sp_report *report, const char *category, const char *name,
		      const struct sp_group *group)
{
	char oldest[32], newest[32];

	sp_buf_puts(report->to, "<tr>");
	cell(report, category);
	cell(report, name);
	number(report, group->values);
	number(report, sp_group_places(group));
	number(report, group->files);
	cell(report, year_of(oldest, group->oldest_ns));
	cell(report, year_of(newest, group->newest_ns));
	sp_buf_puts(report->to, "</tr>\n");
}

static void put_data(const struct sp_report *report, const struct sp_report_facts *facts, size_t i)
{
	static const char *const heads[][2] = {
		{ "Kategori", "Category" }, { "Uppgift", "Data" },  { "#Värden", "#Values" },
		{ "#Ställen", "#Places" },  { "#Filer", "#Files" }, { "Äldst", "Oldest" },
		{ "Nyast", "Newest" },
	};
	const struct sp_facts_groups *types = &facts->within[SP_BY_TYPE][i];
	const struct sp_facts_groups *terms = &facts->within[SP_BY_TERM][i];

	open_table(report, say(report, "Kategorier av uppgifter", "Categories of data"), heads, 7);
	for (size_t j = 0; j < types->n; j++)
		if (is_personal(&types->items[j]) &&
		    strcmp(types->items[j].name, "sensitive_term") != 0)
			put_group(report, sp_say_category(report->l, types->items[j].category),
				  sp_say_type(report->l, types->items[j].name), &types->items[j]);
	for (size_t j = 0; j < terms->n; j++)
		put_group(report, sp_say_category(report->l, terms->items[j].category),
			  sp_say_term(report->l, terms->items[j].name), &terms->items[j]);
	close_table(report);
}

static void put_people(const struct sp_report *report, const struct sp_report_facts *facts,
		       size_t i)
{
	static const char *const heads[][2] = { { "Personer", "People" },
						{ "#Ställen", "#Places" } };
	struct sp_people people[SP_PEOPLE_MOST];
	size_t n = sp_people_of(&facts->within[SP_BY_WORDS][i], people);

	open_table(report, say(report, "Kategorier av personer", "Categories of people"), heads, 2);
	for (size_t j = 0; j < n; j++) {
		sp_buf_puts(report->to, "<tr>");
		cell(report, say(report, people[j].swedish, people[j].english));
		number(report, people[j].places);
		sp_buf_puts(report->to, "</tr>\n");
	}
	close_table(report);
	sp_page_element(
		report->to, "p", "soft small",
		say(report,
		    "Tecken av ord intill fynden, som \"patient\" eller \"kundnr\". Pröva dem.",
		    "Signs of words near findings, such as \"patient\". Verify them."));
}

static void put_age(const struct sp_report *report, const struct sp_report_facts *facts, size_t i)
{
	static const char *const heads[][2] = { { "Senast ändrad", "Last changed" },
						{ "#Ställen", "#Places" },
						{ "#Filer", "#Files" } };
	const struct sp_facts_groups *ages = &facts->within[SP_BY_AGE][i];

	open_table(report, say(report, "Lagringstid", "Time kept"), heads, 3);
	for (size_t j = 0; j < ages->n; j++) {
		sp_buf_puts(report->to, "<tr>");
		cell(report, ages->items[j].name[0] ? ages->items[j].name
						    : say(report, "okänt", "not known"));
		number(report, sp_group_places(&ages->items[j]));
		number(report, ages->items[j].files);
		sp_buf_puts(report->to, "</tr>\n");
	}
	close_table(report);
}

static void put_form(const struct sp_report *report)
{
	static const char *const lines[][2] = {
		{ "Ändamål", "Purposes" },
		{ "Rättslig grund", "Legal basis" },
		{ "Mottagare", "Recipients" },
		{ "Överföring till tredjeland", "Transfers to third countries" },
		{ "Tidsfrist för radering", "Time limit for erasure" },
		{ "Säkerhetsåtgärder", "Security measures" },
	};

	sp_page_element(report->to, "h3", NULL,
			say(report, "Fylls i av den personuppgiftsansvarige",
			    "For the controller to fill in"));
	sp_buf_puts(report->to, "<table class=\"fill\"><tbody>\n");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		sp_buf_puts(report->to, "<tr>");
		cell(report, say(report, lines[i][0], lines[i][1]));
		sp_buf_puts(report->to, "<td></td></tr>\n");
	}
	close_table(report);
}

/* A paragraph of a line that was put together. */
static void put_line(const struct sp_report *report, const char *class, const struct sp_buf *line)
{
	sp_page_element(report->to, "p", class, sp_buf_str(line));
	report->to->failed |= line->failed;
}

static void put_source(const struct sp_report *report, const struct sp_report_facts *facts,
		       size_t i)
{
	const struct sp_source_row *source = &facts->sources[i];
	char files[32], places[32], problems[32], when[32];
	struct sp_buf line = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_page_element(report->to, "h2", NULL, source->path);
	sp_buf_printf(
		&line, "%s: %s %s, %s %s, %s %s; %s %s", say(report, "Täckning", "Coverage"),
		sp_display_number(files, source->files), say(report, "filer", "files"),
		sp_display_number(places, source->findings), say(report, "ställen", "places"),
		sp_display_number(problems, source->problems), say(report, "problem", "problems"),
		say(report, "senast helt genomsökt", "last complete scan"),
		source->last_complete_ns ? sp_display_time(when, source->last_complete_ns, true)
					 : say(report, "aldrig", "never"));
	put_line(report, NULL, &line);
	sp_buf_release(&line);
	if (!facts->within[SP_BY_TYPE][i].n) {
		sp_page_element(report->to, "p", NULL,
				say(report, "Inga personuppgifter hittades i det som lästes.",
				    "No personal data was found in what was read."));
		return;
	}
	put_data(report, facts, i);
	put_people(report, facts, i);
	put_age(report, facts, i);
	put_form(report);
}

static void put_outcomes(const struct sp_report *report, struct sp_buf *line,
			 const struct sp_overview *overview)
{
	const char *const words[SP_OUTCOME_COUNT] = {
		[SP_OUTCOME_FULL] = say(report, "lästa helt", "read in full"),
		[SP_OUTCOME_PART] = say(report, "lästa i delar", "read in part"),
		[SP_OUTCOME_NOT_READ] = say(report, "inte lästa", "not read"),
		[SP_OUTCOME_NO_TEXT] = say(report, "utan text", "without text"),
	};

	sp_buf_printf(line, "%llu %s", (unsigned long long)overview->items,
		      say(report, "objekt", "items"));
	for (int i = SP_OUTCOME_FULL; i < SP_OUTCOME_COUNT; i++)
		sp_buf_printf(line, ", %llu %s", (unsigned long long)overview->outcomes[i],
			      words[i]);
}

static void put_about(const struct sp_report *report, const struct sp_report_summary *summary)
{
	const struct sp_report_facts *facts = summary->facts;
	const struct sp_overview *overview = summary->overview;
	struct sp_buf line = SP_BUF_INIT(SP_BUF_UNCAPPED);
	char time[32];

	sp_page_element(report->to, "h2", NULL, say(report, "Om underlaget", "About this"));
	sp_buf_printf(&line, "%s, %s, %s %s", facts->inventory, facts->program,
		      sp_display_time(time, facts->made_ns, true), facts->options);
	put_line(report, "small", &line);
	sp_buf_reset(&line);
	put_outcomes(report, &line, overview);
	put_line(report, "small", &line);
	if (facts->hidden) {
		sp_buf_reset(&line);
		sp_buf_printf(&line, "%s: %s",
			      say(report, "Utelämnat, märkt som inte personuppgift",
				  "Left out, marked as no personal data"),
			      sp_display_number(time, facts->hidden));
		put_line(report, "small", &line);
	}
	for (size_t i = 0; i < facts->n_scans; i++) {
		const struct sp_scan_row *scan = &facts->scans[i];
		sp_buf_reset(&line);
		sp_buf_printf(&line, "%s %llu: %s, %s, %s, %s, %s",
			      say(report, "Genomsökning", "Scan"), (unsigned long long)scan->id,
			      sp_display_time(time, scan->started_ns, true), scan->state,
			      scan->program, scan->ruleset, scan->options);
		put_line(report, "small soft", &line);
	}
	sp_buf_release(&line);
}

static enum sp_status put_page(struct sp_report *report, const struct sp_report_summary *summary)
{
	const char *title = say(report, "Underlag till registerförteckning",
				"Material for a record of processing");

	sp_page_open(report->to, report->l, title);
	sp_page_element(report->to, "h1", NULL, title);
	sp_page_element(
		report->to, "p", "note",
		say(report,
		    "Vad som finns i filerna, källa för källa (artikel 30 i "
		    "dataskyddsförordningen). "
		    "Förteckningen själv är den personuppgiftsansvariges. Ett värde som står på "
		    "flera "
		    "ställen räknas en gång som värde.",
		    "What stands in the files, source by source (Article 30 GDPR). The record "
		    "itself "
		    "is the controller's. A value that stands at several places counts once as a "
		    "value."));
	for (size_t i = 0; i < summary->facts->n_sources; i++)
		put_source(report, summary->facts, i);
	put_about(report, summary);
	sp_page_close(report->to);
	return report->to->failed ? SP_FATAL : SP_OK;
}

extern const struct sp_reporter sp_reporter_article30;
const struct sp_reporter sp_reporter_article30 = {
	.name = "article30",
	.stored = true,
	.whole = true,
	.within = 1U << SP_BY_TYPE | 1U << SP_BY_TERM | 1U << SP_BY_WORDS | 1U << SP_BY_AGE,
	.totals = true,
	.open = open_report,
	.summary = put_page,
	.close = close_report,
};

/* ---- the table ---- */

static void field(const struct sp_report *report, const char *s, bool first)
{
	struct sp_buf good = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_utf8_repair(&good, s, strlen(s));
	sp_buf_puts(report->to, first ? "" : ",");
	sp_csv_field(report->to, sp_buf_str(&good));
	report->to->failed = report->to->failed || good.failed;
	sp_buf_release(&good);
}

static void digits(const struct sp_report *report, uint64_t n)
{
	sp_buf_printf(report->to, ",%llu", (unsigned long long)n);
}

/* source, section, category, name */
static void begin_row(const struct sp_report *report, const char *source, const char *section,
		      const char *category, const char *name)
{
	field(report, source, true);
	field(report, section, false);
	field(report, category, false);
	field(report, name, false);
}

static void put_row(const struct sp_report *report, const char *source, const char *section,
		    const struct sp_group *group)
{
	char oldest[32], newest[32];

	begin_row(report, source, section, group->category, group->name);
	digits(report, group->values);
	digits(report, sp_group_places(group));
	digits(report, group->files);
	field(report, year_of(oldest, group->oldest_ns), false);
	field(report, year_of(newest, group->newest_ns), false);
	sp_buf_puts(report->to, ",\r\n");
}

static void put_note(const struct sp_report *report, const char *source, const char *section,
		     const struct sp_buf *detail)
{
	begin_row(report, source, section, "", "");
	sp_buf_puts(report->to, ",,,,,");
	field(report, sp_buf_str(detail), false);
	report->to->failed |= detail->failed;
	sp_buf_puts(report->to, "\r\n");
}

static void put_source_rows(const struct sp_report *report, const struct sp_report_facts *facts,
			    size_t i)
{
	const char *path = facts->sources[i].path;
	struct sp_people people[SP_PEOPLE_MOST];
	size_t n = sp_people_of(&facts->within[SP_BY_WORDS][i], people);

	for (size_t j = 0; j < facts->within[SP_BY_TYPE][i].n; j++)
		if (is_personal(&facts->within[SP_BY_TYPE][i].items[j]))
			put_row(report, path, "data", &facts->within[SP_BY_TYPE][i].items[j]);
	for (size_t j = 0; j < facts->within[SP_BY_TERM][i].n; j++)
		put_row(report, path, "sensitive", &facts->within[SP_BY_TERM][i].items[j]);
	for (size_t j = 0; j < n; j++) {
		begin_row(report, path, "people", "", people[j].name);
		sp_buf_puts(report->to, ",");
		digits(report, people[j].places);
		sp_buf_puts(report->to, ",,,,\r\n");
	}
	for (size_t j = 0; j < facts->within[SP_BY_AGE][i].n; j++)
		put_row(report, path, "age", &facts->within[SP_BY_AGE][i].items[j]);
}

static void put_coverage_row(const struct sp_report *report, const struct sp_source_row *source)
{
	struct sp_buf line = SP_BUF_INIT(SP_BUF_UNCAPPED);
	char when[32];

	sp_buf_printf(&line, "files %llu; places %llu; problems %llu; last complete scan %s",
		      (unsigned long long)source->files, (unsigned long long)source->findings,
		      (unsigned long long)source->problems,
		      source->last_complete_ns
			      ? sp_display_time(when, source->last_complete_ns, true)
			      : "never");
	put_note(report, source->path, "coverage", &line);
	sp_buf_release(&line);
}

static enum sp_status put_table(struct sp_report *report, const struct sp_report_summary *summary)
{
	const struct sp_report_facts *facts = summary->facts;
	struct sp_buf line = SP_BUF_INIT(SP_BUF_UNCAPPED);
	char time[32];

	sp_buf_puts(report->to, "source,section,category,name,values,places,files,oldest,newest,"
				"detail\r\n");
	for (size_t i = 0; i < facts->n_sources; i++) {
		put_source_rows(report, facts, i);
		put_coverage_row(report, &facts->sources[i]);
	}
	sp_buf_printf(&line, "%s; %s; made %s; options %s; left out %llu", facts->inventory,
		      facts->program, sp_display_time(time, facts->made_ns, true), facts->options,
		      (unsigned long long)facts->hidden);
	put_note(report, "", "report", &line);
	for (size_t i = 0; i < facts->n_scans; i++) {
		const struct sp_scan_row *scan = &facts->scans[i];
		sp_buf_reset(&line);
		sp_buf_printf(&line, "scan %llu; %s; %s; %s; %s; %s", (unsigned long long)scan->id,
			      sp_display_time(time, scan->started_ns, true), scan->state,
			      scan->program, scan->ruleset, scan->options);
		put_note(report, "", "scan", &line);
	}
	sp_buf_release(&line);
	return report->to->failed ? SP_FATAL : SP_OK;
}

extern const struct sp_reporter sp_reporter_article30_csv;
const struct sp_reporter sp_reporter_article30_csv = {
	.name = "article30-csv",
	.stored = true,
	.whole = true,
	.within = 1U << SP_BY_TYPE | 1U << SP_BY_TERM | 1U << SP_BY_WORDS | 1U << SP_BY_AGE,
	.totals = true,
	.open = open_report,
	.summary = put_table,
	.close = close_report,
};
