/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * opening.c - ASCII is all that a probe looks for, so that nothing is
 * converted.
 */
#include "extractors/opening.h"

#include <string.h>

#include "base/ascii.h"

#include "extractors/charset_own.h"

/* The declaration of a charset stands within these first bytes. */
#define META_BYTES 1024

/*
 * True where the first character is no space and another than `first`, as nearly always. Where
 * both bytes are there a wide charset has a character beyond ASCII, or a mark.
 */
static bool begins_otherwise(const unsigned char *head, size_t len, char first)
{
	return len > 1 && head[0] && head[0] < 0x80 && head[1] && !sp_is_space((char)head[0]) &&
	       (char)head[0] != first;
}

/* The same as sp_opening in a charset whose ASCII is bytes. */
static size_t open_bytes(const unsigned char *head, size_t len, char first, char text[SP_OPENING])
{
	while (len && sp_is_space((char)*head)) {
		head++;
		len--;
	}
	if (len > SP_OPENING - 1)
		len = SP_OPENING - 1;
	if (!len || (first && (char)*head != first))
		return 0;
	memcpy(text, head, len);
	for (char *zero = text; (zero = memchr(zero, '\0', len - (size_t)(zero - text)));)
		*zero++ = '?';
	return len;
}

/* The same in UTF-16 and UTF-32. */
static size_t open_wide(const unsigned char *head, size_t len, enum charset_kind kind, char first,
			char text[SP_OPENING])
{
	const size_t unit = kind <= CHARSET_UTF16BE ? 2 : 4;
	const size_t low = kind == CHARSET_UTF16BE || kind == CHARSET_UTF32BE ? unit - 1 : 0;
	size_t n = 0;

	for (size_t at = 0; at + unit <= len && n < SP_OPENING - 1; at += unit) {
		unsigned char c = head[at + low];
		bool beyond = false;
		for (size_t k = 0; k < unit; k++)
			beyond |= k != low && head[at + k];
		char seen = beyond || !c ? '?' : (char)c;
		if (!n && sp_is_space(seen))
			continue;
		if (!n && first && seen != first)
			break;
		text[n++] = seen;
	}
	return n;
}

size_t sp_opening(struct sp_input *in, char first, char text[SP_OPENING])
{
	size_t len, mark, n = 0;
	const unsigned char *head = sp_input_head(in, &len);

	if (!first || !begins_otherwise(head, len, first)) {
		const struct sp_charset *charset = sp_charset_of_mark(head, len, &mark);
		if (!charset)
			charset = sp_charset_of_zeros(head, len);
		n = charset && sp_charset_is_wide(charset)
			    ? open_wide(head + mark, len - mark, charset->kind, first, text)
			    : open_bytes(head + mark, len - mark, first, text);
	}
	text[n] = '\0';
	return n;
}

/* The charset behind `key` and '=' in s, or NULL. */
static const struct sp_charset *declared_by(const char *s, size_t len, const char *key)
{
	size_t n = strlen(key);

	for (size_t i = 0; i + n < len; i++) {
		if (!sp_ascii_equal_n(s + i, key, n))
			continue;
		size_t at = i + n;
		while (at < len && (sp_is_space(s[at]) || strchr("='\"", s[at])))
			at++;
		size_t end = at;
		while (end < len && (sp_is_alnum(s[end]) || strchr("-_:.", s[end])))
			end++;
		const struct sp_charset *charset = sp_charset_from_name_n(s + at, end - at);
		if (charset)
			return charset;
	}
	return NULL;
}

const struct sp_charset *sp_opening_charset(struct sp_input *in)
{
	size_t len;
	const char *head = (const char *)sp_input_head(in, &len);

	if (len > META_BYTES)
		len = META_BYTES;
	const struct sp_charset *charset = declared_by(head, len, "charset");
	return charset ? charset : declared_by(head, len, "encoding");
}
