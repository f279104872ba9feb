/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terminal.h - what the terminal is, if there is one: how wide, whether it shows
 * colours and takes a line back, and which characters it has.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cli/opts.h"

/*
 * From here on a terminal without UTF-8 is shown what it has of each character,
 * in as many columns. Pipes and files get UTF-8 in any case. Before any output.
 */
void terminal_start(void);

/* Is somebody looking on? `stream` is stdout or stderr. */
bool terminal_is(FILE *stream);

/* Columns: COLUMNS, or what the terminal says; 0: not a terminal. */
unsigned terminal_width(FILE *stream);

/* True if a line can be drawn anew: a terminal that is not dumb. */
bool terminal_redraws(FILE *stream);

/* True if colours are wanted on this stream: --color, NO_COLOR, TERM. */
bool wants_colour(const struct settings *settings, FILE *stream);

/* A line on standard error that is drawn anew each time. */
void terminal_draw_line(const char *text);
/* Takes it away, if there is one. Threads: any. */
void terminal_erase_line(void);

/* Prints text and blanks up to so many columns. */
void terminal_pad(FILE *stream, const char *text, size_t columns);

/*
 * Prints text in lines that fit the terminal, broken at blanks, with an end of
 * line; `column` columns are used of the first, the others are indented.
 */
void terminal_wrap(FILE *stream, const char *text, size_t column, size_t indent);

#endif
