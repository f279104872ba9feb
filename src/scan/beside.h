/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * beside.h - opens what belongs to a file on disk (spana/input.h), read-only and
 * by the names of a fixed list alone. Threads: any.
 */
#ifndef SCAN_BESIDE_H
#define SCAN_BESIDE_H

#include "spana/input.h"

/*
 * The file that belongs to folder/name, as a descriptor. SP_SKIPPED: there is
 * none; SP_FAILED: it cannot be opened; SP_FATAL: no memory.
 */
SP_CHECK enum sp_status beside_open(const char *folder, const char *name, enum sp_sibling which,
				    int *fd, uint64_t *size);

#endif
