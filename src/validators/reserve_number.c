/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reserve_number.c - what Swedish health care writes for a patient whose
 * personnummer is not known (Inera, "Lokala reservid"; Region Stockholm;
 * national format 1.0). The forms of Värmland and Skåne have no check digit
 * and that of the national one is not published: these are doubtful. All need
 * a word that speaks for them.
 */
#include "validators/all.h"

#include <string.h>

#include "base/ascii.h"
#include "validators/digits.h"

#define SIGNS 12

static bool are_digits(const char *s, size_t n)
{
	return strspn(s, "0123456789") >= n;
}

/* A birth date of eight digits that is not to come. */
static bool is_birth(const char *s, struct sp_date today)
{
	if (!are_digits(s, 8))
		return false;
	struct sp_date date = { sp_digits_int(s, 4), sp_digits_int(s + 4, 2),
				sp_digits_int(s + 6, 2) };
	return date.year >= 1800 && sp_date_exists(date) && sp_date_compare(date, today) <= 0;
}

/* Luhn over the last ten, letters for the digits they count as. */
static bool is_checked(const char *s)
{
	char ten[10];

	memcpy(ten, s + 2, sizeof(ten));
	for (size_t i = 0; i < sizeof(ten); i++) {
		if (ten[i] == 'K')
			ten[i] = '5';
		else if (ten[i] == 'M')
			ten[i] = '7';
		else if (ten[i] == 'X')
			ten[i] = '8';
		else if (!sp_is_digit(ten[i]))
			return false;
	}
	return sp_luhn(ten, sizeof(ten));
}

/* 99YYYYNNNNNC, the check over the last eight. */
static bool is_stockholm(const char *s)
{
	if (memcmp(s, "99", 2) || !are_digits(s, SIGNS))
		return false;
	int year = sp_digits_int(s + 2, 4);
	return year >= 1980 && year <= 2299 && sp_luhn(s + 4, 8);
}

/* YYYYMMDDGnnC, G telling the sex. */
static bool is_gotaland(const char *s, struct sp_date today)
{
	return is_birth(s, today) && strchr("KMX", s[8]) && are_digits(s + 9, 3) && is_checked(s);
}

/* YYYYMMxxNNNC, xx from 32 to 59 where the day would be. */
static bool is_inera(const char *s, struct sp_date today)
{
	if (!are_digits(s, SIGNS))
		return false;
	int year = sp_digits_int(s, 4), month = sp_digits_int(s + 4, 2);
	int day = sp_digits_int(s + 6, 2);
	struct sp_date first = { year, month, 1 };
	return year >= 1800 && sp_date_exists(first) && sp_date_compare(first, today) <= 0 &&
	       day >= 32 && day <= 59 && is_checked(s);
}

static bool is_varmland(const char *s, struct sp_date today)
{
	return is_birth(s, today) && s[8] == 'S' && strchr("FUXPL", s[9]) && sp_is_digit(s[10]) &&
	       sp_is_upper(s[11]);
}

/* A birth date and four characters, a letter among them. */
static bool is_skane(const char *s, struct sp_date today)
{
	return is_birth(s, today) && !are_digits(s + 8, 4);
}

/* XXYYMMDDNNGC: the century with 3, 6, 9 or more added, and two letters. */
static bool is_national(const char *s)
{
	if (!are_digits(s, 8) || !sp_is_upper(s[8]) || !sp_is_upper(s[9]) || !sp_is_digit(s[10]))
		return false;
	int century = sp_digits_int(s, 2), year = sp_digits_int(s + 2, 2);
	int base = century < 22 ? 0 : 18 + (century - 18) % 3; /* 18, 19 or 20 */
	struct sp_date date = { 100 * base + year, sp_digits_int(s + 4, 2),
				sp_digits_int(s + 6, 2) };
	return base && sp_date_exists(date);
}

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	struct sp_written w;

	memset(out, 0, sizeof(*out));
	sp_written_read(&w, s, len);
	if (!w.whole || w.n != SIGNS || w.gap[0][0] || w.gap[SIGNS][0])
		return false;
	char gap = sp_written_kind(&w, 8);
	if ((gap && gap != '-' && gap != ' ') || !sp_written_joined(&w, 0, 8) ||
	    !sp_written_joined(&w, 8, SIGNS))
		return false;
	bool checked = is_stockholm(w.sign) || is_gotaland(w.sign, options->today) ||
		       is_inera(w.sign, options->today);
	if (!checked && !is_varmland(w.sign, options->today) && !is_skane(w.sign, options->today) &&
	    !is_national(w.sign))
		return false;
	memcpy(out->value, w.sign, SIGNS);
	out->needs_label = true;
	out->doubtful = !checked;
	return true;
}

const struct sp_validator sp_reserve_number = {
	.name = "reserve_number",
	.read = read_number,
	.mask = sp_mask_last_four,
};
