/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.h - the file that holds the key of the inventory's hashes.
 *
 * One line of ASCII: "spana-key-1 ", 64 hex digits, newline. It is what makes
 * the hashes more than an encoding, so nobody but its owner may read it.
 */
#ifndef INVENTORY_KEY_H
#define INVENTORY_KEY_H

#include "base/digest.h"

/*
 * Reads the key. SP_SKIPPED: there is no such file. A file that others may
 * read is made 0600. SP_FATAL: damaged, or it cannot be read or made 0600.
 */
SP_CHECK enum sp_status sp_key_load(struct sp_key *key, const char *path, struct sp_error *err);

/* Makes a key and its file, whole or not at all; an existing file is read, never overwritten. */
SP_CHECK enum sp_status sp_key_create(struct sp_key *key, const char *path, struct sp_error *err);

#endif
