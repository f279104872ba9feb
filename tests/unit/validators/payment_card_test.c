/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Published test numbers, and numbers made up to break one rule each. */
#include "reading.h"

#include <stdio.h>

static const struct reading_case cases[] = {
	{ "4242424242424242", "4242424242424242", SAYS_TEST },
	{ "4111111111111111", "4111111111111111", SAYS_TEST },
	{ "4111 1111 1111 1111", "4111111111111111", SAYS_TEST },
	{ "4111-1111-1111-1111", "4111111111111111", SAYS_TEST },
	{ "4111\u00A01111\u00A01111\u00A01111", "4111111111111111", SAYS_TEST },
	{ "4111\u20111111\u20111111\u20111111", "4111111111111111", SAYS_TEST },
	{ "41111111\u200B11111111", "4111111111111111", SAYS_TEST },
	{ "5555 5555 5555 4444", "5555555555554444", SAYS_TEST },
	{ "2223003122003222", "2223003122003222", SAYS_TEST },
	{ "378282246310005", "378282246310005", SAYS_TEST },
	{ "3782 822463 10005", "378282246310005", SAYS_TEST },
	{ "6011111111111117", "6011111111111117", SAYS_TEST },
	{ "36227206271667", "36227206271667", SAYS_TEST SAYS_DOUBT },
	{ "3622 720627 1667", "36227206271667", SAYS_TEST SAYS_DOUBT },
	{ "3566002020360505", "3566002020360505", SAYS_TEST },
	{ "6200000000000005", "6200000000000005", SAYS_TEST },
	{ .text = "" },
	{ .text = "4111111111111112" }, /* check digit */
	{ .text = "0000000000000000" },
	{ .text = "6666666666666" }, /* one digit over and over, and Luhn holds */
	{ .text = "4444444444444444" },
	{ .text = "4111 1111-1111 1111" }, /* mixed separators */
	{ .text = "4111  1111 1111 1111" },
	{ .text = "4111.1111.1111.1111" },
	{ .text = "41 11 11 11 11 11 11 11" },
	{ .text = "411111111111111 1" },
	{ .text = "4111 1111 1111 111" },
	{ .text = "41111111111111111" },
	{ .text = "4111 12** **** 1111" }, /* masked */
	{ .text = "4111 1111 1111 1111 " },
	{ .text = "4111 1111\n1111 1111" },
	{ .text = "411111111111111A" },
	{ .text = "490154203237518" },	   /* an IMEI: 15 digits of Visa's range */
	{ .text = "8901260852290847643" }, /* an ICCID */
	{ .text = "7310865004703" },	   /* an EAN */
};

static void test_readings(void **state)
{
	(void)state;
	check_readings("payment_card", cases, sizeof(cases) / sizeof(*cases));
}

/* The lengths that a start of digits goes with. */
static void test_ranges(void **state)
{
	static const struct {
		const char *start, *lengths;
	} ranges[] = {
		{ "4012", "13 16 19" },
		{ "5100", "16" },
		{ "5599", "16" },
		{ "2221", "16" },
		{ "2720", "16" },
		{ "2220", "" },
		{ "2721", "" },
		{ "3400", "15" },
		{ "3700", "15" },
		{ "3600", "14 15 16 17 18 19" },
		{ "3800", "14" },
		{ "3900", "14" },
		{ "3000", "14" },
		{ "3059", "14" },
		{ "3095", "14" },
		{ "3060", "" },
		{ "3527", "" },
		{ "3528", "16 17 18 19" },
		{ "3589", "16 17 18 19" },
		{ "3590", "" },
		{ "6011", "16 17 18 19" },
		{ "6440", "16 17 18 19" },
		{ "6500", "16 17 18 19" },
		{ "6201", "16 17 18 19" },
		{ "5019", "16" },
		{ "5018", "12 13 14 15 16 17 18 19" },
		{ "5600", "12 13 14 15 16 17 18 19" },
		{ "5900", "" },
		{ "6304", "12 13 14 15 16 17 18 19" },
		{ "1200", "" },
		{ "7300", "" },
		{ "8900", "" },
		{ "9999", "" },
	};
	const struct sp_validator *card = sp_validator_find("payment_card");
	struct sp_reading reading;

	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		char got[64] = "", text[24];
		for (int n = 8; n <= 22; n++) {
			int right = 0;
			for (int last = 0; last < 10; last++) {
				snprintf(text, sizeof(text), "%s%0*d", ranges[i].start, n - 4,
					 4560 + last);
				right += card->read(text, (size_t)n, &reading_day, &reading);
			}
			assert_in_range(right, 0, 1);
			size_t used = strlen(got);
			if (right)
				snprintf(got + used, sizeof(got) - used, used ? " %d" : "%d", n);
		}
		if (strcmp(got, ranges[i].lengths))
			CASE_FAIL(ranges[i].start, "has lengths \"%s\"\n", got);
	}
}

static void test_any_digit_matters(void **state)
{
	(void)state;
	check_digits_matter("payment_card", "4111 1111 1111 1111");
	check_digits_matter("payment_card", "378282246310005");
}

static void test_masks(void **state)
{
	(void)state;
	check_mask("payment_card", "4111 1111 1111 1111", "4111 11** **** 1111");
	check_mask("payment_card", "378282246310005", "378282*****0005");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_any_digit_matters),
		cmocka_unit_test(test_masks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
