/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * utf8.c - decoding by the table of well-formed sequences (Unicode 15, table
 * 3-7): the lead byte gives the length and the range of the second byte.
 */
#include "base/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/buf.h"
#include "base/eight.h"
#include "base/utf8_blocks.h"

/* Bytes below which a text is looked at eight at a time. */
#define SHORT 32

struct lead {
	unsigned size;
	unsigned char low, high; /* of the second byte */
};

static struct lead lead_of(unsigned char c)
{
	if (c < 0xC2)
		return (struct lead) { 0, 0, 0 };
	if (c < 0xE0)
		return (struct lead) { 2, 0x80, 0xBF };
	if (c < 0xF0)
		return (struct lead) { 3, c == 0xE0 ? 0xA0 : 0x80, c == 0xED ? 0x9F : 0xBF };
	if (c < 0xF5)
		return (struct lead) { 4, c == 0xF0 ? 0x90 : 0x80, c == 0xF4 ? 0x8F : 0xBF };
	return (struct lead) { 0, 0, 0 };
}

/* Bytes of a well-formed prefix of a multi-byte character; *size its full length, 0: bad lead. */
static size_t prefix(const unsigned char *s, size_t len, size_t *size)
{
	struct lead lead = lead_of(s[0]);

	*size = lead.size;
	if (!lead.size)
		return 1;
	if (len < 2 || s[1] < lead.low || s[1] > lead.high)
		return 1;
	size_t n = 2;
	while (n < lead.size && n < len && (s[n] & 0xC0) == 0x80)
		n++;
	return n;
}

uint32_t sp_utf8_decode(const char *text, size_t len, size_t *size)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t full;

	if (s[0] < 0x80) {
		*size = 1;
		return s[0];
	}
	*size = prefix(s, len, &full);
	if (*size != full)
		return SP_UTF8_BAD;
	uint32_t code = s[0] & (0x7Fu >> full);
	for (size_t i = 1; i < full; i++)
		code = code << 6 | (s[i] & 0x3F);
	return code;
}

size_t sp_utf8_encode(uint32_t code, char out[4])
{
	if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
		code = SP_UTF8_BAD;
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (size_t i = size; i-- > 1; code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3F));
	static const unsigned char leads[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	out[0] = (char)(leads[size] | code);
	return size;
}

/* Bytes of the well-formed character at s; 0 if it is none. */
static size_t character(const unsigned char *s, size_t len)
{
	size_t full;

	if (s[0] < 0x80)
		return 1;
	/* By far the commonest in Western text. */
	if (s[0] >= 0xC2 && s[0] < 0xE0)
		return len > 1 && (s[1] & 0xC0) == 0x80 ? 2 : 0;
	return prefix(s, len, &full) == full ? full : 0;
}

size_t sp_utf8_valid(const char *s, size_t len)
{
	/* Cells and names: too short for blocks. */
	size_t at = len < SHORT ? 0 : sp_utf8_valid_blocks(s, len);

	/* Back to the lead of a character that the last block may have cut. */
	for (size_t back = 1; back <= 3 && back <= at; back++) {
		if (!sp_utf8_is_tail(s[at - back])) {
			at -= (unsigned char)s[at - back] >= 0xC0 ? back : 0;
			break;
		}
	}
	while (at < len) {
		while (len - at >= 8 && !(sp_eight(s + at) & SP_EIGHT_HIGH))
			at += 8;
		while (at < len && (unsigned char)s[at] < 0x80)
			at++;
		if (at == len)
			break;
		size_t n = character((const unsigned char *)s + at, len - at);
		if (!n)
			break;
		at += n;
	}
	return at;
}

size_t sp_utf8_cut(const char *s, size_t len)
{
	size_t back = 1;

	while (back < 4 && back <= len && sp_utf8_is_tail(s[len - back]))
		back++;
	if (back > len || back > 3)
		return 0;
	size_t full;
	size_t n = prefix((const unsigned char *)s + len - back, back, &full);
	return (unsigned char)s[len - back] >= 0x80 && n == back && full > back ? back : 0;
}

size_t sp_utf8_count(const char *s, size_t len)
{
	size_t n = 0, i = 0;

#ifdef __SSE2__
	const __m128i last_tail = _mm_set1_epi8((char)0xBF);
	while (len - i >= 16) {
		/* Each byte of `sum` takes at most 255 hits before it is added up. */
		const size_t blocks = (len - i) / 16 < 255 ? (len - i) / 16 : 255;
		__m128i sum = _mm_setzero_si128();
		for (size_t b = 0; b < blocks; b++, i += 16) {
			__m128i block = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
			/* As numbers with a sign the tails are the smallest. */
			sum = _mm_sub_epi8(sum, _mm_cmpgt_epi8(block, last_tail));
		}
		__m128i halves = _mm_sad_epu8(sum, _mm_setzero_si128());
		n += (size_t)_mm_cvtsi128_si64(halves);
		n += (size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(halves, halves));
	}
#endif
	for (; len - i >= 8; i += 8)
		n += 8 - sp_eight_tails(sp_eight(s + i));
	for (; i < len; i++)
		n += !sp_utf8_is_tail(s[i]);
	return n;
}

bool sp_utf8_repair(struct sp_buf *out, const char *s, size_t len)
{
	while (len) {
		size_t good = sp_utf8_valid(s, len);
		if (!sp_buf_add(out, s, good))
			return false;
		s += good;
		len -= good;
		if (!len)
			break;
		size_t bad;
		sp_utf8_decode(s, len, &bad);
		if (!sp_buf_put_utf8(out, SP_UTF8_BAD))
			return false;
		s += bad;
		len -= bad;
	}
	return true;
}
