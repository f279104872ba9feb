/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime_header.h - the values of a part's own headers: Content-Type and
 * Content-Disposition with their parameters. Threads: pure.
 */
#ifndef EXTRACTORS_MIME_HEADER_H
#define EXTRACTORS_MIME_HEADER_H

#include "base/buf.h"

#include <stddef.h>

/* Bytes of such a value that are looked at, and of a type's name. */
#define SP_MIME_VALUE_MAX ((size_t)64 * 1024)
#define SP_MIME_TYPE_MAX 128

/*
 * The type that a value of Content-Type names, in small letters: "text/plain".
 * One that is empty or that nobody can read is "application/octet-stream"; "text" and
 * "multipart" alone are their commonest kinds.
 */
void sp_mime_type(const char *value, size_t len, char type[SP_MIME_TYPE_MAX]);

/*
 * Appends a parameter of the value as UTF-8: in pieces, in a charset and with
 * escapes (RFC 2231), or with encoded words (RFC 2047), where it is so. *found
 * tells whether there is one. false: *out is full, or no memory.
 */
SP_CHECK bool sp_mime_parameter(const char *value, size_t len, const char *name, struct sp_buf *out,
				bool *found);

/* As above, its bytes as they are; without one nothing is appended. For boundaries. */
SP_CHECK bool sp_mime_bare_parameter(const char *value, size_t len, const char *name,
				     struct sp_buf *out);

/* Is the value, up to its parameters, that word? */
bool sp_mime_is_word(const char *value, size_t len, const char *word);

#endif
