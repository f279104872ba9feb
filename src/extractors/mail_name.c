/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_name.c - see mail_name.h. Dates are read as people and programs write
 * them: a day, the name of a month and a year of four digits, in any order.
 */
#include "extractors/mail_name.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "extractors/encoded_word.h"

/* Characters of a subject that a name has. */
#define SUBJECT_CHARACTERS 80
/* Headers are looked for in so many bytes. */
#define HEAD_MAX (64 * 1024)
/* As many digits, however they are grouped, are masked but for the first two. */
#define LONG_NUMBER 7

/* ---- dates ---- */

static unsigned month_of(const char *s, size_t len)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (unsigned i = 0; len >= 3 && i < 12; i++)
		if (sp_ascii_equal_n(s, months + (size_t)i * 3, 3))
			return i + 1;
	return 0;
}

static unsigned number_of(const char *s, size_t len)
{
	unsigned n = 0;

	for (size_t i = 0; i < len; i++)
		if (len > 4 || !sp_is_digit(s[i]))
			return 0;
		else
			n = n * 10 + (unsigned)(s[i] - '0');
	return n;
}

void sp_mail_day(const char *date, size_t len, char day[11])
{
	unsigned d = 0, m = 0, y = 0;
	const char *at = date, *end = date + len;

	while (at < end) {
		const char *start = at;
		while (at < end && (sp_is_alnum(*at) || *at == ':' || *at == '+'))
			at++;
		size_t n = (size_t)(at - start);
		unsigned number = number_of(start, n);
		if (!m)
			m = month_of(start, n);
		if (!d && n <= 2 && number <= 31)
			d = number;
		else if (!y && n == 4)
			y = number;
		if (at < end)
			at++;
	}
	day[0] = '\0';
	if (d && m && y)
		snprintf(day, 11, "%04u-%02u-%02u", y % 10000, m % 100, d % 100);
}

/* ---- subjects ---- */

static bool joins_digits(char c)
{
	return c == ' ' || c == '-' || c == '.' || c == '/' || c == '+';
}

/* How long the number at s is, with what stands between its digits; and how many those are. */
static size_t number_length(const char *s, size_t len, size_t *digits)
{
	size_t end = 0;

	*digits = 0;
	for (size_t i = 0; i < len && (sp_is_digit(s[i]) || (i && joins_digits(s[i]))); i++)
		if (sp_is_digit(s[i])) {
			end = i + 1;
			++*digits;
		}
	return end;
}

static size_t mask_number(struct sp_buf *out, const char *s, size_t len)
{
	size_t digits, n = number_length(s, len, &digits), seen = 0;

	for (size_t i = 0; i < n; i++)
		sp_buf_putc(out,
			    sp_is_digit(s[i]) && digits >= LONG_NUMBER && ++seen > 2 ? '*' : s[i]);
	return n;
}

static bool in_address(char c)
{
	return sp_is_alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~.", c)) ||
	       (unsigned char)c >= 0x80;
}

/* The characters at s that stand before the '@' of an address; 0: it is none. */
static size_t local_length(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && in_address(s[n]))
		n++;
	return n && n + 1 < len && s[n] == '@' && in_address(s[n + 1]) ? n : 0;
}

static size_t put_word(struct sp_buf *out, const char *s, size_t len)
{
	size_t n = local_length(s, len), size;

	if (n) {
		sp_utf8_decode(s, n, &size);
		sp_buf_add(out, s, size);
		sp_buf_puts(out, "***");
		return n;
	}
	while (n < len && in_address(s[n]) && (!n || !sp_is_digit(s[n])))
		n++;
	sp_buf_add(out, s, n);
	return n;
}

/* What cannot be seen becomes a space, and spaces are one. */
static void put_subject(struct sp_buf *out, const char *s, size_t len)
{
	bool space = true;

	for (size_t at = 0; at < len && !out->failed;) {
		const char *c = s + at;
		if ((unsigned char)*c <= ' ' || *c == 0x7F) {
			if (!space)
				sp_buf_putc(out, ' ');
			space = true;
			at++;
			continue;
		}
		space = false;
		if (sp_is_digit(*c) && !local_length(c, len - at))
			at += mask_number(out, c, len - at);
		else if (in_address(*c))
			at += put_word(out, c, len - at);
		else
			at += sp_buf_putc(out, *c);
	}
}

/* The first characters, whole. */
static size_t cut(const char *s, size_t len, unsigned characters)
{
	size_t at = 0, size;

	for (unsigned n = 0; at < len && n < characters; n++, at += size)
		sp_utf8_decode(s + at, len - at, &size);
	return at;
}

bool sp_mail_name(struct sp_buf *out, uint64_t number, const char *date, const char *subject,
		  size_t len)
{
	struct sp_buf shown = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_buf_put_uint(out, number);
	if (*date) {
		sp_buf_putc(out, ' ');
		sp_buf_puts(out, date);
	}
	/* Masked before it is cut, so that no number is cut to a short one. */
	put_subject(&shown, subject, cut(subject, len, 4 * SUBJECT_CHARACTERS));
	size_t kept = cut(sp_buf_str(&shown), shown.len, SUBJECT_CHARACTERS);
	if (kept) {
		sp_buf_putc(out, ' ');
		sp_buf_add(out, shown.data, kept);
	}
	if (kept < shown.len)
		sp_buf_puts(out, "…");
	bool good = !out->failed && !shown.failed;
	sp_buf_release(&shown);
	return good;
}

/* ---- headers ---- */

struct value {
	const char *s;
	size_t len;
};

/* The value of the first header of that name, folded lines and all. */
static struct value find_header(const char *head, size_t len, const char *name)
{
	const size_t n = strlen(name);
	const char *at = head, *end = head + len;

	while (at < end && *at != '\n' && *at != '\r') {
		const char *next = at;
		do {
			const char *newline = memchr(next, '\n', (size_t)(end - next));
			next = newline ? newline + 1 : end;
		} while (next < end && (*next == ' ' || *next == '\t'));
		if ((size_t)(next - at) > n && at[n] == ':' && sp_ascii_equal_n(at, name, n))
			return (struct value) { at + n + 1, (size_t)(next - at) - n - 1 };
		at = next;
	}
	return (struct value) { "", 0 };
}

bool sp_mail_name_of(struct sp_buf *out, uint64_t number, const char *head, size_t len,
		     const char *fallback, size_t fallback_len)
{
	struct sp_buf subject = SP_BUF_INIT(SP_BUF_UNCAPPED);
	char day[11];

	if (len > HEAD_MAX)
		len = HEAD_MAX;
	struct value date = find_header(head, len, "Date");
	struct value raw = find_header(head, len, "Subject");
	sp_mail_day(date.s, date.len, day);
	if (!*day)
		sp_mail_day(fallback, fallback_len, day);
	bool good = sp_header_decode(raw.s, raw.len, &subject) &&
		    sp_mail_name(out, number, day, sp_buf_str(&subject), subject.len);
	sp_buf_release(&subject);
	return good;
}
