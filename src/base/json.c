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

void sp_json_open(struct sp_json *json, char bracket)
{
	separate(json);
	sp_buf_putc(json->out, bracket);
	json->comma = false;
}

void sp_json_close(struct sp_json *json, char bracket)
{
	sp_buf_putc(json->out, bracket);
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

#ifdef __x86_64__
#include <emmintrin.h>

#define BLOCK 16

/*
 * Copies BLOCK bytes. Returns how many of the first stand for themselves in a string, and are a
 * character: 0x20-0x7E less '"' and '\\'.
 */
static inline size_t copy_block(char *to, const char *s)
{
	const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
	/* As signed bytes those beyond ASCII are less than 0. */
	const __m128i low = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20));
	const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
					   _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
	const __m128i escaped = _mm_or_si128(marks, _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7F)));
	const unsigned others = (unsigned)_mm_movemask_epi8(_mm_or_si128(low, escaped));

	_mm_storeu_si128((__m128i *)(void *)to, v);
	return others ? (size_t)__builtin_ctz(others) : BLOCK;
}
#else
#define BLOCK 8

static size_t copy_block(char *to, const char *s)
{
	const uint64_t eight = sp_eight(s);

	memcpy(to, s, BLOCK);
	return sp_eight_first(sp_eight_below(eight, 0x20) | sp_eight_has(eight, '"') |
			      sp_eight_has(eight, '\\') | sp_eight_has(eight, 0x7F) |
			      (eight & SP_EIGHT_HIGH));
}
#endif

/* The same for up to BLOCK bytes of len. */
static inline size_t copy_plain(char *to, const char *s, size_t len)
{
	char last[BLOCK] = { 0 };

	if (len >= BLOCK)
		return copy_block(to, s);
	memcpy(last, s, len);
	return copy_block(to, last);
}

/* A character of two bytes, which stands for itself as well. */
static bool is_pair(const char *s, size_t len)
{
	return len >= 2 && (unsigned char)s[0] >= 0xC2 && (unsigned char)s[0] < 0xE0 &&
	       sp_utf8_is_tail(s[1]);
}

/* Writes a string to `to`, the buffer's end, which has room for len + 2 + BLOCK bytes. */
static void put_string_at(struct sp_buf *out, char *to, const char *s, size_t len)
{
	*to++ = '"';
	while (len) {
		size_t size = copy_plain(to, s, len);
		if (!size && is_pair(s, len))
			memcpy(to, s, size = 2);
		if (size) {
			to += size;
		} else {
			out->len = (size_t)(to - out->data);
			put_char(out, s, len, &size);
			if (!(to = sp_buf_reserve(out, len + 1 + BLOCK)))
				return;
		}
		s += size;
		len -= size;
	}
	*to++ = '"';
	*to = '\0';
	out->len = (size_t)(to - out->data);
}

static void put_string(struct sp_buf *out, const char *s, size_t len)
{
	char *to = sp_buf_reserve(out, len + 2 + BLOCK);

	if (to)
		put_string_at(out, to, s, len);
}

/* Writes a key to `to`, which has room for len + 4 bytes. Returns its end. */
static inline char *put_key_at(const struct sp_json *json, char *to, const char *key, size_t len)
{
	if (json->comma)
		*to++ = ',';
	*to++ = '"';
	memcpy(to, key, len);
	to += len;
	*to++ = '"';
	*to++ = ':';
	return to;
}

void sp_json_key_n(struct sp_json *json, const char *key, size_t len)
{
	char *to = sp_buf_reserve(json->out, len + 4);

	if (!to)
		return;
	to = put_key_at(json, to, key, len);
	*to = '\0';
	json->out->len = (size_t)(to - json->out->data);
	json->comma = false;
}

void sp_json_member(struct sp_json *json, const char *key, size_t key_len, const char *s,
		    size_t len)
{
	char *to = sp_buf_reserve(json->out, key_len + 4 + len + 2 + BLOCK);

	if (!to)
		return;
	put_string_at(json->out, put_key_at(json, to, key, key_len), s, len);
	json->comma = true;
}

void sp_json_member_uint(struct sp_json *json, const char *key, size_t key_len,
			 unsigned long long n)
{
	sp_json_key_n(json, key, key_len);
	sp_buf_put_uint(json->out, n);
	json->comma = true;
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
	unsigned long long scale = 1;
	char decimals[1 + 20] = ".";

	for (int i = 0; i < places; i++)
		scale *= 10;
	double scaled = n * (double)scale + 0.5;
	/* So that a number that is none, or too large, is no undefined conversion. */
	unsigned long long all = scaled > 0 && scaled < 1e18 ? (unsigned long long)scaled : 0;
	separate(json);
	sp_buf_put_uint(json->out, all / scale);
	unsigned long long rest = all % scale;
	if (!rest)
		return;
	for (; rest % 10 == 0; places--)
		rest /= 10;
	for (int i = places; i; i--, rest /= 10)
		decimals[i] = (char)('0' + rest % 10);
	sp_buf_add(json->out, decimals, 1 + (size_t)places);
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
