/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader_test.c - text that is cut by the blocks in which it is read. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"

#include "extractors/reader.h"

#define ROOM (4 * SP_READER_BLOCK)

static unsigned char cache_bytes[SP_READER_BLOCK];

/* The whole text of the bytes, read from memory or from a file. */
static void read_all(const void *data, size_t len, bool file, struct sp_buf *out)
{
	struct sp_input_cache cache = { .data = cache_bytes, .size = 4096 };
	struct sp_input *in = NULL;
	struct sp_reader reader;
	const char *text;
	size_t n;

	if (file) {
		FILE *spool = tmpfile();
		assert_non_null(spool);
		assert_int_equal(fwrite(data, 1, len, spool), len);
		assert_int_equal(fflush(spool), 0);
		assert_int_equal(sp_input_file(&in, dup(fileno(spool)), len, &cache), SP_OK);
		fclose(spool);
	} else {
		assert_int_equal(sp_input_memory(&in, data, len), SP_OK);
	}
	assert_int_equal(sp_reader_init(&reader, in, NULL), SP_OK);
	while (sp_reader_next(&reader, &text, &n) == SP_OK && n) {
		assert_true(n <= SP_READER_BLOCK * 3);
		assert_true(sp_buf_add(out, text, n));
	}
	assert_int_equal(reader.status, SP_OK);
	sp_reader_release(&reader);
	sp_input_free(in);
}

/* Puts `middle` so that the end of a block falls on each of its bytes in turn. */
static void test_block_ends(void **state)
{
	static const struct {
		const char *name, *middle, *want;
		const char *fill;
	} cases[] = {
		{ "utf-8", "Malmö", "Malmö", "abc " },
		{ "utf-8, four bytes", "\U0001F600", "\U0001F600", "abc\n" },
		{ "windows", "Malm\xF6\nV\xE4xj\xF6", "Malmö\nVäxjö", "abc\n" },
		{ "windows, no lines", "Malm\xF6", "Malmö", "abc " },
		{ "windows among utf-8", "Malm\xF6\nVäxjö\n", "Malmö\nVäxjö\n", "abc\n" },
		{ "dos among windows", "p\x86 v\x84g till \x8Frsta\nBj\xF6rn\n",
		  "på väg till Årsta\nBj÷rn\n", "abc\n" },
	};
	char *data = malloc(ROOM), *want = malloc(ROOM);

	(void)state;
	assert_non_null(data);
	assert_non_null(want);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t n = strlen(cases[i].middle), n_want = strlen(cases[i].want);
		for (size_t before = 0; before <= n; before++) {
			size_t start = SP_READER_BLOCK - before;
			for (size_t k = 0; k < ROOM / 2; k++)
				data[k] = want[k] = cases[i].fill[k % 4];
			memcpy(data + start, cases[i].middle, n);
			memcpy(want + start, cases[i].want, n_want);
			memset(data + start + n, '.', 10);
			memset(want + start + n_want, '.', 10);
			for (int file = 0; file < 2; file++) {
				struct sp_buf out = SP_BUF_INIT(ROOM);
				read_all(data, start + n + 10, file, &out);
				if (out.len != start + n_want + 10 ||
				    memcmp(out.data, want, out.len))
					CASE_FAIL(cases[i].name, "differs, cut after %zu: %s\n",
						  before, out.data + start - 10);
				sp_buf_release(&out);
			}
		}
	}
	free(data);
	free(want);
}

/* A letter or two at the start say little: what stands far behind them decides. */
static void test_far_evidence(void **state)
{
	char *data = malloc(ROOM);
	struct sp_buf out = SP_BUF_INIT(ROOM);
	size_t len = ROOM / 2;

	(void)state;
	assert_non_null(data);
	memset(data, '.', len);
	/* One letter at a word's end is a quotation mark in Windows-1252. */
	memcpy(data, "\x94\n", 2);
	static const char later[] = "\nP\x86 v\x84g till \x99stg\x94ta\n";
	memcpy(data + len - sizeof(later), later, sizeof(later) - 1);
	data[len - 1] = '\n';
	read_all(data, len, true, &out);
	assert_memory_equal(out.data, "ö\n", 3);
	assert_non_null(strstr(out.data, "På väg till Östgöta\n"));
	sp_buf_release(&out);
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_block_ends),
		cmocka_unit_test(test_far_evidence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
