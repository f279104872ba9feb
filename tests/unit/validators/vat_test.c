/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading.h"

#define COMPANY "5565206199", NULL, NULL, "organisationsnummer", "vat"
#define OWNER "197212031608", NULL, "7212031608", "personnummer", "vat"

static const struct reading_case cases[] = {
	{ "SE556520619901", COMPANY },
	{ "se556520619901", COMPANY },
	{ "SE 5565206199 01", COMPANY },
	{ "SE556520-6199-01", COMPANY },
	{ "SE-556520-6199-01", COMPANY },
	{ "SE 556520\u20136199\u00A001", COMPANY },
	{ "SE 721203-1608 01", OWNER },
	{ "SE721203160801", OWNER },
	{ "SE16556520-619901", COMPANY },
	{ "SE19721203160801", "197212031608", NULL, NULL, "personnummer", "vat" },
	{ "SE250310+982501", "192503109825", SAYS_TEST, "2503109825", "personnummer", "vat" },
	{ "SE701063239101", "197010632391", SAYS_TEST, "7010632391", "samordningsnummer", "vat" },
	{ .text = "SE556520619801" }, /* check digit */
	{ .text = "SE456520619201" }, /* group */
	{ .text = "SE800132981501" }, /* day 32 */
	{ .text = "SE556520619902" }, /* ending */
	{ .text = "NO556520619901" },
	{ .text = "5565206199" },
	{ .text = "SE5565206199" },
	{ .text = "SE55652061990" },
	{ .text = "SE5565206199011" },
	{ .text = "SE5565.20619901" },
	{ .text = "SE55 6520 6199 01" },
	{ .text = "SE556520+619901" },
	{ .text = "SE5565206199O1" },
	{ .text = "S E556520619901" },
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("vat", cases, sizeof(cases) / sizeof(*cases));
}

static void test_any_digit_matters(void **state)
{
	(void)state;
	check_digits_matter("vat", "SE556520619901");
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("vat", "SE721203160801", "SE721203****01");
	check_mask("vat", "SE 721203-1608 01", "SE 721203-**** 01");
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
