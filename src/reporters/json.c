/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.c - a report as one JSON document: report, rows by kind, summary. The
 * rows of a kind stand together in an array, which begins with the first;
 * what was asked for and is not there is an empty one.
 */
#include "base/mem.h"
#include "reporters/rows_json.h"

enum rows { FINDINGS, SUPPRESSED, PROBLEMS, GROUPS, CHANGES, NO_ROWS };

static const char *const names[] = { "findings", "suppressed", "problems", "groups", "changes" };

struct sp_report {
	struct sp_json json;
	enum rows open; /* the array that is, or NO_ROWS */
	bool told[NO_ROWS];
};

static enum sp_status open_json(struct sp_report **out, const struct sp_report_style *style,
				struct sp_buf *to)
{
	struct sp_report *report = sp_mem_zero(1, sizeof(*report));

	(void)style;
	*out = report;
	if (!report)
		return SP_FATAL;
	report->json = sp_json_to(to);
	report->open = NO_ROWS;
	sp_json_open(&report->json, '{');
	return SP_OK;
}

static enum sp_status done(const struct sp_report *report)
{
	return report->json.out->failed ? SP_FATAL : SP_OK;
}

static enum sp_status begin_report(struct sp_report *report,
				   const struct sp_report_summary *summary)
{
	sp_json_key(&report->json, "report");
	sp_json_open(&report->json, '{');
	sp_rows_facts(&report->json, summary->facts);
	sp_json_close(&report->json, '}');
	return done(report);
}

static void end_rows(struct sp_report *report)
{
	if (report->open == NO_ROWS)
		return;
	sp_buf_putc(report->json.out, '\n');
	sp_json_close(&report->json, ']');
	report->open = NO_ROWS;
}

static void open_rows(struct sp_report *report, enum rows rows)
{
	end_rows(report);
	sp_buf_puts(report->json.out, ",\n");
	report->json.comma = false;
	sp_json_key(&report->json, names[rows]);
	sp_json_open(&report->json, '[');
	report->open = rows;
	report->told[rows] = true;
}

/* Opens a row in its array. */
static struct sp_json *begin_row(struct sp_report *report, enum rows rows)
{
	if (report->open != rows)
		open_rows(report, rows);
	if (report->json.comma)
		sp_buf_putc(report->json.out, ',');
	report->json.comma = false;
	sp_buf_putc(report->json.out, '\n');
	sp_json_open(&report->json, '{');
	return &report->json;
}

static enum sp_status end_row(struct sp_report *report)
{
	sp_json_close(&report->json, '}');
	return done(report);
}

static enum sp_status put_finding(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_finding_record *finding)
{
	enum rows rows = finding->suppressed ? SUPPRESSED : FINDINGS;

	sp_rows_finding(begin_row(report, rows), NULL, item, finding, true);
	return end_row(report);
}

static enum sp_status put_problem(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_problem_record *problem)
{
	sp_rows_problem(begin_row(report, PROBLEMS), item, problem, true);
	return end_row(report);
}

static enum sp_status put_group(struct sp_report *report, enum sp_by by,
				const struct sp_group *group)
{
	sp_rows_group(begin_row(report, GROUPS), by, group);
	return end_row(report);
}

static enum sp_status put_change(struct sp_report *report, const struct sp_change_row *change)
{
	sp_rows_change(begin_row(report, CHANGES), change);
	return end_row(report);
}

static enum sp_status put_summary(struct sp_report *report, const struct sp_report_summary *summary)
{
	static const enum rows asked[][2] = {
		[SP_PART_ALL] = { FINDINGS, PROBLEMS },
		[SP_PART_PROBLEMS] = { PROBLEMS, PROBLEMS },
		[SP_PART_SUPPRESSED] = { SUPPRESSED, SUPPRESSED },
		[SP_PART_GROUPS] = { GROUPS, GROUPS },
		[SP_PART_CHANGES] = { CHANGES, CHANGES },
	};

	for (int i = 0; i < 2; i++)
		if (!report->told[asked[summary->facts->part][i]])
			open_rows(report, asked[summary->facts->part][i]);
	end_rows(report);
	sp_buf_puts(report->json.out, ",\n");
	report->json.comma = false;
	sp_json_key(&report->json, "summary");
	sp_json_open(&report->json, '{');
	sp_rows_overview(&report->json, summary->overview);
	sp_json_close(&report->json, '}');
	sp_json_close(&report->json, '}');
	sp_buf_putc(report->json.out, '\n');
	return done(report);
}

static void close_json(struct sp_report *report)
{
	sp_mem_free(report);
}

extern const struct sp_reporter sp_reporter_json;
const struct sp_reporter sp_reporter_json = {
	.name = "json",
	.stored = true,
	.open = open_json,
	.begin = begin_report,
	.finding = put_finding,
	.problem = put_problem,
	.group = put_group,
	.change = put_change,
	.summary = put_summary,
	.close = close_json,
};
