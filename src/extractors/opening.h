/* SPDX-License-Identifier: GPL-3.0-or-later */
/* opening.h - the first characters of an input in any charset, for probes. */
#ifndef EXTRACTORS_OPENING_H
#define EXTRACTORS_OPENING_H

#include "spana/input.h"

#include "extractors/charset.h"

#define SP_OPENING 2048

/*
 * Characters from the first that is no space, NUL-terminated; those beyond
 * ASCII are '?' in UTF-16 and UTF-32 and bytes as they are elsewhere. Returns
 * how many; 0 where the first of them is not `first`, unless that is 0.
 */
size_t sp_opening(struct sp_input *in, char first, char text[SP_OPENING]);

/* The charset that the document's first bytes declare, as HTML and XML do; or NULL. */
const struct sp_charset *sp_opening_charset(struct sp_input *in);

#endif
