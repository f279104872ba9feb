/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv.c - RFC 4180: for spreadsheets.
 *
 * A field that a spreadsheet would take for a formula gets an apostrophe
 * before it: file names and masked values come from anybody ("+46..." too).
 * The first column says of what kind a row is; groups and changes are tables
 * with columns of their own. What the report is about comes last, as rows of
 * kind "report", "source", "scan" and "coverage". There is no byte order mark,
 * which other programs would read as part of the first column's name.
 */
#include "spana/reporter.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "reporters/csv_field.h"
#include "reporters/display.h"

#include <string.h>

static const char columns[] =
	"kind,path,members,type,category,masked,confidence,score,where,context,against,format,role,"
	"term_category,test,organisation,reason,detail,first_seen,closed,closed_how,value,text,"
	"snippet,path_bytes,owner,modified\r\n";
static const char group_columns[] =
	"kind,by,name,category,values,places,high,medium,low,files,oldest,newest,detail\r\n";
static const char change_columns[] =
	"kind,change,path,from,findings_before,findings,noticed,path_bytes,detail\r\n";

struct sp_report {
	struct sp_buf *to;
	bool titled;
	struct sp_buf field; /* one, before it is quoted */
	bool comma;
};

static enum sp_status open_csv(struct sp_report **out, const struct sp_report_style *style,
			       struct sp_buf *to)
{
	struct sp_report *report = sp_mem_zero(1, sizeof(*report));

	(void)style;
	*out = report;
	if (!report)
		return SP_FATAL;
	report->to = to;
	report->field = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	return SP_OK;
}

/* Ends the field that was collected in report->field. */
static void end_field(struct sp_report *report)
{
	if (report->comma)
		sp_buf_putc(report->to, ',');
	report->comma = true;
	sp_csv_field(report->to, sp_buf_str(&report->field));
	report->to->failed = report->to->failed || report->field.failed;
	sp_buf_reset(&report->field);
}

/* NULL is an empty field. */
static void put(struct sp_report *report, const char *s)
{
	if (s)
		sp_utf8_repair(&report->field, s, strlen(s));
	end_field(report);
}

/* The first row comes behind the names of its columns. */
static void begin_row(struct sp_report *report, const char *names, const char *kind)
{
	if (!report->titled)
		sp_buf_puts(report->to, names);
	report->titled = true;
	put(report, kind);
}

static void put_uint(struct sp_report *report, uint64_t n)
{
	sp_buf_put_uint(&report->field, n);
	end_field(report);
}

static void put_time(struct sp_report *report, int64_t ns)
{
	char text[32];

	put(report, ns ? sp_display_time(text, ns, true) : NULL);
}

static void put_members(struct sp_report *report, const struct sp_report_item *item)
{
	for (size_t i = 0; i < item->n_members; i++) {
		if (i)
			sp_buf_puts(&report->field, SP_DISPLAY_STEP);
		sp_utf8_repair(&report->field, item->members[i], strlen(item->members[i]));
	}
	end_field(report);
}

/* Words separated by newlines, as a list on one line. */
static void put_words(struct sp_report *report, const char *words)
{
	const char *word = words ? words : "";

	while (*word) {
		size_t len = strcspn(word, "\n");
		sp_utf8_repair(&report->field, word, len);
		word += len + (word[len] == '\n');
		if (*word)
			sp_buf_puts(&report->field, "; ");
	}
	end_field(report);
}

static void put_score(struct sp_report *report, double score)
{
	struct sp_json json = sp_json_to(&report->field);

	sp_json_real(&json, score, 3);
	end_field(report);
}

static void put_path_bytes(struct sp_report *report, const char *path)
{
	size_t len = strlen(path);
	struct sp_json json = sp_json_to(&report->field);

	if (sp_utf8_valid(path, len) != len)
		sp_json_base64(&json, path, len);
	if (report->field.len && !report->field.failed) {
		/* Without the quotes that JSON has around it. */
		sp_buf_drop(&report->field, 1);
		report->field.data[--report->field.len] = '\0';
	}
	end_field(report);
}

static void put_flag(struct sp_report *report, bool flag)
{
	put(report, flag ? "true" : NULL);
}

static void put_history(struct sp_report *report, const struct sp_report_item *item)
{
	put_time(report, item->first_seen_ns);
	put_time(report, item->closed_ns);
	put(report, item->closed_how);
}

static enum sp_status end_row(struct sp_report *report)
{
	report->comma = false;
	return sp_buf_puts(report->to, "\r\n") && !report->to->failed ? SP_OK : SP_FATAL;
}

static enum sp_status put_finding(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_finding_record *finding)
{
	begin_row(report, columns, finding->suppressed ? "suppressed" : "finding");
	put(report, item->path);
	put_members(report, item);
	put(report, finding->type);
	put(report, finding->category);
	put(report, finding->masked);
	put(report, sp_confidence_name(finding->confidence));
	put_score(report, finding->score);
	if (finding->where)
		sp_where_text(&report->field, finding->where);
	end_field(report);
	put_words(report, finding->context);
	put(report, finding->against);
	put(report, item->format);
	put(report, finding->role);
	put(report, finding->term_category);
	put_flag(report, finding->test);
	put_flag(report, finding->organisation);
	put(report, NULL);
	put(report, finding->suppressed);
	put_history(report, item);
	put(report, finding->value);
	put(report, finding->text);
	put(report, finding->snippet);
	put_path_bytes(report, item->path);
	put(report, item->owner);
	put_time(report, item->mtime_ns);
	return end_row(report);
}

static enum sp_status put_problem(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_problem_record *problem)
{
	begin_row(report, columns, "problem");
	put(report, item->path);
	put_members(report, item);
	for (int i = 0; i < 8; i++) /* type to against */
		put(report, NULL);
	put(report, item->format);
	for (int i = 0; i < 4; i++) /* role to organisation */
		put(report, NULL);
	put(report, sp_reason_name(problem->reason));
	put(report, problem->detail);
	put_history(report, item);
	for (int i = 0; i < 3; i++) /* value to snippet */
		put(report, NULL);
	put_path_bytes(report, item->path);
	put(report, item->owner);
	put_time(report, item->mtime_ns);
	return end_row(report);
}

static enum sp_status put_group(struct sp_report *report, enum sp_by by,
				const struct sp_group *group)
{
	begin_row(report, group_columns, "group");
	put(report, sp_by_name(by));
	put(report, group->name);
	put(report, group->category);
	put_uint(report, group->values);
	put_uint(report, sp_group_places(group));
	for (int i = SP_HIGH; i >= SP_LOW; i--)
		put_uint(report, group->places[i]);
	put_uint(report, group->files);
	put_time(report, group->oldest_ns);
	put_time(report, group->newest_ns);
	put(report, NULL);
	return end_row(report);
}

static enum sp_status put_change(struct sp_report *report, const struct sp_change_row *change)
{
	begin_row(report, change_columns, "change");
	put(report, sp_change_name(change->how));
	put(report, change->path);
	put(report, change->from);
	put_uint(report, change->before);
	put_uint(report, change->after);
	put_time(report, change->noticed_ns);
	put_path_bytes(report, change->path);
	put(report, NULL);
	return end_row(report);
}

/* ---- what the report is about ---- */

/* A row of facts: a path and, in the column "detail", what stands in report->field. */
static enum sp_status put_fact(struct sp_report *report, enum sp_part part, const char *kind,
			       const char *path)
{
	/* Empty fields before the path, between it and the detail, and after that. */
	static const int blanks[][3] = {
		[SP_PART_ALL] = { 0, 15, 9 },
		[SP_PART_GROUPS] = { 1, 9, 0 },
		[SP_PART_CHANGES] = { 1, 5, 0 },
	};
	static const char *const names[] = { [SP_PART_ALL] = columns,
					     [SP_PART_GROUPS] = group_columns,
					     [SP_PART_CHANGES] = change_columns };
	enum sp_part table = part < SP_PART_GROUPS ? SP_PART_ALL : part;
	struct sp_buf detail = report->field;

	report->field = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	begin_row(report, names[table], kind);
	for (int i = 0; i < blanks[table][0]; i++)
		put(report, NULL);
	put(report, path);
	for (int i = 0; i < blanks[table][1]; i++)
		put(report, NULL);
	report->to->failed = report->to->failed || detail.failed;
	put(report, sp_buf_str(&detail));
	for (int i = 0; i < blanks[table][2]; i++)
		put(report, NULL);
	sp_buf_release(&detail);
	return end_row(report);
}

static void put_scan_fact(struct sp_report *report, const struct sp_scan_row *scan)
{
	char from[32], to[32];

	sp_buf_printf(&report->field, "scan %llu; %s; %s to %s; %s; rules %s; options %s",
		      (unsigned long long)scan->id, scan->state,
		      sp_display_time(from, scan->started_ns, true),
		      scan->ended_ns ? sp_display_time(to, scan->ended_ns, true) : "-",
		      scan->program, scan->ruleset, scan->options);
}

static void put_source_fact(struct sp_report *report, const struct sp_source_row *source)
{
	char when[32];

	sp_buf_printf(
		&report->field, "files %llu; findings %llu; problems %llu; last complete scan %s",
		(unsigned long long)source->files, (unsigned long long)source->findings,
		(unsigned long long)source->problems,
		source->last_complete_ns ? sp_display_time(when, source->last_complete_ns, true)
					 : "never");
}

static void put_coverage_fact(struct sp_report *report, const struct sp_overview *overview)
{
	sp_buf_printf(&report->field, "files %llu; bytes %llu; items %llu",
		      (unsigned long long)overview->files, (unsigned long long)overview->bytes,
		      (unsigned long long)overview->items);
	for (int i = SP_OUTCOME_FULL; i < SP_OUTCOME_COUNT; i++)
		sp_buf_printf(&report->field, "; %s %llu", sp_outcome_name((enum sp_outcome)i),
			      (unsigned long long)overview->outcomes[i]);
}

static enum sp_status put_summary(struct sp_report *report, const struct sp_report_summary *summary)
{
	const struct sp_report_facts *facts = summary->facts;
	enum sp_status status = SP_OK;
	char made[32];

	if (!report->titled && !facts)
		sp_buf_puts(report->to, columns);
	report->titled = report->titled || !facts;
	if (!facts)
		return report->to->failed ? SP_FATAL : SP_OK;
	sp_buf_printf(&report->field,
		      "%s; made %s; options %s; a value counts once among values, each place "
		      "among places; %llu findings marked as no personal data are left out",
		      facts->program, sp_display_time(made, facts->made_ns, true),
		      facts->options[0] ? facts->options : "none",
		      (unsigned long long)facts->hidden);
	status = put_fact(report, facts->part, "report", facts->inventory);
	for (size_t i = 0; i < facts->n_sources && status == SP_OK; i++) {
		put_source_fact(report, &facts->sources[i]);
		status = put_fact(report, facts->part, "source", facts->sources[i].path);
	}
	for (size_t i = 0; i < facts->n_scans && status == SP_OK; i++) {
		put_scan_fact(report, &facts->scans[i]);
		status = put_fact(report, facts->part, "scan", NULL);
	}
	if (status != SP_OK)
		return status;
	put_coverage_fact(report, summary->overview);
	return put_fact(report, facts->part, "coverage", NULL);
}

static void close_csv(struct sp_report *report)
{
	if (report)
		sp_buf_release(&report->field);
	sp_mem_free(report);
}

extern const struct sp_reporter sp_reporter_csv;
const struct sp_reporter sp_reporter_csv = {
	.name = "csv",
	.open = open_csv,
	.finding = put_finding,
	.problem = put_problem,
	.group = put_group,
	.change = put_change,
	.summary = put_summary,
	.close = close_csv,
};
