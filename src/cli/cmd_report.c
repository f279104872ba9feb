/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_report.c - spana report: writes what the inventory holds. */
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "spana/subject.h"

#define FLUSH_BYTES (256 * 1024)

struct report {
	const struct sp_reporter *reporter;
	struct sp_report *state;
	struct output output;
	bool told; /* a finding, or what was suppressed */
};

static enum sp_status written(struct report *report, enum sp_status status)
{
	if (status == SP_OK && report->output.buf.len >= FLUSH_BYTES &&
	    !output_flush(&report->output))
		return SP_FATAL;
	return status;
}

static enum sp_status on_finding(void *context, const struct sp_report_item *item,
				 const struct sp_finding_record *finding)
{
	struct report *report = context;

	report->told = true;
	return written(report, report->reporter->finding(report->state, item, finding));
}

static enum sp_status on_problem(void *context, const struct sp_report_item *item,
				 const struct sp_problem_record *problem)
{
	struct report *report = context;

	return written(report, report->reporter->problem(report->state, item, problem));
}

static enum sp_status write_all(struct report *report, struct sp_inventory *inventory,
				const struct settings *settings, struct sp_error *err)
{
	const struct sp_query query = {
		.min_confidence = settings->min_confidence,
		.types = settings->types,
		.closed = settings->gone,
	};
	struct sp_overview overview;
	enum sp_status status = sp_inventory_overview(inventory, &query, &overview, err);

	if (status != SP_OK)
		return status;
	const struct sp_report_summary summary = { .overview = &overview };
	if (report->reporter->begin)
		status = report->reporter->begin(report->state, &summary);
	if (status == SP_OK && settings->suppressed)
		status = sp_inventory_suppressed(inventory, &query, on_finding, report, err);
	else if (status == SP_OK && !settings->problems)
		status = sp_inventory_findings(inventory, &query, on_finding, report, err);
	if (status == SP_OK && !settings->suppressed)
		status = sp_inventory_problems(inventory, &query, on_problem, report, err);
	if (status == SP_OK)
		status = report->reporter->summary(report->state, &summary);
	sp_overview_release(&overview);
	return status;
}

/* What is past its time, by the rules of the configuration and by marks. */
static int report_overdue(const struct settings *settings)
{
	struct sp_retentions rules = { .n = 0 };
	struct sp_overdue_list list = { .n = 0 };
	struct sp_error err = { .reason = SP_REASON_NONE };
	struct output output = { .stream = NULL };
	const char *format = settings->format ? settings->format : "text";
	struct sp_inventory *inventory = NULL;
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < settings->retention.n && status == SP_OK; i++)
		status = sp_retention_add(&rules, settings->retention.items[i], &err);
	if (status == SP_OK) {
		inventory = open_inventory(settings, SP_INVENTORY_READ);
		status = inventory ? sp_overdue_find(&list, inventory, &rules,
						     sp_day_of(time_now_ns()), &err)
				   : SP_FATAL;
	}
	if (status == SP_OK && !output_open(&output, settings->output))
		status = SP_FATAL;
	else if (status == SP_OK) {
		status = sp_overdue_write(&list, format, &output.buf);
		if (status == SP_FAILED)
			say("--overdue --format %s: text, jsonl or csv", format);
		if (!output_close(&output, status == SP_OK))
			status = SP_FATAL;
	}
	sp_overdue_release(&list);
	sp_inventory_close(inventory);
	sp_retentions_release(&rules);
	if (status != SP_OK && err.text[0])
		return cannot(&err);
	return status == SP_OK ? EXIT_DONE : EXIT_CANNOT;
}

static int cmd_report_run(const struct settings *settings)
{
	struct settings with_default = *settings;
	struct report report = { .state = NULL };
	struct sp_error err = { .reason = SP_REASON_NONE };
	const struct sp_report_style style = {
		.colour = !settings->output && wants_colour(settings, stdout),
		.width = settings->output ? 0 : terminal_width(stdout),
	};
	enum sp_status status = SP_FATAL;

	if (settings->paths.n) {
		say("report: %s: takes no paths", settings->paths.items[0]);
		return EXIT_USAGE;
	}
	if (settings->problems && settings->suppressed) {
		say("report: give --problems or --suppressed, not both");
		return EXIT_USAGE;
	}
	if (settings->overdue)
		return report_overdue(settings);
	if (!with_default.format)
		with_default.format = "text";
	report.reporter = choose_reporter(&with_default);
	if (!report.reporter)
		return EXIT_USAGE;
	struct sp_inventory *inventory = open_inventory(settings, SP_INVENTORY_READ);
	if (!inventory)
		return EXIT_CANNOT;
	bool opened = output_open(&report.output, settings->output);
	if (opened && report.reporter->open(&report.state, &style, &report.output.buf) == SP_OK)
		status = write_all(&report, inventory, settings, &err);
	if (report.state)
		report.reporter->close(report.state);
	if (opened && !output_close(&report.output, status == SP_OK))
		status = SP_FATAL;
	sp_inventory_close(inventory);
	if (status == SP_OK && settings->suppressed && !report.told && !settings->quiet)
		say("the inventory holds nothing suppressed; 'spana scan --keep-suppressed' keeps "
		    "it");
	if (status != SP_OK && err.text[0])
		return cannot(&err);
	return status == SP_OK ? EXIT_DONE : EXIT_CANNOT;
}

static const struct opt opts_filter[] = {
	{ "types", 't', OPT_STRING, offsetof(struct settings, types), "LIST",
	  "these types only: email,iban" },
	{ "min-confidence", 0, OPT_CONFIDENCE, offsetof(struct settings, min_confidence), "LEVEL",
	  "low (default), medium or high" },
	{ "problems", 0, OPT_FLAG, offsetof(struct settings, problems), NULL,
	  "only what could not be read" },
	{ "suppressed", 0, OPT_FLAG, offsetof(struct settings, suppressed), NULL,
	  "instead of findings what looked like one, and why it is none" },
	{ "overdue", 0, OPT_FLAG, offsetof(struct settings, overdue), NULL,
	  "files that are past their time, by --retention and marks" },
	{ "retention", 0, OPT_LIST, offsetof(struct settings, retention), "RULE",
	  "how long: 'GLOB: accounting', 'GLOB [TYPES]: 2 years; BASIS'" },
	{ "gone", 0, OPT_FLAG, offsetof(struct settings, gone), NULL,
	  "also what has changed, moved or gone since it was found" },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

const struct command cmd_report = {
	.name = "report",
	.summary = "Write what the inventory holds: what was found where, and what could not be "
		   "read.",
	.tables = { opts_report, opts_filter, opts_inventory, opts_common },
	.run = cmd_report_run,
};
