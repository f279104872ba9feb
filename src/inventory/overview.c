/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * overview.c - totals of what is there now, and the lists of sources and scans.
 *
 * CROSS JOIN is SQLite's way of saying "in this order": the planner keeps no
 * statistics of an inventory, so the queries say what is small.
 */
#include "inventory/query.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

/* Rows of (name, number) into an array that grows. */
static enum sp_status read_totals(struct sp_inventory *inv, const char *sql,
				  struct sp_name_total **totals, size_t *n, struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE, sql);
	size_t room = 0;
	bool memory = true;

	while (memory && sp_statement_next(&s)) {
		memory = sp_mem_room(totals, &room, *n + 1, sizeof(**totals));
		if (!memory)
			break;
		struct sp_name_total *total = &(*totals)[(*n)++];
		const char *name = sp_column_text(&s, 0);
		snprintf(total->name, sizeof(total->name), "%s", name ? name : "");
		total->n = sp_column_uint(&s, 1);
		total->more = sp_column_uint(&s, 2);
	}
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

static const char skipped[] = "SELECT w.text, count(*), sum(i.outcome = 1) "
			      "FROM item i CROSS JOIN file f ON f.id = i.file "
			      "LEFT JOIN word w ON w.id = i.media_type "
			      "WHERE (i.outcome = 4 OR i.outcome = 1 AND (w.text GLOB 'image/*' OR "
			      "w.text GLOB 'audio/*' OR w.text GLOB 'video/*')) AND f.state = 1 "
			      "GROUP BY 1 ORDER BY 2 DESC, 1";

static const char media[] =
	"SELECT d.path, sum(w.text GLOB 'image/*'), sum(w.text GLOB 'audio/*'), "
	"sum(w.text GLOB 'video/*') FROM word w CROSS JOIN item i ON i.media_type = w.id "
	"CROSS JOIN file f ON f.id = i.file CROSS JOIN folder d ON d.id = f.folder "
	"WHERE (w.text GLOB 'image/*' OR w.text GLOB 'audio/*' OR w.text GLOB 'video/*') "
	"AND f.state = 1 GROUP BY d.id ORDER BY count(*) DESC, d.path";

static const char not_read[] =
	"SELECT reason, count(*), 0 FROM ("
	"SELECT (SELECT p.reason FROM problem p WHERE p.file = i.file AND p.item = i.number "
	"ORDER BY p.id LIMIT 1) AS reason FROM item i CROSS JOIN file f ON f.id = i.file "
	"WHERE i.outcome = 3 AND f.state = 1 UNION ALL SELECT reason FROM folder_problem) "
	"GROUP BY 1 ORDER BY 2 DESC, 1";

static const char problems[] =
	"SELECT reason, count(*), 0 FROM ("
	"SELECT p.reason FROM problem p CROSS JOIN file f ON f.id = p.file WHERE f.state = 1 "
	"UNION ALL SELECT reason FROM folder_problem) GROUP BY 1 ORDER BY 2 DESC, 1";

static enum sp_status read_media(struct sp_inventory *inv, struct sp_overview *out,
				 struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE, media);
	size_t room = 0;
	bool memory = true;

	while (memory && sp_statement_next(&s)) {
		size_t len;
		const char *path = sp_column_bytes(&s, 0, &len);
		char *folder = sp_mem_alloc(len + 1);
		memory = folder &&
			 sp_mem_room(&out->media, &room, out->n_media + 1, sizeof(*out->media));
		if (!memory) {
			sp_mem_free(folder);
			break;
		}
		memcpy(folder, path ? path : "", path ? len : 0);
		folder[path ? len : 0] = '\0';
		out->media[out->n_media++] = (struct sp_media_total) {
			.folder = folder,
			.images = sp_column_uint(&s, 1),
			.sounds = sp_column_uint(&s, 2),
			.films = sp_column_uint(&s, 3),
		};
	}
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

static enum sp_status read_types(struct sp_inventory *inv, const struct sp_query *query,
				 struct sp_overview *out, struct sp_error *err)
{
	size_t room = 0;
	bool memory = true;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"SELECT t.name, t.category, n.values_, n.low, n.medium, n.high, n.files FROM ("
		"SELECT n.type, count(DISTINCT n.digest) AS values_, sum(n.confidence = 0) AS low, "
		"sum(n.confidence = 1) AS medium, sum(n.confidence = 2) AS high, "
		"count(DISTINCT n.file) AS files FROM finding n CROSS JOIN file f ON f.id = n.file "
		"WHERE f.state = 1 AND n.confidence >= ? AND f.opened_scan > ? GROUP BY n.type) n "
		"CROSS JOIN type t ON t.id = n.type ORDER BY t.name, t.category");

	sp_bind_int(&s, query->min_confidence);
	sp_bind_int(&s, (int64_t)query->since);
	while (memory && sp_statement_next(&s)) {
		const char *name = sp_column_text(&s, 0);
		const char *category = sp_column_text(&s, 1);
		memory = name && category;
		if (!memory || !sp_query_has_type(query, name))
			continue;
		memory = sp_mem_room(&out->types, &room, out->n_types + 1, sizeof(*out->types));
		if (!memory)
			break;
		struct sp_type_total *total = &out->types[out->n_types++];
		snprintf(total->type, sizeof(total->type), "%s", name);
		snprintf(total->category, sizeof(total->category), "%s", category);
		total->values = sp_column_uint(&s, 2);
		for (int i = SP_LOW; i <= SP_HIGH; i++)
			total->places[i] = sp_column_uint(&s, 3 + i);
		total->files = sp_column_uint(&s, 6);
	}
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

static enum sp_status read_outcomes(struct sp_inventory *inv, struct sp_overview *out,
				    struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"SELECT outcome, count(*) FROM item i CROSS JOIN file f ON f.id = i.file "
		"WHERE f.state = 1 GROUP BY 1 UNION ALL SELECT 3, count(*) FROM folder_problem");

	while (sp_statement_next(&s)) {
		uint64_t outcome = sp_column_uint(&s, 0), n = sp_column_uint(&s, 1);
		out->items += n;
		if (outcome < SP_OUTCOME_COUNT)
			out->outcomes[outcome] += n;
	}
	return sp_statement_end(&s, err);
}

static enum sp_status read_files(struct sp_inventory *inv, struct sp_overview *out,
				 struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"SELECT count(*), coalesce(sum(size), 0) FROM file WHERE state = 1");

	if (sp_statement_next(&s)) {
		out->files = sp_column_uint(&s, 0);
		out->bytes = sp_column_uint(&s, 1);
	}
	return sp_statement_end(&s, err);
}

enum sp_status sp_inventory_overview(struct sp_inventory *inv, const struct sp_query *query,
				     struct sp_overview *out, struct sp_error *err)
{
	bool own;

	*out = (struct sp_overview) { 0 };
	enum sp_status status = sp_read_begin(inv, &own, err);
	if (status != SP_OK)
		return status;
	status = read_files(inv, out, err);
	if (status == SP_OK)
		status = read_outcomes(inv, out, err);
	if (status == SP_OK)
		status = read_types(inv, query, out, err);
	if (status == SP_OK)
		status = read_totals(inv, skipped, &out->skipped, &out->n_skipped, err);
	if (status == SP_OK)
		status = read_media(inv, out, err);
	if (status == SP_OK)
		status = read_totals(inv, not_read, &out->not_read, &out->n_not_read, err);
	if (status == SP_OK)
		status = read_totals(inv, problems, &out->problems, &out->n_problems, err);
	sp_read_end(inv, own);
	if (status != SP_OK)
		sp_overview_release(out);
	return status;
}

void sp_overview_release(struct sp_overview *overview)
{
	sp_mem_free(overview->types);
	sp_mem_free(overview->skipped);
	sp_mem_free(overview->not_read);
	sp_mem_free(overview->problems);
	for (size_t i = 0; i < overview->n_media; i++)
		sp_mem_free(overview->media[i].folder);
	sp_mem_free(overview->media);
	*overview = (struct sp_overview) { 0 };
}

enum sp_status sp_inventory_sources(struct sp_inventory *inv,
				    enum sp_status (*row)(void *context,
							  const struct sp_source_row *source),
				    void *context, struct sp_error *err)
{
	enum sp_status status = SP_OK;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"SELECT s.path, count(f.id), coalesce(sum(f.n_findings), 0), "
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
