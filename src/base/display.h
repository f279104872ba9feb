/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * display.h - text for a person's eyes: harmless, measured, joined.
 *
 * Names of files come from anybody. What a terminal would obey, or a reader
 * would not see (controls, changes of direction, blanks without width), is
 * shown as an escape. Threads: pure.
 */
#ifndef BASE_DISPLAY_H
#define BASE_DISPLAY_H

#include <locale.h>

#include "base/buf.h"

/* Appends s, repaired and made harmless. */
bool sp_display_put(struct sp_buf *out, const char *s);

/* A locale that knows the widths of characters; (locale_t)0 where there is none. */
locale_t sp_display_locale(void);

/* Columns that s takes: by the locale, or one a character. */
size_t sp_display_width(locale_t locale, const char *s);

/* Appends what fits into `columns`, and "…" where something did not. Returns columns used. */
size_t sp_display_fit(struct sp_buf *out, locale_t locale, const char *s, size_t columns);

/* The same of the end of s, with "…" before it. */
size_t sp_display_fit_end(struct sp_buf *out, locale_t locale, const char *s, size_t columns);

/*
 * Appends text in lines of at most `width` columns (0: as it is), broken at blanks; a long word
 * is left whole. It begins in `column`, further lines after `indent` blanks.
 */
void sp_display_wrap(struct sp_buf *out, locale_t locale, const char *text, size_t width,
		     size_t column, size_t indent);

/* A number with a blank between thousands, in `out`. */
const char *sp_display_number(char out[32], uint64_t n);

/* A number of bytes: "4.2 MiB". */
const char *sp_display_bytes(char out[32], uint64_t n);

/* "2026-07-30" or, with `clock`, "2026-07-30T12:00:00Z", in UTC. */
const char *sp_display_time(char out[32], int64_t ns, bool clock);

#endif
