/* SPDX-License-Identifier: GPL-3.0-or-later */
/* window.h - times at which a source may be scanned. */
#ifndef CLI_WINDOW_H
#define CLI_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* Minutes after midnight of the days that it begins on, local time; `to` may be on the next day. */
struct window {
	unsigned days;	   /* bits; 0 is Sunday */
	unsigned from, to; /* from < to <= from + 24 * 60 */
};

/* "20:00-06:00", "mon-fri 22:00-06:00", "sat,sun"; false: it is none. */
bool window_parse(const char *text, struct window *out);

/*
 * Is any of them open at `now`? *end is when that ends: where one closes as
 * another opens, the later one's end; 0: not within a week. Threads: pure.
 */
bool windows_are_open(const struct window *windows, size_t n, time_t now, time_t *end);

/* The next time after `asked_ns` that the clock shows "06:00", or "06:00:00"; false: none. */
bool until_parse(const char *text, int64_t asked_ns, int64_t *out);

#endif
