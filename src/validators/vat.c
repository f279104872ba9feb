/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vat.c - the Swedish VAT number: SE, the ten digits of the company or sole
 * trader, 01. Told as the number inside it. Other countries' VAT numbers name
 * no person by a rule that can be checked here, and are left out.
 */
#include "validators/all.h"

#include <string.h>

#include "validators/digits.h"
#include "validators/organisation.h"

#define SIGNS 14

/* Nothing, a blank or a hyphen. */
static bool may_stand(const struct sp_written *w, size_t i)
{
	char kind = sp_written_kind(w, i);

	return !kind || kind == ' ' || kind == '-';
}

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	struct sp_written w;

	sp_written_read(&w, s, len);
	if (!w.whole || w.n != SIGNS || w.gap[0][0] || w.gap[SIGNS][0])
		return false;
	if (memcmp(w.sign, "SE", 2) || !sp_written_digits(&w, 2, SIGNS) ||
	    memcmp(w.sign + 12, "01", 2))
		return false;
	bool plus = sp_written_kind(&w, 8) == '+';
	if (!may_stand(&w, 2) || !(plus || may_stand(&w, 8)) || !may_stand(&w, 12) ||
	    !sp_written_joined(&w, 0, 2) || !sp_written_joined(&w, 2, 8) ||
	    !sp_written_joined(&w, 8, 12) || !sp_written_joined(&w, 12, SIGNS))
		return false;
	if (!sp_organisation_read(w.sign + 2, 10, plus, options, out))
		return false;
	out->role = "vat";
	return true;
}

/* The last four of the number inside; the 01 at the end tells nothing. */
static void mask(const char *s, size_t len, const struct sp_reading *reading, char *out,
		 size_t size)
{
	(void)reading;
	sp_mask_signs(s, len, 8, 2, out, size);
}

const struct sp_validator sp_vat = {
	.name = "vat",
	.read = read_number,
	.mask = mask,
};
