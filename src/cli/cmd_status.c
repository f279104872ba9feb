/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_status.c - spana status: the inventory at a glance. */
#include <string.h>
#include <time.h>

#include "base/display.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/common.h"

#define SCANS_SHOWN 5
#define LABEL 16 /* columns */

static void print_time(char out[32], int64_t ns)
{
	time_t seconds = (time_t)(ns / 1000000000);
	struct tm local;

	if (!ns || !localtime_r(&seconds, &local) || !strftime(out, 32, "%Y-%m-%d %H:%M", &local))
		snprintf(out, 32, "%s", _("never"));
}

static void print_path(const char *path)
{
	struct sp_buf harmless = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_display_put(&harmless, path);
	fputs(sp_buf_str(&harmless), stdout);
	sp_buf_release(&harmless);
}

/* "  files                      33" */
static void print_line(const char *what, uint64_t n)
{
	char number[32];

	print_count(number, n);
	fputs("  ", stdout);
	terminal_pad(stdout, what, LABEL);
	printf(" %12s", number);
}

static enum sp_status text_source(void *context, const struct sp_source_row *source)
{
	char when[32], files[32], findings[32], problems[32];

	(void)context;
	print_time(when, source->last_complete_ns);
	print_count(files, source->files);
	print_count(findings, source->findings);
	print_count(problems, source->problems);
	fputs("  ", stdout);
	print_path(source->path);
	printf(_("\n    %s files, %s findings, %s problems, last whole scan %s\n"), files, findings,
	       problems, when);
	return SP_OK;
}

static const char *state_text(const char *state)
{
	static const char *const states[] = { N_("running"), N_("complete"), N_("interrupted"),
					      N_("stopped"), N_("failed") };

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(states[i], state) == 0)
			return sp_translate(state);
	return state;
}

static enum sp_status text_scan(void *context, const struct sp_scan_row *scan)
{
	char started[32], ended[32], files[32], bytes[32];

	(void)context;
	print_time(started, scan->started_ns);
	print_time(ended, scan->ended_ns);
	print_count(files, scan->counts.files);
	print_size(bytes, scan->counts.bytes);
	printf("  %4llu  %s  ", (unsigned long long)scan->id, started);
	terminal_pad(stdout, state_text(scan->state), 11);
	printf(_("  %9s files  %8s read"), files, bytes);
	if (scan->ended_ns)
		printf("  %.1f s", (double)(scan->ended_ns - scan->started_ns) / 1e9);
	putchar('\n');
	return SP_OK;
}

static enum sp_status status_text(struct sp_inventory *inventory, struct sp_error *err)
{
	const struct sp_query all = { .min_confidence = SP_LOW };
	struct sp_overview overview;
	enum sp_status status = sp_inventory_overview(inventory, &all, &overview, err);
	uint64_t places = 0, values = 0, problems = 0;
	char number[32];

	if (status != SP_OK)
		return status;
	for (size_t i = 0; i < overview.n_types; i++) {
		values += overview.types[i].values;
		for (int c = SP_LOW; c <= SP_HIGH; c++)
			places += overview.types[i].places[c];
	}
	for (size_t i = 0; i < overview.n_problems; i++)
		problems += overview.problems[i].n;
	printf(_("Inventory %s\n"), sp_inventory_path(inventory));
	print_line(_("files"), overview.files);
	putchar('\n');
	print_line(_("items"), overview.items);
	putchar('\n');
	print_line(_("findings"), places);
	print_count(number, values);
	printf(_("   (%s different values)\n"), number);
	print_line(_("problems"), problems);
	putchar('\n');
	print_line(_("not read in full"),
		   overview.outcomes[SP_OUTCOME_PART] + overview.outcomes[SP_OUTCOME_NOT_READ]);
	putchar('\n');
	sp_overview_release(&overview);
	puts(_("Sources"));
	status = sp_inventory_sources(inventory, text_source, NULL, err);
	if (status == SP_OK) {
		puts(_("Last scans"));
		status = sp_inventory_scans(inventory, SCANS_SHOWN, text_scan, NULL, err);
	}
	return status;
}

/* ---- jsonl ---- */

static void json_time(struct sp_json *json, const char *key, int64_t ns)
{
	time_t seconds = (time_t)(ns / 1000000000);
	struct tm utc;
	char text[32];

	if (!ns || !gmtime_r(&seconds, &utc) || !strftime(text, sizeof(text), "%FT%TZ", &utc))
		return;
	sp_json_key(json, key);
	sp_json_string(json, text);
}

static void json_end(struct sp_json *json)
{
	sp_json_close(json, '}');
	json->comma = false;
	sp_buf_putc(json->out, '\n');
}

static enum sp_status json_source(void *context, const struct sp_source_row *source)
{
	struct sp_json *json = context;

	sp_json_open(json, '{');
	sp_json_text(json, "kind", "source");
	sp_json_key(json, "path");
	sp_json_string(json, source->path);
	sp_json_number(json, "files", source->files);
	sp_json_number(json, "findings", source->findings);
	sp_json_number(json, "problems", source->problems);
	json_time(json, "last_complete", source->last_complete_ns);
	json_end(json);
	return SP_OK;
}

static enum sp_status json_scan(void *context, const struct sp_scan_row *scan)
{
	struct sp_json *json = context;
	const struct sp_counts *counts = &scan->counts;

	sp_json_open(json, '{');
	sp_json_text(json, "kind", "scan");
	sp_json_number(json, "id", scan->id);
	sp_json_key(json, "state");
	sp_json_string(json, scan->state);
	json_time(json, "started", scan->started_ns);
	json_time(json, "ended", scan->ended_ns);
	sp_json_key(json, "program");
	sp_json_string(json, scan->program);
	sp_json_key(json, "ruleset");
	sp_json_string(json, scan->ruleset);
	sp_json_number(json, "files", counts->files);
	sp_json_number(json, "unchanged", counts->unchanged);
	sp_json_number(json, "added", counts->added);
	sp_json_number(json, "changed", counts->changed);
	sp_json_number(json, "moved", counts->moved);
	sp_json_number(json, "removed", counts->removed);
	sp_json_number(json, "items", counts->items);
	sp_json_number(json, "bytes", counts->bytes);
	sp_json_number(json, "findings", counts->findings);
	sp_json_number(json, "problems", counts->problems);
	json_end(json);
	return SP_OK;
}

static enum sp_status status_jsonl(struct sp_inventory *inventory, struct sp_error *err)
{
	struct sp_buf out = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_json json = sp_json_to(&out);
	enum sp_status status = sp_inventory_sources(inventory, json_source, &json, err);

	if (status == SP_OK)
		status = sp_inventory_scans(inventory, SCANS_SHOWN, json_scan, &json, err);
	if (status == SP_OK && out.failed)
		status = SP_FATAL;
	if (status == SP_OK)
		fwrite(sp_buf_str(&out), 1, out.len, stdout);
	sp_buf_release(&out);
	return status;
}

static int cmd_status_run(const struct settings *settings)
{
	bool jsonl = settings->format && strcmp(settings->format, "jsonl") == 0;
	struct sp_error err = { .reason = SP_REASON_NONE };

	if (settings->format && !jsonl && strcmp(settings->format, "text") != 0) {
		say("status: --format is text or jsonl");
		return EXIT_USAGE;
	}
	struct sp_inventory *inventory = open_inventory(settings, SP_INVENTORY_READ);
	if (!inventory)
		return EXIT_CANNOT;
	enum sp_status status =
		jsonl ? status_jsonl(inventory, &err) : status_text(inventory, &err);
	sp_inventory_close(inventory);
	return status == SP_OK ? EXIT_DONE : cannot(&err);
}

static const struct opt opts_format[] = {
	{ "format", 'f', OPT_STRING, offsetof(struct settings, format), "FORMAT",
	  N_("text or jsonl") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

const struct command cmd_status = {
	.name = "status",
	.summary = N_("Show the inventory at a glance: sources, last scans, problems, age."),
	.tables = { opts_format, opts_inventory, opts_common },
	.run = cmd_status_run,
};
