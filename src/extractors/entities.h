/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entities.h - character references of HTML, also where XML has them undeclared.
 */
#ifndef EXTRACTORS_ENTITIES_H
#define EXTRACTORS_ENTITIES_H

#include "base/buf.h"

/* The longest reference that is understood, from '&' to ';'. */
#define SP_ENTITY_BYTES 40

/* The code point of a name without '&' and ';', or 0. Threads: pure. */
uint32_t sp_entity_named(const char *name, size_t len);

/*
 * Appends s with its references replaced; what is none stays as it is. With
 * `attribute` a name without ';' counts only before the end, as in addresses
 * it begins a parameter. Returns how much of s was used: what may be the
 * beginning of a reference is left, unless `last`. Check out->failed.
 */
size_t sp_entities_decode(const char *s, size_t len, bool attribute, bool last, struct sp_buf *out);

#endif
