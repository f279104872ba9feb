/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * utf8.h - UTF-8 as of RFC 3629: no surrogates, no long forms. Threads: pure.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "spana/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sp_buf;

#define SP_UTF8_BAD 0xFFFDu

/*
 * The code point at s, and in *size how many bytes it takes. Ill-formed bytes
 * give SP_UTF8_BAD and the length of the longest prefix of a character, at
 * least 1. len must not be 0.
 */
uint32_t sp_utf8_decode(const char *s, size_t len, size_t *size);

/* Writes 1 to 4 bytes; U+FFFD for what is no code point. */
size_t sp_utf8_encode(uint32_t code, char out[4]);

/* How many bytes from the start are well-formed: len if all are. */
size_t sp_utf8_valid(const char *s, size_t len);

/*
 * Bytes at the end that begin a character which the next bytes may complete:
 * 0 to 3.
 */
size_t sp_utf8_cut(const char *s, size_t len);

/* Characters in well-formed text. */
size_t sp_utf8_count(const char *s, size_t len);

/* Appends s with U+FFFD for ill-formed bytes. false: the buffer is full. */
bool sp_utf8_repair(struct sp_buf *out, const char *s, size_t len);

/* True for a byte that continues a character. */
static inline bool sp_utf8_is_tail(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

#endif
