/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * held_html.h - pieces of a register extract as a page, and its documents.
 * That there was no memory is remembered by `to`. Threads: one.
 */
#ifndef REPORTERS_HELD_HTML_H
#define REPORTERS_HELD_HTML_H

#include "reporters/held.h"

struct sp_held_html {
	const struct sp_dossier *d;
	enum sp_language l;
	struct sp_buf *to;
	struct sp_held_sums sums;
};

/* One of two texts by the language. */
const char *sp_held_say(const struct sp_held_html *h, const char *swedish, const char *english);

/* HTML as it is; text; a number with blanks between its thousands. */
void sp_held_put(const struct sp_held_html *h, const char *html);
void sp_held_text(const struct sp_held_html *h, const char *s);
void sp_held_number(const struct sp_held_html *h, uint64_t n);
void sp_held_heading(const struct sp_held_html *h, const char *swedish, const char *english);
/* A box that stands out; `class` is "alarm", "care" or "". */
void sp_held_note(const struct sp_held_html *h, const char *class, const char *text);

/* A table with its heads, in two languages: one that begins with '#' stands over numbers. */
void sp_held_table(const struct sp_held_html *h, const char *const (*heads)[2], size_t n);
void sp_held_table_end(const struct sp_held_html *h);
void sp_held_cell(const struct sp_held_html *h, const char *s);
void sp_held_number_cell(const struct sp_held_html *h, uint64_t n);

/* Where the data are: all documents but copies of others. */
void sp_held_files(const struct sp_held_html *h);

#endif
