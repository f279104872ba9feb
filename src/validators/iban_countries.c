/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * iban_countries.c - the account numbers of countries with an IBAN (ISO 13616;
 * SWIFT IBAN registry, release 101), fields of the same kind joined. The
 * countries marked unofficial have announced a form and stand outside of the
 * registry.
 */
#include "validators/iban_countries.h"

#include <stdlib.h>
#include <string.h>

static const struct sp_iban_country countries[] = {
	{ "AD", "8n12c", false },    { "AE", "19n", false },	 { "AL", "8n16c", false },
	{ "AO", "21n", true },	     { "AT", "16n", false },	 { "AZ", "4a20c", false },
	{ "BA", "16n", false },	     { "BE", "12n", false },	 { "BF", "23n", true },
	{ "BG", "4a6n8c", false },   { "BH", "4a14c", false },	 { "BI", "23n", false },
	{ "BJ", "1a23n", true },     { "BR", "23n1a1c", false }, { "BY", "4c4n16c", false },
	{ "CF", "23n", true },	     { "CG", "23n", true },	 { "CH", "5n12c", false },
	{ "CI", "1a23n", true },     { "CM", "23n", true },	 { "CR", "18n", false },
	{ "CV", "21n", true },	     { "CY", "8n16c", false },	 { "CZ", "20n", false },
	{ "DE", "18n", false },	     { "DJ", "23n", false },	 { "DK", "14n", false },
	{ "DO", "4c20n", false },    { "DZ", "20n", true },	 { "EE", "16n", false },
	{ "EG", "25n", false },	     { "ES", "20n", false },	 { "FI", "14n", false },
	{ "FK", "2a12n", false },    { "FO", "14n", false },	 { "FR", "10n11c2n", false },
	{ "GA", "23n", true },	     { "GB", "4a14n", false },	 { "GE", "2a16n", false },
	{ "GI", "4a15c", false },    { "GL", "14n", false },	 { "GQ", "23n", true },
	{ "GR", "7n16c", false },    { "GT", "24c", false },	 { "GW", "2c19n", true },
	{ "HN", "4a20n", false },    { "HR", "17n", false },	 { "HU", "24n", false },
	{ "IE", "4a14n", false },    { "IL", "19n", false },	 { "IQ", "4a15n", false },
	{ "IR", "22n", true },	     { "IS", "22n", false },	 { "IT", "1a10n12c", false },
	{ "JO", "4a4n18c", false },  { "KM", "23n", true },	 { "KW", "4a22c", false },
	{ "KZ", "3n13c", false },    { "LB", "4n20c", false },	 { "LC", "4a24c", false },
	{ "LI", "5n12c", false },    { "LT", "16n", false },	 { "LU", "3n13c", false },
	{ "LV", "4a13c", false },    { "LY", "21n", false },	 { "MA", "24n", true },
	{ "MC", "10n11c2n", false }, { "MD", "20c", false },	 { "ME", "18n", false },
	{ "MG", "23n", true },	     { "MK", "3n10c2n", false }, { "ML", "1a23n", true },
	{ "MN", "16n", false },	     { "MR", "23n", false },	 { "MT", "4a5n18c", false },
	{ "MU", "4a19n3a", false },  { "MZ", "21n", true },	 { "NE", "2a22n", true },
	{ "NI", "4a20n", false },    { "NL", "4a10n", false },	 { "NO", "11n", false },
	{ "OM", "3n16c", false },    { "PK", "4a16c", false },	 { "PL", "24n", false },
	{ "PS", "4a21c", false },    { "PT", "21n", false },	 { "QA", "4a21c", false },
	{ "RO", "4a16c", false },    { "RS", "18n", false },	 { "RU", "14n15c", false },
	{ "SA", "2n18c", false },    { "SC", "4a20n3a", false }, { "SD", "14n", false },
	{ "SE", "20n", false },	     { "SI", "15n", false },	 { "SK", "20n", false },
	{ "SM", "1a10n12c", false }, { "SN", "1a23n", true },	 { "SO", "19n", false },
	{ "ST", "21n", false },	     { "SV", "4a20n", false },	 { "TD", "23n", true },
	{ "TG", "2a22n", true },     { "TL", "19n", false },	 { "TN", "20n", false },
	{ "TR", "6n16c", false },    { "UA", "6n19c", false },	 { "VA", "18n", false },
	{ "VG", "4a16n", false },    { "XK", "16n", false },	 { "YE", "4a4n18c", false },
};

static int compare(const void *key, const void *entry)
{
	return memcmp(key, ((const struct sp_iban_country *)entry)->code, 2);
}

const struct sp_iban_country *sp_iban_country_find(const char *code)
{
	return bsearch(code, countries, sizeof(countries) / sizeof(*countries), sizeof(*countries),
		       compare);
}
