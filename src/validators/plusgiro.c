/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plusgiro.c - Swedish giro numbers of Nordea, once the post office's: two to
 * eight digits in pairs from the right, a hyphen before the last (28 65 43-4),
 * Luhn over all. The rule is that of public libraries: the bank prints none.
 */
#include "validators/all.h"

#include <string.h>

#include "validators/digits.h"

/* Blanks part the digits before the last into pairs, counted from the right. */
static bool parted_well(const struct sp_written *w)
{
	char last = sp_written_kind(w, w->n - 1);

	if (last && last != '-')
		return false;
	for (size_t i = 1; i < w->n - 1; i++) {
		char gap = sp_written_kind(w, i);
		if (gap && (gap != ' ' || (w->n - 1 - i) % 2))
			return false;
	}
	return true;
}

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	struct sp_written w;

	(void)options;
	memset(out, 0, sizeof(*out));
	sp_written_read(&w, s, len);
	if (!sp_written_is_number(&w) || w.n < 2 || w.n > 8 || w.sign[0] == '0' ||
	    !parted_well(&w) || !sp_luhn(w.sign, w.n))
		return false;
	memcpy(out->value, w.sign, w.n);
	out->needs_label = true;
	return true;
}

/* Most have too few digits for four to be hidden and some to be left. */
static void mask(const char *s, size_t len, const struct sp_reading *reading, char *out,
		 size_t size)
{
	sp_mask_signs(s, len, strlen(reading->value) / 3, 0, out, size);
}

const struct sp_validator sp_plusgiro = {
	.name = "plusgiro",
	.read = read_number,
	.mask = mask,
};
