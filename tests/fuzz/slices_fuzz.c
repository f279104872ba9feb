/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slices_fuzz.c - a mailbox that is read in slices says what the whole says, whatever
 * is in it and wherever it is cut.
 *
 * How long a slice is at least follows from the input's length.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slices.h"

#include "base/mem.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	sp_extractors_init();
	return 0;
}

/* A mailbox, which is cut. */
static void check(const unsigned char *data, size_t size, uint64_t least)
{
	struct sp_limits limits;
	size_t n;

	sp_limits_default(&limits);
	limits.max_members = 100;
	limits.timeout_seconds = 0;
	char *whole = slices_whole(data, size, &limits);
	char *sliced = slices_joined(data, size, &limits, least, &n);
	if (!whole || !sliced || strcmp(whole, sliced) != 0) {
		fprintf(stderr, "in %zu slices it is read otherwise\n", n);
		abort();
	}
	sp_mem_free(whole);
	sp_mem_free(sliced);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct sp_input *in = NULL;

	if (sp_input_memory(&in, data, size) != SP_OK)
		return -1;
	const struct sp_extractor *format = sp_extractor_of_text(in);
	sp_input_free(in);
	if (!format || !format->cut)
		return -1;
	check(data, size, 1 + size % 509);
	return 0;
}
