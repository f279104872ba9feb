/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heading.h - does this read like what heads a column? Threads: pure. */
#ifndef EXTRACTORS_HEADING_H
#define EXTRACTORS_HEADING_H

#include <stdbool.h>
#include <stddef.h>

/* Could this be the name of a column? */
bool sp_heading_is_name(const char *s, size_t len);

/* Has it a word that heads columns and is seldom a value? */
bool sp_heading_has_word(const char *s, size_t len);

#endif
