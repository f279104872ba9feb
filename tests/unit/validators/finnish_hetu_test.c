/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of the series for tests, and computed ones. */
#include "reading.h"

static const struct reading_case cases[] = {
	{ "010190-900P", "010190-900P", SAYS_TEST },
	{ "010190-900p", "010190-900P", SAYS_TEST },
	{ "010190\u2013900P", "010190-900P", SAYS_TEST },
	{ "010190Y900P", "010190Y900P", SAYS_TEST },
	{ "010190y900P", "010190Y900P", SAYS_TEST },
	{ "010190-002R", "010190-002R" },
	{ "010190-899N", "010190-899N" },
	{ "010105A900S", "010105A900S", SAYS_TEST },
	{ "010105F900S", "010105F900S", SAYS_TEST },
	{ "010190+900P", "010190+900P", SAYS_TEST },
	{ "290200A900B", "290200A900B", SAYS_TEST },
	{ .text = "" },
	{ .text = "010190-900R" }, /* check sign */
	{ .text = "290200-900B" }, /* 1900 was no leap year */
	{ .text = "010190G900P" }, /* sign */
	{ .text = "010190A900P" }, /* still to come */
	{ .text = "010190 900P" },
	{ .text = "010190900P" },
	{ .text = "010190--900P" },
	{ .text = "010190 - 900P" },
	{ .text = "010190-900PP" },
	{ .text = "01019-0900P" },
	{ .text = "010190-9O0P" },
	{ .text = "310290-900P" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("finnish_hetu", cases, sizeof(cases) / sizeof(*cases));
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("finnish_hetu", "010190-900P", "010190-****");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
