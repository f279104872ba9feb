/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress.c - one line on a terminal: how far, how fast, how much was found. */
#include <string.h>
#include <unistd.h>

#include "cli/common.h"
#include "cli/notify.h"

#define DRAWN_EVERY_NS 200000000
#define NOTIFIED_EVERY_NS 2000000000

void progress_start(struct progress *progress, const struct settings *settings)
{
	progress->start_ns = time_now_ns();
	progress->drawn_ns = progress->start_ns;
	progress->shown = !settings->quiet && terminal_width(stderr) > 0;
	progress->colour = wants_colour(settings, stderr);
	progress->notified = notify_wanted();
	if (progress->notified)
		notify_status("the scan begins");
}

static unsigned long long value(const atomic_ullong *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

/* "  3 min left", once all files are known and their sizes with them; else "". */
static void print_left(char out[32], const struct sp_progress *counts, double rate)
{
	unsigned long long awaited = value(&counts->awaited), bytes = value(&counts->bytes);
	double seconds = rate > 0 && awaited > bytes ? (double)(awaited - bytes) / rate : 0;

	out[0] = '\0';
	if (!atomic_load(&counts->walked) || seconds < 1)
		return;
	if (seconds < 100)
		snprintf(out, 32, "  %.0f s left", seconds);
	else if (seconds < 6000)
		snprintf(out, 32, "  %.0f min left", seconds / 60);
	else
		snprintf(out, 32, "  %.1f h left", seconds / 3600);
}

static void print_progress(char *line, size_t room, const struct progress *progress, int64_t now)
{
	const struct sp_progress *counts = &progress->counts;
	char items[32], bytes[32], rate[32], findings[32], problems[32], left[32];
	double seconds = (double)(now - progress->start_ns) / 1e9;
	double per_second = (double)value(&counts->bytes) / (seconds > 0 ? seconds : 1);

	print_count(items, value(&counts->items));
	print_size(bytes, value(&counts->bytes));
	print_size(rate, (uint64_t)per_second);
	print_count(findings, value(&counts->findings));
	print_count(problems, value(&counts->problems));
	print_left(left, counts, per_second);
	unsigned waiting = atomic_load_explicit(&counts->waiting, memory_order_relaxed);
	int n = snprintf(line, room, "%s items  %s  %s/s  %s findings  %s problems%s", items, bytes,
			 rate, findings, problems, left);
	if (waiting)
		snprintf(line + n, room - (size_t)n, "  %u reader%s wait%s for a file system",
			 waiting, waiting == 1 ? "" : "s", waiting == 1 ? "s" : "");
}

void progress_draw(struct progress *progress)
{
	const int64_t every_ns = progress->shown ? DRAWN_EVERY_NS : NOTIFIED_EVERY_NS;
	int64_t now = time_now_ns();
	char line[256];

	if (!(progress->shown || progress->notified) || now - progress->drawn_ns < every_ns)
		return;
	progress->drawn_ns = now;
	print_progress(line, sizeof(line), progress, now);
	if (progress->notified)
		notify_status(line);
	if (!progress->shown)
		return;
	unsigned width = terminal_width(stderr);
	fprintf(stderr, "\r\033[K%.*s", (int)(width ? width - 1 : 79), line);
	fflush(stderr);
}

void progress_end(struct progress *progress)
{
	char line[256];

	if (progress->notified) {
		print_progress(line, sizeof(line), progress, time_now_ns());
		notify_status(line);
	}
	if (progress->shown)
		fputs("\r\033[K", stderr);
}
