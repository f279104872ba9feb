/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landmarks_test.c - every way to look for landmarks finds the same: those for
 * AVX2, SSSE3 and other machines.
 */
#include "test.h"

#include <stdbool.h>

#include "base/ascii.h"
#include "detect/landmarks.h"

enum { LONGEST = 3 * LANDMARK_BLOCK + 7 };

static bool has(uint64_t bits, size_t at)
{
	return bits >> at % LANDMARK_BLOCK & 1;
}

/* What the blocks say of each byte is so; of what lies behind the text they say nothing. */
static void check(const char *text, size_t len, const struct landmark_block *blocks,
		  const char *wanted, size_t n)
{
	for (size_t at = 0; at < landmark_blocks(len) * LANDMARK_BLOCK; at++) {
		const struct landmark_block *block = &blocks[at / LANDMARK_BLOCK];
		const char c = at < len ? text[at] : '\0';
		const bool tail = (unsigned char)c >= 0x80 && (unsigned char)c <= 0x9F;
		assert_int_equal(has(block->digits, at), sp_is_digit(c));
		assert_int_equal(has(block->newlines, at), c == '\n');
		assert_int_equal(has(block->capitals, at), sp_is_upper(c) || tail);
		if (at < len && n && memchr(wanted, c, n))
			assert_true(has(block->others, at));
		else if (at >= len || n <= 3)
			assert_false(has(block->others, at));
	}
}

static void all_alike(void **unused)
{
	static const char *const sets[] = { "", "@", "%@([:", "@:\xC3", "\x01%@[a\xE2", "0\nA" };
	static const char *const names[] = { "plain", "ssse3", "avx2" };
	struct landmark_block blocks[LONGEST / LANDMARK_BLOCK + 3];
	char text[LONGEST];
	unsigned state = 1;

	(void)unused;
	for (size_t set = 0; set < sizeof(sets) / sizeof(sets[0]); set++) {
		struct landmark_block plain[LONGEST / LANDMARK_BLOCK + 3];
		struct landmark_table table;
		landmark_table_init(&table, (const unsigned char *)sets[set], strlen(sets[set]));
		for (size_t len = 0; len <= LONGEST; len++) {
			for (size_t i = 0; i < len; i++)
				text[i] = (char)((state = state * 1103515245 + 12345) >> 16);
			landmarks_by_name("plain")(&table, text, len, plain);
			check(text, len, plain, sets[set], strlen(sets[set]));
			for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
				landmarks_find *find = landmarks_by_name(names[i]);
				memset(blocks, 0xFF, sizeof(blocks));
				if (find)
					find(&table, text, len, blocks);
				if (find &&
				    memcmp(blocks, plain, landmark_blocks(len) * sizeof(*blocks)))
					CASE_FAIL(names[i], "%zu bytes are seen otherwise\n", len);
			}
		}
	}
}

/* Each of the 256 bytes, in each place of a block. */
static void every_byte(void **unused)
{
	static const char wanted[] = "%@(";
	struct landmark_table table;
	struct landmark_block blocks[5];
	char text[2 * LANDMARK_BLOCK];

	(void)unused;
	landmark_table_init(&table, (const unsigned char *)wanted, strlen(wanted));
	for (int byte = 0; byte < 256; byte++) {
		memset(text, byte, sizeof(text));
		landmarks_pick()(&table, text, sizeof(text), blocks);
		check(text, sizeof(text), blocks, wanted, strlen(wanted));
	}
}

static void newlines(void **unused)
{
	static const size_t places[] = { 0, 1, 63, 64, 127, 128, 200 };
	struct landmark_table table;
	struct landmark_block blocks[LONGEST / LANDMARK_BLOCK + 3];
	char text[201];

	(void)unused;
	landmark_table_init(&table, NULL, 0);
	memset(text, 'a', sizeof(text));
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		text[places[i]] = '\n';
	landmarks_pick()(&table, text, sizeof(text), blocks);
	for (size_t from = 0; from <= sizeof(text); from++)
		for (size_t to = from; to <= sizeof(text); to++) {
			struct newline_walk walk = newline_walk(blocks, from, to);
			for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
				if (places[i] >= from && places[i] < to)
					assert_int_equal(newline_walk_next(&walk), places[i]);
			assert_int_equal(newline_walk_next(&walk), to);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_alike),
		cmocka_unit_test(every_byte),
		cmocka_unit_test(newlines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
