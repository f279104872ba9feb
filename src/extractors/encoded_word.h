/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * encoded_word.h - the value of a mail header, as its reader sees it.
 */
#ifndef EXTRACTORS_ENCODED_WORD_H
#define EXTRACTORS_ENCODED_WORD_H

#include "base/buf.h"

#include <stddef.h>

/*
 * Appends a header's raw value as UTF-8: folded lines joined, encoded words
 * decoded, space around it removed. false: *out is full, or no memory.
 * Threads: pure.
 */
SP_CHECK bool sp_header_decode(const char *raw, size_t len, struct sp_buf *out);

#endif
