/* SPDX-License-Identifier: GPL-3.0-or-later */
/* word_starts.c - see word_starts.h. AVX2 or SSE2; other machines go byte by byte. */
#include "detect/word_starts.h"

#include <stdbool.h>

#include "base/ascii.h"

/* Letters of ASCII, capitals of it, and bytes that begin a character beyond it, a bit each. */
struct kinds {
	uint64_t letters, capitals, leads;
};

/* Compiled for each processor. `before`: the byte before the block, or 0. */
static inline __attribute__((always_inline)) uint64_t starts_of(struct kinds kinds, char before)
{
	const uint64_t small = kinds.letters & ~kinds.capitals;
	/* What stands before a character beyond ASCII says nothing of its own. */
	const uint64_t within = kinds.letters << 1 | (uint64_t)sp_is_alpha(before);
	const uint64_t after_small = small << 1 | (uint64_t)sp_is_lower(before);

	return (kinds.letters | kinds.leads) & (~within | (kinds.capitals & after_small));
}

static uint64_t starts_plain(const char *text, size_t len, char before)
{
	struct kinds kinds = { 0, 0, 0 };

	for (size_t i = 0; i < len; i++) {
		const uint64_t bit = UINT64_C(1) << i;
		kinds.letters |= sp_is_alpha(text[i]) ? bit : 0;
		kinds.capitals |= sp_is_upper(text[i]) ? bit : 0;
		kinds.leads |= (unsigned char)text[i] >= 0xC0 ? bit : 0;
	}
	return starts_of(kinds, before);
}

#ifdef __x86_64__
#include <immintrin.h>

/* Bytes from `first` on, 26 of them. */
static inline uint64_t alphabet(__m128i v, char first)
{
	__m128i from_a = _mm_sub_epi8(v, _mm_set1_epi8(first));

	return (unsigned)_mm_movemask_epi8(
		_mm_cmpeq_epi8(_mm_min_epu8(from_a, _mm_set1_epi8(25)), from_a));
}

static uint64_t starts_sse2(const char *text, char before)
{
	const __m128i lead = _mm_set1_epi8((char)0xC0);
	struct kinds kinds = { 0, 0, 0 };

	for (unsigned i = 0; i < WORD_BLOCK; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
		__m128i small = _mm_or_si128(v, _mm_set1_epi8(0x20));
		uint64_t leads =
			(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(v, lead), v));
		kinds.letters |= alphabet(small, 'a') << i;
		kinds.capitals |= alphabet(v, 'A') << i;
		kinds.leads |= leads << i;
	}
	return starts_of(kinds, before);
}

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline __m256i alphabet_avx2(__m256i v, char first)
{
	__m256i from_a = _mm256_sub_epi8(v, _mm256_set1_epi8(first));

	return _mm256_cmpeq_epi8(_mm256_min_epu8(from_a, _mm256_set1_epi8(25)), from_a);
}

AVX2 static inline uint64_t bits_avx2(__m256i a, __m256i b)
{
	return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b)
							   << 32;
}

AVX2 static uint64_t starts_avx2(const char *text, char before)
{
	const __m256i lead = _mm256_set1_epi8((char)0xC0), blank = _mm256_set1_epi8(0x20);
	__m256i a = _mm256_loadu_si256((const __m256i *)(const void *)text);
	__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(text + 32));
	const struct kinds kinds = {
		.letters = bits_avx2(alphabet_avx2(_mm256_or_si256(a, blank), 'a'),
				     alphabet_avx2(_mm256_or_si256(b, blank), 'a')),
		.capitals = bits_avx2(alphabet_avx2(a, 'A'), alphabet_avx2(b, 'A')),
		.leads = bits_avx2(_mm256_cmpeq_epi8(_mm256_max_epu8(a, lead), a),
				   _mm256_cmpeq_epi8(_mm256_max_epu8(b, lead), b)),
	};

	return starts_of(kinds, before);
}

static uint64_t starts_of_block(const char *text, char before)
{
	return __builtin_cpu_supports("avx2") ? starts_avx2(text, before)
					      : starts_sse2(text, before);
}
#else
static uint64_t starts_of_block(const char *text, char before)
{
	return starts_plain(text, WORD_BLOCK, before);
}
#endif

uint64_t word_starts(const char *text, size_t len, size_t at)
{
	const char before = at ? text[at - 1] : '\0';

	return len - at >= WORD_BLOCK ? starts_of_block(text + at, before)
				      : starts_plain(text + at, len - at, before);
}
