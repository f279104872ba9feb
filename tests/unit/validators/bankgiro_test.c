/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading.h"

static const struct reading_case cases[] = {
	{ "5402-9681", "54029681", SAYS_LABEL },
	{ "54029681", "54029681", SAYS_LABEL },
	{ "5402 9681", "54029681", SAYS_LABEL },
	{ "5402\u20139681", "54029681", SAYS_LABEL },
	{ "5402 - 9681", "54029681", SAYS_LABEL },
	{ "900-1231", "9001231", SAYS_LABEL },
	{ .text = "5402-9682" }, /* check digit */
	{ .text = "540-29681" }, /* groups */
	{ .text = "54-02-9681" },
	{ .text = "5402/9681" },
	{ .text = "5402+9681" },
	{ .text = "5402\n9681" },
	{ .text = "0000-0000" },
	{ .text = "054029681" },
	{ .text = "02-9681" },
	{ .text = "5402-968A" },
	{ .text = "5402-9681 " },
	{ .text = "" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("bankgiro", cases, sizeof(cases) / sizeof(*cases));
}

static void test_any_digit_matters(void **state)
{
	(void)state;
	check_digits_matter("bankgiro", "5402-9681");
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("bankgiro", "5402-9681", "5402-****");
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
