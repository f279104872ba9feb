/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signatures.h - formats that are known by their first bytes and not read.
 */
#ifndef EXTRACTORS_SIGNATURES_H
#define EXTRACTORS_SIGNATURES_H

#include "spana/input.h"

#include "extractors/metadata.h"

#include <stdbool.h>

/* What follows from a format. */
enum sp_signature_kind {
	SP_SIGNATURE_NO_TEXT,	/* pixels, sound, outlines of letters */
	SP_SIGNATURE_UNREAD,	/* may hold text, and there is no reader */
	SP_SIGNATURE_VOLUME,	/* a disk of its own: not searched at all */
	SP_SIGNATURE_ENCRYPTED, /* by its nature */
};

struct sp_signature {
	const char *name; /* "png": the format */
	const char *media_type;
	const char *unread; /* what is told where it is not read; NULL: the name says it */
	enum sp_signature_kind kind;
	size_t at; /* where the bytes stand */
	const char *bytes;
	size_t len;
	/* More that must hold, or NULL. */
	bool (*check)(struct sp_input *in, const unsigned char *head, size_t len);
	enum sp_metadata_kind metadata; /* how the text beside pixels or sound is read */
};

/* The signature that fits best, or NULL. Threads: as the input. */
const struct sp_signature *sp_signature_find(struct sp_input *in);

/* The same by its last bytes, for what has no signature at the start. */
const struct sp_signature *sp_signature_find_end(struct sp_input *in);

#endif
