/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eight.h - questions to eight bytes at once, in one register.
 *
 * An answer has the high bit of a byte set where it is yes. A borrow may set
 * that of bytes after a yes as well, so only the first yes is exact.
 */
#ifndef BASE_EIGHT_H
#define BASE_EIGHT_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SP_EIGHT_ONES UINT64_C(0x0101010101010101)
#define SP_EIGHT_HIGH UINT64_C(0x8080808080808080)

static inline uint64_t sp_eight(const void *bytes)
{
	uint64_t eight;

	memcpy(&eight, bytes, sizeof(eight));
	return le64toh(eight);
}

/* How many bytes stand before the first yes: 8, if there is none. */
static inline size_t sp_eight_first(uint64_t answer)
{
	return answer ? (size_t)__builtin_ctzll(answer) / 8 : 8;
}

/* Is any of them less than n, which is at most 128? */
static inline uint64_t sp_eight_below(uint64_t eight, unsigned char n)
{
	return (eight - SP_EIGHT_ONES * n) & ~eight & SP_EIGHT_HIGH;
}

/* Is any of them c? */
static inline uint64_t sp_eight_has(uint64_t eight, char c)
{
	return sp_eight_below(eight ^ SP_EIGHT_ONES * (unsigned char)c, 1);
}

/* How many of them continue a character of UTF-8. */
static inline size_t sp_eight_tails(uint64_t eight)
{
	uint64_t tails = eight & ~(eight << 1) & SP_EIGHT_HIGH;

	return (size_t)((tails >> 7) * SP_EIGHT_ONES >> 56);
}

#endif
