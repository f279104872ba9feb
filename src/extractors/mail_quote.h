/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_quote.h - what of a mail's text is an earlier mail.
 */
#ifndef EXTRACTORS_MAIL_QUOTE_H
#define EXTRACTORS_MAIL_QUOTE_H

#include "spana/extractor.h"

#include <stddef.h>

/*
 * Tells UTF-8 text as a part of that name, with lines that quote an earlier
 * mail at a place of their own within it. len 0: nothing is said.
 */
SP_CHECK enum sp_status sp_mail_text(struct sp_sink *out, const char *part, const char *text,
				     size_t len);

#endif
