/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers are of the tax agency's test series, or have its serials. */
#include "reading.h"

#include <stdio.h>

#define TEN "8001139818"
#define TWELVE "198001139818"

static const struct reading_case written[] = {
	{ "19800113-9818", TWELVE, SAYS_TEST },
	{ "800113-9818", TWELVE, SAYS_TEST, TEN },
	{ "250310+9825", "192503109825", SAYS_TEST, "2503109825" },
	{ "250310-9825", "202503109825", SAYS_TEST, "2503109825" },
	{ "19250310+9825", "192503109825", SAYS_TEST },
	{ TWELVE, TWELVE, SAYS_TEST },
	{ "19800113 9818", TWELVE, SAYS_TEST },
	{ "800113 9818", TWELVE, SAYS_TEST, TEN },
	{ TEN, TWELVE, SAYS_TEST, TEN },
	{ "19800113\t9818", TWELVE, SAYS_TEST SAYS_LABEL },
	{ "198001139818.0", TWELVE, SAYS_TEST, NULL, NULL, NULL, TWELVE },
	{ TEN ".0", TWELVE, SAYS_TEST, TEN, NULL, NULL, TEN },
	{ "503109837", "200503109837", SAYS_TEST SAYS_LABEL, "0503109837" }, /* 0 lost */
	{ "19800113-  \r\n    9818", TWELVE, SAYS_TEST SAYS_LABEL },
	{ "800113\n9818", TWELVE, SAYS_TEST SAYS_LABEL, TEN },
	{ "19800113-\n9818", TWELVE, SAYS_TEST SAYS_LABEL },
	{ "19800113-\r\n9818", TWELVE, SAYS_TEST SAYS_LABEL },
	{ "800113 - 9818", TWELVE, SAYS_TEST, TEN },
	{ "800113\u00AD9818", TWELVE, SAYS_TEST, TEN },
	{ "800113\u20109818", TWELVE, SAYS_TEST, TEN },
	{ "800113\u20119818", TWELVE, SAYS_TEST, TEN },
	{ "800113\u20129818", TWELVE, SAYS_TEST, TEN },
	{ "800113\u20139818", TWELVE, SAYS_TEST, TEN },
	{ "800113\u20149818", TWELVE, SAYS_TEST, TEN },
	{ "800113\u22129818", TWELVE, SAYS_TEST, TEN },
	{ "800113\uFE639818", TWELVE, SAYS_TEST, TEN },
	{ "800113\uFF0D9818", TWELVE, SAYS_TEST, TEN },
	{ "250310\uFF0B9825", "192503109825", SAYS_TEST, "2503109825" },
	{ "800113\u00A09818", TWELVE, SAYS_TEST, TEN },
	{ "800113\u20079818", TWELVE, SAYS_TEST, TEN },
	{ "800113\u20099818", TWELVE, SAYS_TEST, TEN },
	{ "800113\u202F9818", TWELVE, SAYS_TEST, TEN },
	{ "800113\u30009818", TWELVE, SAYS_TEST, TEN },
	{ "80\u200B0113\u200C-\u200D98\u206018\uFEFF", TWELVE, SAYS_TEST, TEN },
	{ "800113\u00A0\u2013\u00A09818", TWELVE, SAYS_TEST, TEN },
};

static const struct reading_case wrong[] = {
	{ .text = "" },
	{ .text = "-" },
	{ .text = "19800113-9819" }, /* check digit */
	{ .text = "198001139819" },
	{ .text = "19801313-9814" }, /* month 13 */
	{ .text = "19800013-9819" }, /* month 00 is no birth date */
	{ .text = "19800132-9815" }, /* day 32 */
	{ .text = "19800100-9813" }, /* day 00 */
	{ .text = "20150916-0006" }, /* serial 000, published as wrong */
	{ .text = "150916-0006" },
	{ .text = "21800113-9818" }, /* century */
	{ .text = "17800113-9818" },
	{ .text = "16800113-9818" },
	{ .text = "197010632391" }, /* a samordningsnummer */
	{ .text = "701063-2391" },
	{ .text = "80011-39818" }, /* groups */
	{ .text = "1980-0113-9818" },
	{ .text = "800113--9818" },
	{ .text = "800113+-9818" },
	{ .text = "800113-\n-9818" },
	{ .text = "198001139818.1" },
	{ .text = "198001139818.00" },
	{ .text = "19800113-9818.0" },
	{ .text = "50310-9837" },
	{ .text = "800113  9818" },
	{ .text = "800113.9818" },
	{ .text = "800113/9818" },
	{ .text = "800113-981" },
	{ .text = "9800113-9818" },
	{ .text = "800113-98181" },
	{ .text = "800113-9818-" },
	{ .text = " 800113-9818" },
	{ .text = "800113-981a" },
	{ .text = "800113-XXXX" },
	{ .text = "800113-****" },
	{ .text = "19800113-" },
	{ .text = "800113\xC3\x28"
		  "9818" }, /* no UTF-8 */
};

static void test_written_forms(void **state)
{
	(void)state;
	check_readings("personnummer", written, sizeof(written) / sizeof(*written));
}

static void test_wrong_ones(void **state)
{
	(void)state;
	check_readings("personnummer", wrong, sizeof(wrong) / sizeof(*wrong));
}

/* The check digit that completes nine digits. */
static char check_digit(const char *nine)
{
	int sum = 0;

	for (int i = 0; i < 9; i++) {
		int product = (nine[i] - '0') * (i % 2 ? 1 : 2);
		sum += product / 10 + product % 10;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

/* Reads a date with sign and serial 980 on the day given; "" if refused. */
static const char *century(const char *date, char sign, struct sp_date today)
{
	static struct sp_reading reading;
	const struct sp_validator *validator = sp_validator_find("personnummer");
	struct sp_reading_options options = { today };
	size_t n = strlen(date);
	char nine[10], text[16];

	memcpy(nine, date + n - 6, 6);
	memcpy(nine + 6, "980", 4);
	int len = snprintf(text, sizeof(text), "%s%c980%c", date, sign, check_digit(nine));
	assert_true(len > 0 && (size_t)len < sizeof(text));
	return validator->read(text, (size_t)len, &options, &reading) ? reading.value : "";
}

static void test_century(void **state)
{
	static const struct {
		const char *date;
		char sign;
		struct sp_date today;
		const char *year; /* "" refused */
	} cases[] = {
		{ "260801", '-', { 2026, 7, 31 }, "1926" },
		{ "260801", '-', { 2026, 8, 1 }, "2026" },
		{ "260801", '+', { 2026, 7, 31 }, "1926" },
		{ "270801", '+', { 2026, 7, 31 }, "1827" },
		{ "260801", '+', { 2025, 7, 31 }, "1826" },
		{ "991231", '-', { 2026, 1, 1 }, "1999" },
		{ "991231", '+', { 2026, 1, 1 }, "1899" },
		{ "000229", '-', { 2026, 1, 1 }, "2000" },
		{ "000229", '+', { 2026, 1, 1 }, "" },
		{ "010229", '-', { 2026, 1, 1 }, "" },
		{ "010229", '+', { 2026, 1, 1 }, "" },
		{ "040229", '+', { 2026, 1, 1 }, "1904" },
		{ "000229", '-', { 2100, 3, 1 }, "2000" },
		{ "19000229", '-', { 2026, 1, 1 }, "" },
		{ "20000229", '-', { 2026, 1, 1 }, "2000" },
		{ "20260801", '-', { 2026, 7, 31 }, "" },
		{ "20260801", '-', { 2026, 8, 1 }, "2026" },
		{ "18900101", '-', { 2026, 8, 1 }, "1890" },
		{ "17990101", '-', { 2026, 8, 1 }, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *value = century(cases[i].date, cases[i].sign, cases[i].today);
		if (strlen(cases[i].year) ? strncmp(value, cases[i].year, 4) != 0 : *value != 0)
			CASE_FAIL(cases[i].date, "with %c is \"%s\"\n", cases[i].sign, value);
	}
}

/* A plus says a hundred years: with a full date that is younger it is a slip. */
static void test_plus_too_early(void **state)
{
	static const struct reading_case slip = { "20250310+9825", "202503109825",
						  SAYS_TEST SAYS_DOUBT };
	(void)state;
	check_readings("personnummer", &slip, 1);
}

static void test_serials_of_tests(void **state)
{
	static const struct {
		const char *serial;
		bool test;
	} cases[] = { { "237", false }, { "238", true }, { "239", true }, { "240", false },
		      { "979", false }, { "980", true }, { "999", true }, { "001", false } };
	const struct sp_validator *validator = sp_validator_find("personnummer");

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sp_reading reading;
		char nine[10], text[16];
		snprintf(nine, sizeof(nine), "900101%s", cases[i].serial);
		snprintf(text, sizeof(text), "18%s%c", nine, check_digit(nine));
		assert_true(validator->read(text, 12, &reading_day, &reading));
		if (reading.test != cases[i].test)
			CASE_FAIL(cases[i].serial, "test is %d\n", reading.test);
	}
}

/* A number whose birth date and last four read as "clock"; of a year to come, so nobody's. */
static bool passes_for_a_time(const char *clock)
{
	static const struct sp_reading_options later = { { 2126, 1, 1 } };
	const struct sp_validator *validator = sp_validator_find("personnummer");
	struct sp_reading reading;

	for (int day = 1; day <= 31; day++) {
		char nine[10], text[16];
		snprintf(nine, sizeof(nine), "0101%02d%.3s", day % 100, clock);
		snprintf(text, sizeof(text), "21%s%c", nine, check_digit(nine));
		if (text[11] != clock[3])
			continue;
		assert_true(validator->read(text, 12, &later, &reading));
		return reading.ambiguous;
	}
	CASE_FAIL(clock, "no day of the month has this check digit\n");
	return false;
}

static void test_times_of_day(void **state)
{
	static const struct {
		const char *clock;
		bool time;
	} cases[] = { { "0010", true },	 { "0059", true },  { "0060", false }, { "1259", true },
		      { "1260", false }, { "2300", true },  { "2359", true },  { "2360", false },
		      { "2399", false }, { "2400", false }, { "2459", false }, { "9800", false } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (passes_for_a_time(cases[i].clock) != cases[i].time)
			CASE_FAIL(cases[i].clock, "is taken wrongly\n");
}

static void test_any_digit_matters(void **state)
{
	(void)state;
	check_digits_matter("personnummer", "800113-9818");
}

static void test_masks(void **state)
{
	(void)state;
	check_mask("personnummer", "800113-9818", "800113-****");
	check_mask("personnummer", TWELVE, "19800113****");
	check_mask("personnummer", "800113 - 9818", "800113 - ****");
	check_mask("personnummer", "250310\u20139825", "250310\u2013****");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written_forms),	  cmocka_unit_test(test_wrong_ones),
		cmocka_unit_test(test_century),		  cmocka_unit_test(test_plus_too_early),
		cmocka_unit_test(test_serials_of_tests),  cmocka_unit_test(test_times_of_day),
		cmocka_unit_test(test_any_digit_matters), cmocka_unit_test(test_masks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
