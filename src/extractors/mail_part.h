/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_part.h - what a part of a mail holds: a body, which is text of the mail,
 * or a file, which is a member.
 */
#ifndef EXTRACTORS_MAIL_PART_H
#define EXTRACTORS_MAIL_PART_H

#include "extractors/mime_parts.h"
#include "spana/extractor.h"

/* Bytes of one body, or of what stands around parts; more is cut, with a problem. */
#define SP_MAIL_BODY_MAX (64 * SP_MIB)

/* A mail that is being read. */
struct sp_mail {
	struct sp_input *in;
	struct sp_sink *out;
	struct sp_mime mime;
	bool incomplete; /* a problem was told */
	unsigned leaves; /* parts that are no multiparts, so far */
};

void sp_mail_problem(struct sp_mail *mail, enum sp_reason reason, const char *detail);

/* Tells the leaf that mail->mime tells of. */
SP_CHECK enum sp_status sp_mail_part(struct sp_mail *mail);

/* Text at a place of its own, in whatever charset its bytes are. */
SP_CHECK enum sp_status sp_mail_loose_text(struct sp_mail *mail, const char *place,
					   const char *data, size_t len);

#endif
