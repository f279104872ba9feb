/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cards.h - what vCard and iCalendar have in common: components of properties,
 * "BEGIN:VCARD", "TEL;TYPE=home:070-174 06 05", "END:VCARD".
 */
#ifndef EXTRACTORS_CARDS_H
#define EXTRACTORS_CARDS_H

#include "spana/extractor.h"

/*
 * Tells all of the input: each component that is within the outermost `kind`
 * ("VCALENDAR"; NULL: the outermost itself) as a row, with a property for each line.
 */
SP_CHECK enum sp_status sp_cards_read(struct sp_input *in, struct sp_sink *out, const char *kind);

/* Bits of "BEGIN:<kind>" at the start. */
unsigned sp_cards_probe(struct sp_input *in, const char *kind);

#endif
