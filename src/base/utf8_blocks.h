/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8_blocks.h - the part of sp_utf8_valid that the machine can do in blocks. */
#ifndef BASE_UTF8_BLOCKS_H
#define BASE_UTF8_BLOCKS_H

#include <stddef.h>

/*
 * Bytes from the start that are well-formed, but for a character that may be
 * cut at their end: a multiple of the block, and 0 where there is no faster
 * way. Threads: pure.
 */
size_t sp_utf8_valid_blocks(const char *s, size_t len);

#endif
