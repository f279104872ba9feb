/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * danish_cpr.c - the Danish CPR number: DDMMYY-SSSS, where the seventh digit
 * and the year tell the century (CPR-kontoret, "Personnummeret i CPR"). Since
 * 2007 not all numbers satisfy modulus 11: one that does not needs a word that
 * speaks for it. Numbers of replacement have 60 added to the day.
 */
#include "validators/all.h"

#include <string.h>

#include "validators/digits.h"

#define DIGITS 10

static int year_of(const char *s)
{
	int year = sp_digits_int(s + 4, 2);

	if (s[6] <= '3')
		return 1900 + year;
	if (s[6] == '4' || s[6] == '9')
		return year <= 36 ? 2000 + year : 1900 + year;
	return year <= 57 ? 2000 + year : 1800 + year;
}

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	static const int weights[] = { 4, 3, 2, 7, 6, 5, 4, 3, 2, 1 };
	struct sp_written w;

	memset(out, 0, sizeof(*out));
	sp_written_read(&w, s, len);
	if (!sp_written_is_number(&w) || w.n != DIGITS)
		return false;
	char gap = sp_written_kind(&w, 6);
	if ((gap && gap != ' ' && gap != '-') || !sp_written_joined(&w, 0, 6) ||
	    !sp_written_joined(&w, 6, DIGITS))
		return false;
	int day = sp_digits_int(w.sign, 2);
	struct sp_date date = { year_of(w.sign), sp_digits_int(w.sign + 2, 2),
				day > 60 ? day - 60 : day };
	if (!sp_date_exists(date) || sp_date_compare(date, options->today) > 0)
		return false;
	memcpy(out->value, w.sign, DIGITS);
	out->needs_label = sp_digits_weigh(w.sign, weights, DIGITS) % 11 != 0;
	return true;
}

const struct sp_validator sp_danish_cpr = {
	.name = "danish_cpr",
	.read = read_number,
	.mask = sp_mask_last_four,
};
