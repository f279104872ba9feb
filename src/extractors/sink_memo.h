/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink_memo.h - what was told of an attachment, to be told again where the same
 * bytes are attached to another mail, without reading them again.
 *
 * It is kept for one file, within a cap. Threads: one.
 */
#ifndef EXTRACTORS_SINK_MEMO_H
#define EXTRACTORS_SINK_MEMO_H

#include "extractors/sink_level.h"

struct sink_memo;

/* NULL is fine for both. Forget wipes what is known of the file that has ended. */
void sink_memo_free(struct sink_memo *memo);
void sink_memo_forget(struct sink_memo *memo);

/*
 * A member is about to be read. SP_OK: it was told, as it was before. SP_SKIPPED:
 * it is not known; where *noting is set, what is told until sink_memo_note_end is
 * noted. SP_FATAL: as from the events.
 */
SP_CHECK enum sp_status sink_memo_find(struct sp_sink *sink, const char *name, struct sp_input *in,
				       const char *expected, bool *noting);
/* `whole`: the member was told to its end. */
void sink_memo_note_end(struct sp_sink *sink, bool whole);

#endif
