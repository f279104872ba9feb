/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers are computed; no register was asked. */
#include "reading.h"

static const struct reading_case cases[] = {
	{ "010190-2079", "0101902079" },
	{ "0101902079", "0101902079" },
	{ "010190 2079", "0101902079" },
	{ "010105-2180", "0101052180" },
	/* a company */
	{ "410190-2069", "4101902069", SAYS_ORGANISATION },
	/* no check digit */
	{ "010190-2089", "0101902089", SAYS_LABEL },
	{ .text = "" },
	{ .text = "010190-2071" }, /* century */
	{ .text = "010190-2070" }, /* still to come */
	{ .text = "320190-2079" }, /* day */
	{ .text = "720190-2079" }, /* day of a company */
	{ .text = "011390-2079" }, /* month */
	{ .text = "010190-207" },
	{ .text = "010190-20799" },
	{ .text = "0101-902079" },
	{ .text = "010190+2079" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("icelandic_kennitala", cases, sizeof(cases) / sizeof(*cases));
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("icelandic_kennitala", "010190-2079", "010190-****");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
