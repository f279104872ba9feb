/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_overview.h - the parts of a text report that tell totals: of each type,
 * of pictures and sound, of what was read. Their titles are the caller's.
 * Threads: pure.
 */
#ifndef REPORTERS_TEXT_OVERVIEW_H
#define REPORTERS_TEXT_OVERVIEW_H

#include "reporters/text_to.h"
#include "spana/inventory.h"

void sp_text_totals(const struct sp_text_to *to, const struct sp_overview *overview);
/* Where protected identities stand, if anywhere. */
void sp_text_protected(const struct sp_text_to *to, uint64_t places);
/* Where material lies of which nothing but names and metadata were looked at. */
void sp_text_media(const struct sp_text_to *to, const struct sp_overview *overview);
void sp_text_coverage(const struct sp_text_to *to, const struct sp_overview *overview);

#endif
