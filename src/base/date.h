/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * date.h - days of the Gregorian calendar, written 2026-01-31. Threads: pure.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

struct sp_day {
	int year, month, day;
};

/* Reads exactly "2026-01-31". false: no such day. */
bool sp_day_parse(const char *s, struct sp_day *out);
/* Writes it: 11 bytes with the NUL. */
const char *sp_day_text(struct sp_day day, char out[11]);

int sp_day_compare(struct sp_day a, struct sp_day b);

/* The same day so many months on; the month's last where it has no such day. */
struct sp_day sp_day_add_months(struct sp_day day, int months);
struct sp_day sp_day_add_days(struct sp_day day, int days);
/* From a to b; negative where b is earlier. */
int sp_days_between(struct sp_day a, struct sp_day b);
/* 1 Monday to 7 Sunday. */
int sp_day_of_week(struct sp_day day);

/* The day of a time in nanoseconds since 1970, in local time. */
struct sp_day sp_day_of(int64_t ns);

#endif
