/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capitals.c - see capitals.h. SSE2 is on every x86-64; others go byte by byte. */
#include "detect/capitals.h"

#include "base/ascii.h"

#define TAIL_FIRST 0x80
#define TAILS 30 /* U+00C0 to U+00DE */

static uint64_t plain_block(const char *text, size_t len)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char from_tail = (unsigned char)(text[i] - TAIL_FIRST);
		bits |= (uint64_t)(sp_is_upper(text[i]) || from_tail <= TAILS) << i;
	}
	return bits;
}

#ifdef __x86_64__
#include <immintrin.h>

/* Bytes from `first` on, so many and one. */
static inline __m128i among(__m128i v, char first, char more)
{
	__m128i from = _mm_sub_epi8(v, _mm_set1_epi8(first));

	return _mm_cmpeq_epi8(_mm_min_epu8(from, _mm_set1_epi8(more)), from);
}

uint64_t capitals(const char *text, size_t len, size_t at)
{
	uint64_t bits = 0;

	if (len - at < CAPITALS_BLOCK)
		return plain_block(text + at, len - at);
	for (unsigned i = 0; i < CAPITALS_BLOCK; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(text + at + i));
		__m128i hit = _mm_or_si128(among(v, 'A', 25), among(v, (char)TAIL_FIRST, TAILS));
		bits |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << i;
	}
	return bits;
}
#else
uint64_t capitals(const char *text, size_t len, size_t at)
{
	return plain_block(text + at, len - at < CAPITALS_BLOCK ? len - at : CAPITALS_BLOCK);
}
#endif
