/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message.h - what walkers and workers tell the writer.
 *
 * One queue for all, so that what concerns a file arrives in order: its
 * batches, and the news of its folder.
 */
#ifndef SCAN_MESSAGE_H
#define SCAN_MESSAGE_H

#include "spana/record.h"

enum message_kind {
	MESSAGE_BATCH,	/* of a file */
	MESSAGE_GONE,	/* `known` is no longer there */
	MESSAGE_FOLDER, /* `path` was listed */
	MESSAGE_UNREAD, /* `path` could not be listed, or not to its end */
};

struct message {
	enum message_kind kind;
	struct sp_batch batch;
	uint64_t known;
	char *path;
	enum sp_reason reason;
	char *detail;
	struct message *next; /* of those that wait for their turn (slices.h) */
};

SP_CHECK enum sp_status message_new(struct message **out, enum message_kind kind);
void message_free(struct message *message);

/* Adds what one thread counted to a sum. */
void counts_add(struct sp_counts *sum, const struct sp_counts *more);

#endif
