/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flat.h - documents that are one XML file. Threads: one. */
#ifndef EXTRACTORS_FLAT_H
#define EXTRACTORS_FLAT_H

#include "extractors/ooxml.h"

/*
 * Feeds all of `in` to the events. What is wrong with it is told; SP_PARTIAL
 * then. Borrows in.
 */
SP_CHECK enum sp_status sp_flat_read(struct sp_input *in, struct sp_sink *out,
				     const struct sp_sax_space *spaces,
				     const struct sp_sax_events *events, void *context);

/* The same in silence: what is wrong goes to *error. `out` keeps the time. */
SP_CHECK enum sp_status sp_flat_look(struct sp_input *in, struct sp_sink *out,
				     const struct sp_sax_space *spaces,
				     const struct sp_sax_events *events, void *context,
				     struct sp_error *error);

/* SpreadsheetML of Excel 2002 and 2003. */
SP_CHECK enum sp_status sp_flat_workbook(struct sp_input *in, struct sp_sink *out);

/* OpenDocument, from odf.c. */
SP_CHECK enum sp_status sp_flat_odf(struct sp_input *in, struct sp_sink *out);

#endif
