/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * anchors.h - the pass over every byte: where are digits, and the few bytes
 * that other rules hang on?
 *
 * AVX2, SSE2 or plain C, picked once by what the processor can.
 */
#ifndef DETECT_ANCHORS_H
#define DETECT_ANCHORS_H

#include <stddef.h>
#include <stdint.h>

#include "detect/shape.h"

#define ANCHOR_BLOCK 64 /* bytes that are looked at together */

/* A block of text, a bit for each byte. */
struct anchor_block {
	size_t at;	 /* of the first */
	uint64_t digits; /* bytes that are digits */
	uint64_t others; /* bytes of the set */
};

/*
 * The first block at or after `at` (a multiple of 64 away from it) with a
 * digit or one of the n bytes in it, before `end`; out->at is end where there
 * is none. Bits beyond `end` are 0. Threads: any.
 */
typedef void anchors_next(const char *text, size_t at, size_t end,
			  const unsigned char bytes[SHAPE_BYTES], size_t n,
			  struct anchor_block *out);

/* The fastest that this processor runs. */
anchors_next *anchors_pick(void);

/* Each by itself, for the tests: NULL where the machine has no such thing. */
anchors_next *anchors_by_name(const char *name); /* "avx2", "sse2", "plain" */

#endif
