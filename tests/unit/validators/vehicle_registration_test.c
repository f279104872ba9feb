/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading.h"

static const struct reading_case cases[] = {
	{ "ABC123", "ABC123", SAYS_LABEL },
	{ "ABC 12D", "ABC12D", SAYS_LABEL },
	{ "abc12d", "ABC12D", SAYS_LABEL },
	{ "ABC-123", "ABC123", SAYS_LABEL },
	{ "ABC\u00A0123", "ABC123", SAYS_LABEL },
	{ "OOO 12A", "OOO12A", SAYS_LABEL },
	{ .text = "" },
	{ .text = "ABC000" },
	{ .text = "ABC12O" },
	{ .text = "ABC12I" },
	{ .text = "IBC123" },
	{ .text = "AQC123" },
	{ .text = "ABV123" },
	{ .text = "\u00C5BC123" },
	{ .text = "ABC12\u00C5" },
	{ .text = "ABC1D3" },
	{ .text = "AB1123" },
	{ .text = "ABC12" },
	{ .text = "ABC1234" },
	{ .text = "AB C123" },
	{ .text = "ABC  123" },
	{ .text = "ABC/123" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("vehicle_registration", cases, sizeof(cases) / sizeof(*cases));
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("vehicle_registration", "ABC 12D", "ABC ***");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
