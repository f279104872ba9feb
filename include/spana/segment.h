/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * segment.h - a window of an item's text, as detectors see it.
 *
 * Text of several places may share a window; marks say where each begins. No
 * match may span two places. A match belongs to the window in which it starts
 * between `from` and `to`; what lies outside is margin, there to be looked at.
 */
#ifndef SPANA_SEGMENT_H
#define SPANA_SEGMENT_H

#include "spana/item.h"
#include "spana/place.h"

/* From text[at] on, text stands at `place` (NULL: the item itself). */
struct sp_mark {
	size_t at;
	const struct sp_place *place;
	uint64_t line;	 /* of text[at], from 1, within its page, slide, sheet or part */
	uint64_t column; /* of text[at], from 1, in characters */
};

/*
 * Text whose lines are rows of delimited values. The first row is in `header`
 * where it looks like one, else that is NULL.
 */
struct sp_delimited {
	char separator; /* ',', ';', '\t', '|', ':', '^', '~' */
	char quote;	/* '"', '\'', or 0 */
	const char *const *header;
	size_t columns; /* in header */
};

/* Valid until the callback that got it returns. */
struct sp_segment {
	const struct sp_item *item;
	const char *text; /* valid UTF-8, not NUL-terminated */
	size_t len;
	size_t from, to;	     /* a match is ours if it starts in [from, to) */
	uint64_t offset;	     /* of text[0] within the item's text, in bytes */
	const struct sp_mark *marks; /* by `at`; the first has at == 0 */
	size_t n_marks;
	const struct sp_delimited *delimited; /* or NULL */
	bool last;			      /* no more text of this item follows */
};

#endif
