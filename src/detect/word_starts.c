/* SPDX-License-Identifier: GPL-3.0-or-later */
/* word_starts.c - see word_starts.h. AVX2 or SSE2; other machines go byte by byte. */
#include "detect/word_starts.h"

#include <stdbool.h>

#include "base/ascii.h"

/* Letters of ASCII, capitals of it, and bytes that begin a character beyond it, a bit each. */
struct kinds {
	uint64_t letters, capitals, leads;
};

static void add_plain(struct kinds *kinds, const char *text, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const uint64_t bit = UINT64_C(1) << i;
		kinds->letters |= sp_is_alpha(text[i]) ? bit : 0;
		kinds->capitals |= sp_is_upper(text[i]) ? bit : 0;
		kinds->leads |= (unsigned char)text[i] >= 0xC0 ? bit : 0;
	}
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

static void add_sse2(struct kinds *kinds, const char *text)
{
	const __m128i lead = _mm_set1_epi8((char)0xC0);

	for (unsigned i = 0; i < WORD_BLOCK; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
		__m128i small = _mm_or_si128(v, _mm_set1_epi8(0x20));
		uint64_t leads =
			(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(v, lead), v));
		kinds->letters |= alphabet(small, 'a') << i;
		kinds->capitals |= alphabet(v, 'A') << i;
		kinds->leads |= leads << i;
	}
}

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline uint64_t alphabet_avx2(__m256i v, char first)
{
	__m256i from_a = _mm256_sub_epi8(v, _mm256_set1_epi8(first));

	return (uint32_t)_mm256_movemask_epi8(
		_mm256_cmpeq_epi8(_mm256_min_epu8(from_a, _mm256_set1_epi8(25)), from_a));
}

AVX2 static void add_avx2(struct kinds *kinds, const char *text)
{
	const __m256i lead = _mm256_set1_epi8((char)0xC0);

	for (unsigned i = 0; i < WORD_BLOCK; i += 32) {
		__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(text + i));
		__m256i small = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
		uint64_t leads = (uint32_t)_mm256_movemask_epi8(
			_mm256_cmpeq_epi8(_mm256_max_epu8(v, lead), v));
		kinds->letters |= alphabet_avx2(small, 'a') << i;
		kinds->capitals |= alphabet_avx2(v, 'A') << i;
		kinds->leads |= leads << i;
	}
}

static void add_block(struct kinds *kinds, const char *text)
{
	if (__builtin_cpu_supports("avx2"))
		add_avx2(kinds, text);
	else
		add_sse2(kinds, text);
}
#else
static void add_block(struct kinds *kinds, const char *text)
{
	add_plain(kinds, text, 0, WORD_BLOCK);
}
#endif

uint64_t word_starts(const char *text, size_t len, size_t at)
{
	struct kinds kinds = { 0, 0, 0 };

	if (len - at >= WORD_BLOCK)
		add_block(&kinds, text + at);
	else
		add_plain(&kinds, text + at, 0, len - at);
	const char before = at ? text[at - 1] : '\0';
	const uint64_t small = kinds.letters & ~kinds.capitals;
	/* What stands before a character beyond ASCII says nothing of its own. */
	const uint64_t within = kinds.letters << 1 | (uint64_t)sp_is_alpha(before);
	const uint64_t after_small = small << 1 | (uint64_t)sp_is_lower(before);

	return (kinds.letters | kinds.leads) & (~within | (kinds.capitals & after_small));
}
