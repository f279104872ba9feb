/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * people.h - categories of people that words near findings speak of.
 *
 * A sign, not a fact: "patient" beside a number says that patients may be
 * among the persons in a source. Threads: pure.
 */
#ifndef REPORTERS_PEOPLE_H
#define REPORTERS_PEOPLE_H

#include "spana/reporter.h"

struct sp_people {
	const char *name; /* "customers" */
	const char *swedish, *english;
	const char *concept; /* in the Data Privacy Vocabulary: "Customer" */
	uint64_t places;
};

#define SP_PEOPLE_MOST 16

/*
 * Those that the words of groups by SP_BY_WORDS speak of, with most places
 * first. Returns how many there are in `out`.
 */
size_t sp_people_of(const struct sp_facts_groups *words, struct sp_people out[SP_PEOPLE_MOST]);

#endif
