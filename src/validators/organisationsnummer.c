/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * organisationsnummer.c - the Swedish number of a legal person (act 1974:174)
 * and of a sole trader, whose number is the owner's personnummer or
 * samordningsnummer. The third digit tells them apart: a month has 0 or 1
 * there, a legal person 2 or more.
 */
#include "validators/all.h"

#include <string.h>

#include "validators/digits.h"
#include "validators/organisation.h"
#include "validators/person.h"

/* Group digits 0 and 4 are not in use. */
static bool is_legal_person(const char *ten)
{
	return strchr("12356789", ten[0]) && ten[2] >= '2' && sp_luhn(ten, 10);
}

bool sp_organisation_read(const char *digits, size_t n, bool plus,
			  const struct sp_reading_options *options, struct sp_reading *out)
{
	struct sp_person person;
	bool prefixed = n == 12 && !memcmp(digits, "16", 2);
	const char *ten = prefixed ? digits + 2 : digits;

	if ((n == 10 || prefixed) && is_legal_person(ten)) {
		memset(out, 0, sizeof(*out));
		memcpy(out->value, ten, 10);
		out->type = "organisationsnummer";
		return !plus;
	}
	if (!sp_person_read(digits, n, plus, options, &person))
		return false;
	sp_person_tell(&person, n == 10, out);
	out->type = sp_person_type(&person);
	return true;
}

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	struct sp_written w;
	size_t first;

	sp_written_read(&w, s, len);
	size_t used = sp_written_drop_fraction(&w);
	if (!sp_written_is_number(&w) || (w.n != 10 && w.n != 12))
		return false;
	/* "01-" in front: a branch number that some registers print */
	first = w.n == 12 && !memcmp(w.sign, "01", 2) && sp_written_kind(&w, 2) == '-' ? 2 : 0;
	char gap = sp_written_kind(&w, w.n - 4);
	if (gap == '?' || !sp_written_joined(&w, 0, first) ||
	    !sp_written_joined(&w, first, w.n - 4) || !sp_written_joined(&w, w.n - 4, w.n))
		return false;
	if (!sp_organisation_read(w.sign + first, w.n - first, gap == '+', options, out))
		return false;
	if (!strcmp(out->type, "organisationsnummer")) {
		out->type = NULL;
	} else {
		out->role = "organisationsnummer";
		out->needs_label = true;
	}
	out->needs_label |= gap == '\t';
	out->used = used;
	return true;
}

const struct sp_validator sp_organisationsnummer = {
	.name = "organisationsnummer",
	.read = read_number,
	.mask = sp_mask_last_four,
};
