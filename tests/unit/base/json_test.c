/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_test.c - strings of every length with every kind of byte at every place; numbers. */
#include "test.h"

#include "base/json.h"

#include <string.h>

#define LONGEST 70

/* The reference: byte by byte. */
static void write_plainly(struct sp_buf *to, const char *s, size_t len)
{
	sp_buf_putc(to, '"');
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"' || s[i] == '\\')
			sp_buf_putc(to, '\\');
		if (s[i] == '\n')
			sp_buf_puts(to, "\\n");
		else if (s[i] == 0x7F)
			sp_buf_puts(to, "\\u007f");
		else if (s[i] == 0x1F)
			sp_buf_puts(to, "\\u001f");
		else
			sp_buf_putc(to, s[i]);
	}
	sp_buf_putc(to, '"');
}

static void is_written(const char *s, size_t len)
{
	struct sp_buf out = SP_BUF_INIT(1000), want = SP_BUF_INIT(1000);
	struct sp_json json = sp_json_to(&out);
	char exact[LONGEST];

	/* Where the string ends the memory does, for the sanitizer to see. */
	memcpy(exact + LONGEST - len, s, len);
	sp_json_string_n(&json, exact + LONGEST - len, len);
	write_plainly(&want, s, len);
	assert_int_equal(out.len, want.len);
	assert_string_equal(sp_buf_str(&out), sp_buf_str(&want));
	sp_buf_release(&out);
	sp_buf_release(&want);
}

static void strings_of_every_length(void **state)
{
	static const char *const odd[] = { "\"",   "\\",       "\n",	       "\x7F",
					   "\x1F", "\xC3\xA5", "\xE2\x82\xAC", "\xF0\x9F\x99\x82" };
	char text[LONGEST + 4];

	(void)state;
	for (size_t len = 0; len <= LONGEST; len++) {
		memset(text, 'x', sizeof(text));
		is_written(text, len);
		for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
			const size_t n = strlen(odd[i]);
			for (size_t at = 0; at + n <= len; at++) {
				memset(text, '~', sizeof(text));
				memcpy(text + at, odd[i], n);
				memcpy(text + len - n, odd[i], at + 2 * n <= len ? n : 0);
				is_written(text, len);
			}
		}
	}
}

static void what_is_no_utf8_is_replaced(void **state)
{
	struct sp_buf out = SP_BUF_INIT(1000);
	struct sp_json json = sp_json_to(&out);

	(void)state;
	sp_json_string(&json, "a\xC3");
	sp_json_string(&json, "a long one that ends badly \xC3(");
	sp_json_string(&json, "\x80");
	assert_string_equal(sp_buf_str(&out),
			    "\"a\xEF\xBF\xBD\",\"a long one that ends badly \xEF\xBF\xBD(\","
			    "\"\xEF\xBF\xBD\"");
	sp_buf_release(&out);
}

static void whole_numbers(void **state)
{
	static const struct {
		unsigned long long n;
		const char *want;
	} cases[] = {
		{ 0, "0" },
		{ 9, "9" },
		{ 10, "10" },
		{ 99, "99" },
		{ 100, "100" },
		{ 12345, "12345" },
		{ 4294967296, "4294967296" },
		{ UINT64_MAX, "18446744073709551615" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sp_buf out = SP_BUF_INIT(100);
		sp_buf_put_uint(&out, cases[i].n);
		assert_string_equal(sp_buf_str(&out), cases[i].want);
		sp_buf_release(&out);
	}
}

static void numbers_with_decimals(void **state)
{
	static const struct {
		double n;
		int places;
		const char *want;
	} cases[] = {
		{ 0, 3, "0" },	       { 1, 3, "1" },	      { 0.8, 3, "0.8" },
		{ 0.05, 3, "0.05" },   { 0.005, 3, "0.005" }, { 0.0004, 3, "0" },
		{ 0.9996, 3, "1" },    { 12.34, 1, "12.3" },  { 2.5, 0, "3" },
		{ 100.1, 3, "100.1" }, { -1, 3, "0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sp_buf out = SP_BUF_INIT(100);
		struct sp_json json = sp_json_to(&out);
		sp_json_real(&json, cases[i].n, cases[i].places);
		assert_string_equal(sp_buf_str(&out), cases[i].want);
		sp_buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_of_every_length),
		cmocka_unit_test(what_is_no_utf8_is_replaced),
		cmocka_unit_test(whole_numbers),
		cmocka_unit_test(numbers_with_decimals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
