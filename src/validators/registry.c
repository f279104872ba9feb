/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry.c - the table of all validators: a new one is a file and two lines here. */
#include "validators/all.h"

#include <string.h>

const struct sp_validator *const sp_validators[] = {
	&sp_personnummer,
	&sp_samordningsnummer,
	&sp_organisationsnummer,
	&sp_vat,
	&sp_email,
	&sp_phone,
	&sp_iban,
	&sp_payment_card,
	NULL,
};

const struct sp_validator *sp_validator_find(const char *name)
{
	for (size_t i = 0; sp_validators[i]; i++)
		if (!strcmp(sp_validators[i]->name, name))
			return sp_validators[i];
	return NULL;
}
