/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * norwegian_id.c - fødselsnummer, D number and H number (Norwegian Tax
 * Administration; Directorate of Health): DDMMYY NNNKK, two check digits mod
 * 11. D number: day + 40; H number: month + 40; FH number: no date, from 80.
 * From 2032 the first check may leave 0 to 3, and the century can no longer
 * be told: it is not read here.
 */
#include "validators/all.h"

#include <string.h>

#include "validators/digits.h"

#define DIGITS 11

/* Sets the synthetic series: tax agency month + 80, health network + 65. */
static bool is_date(const char *s, bool *test)
{
	int day = sp_digits_int(s, 2), month = sp_digits_int(s + 2, 2);
	int year = sp_digits_int(s + 4, 2);

	if (day > 40)
		day -= 40;
	*test = month > 65;
	if (month > 80)
		month -= 80;
	else if (month > 65)
		month -= 65;
	else if (month > 40)
		month -= 40;
	/* a leap year in some century: 1900 was none, 2000 was */
	return sp_date_exists((struct sp_date) { 2000 + year, month, day });
}

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	static const int first[] = { 3, 7, 6, 1, 8, 9, 4, 5, 2, 1 };
	static const int second[] = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1 };
	struct sp_written w;

	(void)options;
	memset(out, 0, sizeof(*out));
	sp_written_read(&w, s, len);
	if (!sp_written_is_number(&w) || w.n != DIGITS)
		return false;
	char gap = sp_written_kind(&w, 6);
	if ((gap && gap != ' ' && gap != '-') || !sp_written_joined(&w, 0, 6) ||
	    !sp_written_joined(&w, 6, DIGITS))
		return false;
	int rest = sp_digits_weigh(w.sign, first, 10) % 11;
	if (rest > 3 || sp_digits_weigh(w.sign, second, 11) % 11)
		return false;
	if (w.sign[0] < '8' && !is_date(w.sign, &out->test))
		return false;
	memcpy(out->value, w.sign, DIGITS);
	out->doubtful = rest != 0; /* of the time after 2032 */
	return true;
}

/* The five after the date. */
static void mask(const char *s, size_t len, const struct sp_reading *reading, char *out,
		 size_t size)
{
	(void)reading;
	sp_mask_signs(s, len, 6, 0, out, size);
}

const struct sp_validator sp_norwegian_id = {
	.name = "norwegian_id",
	.read = read_number,
	.mask = mask,
};
