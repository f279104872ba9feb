/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_report.c - spana report: writes what the inventory holds. */
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/facts.h"
#include "cli/who.h"

#define FLUSH_BYTES (256 * 1024)

struct report {
	const struct sp_reporter *reporter;
	struct sp_report *state;
	struct output output;
	struct facts facts;
	enum sp_by by;
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

static enum sp_status on_group(void *context, enum sp_by by, const char *source,
			       const struct sp_group *group)
{
	struct report *report = context;

	(void)source;
	return written(report, report->reporter->group(report->state, by, group));
}

static enum sp_status on_change(void *context, const struct sp_change_row *change)
{
	struct report *report = context;

	/* Files without personal data come and go; the facts count them. */
	if (!change->before && !change->after)
		return SP_OK;
	return written(report, report->reporter->change(report->state, change));
}

static enum sp_status write_changes(struct report *report, struct sp_inventory *inventory,
				    const struct sp_query *query, struct sp_error *err)
{
	struct sp_query since = *query;

	since.since = report->facts.told.since;
	return sp_inventory_changes(inventory, &since, on_change, report, err);
}

/* What was asked for: one part alone, or findings and problems. */
static enum sp_status write_rows(struct report *report, struct sp_inventory *inventory,
				 const struct settings *settings, const struct sp_query *query,
				 struct sp_error *err)
{
	enum sp_status status = SP_OK;

	if (report->reporter->totals)
		return SP_OK;
	if (settings->by)
		return sp_inventory_groups(inventory, query, 1U << report->by, 0, on_group, report,
					   err);
	if (settings->changes)
		return write_changes(report, inventory, query, err);
	if (settings->suppressed)
		return sp_inventory_suppressed(inventory, query, on_finding, report, err);
	if (!settings->problems)
		status = sp_inventory_findings(inventory, query, on_finding, report, err);
	if (status == SP_OK && report->reporter->whole)
		status = write_changes(report, inventory, query, err);
	if (status == SP_OK)
		status = sp_inventory_problems(inventory, query, on_problem, report, err);
	return status;
}

/* A mistyped type looks like one of which there is nothing. */
static void tell_none_of(const char *type, const struct sp_overview *all)
{
	const char *best = NULL;

	for (size_t i = 0; i < all->n_types; i++) {
		const char *const one[] = { all->types[i].type, NULL };
		if (sp_nearest(type, one) &&
		    (!best || sp_distance(type, one[0]) < sp_distance(type, best)))
			best = one[0];
	}
	if (best)
		warn("the inventory holds nothing of the type '%s'; did you mean '%s'?", type,
		     best);
	else
		warn("the inventory holds nothing of the type '%s'", type);
}

/* Tells which of the types that were asked for are none of those found. */
static enum sp_status tell_missing(struct sp_inventory *inventory, const char *types,
				   const struct sp_overview *found, struct sp_error *err)
{
	const struct sp_query everything = { .min_confidence = SP_LOW };
	struct sp_overview all = { 0 };
	enum sp_status status = SP_OK;
	char type[64];

	for (const char *at = types; *at && status == SP_OK; at += *at == ',') {
		size_t len = strcspn(at, ","), i = 0;
		snprintf(type, sizeof(type), "%.*s", (int)(len < sizeof(type) ? len : 0), at);
		at += len;
		while (i < found->n_types && strcmp(found->types[i].type, type) != 0)
			i++;
		if (i < found->n_types)
			continue;
		if (!all.n_types)
			status = sp_inventory_overview(inventory, &everything, &all, err);
		if (status == SP_OK)
			tell_none_of(type, &all);
	}
	sp_overview_release(&all);
	return status;
}

static enum sp_status write_all(struct report *report, struct sp_inventory *inventory,
				const struct settings *settings, struct sp_error *err)
{
	struct sp_query query = {
		.min_confidence = settings->min_confidence,
		.types = settings->types,
		.closed = settings->gone,
	};
	struct sp_overview overview = { 0 };
	enum sp_status status =
		facts_load(&report->facts, inventory, settings, report->reporter, &query, err);

	if (status == SP_OK)
		status = sp_inventory_overview(inventory, &query, &overview, err);
	if (status == SP_OK && settings->types)
		status = tell_missing(inventory, settings->types, &overview, err);
	const struct sp_report_summary summary = { .overview = &overview,
						   .facts = &report->facts.told };
	if (status == SP_OK && report->reporter->begin)
		status = report->reporter->begin(report->state, &summary);
	if (status == SP_OK)
		status = write_rows(report, inventory, settings, &query, err);
	if (status == SP_OK)
		status = report->reporter->summary(report->state, &summary);
	sp_overview_release(&overview);
	facts_release(&report->facts);
	return status;
}

/* What the list of what is overdue is about. */
static enum sp_status write_overdue(struct sp_overdue_list *list, struct sp_inventory *inventory,
				    const struct settings *settings, struct sp_buf *to,
				    struct sp_error *err)
{
	const char *format = settings->format ? settings->format : "text";
	struct sp_overview overview = { 0 };
	struct sp_query query = { 0 };
	struct facts facts;
	enum sp_status status = facts_load(&facts, inventory, settings, NULL, &query, err);

	if (status == SP_OK)
		status = sp_inventory_overview(inventory, &query, &overview, err);
	const struct sp_report_summary summary = { .overview = &overview, .facts = &facts.told };
	if (status == SP_OK) {
		status = sp_overdue_write(list, &summary, format,
					  settings->output ? 0 : terminal_width(stdout), to);
		if (status == SP_FAILED)
			say("--overdue --format %s: text, jsonl or csv", format);
	}
	sp_overview_release(&overview);
	facts_release(&facts);
	return status;
}

/* What is past its time, by the rules of the configuration and by marks. */
static int report_overdue(const struct settings *settings)
{
	struct sp_retentions rules = { .n = 0 };
	struct sp_overdue_list list = { .n = 0 };
	struct sp_error err = { .reason = SP_REASON_NONE };
	struct output output = { .stream = NULL };
	struct sp_inventory *inventory = NULL;
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < settings->retention.n && status == SP_OK; i++)
		status = sp_retention_add(&rules, settings->retention.items[i], &err);
	if (status == SP_OK && !(inventory = open_inventory(settings, SP_INVENTORY_READ)))
		status = SP_FATAL;
	if (status == SP_OK && !settings->not_personal)
		status = sp_review_hide(inventory, &err);
	if (status == SP_OK)
		status = sp_overdue_find(&list, inventory, &rules, sp_day_of(time_now_ns()), &err);
	if (status == SP_OK && !output_open(&output, settings->output)) {
		status = SP_FATAL;
	} else if (status == SP_OK) {
		status = write_overdue(&list, inventory, settings, &output.buf, &err);
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

/* false: told. */
static bool check_parts(const struct settings *settings, struct report *report)
{
	bool whole = report->reporter->whole;
	int parts = settings->problems + settings->suppressed + settings->changes +
		    (settings->by != NULL);

	if (settings->by && !sp_by_parse(settings->by, &report->by)) {
		say("--by %s: folder, owner, type, category, format, age or source", settings->by);
		return false;
	}
	if (parts > 1) {
		say("report: give one of --by, --changes, --problems and --suppressed");
		return false;
	}
	if (parts && whole) {
		say("--format %s tells everything: leave --by, --changes, --problems and "
		    "--suppressed out",
		    report->reporter->name);
		return false;
	}
	if (report->reporter->binary && !settings->output && isatty(STDOUT_FILENO)) {
		say("--format %s is no text: give --output FILE", report->reporter->name);
		return false;
	}
	return true;
}

/* --format, else what the ending of --output asks for, else text. */
static const char *format_of(const struct settings *settings)
{
	const char *dot = settings->output ? strrchr(settings->output, '.') : NULL;

	if (settings->format)
		return settings->format;
	for (size_t i = 0; dot && sp_reporters[i]; i++) {
		const char *ending = sp_reporters[i]->ending;
		if (strcmp(dot + 1, ending ? ending : sp_reporters[i]->name) == 0)
			return sp_reporters[i]->name;
	}
	return "text";
}

static int write_report(struct report *report, const struct settings *settings)
{
	struct sp_error err = { .reason = SP_REASON_NONE };
	struct sp_report_style style = {
		.colour = !settings->output && wants_colour(settings, stdout),
		.width = settings->output ? 0 : terminal_width(stdout),
	};
	enum sp_status status = SP_FATAL;

	if (!choose_language(settings, &style.language))
		return EXIT_USAGE;
	struct sp_inventory *inventory = open_inventory(settings, SP_INVENTORY_READ);
	if (!inventory)
		return EXIT_CANNOT;
	bool opened = output_open(&report->output, settings->output);
	bool hidden = settings->not_personal || sp_review_hide(inventory, &err) == SP_OK;
	if (opened && hidden &&
	    report->reporter->open(&report->state, &style, &report->output.buf) == SP_OK)
		status = write_all(report, inventory, settings, &err);
	if (report->state)
		report->reporter->close(report->state);
	if (opened && !output_close(&report->output, status == SP_OK) && status == SP_OK)
		status = SP_FATAL;
	sp_inventory_close(inventory);
	if (status == SP_FAILED)
		return EXIT_USAGE;
	if (status != SP_OK && err.text[0])
		return cannot(&err);
	return status == SP_OK ? EXIT_DONE : EXIT_CANNOT;
}

static int cmd_report_run(const struct settings *settings)
{
	struct settings with_default = *settings;
	struct report report = { .state = NULL };

	if (settings->paths.n) {
		say("report: %s: takes no paths", settings->paths.items[0]);
		return EXIT_USAGE;
	}
	if (settings->overdue)
		return report_overdue(settings);
	with_default.format = format_of(settings);
	report.reporter = choose_reporter(&with_default, true);
	if (!report.reporter || !check_parts(settings, &report))
		return EXIT_USAGE;
	int status = write_report(&report, settings);
	if (status == EXIT_DONE && settings->suppressed && !report.told && !settings->quiet)
		say("the inventory holds nothing suppressed; 'spana scan --keep-suppressed' keeps "
		    "it");
	return status;
}

static const struct opt opts_filter[] = {
	{ "format", 'f', OPT_STRING, offsetof(struct settings, format), "FORMAT",
	  N_("text, jsonl, json, csv, html, xlsx, article30, article30-csv, dpv or prometheus") },
	{ "output", 'o', OPT_STRING, offsetof(struct settings, output), "FILE",
	  N_("write to FILE, whole or not at all") },
	{ "lang", 0, OPT_STRING, offsetof(struct settings, language), "LANGUAGE",
	  N_("of html, xlsx and article30: sv (default) or en") },
	{ "types", 't', OPT_STRING, offsetof(struct settings, types), "LIST",
	  N_("these types only: email,iban") },
	{ "min-confidence", 0, OPT_CONFIDENCE, offsetof(struct settings, min_confidence), "LEVEL",
	  N_("low (default), medium or high") },
	{ "by", 0, OPT_STRING, offsetof(struct settings, by), "WHAT",
	  N_("only totals by folder, owner, type, category, format, age or source") },
	{ "since", 0, OPT_STRING, offsetof(struct settings, since), "SCAN",
	  N_("only what came after a scan: its number, a day, or last") },
	{ "changes", 0, OPT_FLAG, offsetof(struct settings, changes), NULL,
	  N_("only files that changed since the scan before, or since --since") },
	{ "problems", 0, OPT_FLAG, offsetof(struct settings, problems), NULL,
	  N_("only what could not be read") },
	{ "suppressed", 0, OPT_FLAG, offsetof(struct settings, suppressed), NULL,
	  N_("instead of findings what looked like one, and why it is none") },
	{ "overdue", 0, OPT_FLAG, offsetof(struct settings, overdue), NULL,
	  N_("files that are past their time, by --retention and marks") },
	{ "retention", 0, OPT_LIST, offsetof(struct settings, retention), "RULE",
	  N_("how long: 'GLOB: accounting', 'GLOB [TYPES]: 2 years; BASIS'") },
	{ "gone", 0, OPT_FLAG, offsetof(struct settings, gone), NULL,
	  N_("also what has changed, moved or gone since it was found") },
	{ "not-personal", 0, OPT_FLAG, offsetof(struct settings, not_personal), NULL,
	  N_("also what spana review marked as no personal data") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

const struct command cmd_report = {
	.name = "report",
	.summary = N_("Write what the inventory holds: what was found where, and what could not be "
		      "read."),
	.tables = { opts_filter, opts_inventory, opts_common },
	.run = cmd_report_run,
};
