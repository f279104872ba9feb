/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digits.c - see digits.h. The separators are those that word processors,
 * web pages and spreadsheets put into numbers: Unicode's dashes, its blanks
 * of fixed width, and the marks of no width that ride along in copied text.
 * Digits of other scripts are left out: no authority issues numbers in them.
 */
#include "validators/digits.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

#define NO_WIDTH 1

/* The one character that stands for this one; 0: it has no part in a number. */
static char fold(uint32_t code)
{
	if (code < 0x80)
		return code && strchr("-+ ./(),:\t\n", (int)code) ? (char)code : 0;
	switch (code) {
	case 0x00AD: /* soft hyphen */
	case 0x2010:
	case 0x2011: /* the hyphen that does not break */
	case 0x2012:
	case 0x2013: /* en dash */
	case 0x2014:
	case 0x2212: /* minus */
	case 0xFE63:
	case 0xFF0D:
		return '-';
	case 0xFF0B:
		return '+';
	case 0x00A0:
	case 0x2007:
	case 0x2009:
	case 0x202F:
	case 0x3000:
		return ' ';
	case 0x200B:
	case 0x200C:
	case 0x200D:
	case 0x2060:
	case 0xFEFF:
		return NO_WIDTH;
	default:
		return 0;
	}
}

/* A digit, or a letter in upper case; 0: it is neither. */
static inline char sign_of(char c)
{
	if (sp_is_digit(c))
		return c;
	return sp_is_alpha(c) ? (char)(c & ~0x20) : '\0';
}

void sp_written_read(struct sp_written *out, const char *s, size_t len)
{
	size_t size, n_gap = 0, i = 0;

	/* Of the gaps those up to the last sign's count, and the one behind it. */
	memset(out->sign, 0, sizeof(out->sign));
	memset(out->gap[0], 0, sizeof(out->gap[0]));
	out->n = 0;
	for (; i < len; i += size) {
		const char sign = sign_of(s[i]);
		if (sign) {
			if (out->n == SP_SIGNS_MAX)
				break;
			out->at[out->n] = i;
			out->sign[out->n++] = sign;
			memset(out->gap[out->n], 0, sizeof(out->gap[0]));
			n_gap = 0;
			size = 1;
			continue;
		}
		uint32_t code = sp_utf8_decode(s + i, len - i, &size);
		char mark = code == '\r' ? NO_WIDTH : fold(code);
		if (!mark || (mark != NO_WIDTH && n_gap == SP_GAP_MAX)) {
			break;
		} else if (mark != NO_WIDTH) {
			out->gap[out->n][n_gap++] = mark;
		}
	}
	out->end = i;
	out->whole = i == len;
}

bool sp_written_is_number(const struct sp_written *w)
{
	return w->whole && w->n && !w->gap[0][0] && !w->gap[w->n][0] &&
	       sp_written_digits(w, 0, w->n);
}

bool sp_written_digits(const struct sp_written *w, size_t from, size_t to)
{
	if (to > w->n)
		return false;
	for (size_t i = from; i < to; i++)
		if (!sp_is_digit(w->sign[i]))
			return false;
	return true;
}

bool sp_written_joined(const struct sp_written *w, size_t from, size_t to)
{
	for (size_t i = from + 1; i < to; i++)
		if (w->gap[i][0])
			return false;
	return true;
}

/* The end of a line or cell, with blanks, and with a hyphen or without. */
static bool is_cut(const char *gap)
{
	const char *hyphen = strchr(gap, '-');

	return strpbrk(gap, "\t\n") && strspn(gap, "- \t\n") == strlen(gap) &&
	       !(hyphen && strchr(hyphen + 1, '-'));
}

char sp_written_kind(const struct sp_written *w, size_t i)
{
	const char *gap = w->gap[i];
	char kind = 0;

	if (!gap[0])
		return 0;
	if (!strcmp(gap, " "))
		return ' ';
	if (is_cut(gap))
		return '\t';
	if (*gap == ' ')
		gap++;
	if (*gap == '-' || *gap == '+')
		kind = *gap++;
	if (*gap == ' ')
		gap++;
	return kind && !*gap ? kind : '?';
}

size_t sp_written_drop_fraction(struct sp_written *w)
{
	if (w->n < 2 || w->sign[w->n - 1] != '0' || strcmp(w->gap[w->n - 1], ".") != 0 ||
	    w->gap[w->n][0] || !sp_written_joined(w, 0, w->n - 1))
		return 0;
	w->sign[--w->n] = '\0';
	w->gap[w->n][0] = '\0';
	return w->at[w->n - 1] + 1;
}

bool sp_luhn(const char *digits, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++) {
		int digit = digits[n - 1 - i] - '0';
		if (i % 2)
			digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
		sum += digit;
	}
	return sum % 10 == 0;
}

int sp_digits_int(const char *digits, size_t n)
{
	int value = 0;

	for (size_t i = 0; i < n; i++)
		value = 10 * value + (digits[i] - '0');
	return value;
}

int sp_digits_weigh(const char *digits, const int *weights, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (digits[i] - '0') * weights[i];
	return sum;
}

int sp_month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || month > 12)
		return 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

bool sp_date_exists(struct sp_date date)
{
	return date.day >= 1 && date.day <= sp_month_days(date.year, date.month);
}

int sp_date_compare(struct sp_date a, struct sp_date b)
{
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month != b.month)
		return a.month < b.month ? -1 : 1;
	return (a.day > b.day) - (a.day < b.day);
}

/* ---- masks ---- */

#define MASK_MOST 64 /* bytes, a bit each */

#ifdef __x86_64__
#include <emmintrin.h>

/* Bytes from `first` on, so many of them. */
static inline __m128i among(__m128i v, char first, unsigned char n)
{
	__m128i from = _mm_sub_epi8(v, _mm_set1_epi8(first));

	return _mm_cmpeq_epi8(_mm_min_epu8(from, _mm_set1_epi8((char)(n - 1))), from);
}

/* Which of sixteen bytes are letters or digits, and which are not ASCII. */
static inline uint64_t signs_of(const char *s, unsigned *beyond)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
	__m128i letters = among(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', 26);

	*beyond |= (unsigned)_mm_movemask_epi8(v);
	return (unsigned)_mm_movemask_epi8(_mm_or_si128(letters, among(v, '0', 10)));
}
#else
static uint64_t signs_of(const char *s, unsigned *beyond)
{
	uint64_t signs = 0;

	for (unsigned i = 0; i < 16; i++) {
		*beyond |= (unsigned char)s[i] & 0x80;
		signs |= (uint64_t)sp_is_alnum(s[i]) << i;
	}
	return signs;
}
#endif

/* Which bytes are letters or digits. false: not all are ASCII, or there are too many. */
static bool find_signs(const char *s, size_t len, uint64_t *signs)
{
	char text[MASK_MOST] = { 0 };
	unsigned beyond = 0;

	if (len > MASK_MOST)
		return false;
	memcpy(text, s, len);
	*signs = 0;
	for (size_t at = 0; at < len; at += 16)
		*signs |= signs_of(text + at, &beyond) << at;
	return !beyond;
}

/* Writes s to out with '*' for each of the bytes. */
static void hide(const char *s, size_t len, uint64_t hidden, char *out)
{
	memcpy(out, s, len);
	for (; hidden; hidden &= hidden - 1)
		out[__builtin_ctzll(hidden)] = '*';
	out[len] = '\0';
}

/* The first n of the bits. */
static uint64_t first_bits(uint64_t bits, size_t n)
{
	uint64_t rest = bits;

	for (; n && rest; n--)
		rest &= rest - 1;
	return bits & ~rest;
}

static uint64_t last_bits(uint64_t bits, size_t n)
{
	uint64_t rest = bits;

	for (; n && rest; n--)
		rest &= ~(UINT64_C(1) << (63 - __builtin_clzll(rest)));
	return bits & ~rest;
}

/* A long text, or one beyond ASCII. */
static void mask_any(const char *s, size_t len, size_t head, size_t tail, char *out, size_t size)
{
	size_t total = 0, seen = 0, n = 0;

	for (size_t i = 0; i < len; i++)
		total += sp_is_alnum(s[i]);
	for (size_t i = 0; i < len;) {
		const bool sign = sp_is_alnum(s[i]);
		size_t bytes = 1;
		if ((unsigned char)s[i] >= 0x80)
			sp_utf8_decode(s + i, len - i, &bytes);
		if (n + bytes >= size)
			break;
		if (bytes > 1)
			memcpy(out + n, s + i, bytes);
		else
			out[n] = sign && seen >= head && seen + tail < total ? '*' : s[i];
		seen += sign;
		n += bytes;
		i += bytes;
	}
	if (size)
		out[n] = '\0';
}

void sp_mask_signs(const char *s, size_t len, size_t head, size_t tail, char *out, size_t size)
{
	uint64_t signs;

	if (len < size && find_signs(s, len, &signs))
		hide(s, len, signs & ~first_bits(signs, head) & ~last_bits(signs, tail), out);
	else
		mask_any(s, len, head, tail, out, size);
}

void sp_mask_last_four(const char *s, size_t len, const struct sp_reading *reading, char *out,
		       size_t size)
{
	uint64_t signs;
	size_t total = 0;

	(void)reading;
	if (len < size && find_signs(s, len, &signs)) {
		hide(s, len, last_bits(signs, 4), out);
		return;
	}
	for (size_t i = 0; i < len; i++)
		total += sp_is_alnum(s[i]);
	mask_any(s, len, total > 4 ? total - 4 : 0, 0, out, size);
}
