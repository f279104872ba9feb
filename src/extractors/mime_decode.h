/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime_decode.h - the transfer encodings of a mail's parts (RFC 2045, 6).
 */
#ifndef EXTRACTORS_MIME_DECODE_H
#define EXTRACTORS_MIME_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spana/status.h"

enum sp_mime_coding {
	SP_MIME_IDENTITY, /* 7bit, 8bit, binary, or none was said */
	SP_MIME_BASE64,
	SP_MIME_QUOTED,
	SP_MIME_UUENCODE,
	SP_MIME_STRANGE, /* nobody knows it */
};

/* The encoding of a header's value. Threads: pure. */
enum sp_mime_coding sp_mime_coding_of(const char *value, size_t len);

/* A content while it is decoded. Threads: one. */
struct sp_mime_decoder {
	enum sp_mime_coding coding;
	uint32_t bits;			/* of a group of base64 that is not complete */
	unsigned held;			/* characters in it */
	uint64_t digits, pads, strange; /* characters of base64, '=' and others */
	bool padded;			/* what comes next is behind padding */
	bool ended;			/* something else has begun there */
};

/* What output must have room for, beyond the length of the input. */
#define SP_MIME_SLACK 32

void sp_mime_decoder_init(struct sp_mime_decoder *d, enum sp_mime_coding coding);

/*
 * Decodes `in` into `out`, which has room for len + SP_MIME_SLACK bytes, and
 * returns how many came. *used is how much of `in` was taken: what is left is the
 * start of something longer, to be given again with more behind it, and is nothing
 * when this is the `last` of the content. Encodings other than base64 and
 * quoted-printable are copied.
 */
size_t sp_mime_decode(struct sp_mime_decoder *d, const char *in, size_t len, bool last, char *out,
		      size_t *used);

/*
 * How a content that was decoded to its end differs from what it is said to be:
 * SP_REASON_NONE, DAMAGED or TRUNCATED, with a detail.
 */
enum sp_reason sp_mime_decoder_fault(const struct sp_mime_decoder *d, const char **detail);

/*
 * Does the line at s, behind the padding of base64, go on in base64? Some programs join what they
 * have encoded piece by piece. A word or two that a mailing list has put there is none of it.
 */
bool sp_mime_goes_on(const char *s, size_t len);

/* May the character stand in a line of base64? */
bool sp_mime_is_base64(char c);

#endif
