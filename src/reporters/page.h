/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page.h - a page of HTML for the screen and for A4: one file, no script,
 * nothing fetched. Threads: pure.
 */
#ifndef REPORTERS_PAGE_H
#define REPORTERS_PAGE_H

#include "spana/reporter.h"

/* Appends text with what HTML would obey made harmless, and what cannot be seen made visible. */
bool sp_page_text(struct sp_buf *out, const char *s);

/* Begins a page; its policy allows the style sheet in it and nothing else. */
bool sp_page_open(struct sp_buf *out, enum sp_language language, const char *title);
bool sp_page_close(struct sp_buf *out);

/* <p class="what"> and the like: an element with text in it. class may be NULL. */
bool sp_page_element(struct sp_buf *out, const char *element, const char *class, const char *text);

#endif
