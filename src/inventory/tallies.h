/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tallies.h - counts of findings, each under a key and the whole that it is a part of.
 *
 * Findings are counted in the order of their values, so that a tally has but to
 * know the last to count different ones. Threads: one.
 */
#ifndef INVENTORY_TALLIES_H
#define INVENTORY_TALLIES_H

#include "inventory/file_set.h"
#include "spana/finding.h"

#include <stddef.h>

struct sp_tally {
	uint64_t key;	/* of the group */
	uint32_t whole; /* 0: everything; else a source, from 1 */
	uint64_t last;	/* the value counted last */
	uint64_t values, places[SP_HIGH + 1], files;
	int64_t oldest_ns, newest_ns; /* 0: not known */
};

/* A finding as it is counted. */
struct sp_tallied {
	uint64_t value; /* a number from 1, the same for equal ones */
	enum sp_confidence confidence;
	bool new_file; /* the first of its file in the group */
	int64_t mtime_ns;
};

/* Zeroed, it is empty. */
struct sp_tallies {
	struct sp_tally *items; /* in the order in which they were met */
	size_t n, room;
	uint32_t *slots; /* by hash: numbers of items, from 1 */
	size_t n_slots;
	size_t at; /* the item that was met last */
};

/* false: no memory. */
SP_CHECK bool sp_tallies_count(struct sp_tallies *tallies, uint64_t key, uint32_t whole,
			       const struct sp_tallied *finding);
void sp_tallies_release(struct sp_tallies *tallies);

#endif
