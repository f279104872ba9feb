/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * progress.c - one line on a terminal: how far, how fast, how much was found,
 * and what takes long.
 */
#include <string.h>
#include <unistd.h>

#include "base/display.h"
#include "cli/common.h"
#include "cli/notify.h"

#define DRAWN_EVERY_NS 200000000
#define NOTIFIED_EVERY_NS 2000000000
#define ROOMY 120 /* columns for all counts and a name */

void progress_start(struct progress *progress, const struct settings *settings)
{
	progress->start_ns = time_now_ns();
	progress->drawn_ns = progress->start_ns;
	progress->shown = !settings->quiet && terminal_redraws(stderr);
	progress->notified = notify_wanted();
	if (progress->notified)
		notify_status("the scan begins");
}

static unsigned long long value(const atomic_ullong *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

/* "3 min left", once all files are known and their sizes with them. */
static void put_left(struct sp_buf *to, const struct sp_progress *counts, double rate)
{
	unsigned long long awaited = value(&counts->awaited), bytes = value(&counts->bytes);
	double seconds = rate > 0 && awaited > bytes ? (double)(awaited - bytes) / rate : 0;

	if (!atomic_load(&counts->walked) || seconds < 1)
		return;
	if (seconds < 100)
		sp_buf_printf(to, _("  %.0f s left"), seconds);
	else if (seconds < 6000)
		sp_buf_printf(to, _("  %.0f min left"), seconds / 60);
	else
		sp_buf_printf(to, _("  %.1f h left"), seconds / 3600);
}

/* `brief`: how far and how fast alone, to leave room for a name. */
static void put_progress(struct sp_buf *to, const struct progress *progress, int64_t now,
			 bool brief)
{
	const struct sp_progress *counts = &progress->counts;
	double seconds = (double)(now - progress->start_ns) / 1e9;
	double per_second = (double)value(&counts->bytes) / (seconds > 0 ? seconds : 1);
	unsigned waiting = atomic_load_explicit(&counts->waiting, memory_order_relaxed);
	unsigned long long findings = value(&counts->findings), problems = value(&counts->problems);
	char number[32];

	print_count(number, value(&counts->items));
	sp_buf_printf(to, _("%s items"), number);
	print_size(number, value(&counts->bytes));
	if (!brief)
		sp_buf_printf(to, "  %s", number);
	print_size(number, (uint64_t)per_second);
	sp_buf_printf(to, "  %s/s", number);
	put_left(to, counts, per_second);
	if (brief)
		return;
	print_count(number, findings);
	sp_buf_printf(to, sp_translate_n("  %s finding", "  %s findings", findings), number);
	print_count(number, problems);
	sp_buf_printf(to, sp_translate_n("  %s problem", "  %s problems", problems), number);
	if (waiting)
		sp_buf_printf(to,
			      sp_translate_n("  %u reader waits for a file system",
					     "  %u readers wait for a file system", waiting),
			      waiting);
}

/* The end of a name that does not fit says more than its start. */
static void put_slow(struct sp_buf *to, locale_t locale, const struct sp_progress *counts,
		     size_t width)
{
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED), tail = SP_BUF_INIT(64);
	size_t used = sp_display_width(locale, sp_buf_str(to));

	sp_display_put(&name, counts->slow);
	sp_buf_printf(&tail, " (%u s)", counts->slow_seconds);
	sp_buf_puts(to, "  ");
	used += 2 + sp_display_width(locale, sp_buf_str(&tail));
	if (width > used + 8) {
		sp_display_fit_end(to, locale, sp_buf_str(&name), width - used);
		sp_buf_puts(to, sp_buf_str(&tail));
	}
	sp_buf_release(&name);
	sp_buf_release(&tail);
}

static void draw(const struct progress *progress, int64_t now)
{
	struct sp_buf line = SP_BUF_INIT(SP_BUF_UNCAPPED), fitted = SP_BUF_INIT(SP_BUF_UNCAPPED);
	locale_t locale = sp_display_locale();
	/* In the last column some terminals go on to the next line. */
	size_t width = terminal_width(stderr) - 1;

	put_progress(&line, progress, now, progress->counts.slow[0] && width < ROOMY);
	if (progress->counts.slow[0])
		put_slow(&line, locale, &progress->counts, width);
	sp_display_fit(&fitted, locale, sp_buf_str(&line), width);
	terminal_draw_line(sp_buf_str(&fitted));
	sp_buf_release(&line);
	sp_buf_release(&fitted);
	if (locale)
		freelocale(locale);
}

/* Names are no business of a service manager's log. */
static void notify(const struct progress *progress, int64_t now)
{
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);

	put_progress(&text, progress, now, false);
	notify_status(sp_buf_str(&text));
	sp_buf_release(&text);
}

void progress_draw(struct progress *progress)
{
	const int64_t every_ns = progress->shown ? DRAWN_EVERY_NS : NOTIFIED_EVERY_NS;
	int64_t now = time_now_ns();

	if (!(progress->shown || progress->notified) || now - progress->drawn_ns < every_ns)
		return;
	progress->drawn_ns = now;
	if (progress->notified)
		notify(progress, now);
	if (progress->shown)
		draw(progress, now);
}

void progress_end(struct progress *progress)
{
	if (progress->notified)
		notify(progress, time_now_ns());
	terminal_erase_line();
}
