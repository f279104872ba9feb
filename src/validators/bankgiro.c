/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bankgiro.c - Swedish giro numbers for payments to companies (Bankgirot:
 * NNN-NNNN or NNNN-NNNN, Luhn over all digits). One in ten numbers of that
 * length passes, so a word has to speak for it.
 */
#include "validators/all.h"

#include <string.h>

#include "validators/digits.h"

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	struct sp_written w;

	(void)options;
	memset(out, 0, sizeof(*out));
	sp_written_read(&w, s, len);
	if (!sp_written_is_number(&w) || (w.n != 7 && w.n != 8) || w.sign[0] == '0')
		return false;
	char gap = sp_written_kind(&w, w.n - 4);
	if ((gap && gap != '-' && gap != ' ') || !sp_written_joined(&w, 0, w.n - 4) ||
	    !sp_written_joined(&w, w.n - 4, w.n) || !sp_luhn(w.sign, w.n))
		return false;
	memcpy(out->value, w.sign, w.n);
	out->needs_label = true;
	return true;
}

const struct sp_validator sp_bankgiro = {
	.name = "bankgiro",
	.read = read_number,
	.mask = sp_mask_last_four,
};
