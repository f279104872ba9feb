/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines.h - line and column of a position in UTF-8 text. Threads: pure.
 */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include <stddef.h>
#include <stdint.h>

/* A position as people count it: both from 1, columns in characters. */
struct sp_position {
	uint64_t line, column;
};

/* The position behind `len` bytes of text that begin at *position. */
void sp_position_advance(struct sp_position *position, const char *text, size_t len);

#endif
