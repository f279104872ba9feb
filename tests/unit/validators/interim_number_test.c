/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers are computed; no register was asked. */
#include "reading.h"

static const struct reading_case cases[] = {
	{ "900101-T221", "19900101T221", NULL, "900101T221" },
	{ "19900101-T221", "19900101T221" },
	{ "19900101T221", "19900101T221" },
	{ "900101t221", "19900101T221", NULL, "900101T221" },
	{ "900101-R221", "19900101R221", NULL, "900101R221" },
	{ "900101-N221", "19900101N221", NULL, "900101N221" },
	{ "250101+T221", "19250101T221", NULL, "250101T221" },
	/* written by one library alone */
	{ "900101-P221", "19900101P221", SAYS_DOUBT, "900101P221" },
	{ .text = "" },
	{ .text = "900101-T222" }, /* check digit */
	{ .text = "900101-A221" }, /* letter */
	{ .text = "901301-T221" }, /* month */
	{ .text = "900101-1221" },
	{ .text = "900101-2T21" },
	{ .text = "900101-TT21" },
	{ .text = "9001O1-T221" },
	{ .text = "900101\nT221" },
	{ .text = "900101-T22" },
	{ .text = "90010-1T221" },
	{ .text = "900101-T2211" },
	{ .text = "20270101-T221" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("interim_number", cases, sizeof(cases) / sizeof(*cases));
}

static void test_any_digit_matters(void **state)
{
	(void)state;
	check_digits_matter("interim_number", "900101-T221");
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("interim_number", "900101-T221", "900101-****");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_any_digit_matters),
		cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
