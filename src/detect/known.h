/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known.h - the pattern files of the build: what was read of them when it was
 * made, so that it need not be read again at each start.
 *
 * It says nothing that the files do not say: a file of which one byte is another
 * is no longer known, and is read. Made by known/main.c.
 */
#ifndef DETECT_KNOWN_H
#define DETECT_KNOWN_H

#include "detect/patterns.h"

#include <stdint.h>
#include <string.h>

struct known_pattern {
	const char *text; /* the file */
	size_t len;
	struct pattern_file file;
	const uint32_t *shortest; /* of each form, which PCRE2 has taken: see regex_check */
};

extern const struct known_pattern known_patterns[];
extern const size_t n_known_patterns;

/* The file with this text, or NULL. Threads: immutable. */
static inline const struct known_pattern *known_find(const void *text, size_t len)
{
	for (size_t i = 0; i < n_known_patterns; i++)
		if (known_patterns[i].len == len && memcmp(known_patterns[i].text, text, len) == 0)
			return &known_patterns[i];
	return NULL;
}

#endif
