/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xlsb.h - binary workbooks: packages whose parts are records ([MS-XLSB]). */
#ifndef EXTRACTORS_XLSB_H
#define EXTRACTORS_XLSB_H

#include "extractors/ooxml.h"

/* `main` may be NULL where it is missing. Threads: one. */
SP_CHECK enum sp_status sp_xlsb_read(struct sp_ooxml *doc, struct sp_part *main);

#endif
