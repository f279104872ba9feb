/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader.h - an input's text as UTF-8, piece by piece, in constant memory.
 *
 * Well-formed UTF-8 is handed on from where it was read, without a copy. Lines
 * that are not UTF-8 are converted from the code page that they seem to be in,
 * each for itself: logs are joined from several sources.
 */
#ifndef EXTRACTORS_READER_H
#define EXTRACTORS_READER_H

#include "spana/extractor.h"
#include "spana/input.h"

#include "extractors/charset.h"

/* Bytes that are read at a time. */
#define SP_READER_BLOCK ((size_t)256 * 1024)

struct sp_reader {
	struct sp_input *in;
	const unsigned char *window;	   /* in `block`, or in the input's own memory */
	uint64_t offset;		   /* of window[0] within the input */
	size_t at, len;			   /* what is left of the window is [at, len) */
	unsigned char *block;		   /* NULL where the input is in memory */
	size_t room;			   /* in block */
	const struct sp_charset *codepage; /* of lines that are not UTF-8, or NULL: not yet known */
	bool codepage_told;		   /* by the text itself */
	bool fixed;			   /* all of it is in decoder.charset */
	bool begun;			   /* a piece was handed on */
	bool finished;
	struct sp_decoder decoder;
	struct sp_buf out, sample;
	enum sp_status status;
};

/*
 * Starts at the input's beginning. `declared` may be NULL; it is believed
 * unless the input's head contradicts it. Borrows in. Release in any case.
 */
SP_CHECK enum sp_status sp_reader_init(struct sp_reader *reader, struct sp_input *in,
				       const struct sp_charset *declared);

/*
 * The next piece, valid until the next call; *len 0 at the end. It may be cut
 * within a line, never within a character, and is well-formed: damage is U+FFFD.
 * SP_FAILED: reading failed, and sp_input_error says why.
 */
SP_CHECK enum sp_status sp_reader_next(struct sp_reader *reader, const char **text, size_t *len);

void sp_reader_release(struct sp_reader *reader);

/*
 * Gives `take` all of an input's text, piece by piece, until it is not SP_OK. SP_FAILED, of
 * reading or of `take`, is told as the input's problem.
 */
SP_CHECK enum sp_status
sp_reader_each(struct sp_input *in, struct sp_sink *out,
	       enum sp_status (*take)(void *context, const char *text, size_t len), void *context);

#endif
