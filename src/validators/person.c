/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person.c - the number of a person in Sweden: date, serial, check digit
 * (Population Registration Act 1991:481, section 18; act 2022:1697 for
 * samordningsnummer). The sex that a serial tells is not read: nobody asks
 * for it here. The nine digits used before 1967 have no check and are left out.
 */
#include "validators/person.h"

#include <string.h>

#include "validators/digits.h"

#define FIRST_YEAR 1800

/* As it stands in the number; month and day 0 where a samordningsnummer knows none. */
static bool read_date(const char *six, struct sp_date *date, enum sp_person_kind *kind)
{
	int day = sp_digits_int(six + 4, 2);

	date->month = sp_digits_int(six + 2, 2);
	*kind = day >= 60 ? SP_SAMORDNINGSNUMMER : SP_PERSONNUMMER;
	date->day = day >= 60 ? day - 60 : day;
	if (date->month > 12 || date->day > 31)
		return false;
	return *kind == SP_SAMORDNINGSNUMMER || (date->month && date->day);
}

static bool allowed(const struct sp_person *person, struct sp_date date, struct sp_date today)
{
	if (date.year < FIRST_YEAR || sp_date_compare(date, today) > 0)
		return false;
	return person->kind == SP_SAMORDNINGSNUMMER || sp_date_exists(date);
}

/*
 * The century of a short form: the latest year that ends so and whose date is
 * not to come; with a plus at least a hundred years back. A 29 February goes
 * on to the century before, and fails if none has it.
 */
static bool find_century(const struct sp_person *person, struct sp_date *date, bool plus,
			 struct sp_date today)
{
	int last = plus ? today.year - 100 : today.year;
	int year = last - last % 100 + date->year;

	for (year = year > last ? year - 100 : year; year >= FIRST_YEAR; year -= 100) {
		date->year = year;
		if (allowed(person, *date, today))
			return true;
	}
	return false;
}

static void write_value(struct sp_person *out, int year, const char *ten)
{
	out->value[0] = (char)('0' + year / 1000);
	out->value[1] = (char)('0' + year / 100 % 10);
	memcpy(out->value + 2, ten, 10);
	out->value[12] = '\0';
}

/*
 * Of the numbers that the tax agency publishes for tests, 76 % have the serial
 * 238 or 239 and 19 % one of 980 to 999. A living person may have any of these
 * serials, which is why "test" marks a finding and never drops it.
 */
static bool is_test(const char *serial)
{
	int number = sp_digits_int(serial, 3);

	return number >= 980 || number == 238 || number == 239;
}

bool sp_person_read(const char *digits, size_t n, bool plus,
		    const struct sp_reading_options *options, struct sp_person *out)
{
	const char *ten = n == 12 ? digits + 2 : digits;
	struct sp_date date;

	memset(out, 0, sizeof(*out));
	if ((n != 10 && n != 12) || !sp_luhn(ten, 10) || !read_date(ten, &date, &out->kind))
		return false;
	if (!memcmp(ten + 6, "000", 3)) /* never issued */
		return false;
	if (n == 12) {
		date.year = sp_digits_int(digits, 4);
		if (!allowed(out, date, options->today))
			return false;
		out->doubtful = plus && date.year > options->today.year - 100;
	} else {
		date.year = sp_digits_int(ten, 2);
		if (!find_century(out, &date, plus, options->today))
			return false;
	}
	out->unknown = !date.month || !date.day;
	if (!out->unknown && !sp_date_exists(date))
		out->doubtful = true;
	out->test = is_test(ten + 6);
	write_value(out, date.year, ten);
	return true;
}

/* A spreadsheet takes the zero that a number begins with for nothing. */
static void restore_zero(struct sp_written *w)
{
	memmove(w->sign + 1, w->sign, w->n + 1);
	w->sign[0] = '0';
	w->n++;
	w->gap[w->n][0] = '\0';
}

/* YYYYMMDDhhmm of this century: one time stamp in ten passes as a number. */
static bool is_clock(const char *digits)
{
	return digits[0] == '2' && sp_digits_int(digits + 8, 2) < 24 &&
	       sp_digits_int(digits + 10, 2) < 60;
}

bool sp_person_read_written(enum sp_person_kind kind, const char *s, size_t len,
			    const struct sp_reading_options *options, struct sp_reading *out)
{
	struct sp_written w;
	struct sp_person person;

	sp_written_read(&w, s, len);
	size_t used = sp_written_drop_fraction(&w);
	bool short_by_one = w.n == 9 && sp_written_joined(&w, 0, 9);
	if (short_by_one)
		restore_zero(&w);
	if (!sp_written_is_number(&w) || (w.n != 10 && w.n != 12))
		return false;
	char gap = sp_written_kind(&w, w.n - 4);
	if (gap == '?' || !sp_written_joined(&w, 0, w.n - 4) ||
	    !sp_written_joined(&w, w.n - 4, w.n))
		return false;
	if (!sp_person_read(w.sign, w.n, gap == '+', options, &person) || person.kind != kind)
		return false;
	sp_person_tell(&person, w.n == 10, out);
	out->needs_label = gap == '\t' || short_by_one || (person.unknown && w.n == 10);
	out->ambiguous = w.n == 12 && gap == 0 && is_clock(w.sign);
	out->used = used;
	return true;
}

void sp_person_tell(const struct sp_person *person, bool written_short, struct sp_reading *out)
{
	memset(out, 0, sizeof(*out));
	memcpy(out->value, person->value, sizeof(person->value));
	if (written_short)
		memcpy(out->alias, person->value + 2, sizeof(person->value) - 2);
	out->test = person->test;
	out->doubtful = person->doubtful;
}

const char *sp_person_type(const struct sp_person *person)
{
	return person->kind == SP_PERSONNUMMER ? "personnummer" : "samordningsnummer";
}
