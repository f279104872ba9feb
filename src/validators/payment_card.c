/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payment_card.c - card numbers (ISO/IEC 7812): the ranges of the schemes,
 * their lengths, and Luhn. Numbers of shops' own cards and of schemes that
 * are not met in Europe are left out: Luhn alone says too little.
 */
#include "validators/all.h"

#include <string.h>

#include "validators/digits.h"

/* Numbers from `first` to `last`, both of as many digits as `digits` says. */
struct scheme {
	int first, last;
	unsigned char digits;
	unsigned char shortest, longest; /* lengths in use; see also allowed() */
	bool visa;			 /* 13, 16 or 19, nothing between */
};

/* The first that fits decides: a range inside another stands before it. */
static const struct scheme schemes[] = {
	{ 4, 4, 1, 13, 19, true },	  { 5019, 5019, 4, 16, 16, false }, /* Dankort */
	{ 51, 55, 2, 16, 16, false },					    /* Mastercard */
	{ 2221, 2720, 4, 16, 16, false }, { 34, 34, 2, 15, 15, false },	    /* American Express */
	{ 37, 37, 2, 15, 15, false },	  { 36, 36, 2, 14, 19, false },	    /* Diners Club */
	{ 38, 39, 2, 14, 14, false },	  { 300, 305, 3, 14, 14, false },
	{ 3095, 3095, 4, 14, 14, false }, { 3528, 3589, 4, 16, 19, false }, /* JCB */
	{ 6011, 6011, 4, 16, 19, false },				    /* Discover */
	{ 644, 649, 3, 16, 19, false },	  { 65, 65, 2, 16, 19, false },
	{ 62, 62, 2, 16, 19, false }, /* UnionPay */
	{ 50, 50, 2, 12, 19, false }, /* Maestro */
	{ 56, 58, 2, 12, 19, false },	  { 6, 6, 1, 12, 19, false },
};

/* What the schemes and payment services publish for trying out. */
static const char *const published[] = {
	"4242424242424242", "4111111111111111", "5555555555554444",
	"2223003122003222", "378282246310005",	"6011111111111117",
	"36227206271667",   "3566002020360505", "6200000000000005",
};

static bool allowed(const char *digits, size_t n)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		int start = sp_digits_int(digits, schemes[i].digits);
		if (start < schemes[i].first || start > schemes[i].last)
			continue;
		if (schemes[i].visa)
			return n == 13 || n == 16 || n == 19;
		return n >= schemes[i].shortest && n <= schemes[i].longest;
	}
	return false;
}

/* One digit over and over: a filler. */
static bool is_filler(const char *digits, size_t n)
{
	return strspn(digits, (const char[]) { digits[0], '\0' }) == n;
}

/* One kind of separator, a blank or a hyphen, and groups of three or more digits. */
static bool grouped(const struct sp_written *w)
{
	char kind = 0;
	size_t last = 0;

	for (size_t i = 1; i < w->n; i++) {
		const char *gap = w->gap[i];
		if (!gap[0])
			continue;
		if (gap[1] || !strchr(" -", gap[0]) || (kind && kind != gap[0]) || i - last < 3)
			return false;
		kind = gap[0];
		last = i;
	}
	return !last || w->n - last >= 2;
}

static bool is_published(const char *digits)
{
	for (size_t i = 0; i < sizeof(published) / sizeof(*published); i++)
		if (!strcmp(published[i], digits))
			return true;
	return false;
}

static bool read_card(const char *s, size_t len, const struct sp_reading_options *options,
		      struct sp_reading *out)
{
	struct sp_written w;

	(void)options;
	memset(out, 0, sizeof(*out));
	sp_written_read(&w, s, len);
	if (!sp_written_is_number(&w) || w.n < 12 || w.n > 19 || !grouped(&w))
		return false;
	if (!allowed(w.sign, w.n) || !sp_luhn(w.sign, w.n) || is_filler(w.sign, w.n))
		return false;
	memcpy(out->value, w.sign, w.n);
	out->test = is_published(w.sign);
	out->doubtful = w.n < 15 || w.n > 16;
	return true;
}

static void mask(const char *s, size_t len, const struct sp_reading *reading, char *out,
		 size_t size)
{
	(void)reading;
	sp_mask_signs(s, len, 6, 4, out, size);
}

const struct sp_validator sp_payment_card = {
	.name = "payment_card",
	.read = read_card,
	.mask = mask,
};
