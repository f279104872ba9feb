/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blob.c - see blob.h. What a value is, its bytes say, as with files. */
#include "extractors/blob.h"

#include <stdio.h>

#include "extractors/raw.h"
#include "extractors/signatures.h"
#include "extractors/text_kind.h"

/* A shorter value of bytes is no document. */
#define SMALL_BLOB 64

enum sp_status sp_blob_tell(struct sp_sink *out, const char *column, const void *data, size_t len,
			    uint64_t *unknown)
{
	struct sp_input *blob = NULL;
	enum sp_status status = sp_input_memory(&blob, data, len);

	if (status != SP_OK)
		return status;
	size_t n;
	const unsigned char *head = sp_input_head(blob, &n);
	if (len <= SMALL_BLOB && sp_text_is_likely(head, n)) {
		status = sp_sink_text(out, data, len);
	} else if (len > SMALL_BLOB && (sp_text_is_likely(head, n) || sp_signature_find(blob))) {
		return sp_sink_child(out, column, blob);
	} else {
		/* Keys and digests are short, and all that they could say is a run of text. */
		*unknown += len > SMALL_BLOB;
		status = sp_raw_runs(blob, out, 0);
	}
	sp_input_free(blob);
	return status;
}

enum sp_status sp_blob_problem(struct sp_sink *out, uint64_t unknown)
{
	char detail[96];

	if (!unknown)
		return SP_OK;
	snprintf(detail, sizeof(detail),
		 "%llu value%s of unknown binary data: only runs of text were searched",
		 (unsigned long long)unknown, unknown == 1 ? "" : "s");
	sp_sink_problem(out, SP_REASON_UNSUPPORTED, detail);
	return SP_PARTIAL;
}
