/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pst_runs.h - what is left of a store of mail whose folders cannot be reached. */
#ifndef EXTRACTORS_PST_RUNS_H
#define EXTRACTORS_PST_RUNS_H

#include "spana/extractor.h"

/*
 * Tells the runs of text in the store, as raw.h does, with the "compressible"
 * encryption taken off. SP_OK also where there is nothing that can be seen.
 */
SP_CHECK enum sp_status sp_pst_runs(struct sp_input *in, struct sp_sink *out);

#endif
