/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jsonl.c - JSON Lines: an object a line, for programs.
 *
 * Fields that say nothing are left out, save those that every finding has.
 * What only an inventory knows (category, owner, first_seen, closed) is there in a
 * report alone.
 */
#include "spana/reporter.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "reporters/display.h"

#include <string.h>

struct sp_report {
	struct sp_buf *to;
	bool live;
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
	return SP_OK;
}

static enum sp_status end_line(struct sp_report *report, struct sp_json *json)
{
	sp_json_close(json, '}');
	sp_buf_putc(report->to, '\n');
	return report->to->failed ? SP_FATAL : SP_OK;
}

static struct sp_json begin_line(struct sp_report *report, const char *kind)
{
	struct sp_json json = sp_json_to(report->to);

	sp_json_open(&json, '{');
	sp_json_key(&json, "kind");
	sp_json_string(&json, kind);
	return json;
}

static void put_text(struct sp_json *json, const char *key, const char *value)
{
	if (!value)
		return;
	sp_json_key(json, key);
	sp_json_string(json, value);
}

static void put_filled(struct sp_json *json, const char *key, const char *value)
{
	put_text(json, key, value && value[0] ? value : NULL);
}

static void put_number(struct sp_json *json, const char *key, uint64_t n)
{
	sp_json_key(json, key);
	sp_json_uint(json, n);
}

static void put_true(struct sp_json *json, const char *key, bool value)
{
	if (!value)
		return;
	sp_json_key(json, key);
	sp_json_bool(json, true);
}

static void put_time(struct sp_json *json, const char *key, int64_t ns)
{
	char text[32];

	if (ns)
		put_text(json, key, sp_display_time(text, ns, true));
}

static void put_item(struct sp_json *json, const struct sp_report_item *item)
{
	size_t len = strlen(item->path);

	put_text(json, "path", item->path);
	if (sp_utf8_valid(item->path, len) != len) {
		sp_json_key(json, "path_bytes");
		sp_json_base64(json, item->path, len);
	}
	sp_json_key(json, "members");
	sp_json_open(json, '[');
	for (size_t i = 0; i < item->n_members; i++)
		sp_json_string(json, item->members[i]);
	sp_json_close(json, ']');
}

/* What an inventory adds. */
static void put_history(const struct sp_report *report, struct sp_json *json,
			const struct sp_report_item *item)
{
	if (report->live)
		return;
	put_text(json, "owner", item->owner);
	put_time(json, "first_seen", item->first_seen_ns);
	put_time(json, "closed", item->closed_ns);
	put_text(json, "closed_how", item->closed_how);
}

/* Words separated by newlines as an array. */
static void put_words(struct sp_json *json, const char *words)
{
	sp_json_key(json, "context");
	sp_json_open(json, '[');
	while (words && *words) {
		size_t len = strcspn(words, "\n");
		sp_json_string_n(json, words, len);
		words += len + (words[len] == '\n');
	}
	sp_json_close(json, ']');
}

static enum sp_status put_finding(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_finding_record *finding)
{
	struct sp_json json = begin_line(report, finding->suppressed ? "suppressed" : "finding");

	put_text(&json, "type", finding->type);
	put_text(&json, "value", finding->value);
	put_text(&json, "masked", finding->masked);
	put_text(&json, "text", finding->text);
	put_text(&json, "confidence", sp_confidence_name(finding->confidence));
	sp_json_key(&json, "score");
	sp_json_real(&json, finding->score, 3);
	put_text(&json, "role", finding->role);
	put_text(&json, "term_category", finding->term_category);
	put_true(&json, "test", finding->test);
	put_true(&json, "organisation", finding->organisation);
	put_item(&json, item);
	put_filled(&json, "format", item->format);
	sp_json_key(&json, "where");
	sp_json_raw(&json, finding->where && finding->where[0] ? finding->where : "{}");
	put_words(&json, finding->context);
	put_filled(&json, "against", finding->against);
	put_filled(&json, "snippet", finding->snippet);
	put_filled(&json, "reasons", finding->reasons);
	put_filled(&json, "why", finding->suppressed);
	if (!report->live)
		put_filled(&json, "category", finding->category);
	put_history(report, &json, item);
	return end_line(report, &json);
}

static enum sp_status put_problem(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_problem_record *problem)
{
	struct sp_json json = begin_line(report, "problem");

	put_item(&json, item);
	put_text(&json, "reason", sp_reason_name(problem->reason));
	put_text(&json, "detail", problem->detail ? problem->detail : "");
	put_history(report, &json, item);
	return end_line(report, &json);
}

static void put_totals(struct sp_json *json, const char *key, const struct sp_name_total *totals,
		       size_t n)
{
	sp_json_key(json, key);
	sp_json_open(json, '{');
	for (size_t i = 0; i < n; i++) {
		sp_json_name(json, totals[i].name[0] ? totals[i].name : "unknown");
		sp_json_uint(json, totals[i].n);
	}
	sp_json_close(json, '}');
}

static void put_types(struct sp_json *json, const struct sp_overview *overview)
{
	sp_json_key(json, "types");
	sp_json_open(json, '[');
	for (size_t i = 0; i < overview->n_types; i++) {
		const struct sp_type_total *total = &overview->types[i];
		sp_json_open(json, '{');
		put_text(json, "type", total->type);
		put_text(json, "category", total->category);
		put_number(json, "values", total->values);
		put_number(json, "high", total->places[SP_HIGH]);
		put_number(json, "medium", total->places[SP_MEDIUM]);
		put_number(json, "low", total->places[SP_LOW]);
		put_number(json, "files", total->files);
		sp_json_close(json, '}');
	}
	sp_json_close(json, ']');
}

static void put_outcomes(struct sp_json *json, const struct sp_overview *overview)
{
	sp_json_key(json, "outcomes");
	sp_json_open(json, '{');
	for (int i = SP_OUTCOME_FULL; i < SP_OUTCOME_COUNT; i++)
		put_number(json, sp_outcome_name((enum sp_outcome)i), overview->outcomes[i]);
	sp_json_close(json, '}');
}

static uint64_t sum_findings(const struct sp_overview *overview)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < overview->n_types; i++)
		for (int j = SP_LOW; j <= SP_HIGH; j++)
			sum += overview->types[i].places[j];
	return sum;
}

static uint64_t sum_problems(const struct sp_overview *overview)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < overview->n_problems; i++)
		sum += overview->problems[i].n;
	return sum;
}

/* Folders with material that a privacy notice names. */
static void put_media(struct sp_json *json, const struct sp_overview *overview)
{
	if (!overview->n_media)
		return;
	sp_json_key(json, "media");
	sp_json_open(json, '[');
	for (size_t i = 0; i < overview->n_media; i++) {
		const struct sp_media_total *total = &overview->media[i];
		sp_json_open(json, '{');
		put_text(json, "folder", total->folder);
		put_number(json, "images", total->images);
		put_number(json, "sounds", total->sounds);
		put_number(json, "films", total->films);
		sp_json_close(json, '}');
	}
	sp_json_close(json, ']');
}

static enum sp_status put_summary(struct sp_report *report, const struct sp_report_summary *summary)
{
	const struct sp_overview *overview = summary->overview;
	struct sp_json json = begin_line(report, "summary");

	put_number(&json, "items", overview ? overview->items : summary->counts.items);
	put_number(&json, "bytes", overview ? overview->bytes : summary->counts.bytes);
	put_number(&json, "findings", overview ? sum_findings(overview) : summary->counts.findings);
	put_number(&json, "problems", overview ? sum_problems(overview) : summary->counts.problems);
	if (!overview) {
		put_totals(&json, "skipped", summary->skipped, summary->n_skipped);
		if (summary->counts.allowed)
			put_number(&json, "allowed", summary->counts.allowed);
		sp_json_key(&json, "seconds");
		sp_json_real(&json, summary->seconds, 3);
		return end_line(report, &json);
	}
	put_totals(&json, "skipped", overview->skipped, overview->n_skipped);
	put_number(&json, "files", overview->files);
	put_outcomes(&json, overview);
	put_totals(&json, "not_read", overview->not_read, overview->n_not_read);
	put_types(&json, overview);
	put_media(&json, overview);
	return end_line(report, &json);
}

static void close_jsonl(struct sp_report *report)
{
	sp_mem_free(report);
}

extern const struct sp_reporter sp_reporter_jsonl;
const struct sp_reporter sp_reporter_jsonl = {
	.name = "jsonl",
	.open = open_jsonl,
	.finding = put_finding,
	.problem = put_problem,
	.summary = put_summary,
	.close = close_jsonl,
};
