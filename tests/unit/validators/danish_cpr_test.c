/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers are computed; no register was asked. */
#include "reading.h"

static const struct reading_case cases[] = {
	{ "010190-0002", "0101900002" },
	{ "0101900002", "0101900002" },
	{ "010190 0002", "0101900002" },
	{ "010190\u20130002", "0101900002" },
	/* replacement number */
	{ "610190-0000", "6101900000" },
	/* modulus 11 does not hold */
	{ "010190-0003", "0101900003", SAYS_LABEL },
	/* 29 February 2000, 1896: the seventh digit tells */
	{ "290200-4000", "2902004000", SAYS_LABEL },
	{ "290296-5000", "2902965000", SAYS_LABEL },
	{ .text = "" },
	{ .text = "290200-0000" }, /* 1900 was no leap year */
	{ .text = "320190-0002" }, /* day */
	{ .text = "011390-0002" }, /* month */
	{ .text = "000190-0002" }, /* day */
	{ .text = "010127-4000" }, /* still to come */
	{ .text = "010190-000" },
	{ .text = "010190-00022" },
	{ .text = "0101-900002" },
	{ .text = "010190+0002" },
	{ .text = "010190-000A" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("danish_cpr", cases, sizeof(cases) / sizeof(*cases));
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("danish_cpr", "010190-0002", "010190-****");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
