/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8_test.c - the fast check of UTF-8 says what the decoder says, wherever blocks end. */
#include "test.h"

#include <stdlib.h>

#include "base/utf8.h"

/* Well-formed bytes at the start, one character after the other. */
static size_t slowly(const char *s, size_t len)
{
	size_t at = 0, size;

	while (at < len) {
		uint32_t code = sp_utf8_decode(s + at, len - at, &size);
		if (code == SP_UTF8_BAD && (size != 3 || memcmp(s + at, "\xEF\xBF\xBD", 3)))
			break;
		at += size;
	}
	return at;
}

static void check(const char *s, size_t len)
{
	size_t got = sp_utf8_valid(s, len), want = slowly(s, len);

	if (got != want) {
		print_error("%zu bytes:", len);
		for (size_t i = 0; i < len; i++)
			print_error(" %02X", (unsigned char)s[i]);
		print_error("\nvalid up to %zu, not %zu\n", want, got);
		fail();
	}
}

/* All pairs of bytes, and all triples and quadruples of the bytes at which the rules change. */
static void test_sequences(void **state)
{
	static const unsigned char edges[] = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF,
					       0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
					       0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF };
	enum { N = sizeof(edges), ROOM = 96 };
	char text[ROOM];

	(void)state;
	for (size_t start = 26; start <= 33; start++) {
		memset(text, 'a', sizeof(text));
		for (unsigned pair = 0; pair < 0x10000; pair++) {
			text[start] = (char)(pair >> 8);
			text[start + 1] = (char)pair;
			check(text, sizeof(text));
		}
		for (unsigned four = 0; four < N * N * N * N; four++) {
			text[start] = (char)edges[four % N];
			text[start + 1] = (char)edges[four / N % N];
			text[start + 2] = (char)edges[four / N / N % N];
			text[start + 3] = (char)edges[four / N / N / N];
			check(text, start + 4 + four % 40);
		}
	}
}

/* Text of all lengths of characters, cut anywhere and broken here and there. */
static void test_random(void **state)
{
	char text[300];
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 200000; round++) {
		size_t len = 0;
		while (len < sizeof(text) - 4) {
			static const uint32_t most[] = { 0x7F, 0x7FF, 0xFFFF, 0x10FFFF };
			seed = seed * 1664525 + 1013904223;
			len += sp_utf8_encode((seed >> 4) % (most[seed >> 30] + 1), text + len);
		}
		seed = seed * 1664525 + 1013904223;
		len -= (seed >> 8) % 250;
		if (round % 3)
			text[(seed >> 16) % len] = (char)(seed >> 5);
		check(text, len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
