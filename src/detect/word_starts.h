/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word_starts.h - goes from one start of a word to the next.
 *
 * Most bytes of a text lie within a word; 64 at a time are asked which do not.
 */
#ifndef DETECT_WORD_STARTS_H
#define DETECT_WORD_STARTS_H

#include <stddef.h>
#include <stdint.h>

#define WORD_BLOCK 64

/*
 * Bytes of text[at, at + 64) at which a word may begin, a bit each; those
 * beyond len have none. words_may_begin says of each whether one does; it is
 * false of all others. Threads: any.
 */
uint64_t word_starts(const char *text, size_t len, size_t at);

/* A way through text[at, to). */
struct word_walk {
	const char *text;
	size_t len, at, to; /* `at`: the next block's first byte */
	uint64_t bits;	    /* of the block before */
};

static inline struct word_walk word_walk(const char *text, size_t len, size_t from, size_t to)
{
	return (struct word_walk) { text, len, from, to, 0 };
}

/* The next place, or `to`. */
static inline size_t word_walk_next(struct word_walk *walk)
{
	while (!walk->bits) {
		if (walk->at >= walk->to)
			return walk->to;
		walk->bits = word_starts(walk->text, walk->len, walk->at);
		walk->at += WORD_BLOCK;
	}
	size_t next = walk->at - WORD_BLOCK + (size_t)__builtin_ctzll(walk->bits);
	walk->bits &= walk->bits - 1;
	return next < walk->to ? next : walk->to;
}

#endif
