/* SPDX-License-Identifier: GPL-3.0-or-later */
/* opening.c - ASCII is all that a probe looks for, so that nothing is converted. */
#include "extractors/opening.h"

#include "base/ascii.h"

#include "extractors/charset_own.h"

size_t sp_opening(struct sp_input *in, char text[SP_OPENING])
{
	size_t len, mark, unit = 1, low = 0, n = 0;
	const unsigned char *head = sp_input_head(in, &len);
	const struct sp_charset *charset = sp_charset_of_mark(head, len, &mark);

	if (!charset)
		charset = sp_charset_of_zeros(head, len);
	if (charset && sp_charset_is_wide(charset)) {
		unit = charset->kind <= CHARSET_UTF16BE ? 2 : 4;
		low = charset->kind == CHARSET_UTF16BE || charset->kind == CHARSET_UTF32BE
			      ? unit - 1
			      : 0;
	}
	for (size_t at = mark; at + unit <= len && n < SP_OPENING - 1; at += unit) {
		unsigned char c = head[at + low];
		bool beyond = false;
		for (size_t k = 0; k < unit; k++)
			beyond |= k != low && head[at + k];
		if (n || beyond || !sp_is_space((char)c))
			text[n++] = beyond || !c ? '?' : (char)c;
	}
	text[n] = '\0';
	return n;
}
