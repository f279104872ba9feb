/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ascii.c - see ascii.h. */
#include "base/ascii.h"

#include <stdint.h>

bool sp_ascii_equal_n(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (sp_to_lower(a[i]) != sp_to_lower(b[i]))
			return false;
		if (!a[i])
			return true;
	}
	return true;
}

bool sp_ascii_equal(const char *a, const char *b)
{
	return sp_ascii_equal_n(a, b, SIZE_MAX);
}
