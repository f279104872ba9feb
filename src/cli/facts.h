/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.h - what a report says of itself and of the whole inventory.
 * Threads: one.
 */
#ifndef CLI_FACTS_H
#define CLI_FACTS_H

#include "base/arena.h"
#include "spana/reporter.h"

#include "cli/opts.h"

struct facts {
	struct sp_report_facts told; /* points into the rest */
	struct sp_arena arena;
	struct sp_buf options;
};

/*
 * Reads them. query->since is set from --since: the number of a scan, a day (the
 * last scan before it), or "last" (the last complete scan but one); changes are
 * told since then, or since the scan before the newest. SP_FAILED: --since names
 * no scan, which was told. Groups are read where a reporter asks for them; it may be NULL.
 */
enum sp_status facts_load(struct facts *facts, struct sp_inventory *inventory,
			  const struct settings *settings, const struct sp_reporter *reporter,
			  struct sp_query *query, struct sp_error *err);
void facts_release(struct facts *facts);

#endif
