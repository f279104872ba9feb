/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows_json.c - see rows_json.h.
 *
 * Fields that say nothing are left out, save those that every row of a kind
 * has. What only an inventory knows (category, owner, first_seen, closed) is
 * there for a stored one alone. docs/report.schema.json describes all of it.
 */
#include "reporters/rows_json.h"

#include "base/utf8.h"
#include "reporters/display.h"

#include <string.h>

static inline void put_text(struct sp_json *json, const char *key, const char *value)
{
	if (value)
		sp_json_text(json, key, value);
}

static inline void put_filled(struct sp_json *json, const char *key, const char *value)
{
	put_text(json, key, value && value[0] ? value : NULL);
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

/* A path, and its exact bytes where it is not UTF-8. */
static void put_path(struct sp_json *json, const char *path)
{
	size_t len = strlen(path);

	put_text(json, "path", path);
	if (sp_utf8_valid(path, len) != len) {
		sp_json_key(json, "path_bytes");
		sp_json_base64(json, path, len);
	}
}

static void put_item(struct sp_json *json, const struct sp_report_item *item)
{
	put_path(json, item->path);
	sp_json_key(json, "members");
	sp_json_open(json, '[');
	for (size_t i = 0; i < item->n_members; i++)
		sp_json_string(json, item->members[i]);
	sp_json_close(json, ']');
}

static void put_item_of_finding(struct sp_json *json, const struct sp_report_item *item)
{
	put_item(json, item);
	put_filled(json, "format", item->format);
}

/* The same, from what was written for the row before where that is of the same item. */
static void put_item_alike(struct sp_json *json, struct sp_rows_item *alike,
			   const struct sp_report_item *item)
{
	if (!alike || !item->serial) {
		put_item_of_finding(json, item);
		return;
	}
	if (alike->serial != item->serial) {
		struct sp_json own = sp_json_to(&alike->json);
		sp_buf_reset(&alike->json);
		put_item_of_finding(&own, item);
		alike->serial = alike->json.failed ? 0 : item->serial;
		json->out->failed = json->out->failed || alike->json.failed;
	}
	sp_json_members(json, alike->json.data, alike->json.len);
}

/* What an inventory adds. */
static void put_history(struct sp_json *json, const struct sp_report_item *item)
{
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
		const char *newline = strchrnul(words, '\n');
		size_t len = (size_t)(newline - words);
		sp_json_string_n(json, words, len);
		words += len + (words[len] == '\n');
	}
	sp_json_close(json, ']');
}

void sp_rows_finding(struct sp_json *json, struct sp_rows_item *alike,
		     const struct sp_report_item *item, const struct sp_finding_record *finding,
		     bool stored)
{
	put_text(json, "type", finding->type);
	put_text(json, "value", finding->value);
	put_text(json, "masked", finding->masked);
	put_text(json, "text", finding->text);
	put_text(json, "confidence", sp_confidence_name(finding->confidence));
	sp_json_key(json, "score");
	sp_json_real(json, finding->score, 3);
	put_text(json, "role", finding->role);
	put_text(json, "term_category", finding->term_category);
	put_true(json, "test", finding->test);
	put_true(json, "organisation", finding->organisation);
	put_item_alike(json, alike, item);
	sp_json_key(json, "where");
	sp_json_raw(json, finding->where && finding->where[0] ? finding->where : "{}");
	put_words(json, finding->context);
	put_filled(json, "against", finding->against);
	put_filled(json, "snippet", finding->snippet);
	put_filled(json, "reasons", finding->reasons);
	put_filled(json, "why", finding->suppressed);
	if (!stored)
		return;
	put_filled(json, "category", finding->category);
	put_time(json, "modified", item->mtime_ns);
	put_history(json, item);
}

void sp_rows_problem(struct sp_json *json, const struct sp_report_item *item,
		     const struct sp_problem_record *problem, bool stored)
{
	put_item(json, item);
	put_text(json, "reason", sp_reason_name(problem->reason));
	put_text(json, "detail", problem->detail ? problem->detail : "");
	if (stored)
		put_history(json, item);
}

static void put_places(struct sp_json *json, const uint64_t places[SP_HIGH + 1])
{
	sp_json_number(json, "high", places[SP_HIGH]);
	sp_json_number(json, "medium", places[SP_MEDIUM]);
	sp_json_number(json, "low", places[SP_LOW]);
}

void sp_rows_group(struct sp_json *json, enum sp_by by, const struct sp_group *group)
{
	put_text(json, "by", sp_by_name(by));
	put_text(json, "name", group->name);
	put_filled(json, "category", group->category);
	sp_json_number(json, "values", group->values);
	sp_json_number(json, "places", sp_group_places(group));
	put_places(json, group->places);
	sp_json_number(json, "files", group->files);
	put_time(json, "oldest", group->oldest_ns);
	put_time(json, "newest", group->newest_ns);
}

void sp_rows_change(struct sp_json *json, const struct sp_change_row *change)
{
	put_text(json, "change", sp_change_name(change->how));
	put_path(json, change->path);
	put_text(json, "from", change->from);
	sp_json_number(json, "findings_before", change->before);
	sp_json_number(json, "findings", change->after);
	put_time(json, "noticed", change->noticed_ns);
}

/* ---- the whole ---- */

void sp_rows_totals(struct sp_json *json, const char *key, const struct sp_name_total *totals,
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
		sp_json_number(json, "values", total->values);
		put_places(json, total->places);
		sp_json_number(json, "files", total->files);
		sp_json_close(json, '}');
	}
	sp_json_close(json, ']');
}

static void put_outcomes(struct sp_json *json, const struct sp_overview *overview)
{
	sp_json_key(json, "outcomes");
	sp_json_open(json, '{');
	for (int i = SP_OUTCOME_FULL; i < SP_OUTCOME_COUNT; i++)
		sp_json_number(json, sp_outcome_name((enum sp_outcome)i), overview->outcomes[i]);
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
		sp_json_number(json, "images", total->images);
		sp_json_number(json, "sounds", total->sounds);
		sp_json_number(json, "films", total->films);
		sp_json_close(json, '}');
	}
	sp_json_close(json, ']');
}

void sp_rows_overview(struct sp_json *json, const struct sp_overview *overview)
{
	sp_json_number(json, "items", overview->items);
	sp_json_number(json, "bytes", overview->bytes);
	sp_json_number(json, "findings", sum_findings(overview));
	sp_json_number(json, "problems", sum_problems(overview));
	sp_rows_totals(json, "skipped", overview->skipped, overview->n_skipped);
	sp_json_number(json, "files", overview->files);
	put_outcomes(json, overview);
	sp_rows_totals(json, "not_read", overview->not_read, overview->n_not_read);
	sp_rows_totals(json, "reasons", overview->problems, overview->n_problems);
	put_types(json, overview);
	put_media(json, overview);
	sp_json_number(json, "protected", sp_overview_protected(overview));
}

static void put_sources(struct sp_json *json, const struct sp_report_facts *facts)
{
	sp_json_key(json, "sources");
	sp_json_open(json, '[');
	for (size_t i = 0; i < facts->n_sources; i++) {
		const struct sp_source_row *source = &facts->sources[i];
		sp_json_open(json, '{');
		put_path(json, source->path);
		sp_json_number(json, "files", source->files);
		sp_json_number(json, "findings", source->findings);
		sp_json_number(json, "problems", source->problems);
		put_time(json, "last_complete", source->last_complete_ns);
		sp_json_close(json, '}');
	}
	sp_json_close(json, ']');
}

static void put_scan(struct sp_json *json, const struct sp_scan_row *scan)
{
	sp_json_open(json, '{');
	sp_json_number(json, "id", scan->id);
	put_text(json, "state", scan->state);
	put_time(json, "started", scan->started_ns);
	put_time(json, "ended", scan->ended_ns);
	put_text(json, "program", scan->program);
	put_text(json, "ruleset", scan->ruleset);
	sp_json_key(json, "options");
	sp_json_raw(json, scan->options && scan->options[0] ? scan->options : "{}");
	sp_json_close(json, '}');
}

static void put_changes(struct sp_json *json, const struct sp_report_facts *facts)
{
	if (!facts->since)
		return;
	sp_json_key(json, "changes");
	sp_json_open(json, '{');
	sp_json_number(json, "since", facts->since);
	put_time(json, "since_time", facts->since_ns);
	for (int i = 0; i < SP_CHANGE_COUNT; i++)
		sp_json_number(json, sp_change_name((enum sp_change)i), facts->changes[i]);
	sp_json_number(json, "findings_before", facts->before);
	sp_json_number(json, "findings", facts->after);
	sp_json_close(json, '}');
}

void sp_rows_facts(struct sp_json *json, const struct sp_report_facts *facts)
{
	sp_json_key(json, "version");
	sp_json_uint(json, SP_ROWS_VERSION);
	put_text(json, "program", facts->program);
	put_time(json, "made", facts->made_ns);
	put_text(json, "inventory", facts->inventory);
	put_text(json, "options", facts->options);
	put_true(json, "only_new", facts->only_new);
	sp_json_number(json, "hidden", facts->hidden);
	put_sources(json, facts);
	sp_json_key(json, "scans");
	sp_json_open(json, '[');
	for (size_t i = 0; i < facts->n_scans; i++)
		put_scan(json, &facts->scans[i]);
	sp_json_close(json, ']');
	put_changes(json, facts);
}
