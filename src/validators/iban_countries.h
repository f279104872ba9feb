/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iban_countries.h - how an IBAN goes on after its check digits. Threads: immutable. */
#ifndef VALIDATORS_IBAN_COUNTRIES_H
#define VALIDATORS_IBAN_COUNTRIES_H

#include <stdbool.h>

struct sp_iban_country {
	char code[3];
	char bban[16]; /* a length and a kind, in turn: n digits, a capitals, c both */
	bool unofficial;
};

/* By two capitals; NULL: that country has no IBAN. */
const struct sp_iban_country *sp_iban_country_find(const char *code);

#endif
