/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading.h"

static const struct reading_case cases[] = {
	{ "28 65 43-4", "2865434", SAYS_LABEL },
	{ "286543-4", "2865434", SAYS_LABEL },
	{ "2865434", "2865434", SAYS_LABEL },
	{ "28\u00A065\u00A043\u20134", "2865434", SAYS_LABEL },
	{ "1 23-0", "1230", SAYS_LABEL },
	{ "1-8", "18", SAYS_LABEL },
	{ .text = "28 65 43-5" }, /* check digit */
	{ .text = "2 86 543-4" }, /* groups */
	{ .text = "28-65 43-4" },
	{ .text = "28 65 43 4" },
	{ .text = "28 65 434"
		  "1" },
	{ .text = "28654-34" },
	{ .text = "286543434" },
	{ .text = "00-0" },
	{ .text = "8" },
	{ .text = "28 65 43-4x" },
	{ .text = "" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("plusgiro", cases, sizeof(cases) / sizeof(*cases));
}

static void test_any_digit_matters(void **state)
{
	(void)state;
	check_digits_matter("plusgiro", "28 65 43-4");
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("plusgiro", "28 65 43-4", "28 ** **-*");
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
