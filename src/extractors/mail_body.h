/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_body.h - the text/plain body of a mail: files within it, its lines.
 */
#ifndef EXTRACTORS_MAIL_BODY_H
#define EXTRACTORS_MAIL_BODY_H

#include "base/buf.h"
#include "spana/extractor.h"

#include <stdbool.h>
#include <stddef.h>

/* Is there a line that may begin such a file? Without one sp_mail_uudecode copies the body. */
bool sp_mail_may_uudecode(const char *body, size_t len);

/*
 * Hands every uuencoded file in the body to the sink as a member, and appends
 * what is left of the body to *text. What looks like a file and is none stays
 * text. Not within a place.
 */
SP_CHECK enum sp_status sp_mail_uudecode(struct sp_sink *out, const char *body, size_t len,
					 struct sp_buf *text);

/* The lines of a body that are told by the parameters of its type (RFC 3676). */
struct sp_mail_lines {
	bool flowed; /* a line that ends in a space goes on in the next */
	bool delsp;  /* and that space is no text */
};

/*
 * Appends the body with '\n' for each line end and with paragraphs joined.
 * false: *out is full, or no memory.
 */
SP_CHECK bool sp_mail_unfold(const char *utf8, size_t len, struct sp_mail_lines lines,
			     struct sp_buf *out);

/* Is there a line that opens an encrypted OpenPGP message (RFC 9580, 6.2)? */
bool sp_mail_has_pgp(const char *body, size_t len);

#endif
