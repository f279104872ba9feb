/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landmarks.h - the pass over every byte: where are digits, capitals, line
 * ends, and the few bytes that other rules hang on?
 *
 * AVX2, SSSE3 or plain C, picked once by what the processor can.
 */
#ifndef DETECT_LANDMARKS_H
#define DETECT_LANDMARKS_H

#include <stddef.h>
#include <stdint.h>

#define LANDMARK_BLOCK 64 /* bytes that a block speaks of, a bit each */

struct landmark_block {
	uint64_t digits;
	uint64_t newlines;
	uint64_t capitals; /* A to Z, and what ends U+00C0 to U+00DF, but also other characters */
	uint64_t others;   /* the bytes asked for, and maybe some that look like them */
};

/*
 * What a byte is, a bit for each class: those of its low half that its high half has too. A
 * vector of bytes is looked up at once.
 */
struct landmark_table {
	unsigned char low[16], high[16];
	unsigned char others; /* the classes of the bytes asked for */
};

/* Asks for n bytes beside digits, newlines and capitals. */
void landmark_table_init(struct landmark_table *table, const unsigned char *bytes, size_t n);

/* How many blocks speak of so many bytes; the last two are of nothing. */
static inline size_t landmark_blocks(size_t len)
{
	return len / LANDMARK_BLOCK + 3;
}

/* Fills landmark_blocks(len) blocks. Threads: any. */
typedef void landmarks_find(const struct landmark_table *table, const char *text, size_t len,
			    struct landmark_block *out);

/* The fastest that this processor runs. */
landmarks_find *landmarks_pick(void);

/* Each by itself, for the tests: NULL where the machine has no such thing. */
landmarks_find *landmarks_by_name(const char *name); /* "avx2", "ssse3", "plain" */

/* A way through the newlines in text[at, to). */
struct newline_walk {
	const struct landmark_block *blocks, *next, *end; /* those of the text up to `to` */
	size_t to;
	uint64_t bits; /* of the block before `next` */
};

static inline struct newline_walk newline_walk(const struct landmark_block *blocks, size_t at,
					       size_t to)
{
	const struct landmark_block *first = blocks + at / LANDMARK_BLOCK;
	const unsigned before = at % LANDMARK_BLOCK;

	return (struct newline_walk) { blocks, first + 1,
				       blocks + (to + LANDMARK_BLOCK - 1) / LANDMARK_BLOCK, to,
				       first->newlines >> before << before };
}

/* The next one, or `to`. */
static inline size_t newline_walk_next(struct newline_walk *walk)
{
	while (!walk->bits) {
		if (walk->next >= walk->end)
			return walk->to;
		walk->bits = walk->next++->newlines;
	}
	size_t at = (size_t)(walk->next - 1 - walk->blocks) * LANDMARK_BLOCK +
		    (size_t)__builtin_ctzll(walk->bits);
	walk->bits &= walk->bits - 1;
	return at < walk->to ? at : walk->to;
}

#endif
