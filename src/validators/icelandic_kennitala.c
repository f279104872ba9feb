/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * icelandic_kennitala.c - the Icelandic kennitala: DDMMYY-NNCx, x the century
 * (Registers Iceland). Companies have 40 added to the day. Since 18 February
 * 2026 numbers without a check digit are issued: one that fails it needs a
 * word that speaks for it.
 */
#include "validators/all.h"

#include <string.h>

#include "validators/digits.h"

#define DIGITS 10

static int century_of(char digit)
{
	switch (digit) {
	case '8':
		return 1800;
	case '9':
		return 1900;
	case '0':
		return 2000;
	default:
		return 0;
	}
}

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	static const int weights[] = { 3, 2, 7, 6, 5, 4, 3, 2, 1 };
	struct sp_written w;

	memset(out, 0, sizeof(*out));
	sp_written_read(&w, s, len);
	if (!sp_written_is_number(&w) || w.n != DIGITS)
		return false;
	char gap = sp_written_kind(&w, 6);
	int century = century_of(w.sign[9]), day = sp_digits_int(w.sign, 2);
	if ((gap && gap != ' ' && gap != '-') || !sp_written_joined(&w, 0, 6) ||
	    !sp_written_joined(&w, 6, DIGITS) || !century)
		return false;
	struct sp_date date = { century + sp_digits_int(w.sign + 4, 2),
				sp_digits_int(w.sign + 2, 2), day > 40 ? day - 40 : day };
	if (!sp_date_exists(date) || sp_date_compare(date, options->today) > 0)
		return false;
	memcpy(out->value, w.sign, DIGITS);
	out->organisation = day > 40;
	out->needs_label = sp_digits_weigh(w.sign, weights, 9) % 11 != 0;
	return true;
}

const struct sp_validator sp_icelandic_kennitala = {
	.name = "icelandic_kennitala",
	.read = read_number,
	.mask = sp_mask_last_four,
};
