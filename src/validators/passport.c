/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * passport.c - numbers of Swedish passports and national identity cards
 * (Swedish Police): eight digits until 2021, nine letters and digits since
 * 2022. Neither has a check digit outside of the machine readable zone
 * (mrz.c), so a word has to speak for them.
 */
#include "validators/all.h"

#include <string.h>

#include "base/ascii.h"
#include "validators/digits.h"

#define OLD 8
#define NEW 9
#define NEW_DIGITS_MIN 5 /* fewer: rather a word that follows the label */

static bool is_filler(const char *s, size_t n)
{
	return strspn(s, (const char[]) { s[0], '\0' }) == n;
}

/* At most one blank, after letters or where the digits are halved. */
static bool parted_well(const struct sp_written *w)
{
	bool parted = false;

	for (size_t i = 1; i < w->n; i++) {
		char gap = sp_written_kind(w, i);
		bool place = i == OLD / 2 || sp_is_alpha(w->sign[i - 1]);
		if (gap && (gap != ' ' || parted || !place))
			return false;
		parted |= gap == ' ';
	}
	return true;
}

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	struct sp_written w;
	size_t digits = 0;

	(void)options;
	memset(out, 0, sizeof(*out));
	sp_written_read(&w, s, len);
	for (size_t i = 0; i < w.n; i++)
		digits += sp_is_digit(w.sign[i]);
	bool old = w.n == OLD && digits == OLD;
	bool new = w.n == NEW &&digits >= NEW_DIGITS_MIN &&digits < NEW;
	if (!w.whole || !(old || new) || w.gap[0][0] || w.gap[w.n][0] || !parted_well(&w) ||
	    is_filler(w.sign, w.n))
		return false;
	memcpy(out->value, w.sign, w.n);
	out->needs_label = true;
	return true;
}

const struct sp_validator sp_passport = {
	.name = "passport",
	.read = read_number,
	.mask = sp_mask_last_four,
};
