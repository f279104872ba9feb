/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers in sheets come out as a reader sees them: all digits, zeros, hyphens, dates. */
#include "test.h"

#include "extractors/cellnumber.h"

static const struct {
	const char *name, *code, *number, *want;
	bool from_1904;
} numbers[] = {
	{ "plain", "General", "198112289874", "198112289874", false },
	{ "exponent", "", "1.98112289874E11", "198112289874", false },
	{ "exponent with sign", "", "1.98112289874e+011", "198112289874", false },
	{ "zero behind the point", "0", "8112289874.0", "8112289874", false },
	{ "zeros at the end are digits", "", "1E3", "1000", false },
	{ "zero", "", "0", "0", false },
	{ "negative zero is zero", "", "-0", "0", false },
	{ "negative", "", "-12", "-12", false },
	{ "all digits that are exact", "", "999999999999999", "999999999999999", false },
	{ "more than are exact stand for themselves", "", "1E15", "", false },
	{ "a fraction stands for itself", "", "0.5", "", false },
	{ "no number", "", "12 kr", "", false },
	{ "empty", "", "", "", false },
	{ "a sign alone", "", "-", "", false },
	{ "exponent without digits", "", "1E", "", false },
	{ "exponent beyond reason", "", "1E99999", "", false },
	{ "padded", "000000\\-0000", "101015678", "010101-5678", false },
	{ "hyphen in quotes", "000000\"-\"0000", "8112289874", "811228-9874", false },
	{ "hyphen as it is", "00000000-0000", "198112289874", "19811228-9874", false },
	{ "language before it", "[$-41D]000000\\-0000;@", "8112289874", "811228-9874", false },
	{ "word before it", "\"Nr \"0000", "12", "Nr 0012", false },
	{ "room that is not filled", "###\\-### ## ##", "705550101", "70-555 01 01", false },
	{ "more digits than places", "# ##0", "198112289874", "198112289874", false },
	{ "thousands are no pattern", "#,##0", "31500", "31500", false },
	{ "decimals are no pattern", "0.00", "31500", "31500", false },
	{ "date", "yyyy\\-mm\\-dd", "45323", "2024-02-01", false },
	{ "date from 1904", "yyyy-mm-dd", "43861", "2024-02-01", true },
	{ "date and time", "yyyy-mm-dd hh:mm", "45323.5", "2024-02-01 12:00:00", false },
	{ "time", "hh:mm:ss", "0.75", "18:00:00", false },
	{ "less than a tenth of a day", "hh:mm", "0.0625", "01:30:00", false },
	{ "hours beyond a day", "[h]:mm", "1.5", "36:00:00", false },
	{ "the day that never was", "yyyy-mm-dd", "59", "1900-02-28", false },
	{ "the day after it", "yyyy-mm-dd", "61", "1900-03-01", false },
	{ "the last day", "yyyy-mm-dd", "2958465", "9999-12-31", false },
	{ "no day has that number", "yyyy-mm-dd", "198112289874", "198112289874", false },
	{ "a colour is no date", "[Red]0", "45323", "45323", false },
	{ "a quoted word is no date", "0\" dyh\"", "7", "7 dyh", false },
};

static void test_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct sp_number_format format;
		char out[SP_NUMBER_MAX];
		sp_number_format_read(&format, numbers[i].code, strlen(numbers[i].code));
		size_t n = sp_number_print(out, numbers[i].number, strlen(numbers[i].number),
					   &format, numbers[i].from_1904);
		if (n != strlen(numbers[i].want) || memcmp(out, numbers[i].want, n) != 0)
			CASE_FAIL(numbers[i].name, "got '%.*s', not '%s'\n", (int)n, out,
				  numbers[i].want);
	}
}

static void test_builtin_formats(void **state)
{
	static const struct {
		unsigned long id;
		enum sp_number_form form;
	} cases[] = {
		{ 0, SP_NUMBER_PLAIN },	  { 4, SP_NUMBER_PLAIN },      { 14, SP_NUMBER_DATE },
		{ 21, SP_NUMBER_TIME },	  { 22, SP_NUMBER_DATE_TIME }, { 30, SP_NUMBER_DATE },
		{ 47, SP_NUMBER_TIME },	  { 49, SP_NUMBER_PLAIN },     { 57, SP_NUMBER_DATE },
		{ 164, SP_NUMBER_PLAIN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sp_number_format format;
		sp_number_format_builtin(&format, cases[i].id);
		assert_int_equal(format.form, cases[i].form);
	}
}

static void test_cell_names(void **state)
{
	static const struct {
		uint64_t row, column;
		const char *want;
	} cases[] = {
		{ 1, 1, "A1" },
		{ 12, 2, "B12" },
		{ 3, 26, "Z3" },
		{ 3, 27, "AA3" },
		{ 9, 702, "ZZ9" },
		{ 9, 703, "AAA9" },
		{ 1048576, 16384, "XFD1048576" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char name[SP_CELL_NAME];
		sp_cell_name(name, cases[i].row, cases[i].column);
		assert_string_equal(name, cases[i].want);
	}
	/* The largest numbers fit the room. */
	char name[SP_CELL_NAME];
	sp_cell_name(name, UINT64_MAX, UINT64_MAX);
	assert_true(strlen(name) < SP_CELL_NAME);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_builtin_formats),
		cmocka_unit_test(test_cell_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
