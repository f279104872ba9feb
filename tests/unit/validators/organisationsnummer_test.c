/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading.h"

#define LABEL_TEST SAYS_TEST SAYS_LABEL

static const struct reading_case cases[] = {
	{ "556520-6199", "5565206199" },
	{ "5565206199", "5565206199" },
	{ "556520 6199", "5565206199" },
	{ "556520\u20116199", "5565206199" },
	{ "556520\t6199", "5565206199", SAYS_LABEL },
	{ "5565206199.0", "5565206199", NULL, NULL, NULL, NULL, "5565206199" },
	{ "165565206199", "5565206199" },
	{ "16556520-6199", "5565206199" },
	{ "01-556047-3521", "5560473521" },
	{ "202100-5489", "2021005489" },
	/* the owner's own number */
	{ "721203-1608", "197212031608", SAYS_LABEL, "7212031608", "personnummer",
	  "organisationsnummer" },
	{ "19721203-1608", "197212031608", SAYS_LABEL, NULL, "personnummer",
	  "organisationsnummer" },
	{ "800113-9818", "198001139818", LABEL_TEST, "8001139818", "personnummer",
	  "organisationsnummer" },
	{ "250310+9825", "192503109825", LABEL_TEST, "2503109825", "personnummer",
	  "organisationsnummer" },
	{ "701063-2391", "197010632391", LABEL_TEST, "7010632391", "samordningsnummer",
	  "organisationsnummer" },
	{ "197000632385", "197000632385", LABEL_TEST, NULL, "samordningsnummer",
	  "organisationsnummer" },
	{ .text = "556520-6198" },   /* check digit */
	{ .text = "551920-6196" },   /* third digit 1: no month, no day */
	{ .text = "456520-6192" },   /* group 4 */
	{ .text = "056520-6196" },   /* group 0 */
	{ .text = "556520+6199" },   /* a company has no age */
	{ .text = "19556520-6199" }, /* nor a century */
	{ .text = "16800113-9818" }, /* a person has no prefix */
	{ .text = "01556047-3521" }, /* prefix without its hyphen */
	{ .text = "01-5560-473521" },
	{ .text = "55-6520-6199" },
	{ .text = "5565-206199" },
	{ .text = "556520-619" },
	{ .text = "556520-61999" },
	{ .text = "800132-9815" },
	{ .text = "" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("organisationsnummer", cases, sizeof(cases) / sizeof(*cases));
}

static void test_any_digit_matters(void **state)
{
	(void)state;
	check_digits_matter("organisationsnummer", "556520-6199");
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("organisationsnummer", "556520-6199", "556520-****");
	check_mask("organisationsnummer", "721203-1608", "721203-****");
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
