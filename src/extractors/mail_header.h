/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail_header.h - the headers of a mail, one by one or as a block of text. */
#ifndef EXTRACTORS_MAIL_HEADER_H
#define EXTRACTORS_MAIL_HEADER_H

#include "spana/extractor.h"

#include <stddef.h>

/* The length of a header's name at the start of a line; 0: it is no header. */
size_t sp_mail_header_name(const char *line, size_t len);

/*
 * Tells a header's raw value, decoded. Of headers that hold names of messages
 * only what is no such name is told: they look like addresses, and are none.
 */
SP_CHECK enum sp_status sp_mail_header(struct sp_sink *out, const char *name, const char *raw,
				       size_t len);

/* Tells all headers of a block. Lines that are none are told as the part "raw". */
SP_CHECK enum sp_status sp_mail_headers(struct sp_sink *out, const char *block, size_t len);

#endif
