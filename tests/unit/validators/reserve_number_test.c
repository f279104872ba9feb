/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers are computed; no register was asked. */
#include "reading.h"

static const struct reading_case cases[] = {
	/* Stockholm */
	{ "992024123457", "992024123457", SAYS_LABEL },
	{ "99202412-3457", "992024123457", SAYS_LABEL },
	/* Västra Götaland */
	{ "19900101K123", "19900101K123", SAYS_LABEL },
	{ "19900101-K123", "19900101K123", SAYS_LABEL },
	{ "19900101M129", "19900101M129", SAYS_LABEL },
	{ "19900101X127", "19900101X127", SAYS_LABEL },
	/* Inera */
	{ "199001321232", "199001321232", SAYS_LABEL },
	{ "199001591230", "199001591230", SAYS_LABEL },
	/* no check */
	{ "19900101SF1A", "19900101SF1A", SAYS_LABEL SAYS_DOUBT },
	{ "19900101-1A23", "199001011A23", SAYS_LABEL SAYS_DOUBT },
	{ "22900101AB12", "22900101AB12", SAYS_LABEL SAYS_DOUBT },
	{ "23050101AB1K", "23050101AB1K", SAYS_LABEL SAYS_DOUBT },
	{ .text = "" },
	{ .text = "992024123458" }, /* check digit */
	{ .text = "991979123451" }, /* year */
	{ .text = "992300123455" }, /* year */
	{ .text = "199001321233" }, /* check digit */
	{ .text = "199001601237" }, /* day 60 */
	{ .text = "199001311233" }, /* a day */
	{ .text = "198001139818" },
	{ .text = "19901301K123" }, /* month */
	{ .text = "20270101K123" }, /* still to come */
	{ .text = "21900101AB12" },
	{ .text = "22901301AB12" },
	{ .text = "22900101A112" },
	{ .text = "19900101 K 123" },
	{ .text = "19900101K12" },
	{ .text = "19900101+K123" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("reserve_number", cases, sizeof(cases) / sizeof(*cases));
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("reserve_number", "19900101-K123", "19900101-****");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
