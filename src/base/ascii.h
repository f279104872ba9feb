/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ascii.h - character classes that no locale changes. Threads: pure.
 */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>

static inline bool sp_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool sp_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool sp_is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool sp_is_alpha(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline bool sp_is_alnum(char c)
{
	return sp_is_alpha(c) || sp_is_digit(c);
}

static inline bool sp_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline char sp_to_lower(char c)
{
	return sp_is_upper(c) ? (char)(c + ('a' - 'A')) : c;
}

static inline char sp_to_upper(char c)
{
	return sp_is_lower(c) ? (char)(c - ('a' - 'A')) : c;
}

/* Equal but for the case of ASCII letters. */
bool sp_ascii_equal(const char *a, const char *b);
bool sp_ascii_equal_n(const char *a, const char *b, size_t n);

#endif
