/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * item.h - one thing with content: a file, a member, a message, an attachment.
 */
#ifndef SPANA_ITEM_H
#define SPANA_ITEM_H

#include "spana/status.h"

#include <stdbool.h>
#include <stdint.h>

/* What became of an item. Every item that was met ends in exactly one. */
enum sp_outcome {
	SP_OUTCOME_PENDING,  /* still being read */
	SP_OUTCOME_FULL,     /* read in full */
	SP_OUTCOME_PART,     /* read in part: problems say what is missing */
	SP_OUTCOME_NOT_READ, /* not read: a problem says why */
	SP_OUTCOME_NO_TEXT,  /* known to hold no text */
	SP_OUTCOME_COUNT,
};

/* "full", "part", "not_read", "no_text". Threads: immutable. */
const char *sp_outcome_name(enum sp_outcome outcome);

/* True for pictures, sound and film, of which nobody looks at more than the metadata. */
bool sp_is_media(const char *media_type);

/*
 * An item while it is read. `up` is the item that contains it, NULL for the
 * file on disk. Strings are borrowed and valid until the item ends.
 */
struct sp_item {
	const struct sp_item *up;
	const char *name;	/* member's name, valid UTF-8; NULL for the file itself */
	const char *format;	/* the extractor's name; "unknown" where none bid */
	const char *media_type; /* of what holds no text or cannot be read, or NULL */
	uint64_t size;		/* bytes */
	uint32_t number;	/* within the file, from 0; the file itself is 0 */
	unsigned depth;		/* containers above it */
	bool streams;		/* of any size: no limit of text or time binds it */
};

#endif
