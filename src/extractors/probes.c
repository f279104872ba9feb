/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probes.c - which files the program itself has to do with.
 *
 * It knows the probes alone. What is linked to this and not to registry.c has
 * none of the readers of formats in it, nor their libraries.
 */
#include "extractors/registry.h"

#define PROBE(name) sp_probe_##name,

static unsigned (*const probes[])(struct sp_input *in) = { SP_FORMATS(PROBE) };

/* Those of which more than the probe is of use without a reader. */
static const struct sp_extractor *const known[] = { &sp_extractor_empty, &sp_extractor_text,
						    &sp_sliced_mbox };

static const struct sp_extractor *find_known(unsigned (*probe)(struct sp_input *in))
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i]->probe == probe)
			return known[i];
	return NULL;
}

const struct sp_extractor *sp_extractor_of_text(struct sp_input *in)
{
	unsigned (*best)(struct sp_input *) = NULL;
	unsigned most = 0, text = sp_probe_text(in);

	if (!text && !sp_probe_empty(in))
		return NULL;
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
		unsigned bits = probes[i] == sp_probe_text ? text : probes[i](in);
		if (bits > most) {
			most = bits;
			best = probes[i];
		}
	}
	return find_known(best);
}
