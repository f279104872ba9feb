/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * finnish_hetu.c - the Finnish henkilötunnus: DDMMYYsNNNC, s the sign of the
 * century, C from the remainder by 31 (Digital and Population Data Services
 * Agency). Since 2023 each century has several signs. Numbers from 900 are
 * given out for the time being and in tests.
 */
#include "validators/all.h"

#include <string.h>

#include "validators/digits.h"

#define SIGNS 11

/* "DDMMYY-NNNC" in upper case, whatever hyphen was written. */
static bool take(const struct sp_written *w, char out[SIGNS + 1])
{
	bool letter = w->n == SIGNS;

	if (!w->whole || (w->n != SIGNS && w->n != SIGNS - 1) || w->gap[0][0] || w->gap[w->n][0])
		return false;
	if (!sp_written_joined(w, 0, 6) || !sp_written_joined(w, 6, w->n))
		return false;
	memcpy(out, w->sign, 6);
	out[6] = letter ? w->sign[6] : w->gap[6][0];
	memcpy(out + 7, w->sign + w->n - 4, 5);
	return letter ? !w->gap[6][0] : strlen(w->gap[6]) == 1;
}

static int century_of(char sign)
{
	if (sign == '+')
		return 1800;
	if (strchr("-YXWVU", sign))
		return 1900;
	return strchr("ABCDEF", sign) ? 2000 : 0;
}

static bool are_digits(const char *s, size_t n)
{
	return strspn(s, "0123456789") >= n;
}

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	static const char check[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";
	struct sp_written w;
	char text[SIGNS + 1];

	memset(out, 0, sizeof(*out));
	sp_written_read(&w, s, len);
	if (!take(&w, text) || !are_digits(text, 6) || !are_digits(text + 7, 3))
		return false;
	int number = sp_digits_int(text + 7, 3), century = century_of(text[6]);
	struct sp_date date = { century + sp_digits_int(text + 4, 2), sp_digits_int(text + 2, 2),
				sp_digits_int(text, 2) };
	if (!century || number < 2 || !sp_date_exists(date) ||
	    sp_date_compare(date, options->today) > 0)
		return false;
	if (check[(sp_digits_int(text, 6) * 1000L + number) % 31] != text[10])
		return false;
	memcpy(out->value, text, sizeof(text));
	out->test = number >= 900;
	return true;
}

const struct sp_validator sp_finnish_hetu = {
	.name = "finnish_hetu",
	.read = read_number,
	.mask = sp_mask_last_four,
};
