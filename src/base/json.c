/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json.c - see json.h. */
#include "base/json.h"

#include "base/eight.h"
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

static void separate(struct sp_json *json)
{
	if (json->comma)
		sp_buf_putc(json->out, ',');
	json->comma = true;
}

static void put_escape(struct sp_buf *out, char c)
{
	const char escape[] = { '\\', c };

	sp_buf_add(out, escape, sizeof(escape));
}

/* Writes one character of a string; *size bytes of s were used. */
static void put_char(struct sp_buf *out, const char *s, size_t len, size_t *size)
{
	uint32_t code = sp_utf8_decode(s, len, size);

	if (code == '"' || code == '\\')
		put_escape(out, (char)code);
	else if (code == '\n')
		put_escape(out, 'n');
	else if (code == '\t')
		put_escape(out, 't');
	else if (code < 0x20 || code == 0x7F || code == 0x2028 || code == 0x2029)
		sp_buf_printf(out, "\\u%04x", (unsigned)code);
	else
		sp_buf_put_utf8(out, code);
}

/*
 * How many of the first bytes stand for themselves in a string, and are a character: 0x20-0x7E
 * less '"' and '\\'. The answer is for sixteen bytes in two halves.
 */
#ifdef __x86_64__
#include <emmintrin.h>

static inline size_t plain_in(__m128i v)
{
	/* As signed bytes those beyond ASCII are less than 0. */
	const __m128i low = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20));
	const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
					   _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
	const __m128i escaped = _mm_or_si128(marks, _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7F)));
	const unsigned others = (unsigned)_mm_movemask_epi8(_mm_or_si128(low, escaped));

	return (size_t)__builtin_ctz(others | 1u << 16);
}

static inline size_t plain_halves(uint64_t first, uint64_t last)
{
	return plain_in(_mm_set_epi64x((long long)last, (long long)first));
}

static inline size_t copy_block(char *to, const char *s)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);

	_mm_storeu_si128((__m128i *)(void *)to, v);
	return plain_in(v);
}
#else
static inline size_t plain_half(uint64_t eight)
{
	return sp_eight_first(sp_eight_below(eight, 0x20) | sp_eight_has(eight, '"') |
			      sp_eight_has(eight, '\\') | sp_eight_has(eight, 0x7F) |
			      (eight & SP_EIGHT_HIGH));
}

static inline size_t plain_halves(uint64_t first, uint64_t last)
{
	size_t n = plain_half(first);

	return n < 8 ? n : 8 + plain_half(last);
}

static inline size_t copy_block(char *to, const char *s)
{
	memcpy(to, s, 16);
	return plain_halves(sp_eight(s), sp_eight(s + 8));
}
#endif

#define BLOCK 16

static inline uint32_t four_at(const char *s)
{
	uint32_t four;

	memcpy(&four, s, sizeof(four));
	return le32toh(four);
}

/* Copies less than a block; halves that overlap are looked at as one. */
static inline size_t copy_short(char *to, const char *s, size_t len)
{
	if (len >= 8) {
		const size_t last = len - 8, n = plain_halves(sp_eight(s), sp_eight(s + last));
		memcpy(to, s, 8);
		memcpy(to + last, s + last, 8);
		return n < 8 ? n : last + n - 8;
	}
	if (len >= 4) {
		const size_t last = len - 4;
		const uint64_t both = four_at(s) | (uint64_t)four_at(s + last) << 32;
		const size_t n = plain_halves(both, both);
		memcpy(to, s, 4);
		memcpy(to + last, s + last, 4);
		return n < 4 ? n : n < 8 ? last + n - 4 : len;
	}
	for (size_t i = 0; i < len; i++) {
		if (s[i] < 0x20 || s[i] == '"' || s[i] == '\\' || s[i] == 0x7F)
			return i;
		to[i] = s[i];
	}
	return len;
}

/* Copies a string. Returns how many of its first bytes stand for themselves; the others may not. */
static inline size_t copy_plain(char *to, const char *s, size_t len)
{
	size_t at = 0;

	if (len < BLOCK)
		return copy_short(to, s, len);
	for (; len - at >= BLOCK; at += BLOCK) {
		size_t n = copy_block(to + at, s + at);
		if (n < BLOCK)
			return at + n;
	}
	/* The last block begins in one that is known to be plain. */
	at = len - BLOCK;
	return at + copy_block(to + at, s + at);
}

/* A character of two bytes, which stands for itself as well. */
static bool is_pair(const char *s, size_t len)
{
	return len >= 2 && (unsigned char)s[0] >= 0xC2 && (unsigned char)s[0] < 0xE0 &&
	       sp_utf8_is_tail(s[1]);
}

/* Writes the rest of a string, which begins with a byte that may not stand for itself. */
static void put_rest(struct sp_buf *out, char *to, const char *s, size_t len)
{
	while (len) {
		size_t size = 2;
		if (is_pair(s, len)) {
			memcpy(to, s, size);
			to += size;
		} else {
			out->len = (size_t)(to - out->data);
			put_char(out, s, len, &size);
			if (!(to = sp_buf_reserve(out, len + SP_JSON_STRING_ROOM)))
				return;
		}
		s += size;
		len -= size;
		size = copy_plain(to, s, len);
		to += size;
		s += size;
		len -= size;
	}
	*to++ = '"';
	*to = '\0';
	out->len = (size_t)(to - out->data);
}

void sp_json_string_at(struct sp_buf *out, char *to, const char *s, size_t len)
{
	*to++ = '"';
	size_t plain = copy_plain(to, s, len);
	to += plain;
	if (plain < len) {
		put_rest(out, to, s + plain, len - plain);
		return;
	}
	*to++ = '"';
	*to = '\0';
	out->len = (size_t)(to - out->data);
}

static void put_string(struct sp_buf *out, const char *s, size_t len)
{
	char *to = sp_buf_reserve(out, len + SP_JSON_STRING_ROOM);

	if (to)
		sp_json_string_at(out, to, s, len);
}

void sp_json_name(struct sp_json *json, const char *name)
{
	separate(json);
	put_string(json->out, name, strlen(name));
	sp_buf_putc(json->out, ':');
	json->comma = false;
}

void sp_json_string_n(struct sp_json *json, const char *s, size_t len)
{
	separate(json);
	if (s)
		put_string(json->out, s, len);
	else
		sp_buf_puts(json->out, "null");
}

void sp_json_string(struct sp_json *json, const char *s)
{
	sp_json_string_n(json, s, s ? strlen(s) : 0);
}

void sp_json_uint(struct sp_json *json, unsigned long long n)
{
	separate(json);
	sp_buf_put_uint(json->out, n);
}

void sp_json_real(struct sp_json *json, double n, int places)
{
	static const unsigned scales[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };
	unsigned long long scale = scales[places];

	double scaled = n * (double)scale + 0.5;
	/* So that a number that is none, or too large, is no undefined conversion. */
	unsigned long long all = scaled > 0 && scaled < 1e18 ? (unsigned long long)scaled : 0;
	separate(json);
	sp_buf_put_uint(json->out, all / scale);
	unsigned long long rest = all % scale;
	char *to = rest ? sp_buf_reserve(json->out, 1 + (size_t)places) : NULL;
	if (!to)
		return;
	*to++ = '.';
	for (; rest; rest = rest % scale) {
		scale /= 10;
		*to++ = (char)('0' + rest / scale);
	}
	*to = '\0';
	json->out->len = (size_t)(to - json->out->data);
}

void sp_json_bool(struct sp_json *json, bool value)
{
	sp_json_raw(json, value ? "true" : "false");
}

void sp_json_raw(struct sp_json *json, const char *value)
{
	separate(json);
	sp_buf_puts(json->out, value);
}

void sp_json_base64(struct sp_json *json, const void *data, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *s = data;

	separate(json);
	sp_buf_putc(json->out, '"');
	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t bits = (uint32_t)s[i] << 16 | (n > 1 ? (uint32_t)s[i + 1] << 8 : 0) |
				(n > 2 ? s[i + 2] : 0u);
		char four[4] = { digits[bits >> 18], digits[bits >> 12 & 63],
				 n > 1 ? digits[bits >> 6 & 63] : '=',
				 n > 2 ? digits[bits & 63] : '=' };
		sp_buf_add(json->out, four, 4);
	}
	sp_buf_putc(json->out, '"');
}
