/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * near.h - what stands together: in a row, a paragraph, a line. Threads: pure.
 */
#ifndef SUBJECT_NEAR_H
#define SUBJECT_NEAR_H

#include "base/buf.h"

/*
 * Sets *out to the row, paragraph or line of a place: its JSON without what
 * says where in that it stands. Places of one row have the same. false: no memory.
 */
bool sp_row_of(struct sp_buf *out, const char *where);

#endif
