/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ics.c - iCalendar (RFC 5545) and vCalendar: events, tasks, notes, a row for each. See cards.h. */
#include "extractors/cards.h"
#include "extractors/registry.h"

unsigned sp_probe_ics(struct sp_input *in)
{
	return sp_cards_probe(in, "VCALENDAR");
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	return sp_cards_read(in, out, "VCALENDAR");
}

const struct sp_extractor sp_extractor_ics = {
	.name = "ics",
	.probe = sp_probe_ics,
	.extract = extract,
	.streams = true,
};
