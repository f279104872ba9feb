/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lists.c - the sources of an inventory, and its scans.
 *
 * CROSS JOIN is SQLite's way of saying "in this order": the planner keeps no
 * statistics of an inventory, so the queries say what is small.
 */
#include "inventory/store.h"

enum sp_status sp_inventory_sources(struct sp_inventory *inv,
				    enum sp_status (*row)(void *context,
							  const struct sp_source_row *source),
				    void *context, struct sp_error *err)
{
	enum sp_status status = SP_OK;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"SELECT s.path, count(f.id), coalesce(sum(f.n_findings - hidden_in(f.id)), 0), "
		"coalesce(sum(f.n_problems), 0) + (SELECT count(*) FROM folder_problem p "
		"CROSS JOIN folder d ON d.id = p.folder WHERE d.path = s.path "
		"OR (d.path >= s.below AND d.path < s.beyond)), "
		"(SELECT max(c.ended_ns) FROM scan_source x CROSS JOIN scan c ON c.id = x.scan "
		"WHERE x.source = s.id AND c.state = 'complete') "
		"FROM source s LEFT JOIN folder d ON d.path = s.path "
		"OR (d.path >= s.below AND d.path < s.beyond) OR d.path = s.folder "
		"LEFT JOIN file f ON f.folder = d.id AND f.state = 1 "
		"AND (d.path <> s.folder OR f.name = s.name) GROUP BY s.id ORDER BY "
		"s.path");

	while (status == SP_OK && sp_statement_next(&s)) {
		struct sp_source_row source = {
			.path = sp_column_text(&s, 0),
			.files = sp_column_uint(&s, 1),
			.findings = sp_column_uint(&s, 2),
			.problems = sp_column_uint(&s, 3),
			.last_complete_ns = sp_column_int(&s, 4),
		};
		status = row(context, &source);
	}
	return sp_status_worse(status, sp_statement_end(&s, err));
}

static void read_scan(const struct sp_statement *s, struct sp_scan_row *scan)
{
	struct sp_counts *c = &scan->counts;
	uint64_t *const numbers[] = {
		&c->files,
		&c->unchanged,
		&c->moved,
		&c->changed,
		&c->added,
		&c->removed,
		&c->items,
		&c->outcomes[SP_OUTCOME_FULL],
		&c->outcomes[SP_OUTCOME_PART],
		&c->outcomes[SP_OUTCOME_NOT_READ],
		&c->outcomes[SP_OUTCOME_NO_TEXT],
		&c->bytes,
		&c->findings,
		&c->problems,
	};

	*scan = (struct sp_scan_row) {
		.id = sp_column_uint(s, 0),
		.started_ns = sp_column_int(s, 1),
		.ended_ns = sp_column_int(s, 2),
		.state = sp_column_text(s, 3),
		.program = sp_column_text(s, 4),
		.ruleset = sp_column_text(s, 5),
		.options = sp_column_text(s, 6),
	};
	for (int i = 0; i < (int)(sizeof(numbers) / sizeof(numbers[0])); i++)
		*numbers[i] = sp_column_uint(s, 7 + i);
}

enum sp_status sp_inventory_scans(struct sp_inventory *inv, size_t most,
				  enum sp_status (*row)(void *context,
							const struct sp_scan_row *scan),
				  void *context, struct sp_error *err)
{
	enum sp_status status = SP_OK;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"SELECT s.id, s.started_ns, s.ended_ns, s.state, s.program, r.version, s.options, "
		"s.files, s.unchanged, s.moved, s.changed, s.added, s.removed, s.items, "
		"s.read_full, s.read_part, s.not_read, s.no_text, s.bytes, s.findings, s.problems "
		"FROM scan s CROSS JOIN ruleset r ON r.id = s.ruleset ORDER BY s.id DESC LIMIT ?");

	sp_bind_int(&s, most < INT64_MAX ? (int64_t)most : INT64_MAX);
	while (status == SP_OK && sp_statement_next(&s)) {
		struct sp_scan_row scan;
		read_scan(&s, &scan);
		status = row(context, &scan);
	}
	return sp_status_worse(status, sp_statement_end(&s, err));
}
