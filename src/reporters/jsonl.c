/* SPDX-License-Identifier: GPL-3.0-or-later */
/* jsonl.c - JSON Lines: an object a line, for programs; see rows_json.c. */
#include "base/mem.h"
#include "reporters/rows_json.h"

struct sp_report {
	struct sp_buf *to;
	bool live;
	struct sp_rows_item alike;
};

static enum sp_status open_jsonl(struct sp_report **out, const struct sp_report_style *style,
				 struct sp_buf *to)
{
	struct sp_report *report = sp_mem_zero(1, sizeof(*report));

	*out = report;
	if (!report)
		return SP_FATAL;
	report->to = to;
	report->live = style->live;
	report->alike.json = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	return SP_OK;
}

static struct sp_json begin_line(struct sp_report *report, const char *kind)
{
	struct sp_json json = sp_json_to(report->to);

	sp_json_open(&json, '{');
	sp_json_key(&json, "kind");
	sp_json_string(&json, kind);
	return json;
}

static enum sp_status end_line(struct sp_report *report, struct sp_json *json)
{
	sp_json_close(json, '}');
	sp_buf_putc(report->to, '\n');
	return report->to->failed ? SP_FATAL : SP_OK;
}

static enum sp_status begin_report(struct sp_report *report,
				   const struct sp_report_summary *summary)
{
	if (!summary->facts)
		return SP_OK;
	struct sp_json json = begin_line(report, "report");
	sp_rows_facts(&json, summary->facts);
	return end_line(report, &json);
}

/* What each of very many lines begins with. */
static void put_kind(struct sp_json *json, bool suppressed)
{
	static const char kind[] = "\"kind\":\"finding\"", other[] = "\"kind\":\"suppressed\"";

	if (suppressed)
		sp_json_members(json, other, sizeof(other) - 1);
	else
		sp_json_members(json, kind, sizeof(kind) - 1);
}

static enum sp_status put_finding(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_finding_record *finding)
{
	struct sp_json json = sp_json_to(report->to);

	sp_json_open(&json, '{');
	put_kind(&json, finding->suppressed != NULL);

	sp_rows_finding(&json, &report->alike, item, finding, !report->live);
	return end_line(report, &json);
}

static enum sp_status put_problem(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_problem_record *problem)
{
	struct sp_json json = begin_line(report, "problem");

	sp_rows_problem(&json, item, problem, !report->live);
	return end_line(report, &json);
}

static enum sp_status put_group(struct sp_report *report, enum sp_by by,
				const struct sp_group *group)
{
	struct sp_json json = begin_line(report, "group");

	sp_rows_group(&json, by, group);
	return end_line(report, &json);
}

static enum sp_status put_change(struct sp_report *report, const struct sp_change_row *change)
{
	struct sp_json json = begin_line(report, "change");

	sp_rows_change(&json, change);
	return end_line(report, &json);
}

static enum sp_status put_summary(struct sp_report *report, const struct sp_report_summary *summary)
{
	struct sp_json json = begin_line(report, "summary");

	if (summary->overview) {
		sp_rows_overview(&json, summary->overview);
		return end_line(report, &json);
	}
	sp_json_number(&json, "items", summary->counts.items);
	sp_json_number(&json, "bytes", summary->counts.bytes);
	sp_json_number(&json, "findings", summary->counts.findings);
	sp_json_number(&json, "problems", summary->counts.problems);
	sp_rows_totals(&json, "skipped", summary->skipped, summary->n_skipped);
	if (summary->counts.allowed)
		sp_json_number(&json, "allowed", summary->counts.allowed);
	sp_json_key(&json, "seconds");
	sp_json_real(&json, summary->seconds, 3);
	return end_line(report, &json);
}

static void close_jsonl(struct sp_report *report)
{
	if (report)
		sp_buf_release(&report->alike.json);
	sp_mem_free(report);
}

extern const struct sp_reporter sp_reporter_jsonl;
const struct sp_reporter sp_reporter_jsonl = {
	.name = "jsonl",
	.open = open_jsonl,
	.begin = begin_report,
	.finding = put_finding,
	.problem = put_problem,
	.group = put_group,
	.change = put_change,
	.summary = put_summary,
	.close = close_jsonl,
};
