/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * byte_filter.h - at which of 64 bytes at a time is one of a set, behind one of
 * another?
 */
#ifndef DETECT_BYTE_FILTER_H
#define DETECT_BYTE_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include "detect/nfa.h"

#define FILTER_BLOCK 64

/* A set of bytes, by their low halves: a bit for each high half, those below 0x80 first. */
struct byte_filter {
	unsigned char rows[2][16];
};

void byte_filter_add(struct byte_filter *filter, unsigned char byte);

/*
 * A bit for each byte of text[at, at + 64) that is in `set` and stands behind one of `behind`, or
 * at the text's start; those beyond len have none. Threads: any.
 */
typedef uint64_t byte_filter_starts(const struct byte_filter *set, const struct byte_filter *behind,
				    const char *text, size_t len, size_t at);

/* The fastest that this processor runs. */
byte_filter_starts *byte_filter_pick(void);

#endif
