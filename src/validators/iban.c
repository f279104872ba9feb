/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * iban.c - international bank account numbers (ISO 13616): country, length,
 * structure, check digits (ISO 7064 mod 97-10). The check digits that some
 * countries have inside the account are left out: banks changed them often.
 */
#include "validators/all.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "validators/digits.h"
#include "validators/iban_countries.h"

/* Fits the signs to the structure; the length after the first four, 0: they do not fit. */
static size_t fit(const struct sp_written *w, size_t from, const char *bban)
{
	size_t i = from;

	while (*bban) {
		int n = 0;
		while (sp_is_digit(*bban))
			n = 10 * n + (*bban++ - '0');
		char kind = *bban++;
		for (; n; n--, i++) {
			if (i >= w->n || (kind == 'n' && !sp_is_digit(w->sign[i])) ||
			    (kind == 'a' && !sp_is_upper(w->sign[i])))
				return 0;
		}
	}
	return i - from;
}

/* The remainder of a number, to which n signs are added behind. */
static uint64_t add_signs(uint64_t rest, const char *sign, size_t n)
{
	static const uint64_t room = UINT64_MAX / 1000;

	for (size_t i = 0; i < n; i++) {
		if (rest >= room)
			rest %= 97;
		if (sp_is_digit(sign[i]))
			rest = 10 * rest + (unsigned)(sign[i] - '0');
		else
			rest = 100 * rest + (unsigned)(sign[i] - 'A') + 10;
	}
	return rest;
}

/* What stands in front is counted last. */
static bool check_digits(const char *sign, size_t n)
{
	const int check = sp_digits_int(sign + 2, 2);

	return add_signs(add_signs(0, sign + 4, n - 4), sign, 4) % 97 == 1 && check >= 2 &&
	       check <= 98;
}

/* Between signs: nothing, a blank, a hyphen or a dot. */
static bool parted_well(const struct sp_written *w, size_t from, size_t to)
{
	for (size_t i = from + 1; i < to; i++)
		if (w->gap[i][0] && (w->gap[i][1] || !strchr(" -.", w->gap[i][0])))
			return false;
	return true;
}

/* No letter or digit may follow without a gap, be it of any alphabet. */
static bool ends_there(const struct sp_written *w, size_t end, const char *s, size_t len)
{
	size_t size;

	if (w->gap[end][0])
		return true;
	if (end < w->n)
		return false;
	return w->end >= len || sp_utf8_decode(s + w->end, len - w->end, &size) < 0x80;
}

/* A label may be glued in front. */
static size_t skip_label(const struct sp_written *w)
{
	return w->n > 4 && !memcmp(w->sign, "IBAN", 4) && sp_is_alpha(w->sign[4]) ? 4 : 0;
}

static bool read_iban(const char *s, size_t len, const struct sp_reading_options *options,
		      struct sp_reading *out)
{
	struct sp_written w;

	(void)options;
	memset(out, 0, sizeof(*out));
	sp_written_read(&w, s, len);
	size_t start = skip_label(&w);
	if (w.n < start + 4 || (!start && w.gap[0][0]) ||
	    !sp_written_digits(&w, start + 2, start + 4))
		return false;
	const struct sp_iban_country *country = sp_iban_country_find(w.sign + start);
	size_t rest = country ? fit(&w, start + 4, country->bban) : 0;
	size_t end = start + 4 + rest;
	if (!rest || !parted_well(&w, start, end) || !ends_there(&w, end, s, len) ||
	    !check_digits(w.sign + start, end - start))
		return false;
	memcpy(out->value, w.sign + start, end - start);
	out->skip = w.at[start];
	out->used = w.at[end - 1] + 1 - out->skip;
	out->doubtful = country->unofficial;
	return true;
}

/* Swedish bank id 300: the account of a person there is that person's personnummer. */
static bool may_tell_owner(const char *value)
{
	return !memcmp(value, "SE", 2) && !memcmp(value + 4, "300", 3);
}

static void mask(const char *s, size_t len, const struct sp_reading *reading, char *out,
		 size_t size)
{
	sp_mask_signs(s, len, 4, may_tell_owner(reading->value) ? 0 : 4, out, size);
}

const struct sp_validator sp_iban = {
	.name = "iban",
	.read = read_iban,
	.mask = mask,
};
