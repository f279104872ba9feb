/* SPDX-License-Identifier: GPL-3.0-or-later */
/* radix.h - what digits of hex and base64 stand for (RFC 4648). Threads: pure. */
#ifndef BASE_RADIX_H
#define BASE_RADIX_H

#include "base/ascii.h"

/* 0 to 15, in either case; -1: it is no digit. */
static inline int sp_hex_digit(char c)
{
	if (sp_is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* 0 to 63, of both alphabets; -1: it is no digit. */
static inline int sp_base64_digit(char c)
{
	if (sp_is_upper(c))
		return c - 'A';
	if (sp_is_lower(c))
		return c - 'a' + 26;
	if (sp_is_digit(c))
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

#endif
