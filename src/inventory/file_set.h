/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file_set.h - files by their ids, as bits in memory. Threads: one.
 */
#ifndef INVENTORY_FILE_SET_H
#define INVENTORY_FILE_SET_H

#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>

/* Ids below 64 * n. Zeroed, it holds none and takes none; `words` is freed by sp_mem_free. */
struct sp_file_set {
	uint64_t *words;
	size_t n;
};

/* An empty set with room for the ids up to `last`. false: no memory. */
SP_CHECK static inline bool sp_file_set_new(struct sp_file_set *set, uint64_t last)
{
	set->n = (size_t)(last / 64) + 1;
	set->words = sp_mem_zero(set->n, sizeof(*set->words));
	return set->words;
}

static inline bool sp_file_set_has(const struct sp_file_set *set, uint64_t id)
{
	return id / 64 < set->n && (set->words[id / 64] >> (id % 64) & 1);
}

/* False where it was there, or has no room. */
static inline bool sp_file_set_add(struct sp_file_set *set, uint64_t id)
{
	if (id / 64 >= set->n || sp_file_set_has(set, id))
		return false;
	set->words[id / 64] |= UINT64_C(1) << (id % 64);
	return true;
}

#endif
