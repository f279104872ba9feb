/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtf.h - RTF that stands within another format: a mail's body. */
#ifndef EXTRACTORS_RTF_H
#define EXTRACTORS_RTF_H

#include "spana/extractor.h"

/*
 * Tells the text of the RTF in `in` at the present place: paragraphs, notes and
 * comments, properties, pictures and objects as members. RTF that was made from
 * HTML (\fromhtml) is told as that HTML. Borrows in. SP_PARTIAL and SP_FAILED
 * come with a problem. Threads: one.
 */
SP_CHECK enum sp_status sp_rtf_read(struct sp_input *in, struct sp_sink *out);

#endif
