/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aligned.h - is this text a table whose columns have a fixed width, and where
 * does each begin? Threads: one.
 */
#ifndef EXTRACTORS_ALIGNED_H
#define EXTRACTORS_ALIGNED_H

#include "spana/extractor.h"

#include "base/buf.h"

#define SP_ALIGNED_COLUMNS 64

struct sp_aligned {
	struct sp_aligned_column {
		unsigned gap, start; /* in characters: blanks before it, its first */
		char label[96];	     /* "": it has no heading */
	} columns[SP_ALIGNED_COLUMNS];
	size_t n;
	struct sp_buf line; /* that is not complete */
	bool too_long;	    /* the line is told as it comes */
};

/*
 * Looks at the start of a text; `whole` where that is all of it. false: it is no
 * such table, and nothing is to be released.
 */
bool sp_aligned_find(struct sp_aligned *table, const char *text, size_t len, bool whole);
void sp_aligned_release(struct sp_aligned *table);

/* Tells a piece: fields of the lines that fit the columns, other lines as they are. */
SP_CHECK enum sp_status sp_aligned_feed(struct sp_aligned *table, struct sp_sink *out,
					const char *text, size_t len);
/* The text has ended. */
SP_CHECK enum sp_status sp_aligned_finish(struct sp_aligned *table, struct sp_sink *out);

#endif
