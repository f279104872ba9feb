/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html.h - the HTML body of a mail, with the earlier mails in it told as such. */
#ifndef EXTRACTORS_HTML_H
#define EXTRACTORS_HTML_H

#include "spana/extractor.h"

/*
 * Tells the text of the HTML in data, at the present place. `charset` is its
 * declared name, or NULL: then the document's own declaration counts, or the
 * bytes themselves. SP_OK also where the HTML is damaged: a problem was told.
 */
SP_CHECK enum sp_status sp_html_text(struct sp_sink *out, const void *data, size_t len,
				     const char *charset);

/* The same for an input, which is borrowed. */
SP_CHECK enum sp_status sp_html_read(struct sp_input *in, struct sp_sink *out, const char *charset);

#endif
