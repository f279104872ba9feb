/* SPDX-License-Identifier: GPL-3.0-or-later */
/* all.h - every validator of this folder, for the table in registry.c. */
#ifndef VALIDATORS_ALL_H
#define VALIDATORS_ALL_H

#include "spana/validator.h"

extern const struct sp_validator sp_personnummer;
extern const struct sp_validator sp_samordningsnummer;
extern const struct sp_validator sp_organisationsnummer;
extern const struct sp_validator sp_vat;
extern const struct sp_validator sp_email;
extern const struct sp_validator sp_phone;
extern const struct sp_validator sp_iban;
extern const struct sp_validator sp_payment_card;

#endif
