/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vehicle_registration.c - Swedish number plates (Swedish Transport Agency):
 * three letters, two digits, then a digit or, since 2019, a letter. Article
 * numbers look alike, so a word has to speak for it. Left out: personal
 * plates, which are any word, and plates of dealers and diplomats.
 */
#include "validators/all.h"

#include <string.h>

#include "base/ascii.h"
#include "validators/digits.h"

#define SIGNS 6

/* I, Q and V are not used anywhere; O not as the last. */
static bool is_plate_letter(char c)
{
	return sp_is_upper(c) && !strchr("IQV", c);
}

static bool is_plate(const char *s)
{
	for (size_t i = 0; i < 3; i++)
		if (!is_plate_letter(s[i]))
			return false;
	if (!sp_is_digit(s[3]) || !sp_is_digit(s[4]))
		return false;
	return sp_is_digit(s[5]) ? memcmp(s + 3, "000", 3) != 0
				 : is_plate_letter(s[5]) && s[5] != 'O';
}

static bool read_plate(const char *s, size_t len, const struct sp_reading_options *options,
		       struct sp_reading *out)
{
	struct sp_written w;

	(void)options;
	memset(out, 0, sizeof(*out));
	sp_written_read(&w, s, len);
	if (!w.whole || w.n != SIGNS || w.gap[0][0] || w.gap[SIGNS][0])
		return false;
	char gap = sp_written_kind(&w, 3);
	if ((gap && gap != ' ' && gap != '-') || !sp_written_joined(&w, 0, 3) ||
	    !sp_written_joined(&w, 3, SIGNS) || !is_plate(w.sign))
		return false;
	memcpy(out->value, w.sign, SIGNS);
	out->needs_label = true;
	return true;
}

static void mask(const char *s, size_t len, const struct sp_reading *reading, char *out,
		 size_t size)
{
	(void)reading;
	sp_mask_signs(s, len, 3, 0, out, size);
}

const struct sp_validator sp_vehicle_registration = {
	.name = "vehicle_registration",
	.read = read_plate,
	.mask = mask,
};
