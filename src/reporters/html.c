/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html.c - a report as one page that looks nothing up: template, style sheet
 * and script of src/reporters/html/ are built in, the rows stand in it as JSON.
 *
 * The page's policy allows the style sheet and the script by their hashes and
 * nothing else. What the script shows it sets as text. In the JSON no '<'
 * stands, so that no name of a file can end the element that holds it, and
 * names are made harmless as for a terminal.
 */
#include "base/digest.h"
#include "base/mem.h"
#include "reporters/display.h"
#include "reporters/held.h"
#include "reporters/page.h"
#include "reporters/rows_json.h"

#include <string.h>

#define ROWS_MOST 300000 /* findings in a page; a browser is fluid with so many */

extern const char sp_report_page[], sp_report_style[], sp_report_text[], sp_report_data[],
	sp_report_charts[], sp_report_table[], sp_report_script[];

static const char *const scripts[] = { sp_report_text,	sp_report_data,	  sp_report_charts,
				       sp_report_table, sp_report_script, NULL };

enum block { NO_BLOCK, ROWS, CHANGES, PROBLEMS, BLOCKS };

struct sp_report {
	struct sp_buf *to;
	enum sp_language language;
	const char *rest; /* of the template */
	const struct sp_overview *overview;
	struct sp_buf item; /* path and members of the item that is open */
	struct sp_buf text; /* one name, made harmless */
	struct sp_buf row;  /* JSON, before it is made fit for HTML */
	struct sp_json json;
	enum block block; /* that is open */
	bool in_item;
	uint64_t n, left_out;
};

static enum sp_status open_html(struct sp_report **out, const struct sp_report_style *style,
				struct sp_buf *to)
{
	struct sp_report *report = sp_mem_zero(1, sizeof(*report));

	*out = report;
	if (!report)
		return SP_FATAL;
	report->to = to;
	report->language = style->language;
	report->rest = sp_report_page;
	report->item = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	report->text = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	report->row = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	report->json = sp_json_to(&report->row);
	return SP_OK;
}

static void close_html(struct sp_report *report)
{
	if (!report)
		return;
	sp_buf_release(&report->item);
	sp_buf_release(&report->text);
	sp_buf_release(&report->row);
	sp_mem_free(report);
}

static enum sp_status done(const struct sp_report *report)
{
	bool failed = report->to->failed || report->item.failed || report->text.failed ||
		      report->row.failed;

	return failed ? SP_FATAL : SP_OK;
}

/* Moves the JSON that was collected to the page: '<' only ever stands within strings. */
static void flush_row(struct sp_report *report)
{
	const char *at = sp_buf_str(&report->row), *mark;

	for (; (mark = strchr(at, '<')) != NULL; at = mark + 1) {
		sp_buf_add(report->to, at, (size_t)(mark - at));
		sp_buf_puts(report->to, "\\u003c");
	}
	sp_buf_puts(report->to, at);
	if (!report->row.failed)
		sp_buf_reset(&report->row);
}

/* ---- the template ---- */

static void put_script(struct sp_buf *to)
{
	for (int i = 0; scripts[i]; i++)
		sp_buf_puts(to, scripts[i]);
}

static void put_hash(struct sp_buf *to, const char *data, size_t len)
{
	char hash[SP_SHA256_TEXT];

	sp_sha256_text(data, len, hash);
	sp_buf_puts(to, hash);
}

static void put_script_hash(struct sp_buf *to)
{
	struct sp_buf script = SP_BUF_INIT(SP_BUF_UNCAPPED);

	put_script(&script);
	put_hash(to, sp_buf_str(&script), script.len);
	to->failed = to->failed || script.failed;
	sp_buf_release(&script);
}

static void put_marked(struct sp_report *report, const char *name)
{
	struct sp_buf *to = report->to;

	if (strcmp(name, "LANGUAGE") == 0)
		sp_buf_puts(to, sp_say(report->language, "sv", "en"));
	else if (strcmp(name, "TITLE") == 0)
		sp_page_text(to, sp_say(report->language, "Personuppgifter i filer",
					"Personal data in files"));
	else if (strcmp(name, "STYLE") == 0)
		sp_buf_puts(to, sp_report_style);
	else if (strcmp(name, "SCRIPT") == 0)
		put_script(to);
	else if (strcmp(name, "STYLE_HASH") == 0)
		put_hash(to, sp_report_style, strlen(sp_report_style));
	else if (strcmp(name, "SCRIPT_HASH") == 0)
		put_script_hash(to);
}

/* Writes the template up to where `until` is marked, or to its end (NULL). */
static void put_template(struct sp_report *report, const char *until)
{
	const char *mark, *end;
	char name[32];

	while ((mark = strchr(report->rest, '@')) != NULL && (end = strchr(mark + 1, '@'))) {
		size_t len = (size_t)(end - mark) - 1;
		sp_buf_add(report->to, report->rest, (size_t)(mark - report->rest));
		report->rest = end + 1;
		memcpy(name, mark + 1, len < sizeof(name) ? len : 0);
		name[len < sizeof(name) ? len : 0] = '\0';
		if (until && strcmp(name, until) == 0)
			return;
		put_marked(report, name);
	}
	sp_buf_puts(report->to, report->rest);
	report->rest += strlen(report->rest);
}

/* ---- blocks of data ---- */

static const char *const block_names[BLOCKS] = { NULL, "d-rows", "d-changes", "d-problems" };

static void open_data(struct sp_report *report, const char *id)
{
	sp_buf_printf(report->to, "<script type=\"application/json\" id=\"%s\">", id);
}

static void close_data(struct sp_report *report)
{
	sp_buf_puts(report->to, "</script>\n");
}

static void end_item(struct sp_report *report)
{
	if (!report->in_item)
		return;
	sp_json_close(&report->json, ']');
	sp_json_close(&report->json, ']');
	report->in_item = false;
}

/* Closes the block that is open, and writes those between it and `block` with nothing in them. */
static void go_to(struct sp_report *report, enum block block)
{
	while (report->block < block) {
		if (report->block) {
			end_item(report);
			sp_json_close(&report->json, ']');
			flush_row(report);
			close_data(report);
		}
		if (++report->block == BLOCKS)
			return;
		open_data(report, block_names[report->block]);
		report->json.comma = false;
		sp_json_open(&report->json, '[');
	}
}

/* A name from a disk: what cannot be seen, or turns text round, is made visible. */
static void put_name(struct sp_report *report, const char *s)
{
	sp_buf_reset(&report->text);
	sp_display_put(&report->text, s ? s : "");
	sp_json_string(&report->json, sp_buf_str(&report->text));
}

static void put_members(struct sp_report *report, const struct sp_report_item *item)
{
	sp_json_open(&report->json, '[');
	for (size_t i = 0; i < item->n_members; i++)
		put_name(report, item->members[i]);
	sp_json_close(&report->json, ']');
}

/* ---- facts ---- */

static void put_key(struct sp_report *report, const char *key, char bracket)
{
	sp_json_key(&report->json, key);
	sp_json_open(&report->json, bracket);
}

static void put_label(struct sp_report *report, const char *name, const char *label)
{
	sp_json_name(&report->json, name);
	sp_json_string(&report->json, label);
}

static void put_labels(struct sp_report *report, const struct sp_report_summary *summary)
{
	const struct sp_overview *overview = summary->overview;
	const struct sp_facts_groups *terms = &summary->facts->groups[SP_BY_TERM];
	const enum sp_language l = report->language;

	put_key(report, "labels", '{');
	put_key(report, "types", '{');
	for (size_t i = 0; i < overview->n_types; i++)
		put_label(report, overview->types[i].type, sp_say_type(l, overview->types[i].type));
	sp_json_close(&report->json, '}');
	put_key(report, "categories", '{');
	for (size_t i = 0; i < overview->n_types; i++)
		put_label(report, overview->types[i].category,
			  sp_say_category(l, overview->types[i].category));
	sp_json_close(&report->json, '}');
	put_key(report, "terms", '{');
	for (size_t i = 0; i < terms->n; i++)
		put_label(report, terms->items[i].name, sp_say_term(l, terms->items[i].name));
	sp_json_close(&report->json, '}');
	put_key(report, "reasons", '{');
	for (int i = 1; i < SP_REASON_COUNT; i++)
		put_label(report, sp_reason_name((enum sp_reason)i),
			  sp_say_reason(l, sp_reason_name((enum sp_reason)i)));
	sp_json_close(&report->json, '}');
	sp_json_close(&report->json, '}');
}

static void put_groups(struct sp_report *report, const struct sp_report_facts *facts, enum sp_by by)
{
	put_key(report, sp_by_name(by), '[');
	for (size_t i = 0; i < facts->groups[by].n; i++) {
		sp_json_open(&report->json, '{');
		sp_rows_group(&report->json, by, &facts->groups[by].items[i]);
		sp_json_close(&report->json, '}');
	}
	sp_json_close(&report->json, ']');
}

static void put_trend(struct sp_report *report, const struct sp_report_facts *facts)
{
	char time[32];

	put_key(report, "trend", '[');
	for (size_t i = 0; i < facts->n_trend; i++) {
		const struct sp_trend_row *point = &facts->trend[i];
		sp_json_open(&report->json, '{');
		sp_json_key(&report->json, "state");
		sp_json_string(&report->json, point->state);
		sp_json_key(&report->json, "started");
		sp_json_string(&report->json, sp_display_time(time, point->started_ns, true));
		sp_json_key(&report->json, "findings");
		sp_json_uint(&report->json, point->findings);
		sp_json_key(&report->json, "problems");
		sp_json_uint(&report->json, point->problems);
		sp_json_close(&report->json, '}');
	}
	sp_json_close(&report->json, ']');
}

static enum sp_status begin_report(struct sp_report *report,
				   const struct sp_report_summary *summary)
{
	report->overview = summary->overview;
	put_template(report, "DATA");
	open_data(report, "d-facts");
	sp_json_open(&report->json, '{');
	put_key(report, "report", '{');
	sp_rows_facts(&report->json, summary->facts);
	sp_json_close(&report->json, '}');
	put_key(report, "summary", '{');
	sp_rows_overview(&report->json, summary->overview);
	sp_json_close(&report->json, '}');
	sp_json_key(&report->json, "files_with");
	sp_json_uint(&report->json, summary->facts->groups[SP_BY_FOLDER].files);
	put_labels(report, summary);
	put_trend(report, summary->facts);
	put_key(report, "groups", '{');
	put_groups(report, summary->facts, SP_BY_FOLDER);
	put_groups(report, summary->facts, SP_BY_AGE);
	sp_json_close(&report->json, '}');
	sp_json_close(&report->json, '}');
	flush_row(report);
	close_data(report);
	return done(report);
}

/* ---- rows ---- */

/* Opens the item's row where it is not the one that is open. */
static void open_item(struct sp_report *report, const struct sp_report_item *item)
{
	struct sp_buf *text = &report->text;

	sp_buf_reset(text);
	sp_display_item(text, item);
	if (report->in_item && strcmp(sp_buf_str(text), sp_buf_str(&report->item)) == 0)
		return;
	end_item(report);
	sp_buf_reset(&report->item);
	sp_buf_puts(&report->item, sp_buf_str(text));
	sp_buf_putc(&report->row, report->json.comma ? ',' : ' ');
	report->json.comma = false;
	sp_buf_putc(&report->row, '\n');
	sp_json_open(&report->json, '[');
	put_name(report, item->path);
	put_members(report, item);
	put_name(report, item->format);
	put_name(report, item->owner);
	sp_json_uint(&report->json, item->mtime_ns > 0 ? (uint64_t)item->mtime_ns / 1000000000 : 0);
	sp_json_open(&report->json, '[');
	report->in_item = true;
}

static size_t type_number(const struct sp_overview *overview,
			  const struct sp_finding_record *finding)
{
	for (size_t i = 0; i < overview->n_types; i++)
		if (strcmp(overview->types[i].type, finding->type) == 0 &&
		    strcmp(overview->types[i].category, finding->category) == 0)
			return i;
	return overview->n_types;
}

/* Words separated by newlines, as a list on one line. */
static void put_words(struct sp_report *report, const char *words)
{
	sp_buf_reset(&report->text);
	for (const char *at = words ? words : ""; *at; at++)
		if (*at == '\n')
			sp_buf_puts(&report->text, ", ");
		else
			sp_buf_putc(&report->text, *at);
	sp_json_string(&report->json, sp_buf_str(&report->text));
}

static enum sp_status put_finding(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_finding_record *finding)
{
	struct sp_json *json = &report->json;
	size_t type = type_number(report->overview, finding);
	struct sp_buf where = SP_BUF_INIT(SP_BUF_UNCAPPED);

	if (type == report->overview->n_types || report->n == ROWS_MOST) {
		report->left_out++;
		return SP_OK;
	}
	report->n++;
	go_to(report, ROWS);
	open_item(report, item);
	sp_json_open(json, '[');
	sp_json_uint(json, type);
	put_name(report, finding->masked);
	sp_json_uint(json, (unsigned)finding->confidence);
	sp_json_uint(json, (unsigned)(finding->score * 1000 + 0.5));
	sp_say_where(&where, report->language,
		     finding->where && finding->where[0] ? finding->where : "{}");
	put_name(report, sp_buf_str(&where));
	sp_json_uint(json, (finding->test ? 1u : 0u) | (finding->organisation ? 2u : 0u));
	put_words(report, finding->context);
	put_name(report, finding->role);
	put_name(report, finding->term_category);
	put_name(report, finding->against);
	sp_json_close(json, ']');
	report->row.failed = report->row.failed || where.failed;
	sp_buf_release(&where);
	flush_row(report);
	return done(report);
}

static void begin_row(struct sp_report *report, enum block block)
{
	go_to(report, block);
	sp_json_open(&report->json, '[');
}

static enum sp_status put_change(struct sp_report *report, const struct sp_change_row *change)
{
	begin_row(report, CHANGES);
	sp_json_string(&report->json, sp_change_name(change->how));
	put_name(report, change->path);
	put_name(report, change->from);
	sp_json_uint(&report->json, change->before);
	sp_json_uint(&report->json, change->after);
	sp_json_close(&report->json, ']');
	flush_row(report);
	return done(report);
}

static enum sp_status put_problem(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_problem_record *problem)
{
	begin_row(report, PROBLEMS);
	put_name(report, item->path);
	put_members(report, item);
	sp_json_string(&report->json, sp_reason_name(problem->reason));
	put_name(report, problem->detail);
	sp_json_close(&report->json, ']');
	flush_row(report);
	return done(report);
}

static enum sp_status put_summary(struct sp_report *report, const struct sp_report_summary *summary)
{
	(void)summary;
	go_to(report, BLOCKS);
	open_data(report, "d-end");
	sp_buf_printf(report->to, "{\"left_out\":%llu}", (unsigned long long)report->left_out);
	close_data(report);
	put_template(report, NULL);
	return done(report);
}

extern const struct sp_reporter sp_reporter_html;
const struct sp_reporter sp_reporter_html = {
	.name = "html",
	.stored = true,
	.whole = true,
	.groups = 1U << SP_BY_FOLDER | 1U << SP_BY_AGE | 1U << SP_BY_TERM,
	.open = open_html,
	.begin = begin_report,
	.finding = put_finding,
	.problem = put_problem,
	.change = put_change,
	.summary = put_summary,
	.close = close_html,
};
