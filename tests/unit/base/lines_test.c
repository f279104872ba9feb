/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lines_test.c - lines and columns are counted as a person does, at any length. */
#include "test.h"

#include <stdbool.h>

#include "base/lines.h"
#include "base/utf8.h"

enum { LONGEST = 40000 };

static void counts(void **unused)
{
	static char text[LONGEST];
	static const size_t steps[] = { 1, 15, 16, 17, 127, 128, 129, 8064, 8065, 33000 };
	unsigned state = 1;

	(void)unused;
	for (size_t i = 0; i < LONGEST; i++) {
		state = state * 1103515245 + 12345;
		text[i] = state >> 16 & 1 ? '\n' : (state >> 17 & 1 ? '\xC3' : 'a');
		if (i && text[i - 1] == '\xC3')
			text[i] = '\xA5';
	}
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct sp_position position = { 1, 1 };
		uint64_t line = 1, column = 1;
		for (size_t at = 0; at + steps[i] <= LONGEST; at += steps[i]) {
			sp_position_advance(&position, text + at, steps[i]);
			for (size_t j = at; j < at + steps[i]; j++) {
				const bool newline = text[j] == '\n';
				line += newline;
				column = newline ? 1 : column + !sp_utf8_is_tail(text[j]);
			}
			assert_int_equal(position.line, line);
			assert_int_equal(position.column, column);
		}
	}
}

/* More newlines than a byte can count, one after the other. */
static void newlines_alone(void **unused)
{
	static char text[LONGEST];

	(void)unused;
	memset(text, '\n', sizeof(text));
	for (size_t len = 0; len <= LONGEST; len += 61) {
		struct sp_position position = { 1, 1 };
		sp_position_advance(&position, text, len);
		assert_int_equal(position.line, len + 1);
		assert_int_equal(position.column, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts),
		cmocka_unit_test(newlines_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
