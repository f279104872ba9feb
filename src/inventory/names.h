/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names.h - a small cache from strings, or pairs of them, to ids.
 *
 * Each string has one slot, where the last that hashed to it stands: names
 * that somebody made to collide cost a query, nothing more. Threads: one.
 */
#ifndef INVENTORY_NAMES_H
#define INVENTORY_NAMES_H

#include <stddef.h>
#include <stdint.h>

#define SP_NAMES_SLOTS 1024

struct sp_name {
	char *text;	  /* and `more` behind it, in one piece */
	const char *more; /* "" for a string alone */
	int64_t id;
};

/* Zeroed, it is empty. */
struct sp_names {
	struct sp_name slots[SP_NAMES_SLOTS];
};

/* 0: not in the cache. */
int64_t sp_names_get(const struct sp_names *names, const char *text, const char *more);
/* Remembers; without memory it does not, which costs a query later. */
void sp_names_put(struct sp_names *names, const char *text, const char *more, int64_t id);
void sp_names_release(struct sp_names *names);

#endif
