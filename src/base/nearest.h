/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nearest.h - what a mistyped name was meant to be. Threads: pure. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/* Edits from one word to the other; one of 64 bytes or more is as far as can be. */
size_t sp_distance(const char *a, const char *b);

/* The entry of `names` (NULL-ended) that is most like a mistyped one, or NULL. */
const char *sp_nearest(const char *typed, const char *const *names);

#endif
