/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * samordningsnummer.c - the number of a person who is not in the Swedish
 * population register (act 2022:1697): a personnummer with 60 added to the
 * day. Month 00 and day 60 stand for what is not known of the birth date and
 * are issued; days that the month does not have were issued by mistake.
 */
#include "validators/all.h"

#include "validators/digits.h"
#include "validators/person.h"

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	return sp_person_read_written(SP_SAMORDNINGSNUMMER, s, len, options, out);
}

const struct sp_validator sp_samordningsnummer = {
	.name = "samordningsnummer",
	.read = read_number,
	.mask = sp_mask_last_four,
};
