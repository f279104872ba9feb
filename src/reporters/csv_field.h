/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_field.h - one field of a CSV row (RFC 4180). Threads: pure.
 */
#ifndef REPORTERS_CSV_FIELD_H
#define REPORTERS_CSV_FIELD_H

#include "base/buf.h"

/*
 * Appends the field, quoted where it must be. What a spreadsheet would take
 * for a formula gets an apostrophe before it. s is well-formed UTF-8.
 */
bool sp_csv_field(struct sp_buf *to, const char *s);

#endif
