/* SPDX-License-Identifier: GPL-3.0-or-later */
/* window_test.c - times at which a source may be scanned, by the clock in Stockholm. */
#include "test.h"

#include "cli/window.h"

#include <stdlib.h>

/* Monday is bit 1. */
static const struct {
	const char *text;
	bool ok;
	unsigned days, from, to;
} texts[] = {
	{ "20:00-06:00", true, 0x7F, 20 * 60, 30 * 60 },
	{ "00:00-24:00", true, 0x7F, 0, 24 * 60 },
	{ "mon-fri 22:00-06:00", true, 0x3E, 22 * 60, 30 * 60 },
	{ "sat,sun", true, 0x41, 0, 24 * 60 },
	{ "Fri-Mon", true, 0x63, 0, 24 * 60 },
	{ "mon,wed-thu  01:00-02:30", true, 0x1A, 60, 150 },
	{ "", false, 0, 0, 0 },
	{ "mon-", false, 0, 0, 0 },
	{ "mon,", false, 0, 0, 0 },
	{ "mon-fri,", false, 0, 0, 0 },
	{ "monday", false, 0, 0, 0 },
	{ "mon 20:00", false, 0, 0, 0 },
	{ "mon20:00-21:00", false, 0, 0, 0 },
	{ "20-06", false, 0, 0, 0 },
	{ "20:00-06:60", false, 0, 0, 0 },
	{ "24:00-06:00", false, 0, 0, 0 },
	{ "20:00-25:00", false, 0, 0, 0 },
	{ "06:00-06:00", false, 0, 0, 0 },
	{ "20:00-06:00 mon", false, 0, 0, 0 },
};

static void parses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct window window;
		if (window_parse(texts[i].text, &window) != texts[i].ok)
			CASE_FAIL(texts[i].text, "%s", texts[i].ok ? "refused" : "taken");
		if (texts[i].ok && (window.days != texts[i].days || window.from != texts[i].from ||
				    window.to != texts[i].to))
			CASE_FAIL(texts[i].text, "%x %u-%u", window.days, window.from, window.to);
	}
}

/* In November 2026 the 2nd is a Monday; clocks are set on 29 March and 25 October. */
static const struct {
	const char *name, *windows[3], *now, *end; /* end NULL: closed; "": no end */
} moments[] = {
	{ "before midnight", { "20:00-06:00" }, "2026-11-02 23:00", "2026-11-03 06:00" },
	{ "after midnight", { "20:00-06:00" }, "2026-11-03 05:59", "2026-11-03 06:00" },
	{ "closed", { "20:00-06:00" }, "2026-11-03 06:00", NULL },
	{ "opens", { "20:00-06:00" }, "2026-11-03 20:00", "2026-11-04 06:00" },
	{ "Friday's night", { "mon-fri 22:00-06:00" }, "2026-11-07 03:00", "2026-11-07 06:00" },
	{ "Saturday's", { "mon-fri 22:00-06:00" }, "2026-11-07 23:00", NULL },
	{ "Sunday's", { "mon-fri 22:00-06:00" }, "2026-11-09 03:00", NULL },
	{ "Monday's", { "mon-fri 22:00-06:00" }, "2026-11-09 22:00", "2026-11-10 06:00" },
	{ "a weekend", { "sat,sun" }, "2026-11-07 00:00", "2026-11-09 00:00" },
	{ "before it", { "sat,sun" }, "2026-11-06 23:59", NULL },
	{ "one after the other",
	  { "mon-fri 22:00-06:00", "sat,sun" },
	  "2026-11-06 23:00",
	  "2026-11-09 00:00" },
	{ "always", { "00:00-24:00" }, "2026-11-06 23:00", "" },
	{ "clocks are set forward", { "22:00-06:00" }, "2026-03-28 23:00", "2026-03-29 06:00" },
	{ "an hour that is not", { "sun 02:30-05:00" }, "2026-03-29 03:45", "2026-03-29 05:00" },
	{ "clocks are set back", { "22:00-06:00" }, "2026-10-24 23:00", "2026-10-25 06:00" },
	{ "over New Year", { "thu 22:00-06:00" }, "2027-01-01 01:00", "2027-01-01 06:00" },
};

static time_t at(const char *text)
{
	struct tm tm = { .tm_isdst = -1 };

	assert_non_null(strptime(text, "%Y-%m-%d %H:%M", &tm));
	return mktime(&tm);
}

static void opens_and_closes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		struct window windows[3];
		size_t n = 0;
		time_t end = -1;
		for (; moments[i].windows[n]; n++)
			assert_true(window_parse(moments[i].windows[n], &windows[n]));
		bool open = windows_are_open(windows, n, at(moments[i].now), &end);
		if (open != (moments[i].end != NULL))
			CASE_FAIL(moments[i].name, "%s", open ? "open" : "closed");
		if (!open)
			continue;
		time_t want = moments[i].end[0] ? at(moments[i].end) : 0;
		if (end != want)
			CASE_FAIL(moments[i].name, "ends %lld s late", (long long)(end - want));
	}
}

/* A night has seven hours in spring, nine in autumn. */
static void lasts_as_long_as_the_night(void **state)
{
	struct window night;
	time_t end;

	(void)state;
	assert_true(window_parse("22:00-06:00", &night));
	assert_true(windows_are_open(&night, 1, at("2026-03-28 22:00"), &end));
	assert_int_equal(end - at("2026-03-28 22:00"), 7 * 3600);
	assert_true(windows_are_open(&night, 1, at("2026-10-24 22:00"), &end));
	assert_int_equal(end - at("2026-10-24 22:00"), 9 * 3600);
}

int main(void)
{
	/* As the rule itself: a machine may lack the tables of zones. */
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses),
		cmocka_unit_test(opens_and_closes),
		cmocka_unit_test(lasts_as_long_as_the_night),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
