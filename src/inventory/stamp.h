/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stamp.h - by which a file that is as it was is known, without its row.
 *
 * A stamp is a short keyed hash of what must not have changed (size, times,
 * inode) and of the rules that the file was read by. It stands in the index of
 * names, so that the walk over an unchanged tree reads that alone. A file
 * whose row has more to say (it is to be tried again, had problems, or was
 * touched while it was read) has none, and neither has one that an older
 * program wrote: then the row is asked.
 */
#ifndef INVENTORY_STAMP_H
#define INVENTORY_STAMP_H

#include "base/digest.h"
#include "spana/record.h"

#define SP_NO_STAMP 0

struct sp_stamper {
	unsigned char key[SP_SHORT_KEY];
	int64_t ruleset;
};

/* Makes its key from the inventory's. */
void sp_stamper_init(struct sp_stamper *stamper, const struct sp_key *key, int64_t ruleset);

/* The stamp of a file as the walk met it; never SP_NO_STAMP. */
int64_t sp_stamp(const struct sp_stamper *stamper, const struct sp_file *file);

#endif
