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
extern const struct sp_validator sp_bankgiro;
extern const struct sp_validator sp_plusgiro;
extern const struct sp_validator sp_bank_account;
extern const struct sp_validator sp_nordea_personal;
extern const struct sp_validator sp_ip_address;
extern const struct sp_validator sp_passport;
extern const struct sp_validator sp_vehicle_registration;
extern const struct sp_validator sp_mrz;
extern const struct sp_validator sp_mrz_personal;
extern const struct sp_validator sp_norwegian_id;
extern const struct sp_validator sp_danish_cpr;
extern const struct sp_validator sp_finnish_hetu;
extern const struct sp_validator sp_icelandic_kennitala;
extern const struct sp_validator sp_interim_number;
extern const struct sp_validator sp_reserve_number;
extern const struct sp_validator sp_person_name;
extern const struct sp_validator sp_person_name_told;

#endif
