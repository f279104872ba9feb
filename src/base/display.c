/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * display.c - see display.h. Widths are wcwidth(3)'s in the C.UTF-8 locale,
 * whatever the user's own, because the output is UTF-8 in any case.
 */
#include "base/display.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#define ELLIPSIS "\xE2\x80\xA6"

/* What a terminal obeys or a reader does not see. Joiners (U+200C, U+200D) belong to words. */
static const struct {
	uint32_t first, last;
} hidden[] = {
	{ 0x0000, 0x001F }, { 0x007F, 0x009F }, { 0x00AD, 0x00AD }, { 0x061C, 0x061C },
	{ 0x180E, 0x180E }, { 0x200B, 0x200B }, { 0x200E, 0x200F }, { 0x2028, 0x202E },
	{ 0x2060, 0x206F }, { 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB }, { 0xE0000, 0xE0FFF },
};

static bool is_hidden(uint32_t code)
{
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (code >= hidden[i].first && code <= hidden[i].last)
			return true;
	return false;
}

static void put_escape(struct sp_buf *out, uint32_t code)
{
	if (code == '\n')
		sp_buf_puts(out, "\\n");
	else if (code == '\t')
		sp_buf_puts(out, "\\t");
	else if (code < 0x80)
		sp_buf_printf(out, "\\x%02x", (unsigned)code);
	else
		sp_buf_printf(out, "\\u{%x}", (unsigned)code);
}

/* How many bytes from the start are plain: ASCII that is seen, a column each. */
static size_t plain_run(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= ' ' && s[n] < 0x7F)
		n++;
	return n;
}

bool sp_display_put(struct sp_buf *out, const char *s)
{
	size_t len = strlen(s), size;

	for (; len; s += size, len -= size) {
		size = plain_run(s, len);
		if (size) {
			sp_buf_add(out, s, size);
			continue;
		}
		uint32_t code = sp_utf8_decode(s, len, &size);
		if (is_hidden(code))
			put_escape(out, code);
		else
			sp_buf_put_utf8(out, code);
	}
	return !out->failed;
}

locale_t sp_display_locale(void)
{
	return newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static size_t char_width(uint32_t code)
{
	int width = wcwidth((wchar_t)code);

	return width < 0 ? 1 : (size_t)width;
}

/* As measure() does, whatever the text. */
static size_t measure_wide(locale_t locale, const char *s, size_t len, size_t *columns)
{
	locale_t before = locale ? uselocale(locale) : (locale_t)0;
	size_t used = 0, at = 0, size;

	for (; at < len; at += size) {
		uint32_t code = sp_utf8_decode(s + at, len - at, &size);
		size_t width = locale ? char_width(code) : 1;
		if (width > *columns - used)
			break;
		used += width;
	}
	if (locale)
		uselocale(before);
	*columns = used;
	return at;
}

/* The bytes of s that fit into `columns`, which becomes the columns they take. */
static size_t measure(locale_t locale, const char *s, size_t len, size_t *columns)
{
	/* One more than fits: it could be a mark on the last. */
	size_t looked_at = len > *columns ? *columns + 1 : len;

	if (plain_run(s, looked_at) < looked_at)
		return measure_wide(locale, s, len, columns);
	if (len < *columns)
		*columns = len;
	return *columns;
}

size_t sp_display_width(locale_t locale, const char *s)
{
	size_t columns = SIZE_MAX;

	measure(locale, s, strlen(s), &columns);
	return columns;
}

size_t sp_display_fit(struct sp_buf *out, locale_t locale, const char *s, size_t columns)
{
	size_t len = strlen(s), used = columns;

	if (measure(locale, s, len, &used) == len) {
		sp_buf_add(out, s, len);
		return used;
	}
	if (!columns)
		return 0;
	used = columns - 1;
	sp_buf_add(out, s, measure(locale, s, len, &used));
	sp_buf_puts(out, ELLIPSIS);
	return used + 1;
}

const char *sp_display_number(char out[32], uint64_t n)
{
	char digits[24];
	size_t len = (size_t)snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n),
	       at = 0;

	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			out[at++] = ' ';
		out[at++] = digits[i];
	}
	out[at] = '\0';
	return out;
}

const char *sp_display_bytes(char out[32], uint64_t n)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	double value = (double)n / 1024;
	size_t unit = 0;

	if (n < 1024) {
		snprintf(out, 32, "%u bytes", (unsigned)n);
		return out;
	}
	for (; value >= 1023.95 && unit + 1 < sizeof(units) / sizeof(units[0]); unit++)
		value /= 1024;
	snprintf(out, 32, "%.1f %s", value, units[unit]);
	return out;
}

/* Writes n with `digits` of them, and `end` behind it. Returns where that ends. */
static char *put_digits(char *to, int n, int digits, char end)
{
	for (int i = digits; i-- > 0; n /= 10)
		to[i] = (char)('0' + n % 10);
	to[digits] = end;
	return to + digits + 1;
}

const char *sp_display_time(char out[32], int64_t ns, bool clock)
{
	time_t seconds = (time_t)(ns / 1000000000 - (ns % 1000000000 < 0));
	char *to = out;
	struct tm tm;

	out[0] = '\0';
	/* So many nanoseconds are years of four digits. */
	if (!gmtime_r(&seconds, &tm))
		return out;
	to = put_digits(to, tm.tm_year + 1900, 4, '-');
	to = put_digits(to, tm.tm_mon + 1, 2, '-');
	to = put_digits(to, tm.tm_mday, 2, clock ? 'T' : '\0');
	if (!clock)
		return out;
	to = put_digits(to, tm.tm_hour, 2, ':');
	to = put_digits(to, tm.tm_min, 2, ':');
	to = put_digits(to, tm.tm_sec, 2, 'Z');
	*to = '\0';
	return out;
}

size_t sp_display_fit_end(struct sp_buf *out, locale_t locale, const char *s, size_t columns)
{
	size_t width = sp_display_width(locale, s), left = width;

	if (width <= columns) {
		sp_buf_puts(out, s);
		return width;
	}
	if (!columns)
		return 0;
	/* Characters go from the start until the rest fits, and what combines with them. */
	while (*s && left > columns - 1) {
		size_t one = 1;
		size_t size = measure(locale, s, strlen(s), &one);
		if (!size) {
			one = 2;
			size = measure(locale, s, strlen(s), &one);
		}
		s += size;
		left -= one;
	}
	sp_buf_puts(out, ELLIPSIS);
	sp_buf_puts(out, s);
	return left + 1;
}

/* The bytes of the first line of text that fit into `columns`: to a blank, or all of one long word.
 */
static size_t line_end(locale_t locale, const char *text, size_t columns)
{
	size_t used = columns, end = strcspn(text, "\n");
	size_t fits = measure(locale, text, end, &used);

	if (fits == end || text[fits] == ' ')
		return fits;
	for (size_t at = fits; at; at--)
		if (text[at - 1] == ' ')
			return at - 1;
	return fits + strcspn(text + fits, " \n");
}

void sp_display_wrap(struct sp_buf *out, locale_t locale, const char *text, size_t width,
		     size_t column, size_t indent)
{
	if (!width)
		width = SIZE_MAX;
	while (*text) {
		size_t end = line_end(locale, text, width > column ? width - column : 1);
		/* What does not fit behind what stands there begins on a line of its own. */
		size_t used = SIZE_MAX;
		measure(locale, text, end, &used);
		if (column > indent && used > width - column) {
			sp_buf_printf(out, "\n%*s", (int)indent, "");
			column = indent;
			continue;
		}
		sp_buf_add(out, text, end);
		text += end;
		bool broken = *text == '\n';
		while (!broken && *text == ' ')
			text++;
		text += broken;
		if (*text)
			sp_buf_printf(out, "\n%*s", *text == '\n' ? 0 : (int)indent, "");
		column = indent;
	}
}
