/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * personnummer.c - the Swedish personal identity number (Population
 * Registration Act 1991:481, section 18). Days from 61 make it another kind:
 * see samordningsnummer.c.
 */
#include "validators/all.h"

#include "validators/digits.h"
#include "validators/person.h"

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	return sp_person_read_written(SP_PERSONNUMMER, s, len, options, out);
}

const struct sp_validator sp_personnummer = {
	.name = "personnummer",
	.read = read_number,
	.mask = sp_mask_last_four,
};
