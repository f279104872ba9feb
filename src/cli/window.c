/* SPDX-License-Identifier: GPL-3.0-or-later */
/* window.c - see window.h. */
#include "cli/window.h"

#include <stddef.h>
#include <time.h>

#include "base/ascii.h"

static const char *parse_time(const char *text, unsigned *out)
{
	unsigned digits[4];
	static const int at[] = { 0, 1, 3, 4 };

	for (size_t i = 0; i < 4; i++) {
		if (i == 2 && text[2] != ':')
			return NULL;
		if (!sp_is_digit(text[at[i]]))
			return NULL;
		digits[i] = (unsigned)(text[at[i]] - '0');
	}
	unsigned hour = 10 * digits[0] + digits[1], minute = 10 * digits[2] + digits[3];
	*out = 60 * hour + minute;
	return minute < 60 && *out <= 24 * 60 ? text + 5 : NULL;
}

bool window_parse(const char *text, struct window *out)
{
	const char *rest = parse_time(text, &out->from);

	if (!rest || *rest != '-')
		return false;
	rest = parse_time(rest + 1, &out->to);
	return rest && !*rest && out->from != out->to;
}

bool window_is_open(const struct window *window)
{
	time_t now = time(NULL);
	struct tm local;

	localtime_r(&now, &local);
	unsigned minute = (unsigned)(local.tm_hour * 60 + local.tm_min);
	if (window->from < window->to)
		return minute >= window->from && minute < window->to;
	return minute >= window->from || minute < window->to;
}
