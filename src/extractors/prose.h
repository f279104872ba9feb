/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prose.h - running text with the breaks that a reader would see.
 *
 * Breaks are held back until text follows, so that a row of elements without
 * text leaves no empty lines. A number that goes on in the next line, behind
 * its hyphen, is told in one. Threads: one.
 */
#ifndef EXTRACTORS_PROSE_H
#define EXTRACTORS_PROSE_H

#include "spana/extractor.h"

struct sp_prose {
	struct sp_sink *out;
	uint64_t said; /* bytes of text so far, in all places */
	bool begun;    /* in the present place */
	bool trim;     /* white space at the start of the next text goes */
	char due;      /* break before the next text, or 0 */
	bool digit;    /* the text so far ends with one */
	bool hyphen;   /* with one, behind a digit */
	bool held;     /* a line break behind that, which the next text decides on */
};

/* A new place: what was due before it is not due in it. */
static inline void sp_prose_begin(struct sp_prose *prose)
{
	prose->begun = prose->trim = false;
	prose->digit = prose->hyphen = prose->held = false;
	prose->due = 0;
}

/* '\n' or '\t' before the next text; of two the line break counts. */
static inline void sp_prose_break(struct sp_prose *prose, char c)
{
	if (prose->due != '\n')
		prose->due = c;
}

SP_CHECK enum sp_status sp_prose_text(struct sp_prose *prose, const char *s, size_t len);

/* A break, the text, a break. Nothing for white space alone. */
SP_CHECK enum sp_status sp_prose_line(struct sp_prose *prose, const char *s, size_t len);

#endif
