/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vat.c - the Swedish VAT number: SE, the ten digits of the company or sole
 * trader, 01. Told as the number inside it. Other countries' VAT numbers name
 * no person by a rule that can be checked here, and are left out.
 */
#include "validators/all.h"

#include <string.h>

#include "base/ascii.h"
#include "validators/digits.h"
#include "validators/organisation.h"

#define SHORTEST 14

/* Nothing, a blank or a hyphen. */
static bool may_stand(const struct sp_written *w, size_t i)
{
	char kind = sp_written_kind(w, i);

	return !kind || kind == ' ' || kind == '-';
}

/* The number's parts: SE, the digits to the middle hyphen, four digits, 01. */
static bool parted_well(const struct sp_written *w, size_t middle, bool plus)
{
	return may_stand(w, 2) && (plus || may_stand(w, middle)) && may_stand(w, middle + 4) &&
	       sp_written_joined(w, 0, 2) && sp_written_joined(w, 2, middle) &&
	       sp_written_joined(w, middle, middle + 4) && sp_written_joined(w, middle + 4, w->n);
}

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	struct sp_written w;

	sp_written_read(&w, s, len);
	/* two more: a century, or the 16 of a legal person */
	if (!w.whole || (w.n != SHORTEST && w.n != SHORTEST + 2) || w.gap[0][0] || w.gap[w.n][0])
		return false;
	size_t middle = w.n - 6;
	bool plus = sp_written_kind(&w, middle) == '+';
	if (memcmp(w.sign, "SE", 2) || !sp_written_digits(&w, 2, w.n) ||
	    memcmp(w.sign + w.n - 2, "01", 2) || !parted_well(&w, middle, plus))
		return false;
	if (!sp_organisation_read(w.sign + 2, w.n - 4, plus, options, out))
		return false;
	out->role = "vat";
	return true;
}

/* The last four of the number inside; the 01 at the end tells nothing. */
static void mask(const char *s, size_t len, const struct sp_reading *reading, char *out,
		 size_t size)
{
	size_t signs = 0;

	(void)reading;
	for (size_t i = 0; i < len; i++)
		signs += sp_is_alnum(s[i]);
	sp_mask_signs(s, len, signs > 6 ? signs - 6 : 0, 2, out, size);
}

const struct sp_validator sp_vat = {
	.name = "vat",
	.read = read_number,
	.mask = mask,
};
