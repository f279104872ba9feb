/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_data.c - see random_data.h. Pearson's chi-square over the 256 values: 255
 * is what random bytes give, with a deviation of 23; what is compressed gives more,
 * text thousands. Databases of SQLCipher and containers of VeraCrypt have no header
 * that would tell them otherwise.
 */
#include "extractors/random_data.h"

#include "base/mem.h"

#define SAMPLE ((size_t)64 * 1024)
/* Less than this and compressed data passes too. */
#define LEAST ((size_t)32 * 1024)
#define CHI_LEAST 160
#define CHI_MOST 340

static bool is_even(struct sp_input *in, uint64_t at, unsigned char *block)
{
	size_t counts[256] = { 0 }, got = 0;

	if (sp_input_read(in, at, block, SAMPLE, &got) != SP_OK || got < LEAST)
		return false;
	for (size_t i = 0; i < got; i++)
		counts[block[i]]++;
	double expected = (double)got / 256, chi = 0;
	for (size_t i = 0; i < 256; i++) {
		double off = (double)counts[i] - expected;
		chi += off * off / expected;
	}
	return chi > CHI_LEAST && chi < CHI_MOST;
}

bool sp_is_random_data(struct sp_input *in)
{
	uint64_t size = sp_input_size(in);
	unsigned char *block = size < LEAST ? NULL : sp_mem_alloc(SAMPLE);

	bool even = block && is_even(in, 0, block) &&
		    (size < 2 * SAMPLE || is_even(in, size / 2, block));
	sp_mem_free(block);
	return even;
}
