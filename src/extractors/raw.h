/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * raw.h - runs of text among bytes that nobody here can read.
 *
 * Each run is a place of its own, with its offset; what the detectors find
 * there must stand by itself (place.h). For formats without a reader, and for
 * what is left of a file that its reader gave up. Threads: one.
 */
#ifndef EXTRACTORS_RAW_H
#define EXTRACTORS_RAW_H

#include "spana/extractor.h"

/*
 * Tells the problem `unsupported` with "<what>" and hands on all runs of text
 * from `offset` to the end, unless that is not wanted. The item's format
 * becomes "raw" where runs were looked for. SP_PARTIAL, or worse.
 */
SP_CHECK enum sp_status sp_raw_unsupported(struct sp_input *in, struct sp_sink *out,
					   const char *what);

/* The runs alone, without a word, up to what sp_sink_raw allows; SP_OK where they are not wanted.
 */
SP_CHECK enum sp_status sp_raw_runs(struct sp_input *in, struct sp_sink *out, uint64_t offset);

#endif
