/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers are computed; no register was asked. */
#include "reading.h"

static const struct reading_case cases[] = {
	{ "01819012608", "01819012608", SAYS_TEST },
	{ "018190 12608", "01819012608", SAYS_TEST },
	{ "018190-12608", "01819012608", SAYS_TEST },
	{ "01669012752", "01669012752", SAYS_TEST },
	{ "41019012474", "41019012474" },
	{ "01419012544", "01419012544" },
	{ "80000012819", "80000012819" },
	{ "29020012976", "29020012976" },
	/* the first check leaves 1, 2, 3 */
	{ "01019013010", "01019013010", SAYS_DOUBT },
	{ "01019013029", "01019013029", SAYS_DOUBT },
	{ "01019013037", "01019013037", SAYS_DOUBT },
	{ .text = "" },
	{ .text = "01019013045" }, /* leaves 4 */
	{ .text = "01819012609" }, /* check digit */
	{ .text = "01819012618" }, /* check digit */
	{ .text = "32019012474" },
	{ .text = "72019012474" },
	{ .text = "01139012544" },
	{ .text = "0181901260" },
	{ .text = "018190126080" },
	{ .text = "01819-012608" },
	{ .text = "018190 126 08" },
	{ .text = "018190/12608" },
	{ .text = "01819012608 " },
	{ .text = "0181901260A" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("norwegian_id", cases, sizeof(cases) / sizeof(*cases));
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("norwegian_id", "018190 12608", "018190 *****");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
