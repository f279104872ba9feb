/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * overdue.c - what is past its time, for people and for programs. Like every
 * report it says which inventory it is of, what was searched, and how far.
 */
#include "spana/reporter.h"

#include "base/json.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "reporters/csv_field.h"
#include "reporters/display.h"
#include "reporters/rows_json.h"
#include "reporters/text_facts.h"
#include "spana/subject.h"

#include <stdio.h>
#include <string.h>

static void write_text(const struct sp_overdue_list *list, const struct sp_report_summary *summary,
		       unsigned width, struct sp_buf *to)
{
	const struct sp_text_to text = { .out = to, .locale = sp_display_locale(), .width = width };
	char number[32], day[11];

	for (size_t i = 0; i < list->n; i++) {
		const struct sp_overdue *row = &list->items[i];
		sp_display_put(to, row->path);
		sp_buf_printf(to, _("\n  kept until %s, %s days past; "),
			      sp_day_text(row->until, day),
			      sp_display_number(number, (uint64_t)row->days));
		sp_buf_printf(to, _("%s findings; owner "),
			      sp_display_number(number, row->findings));
		sp_display_put(to, row->owner[0] ? row->owner : _("unknown"));
		sp_buf_puts(to, row->mark ? _("\n  mark: ") : _("\n  rule: "));
		sp_display_put(to, row->why);
		if (row->basis[0]) {
			sp_buf_puts(to, " (");
			sp_display_put(to, row->basis);
			sp_buf_putc(to, ')');
		}
		sp_buf_puts(to, "\n\n");
	}
	sp_buf_printf(to, _("%s past their time"), sp_display_number(number, list->n));
	sp_buf_printf(to, _("; %s more are kept by a mark\n"),
		      sp_display_number(number, list->held));
	sp_buf_printf(to, "\n%s\n\n", _("Sources"));
	sp_text_sources(&text, summary->facts);
	sp_buf_printf(to, "\n%s\n\n", _("This report"));
	sp_text_about(&text, summary->facts);
	if (text.locale)
		freelocale(text.locale);
}

static void open_line(struct sp_buf *to, const char *kind)
{
	sp_buf_printf(to, "{\"kind\":\"%s\"", kind);
}

static void write_jsonl(const struct sp_overdue_list *list, const struct sp_report_summary *summary,
			struct sp_buf *to)
{
	char day[11], time[32];

	open_line(to, "report");
	sp_rows_facts(&(struct sp_json) { .out = to, .comma = true }, summary->facts);
	sp_buf_puts(to, "}\n");
	for (size_t i = 0; i < list->n; i++) {
		const struct sp_overdue *row = &list->items[i];
		struct sp_json json = sp_json_to(to);
		size_t len = strlen(row->path);
		sp_json_open(&json, '{');
		sp_json_key(&json, "kind");
		sp_json_string(&json, "overdue");
		sp_json_key(&json, "path");
		sp_json_string(&json, row->path);
		if (sp_utf8_valid(row->path, len) != len) {
			sp_json_key(&json, "path_bytes");
			sp_json_base64(&json, row->path, len);
		}
		sp_json_key(&json, "until");
		sp_json_string(&json, sp_day_text(row->until, day));
		sp_json_key(&json, "days");
		sp_json_uint(&json, (unsigned long long)row->days);
		sp_json_key(&json, "findings");
		sp_json_uint(&json, row->findings);
		sp_json_key(&json, "owner");
		sp_json_string(&json, row->owner);
		sp_json_key(&json, "modified");
		sp_json_string(&json, sp_display_time(time, row->mtime_ns, true));
		sp_json_key(&json, row->mark ? "reason" : "rule");
		sp_json_string(&json, row->why);
		sp_json_key(&json, "basis");
		sp_json_string(&json, row->basis);
		sp_json_close(&json, '}');
		sp_buf_putc(to, '\n');
	}
	struct sp_json json = { .out = to, .comma = true };
	open_line(to, "summary");
	sp_rows_overview(&json, summary->overview);
	sp_json_key(&json, "overdue");
	sp_json_uint(&json, list->n);
	sp_json_key(&json, "kept_by_marks");
	sp_json_uint(&json, list->held);
	sp_buf_puts(to, "}\n");
}

static void put_field(struct sp_buf *to, const char *s, bool last)
{
	struct sp_buf good = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_utf8_repair(&good, s, strlen(s));
	sp_csv_field(to, sp_buf_str(&good));
	sp_buf_puts(to, last ? "\r\n" : ",");
	to->failed |= good.failed;
	sp_buf_release(&good);
}

/* What the list is about, in the columns "path" and "detail". */
static void put_fact(struct sp_buf *to, const char *kind, const char *path,
		     const struct sp_buf *detail)
{
	sp_buf_printf(to, "%s,", kind);
	put_field(to, path, false);
	sp_buf_puts(to, ",,,,,,,");
	put_field(to, sp_buf_str(detail), true);
	to->failed |= detail->failed;
}

static void put_facts(struct sp_buf *to, const struct sp_overdue_list *list,
		      const struct sp_report_summary *summary)
{
	const struct sp_report_facts *facts = summary->facts;
	struct sp_buf detail = SP_BUF_INIT(SP_BUF_UNCAPPED);
	char when[32];

	sp_buf_printf(&detail, "%s; made %s; options %s; %llu more are kept by a mark; items %llu",
		      facts->program, sp_display_time(when, facts->made_ns, true),
		      facts->options[0] ? facts->options : "none", (unsigned long long)list->held,
		      (unsigned long long)summary->overview->items);
	for (int i = SP_OUTCOME_FULL; i < SP_OUTCOME_COUNT; i++)
		sp_buf_printf(&detail, "; %s %llu", sp_outcome_name((enum sp_outcome)i),
			      (unsigned long long)summary->overview->outcomes[i]);
	put_fact(to, "report", facts->inventory, &detail);
	for (size_t i = 0; i < facts->n_sources; i++) {
		const struct sp_source_row *source = &facts->sources[i];
		sp_buf_reset(&detail);
		sp_buf_printf(&detail, "files %llu; last complete scan %s",
			      (unsigned long long)source->files,
			      source->last_complete_ns
				      ? sp_display_time(when, source->last_complete_ns, true)
				      : "never");
		put_fact(to, "source", source->path, &detail);
	}
	for (size_t i = 0; i < facts->n_scans; i++) {
		const struct sp_scan_row *scan = &facts->scans[i];
		sp_buf_reset(&detail);
		sp_buf_printf(&detail, "scan %llu; %s; %s; %s; rules %s",
			      (unsigned long long)scan->id, scan->state,
			      sp_display_time(when, scan->started_ns, true), scan->program,
			      scan->ruleset);
		put_fact(to, "scan", "", &detail);
	}
	sp_buf_release(&detail);
}

static void write_csv(const struct sp_overdue_list *list, const struct sp_report_summary *summary,
		      struct sp_buf *to)
{
	char text[32];

	sp_buf_puts(to, "kind,path,until,days,findings,owner,modified,why,basis,detail\r\n");
	for (size_t i = 0; i < list->n; i++) {
		const struct sp_overdue *row = &list->items[i];
		sp_buf_puts(to, "overdue,");
		put_field(to, row->path, false);
		put_field(to, sp_day_text(row->until, text), false);
		sp_buf_printf(to, "%d,%llu,", row->days, (unsigned long long)row->findings);
		put_field(to, row->owner, false);
		put_field(to, sp_display_time(text, row->mtime_ns, true), false);
		put_field(to, row->why, false);
		put_field(to, row->basis, false);
		put_field(to, "", true);
	}
	put_facts(to, list, summary);
}

enum sp_status sp_overdue_write(const struct sp_overdue_list *list,
				const struct sp_report_summary *summary, const char *format,
				unsigned width, struct sp_buf *to)
{
	if (strcmp(format, "text") == 0)
		write_text(list, summary, width, to);
	else if (strcmp(format, "jsonl") == 0)
		write_jsonl(list, summary, to);
	else if (strcmp(format, "csv") == 0)
		write_csv(list, summary, to);
	else
		return SP_FAILED;
	return to->failed ? SP_FATAL : SP_OK;
}
