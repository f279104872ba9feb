/* SPDX-License-Identifier: GPL-3.0-or-later */
/* field_name.c - see field_name.h. */
#include "extractors/field_name.h"

#include "base/ascii.h"

/* Digits in a row that are more than a counter behind a name. */
#define DIGITS_MOST 4

bool sp_field_is_name(const char *name, size_t len)
{
	size_t digits = 0;

	for (size_t i = 0; i < len; i++) {
		digits = sp_is_digit(name[i]) ? digits + 1 : 0;
		if (name[i] == '@' || name[i] == '\n' || digits > DIGITS_MOST)
			return false;
	}
	return len && len < SP_FIELD_NAME;
}
