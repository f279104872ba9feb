/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_kind.h - what sort of text is this? Threads: pure.
 */
#ifndef EXTRACTORS_TEXT_KIND_H
#define EXTRACTORS_TEXT_KIND_H

#include "spana/status.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Could these first bytes of an input be text in any charset? The answer is
 * yes in doubt: reading what is no text costs time, not reading text loses it.
 */
bool sp_text_is_likely(const void *head, size_t len);

/* "json", "log", "sie", or "text"; of the start of a text in UTF-8. */
const char *sp_text_kind(const char *text, size_t len, bool whole);

#endif
