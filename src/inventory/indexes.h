/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * indexes.h - the indexes by keyed hashes, which come after a load.
 *
 * Their order has nothing to do with that of writing: every row falls on a page
 * of its own, and once they outgrow the cache each row costs a page read and a
 * page written. So a scan that writes much lets go of them, and they are made
 * in one go, sorted, when it has ended. Without them queries are slower, not
 * different.
 */
#ifndef INVENTORY_INDEXES_H
#define INVENTORY_INDEXES_H

#include "inventory/store.h"

/* What is kept of the inventory in memory, for all but sorting: 16 MB. */
#define SP_INDEXES_CACHE "PRAGMA cache_size = -16384;"

/* Lets go of them, for good or for a load. */
SP_CHECK enum sp_status sp_indexes_drop(struct sp_inventory *inv, struct sp_error *err);

/* Makes those that are missing. Outside a transaction: each is one of its own. */
SP_CHECK enum sp_status sp_indexes_make(struct sp_inventory *inv, struct sp_error *err);

/* True while one is missing, also for want of memory or of an answer. */
bool sp_indexes_missing(struct sp_inventory *inv);

/* Looks how much there is before a scan writes. */
SP_CHECK enum sp_status sp_indexes_before(struct sp_inventory *inv, struct sp_error *err);

/* Counts rows that the indexes hold; lets go of them when a scan has written much. */
SP_CHECK enum sp_status sp_indexes_wrote(struct sp_inventory *inv, uint64_t rows,
					 struct sp_error *err);

#endif
