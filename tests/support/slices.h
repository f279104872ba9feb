/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slices.h - what is told of an input that is read whole, and of one that is read in
 * slices, as texts to compare: they are the same. Threads: one.
 */
#ifndef SUPPORT_SLICES_H
#define SUPPORT_SLICES_H

#include "spana/extractor.h"

/* NULL: it could not be read. The caller frees the text (sp_mem_free). */
char *slices_whole(const void *data, size_t len, const struct sp_limits *limits);

/*
 * The same, cut into *n slices of `least` bytes or more. NULL also where the format has
 * no slices, or a cut is none.
 */
char *slices_joined(const void *data, size_t len, const struct sp_limits *limits, uint64_t least,
		    size_t *n);

#endif
