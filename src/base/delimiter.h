/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delimiter.h - which separators of delimited text separate (RFC 4180).
 *
 * A quote opens a field only at its start, and a doubled quote within is a
 * quote: 5" is no open field. Fed byte by byte, in any pieces. Threads: one.
 */
#ifndef BASE_DELIMITER_H
#define BASE_DELIMITER_H

#include <stdbool.h>

struct sp_delimiter {
	char separator, quote; /* quote 0: none */
	bool quoted;	       /* within a quoted field */
	bool closing;	       /* a quote in it: the next byte says what it was */
	bool inside;	       /* a field has begun */
};

enum sp_delimiter_byte { SP_BYTE_PLAIN, SP_BYTE_SEPARATOR, SP_BYTE_NEWLINE };

/* What the next byte is: of a field, or between two. */
static inline enum sp_delimiter_byte sp_delimiter_next(struct sp_delimiter *state, char c)
{
	if (state->closing) {
		state->closing = false;
		if (c == state->quote)
			return SP_BYTE_PLAIN;
		state->quoted = false;
	}
	if (state->quoted) {
		state->closing = c == state->quote;
		return SP_BYTE_PLAIN;
	}
	if (c == state->separator || c == '\n') {
		state->inside = false;
		return c == '\n' ? SP_BYTE_NEWLINE : SP_BYTE_SEPARATOR;
	}
	state->quoted = !state->inside && state->quote && c == state->quote;
	state->inside = true;
	return SP_BYTE_PLAIN;
}

#endif
