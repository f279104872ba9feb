/* SPDX-License-Identifier: GPL-3.0-or-later */
/* organisation.h - what the number of a company or its VAT number names. Threads: pure. */
#ifndef VALIDATORS_ORGANISATION_H
#define VALIDATORS_ORGANISATION_H

#include "spana/validator.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Ten or twelve digits: a legal person's number (value ten digits, type
 * "organisationsnummer") or the personnummer or samordningsnummer of a sole
 * trader (that type, twelve digits, the ten as alias if short). Fills value,
 * type, alias, test and doubtful; all else is cleared.
 */
bool sp_organisation_read(const char *digits, size_t n, bool plus,
			  const struct sp_reading_options *options, struct sp_reading *out);

#endif
