/* SPDX-License-Identifier: GPL-3.0-or-later */
/* patterns_fuzz.c - a pattern file may hold anything. */
#include <stddef.h>

#include "detect/nfa.h"
#include "detect/patterns.h"
#include "detect/shape.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

/* The regexes that come out of it, as automata. */
static void shape(const struct pattern_file *file)
{
	struct shapes *shapes = NULL;
	enum anchor anchor;

	if (shapes_new(&shapes) != SP_OK)
		return;
	for (unsigned i = 0; i < file->n_forms; i++)
		(void)!shapes_add(shapes, i, file->forms[i].regex, &anchor);
	shapes_free(shapes);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct pattern_file *file = NULL;
	struct sp_error err = { .reason = SP_REASON_NONE };

	if (pattern_file_parse(&file, "input", data, size, &err) == SP_OK)
		shape(file);
	pattern_file_free(file);
	return 0;
}
