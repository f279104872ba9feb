/* SPDX-License-Identifier: GPL-3.0-or-later */
/* companion.h - files whose content belongs to another file's, by their names. Threads: pure. */
#ifndef BASE_COMPANION_H
#define BASE_COMPANION_H

#include "base/buf.h"

/*
 * Appends the name of the file that `name` may belong to: "a.db" for "a.db-wal",
 * "b.dbf" for "b.fpt". *found is false where it may belong to none. false: no memory.
 */
SP_CHECK bool sp_companion_main(struct sp_buf *out, const char *name, bool *found);

#endif
