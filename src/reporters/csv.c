/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv.c - RFC 4180: for spreadsheets.
 *
 * A field that a spreadsheet would take for a formula gets an apostrophe
 * before it: file names and masked values come from anybody ("+46..." too).
 * Totals are left out, since a table has one kind of row; problems are rows of
 * kind "problem". There is no byte order mark, which other programs would read
 * as part of the first column's name.
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
	"snippet,path_bytes\r\n";

struct sp_report {
	struct sp_buf *to;
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
	if (sp_buf_puts(to, columns))
		return SP_OK;
	sp_mem_free(report);
	*out = NULL;
	return SP_FATAL;
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
	put(report, finding->suppressed ? "suppressed" : "finding");
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
	return end_row(report);
}

static enum sp_status put_problem(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_problem_record *problem)
{
	put(report, "problem");
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
	return end_row(report);
}

static enum sp_status put_summary(struct sp_report *report, const struct sp_report_summary *summary)
{
	(void)report;
	(void)summary;
	return SP_OK;
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
	.summary = put_summary,
	.close = close_csv,
};
