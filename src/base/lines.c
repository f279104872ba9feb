/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines.c - counting newlines at the speed of memory: every byte of every file
 * passes here once. AVX2 or SSE2, which is in every x86-64; elsewhere the plain
 * loop serves.
 */
#include "base/lines.h"

#include <string.h>

#include "base/eight.h"
#include "base/utf8.h"

#define SHORT 32 /* bytes for which it is not worth asking what the processor can */

static size_t count_plain(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += s[i] == '\n';
	return n;
}

#ifdef __x86_64__
#include <immintrin.h>

static size_t count_sse2(const char *s, size_t len)
{
	const __m128i newline = _mm_set1_epi8('\n');
	size_t n = 0, i = 0;

	while (len - i >= 16) {
		/* Each byte of `sum` takes at most 255 hits before it is added up. */
		size_t blocks = (len - i) / 16 < 255 ? (len - i) / 16 : 255;
		__m128i sum = _mm_setzero_si128();
		for (size_t b = 0; b < blocks; b++, i += 16) {
			__m128i block = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
			sum = _mm_sub_epi8(sum, _mm_cmpeq_epi8(block, newline));
		}
		__m128i halves = _mm_sad_epu8(sum, _mm_setzero_si128());
		n += (size_t)_mm_cvtsi128_si64(halves);
		n += (size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(halves, halves));
	}
	return n + count_plain(s + i, len - i);
}

__attribute__((target("avx2"))) static size_t count_avx2(const char *s, size_t len)
{
	enum { BLOCK = 128 };
	const __m256i newline = _mm256_set1_epi8('\n');
	__m256i total = _mm256_setzero_si256();
	size_t i = 0;

	while (len - i >= BLOCK) {
		/* Each byte of `sum` takes at most 4 * 63 hits before it is added up. */
		size_t blocks = (len - i) / BLOCK < 63 ? (len - i) / BLOCK : 63;
		__m256i sum = _mm256_setzero_si256();
		for (size_t b = 0; b < blocks; b++, i += BLOCK) {
			const __m256i *v = (const __m256i *)(const void *)(s + i);
			for (size_t j = 0; j < BLOCK / sizeof(*v); j++)
				sum = _mm256_sub_epi8(
					sum, _mm256_cmpeq_epi8(_mm256_loadu_si256(v + j), newline));
		}
		total = _mm256_add_epi64(total, _mm256_sad_epu8(sum, _mm256_setzero_si256()));
	}
	uint64_t parts[4];
	_mm256_storeu_si256((__m256i *)(void *)parts, total);
	return (size_t)(parts[0] + parts[1] + parts[2] + parts[3]) + count_sse2(s + i, len - i);
}

static size_t count_newlines(const char *s, size_t len)
{
	return __builtin_cpu_supports("avx2") ? count_avx2(s, len) : count_sse2(s, len);
}
#else
static size_t count_newlines(const char *s, size_t len)
{
	return count_plain(s, len);
}
#endif

static void advance_short(struct sp_position *position, const char *text, size_t len)
{
	for (; len >= 8 && !sp_eight_has(sp_eight(text), '\n'); text += 8, len -= 8)
		position->column += 8 - sp_eight_tails(sp_eight(text));
	for (; len; text++, len--) {
		position->column += !sp_utf8_is_tail(*text);
		if (*text == '\n') {
			position->line++;
			position->column = 1;
		}
	}
}

void sp_position_advance(struct sp_position *position, const char *text, size_t len)
{
	if (len < SHORT) {
		advance_short(position, text, len);
		return;
	}
	size_t newlines = count_newlines(text, len);

	if (newlines) {
		const char *last = memrchr(text, '\n', len);
		position->line += newlines;
		position->column = 1;
		len -= (size_t)(last + 1 - text);
		text = last + 1;
	}
	position->column += sp_utf8_count(text, len);
}
