/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query.h - what the queries share.
 */
#ifndef INVENTORY_QUERY_H
#define INVENTORY_QUERY_H

#include "base/arena.h"
#include "base/buf.h"
#include "inventory/store.h"

/* All reads until sp_read_end see one state; *own is for that call. */
SP_CHECK enum sp_status sp_read_begin(struct sp_inventory *inv, bool *own, struct sp_error *err);
void sp_read_end(struct sp_inventory *inv, bool own);

/* Counts what there is now: sp_inventory_stock where nothing is kept. */
SP_CHECK enum sp_status sp_stock_count(struct sp_inventory *inv, struct sp_stock *out,
				       struct sp_error *err);

/* Is the type among those asked for? */
bool sp_query_has_type(const struct sp_query *query, const char *type);

struct sp_member {
	uint32_t number, up;
	const char *name, *format, *media_type; /* in the arena */
	uint64_t size;
	enum sp_outcome outcome;
};

/* A query at work: the file it is at, and that file's items. */
struct sp_reading {
	struct sp_inventory *inv;
	const struct sp_query *query;
	struct sp_error *err;
	struct sp_arena arena;
	struct sp_buf path;
	struct sp_member *members; /* by number */
	size_t n_members, members_room;
	const char **chain;
	struct sp_item_step *steps;
	size_t chain_room, steps_room;
	struct sp_report_item item;
	uint32_t number; /* of the item that `item` is about */
	bool has_item;
};

/* Columns that sp_reading_file reads, in their order. */
#define SP_FILE_ROWS                                                                             \
	"SELECT f.id, d.path, f.name, f.size, f.mtime_ns, b.started_ns, c.started_ns, f.state, " \
	"(SELECT o.name FROM owner o WHERE o.uid = f.owner) "                                    \
	"FROM file f CROSS JOIN folder d ON d.id = f.folder "                                    \
	"CROSS JOIN scan b ON b.id = f.first_scan LEFT JOIN scan c ON c.id = f.closed_scan "

/* Columns that sp_reading_finding reads. */
#define SP_FINDING_ROWS                                                             \
	"SELECT f.item, t.name, t.category, f.digest, f.alias, f.masked, f.score, " \
	"f.confidence, f.place, c.text, r.text, w.text, f.flags, a.text, f.id "     \
	"FROM finding f "                                                           \
	"CROSS JOIN type t ON t.id = f.type LEFT JOIN word c ON c.id = f.context "  \
	"LEFT JOIN word r ON r.id = f.role LEFT JOIN word w ON w.id = f.term "      \
	"LEFT JOIN word a ON a.id = f.against "

/* Makes r tell of the file in the present row, and loads its items. */
SP_CHECK enum sp_status sp_reading_file(struct sp_reading *r, const struct sp_statement *s);
/* Makes r->item tell of the item with that number. */
SP_CHECK enum sp_status sp_reading_item(struct sp_reading *r, uint32_t number);
/* The finding in the present row; its strings are valid until the next step. */
void sp_reading_finding(const struct sp_statement *s, struct sp_finding_record *finding);
void sp_reading_release(struct sp_reading *r);

#endif
