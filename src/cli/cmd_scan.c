/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_scan.c - spana scan: brings the inventory up to date. */
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/configure.h"
#include "cli/on_new.h"
#include "cli/sources.h"
#include "cli/window.h"

#define LABEL 28 /* columns */

struct scan {
	struct progress progress;
	struct sp_inventory *inventory;
	bool verbose;
	int64_t until_ns; /* 0: to its end */
	bool time_is_up;
};

static void on_tick(void *context)
{
	struct scan *scan = context;

	progress_draw(&scan->progress);
	if (scan->until_ns && time_now_ns() >= scan->until_ns && !atomic_load(&stop_requested)) {
		scan->time_is_up = true;
		atomic_store(&stop_requested, true);
	}
}

static enum sp_status on_batch(void *context, const struct sp_batch *batch)
{
	(void)context;
	(void)batch;
	return SP_OK;
}

/* Why a file is read, or not: --verbose. */
static void on_note(void *context, const char *path, const char *why)
{
	(void)context;
	tell("%s: %s", why, path);
}

/* What the scan was asked for, kept with it. No option holds a subject. */
static bool describe(struct sp_buf *out, const struct settings *settings,
		     const struct sp_limits *limits)
{
	struct sp_json json = sp_json_to(out);

	sp_json_open(&json, '{');
	sp_json_key(&json, "paths");
	sp_json_open(&json, '[');
	for (size_t i = 0; i < settings->paths.n; i++)
		sp_json_string(&json, settings->paths.items[i]);
	sp_json_close(&json, ']');
	sp_json_key(&json, "types");
	sp_json_string(&json, settings->types);
	sp_json_key(&json, "min_confidence");
	sp_json_string(&json, sp_confidence_name(settings->min_confidence));
	sp_json_key(&json, "keep_suppressed");
	sp_json_bool(&json, settings->keep_suppressed);
	sp_json_key(&json, "raw");
	sp_json_bool(&json, limits->max_raw != 0);
	const struct {
		const char *name;
		uint64_t value;
	} all[] = {
		{ "max_file_size", limits->max_file_size },
		{ "max_item", limits->max_item },
		{ "max_text", limits->max_text },
		{ "max_depth", limits->max_depth },
		{ "max_members", limits->max_members },
		{ "max_expansion", limits->max_expansion },
		{ "max_ratio", limits->max_ratio },
		{ "timeout", limits->timeout_seconds },
		{ "max_memory", limits->max_memory },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		sp_json_key(&json, all[i].name);
		sp_json_uint(&json, all[i].value);
	}
	sp_json_close(&json, '}');
	return !out->failed;
}

/*
 * All that decides what is found: another value means that files are read again. Time and
 * memory do not: what ended a reader is not tried with more of them.
 */
static bool ruleset_of(struct sp_buf *out, const struct sp_rules *rules,
		       const struct sp_limits *limits, bool suppressed)
{
	const uint64_t all[] = { limits->max_file_size, limits->max_item,    limits->max_text,
				 limits->max_depth,	limits->max_members, limits->max_expansion,
				 limits->max_ratio };

	sp_buf_printf(out, "%s-%s%s%s", sp_rules_version(rules), SPANA_VERSION,
		      suppressed ? "-suppressed" : "", limits->max_raw ? "" : "-no-raw");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		sp_buf_printf(out, "-%llu", (unsigned long long)all[i]);
	return !out->failed;
}

static void print_line(const char *what, uint64_t n, const char *more)
{
	char number[32];

	print_count(number, n);
	fprintf(stderr, "  ");
	terminal_pad(stderr, what, LABEL);
	fprintf(stderr, " %12s%s\n", number, more);
}

/* "06:00", local time. */
static const char *print_clock(char out[8], int64_t ns)
{
	time_t seconds = (time_t)(ns / 1000000000);
	struct tm local;

	if (!localtime_r(&seconds, &local) || !strftime(out, 8, "%H:%M", &local))
		out[0] = '\0';
	return out;
}

static void summarise(const struct scan *scan, const struct settings *settings,
		      const struct sp_counts *counts, const struct sp_stock *stock)
{
	char bytes[32], more[64], clock[8];
	double seconds = seconds_since(scan->progress.start_ns);

	print_size(bytes, counts->bytes);
	snprintf(more, sizeof(more), _("   %s read in %.1f s"), bytes, seconds);
	if (scan->time_is_up)
		tell("Scan stopped at %s. The next one goes on from there.",
		     print_clock(clock, scan->until_ns));
	else
		tell("Scan complete.");
	print_line(_("files met"), counts->files, more);
	print_line(_("unchanged, not read again"), counts->unchanged, "");
	print_line(_("new"), counts->added, "");
	print_line(_("changed"), counts->changed, "");
	if (counts->moved)
		print_line(_("moved"), counts->moved, "");
	print_line(_("gone"), counts->removed, "");
	if (counts->allowed)
		print_line(_("findings that --allow passes"), counts->allowed, "");
	tell("The inventory now holds:");
	print_line(_("items"), stock->items, "");
	print_line(_("  read in full"), stock->outcomes[SP_OUTCOME_FULL], "");
	print_line(_("  read in part"), stock->outcomes[SP_OUTCOME_PART], "");
	print_line(_("  not read"), stock->outcomes[SP_OUTCOME_NOT_READ], "");
	print_line(_("  known to hold no text"), stock->outcomes[SP_OUTCOME_NO_TEXT], "");
	print_line(_("findings"), stock->findings, "");
	if (stock->problems)
		print_line(_("problems"), stock->problems, _("   see 'spana report --problems'"));
	if (stock->protected_places) {
		char number[32];
		print_count(number, stock->protected_places);
		fprintf(stderr,
			sp_translate_n("Protected identity: %s place",
				       "Protected identity: %s places", stock->protected_places),
			number);
		fputc('\n', stderr);
	}
	tell("Inventory: %s", sp_inventory_path(scan->inventory));
	if (!settings->inventory)
		tell("See 'spana report'.");
}

/* Problems that the inventory holds now count, also of files that were not read again. */
static int finish(struct scan *scan, const struct settings *settings,
		  const struct sp_counts *counts)
{
	struct sp_stock stock;
	struct sp_error err = { .reason = SP_REASON_NONE };

	if (sp_inventory_stock(scan->inventory, &stock, &err) != SP_OK)
		return cannot(&err);
	if (!settings->quiet)
		summarise(scan, settings, counts, &stock);
	if (scan->time_is_up)
		return EXIT_TIME_UP;
	return stock.outcomes[SP_OUTCOME_PART] || stock.outcomes[SP_OUTCOME_NOT_READ] ||
			       stock.problems
		       ? EXIT_UNREAD
		       : EXIT_DONE;
}

/* The inventory's own files are not scanned: they change as it is written. */
static bool own_files(struct list *own, struct list *strings, const struct settings *settings,
		      const char *path)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-journal" };
	bool ok = !settings->key || list_add(own, settings->key);
	size_t len = strlen(path);

	for (size_t i = 0; i < 4 && ok; i++) {
		char *name = sp_mem_alloc(len + 16);
		ok = name && list_add(strings, name);
		if (!name)
			break;
		snprintf(name, len + 16, "%s%s", path, endings[i]);
		ok = ok && list_add(own, name);
	}
	return ok;
}

static enum sp_status begin(const struct scan *scan, const struct settings *settings,
			    const struct roots *roots, const struct sp_scan_options *options,
			    struct sp_error *err)
{
	struct sp_buf described = SP_BUF_INIT(SP_BUF_UNCAPPED), ruleset = SP_BUF_INIT(1024);
	enum sp_status status = SP_FATAL;

	if (describe(&described, settings, &options->limits) &&
	    ruleset_of(&ruleset, options->rules, &options->limits, settings->keep_suppressed)) {
		const struct sp_scan_start start = {
			.program = "spana " SPANA_VERSION,
			.ruleset = sp_buf_str(&ruleset),
			.options = sp_buf_str(&described),
			.time_ns = time_now_ns(),
		};
		status = sp_inventory_scan_begin(scan->inventory, &start, err);
	}
	for (size_t i = 0; status == SP_OK && i < settings->paths.n; i++)
		status = sp_inventory_source(scan->inventory, roots->list.items[i], err);
	sp_buf_release(&described);
	sp_buf_release(&ruleset);
	return status;
}

static int run(struct scan *scan, const struct settings *settings, const struct roots *roots,
	       const struct sp_rules *rules, const struct list *own)
{
	struct sp_scan_options options = {
		.walk = { .roots = roots->list.items,
			  .include = settings->include.items,
			  .exclude = settings->exclude.items,
			  .skip = own->items,
			  .one_file_system = settings->one_file_system,
			  .stat = true },
		.rules = rules,
		.inventory = scan->inventory,
		.stdin_fd = -1,
		.stop = &stop_requested,
		.progress = &scan->progress.counts,
		.batch = on_batch,
		.tick = on_tick,
		.note = settings->verbose ? on_note : NULL,
		.context = scan,
	};
	struct sp_counts counts = { .files = 0 };
	struct sp_error err = { .reason = SP_REASON_NONE };

	set_reading(settings, &options);
	set_pace(settings, &options);
	if (begin(scan, settings, roots, &options, &err) != SP_OK)
		return cannot(&err);
	progress_start(&scan->progress, settings);
	enum sp_status status = sp_scan(&options, &counts, &err);
	progress_end(&scan->progress);
	if (scan->time_is_up)
		stop_no_more();
	enum sp_scan_end how = status == SP_OK				  ? SP_SCAN_COMPLETE
			       : scan->time_is_up && status == SP_PARTIAL ? SP_SCAN_STOPPED
			       : status == SP_PARTIAL			  ? SP_SCAN_INTERRUPTED
									  : SP_SCAN_FAILED;
	struct sp_error end_err = { .reason = SP_REASON_NONE };
	enum sp_status ended =
		sp_inventory_scan_end(scan->inventory, how, &counts, time_now_ns(), &end_err);
	if (status == SP_FATAL)
		return cannot(&err);
	if (ended != SP_OK)
		return cannot(&end_err);
	if (how == SP_SCAN_INTERRUPTED) {
		warn("interrupted; what was found so far is in %s, and the next scan goes on from "
		     "there",
		     sp_inventory_path(scan->inventory));
		return EXIT_INTERRUPTED;
	}
	int done = finish(scan, settings, &counts);
	return tell_new(settings, scan->inventory) ? done : EXIT_CANNOT;
}

/* A mistyped path is an item that could not be read, and told at once. */
static void warn_of_missing(const struct roots *roots)
{
	for (size_t i = 0; i < roots->list.n && !roots->listed; i++)
		if (access(roots->list.items[i], F_OK) != 0)
			warn("%s: %s: nothing was scanned there", roots->list.items[i],
			     sp_errno_text(errno));
}

static int scan_roots(const struct settings *settings)
{
	struct scan scan = { .verbose = settings->verbose };
	struct roots roots = { .names = NULL };
	struct list own = { .n = 0 }, strings = { .n = 0 };
	struct sp_rules *rules = NULL;
	int status = EXIT_CANNOT;
	char clock[8];

	if (settings->until && !until_parse(settings->until, settings->asked_ns, &scan.until_ns)) {
		say("scan: --until %s: give a time as 06:00", settings->until);
		return EXIT_USAGE;
	}
	/* A source is scanned until the first of both. */
	if (settings->closes_ns && (!scan.until_ns || settings->closes_ns < scan.until_ns))
		scan.until_ns = settings->closes_ns;
	if (scan.until_ns && scan.until_ns <= time_now_ns()) {
		warn("source %s: it is past %s: it was not scanned", settings->source,
		     print_clock(clock, scan.until_ns));
		return EXIT_TIME_UP;
	}
	if (!check_settings(settings) || !make_roots(settings, true, &roots) ||
	    !load_rules(settings, false, &rules))
		goto out;
	scan.inventory = open_inventory(settings, SP_INVENTORY_WRITE);
	if (!scan.inventory ||
	    !own_files(&own, &strings, settings, sp_inventory_path(scan.inventory)))
		goto out;
	warn_of_missing(&roots);
	stop_on_signals();
	status = run(&scan, settings, &roots, rules, &own);
out:
	sp_inventory_close(scan.inventory);
	sp_rules_free(rules);
	for (size_t i = 0; i < strings.n; i++) {
		char *name;
		memcpy(&name, &strings.items[i], sizeof(name));
		sp_mem_free(name);
	}
	sp_mem_free(strings.items);
	sp_mem_free(own.items);
	roots_release(&roots);
	return status;
}

static int cmd_scan_run(const struct settings *settings)
{
	int status;

	if (choose_sources(settings, scan_roots, &status))
		return status;
	if (!settings->paths.n && !settings->files_from) {
		if (settings->configuration->file.n_sections)
			say("scan: name sources or folders to scan, or give --all");
		else
			say("scan: name the folders to scan, or give --files-from");
		return EXIT_USAGE;
	}
	return scan_roots(settings);
}

static const char *const once[] = { "all", "files-from", NULL };

static const struct opt opts_scan[] = {
	{ "until", 0, OPT_STRING, offsetof(struct settings, until), "HH:MM",
	  N_("stop at that time; the next scan goes on from there") },
	{ "all", 0, OPT_FLAG, offsetof(struct settings, all), NULL,
	  N_("scan all sources of the configuration") },
	{ "on-new", 0, OPT_STRING, offsetof(struct settings, on_new), "CMD",
	  N_("run CMD with the counts when there are new findings of high confidence") },
	{ "keep-suppressed", 0, OPT_FLAG, offsetof(struct settings, keep_suppressed), NULL,
	  N_("keep what looked like a finding, and why it is none") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

const struct command cmd_scan = {
	.name = "scan",
	.arguments = "PATH... | SOURCE... | --all",
	.summary = N_("Read the sources and bring the inventory up to date."),
	.details = N_("A file that has not changed since the last scan is not read again.\n"
		      "Exit status: 0 all was read, 3 something could not be, 1 it could "
		      "not work, 2 wrong usage, 4 stopped by --until, 130 interrupted."),
	.tables = { opts_inventory, opts_walk, opts_limits, opts_scan, opts_common },
	.once = once,
	.run = cmd_scan_run,
};
