/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines.c - counting newlines at the speed of memory: every byte of every file
 * passes here once. SSE2 is in every x86-64; elsewhere the plain loop serves.
 */
#include "base/lines.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/utf8.h"

static size_t count_newlines(const char *s, size_t len)
{
	size_t n = 0, i = 0;

#ifdef __SSE2__
	const __m128i newline = _mm_set1_epi8('\n');
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
#endif
	for (; i < len; i++)
		n += s[i] == '\n';
	return n;
}

void sp_position_advance(struct sp_position *position, const char *text, size_t len)
{
	size_t newlines = len ? count_newlines(text, len) : 0;

	if (newlines) {
		const char *last = memrchr(text, '\n', len);
		position->line += newlines;
		position->column = 1;
		len -= (size_t)(last + 1 - text);
		text = last + 1;
	}
	position->column += sp_utf8_count(text, len);
}
