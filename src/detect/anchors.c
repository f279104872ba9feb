/* SPDX-License-Identifier: GPL-3.0-or-later */
/* anchors.c - see anchors.h. The last block of a text, if short, is done plainly. */
#include "detect/anchors.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"

/* Up to 64 bytes, one by one. */
static void plain_block(const char *text, size_t len, const unsigned char *bytes, size_t n,
			struct anchor_block *out)
{
	out->digits = out->others = 0;
	for (size_t i = 0; i < len; i++) {
		out->digits |= (uint64_t)sp_is_digit(text[i]) << i;
		for (size_t b = 0; b < n; b++)
			out->others |= (uint64_t)((unsigned char)text[i] == bytes[b]) << i;
	}
}

static void rest(const char *text, size_t at, size_t end, const unsigned char *bytes, size_t n,
		 struct anchor_block *out)
{
	while (at < end) {
		size_t len = end - at < ANCHOR_BLOCK ? end - at : ANCHOR_BLOCK;
		plain_block(text + at, len, bytes, n, out);
		if (out->digits | out->others) {
			out->at = at;
			return;
		}
		at += len;
	}
	*out = (struct anchor_block) { .at = end };
}

static void next_plain(const char *text, size_t at, size_t end,
		       const unsigned char bytes[SHAPE_BYTES], size_t n, struct anchor_block *out)
{
	rest(text, at, end, bytes, n, out);
}

#ifdef __x86_64__
#include <immintrin.h>

/* One vector of 16 bytes: the bits of its digits, and of the bytes asked for. */
static inline void sse2_masks(__m128i v, const __m128i *wanted, size_t n, uint64_t *digits,
			      uint64_t *others)
{
	/* c - '0' as unsigned is at most 9: the smaller of it and 9 is itself. */
	const __m128i nine = _mm_set1_epi8(9);
	__m128i low = _mm_sub_epi8(v, _mm_set1_epi8('0'));
	__m128i hit = _mm_setzero_si128();

	*digits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(low, nine), low));
	for (size_t b = 0; b < n; b++)
		hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, wanted[b]));
	*others = (unsigned)_mm_movemask_epi8(hit);
}

static void next_sse2(const char *text, size_t at, size_t end,
		      const unsigned char bytes[SHAPE_BYTES], size_t n, struct anchor_block *out)
{
	__m128i wanted[SHAPE_BYTES];

	for (size_t b = 0; b < n; b++)
		wanted[b] = _mm_set1_epi8((char)bytes[b]);
	for (; end - at >= ANCHOR_BLOCK; at += ANCHOR_BLOCK) {
		uint64_t digits = 0, others = 0;
		for (unsigned i = 0; i < ANCHOR_BLOCK; i += 16) {
			uint64_t d, o;
			sse2_masks(_mm_loadu_si128((const __m128i *)(const void *)(text + at + i)),
				   wanted, n, &d, &o);
			digits |= d << i;
			others |= o << i;
		}
		if (digits | others) {
			*out = (struct anchor_block) { at, digits, others };
			return;
		}
	}
	rest(text, at, end, bytes, n, out);
}

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline uint64_t avx2_mask(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high)
							     << 32;
}

AVX2 static void next_avx2(const char *text, size_t at, size_t end,
			   const unsigned char bytes[SHAPE_BYTES], size_t n,
			   struct anchor_block *out)
{
	const __m256i zero = _mm256_set1_epi8('0'), nine = _mm256_set1_epi8(9);
	__m256i wanted[SHAPE_BYTES];

	/* Bytes not asked for are asked for twice: the loop has no count then. */
	for (size_t b = 0; b < SHAPE_BYTES; b++)
		wanted[b] = n ? _mm256_set1_epi8((char)bytes[b < n ? b : 0]) : zero;
	for (; end - at >= ANCHOR_BLOCK; at += ANCHOR_BLOCK) {
		const __m256i *from = (const __m256i *)(const void *)(text + at);
		__m256i v0 = _mm256_loadu_si256(from), v1 = _mm256_loadu_si256(from + 1);
		__m256i l0 = _mm256_sub_epi8(v0, zero), l1 = _mm256_sub_epi8(v1, zero);
		__m256i d0 = _mm256_cmpeq_epi8(_mm256_min_epu8(l0, nine), l0);
		__m256i d1 = _mm256_cmpeq_epi8(_mm256_min_epu8(l1, nine), l1);
		__m256i o0 = _mm256_cmpeq_epi8(v0, wanted[0]);
		__m256i o1 = _mm256_cmpeq_epi8(v1, wanted[0]);
		for (size_t b = 1; b < SHAPE_BYTES; b++) {
			o0 = _mm256_or_si256(o0, _mm256_cmpeq_epi8(v0, wanted[b]));
			o1 = _mm256_or_si256(o1, _mm256_cmpeq_epi8(v1, wanted[b]));
		}
		__m256i any = _mm256_or_si256(_mm256_or_si256(d0, d1), _mm256_or_si256(o0, o1));
		if (_mm256_testz_si256(any, any))
			continue;
		*out = (struct anchor_block) { at, avx2_mask(d0, d1), n ? avx2_mask(o0, o1) : 0 };
		return;
	}
	rest(text, at, end, bytes, n, out);
}

anchors_next *anchors_by_name(const char *name)
{
	if (strcmp(name, "plain") == 0)
		return next_plain;
	if (strcmp(name, "sse2") == 0)
		return next_sse2;
	if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2"))
		return next_avx2;
	return NULL;
}

anchors_next *anchors_pick(void)
{
	return __builtin_cpu_supports("avx2") ? next_avx2 : next_sse2;
}
#else
anchors_next *anchors_by_name(const char *name)
{
	return strcmp(name, "plain") == 0 ? next_plain : NULL;
}

anchors_next *anchors_pick(void)
{
	return next_plain;
}
#endif
