/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_detect.c - spana detect: prints findings as they come, stores nothing. */
#include <string.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/live.h"

struct detect {
	struct live live;
	struct progress progress;
};

static enum sp_status on_batch(void *context, const struct sp_batch *batch)
{
	struct detect *detect = context;

	return live_batch(&detect->live, batch);
}

static void on_tick(void *context)
{
	struct detect *detect = context;

	progress_draw(&detect->progress);
}

static int exit_of(enum sp_status status, const struct sp_counts *counts, bool written)
{
	if (status == SP_PARTIAL)
		return EXIT_INTERRUPTED;
	if (status != SP_OK || !written)
		return EXIT_CANNOT;
	return counts->problems ? EXIT_UNREAD : EXIT_DONE;
}

static int run(const struct settings *settings, const struct roots *roots,
	       const struct sp_rules *rules)
{
	struct detect detect = { .progress = { .shown = false } };
	struct sp_scan_options options = {
		.walk = { .roots = roots->list.items,
			  .include = settings->include.items,
			  .exclude = settings->exclude.items,
			  .one_file_system = settings->one_file_system },
		.rules = rules,
		.values = settings->show_values,
		.stdin_fd = -1,
		.stop = &stop_requested,
		.progress = &detect.progress.counts,
		.batch = on_batch,
		.tick = on_tick,
		.context = &detect,
	};
	struct sp_counts counts = { .files = 0 };
	struct sp_error err = { .reason = SP_REASON_NONE };

	set_reading(settings, &options);
	set_pace(settings, &options);
	const struct sp_reporter *reporter = choose_reporter(settings, false);
	if (!reporter)
		return EXIT_USAGE;
	if (roots->reads_stdin && (options.stdin_fd = take_stdin()) < 0)
		return EXIT_CANNOT;
	if (!live_open(&detect.live, reporter, settings))
		return EXIT_CANNOT;
	progress_start(&detect.progress, settings);
	enum sp_status status = sp_scan(&options, &counts, &err);
	progress_end(&detect.progress);
	bool written = live_close(&detect.live, &counts, seconds_since(detect.progress.start_ns),
				  status != SP_FATAL);
	if (status == SP_FATAL && err.text[0])
		cannot(&err);
	return exit_of(status, &counts, written);
}

static int cmd_detect_run(const struct settings *settings)
{
	struct roots roots = { .names = NULL };
	struct sp_rules *rules = NULL;
	int status = EXIT_CANNOT;

	if (!check_settings(settings) || !make_roots(settings, false, &roots))
		goto out;
	if (!settings->paths.n && !settings->files_from)
		roots.reads_stdin = true;
	if (!load_rules(settings, true, &rules))
		goto out;
	stop_on_signals();
	status = run(settings, &roots, rules);
out:
	sp_rules_free(rules);
	roots_release(&roots);
	return status;
}

const struct command cmd_detect = {
	.name = "detect",
	.arguments = "[PATH...]",
	.summary =
		N_("Print findings as they are found and store nothing. '-' or no PATH is standard "
		   "input."),
	.details = N_("The format is text on a terminal and jsonl elsewhere.\n"
		      "Exit status: 0 all was read, 3 something could not be, 1 it could "
		      "not work, 2 wrong usage, 130 interrupted."),
	.tables = { opts_report, opts_values, opts_walk, opts_limits, opts_common },
	.run = cmd_detect_run,
};
