/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * utf8_blocks.c - well-formed UTF-8, 32 bytes at a time.
 *
 * After Keiser and Lemire, "Validating UTF-8 In Less Than One Instruction Per
 * Byte" (2020): three looked-up sets of errors, by the high and low half of a
 * byte and the high half of the next, have one in common where the two bytes
 * cannot stand together. Left out: other machines than x86-64 with AVX2, which
 * are served by the loop in utf8.c.
 */
#include "base/utf8_blocks.h"

#if defined(__x86_64__)

#include <immintrin.h>

enum { BLOCK = 32 };

/* What may be wrong with two bytes that follow each other, a bit each. */
enum {
	SHORT = 1 << 0,	     /* a lead, and then no tail */
	LONG = 1 << 1,	     /* ASCII, and then a tail */
	OVERLONG_3 = 1 << 2, /* E0 80..9F */
	BEYOND = 1 << 3,     /* F4 90.., and all of F5.. but their first 16 */
	SURROGATE = 1 << 4,  /* ED A0..BF */
	OVERLONG_2 = 1 << 5, /* C0, C1 */
	OVERLONG_4 = 1 << 6, /* F0 80..8F; also F5.. 80..8F */
	TAILS = 1 << 7,	     /* two tails: wrong unless a longer lead stands before them */
	ANY = SHORT | LONG | TAILS,
};

#define ROW(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))
#define S(bits) ((char)(bits))

__attribute__((target("avx2"))) static __m256i high_half(__m256i bytes)
{
	return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
}

/* bytes, moved on by n, after the end of the block before. */
#define MOVED(bytes, before, n) \
	_mm256_alignr_epi8(bytes, _mm256_permute2x128_si256(before, bytes, 0x21), 16 - (n))

/* Zero where each byte may follow the one before it; tails of three and four are open still. */
__attribute__((target("avx2"))) static __m256i wrong_pairs(__m256i bytes, __m256i first)
{
	/* By the first byte's high half: 0-7 ASCII, 8-B tails, C D E F leads. */
	const __m256i by_high = ROW(LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, S(TAILS),
				    S(TAILS), S(TAILS), S(TAILS), SHORT | OVERLONG_2, SHORT,
				    SHORT | OVERLONG_3 | SURROGATE, SHORT | BEYOND | OVERLONG_4);
	/* By its low half. */
	const __m256i by_low =
		ROW(S(ANY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), S(ANY | OVERLONG_2), S(ANY),
		    S(ANY), S(ANY | BEYOND), S(ANY | BEYOND | OVERLONG_4),
		    S(ANY | BEYOND | OVERLONG_4), S(ANY | BEYOND | OVERLONG_4),
		    S(ANY | BEYOND | OVERLONG_4), S(ANY | BEYOND | OVERLONG_4),
		    S(ANY | BEYOND | OVERLONG_4), S(ANY | BEYOND | OVERLONG_4),
		    S(ANY | BEYOND | OVERLONG_4), S(ANY | BEYOND | OVERLONG_4 | SURROGATE),
		    S(ANY | BEYOND | OVERLONG_4), S(ANY | BEYOND | OVERLONG_4));
	/* By the second byte's high half: tails are 8, 9, A and B. */
	const __m256i by_next =
		ROW(SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
		    S(LONG | OVERLONG_2 | TAILS | OVERLONG_3 | OVERLONG_4),
		    S(LONG | OVERLONG_2 | TAILS | OVERLONG_3 | BEYOND),
		    S(LONG | OVERLONG_2 | TAILS | SURROGATE | BEYOND),
		    S(LONG | OVERLONG_2 | TAILS | SURROGATE | BEYOND), SHORT, SHORT, SHORT, SHORT);
	__m256i low = _mm256_and_si256(first, _mm256_set1_epi8(0x0F));

	return _mm256_and_si256(_mm256_and_si256(_mm256_shuffle_epi8(by_high, high_half(first)),
						 _mm256_shuffle_epi8(by_low, low)),
				_mm256_shuffle_epi8(by_next, high_half(bytes)));
}

/* Zero where the third and fourth bytes of characters are tails, and no others are. */
__attribute__((target("avx2"))) static __m256i wrong(__m256i bytes, __m256i before)
{
	__m256i pairs = wrong_pairs(bytes, MOVED(bytes, before, 1));
	/* 0x80 where a lead of three stood two bytes ago, or one of four three. */
	__m256i third = _mm256_subs_epu8(MOVED(bytes, before, 2), _mm256_set1_epi8(0xE0 - 0x80));
	__m256i fourth = _mm256_subs_epu8(MOVED(bytes, before, 3), _mm256_set1_epi8(0xF0 - 0x80));
	__m256i tail = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(S(0x80)));

	return _mm256_xor_si256(tail, pairs);
}

__attribute__((target("avx2"))) static size_t valid_avx2(const char *s, size_t len)
{
	__m256i before = _mm256_setzero_si256();
	size_t at = 0;

	for (; len - at >= BLOCK; at += BLOCK) {
		__m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(s + at));
		/* ASCII after ASCII needs no more. */
		if (!_mm256_movemask_epi8(_mm256_or_si256(bytes, before))) {
			before = bytes;
			continue;
		}
		__m256i errors = wrong(bytes, before);
		if (!_mm256_testz_si256(errors, errors))
			break;
		before = bytes;
	}
	return at;
}

size_t sp_utf8_valid_blocks(const char *s, size_t len)
{
	return len >= BLOCK && __builtin_cpu_supports("avx2") ? valid_avx2(s, len) : 0;
}

#else

size_t sp_utf8_valid_blocks(const char *s, size_t len)
{
	(void)s;
	(void)len;
	return 0;
}

#endif
