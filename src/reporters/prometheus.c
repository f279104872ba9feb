/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prometheus.c - numbers for monitoring, in Prometheus' text format (0.0.4) as
 * the node exporter's textfile collector reads it: what there is, what could
 * not be read, and how long ago each source was scanned completely.
 *
 * A source that never was has an age of +Inf, so that an alarm on age finds it.
 */
#include "base/mem.h"
#include "base/utf8.h"
#include "spana/reporter.h"

#include <string.h>

struct sp_report {
	struct sp_buf *to;
};

static enum sp_status open_prometheus(struct sp_report **out, const struct sp_report_style *style,
				      struct sp_buf *to)
{
	struct sp_report *report = sp_mem_zero(1, sizeof(*report));

	(void)style;
	*out = report;
	if (!report)
		return SP_FATAL;
	report->to = to;
	return SP_OK;
}

static void put_head(struct sp_buf *to, const char *name, const char *help)
{
	sp_buf_printf(to, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* {name="value", with what the format asks to be escaped. */
static void put_label(struct sp_buf *to, const char *before, const char *name, const char *value)
{
	struct sp_buf good = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_utf8_repair(&good, value, strlen(value));
	sp_buf_printf(to, "%s%s=\"", before, name);
	for (const char *at = sp_buf_str(&good); *at; at++)
		if (*at == '\n')
			sp_buf_puts(to, "\\n");
		else {
			if (*at == '\\' || *at == '"')
				sp_buf_putc(to, '\\');
			sp_buf_putc(to, *at);
		}
	sp_buf_putc(to, '"');
	to->failed = to->failed || good.failed;
	sp_buf_release(&good);
}

static void put_value(struct sp_buf *to, uint64_t n)
{
	sp_buf_printf(to, "} %llu\n", (unsigned long long)n);
}

static void put_plain(struct sp_buf *to, const char *name, const char *help, uint64_t n)
{
	put_head(to, name, help);
	sp_buf_printf(to, "%s %llu\n", name, (unsigned long long)n);
}

static void put_types(struct sp_buf *to, const struct sp_overview *overview)
{
	put_head(to, "spana_findings", "Places where personal data stand.");
	for (size_t i = 0; i < overview->n_types; i++)
		for (int c = SP_LOW; c <= SP_HIGH; c++) {
			sp_buf_puts(to, "spana_findings");
			put_label(to, "{", "type", overview->types[i].type);
			put_label(to, ",", "category", overview->types[i].category);
			put_label(to, ",", "confidence", sp_confidence_name((enum sp_confidence)c));
			put_value(to, overview->types[i].places[c]);
		}
	put_head(to, "spana_values",
		 "Different values; one that stands at several places counts once.");
	for (size_t i = 0; i < overview->n_types; i++) {
		sp_buf_puts(to, "spana_values");
		put_label(to, "{", "type", overview->types[i].type);
		put_label(to, ",", "category", overview->types[i].category);
		put_value(to, overview->types[i].values);
	}
}

static void put_coverage(struct sp_buf *to, const struct sp_overview *overview)
{
	put_plain(to, "spana_files", "Files that are there.", overview->files);
	put_plain(to, "spana_bytes", "Bytes of those files.", overview->bytes);
	put_head(to, "spana_items", "Files and members by how far they were read.");
	for (int i = SP_OUTCOME_FULL; i < SP_OUTCOME_COUNT; i++) {
		sp_buf_puts(to, "spana_items");
		put_label(to, "{", "outcome", sp_outcome_name((enum sp_outcome)i));
		put_value(to, overview->outcomes[i]);
	}
	put_head(to, "spana_problems", "What could not be read in full.");
	for (int reason = 1; reason < SP_REASON_COUNT; reason++) {
		const char *name = sp_reason_name((enum sp_reason)reason);
		uint64_t n = 0;
		for (size_t i = 0; i < overview->n_problems; i++)
			if (strcmp(overview->problems[i].name, name) == 0)
				n = overview->problems[i].n;
		sp_buf_puts(to, "spana_problems");
		put_label(to, "{", "reason", name);
		put_value(to, n);
	}
}

static void put_number_of_sources(struct sp_buf *to, const struct sp_report_facts *facts,
				  const char *name, const char *help, size_t offset)
{
	put_head(to, name, help);
	for (size_t i = 0; i < facts->n_sources; i++) {
		uint64_t n;
		memcpy(&n, (const char *)&facts->sources[i] + offset, sizeof(n));
		sp_buf_puts(to, name);
		put_label(to, "{", "source", facts->sources[i].path);
		put_value(to, n);
	}
}

static void put_sources(struct sp_buf *to, const struct sp_report_facts *facts)
{
	put_number_of_sources(to, facts, "spana_source_findings", "Places in the source.",
			      offsetof(struct sp_source_row, findings));
	put_number_of_sources(to, facts, "spana_source_problems", "Problems in the source.",
			      offsetof(struct sp_source_row, problems));
	put_head(to, "spana_source_complete_scan_age_seconds",
		 "Since the last complete scan of the source ended; +Inf: there was none.");
	for (size_t i = 0; i < facts->n_sources; i++) {
		const struct sp_source_row *source = &facts->sources[i];
		sp_buf_puts(to, "spana_source_complete_scan_age_seconds");
		put_label(to, "{", "source", source->path);
		if (!source->last_complete_ns)
			sp_buf_puts(to, "} +Inf\n");
		else
			put_value(to,
				  facts->made_ns > source->last_complete_ns
					  ? (uint64_t)(facts->made_ns - source->last_complete_ns) /
						    1000000000
					  : 0);
	}
	put_plain(to, "spana_report_timestamp_seconds", "When these numbers were read.",
		  (uint64_t)facts->made_ns / 1000000000);
}

static void put_about(struct sp_buf *to, const struct sp_report_facts *facts)
{
	put_head(to, "spana_info", "The program, the inventory and the options of these numbers.");
	sp_buf_puts(to, "spana_info");
	put_label(to, "{", "program", facts->program);
	put_label(to, ",", "inventory", facts->inventory);
	put_label(to, ",", "options", facts->options);
	if (facts->n_scans) {
		put_label(to, ",", "scan_state", facts->scans[0].state);
		put_label(to, ",", "ruleset", facts->scans[0].ruleset);
	}
	put_value(to, 1);
}

static enum sp_status put_summary(struct sp_report *report, const struct sp_report_summary *summary)
{
	put_about(report->to, summary->facts);
	put_types(report->to, summary->overview);
	put_plain(report->to, "spana_findings_left_out",
		  "Places that are not counted: marked as no personal data.",
		  summary->facts->hidden);
	put_coverage(report->to, summary->overview);
	put_sources(report->to, summary->facts);
	return report->to->failed ? SP_FATAL : SP_OK;
}

static void close_prometheus(struct sp_report *report)
{
	sp_mem_free(report);
}

extern const struct sp_reporter sp_reporter_prometheus;
const struct sp_reporter sp_reporter_prometheus = {
	.name = "prometheus",
	.ending = "prom",
	.stored = true,
	.whole = true,
	.totals = true,
	.open = open_prometheus,
	.summary = put_summary,
	.close = close_prometheus,
};
