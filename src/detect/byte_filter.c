/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * byte_filter.c - see byte_filter.h. With AVX2 a shuffle looks 32 bytes up at
 * once: the low half of a byte picks the row, its high half the bit. Other
 * processors, and the ends of a text, go byte by byte.
 */
#include "detect/byte_filter.h"

#include <stdbool.h>

void byte_filter_add(struct byte_filter *filter, unsigned char byte)
{
	filter->rows[byte >> 7][byte & 15] |= (unsigned char)(1u << (byte >> 4 & 7));
}

static bool has(const struct byte_filter *filter, char c)
{
	const unsigned char byte = (unsigned char)c;

	return filter->rows[byte >> 7][byte & 15] >> (byte >> 4 & 7) & 1;
}

static uint64_t starts_plain(const struct byte_filter *set, const struct byte_filter *behind,
			     const char *text, size_t len, size_t at)
{
	size_t end = len - at < FILTER_BLOCK ? len : at + FILTER_BLOCK;
	uint64_t bits = 0;

	for (size_t i = at; i < end; i++)
		if (has(set, text[i]) && (!i || has(behind, text[i - 1])))
			bits |= UINT64_C(1) << (i - at);
	return bits;
}

#ifdef __x86_64__
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

/* Which of 32 bytes are in the set, a bit each. */
AVX2 static inline uint32_t look_up(const struct byte_filter *set, const char *text)
{
	const __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)text);
	const __m256i first = _mm256_broadcastsi128_si256(
		_mm_loadu_si128((const __m128i *)(const void *)set->rows[0]));
	const __m256i second = _mm256_broadcastsi128_si256(
		_mm_loadu_si128((const __m128i *)(const void *)set->rows[1]));
	const __m256i powers = _mm256_set1_epi64x((long long)UINT64_C(0x8040201008040201));
	/* A shuffle gives 0 where the index has its high bit set. */
	const __m256i keep = _mm256_set1_epi8((char)0x8F);
	const __m256i flipped = _mm256_xor_si256(v, _mm256_set1_epi8((char)0x80));
	__m256i row = _mm256_or_si256(_mm256_shuffle_epi8(first, _mm256_and_si256(v, keep)),
				      _mm256_shuffle_epi8(second, _mm256_and_si256(flipped, keep)));
	__m256i high = _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(0x0F));
	__m256i bit = _mm256_shuffle_epi8(powers, high);

	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit));
}

AVX2 static uint64_t starts_avx2(const struct byte_filter *set, const struct byte_filter *behind,
				 const char *text, size_t len, size_t at)
{
	if (!at || len - at < FILTER_BLOCK)
		return starts_plain(set, behind, text, len, at);
	const uint64_t here = look_up(set, text + at) | (uint64_t)look_up(set, text + at + 32)
								<< 32;
	if (!here)
		return 0;
	return here &
	       (look_up(behind, text + at - 1) | (uint64_t)look_up(behind, text + at + 31) << 32);
}

byte_filter_starts *byte_filter_pick(void)
{
	return __builtin_cpu_supports("avx2") ? starts_avx2 : starts_plain;
}
#else
byte_filter_starts *byte_filter_pick(void)
{
	return starts_plain;
}
#endif
