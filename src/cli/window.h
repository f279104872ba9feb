/* SPDX-License-Identifier: GPL-3.0-or-later */
/* window.h - times of day at which a source may be scanned. */
#ifndef CLI_WINDOW_H
#define CLI_WINDOW_H

#include <stdbool.h>

/* Minutes after midnight, local time; one that ends before it begins goes over midnight. */
struct window {
	unsigned from, to;
};

/* "20:00-06:00"; false: it is none. */
bool window_parse(const char *text, struct window *out);

/* Is it open now? */
bool window_is_open(const struct window *window);

#endif
