/* SPDX-License-Identifier: GPL-3.0-or-later */
/* display_test.c - text that a terminal shows and does not obey, and its width. */
#include "test.h"

#include "reporters/display.h"

static const struct {
	const char *in, *want;
	size_t width;
} texts[] = {
	{ "", "", 0 },
	{ "plain", "plain", 5 },
	{ "r\xC3\xA4ksm\xC3\xB6rg\xC3\xA5s", "r\xC3\xA4ksm\xC3\xB6rg\xC3\xA5s", 10 },
	{ "e\xCC\x81t\xC3\xA9", "e\xCC\x81t\xC3\xA9", 3 },	       /* combining */
	{ "\xE6\x97\xA5\xE6\x9C\xAC", "\xE6\x97\xA5\xE6\x9C\xAC", 4 }, /* wide */
	{ "\x1b[2J", "\\x1b[2J", 7 },
	{ "a\tb\nc\rd", "a\\tb\\nc\\x0dd", 12 },
	{ "\x7F", "\\x7f", 4 },
	{ "\xC2\x9B"
	  "1m",
	  "\\u{9b}1m", 8 }, /* C1 control */
	{ "a\xE2\x80\xAE"
	  "b",
	  "a\\u{202e}b", 10 }, /* right to left */
	{ "a\xE2\x81\xA6"
	  "b",
	  "a\\u{2066}b", 10 },
	{ "a\xE2\x80\x8B"
	  "b",
	  "a\\u{200b}b", 10 }, /* no width */
	{ "\xEF\xBB\xBF"
	  "a",
	  "\\u{feff}a", 9 },
	{ "\xF3\xA0\x81\x81", "\\u{e0041}", 9 }, /* tag */
	{ "a\xFF"
	  "b\xC3",
	  "a\xEF\xBF\xBD"
	  "b\xEF\xBF\xBD",
	  4 }, /* no UTF-8 */
};

static void puts_harmless_text(void **state)
{
	locale_t locale = sp_display_locale();

	(void)state;
	assert_true(locale != (locale_t)0);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct sp_buf out = SP_BUF_INIT(1000);
		assert_true(sp_display_put(&out, texts[i].in));
		if (strcmp(sp_buf_str(&out), texts[i].want) != 0)
			CASE_FAIL(texts[i].want, "%s", sp_buf_str(&out));
		size_t width = sp_display_width(locale, sp_buf_str(&out));
		if (width != texts[i].width)
			CASE_FAIL(texts[i].want, "width %zu", width);
		sp_buf_release(&out);
	}
	freelocale(locale);
}

static const struct {
	const char *in;
	size_t columns;
	const char *want;
	size_t used;
} fits[] = {
	{ "abc", 3, "abc", 3 },
	{ "abc", 9, "abc", 3 },
	{ "abcd", 3, "ab\xE2\x80\xA6", 3 },
	{ "abcd", 1, "\xE2\x80\xA6", 1 },
	{ "abcd", 0, "", 0 },
	{ "", 0, "", 0 },
	{ "\xE6\x97\xA5\xE6\x9C\xAC", 3, "\xE6\x97\xA5\xE2\x80\xA6", 3 },
	{ "\xE6\x97\xA5\xE6\x9C\xAC", 2, "\xE2\x80\xA6", 1 },
	{ "e\xCC\x81"
	  "a",
	  2,
	  "e\xCC\x81"
	  "a",
	  2 },
	{ "abe\xCC\x81", 3, "abe\xCC\x81", 3 },
	{ "e\xCC\x81"
	  "bc",
	  2, "e\xCC\x81\xE2\x80\xA6", 2 },
};

static void fits_into_columns(void **state)
{
	locale_t locale = sp_display_locale();

	(void)state;
	for (size_t i = 0; i < sizeof(fits) / sizeof(fits[0]); i++) {
		struct sp_buf out = SP_BUF_INIT(1000);
		size_t used = sp_display_fit(&out, locale, fits[i].in, fits[i].columns);
		if (strcmp(sp_buf_str(&out), fits[i].want) != 0 || used != fits[i].used)
			CASE_FAIL(fits[i].in, "%s in %zu", sp_buf_str(&out), used);
		sp_buf_release(&out);
	}
	freelocale(locale);
	/* Without a locale every character counts one. */
	assert_int_equal(sp_display_width((locale_t)0, "\xE6\x97\xA5"
						       "a"),
			 2);
}

static void numbers(void **state)
{
	static const struct {
		uint64_t n;
		const char *number, *bytes;
	} cases[] = {
		{ 0, "0", "0 bytes" },
		{ 999, "999", "999 bytes" },
		{ 1000, "1 000", "1000 bytes" },
		{ 1024, "1 024", "1.0 KiB" },
		{ 1234567, "1 234 567", "1.2 MiB" },
		{ 1048575, "1 048 575", "1.0 MiB" },
		{ UINT64_MAX, "18 446 744 073 709 551 615", "16.0 EiB" },
	};
	char out[32];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_string_equal(sp_display_number(out, cases[i].n), cases[i].number);
		assert_string_equal(sp_display_bytes(out, cases[i].n), cases[i].bytes);
	}
}

static void times(void **state)
{
	char out[32];

	(void)state;
	assert_string_equal(sp_display_time(out, 0, true), "1970-01-01T00:00:00Z");
	assert_string_equal(sp_display_time(out, -1, true), "1969-12-31T23:59:59Z");
	assert_string_equal(sp_display_time(out, INT64_MIN, true), "1677-09-21T00:12:43Z");
	assert_string_equal(sp_display_time(out, INT64_MAX, true), "2262-04-11T23:47:16Z");
	assert_string_equal(sp_display_time(out, INT64_C(1785412800000000000), true),
			    "2026-07-30T12:00:00Z");
	assert_string_equal(sp_display_time(out, INT64_C(1785412800999999999), false),
			    "2026-07-30");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_harmless_text),
		cmocka_unit_test(fits_into_columns),
		cmocka_unit_test(numbers),
		cmocka_unit_test(times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
