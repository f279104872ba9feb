/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blob.h - bytes in a field of a database: a document, or nobody knows what. Threads: pure. */
#ifndef EXTRACTORS_BLOB_H
#define EXTRACTORS_BLOB_H

#include "spana/extractor.h"

/*
 * Tells a value that stands at the sink's present place: text as such, documents
 * as a member that has the column's name, else its runs of text; *unknown counts
 * the latter.
 */
SP_CHECK enum sp_status sp_blob_tell(struct sp_sink *out, const char *column, const void *data,
				     size_t len, uint64_t *unknown);

/* The problem that there were such values; SP_PARTIAL, or SP_OK where there were none. */
SP_CHECK enum sp_status sp_blob_problem(struct sp_sink *out, uint64_t unknown);

#endif
