/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extractor_fuzz.c - feeds one extractor with whatever libFuzzer makes up.
 *
 * Built once for each extractor, which FUZZ_EXTRACTOR names. An input that the
 * extractor does not bid for is not kept. The sink's promises are checked too:
 * what breaks one is a crash. Limits are small, so that a bomb costs little.
 */
#include "transcript.h"

#include <stdio.h>
#include <stdlib.h>

#include "extractors/registry.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static struct sp_limits limits(void)
{
	struct sp_limits limits;

	sp_limits_default(&limits);
	limits.max_item = limits.max_text = SP_MIB;
	limits.max_expansion = 4 * SP_MIB;
	limits.max_ratio_from = SP_MIB;
	limits.max_members = 100;
	limits.max_depth = 4;
	limits.timeout_seconds = 0; /* libFuzzer has its own, and its finds must repeat */
	limits.window = 4096;
	return limits;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	sp_extractors_init();
	return 0;
}

static void check(const struct transcript *told, enum sp_status status)
{
	const char *fault = transcript_fault(told);

	if (!fault && status == SP_FATAL)
		fault = "the status is fatal";
	if (!fault)
		return;
	fprintf(stderr, "%s: %s\n", FUZZ_EXTRACTOR.name, fault);
	abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	const struct sp_limits small = limits();
	struct sp_input *in = NULL;
	struct sp_sink *sink = NULL;
	atomic_bool stop = false;

	if (sp_input_memory(&in, data, size) != SP_OK)
		abort();
	if (!FUZZ_EXTRACTOR.probe(in)) {
		sp_input_free(in);
		return -1;
	}
	struct transcript *told = transcript_new();
	if (sp_sink_new(&sink, &small, &transcript_events, told, &stop) != SP_OK)
		abort();
	enum sp_status status = sp_sink_file(sink, NULL, in, NULL);
	transcript_finish(told, status);
	sp_sink_free(sink);
	sp_input_free(in);
	check(told, status);
	transcript_free(told);
	return 0;
}
