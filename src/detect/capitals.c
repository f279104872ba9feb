/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capitals.c - see capitals.h. AVX2 or SSE2; other machines go byte by byte. */
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

static uint64_t sse2_block(const char *text)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < CAPITALS_BLOCK; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
		__m128i hit = _mm_or_si128(among(v, 'A', 25), among(v, (char)TAIL_FIRST, TAILS));
		bits |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << i;
	}
	return bits;
}

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline __m256i among_avx2(__m256i v, char first, char more)
{
	__m256i from = _mm256_sub_epi8(v, _mm256_set1_epi8(first));

	return _mm256_cmpeq_epi8(_mm256_min_epu8(from, _mm256_set1_epi8(more)), from);
}

AVX2 static uint64_t avx2_block(const char *text)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < CAPITALS_BLOCK; i += 32) {
		__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(text + i));
		__m256i hit = _mm256_or_si256(among_avx2(v, 'A', 25),
					      among_avx2(v, (char)TAIL_FIRST, TAILS));
		bits |= (uint64_t)(uint32_t)_mm256_movemask_epi8(hit) << i;
	}
	return bits;
}

uint64_t capitals(const char *text, size_t len, size_t at)
{
	if (len - at < CAPITALS_BLOCK)
		return plain_block(text + at, len - at);
	return __builtin_cpu_supports("avx2") ? avx2_block(text + at) : sse2_block(text + at);
}
#else
uint64_t capitals(const char *text, size_t len, size_t at)
{
	return plain_block(text + at, len - at < CAPITALS_BLOCK ? len - at : CAPITALS_BLOCK);
}
#endif
