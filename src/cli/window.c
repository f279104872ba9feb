/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * window.c - see window.h. Local time is what the clock on the wall shows: a
 * window over the night in which that is set lasts an hour more or less, and a
 * time that it skips is the one that it shows then.
 */
#include "cli/window.h"

#include <string.h>

#include "base/ascii.h"

#define DAY (24 * 60)
#define WEEK 7

static const char *parse_time(const char *text, unsigned *out)
{
	static const int at[] = { 0, 1, 3, 4 };
	unsigned digits[4];

	for (size_t i = 0; i < 4; i++) {
		if (i == 2 && text[2] != ':')
			return NULL;
		if (!sp_is_digit(text[at[i]]))
			return NULL;
		digits[i] = (unsigned)(text[at[i]] - '0');
	}
	unsigned hour = 10 * digits[0] + digits[1], minute = 10 * digits[2] + digits[3];
	*out = 60 * hour + minute;
	return minute < 60 && *out <= DAY ? text + 5 : NULL;
}

static const char *parse_day(const char *text, unsigned *out)
{
	static const char names[] = "sunmontuewedthufrisat";

	for (unsigned day = 0; day < WEEK; day++)
		if (sp_to_lower(text[0]) == names[3 * day] &&
		    sp_to_lower(text[1]) == names[3 * day + 1] &&
		    sp_to_lower(text[2]) == names[3 * day + 2]) {
			*out = day;
			return text + 3;
		}
	return NULL;
}

/* "mon-fri,sun" */
static const char *parse_days(const char *text, unsigned *out)
{
	unsigned first, last;

	do {
		text = parse_day(text + (*text == ','), &first);
		if (!text)
			return NULL;
		last = first;
		if (*text == '-')
			text = parse_day(text + 1, &last);
		if (!text)
			return NULL;
		*out |= 1u << last;
		for (; first != last; first = (first + 1) % WEEK)
			*out |= 1u << first;
	} while (*text == ',');
	return text;
}

static bool parse_times(const char *text, struct window *out)
{
	const char *rest = parse_time(text, &out->from);

	if (!rest || *rest != '-')
		return false;
	rest = parse_time(rest + 1, &out->to);
	if (!rest || *rest || out->from == out->to || out->from == DAY)
		return false;
	if (out->to < out->from)
		out->to += DAY;
	return true;
}

bool window_parse(const char *text, struct window *out)
{
	*out = (struct window) { .from = 0, .to = DAY };
	if (sp_is_digit(*text)) {
		out->days = (1u << WEEK) - 1;
		return parse_times(text, out);
	}
	const char *rest = parse_days(text, &out->days);
	if (!rest || !*rest)
		return rest != NULL;
	return *rest == ' ' && parse_times(rest + strspn(rest, " "), out);
}

/* When the clock shows that minute of the day that is so many days after `day`'s. */
static time_t moment(struct tm day, int days, unsigned minute)
{
	day.tm_mday += days;
	day.tm_hour = (int)(minute / 60);
	day.tm_min = (int)(minute % 60);
	day.tm_sec = 0;
	day.tm_isdst = -1;
	return mktime(&day);
}

/* The end of the window if it is open at that time, else 0. */
static time_t end_of(const struct window *window, time_t at)
{
	struct tm local;

	localtime_r(&at, &local);
	for (int before = -1; before <= 0; before++) {
		unsigned day = (unsigned)(local.tm_wday + before + WEEK) % WEEK;
		time_t end = moment(local, before, window->to);
		if ((window->days >> day & 1) && moment(local, before, window->from) <= at &&
		    at < end)
			return end;
	}
	return 0;
}

bool windows_are_open(const struct window *windows, size_t n, time_t now, time_t *end)
{
	time_t at = now, later = now;

	do {
		at = later;
		for (size_t i = 0; i < n; i++) {
			time_t one = end_of(&windows[i], at);
			later = one > later ? one : later;
		}
	} while (later > at && later - now < WEEK * DAY * 60);
	*end = later - now < WEEK * DAY * 60 ? later : 0;
	return later > now;
}

bool until_parse(const char *text, int64_t asked_ns, int64_t *out)
{
	time_t now = (time_t)(asked_ns / 1000000000);
	struct tm then;

	localtime_r(&now, &then);
	then.tm_sec = 0;
	const char *rest = strptime(text, "%H:%M", &then);
	if (rest && *rest == ':')
		rest = strptime(rest, ":%S", &then);
	if (!rest || *rest)
		return false;
	then.tm_isdst = -1;
	struct tm tomorrow = then;
	time_t at = mktime(&then);
	if (at <= now) {
		tomorrow.tm_mday++;
		at = mktime(&tomorrow);
	}
	*out = (int64_t)at * 1000000000;
	return at > now;
}
