/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capitals.h - where are capitals, in 64 bytes at a time? */
#ifndef DETECT_CAPITALS_H
#define DETECT_CAPITALS_H

#include <stddef.h>
#include <stdint.h>

#define CAPITALS_BLOCK 64

/*
 * A bit for each byte of text[at, at + 64) that is A to Z, or that can end a capital
 * of U+00C0 to U+00DE; those beyond len have none. Of the others some end other
 * characters. Threads: any.
 */
uint64_t capitals(const char *text, size_t len, size_t at);

#endif
