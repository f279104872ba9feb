/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charset_own.h - what a charset is, for the files that convert and guess. */
#ifndef EXTRACTORS_CHARSET_OWN_H
#define EXTRACTORS_CHARSET_OWN_H

#include "extractors/charset.h"

enum charset_kind {
	CHARSET_UTF8,
	CHARSET_UTF16, /* of either order: the mark tells, else the zero bytes */
	CHARSET_UTF16LE,
	CHARSET_UTF16BE,
	CHARSET_UTF32,
	CHARSET_UTF32LE,
	CHARSET_UTF32BE,
	CHARSET_TABLE, /* ASCII below 0x80, `high` above */
	CHARSET_ICONV,
};

struct sp_charset {
	const char *name; /* what iconv calls it, where it is iconv's */
	enum charset_kind kind;
	const uint16_t *high; /* TABLE: code points of 0x80-0xFF, 0 for none */
	/* Names without hyphens and the like, in lower case, separated by spaces. */
	const char *aliases;
	unsigned codepages[3]; /* Windows numbers, 0 for none */
};

/* Not to be declared by name alone, but known by their bytes. */
const struct sp_charset *sp_charset_known(enum charset_kind kind);

/* Bytes of UTF-8: characters beyond ASCII, and places that are ill-formed. */
struct utf8_tally {
	size_t wide, bad;
};
struct utf8_tally sp_charset_tally(const char *s, size_t len);

#endif
