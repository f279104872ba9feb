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
	&sp_bankgiro,
	&sp_plusgiro,
	&sp_bank_account,
	&sp_nordea_personal,
	&sp_ip_address,
	&sp_passport,
	&sp_vehicle_registration,
	&sp_mrz,
	&sp_mrz_personal,
	&sp_norwegian_id,
	&sp_danish_cpr,
	&sp_finnish_hetu,
	&sp_icelandic_kennitala,
	&sp_interim_number,
	&sp_reserve_number,
	&sp_person_name,
	&sp_person_name_told,
	NULL,
};

const struct sp_validator *sp_validator_find(const char *name)
{
	for (size_t i = 0; sp_validators[i]; i++)
		if (!strcmp(sp_validators[i]->name, name))
			return sp_validators[i];
	return NULL;
}
