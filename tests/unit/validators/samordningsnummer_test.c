/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The agency's printed example, and numbers with the serials of its test series. */
#include "reading.h"

static const struct reading_case cases[] = {
	{ "19701063-2391", "197010632391", SAYS_TEST },
	{ "701063-2391", "197010632391", SAYS_TEST, "7010632391" },
	{ "7010632391", "197010632391", SAYS_TEST, "7010632391" },
	{ "19701063 2391", "197010632391", SAYS_TEST },
	{ "701063\u2212"
	  "2391",
	  "197010632391", SAYS_TEST, "7010632391" },
	{ "701063\t2391", "197010632391", SAYS_TEST SAYS_LABEL, "7010632391" },
	/* month or day not known */
	{ "19700063-2385", "197000632385", SAYS_TEST },
	{ "700063-2385", "197000632385", SAYS_TEST SAYS_LABEL, "7000632385" },
	{ "19700060-2388", "197000602388", SAYS_TEST },
	{ "19701060-2386", "197010602386", SAYS_TEST },
	{ "701060-2386", "197010602386", SAYS_TEST SAYS_LABEL, "7010602386" },
	/* 30 and 31 February */
	{ "19700290-2380", "197002902380", SAYS_TEST SAYS_DOUBT },
	{ "700291-9806", "197002919806", SAYS_TEST SAYS_DOUBT, "7002919806" },
	{ .text = "197010632392" },
	{ .text = "19701092-9805" }, /* day 32 */
	{ .text = "19701373-9805" }, /* month 13 */
	{ .text = "19701063-0007" }, /* serial 000 */
	{ .text = "20261263-9803" }, /* still to come */
	{ .text = "20261260-9806" },
	{ .text = "19800113-9818" }, /* a personnummer */
	{ .text = "21701063-2391" },
	{ .text = "7010-632391" },
	{ .text = "701063-2391x" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("samordningsnummer", cases, sizeof(cases) / sizeof(*cases));
}

static void test_any_digit_matters(void **state)
{
	(void)state;
	check_digits_matter("samordningsnummer", "701063-2391");
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("samordningsnummer", "19701063-2391", "19701063-****");
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
