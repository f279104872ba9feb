/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress.c - one line on a terminal: how far, how fast, how much was found. */
#include <string.h>
#include <unistd.h>

#include "cli/common.h"

void progress_start(struct progress *progress, const struct settings *settings)
{
	progress->start_ns = time_now_ns();
	progress->drawn_ns = progress->start_ns;
	progress->shown = !settings->quiet && terminal_width(stderr) > 0;
	progress->colour = wants_colour(settings, stderr);
}

static unsigned long long value(const atomic_ullong *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

void progress_draw(struct progress *progress)
{
	const struct sp_progress *counts = &progress->counts;
	char line[256], files[32], bytes[32], rate[32], findings[32], problems[32];
	int64_t now = time_now_ns();
	double seconds = (double)(now - progress->start_ns) / 1e9;

	if (!progress->shown || now - progress->drawn_ns < 200000000)
		return;
	progress->drawn_ns = now;
	print_count(files, value(&counts->files));
	print_size(bytes, value(&counts->bytes));
	print_size(rate, (uint64_t)((double)value(&counts->bytes) / (seconds > 0 ? seconds : 1)));
	print_count(findings, value(&counts->findings));
	print_count(problems, value(&counts->problems));
	snprintf(line, sizeof(line), "%s files  %s  %s/s  %s findings  %s problems  %.0f s", files,
		 bytes, rate, findings, problems, seconds);
	unsigned width = terminal_width(stderr);
	fprintf(stderr, "\r\033[K%.*s", (int)(width ? width - 1 : 79), line);
	fflush(stderr);
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
}
