/* SPDX-License-Identifier: GPL-3.0-or-later */
/* encoded_word_test.c - header values as mail programs write them (RFC 2047). */
#include "test.h"

#include "extractors/encoded_word.h"

static const struct {
	const char *name, *in, *out;
} cases[] = {
	{ "plain", " Anna Ek ", "Anna Ek" },
	{ "empty", "", "" },
	{ "space alone", " \r\n ", "" },
	{ "folded", "a\r\n b\r\n\tc", "a b\tc" },
	{ "q", "=?iso-8859-1?Q?=C5ke_=D6berg?=", "Åke Öberg" },
	{ "b", "=?UTF-8?b?w4VrZQ==?=", "Åke" },
	{ "b without its padding", "=?UTF-8?B?w4VrZQ?=", "Åke" },
	{ "language", "=?utf-8*sv?q?=C3=A5?=", "å" },
	{ "space between words is none", "=?utf-8?q?a?= \r\n =?utf-8?q?b?=", "ab" },
	{ "space before text is kept", "=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c" },
	{ "a character in two words", "=?utf-8?q?=C3?= =?UTF-8?q?=A5?=", "å" },
	{ "words in two charsets", "=?utf-8?q?=C3=A5?= =?cp1252?q?=E5?=", "åå" },
	{ "within a word and quotes", "\"=?utf-8?q?=C3=A5?=\"(=?utf-8?q?b?=)", "\"å\"(b)" },
	{ "spaces inside", "=?utf-8?q?Anna Ek?=", "Anna Ek" },
	{ "a charset that it does not have", "=?us-ascii?q?=C5ke_=D6berg?=", "Åke Öberg" },
	{ "bare 8 bits",
	  "Bj\xF6rn \xC5"
	  "berg",
	  "Björn Åberg" },
	{ "no end", "=?utf-8?q?abc", "=?utf-8?q?abc" },
	{ "no such encoding", "=?utf-8?x?abc?=", "=?utf-8?x?abc?=" },
	{ "half an escape", "=?utf-8?q?a=C?=", "a=C" },
	{ "only the mark", "=?", "=?" },
	{ "marks in a row", "=?=?=?=?", "=?=?=?=?" },
	{ "no text",
	  "=?utf-8?q?"
	  "?=",
	  "" },
};

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sp_buf out = SP_BUF_INIT(SP_BUF_UNCAPPED);
		if (!sp_header_decode(cases[i].in, strlen(cases[i].in), &out))
			CASE_FAIL(cases[i].name, "failed\n");
		if (strcmp(sp_buf_str(&out), cases[i].out) != 0)
			CASE_FAIL(cases[i].name, "gave '%s', wanted '%s'\n", sp_buf_str(&out),
				  cases[i].out);
		sp_buf_release(&out);
	}
}

static void test_many_marks_take_no_time(void **state)
{
	enum { MARKS = 1 << 18 };
	static const char mark[] = "=?a?q?x";
	struct sp_buf in = SP_BUF_INIT(SP_BUF_UNCAPPED), out = SP_BUF_INIT(SP_BUF_UNCAPPED);

	(void)state;
	/* Quadratic work on 1.5 MB would be noticed: the test would not end. */
	for (int i = 0; i < MARKS; i++)
		assert_true(sp_buf_puts(&in, mark));
	assert_true(sp_header_decode(in.data, in.len, &out));
	assert_int_equal(out.len, in.len);
	sp_buf_release(&in);
	sp_buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_many_marks_take_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
