/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stamp.c - see stamp.h. */
#include "inventory/stamp.h"

#include <string.h>

#define STAMP "file stamp" /* no type has a blank in its name */

void sp_stamper_init(struct sp_stamper *stamper, const struct sp_key *key, int64_t ruleset)
{
	unsigned char digest[SP_DIGEST_SIZE];

	sp_digest(key, STAMP, "", 0, digest);
	memcpy(stamper->key, digest, sizeof(stamper->key));
	stamper->ruleset = ruleset;
}

int64_t sp_stamp(const struct sp_stamper *stamper, const struct sp_file *file)
{
	const int64_t facts[] = { (int64_t)file->size, file->mtime_ns, file->ctime_ns,
				  (int64_t)file->inode, stamper->ruleset };
	int64_t stamp = (int64_t)sp_digest_short(stamper->key, facts, sizeof(facts));

	return stamp == SP_NO_STAMP ? 1 : stamp;
}
