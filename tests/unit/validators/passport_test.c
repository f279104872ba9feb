/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading.h"

static const struct reading_case cases[] = {
	{ "12345678", "12345678", SAYS_LABEL },
	{ "1234 5678", "12345678", SAYS_LABEL },
	{ "AA1234567", "AA1234567", SAYS_LABEL },
	{ "AA 1234567", "AA1234567", SAYS_LABEL },
	{ "aa1234567", "AA1234567", SAYS_LABEL },
	{ "A12B34C56", "A12B34C56", SAYS_LABEL },
	{ .text = "" },
	{ .text = "1234567" },
	{ .text = "123456789" },
	{ .text = "A1234567" },
	{ .text = "AA12345678" },
	{ .text = "ABCDEF123" },
	{ .text = "passagera" },
	{ .text = "00000000" },
	{ .text = "12 34 56 78" },
	{ .text = "123 45678" },
	{ .text = "AA-1234567" },
	{ .text = "AA1234567 " },
	{ .text = "AA123456\u00E5" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("passport", cases, sizeof(cases) / sizeof(*cases));
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("passport", "AA 1234567", "AA 123****");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
