/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delimited.h - is this text rows of delimited values, and which are the columns?
 */
#ifndef EXTRACTORS_DELIMITED_H
#define EXTRACTORS_DELIMITED_H

#include "spana/segment.h"

#include "base/buf.h"

/* Columns whose names are kept; a row may have more. */
#define SP_DELIMITED_COLUMNS 1024

struct sp_delimited_table {
	struct sp_delimited rows; /* header points into `names` */
	const char **names;
	struct sp_buf text; /* the names' characters */
};

/*
 * Looks at the start of a text; `whole` where that is all of it. *found is
 * false, and the table says nothing, where it is no table. Release in any
 * case. SP_FATAL: no memory.
 */
SP_CHECK enum sp_status sp_delimited_find(struct sp_delimited_table *table, const char *text,
					  size_t len, bool whole, bool *found);
void sp_delimited_release(struct sp_delimited_table *table);

#endif
