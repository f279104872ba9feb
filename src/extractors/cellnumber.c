/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cellnumber.c - see cellnumber.h. ECMA-376 part 1, sections 18.8.30, 18.8.31
 * and 18.17.4.
 *
 * The decimal text is worked on digit by digit: to go through a floating point
 * number and back would change the last digits. Colours, conditions, currency
 * and grouping of thousands are left out on purpose.
 */
#include "extractors/cellnumber.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"

/* Integers below 10 to this power are stored exactly, and shown with all digits. */
#define EXACT_DIGITS 15
#define MAX_DIGITS 24
/* 31 December 9999, the last day that has a serial number. */
#define LAST_SERIAL 2958465
#define SECONDS_A_DAY 86400

/* ---- decimal text ---- */

/* digits[0..n) times ten to the power of (point - n); no leading zeros. */
struct decimal {
	char digits[MAX_DIGITS];
	int n, point;
	bool negative;
};

static bool read_exponent(const char *s, size_t len, int *out)
{
	bool negative = len && *s == '-';
	int value = 0;

	if (len && (*s == '-' || *s == '+'))
		s++, len--;
	if (!len || len > 3)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!sp_is_digit(s[i]))
			return false;
		value = value * 10 + (s[i] - '0');
	}
	*out = negative ? -value : value;
	return true;
}

static bool add_digit(struct decimal *d, char c, bool after_point)
{
	if (!d->n && c == '0') {
		d->point -= after_point;
		return true;
	}
	if (d->n == MAX_DIGITS)
		return false;
	d->digits[d->n++] = c;
	d->point += !after_point;
	return true;
}

static bool read_decimal(struct decimal *d, const char *s, size_t len)
{
	bool after_point = false, any = false;
	int exponent = 0;
	size_t i = 0;

	*d = (struct decimal) { 0 };
	if (len && (s[0] == '-' || s[0] == '+'))
		d->negative = s[i++] == '-';
	for (; i < len && (sp_is_digit(s[i]) || (s[i] == '.' && !after_point)); i++) {
		if (s[i] == '.') {
			after_point = true;
			continue;
		}
		any = true;
		if (!add_digit(d, s[i], after_point))
			return false;
	}
	if (!any)
		return false;
	if (i < len) {
		if ((s[i] != 'E' && s[i] != 'e') ||
		    !read_exponent(s + i + 1, len - i - 1, &exponent))
			return false;
		d->point += exponent;
	}
	while (d->n && d->digits[d->n - 1] == '0')
		d->n--;
	if (!d->n)
		d->point = 0;
	return true;
}

/* The digits before the point; false where there is something behind it. */
static bool whole_digits(const struct decimal *d, char out[EXACT_DIGITS], int *n)
{
	if (d->n > d->point || d->point > EXACT_DIGITS)
		return false;
	for (int i = 0; i < d->point; i++)
		out[i] = i < d->n ? d->digits[i] : '0';
	*n = d->point;
	return true;
}

/* ---- formats ---- */

/* What a code looks like, once quotes, colours and the like are out of it. */
struct code {
	char pattern[32];
	size_t n;
	bool too_long, other, date, time, placeholder;
};

static void add_literal(struct code *code, char c)
{
	if (code->n + 1 < sizeof(code->pattern))
		code->pattern[code->n++] = c;
	else
		code->too_long = true;
}

static void add_symbol(struct code *code, char c)
{
	switch (sp_to_lower(c)) {
	case '0':
	case '#':
	case '?':
		code->placeholder = true;
		add_literal(code, c == '0' ? '0' : '#');
		break;
	case 'y':
	case 'd':
		code->date = true;
		break;
	case 'h':
	case 's':
		code->time = true;
		break;
	case 'm': /* month or minute: told by its company */
		break;
	case '-':
	case ' ':
	case '/':
	case '(':
	case ')':
		add_literal(code, c);
		break;
	default:
		code->other = true;
	}
}

/* [$-41D] is a language, [Red] a colour, [h] hours beyond a day. */
static size_t read_bracket(struct code *code, const char *s, size_t len)
{
	const char *end = memchr(s, ']', len);
	size_t n = end ? (size_t)(end - s) + 1 : len;

	if (n >= 3 && strchr("hHmMsS", s[1]) && (s[2] == ']' || s[2] == s[1]))
		code->time = true;
	return n;
}

static size_t read_quoted(struct code *code, const char *s, size_t len)
{
	const char *end = len > 1 ? memchr(s + 1, '"', len - 1) : NULL;
	size_t n = end ? (size_t)(end - s) + 1 : len;

	for (size_t i = 1; i + 1 < n; i++)
		add_literal(code, s[i]);
	return n;
}

/* Only the first section counts, that of positive numbers. */
static void read_code(struct code *code, const char *s, size_t len)
{
	for (size_t i = 0; i < len && s[i] != ';';) {
		if (s[i] == '[') {
			i += read_bracket(code, s + i, len - i);
		} else if (s[i] == '"') {
			i += read_quoted(code, s + i, len - i);
		} else if (s[i] == '\\' && i + 1 < len) {
			add_literal(code, s[i + 1]);
			i += 2;
		} else if (s[i] == '_' || s[i] == '*') {
			i += 2;
		} else {
			add_symbol(code, s[i++]);
		}
	}
	code->pattern[code->n] = '\0';
}

static bool is_general(const char *s, size_t len)
{
	return len >= 7 && sp_ascii_equal_n(s, "General", 7);
}

void sp_number_format_read(struct sp_number_format *format, const char *code, size_t len)
{
	struct code seen = { 0 };

	*format = (struct sp_number_format) { 0 };
	if (is_general(code, len))
		return;
	read_code(&seen, code, len);
	if (seen.date)
		format->form = seen.time ? SP_NUMBER_DATE_TIME : SP_NUMBER_DATE;
	else if (seen.time)
		format->form = SP_NUMBER_TIME;
	else if (seen.placeholder && !seen.other && !seen.too_long) {
		format->form = SP_NUMBER_DIGITS;
		memcpy(format->pattern, seen.pattern, sizeof(format->pattern));
	}
}

void sp_number_format_builtin(struct sp_number_format *format, unsigned long id)
{
	*format = (struct sp_number_format) { 0 };
	if (id == 22)
		format->form = SP_NUMBER_DATE_TIME;
	else if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 ||
		 (id >= 50 && id <= 58))
		format->form = SP_NUMBER_DATE;
	else if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47))
		format->form = SP_NUMBER_TIME;
}

/* ---- printing ---- */

static size_t count_places(const char *pattern)
{
	size_t n = 0;

	for (; *pattern; pattern++)
		n += *pattern == '0' || *pattern == '#';
	return n;
}

/*
 * From the right: each place takes a digit, a '0' without one stays zero, and
 * what would stand before the first digit and is no word goes.
 */
static size_t print_digits(char out[SP_NUMBER_MAX], const char *pattern, const char *digits,
			   size_t n, bool negative)
{
	char back[sizeof(((struct sp_number_format *)0)->pattern)];
	size_t len = 0, i = 0;

	if (n > count_places(pattern))
		return 0;
	for (const char *p = pattern + strlen(pattern); p-- > pattern;) {
		if (*p != '0' && *p != '#')
			back[len++] = *p;
		else if (n)
			back[len++] = digits[--n];
		else if (*p == '0')
			back[len++] = '0';
	}
	while (len && strchr(" -/", back[len - 1]))
		len--;
	if (negative)
		out[i++] = '-';
	while (len)
		out[i++] = back[--len];
	return i;
}

/* Days since 1970-01-01 to a date of the Gregorian calendar. */
static void civil_date(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t shifted = days + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t of_era = shifted - era * 146097;
	int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t shifted_month = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * shifted_month + 2) / 5 + 1);
	*month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
	*year = year_of_era + era * 400 + (*month <= 2);
}

static int64_t unix_days(int64_t serial, bool from_1904)
{
	if (from_1904)
		return serial - 24107;
	/* The calendar of these sheets has a 29 February 1900, number 60. */
	return serial - 25569 + (serial < 60);
}

/* The serial number's day and second of the day. */
static bool read_serial(const struct decimal *d, int64_t *day, int64_t *second)
{
	uint64_t whole = 0, fraction = 0, scale = 1;

	if (d->negative || d->point > 7)
		return false;
	for (int i = 0; i < d->point; i++)
		whole = whole * 10 + (uint64_t)(i < d->n ? d->digits[i] - '0' : 0);
	for (int i = d->point < 0 ? d->point : 0; i < 0 && scale < 1000000000u; i++)
		scale *= 10;
	for (int i = d->point > 0 ? d->point : 0; i < d->n && scale < 1000000000u; i++) {
		fraction = fraction * 10 + (uint64_t)(d->digits[i] - '0');
		scale *= 10;
	}
	*second = (int64_t)((fraction * SECONDS_A_DAY + scale / 2) / scale);
	*day = (int64_t)whole + *second / SECONDS_A_DAY;
	*second %= SECONDS_A_DAY;
	return *day <= LAST_SERIAL;
}

static size_t print_date(char out[SP_NUMBER_MAX], const struct decimal *d, enum sp_number_form form,
			 bool from_1904)
{
	int64_t serial, second, year;
	int month, day, n = 0;

	if (!read_serial(d, &serial, &second))
		return 0;
	civil_date(unix_days(serial, from_1904), &year, &month, &day);
	if (form != SP_NUMBER_TIME)
		n = snprintf(out, SP_NUMBER_MAX, "%04d-%02d-%02d", (int)year, month, day);
	if (form == SP_NUMBER_DATE)
		return (size_t)n;
	/* Hours beyond a day: a duration. */
	if (form == SP_NUMBER_TIME)
		second += serial * SECONDS_A_DAY;
	n += snprintf(out + n, SP_NUMBER_MAX - (size_t)n, "%s%02lld:%02lld:%02lld", n ? " " : "",
		      (long long)(second / 3600), (long long)(second / 60 % 60),
		      (long long)(second % 60));
	return (size_t)n;
}

static size_t print_plain(char out[SP_NUMBER_MAX], const char *digits, int n, bool negative)
{
	size_t i = 0;

	if (negative && n)
		out[i++] = '-';
	if (!n)
		out[i++] = '0';
	memcpy(out + i, digits, (size_t)n);
	return i + (size_t)n;
}

size_t sp_number_print(char out[SP_NUMBER_MAX], const char *decimal, size_t len,
		       const struct sp_number_format *format, bool from_1904)
{
	char digits[EXACT_DIGITS];
	struct decimal d;
	size_t done = 0;
	int n = 0;

	if (!read_decimal(&d, decimal, len))
		return 0;
	if (format->form > SP_NUMBER_DIGITS)
		done = print_date(out, &d, format->form, from_1904);
	if (done || !whole_digits(&d, digits, &n))
		return done;
	if (format->form == SP_NUMBER_DIGITS)
		done = print_digits(out, format->pattern, digits, (size_t)n, d.negative);
	return done ? done : print_plain(out, digits, n, d.negative);
}

void sp_cell_name(char out[SP_CELL_NAME], uint64_t row, uint64_t column)
{
	char back[SP_CELL_NAME];
	size_t n = sizeof(back);

	back[--n] = '\0';
	do
		back[--n] = (char)('0' + row % 10);
	while (row /= 10);
	/* Letters to the base of 26, without a zero. */
	for (; column; column = (column - 1) / 26)
		back[--n] = (char)('A' + (column - 1) % 26);
	memcpy(out, back + n, sizeof(back) - n);
}
