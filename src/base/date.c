/* SPDX-License-Identifier: GPL-3.0-or-later */
/* date.c - see date.h. Days are counted from 0000-03-01, so that a leap day ends a year. */
#include "base/date.h"

#include "base/ascii.h"

#include <stdio.h>
#include <time.h>

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool sp_day_parse(const char *s, struct sp_day *out)
{
	int numbers[3] = { 0 };
	static const int lengths[] = { 4, 2, 2 };

	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < lengths[i]; j++, s++) {
			if (!sp_is_digit(*s))
				return false;
			numbers[i] = numbers[i] * 10 + (*s - '0');
		}
		if (*s != (i < 2 ? '-' : '\0'))
			return false;
		s += i < 2;
	}
	*out = (struct sp_day) { numbers[0], numbers[1], numbers[2] };
	return out->year >= 1 && out->month >= 1 && out->month <= 12 && out->day >= 1 &&
	       out->day <= days_in(out->year, out->month);
}

const char *sp_day_text(struct sp_day day, char out[11])
{
	snprintf(out, 11, "%04u-%02u-%02u", (unsigned)day.year % 10000, (unsigned)day.month % 100,
		 (unsigned)day.day % 100);
	return out;
}

int sp_day_compare(struct sp_day a, struct sp_day b)
{
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month != b.month)
		return a.month < b.month ? -1 : 1;
	return (a.day > b.day) - (a.day < b.day);
}

struct sp_day sp_day_add_months(struct sp_day day, int months)
{
	int month = day.year * 12 + day.month - 1 + months;

	day.year = month / 12;
	day.month = month % 12 + 1;
	int last = days_in(day.year, day.month);
	day.day = day.day < last ? day.day : last;
	return day;
}

static int number_of(struct sp_day day)
{
	int year = day.month > 2 ? day.year : day.year - 1;
	int month = day.month > 2 ? day.month - 3 : day.month + 9;

	return year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day.day -
	       1;
}

struct sp_day sp_day_add_days(struct sp_day day, int days)
{
	for (; days > 0; days--) {
		if (++day.day > days_in(day.year, day.month)) {
			day.day = 1;
			day = sp_day_add_months(day, 1);
		}
	}
	for (; days < 0; days++) {
		if (--day.day < 1) {
			day.day = 1;
			day = sp_day_add_months(day, -1);
			day.day = days_in(day.year, day.month);
		}
	}
	return day;
}

int sp_days_between(struct sp_day a, struct sp_day b)
{
	return number_of(b) - number_of(a);
}

int sp_day_of_week(struct sp_day day)
{
	/* 0000-03-01 was a Wednesday. */
	return (number_of(day) + 2) % 7 + 1;
}

struct sp_day sp_day_of(int64_t ns)
{
	time_t seconds = (time_t)(ns / 1000000000 - (ns % 1000000000 < 0));
	struct tm tm;

	if (!localtime_r(&seconds, &tm))
		return (struct sp_day) { 1970, 1, 1 };
	return (struct sp_day) { tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday };
}
