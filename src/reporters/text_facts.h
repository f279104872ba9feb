/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_facts.h - the parts of a text report whose lines stand alone: groups,
 * changes, sources, and what the report is about. Threads: pure.
 */
#ifndef REPORTERS_TEXT_FACTS_H
#define REPORTERS_TEXT_FACTS_H

#include "reporters/text_to.h"
#include "spana/reporter.h"

/* Numbers stand first, so that names of any length need no column. */
void sp_text_group_head(const struct sp_text_to *to, enum sp_by by);
void sp_text_group(const struct sp_text_to *to, const struct sp_group *group);
/* How many files changed, and the findings in them. */
void sp_text_change_totals(const struct sp_text_to *to, const struct sp_report_facts *facts);
void sp_text_change(const struct sp_text_to *to, const struct sp_change_row *change);
void sp_text_sources(const struct sp_text_to *to, const struct sp_report_facts *facts);
void sp_text_about(const struct sp_text_to *to, const struct sp_report_facts *facts);

#endif
