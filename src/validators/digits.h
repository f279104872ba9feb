/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digits.h - what every number shares: reading it as people write it, check
 * digits, the calendar, and hiding part of it. Threads: pure.
 */
#ifndef VALIDATORS_DIGITS_H
#define VALIDATORS_DIGITS_H

#include "spana/validator.h"

#include <stdbool.h>
#include <stddef.h>

#define SP_SIGNS_MAX 64
#define SP_GAP_MAX 15

/*
 * A written number taken apart: its signs (digits and ASCII letters, these in
 * upper case) and what stands between them. Every hyphen and minus is '-',
 * every plus '+', every blank ' '; tabs and line ends are '\t' and '\n', and
 * . / ( ) , : stand for themselves. Characters of no width are gone. Behind
 * the nth sign there are NULs, and no gaps but its own.
 */
struct sp_written {
	char sign[SP_SIGNS_MAX + 1];		    /* NUL-terminated */
	char gap[SP_SIGNS_MAX + 1][SP_GAP_MAX + 1]; /* gap[i] stands before sign[i] */
	size_t at[SP_SIGNS_MAX];		    /* where sign[i] stands, in bytes */
	size_t n;
	size_t end; /* how many bytes were understood */
	bool whole; /* all of the text was understood and had room */
};

/* Reads up to the first character that has no part in a number. */
void sp_written_read(struct sp_written *out, const char *s, size_t len);

/* Whole, digits alone, and nothing before the first or behind the last. */
bool sp_written_is_number(const struct sp_written *w);

/* Are signs [from, to) digits, or follow each other without a gap? */
bool sp_written_digits(const struct sp_written *w, size_t from, size_t to);
bool sp_written_joined(const struct sp_written *w, size_t from, size_t to);

/*
 * The gap before sign i as one kind: 0 none, '-' or '+' with or without a
 * blank on either side, ' ' one blank, '\t' a new cell or line (also with
 * blanks, or after a hyphen), '?' anything else.
 */
char sp_written_kind(const struct sp_written *w, size_t i);

/*
 * Takes off the ".0" that a spreadsheet writes behind a whole number. Returns
 * the bytes that are left, from the first sign on; 0 if there was none.
 */
size_t sp_written_drop_fraction(struct sp_written *w);

/* Modulus 10 with weights 1, 2 from the right: true if the sum is a multiple of 10. */
bool sp_luhn(const char *digits, size_t n);

/* n digits as a number; n at most 9. */
int sp_digits_int(const char *digits, size_t n);

/* Sum of digits times weights, one weight for each digit. */
int sp_digits_weigh(const char *digits, const int *weights, size_t n);

/* How many days the month has; 0 if there is no such month. */
int sp_month_days(int year, int month);
bool sp_date_exists(struct sp_date date);

/* Below 0, 0 or above 0: a lies before, is, lies after b. */
int sp_date_compare(struct sp_date a, struct sp_date b);

/*
 * Writes s to out and hides its letters and digits except the first `head`
 * and last `tail`; all other characters stay. Cuts at a whole character when
 * out is too small.
 */
void sp_mask_signs(const char *s, size_t len, size_t head, size_t tail, char *out, size_t size);

/* Hides the last four letters or digits; what stands before them stays. */
void sp_mask_last_four(const char *s, size_t len, const struct sp_reading *reading, char *out,
		       size_t size);

#endif
