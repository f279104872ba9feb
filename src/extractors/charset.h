/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset.h - which characters bytes stand for, and those characters as UTF-8.
 *
 * A charset that was declared is believed unless the bytes contradict it;
 * without one the bytes decide: byte order mark, zero bytes (UTF-16, UTF-32),
 * well-formed UTF-8, else the code page in which the high bytes make the most
 * sense as Swedish.
 */
#ifndef EXTRACTORS_CHARSET_H
#define EXTRACTORS_CHARSET_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Threads: immutable. */
struct sp_charset;

/*
 * The charset of a name as MIME, HTML or XML declare it ("iso-8859-1",
 * "Windows-1252", "x-mac-roman"), in any case, with or without hyphens.
 * NULL for what is unknown, "unknown-8bit" too.
 */
const struct sp_charset *sp_charset_from_name(const char *name);
const struct sp_charset *sp_charset_from_name_n(const char *name, size_t len);

/* The charset of a Windows code page number (RTF, OLE2): 1252, 850, 10000, 65001. Or NULL. */
const struct sp_charset *sp_charset_from_codepage(unsigned number);

/* "utf-8", "windows-1252", ... */
const char *sp_charset_name(const struct sp_charset *charset);

/* What the bytes are, going by themselves. Never NULL: "utf-8" for ASCII too. */
const struct sp_charset *sp_charset_guess(const void *data, size_t len);

/* As above, for bytes that are known to be no UTF of any kind. */
const struct sp_charset *sp_charset_guess_codepage(const void *data, size_t len);

/* That of a byte order mark, its length in *mark; or NULL, and 0. */
const struct sp_charset *sp_charset_of_mark(const void *data, size_t len, size_t *mark);

/* UTF-16 or UTF-32 without a mark, told by its zero bytes; else NULL. */
const struct sp_charset *sp_charset_of_zeros(const void *data, size_t len);

/* `declared` where the bytes can be that; else, and for NULL, the guess. */
const struct sp_charset *sp_charset_choose(const struct sp_charset *declared, const void *data,
					   size_t len);

/* True for UTF-16 and UTF-32, whose bytes are no superset of ASCII. */
bool sp_charset_is_wide(const struct sp_charset *charset);

bool sp_charset_is_utf8(const struct sp_charset *charset);

/*
 * Appends all of data as UTF-8, in the charset that sp_charset_choose finds
 * and without its byte order mark. Bytes that mean nothing become U+FFFD; none
 * is dropped. false: *out is full, or no memory.
 */
SP_CHECK bool sp_charset_convert(const struct sp_charset *declared, const void *data, size_t len,
				 struct sp_buf *out);

/* Converts a stream that may be cut anywhere. Threads: one. */
struct sp_decoder {
	const struct sp_charset *charset;
	void *iconv;
	unsigned char held[8]; /* of a character that is not complete */
	size_t n_held;
	bool begun;   /* what may be a byte order mark is past */
	uint64_t bad; /* places where bytes meant nothing so far */
};

/* SP_FATAL: no memory. */
SP_CHECK enum sp_status sp_decoder_init(struct sp_decoder *decoder,
					const struct sp_charset *charset);
/* Appends what is complete. false: *out is full, or no memory. */
SP_CHECK bool sp_decoder_feed(struct sp_decoder *decoder, const void *data, size_t len,
			      struct sp_buf *out);
/* The stream has ended: what is held back becomes U+FFFD. */
SP_CHECK bool sp_decoder_finish(struct sp_decoder *decoder, struct sp_buf *out);
void sp_decoder_release(struct sp_decoder *decoder);

#endif
