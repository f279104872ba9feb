/* SPDX-License-Identifier: GPL-3.0-or-later */
/* date_test.c - days, months that are shorter, years that are longer. */
#include "test.h"

#include "base/date.h"

#include <string.h>

static struct sp_day day_of(const char *text)
{
	struct sp_day day;

	if (!sp_day_parse(text, &day))
		fail_msg("%s", text);
	return day;
}

static void days_are_read(void **state)
{
	static const char *const wrong[] = { "",	   "2026-1-31",	  "2026-02-29",
					     "2026-13-01", "2026-00-10",  "2026-04-31",
					     "20260131",   "2026-01-31x", "1900-02-29",
					     "0000-01-01", NULL };
	struct sp_day day;

	(void)state;
	for (size_t i = 0; wrong[i]; i++)
		if (sp_day_parse(wrong[i], &day))
			fail_msg("%s", wrong[i]);
	day_of("2024-02-29");
	day_of("2000-02-29");
}

static void months_are_added(void **state)
{
	static const struct {
		const char *day;
		int months;
		const char *want;
	} cases[] = {
		{ "2026-01-31", 1, "2026-02-28" },  { "2024-01-31", 1, "2024-02-29" },
		{ "2026-08-31", 1, "2026-09-30" },  { "2026-12-15", 1, "2027-01-15" },
		{ "2026-11-30", 3, "2027-02-28" },  { "2024-02-29", 12, "2025-02-28" },
		{ "2026-03-31", -1, "2026-02-28" },
	};
	char text[11];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
			sp_day_text(sp_day_add_months(day_of(cases[i].day), cases[i].months), text),
			cases[i].want);
}

static void days_are_counted(void **state)
{
	char text[11];

	(void)state;
	assert_int_equal(sp_days_between(day_of("2026-02-28"), day_of("2026-03-01")), 1);
	assert_int_equal(sp_days_between(day_of("2024-02-28"), day_of("2024-03-01")), 2);
	assert_int_equal(sp_days_between(day_of("2027-01-01"), day_of("2026-01-01")), -365);
	assert_int_equal(sp_days_between(day_of("1970-01-01"), day_of("2026-11-25")), 20782);
	assert_string_equal(sp_day_text(sp_day_add_days(day_of("2024-02-28"), 2), text),
			    "2024-03-01");
	assert_string_equal(sp_day_text(sp_day_add_days(day_of("2026-01-01"), -1), text),
			    "2025-12-31");
	assert_int_equal(sp_day_of_week(day_of("2026-11-25")), 3); /* a Wednesday */
	assert_int_equal(sp_day_of_week(day_of("2000-01-01")), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_read),
		cmocka_unit_test(months_are_added),
		cmocka_unit_test(days_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
