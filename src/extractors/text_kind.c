/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_kind.c - text or not, by its control codes; and the kinds of text that
 * are easily told: JSON (RFC 8259, one value or one a line), logs whose lines
 * begin with a time, Swedish accounts (SIE).
 */
#include "extractors/text_kind.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/ascii.h"

#include "extractors/charset_own.h"

/* How much is looked at, in bytes and in lines. */
#define SAMPLE_BYTES 4096
#define SAMPLE_LINES 20

/* ---- text or not ---- */

/* Control codes but for white space, and ESC, which colours the logs of many programs. */
#define CONTROLS (0xFFFFFFFFu & ~(0x1Fu << '\t') & ~(1u << 0x1B))

static bool is_control(uint32_t code)
{
	return (code < 32 && CONTROLS >> code & 1) || code == 0x7F;
}

/* One in fifty may be a control code, and one is free: DOS ended files with 0x1A. */
static bool few(size_t controls, size_t units)
{
	return !controls || (controls - 1) * 50 <= units;
}

/* Units of UTF-16 and UTF-32 after a mark, which a binary file may have by chance. */
static bool is_wide_text(enum charset_kind kind, const unsigned char *s, size_t len)
{
	size_t size = kind <= CHARSET_UTF16BE ? 2 : 4, controls = 0;
	bool big = kind == CHARSET_UTF16BE || kind == CHARSET_UTF32BE;

	for (size_t i = 0; i + size <= len; i += size) {
		uint32_t code = 0;
		for (size_t k = 0; k < size; k++)
			code = code << 8 | s[big ? i + k : i + size - 1 - k];
		controls += is_control(code) || code == 0xFFFF || code > 0x10FFFF;
	}
	return few(controls, len / size);
}

static size_t count_controls_plain(const unsigned char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += (unsigned)(s[i] < 32) & CONTROLS >> (s[i] & 31) & 1;
	return n;
}

#ifdef __SSE2__
/* This is done to the head of every file. */
static size_t count_controls(const unsigned char *s, size_t len)
{
	const __m128i last = _mm_set1_epi8(31), tab = _mm_set1_epi8('\t');
	const __m128i four = _mm_set1_epi8('\r' - '\t'), escape = _mm_set1_epi8(0x1B);
	size_t n = 0, i = 0;

	for (; len - i >= 16; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
		__m128i from_tab = _mm_sub_epi8(v, tab);
		__m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, last), v);
		__m128i free = _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(from_tab, four), from_tab),
					    _mm_cmpeq_epi8(v, escape));
		int found = _mm_movemask_epi8(_mm_andnot_si128(free, control));
		if (found)
			n += (size_t)__builtin_popcount((unsigned)found);
	}
	return n + count_controls_plain(s + i, len - i);
}
#else
static size_t count_controls(const unsigned char *s, size_t len)
{
	return count_controls_plain(s, len);
}
#endif

bool sp_text_is_likely(const void *head, size_t len)
{
	const unsigned char *s = head;
	size_t mark;
	const struct sp_charset *charset = sp_charset_of_mark(head, len, &mark);

	if (!len)
		return false;
	if (charset && sp_charset_is_wide(charset))
		return is_wide_text(charset->kind, s + mark, len - mark);
	return sp_charset_of_zeros(head, len) || few(count_controls(s, len), len);
}

/* ---- JSON ---- */

struct scan {
	const char *s;
	size_t len, at;
	bool whole;
};

static void skip_space(struct scan *scan)
{
	while (scan->at < scan->len && sp_is_space(scan->s[scan->at]))
		scan->at++;
}

/* Past the end of a string that begins here, or at the end of the sample. */
static bool skip_string(struct scan *scan)
{
	for (scan->at++; scan->at < scan->len; scan->at++) {
		char c = scan->s[scan->at];
		if (c == '\\') {
			scan->at++;
		} else if (c == '"') {
			scan->at++;
			return true;
		} else if (c == '\n') {
			return false;
		}
	}
	scan->at = scan->len;
	return true;
}

/* A number, or true, false or null. */
static bool skip_word(struct scan *scan)
{
	size_t start = scan->at;

	while (scan->at < scan->len &&
	       (sp_is_alnum(scan->s[scan->at]) || strchr("+-.", scan->s[scan->at])))
		scan->at++;
	size_t len = scan->at - start;
	const char *s = scan->s + start;
	if (scan->at == scan->len && !scan->whole)
		return true;
	if (len && (sp_is_digit(s[0]) || s[0] == '-')) {
		for (size_t i = 1; i < len; i++)
			if (!sp_is_digit(s[i]) && !strchr("eE+-.", s[i]))
				return false;
		return true;
	}
	return (len == 4 && (!memcmp(s, "true", 4) || !memcmp(s, "null", 4))) ||
	       (len == 5 && !memcmp(s, "false", 5));
}

/*
 * Values and marks in turn, as far as the sample goes. Brackets are not
 * matched: what is wanted is a kind, not a verdict.
 */
static bool is_json(const char *text, size_t len, bool whole)
{
	struct scan scan = { text, len, 0, whole };
	bool value = true, string = false;
	size_t tokens = 0;

	skip_space(&scan);
	if (scan.at == len || !strchr("{[", text[scan.at]))
		return false;
	for (; scan.at < len; skip_space(&scan), tokens++) {
		char c = text[scan.at];
		if (value && (c == '{' || c == '[')) {
			string = false;
			scan.at++;
		} else if (value && c == '"') {
			if (!skip_string(&scan))
				return false;
			value = false;
			string = true;
		} else if (c == '}' || c == ']') {
			scan.at++;
			value = string = false;
		} else if (!value && (c == ',' || (c == ':' && string))) {
			scan.at++;
			value = true;
			string = false;
		} else if (!value && c == '{' && text[scan.at - 1] == '\n') {
			value = true; /* the next of several values, one a line */
		} else if (!value || !skip_word(&scan)) {
			return false;
		} else {
			value = string = false;
		}
	}
	return tokens > 1;
}

/* ---- logs ---- */

/* Does s begin as the pattern says? '9' is a digit, 'A' a capital, 'a' a small letter. */
static bool begins(const char *s, size_t len, const char *pattern)
{
	if (strlen(pattern) > len)
		return false;
	for (size_t i = 0; pattern[i]; i++) {
		bool fits = pattern[i] == '9'	? sp_is_digit(s[i]) || s[i] == ' '
			    : pattern[i] == 'A' ? sp_is_upper(s[i])
			    : pattern[i] == 'a' ? sp_is_lower(s[i])
						: s[i] == pattern[i];
		if (!fits)
			return false;
	}
	return true;
}

/* ISO 8601, syslog (RFC 3164, RFC 5424), and the common log format of web servers. */
static bool begins_with_time(const char *s, size_t len)
{
	static const char *const patterns[] = { "9999-99-99",		"[9999-99-99",
						"9999/99/99 99:99",	"Aaa 99 99:99:99",
						"[Aaa Aaa 99 99:99:99", "[99/Aaa/9999:99:99:99" };
	size_t skip = 0;

	if (len && s[0] == '<')
		while (skip < len && skip < 6 && s[skip++] != '>')
			;
	if (skip && begins(s + skip, len - skip, "1 9999-99-99"))
		return true;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (begins(s + skip, len - skip, patterns[i]))
			return true;
	const char *bracket = memchr(s, '[', len < 100 ? len : 100);
	return bracket && bracket != s &&
	       begins(bracket, len - (size_t)(bracket - s), "[99/Aaa/9999:99:99:99");
}

static bool is_log(const char *text, size_t len)
{
	size_t lines = 0, timed = 0;

	while (len && lines < SAMPLE_LINES) {
		const char *end = memchr(text, '\n', len);
		if (!end && lines)
			break;
		size_t n = end ? (size_t)(end - text) + 1 : len;
		bool is_timed = begins_with_time(text, n);
		if (!lines && !is_timed)
			return false;
		lines++;
		timed += is_timed;
		text += n;
		len -= n;
	}
	return lines >= 2 && timed * 2 >= lines;
}

const char *sp_text_kind(const char *text, size_t len, bool whole)
{
	static const char flag[] = "#FLAGGA";

	if (len > SAMPLE_BYTES) {
		len = SAMPLE_BYTES;
		whole = false;
	}
	if (len >= sizeof(flag) && !memcmp(text, flag, sizeof(flag) - 1))
		return "sie";
	if (is_json(text, len, whole))
		return "json";
	return is_log(text, len) ? "log" : "text";
}
