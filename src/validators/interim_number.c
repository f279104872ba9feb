/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * interim_number.c - the number that Swedish universities give a student who
 * has no personnummer yet: a letter for the first digit of the serial
 * (YYMMDD-TNNN). The letter counts as 1 in the check (personnummer.dev,
 * specification 3.1). One library also writes P, which hardly is official.
 */
#include "validators/all.h"

#include <string.h>

#include "validators/digits.h"
#include "validators/person.h"

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	struct sp_written w;
	struct sp_person person;

	memset(out, 0, sizeof(*out));
	sp_written_read(&w, s, len);
	if (!w.whole || (w.n != 10 && w.n != 12) || w.gap[0][0] || w.gap[w.n][0])
		return false;
	size_t at = w.n - 4;
	char letter = w.sign[at], gap = sp_written_kind(&w, at);
	if (!strchr("TRSUWXJKLMNP", letter) || gap == '?' || gap == '\t' ||
	    !sp_written_joined(&w, 0, at) || !sp_written_joined(&w, at, w.n))
		return false;
	w.sign[at] = '1';
	if (!sp_written_digits(&w, 0, w.n) ||
	    !sp_person_read(w.sign, w.n, gap == '+', options, &person))
		return false;
	sp_person_tell(&person, w.n == 10, out);
	out->value[8] = letter;
	if (out->alias[0])
		out->alias[6] = letter;
	out->doubtful |= letter == 'P';
	return true;
}

const struct sp_validator sp_interim_number = {
	.name = "interim_number",
	.read = read_number,
	.mask = sp_mask_last_four,
};
