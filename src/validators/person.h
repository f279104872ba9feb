/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person.h - the rules that personnummer and samordningsnummer share, for all
 * numbers that have one inside. Threads: pure.
 */
#ifndef VALIDATORS_PERSON_H
#define VALIDATORS_PERSON_H

#include "spana/validator.h"

#include <stdbool.h>
#include <stddef.h>

struct sp_written;

enum sp_person_kind { SP_PERSONNUMMER, SP_SAMORDNINGSNUMMER };

struct sp_person {
	enum sp_person_kind kind;
	char value[13]; /* twelve digits */
	bool unknown;	/* no month or no day of birth: month 00, day 60 */
	bool doubtful;	/* a day the month does not have, or a plus before the age for it */
	bool test;	/* of a published test series */
};

/* Ten or twelve digits, with '+' before the last four or without. */
bool sp_person_read(const char *digits, size_t n, bool plus,
		    const struct sp_reading_options *options, struct sp_person *out);

/*
 * A written number of that kind, all of the text: 8-4 or 6-4 digits with at
 * most one separator between the groups.
 */
bool sp_person_read_written(enum sp_person_kind kind, const char *s, size_t len,
			    const struct sp_reading_options *options, struct sp_reading *out);

/* The person's number as the reading; the ten digits as its alias if it was written short. */
void sp_person_tell(const struct sp_person *person, bool written_short, struct sp_reading *out);

/* "personnummer" or "samordningsnummer" */
const char *sp_person_type(const struct sp_person *person);

#endif
