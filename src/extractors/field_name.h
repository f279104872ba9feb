/* SPDX-License-Identifier: GPL-3.0-or-later */
/* field_name.h - names that data give to their fields. Threads: pure. */
#ifndef EXTRACTORS_FIELD_NAME_H
#define EXTRACTORS_FIELD_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes that such a name has at most. */
#define SP_FIELD_NAME 64

/*
 * False where a name may be somebody's number or address: places are kept beside
 * findings in the clear, so it is no part of one.
 */
bool sp_field_is_name(const char *name, size_t len);

#endif
