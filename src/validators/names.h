/* SPDX-License-Identifier: GPL-3.0-or-later */
/* names.h - the names that are known: sorted, in small letters. */
#ifndef VALIDATORS_NAMES_H
#define VALIDATORS_NAMES_H

#include <stddef.h>

extern const char *const sp_first_names[];
extern const char *const sp_surnames[];
extern const size_t sp_n_first_names, sp_n_surnames;

#endif
