/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inflate64.h - unpacks Deflate64, the ZIP method 9 that Windows writes for
 * large members and zlib does not know.
 */
#ifndef EXTRACTORS_INFLATE64_H
#define EXTRACTORS_INFLATE64_H

#include "spana/extractor.h"

/*
 * Unpacks the range of the input into the sink's open member. *crc and *size
 * are those of what came out. The status is the sink's; what is wrong with the
 * data stands in *err, whose reason is NONE where nothing is. Threads: one.
 */
SP_CHECK enum sp_status sp_inflate64(struct sp_input *in, uint64_t offset, uint64_t len,
				     struct sp_sink *out, uint32_t *crc, uint64_t *size,
				     struct sp_error *err);

#endif
