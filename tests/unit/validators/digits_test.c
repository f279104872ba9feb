/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>

#include "validators/digits.h"

static void test_signs_and_gaps(void **state)
{
	struct sp_written w;
	const char text[] = "+4\u200B6 (0)\u201312\r\nab\u00E5";

	(void)state;
	sp_written_read(&w, text, strlen(text));
	assert_string_equal(w.sign, "46012AB");
	assert_string_equal(w.gap[0], "+");
	assert_string_equal(w.gap[1], "");
	assert_string_equal(w.gap[2], " (");
	assert_string_equal(w.gap[3], ")-");
	assert_string_equal(w.gap[5], "\n");
	assert_int_equal(w.at[1], 5);
	assert_false(w.whole);
	assert_int_equal(w.end, strlen(text) - 2);
}

static void test_room(void **state)
{
	char text[SP_SIGNS_MAX + 2];
	struct sp_written w;

	(void)state;
	memset(text, '7', sizeof(text));
	sp_written_read(&w, text, SP_SIGNS_MAX);
	assert_true(sp_written_is_number(&w));
	sp_written_read(&w, text, SP_SIGNS_MAX + 1);
	assert_false(w.whole);
	assert_int_equal(w.n, SP_SIGNS_MAX);
	sp_written_read(&w, "1-----------------2", 19);
	assert_false(w.whole);
	assert_int_equal(w.end, 1 + SP_GAP_MAX);
}

static void test_kinds(void **state)
{
	static const struct {
		const char *text;
		char kind;
	} cases[] = {
		{ "12", 0 },	  { "1-2", '-' },    { "1 - 2", '-' }, { "1- 2", '-' },
		{ "1 -2", '-' },  { "1+2", '+' },    { "1 + 2", '+' }, { "1 2", ' ' },
		{ "1\t2", '\t' }, { "1-\n2", '\t' }, { "1\n2", '\t' }, { "1  2", '?' },
		{ "1--2", '?' },  { "1-+2", '?' },   { "1.2", '?' },   { "1 . 2", '?' },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sp_written w;
		sp_written_read(&w, cases[i].text, strlen(cases[i].text));
		if (sp_written_kind(&w, 1) != cases[i].kind)
			CASE_FAIL(cases[i].text, "is of kind %d\n", sp_written_kind(&w, 1));
	}
}

/* Of ten last digits one is right, and another first digit is never. */
static void test_luhn(void **state)
{
	char text[16];

	(void)state;
	for (int number = 0; number < 100000; number++) {
		unsigned right = 0;
		for (int last = 0; last < 10; last++) {
			snprintf(text, sizeof(text), "%05d%d", number, last);
			right += sp_luhn(text, 6);
		}
		assert_int_equal(right, 1);
	}
	assert_true(sp_luhn("79927398713", 11));
	for (size_t i = 0; i < 11; i++) {
		for (char digit = '0'; digit <= '9'; digit++) {
			memcpy(text, "79927398713", 12);
			text[i] = digit;
			assert_int_equal(sp_luhn(text, 11), digit == "79927398713"[i]);
		}
	}
}

static void test_calendar(void **state)
{
	(void)state;
	assert_int_equal(sp_month_days(2023, 2), 28);
	assert_int_equal(sp_month_days(2024, 2), 29);
	assert_int_equal(sp_month_days(1900, 2), 28);
	assert_int_equal(sp_month_days(2000, 2), 29);
	assert_int_equal(sp_month_days(2024, 4), 30);
	assert_int_equal(sp_month_days(2024, 0), 0);
	assert_int_equal(sp_month_days(2024, 13), 0);
	assert_false(sp_date_exists((struct sp_date) { 2024, 1, 0 }));
	assert_false(sp_date_exists((struct sp_date) { 2024, 4, 31 }));
	assert_true(sp_date_exists((struct sp_date) { 2024, 12, 31 }));
	int days = 0;
	for (int year = 1600; year < 2000; year++)
		for (int month = 1; month <= 12; month++)
			days += sp_month_days(year, month);
	assert_int_equal(days, 146097); /* 400 years */
}

static void test_masks(void **state)
{
	static const struct {
		const char *text;
		size_t head, tail, size;
		const char *masked;
	} cases[] = {
		{ "1234-5678", 4, 0, 20, "1234-****" },
		{ "1234-5678", 2, 2, 20, "12**-**78" },
		{ "12", 4, 4, 20, "12" },
		{ "12\u201334", 0, 0, 20, "**\u2013**" },
		{ "12\u201334", 0, 0, 5, "**" }, /* no half of a dash */
		{ "1234", 0, 0, 1, "" },
	};
	char out[20];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		sp_mask_signs(cases[i].text, strlen(cases[i].text), cases[i].head, cases[i].tail,
			      out, cases[i].size);
		assert_string_equal(out, cases[i].masked);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signs_and_gaps), cmocka_unit_test(test_room),
		cmocka_unit_test(test_kinds),	       cmocka_unit_test(test_luhn),
		cmocka_unit_test(test_calendar),       cmocka_unit_test(test_masks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
