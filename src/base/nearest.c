/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nearest.c - see nearest.h. The distance is Levenshtein's. */
#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

size_t sp_distance(const char *a, const char *b)
{
	size_t row[64], n = strlen(b);

	if (n >= 64)
		return SIZE_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; *a; a++, i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t above = row[j];
			row[j] = smallest(above + 1, row[j - 1] + 1, diagonal + (*a != b[j - 1]));
			diagonal = above;
		}
	}
	return row[n];
}

const char *sp_nearest(const char *typed, const char *const *names)
{
	const char *best = NULL;
	size_t least = 3;

	for (; *names; names++) {
		size_t d = sp_distance(typed, *names);
		if (d < least) {
			least = d;
			best = *names;
		}
	}
	return best;
}
