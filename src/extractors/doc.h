/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc.h - Word documents in compound files. */
#ifndef EXTRACTORS_DOC_H
#define EXTRACTORS_DOC_H

#include "extractors/ole.h"

/* Reads its text; what is embedded is left to the caller. Threads: one. */
SP_CHECK enum sp_status sp_doc_read(struct sp_ole *root, struct sp_sink *out);

#endif
