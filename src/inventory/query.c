/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query.c - findings and problems for reports.
 *
 * Files are sorted by SQLite; the rows of one file come by its indexes and are
 * never sorted, so memory does not grow with the number of findings. A query
 * reads one state of the inventory, whatever a scan writes meanwhile.
 */
#include "inventory/query.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum sp_status sp_read_begin(struct sp_inventory *inv, bool *own, struct sp_error *err)
{
	*own = sqlite3_get_autocommit(inv->db.handle) != 0;
	return *own ? sp_db_run(&inv->db, "BEGIN", err) : SP_OK;
}

void sp_read_end(struct sp_inventory *inv, bool own)
{
	if (own && sp_db_run(&inv->db, "COMMIT", NULL) != SP_OK)
		inv->broken = true;
}

bool sp_query_has_type(const struct sp_query *query, const char *type)
{
	size_t len = strlen(type);

	for (const char *at = query->types; at; at = strchr(at, ','), at = at ? at + 1 : NULL) {
		at += strspn(at, " ");
		if (strncmp(at, type, len) == 0 && strchr(", ", at[len]))
			return true;
	}
	return !query->types;
}

/* ---- the file ---- */

static enum sp_status load_members(struct sp_reading *r, int64_t file)
{
	struct sp_statement s = sp_statement_of(
		&r->inv->db, SP_DB_ITEMS,
		"SELECT i.number, i.up, i.name, f.text, m.text, i.size, i.outcome FROM item i "
		"LEFT JOIN word f ON f.id = i.format LEFT JOIN word m ON m.id = i.media_type "
		"WHERE i.file = ? ORDER BY i.number");
	bool memory = true;

	r->n_members = 0;
	sp_bind_int(&s, file);
	while (memory && sp_statement_next(&s)) {
		memory = sp_mem_room(&r->members, &r->members_room, r->n_members + 1,
				     sizeof(*r->members));
		if (!memory)
			break;
		struct sp_member *m = &r->members[r->n_members++];
		*m = (struct sp_member) {
			.number = (uint32_t)sp_column_int(&s, 0),
			.up = (uint32_t)sp_column_int(&s, 1),
			.size = sp_column_uint(&s, 5),
			.outcome = (enum sp_outcome)sp_column_int(&s, 6),
		};
		memory = sp_arena_dup(&r->arena, sp_column_text(&s, 2), &m->name) &&
			 sp_arena_dup(&r->arena, sp_column_text(&s, 3), &m->format) &&
			 sp_arena_dup(&r->arena, sp_column_text(&s, 4), &m->media_type);
	}
	enum sp_status status = sp_statement_end(&s, r->err);
	return status == SP_OK && !memory ? sp_store_no_memory(r->err) : status;
}

enum sp_status sp_reading_file(struct sp_reading *r, const struct sp_statement *s)
{
	size_t folder_len, name_len;
	const char *folder = sp_column_bytes(s, 1, &folder_len);
	const char *name = sp_column_bytes(s, 2, &name_len);

	sp_arena_reset(&r->arena);
	sp_buf_reset(&r->path);
	sp_buf_add(&r->path, folder, folder_len);
	if (name && !(folder_len == 1 && folder[0] == '/'))
		sp_buf_putc(&r->path, '/');
	sp_buf_add(&r->path, name, name_len);
	if (r->path.failed)
		return sp_store_no_memory(r->err);
	r->item = (struct sp_report_item) {
		.path = sp_buf_str(&r->path),
		.size = sp_column_uint(s, 3),
		.mtime_ns = sp_column_int(s, 4),
		.first_seen_ns = sp_column_int(s, 5),
		.closed_ns = sp_column_int(s, 6),
		.closed_how = sp_store_closed_how((enum sp_file_state)sp_column_int(s, 7)),
		.outcome = SP_OUTCOME_NOT_READ,
	};
	if (!sp_arena_dup(&r->arena, sp_column_text(s, 8), &r->item.owner))
		return sp_store_no_memory(r->err);
	r->has_item = false;
	return load_members(r, sp_column_int(s, 0));
}

static const struct sp_member *find_member(const struct sp_reading *r, uint32_t number)
{
	size_t low = 0, high = r->n_members;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->members[middle].number == number)
			return &r->members[middle];
		if (r->members[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The names that lead to a member. A container has a lower number, so this ends. */
static enum sp_status make_chain(struct sp_reading *r, const struct sp_member *leaf)
{
	size_t n = 0;

	for (const struct sp_member *m = leaf; m && m->number; m = find_member(r, m->up)) {
		if (!sp_mem_room(&r->chain, &r->chain_room, n + 1, sizeof(*r->chain)) ||
		    !sp_mem_room(&r->steps, &r->steps_room, n + 1, sizeof(*r->steps)))
			return sp_store_no_memory(r->err);
		r->steps[n] = (struct sp_item_step) { m->number, m->format };
		r->chain[n++] = m->name ? m->name : "";
		if (m->up >= m->number)
			break;
	}
	for (size_t i = 0; i < n / 2; i++) {
		const char *swap = r->chain[i];
		r->chain[i] = r->chain[n - 1 - i];
		r->chain[n - 1 - i] = swap;
		const struct sp_item_step step = r->steps[i];
		r->steps[i] = r->steps[n - 1 - i];
		r->steps[n - 1 - i] = step;
	}
	r->item.members = r->chain;
	r->item.steps = r->steps;
	r->item.n_members = n;
	return SP_OK;
}

enum sp_status sp_reading_item(struct sp_reading *r, uint32_t number)
{
	if (r->has_item && r->number == number)
		return SP_OK;
	const struct sp_member *member = find_member(r, number);
	r->number = number;
	r->has_item = true;
	r->item.format = member ? member->format : NULL;
	r->item.media_type = member ? member->media_type : NULL;
	if (member) {
		r->item.size = member->size;
		r->item.outcome = member->outcome;
	}
	return make_chain(r, member);
}

/* ---- rows ---- */

static const char *text_or_empty(const struct sp_statement *s, int i)
{
	const char *text = sp_column_text(s, i);

	return text ? text : "";
}

static void read_digest(const struct sp_statement *s, int i, unsigned char out[SP_DIGEST])
{
	size_t len;
	const void *data = sp_column_bytes(s, i, &len);

	if (data && len == SP_DIGEST)
		memcpy(out, data, SP_DIGEST);
}

void sp_reading_finding(const struct sp_statement *s, struct sp_finding_record *finding)
{
	int64_t flags = sp_column_int(s, 12);

	*finding = (struct sp_finding_record) {
		.id = sp_column_uint(s, 14),
		.item = (uint32_t)sp_column_int(s, 0),
		.type = text_or_empty(s, 1),
		.category = text_or_empty(s, 2),
		.masked = text_or_empty(s, 5),
		.score = (double)sp_column_int(s, 6) / 1000,
		.confidence = (enum sp_confidence)sp_column_int(s, 7),
		.where = text_or_empty(s, 8),
		.context = text_or_empty(s, 9),
		.role = sp_column_text(s, 10),
		.term_category = sp_column_text(s, 11),
		.test = (flags & SP_FLAG_TEST) != 0,
		.organisation = (flags & SP_FLAG_ORGANISATION) != 0,
		.against = sp_column_text(s, 13),
		.has_alias = sqlite3_column_type(s->raw, 4) != SQLITE_NULL,
	};
	read_digest(s, 3, finding->digest);
	read_digest(s, 4, finding->alias);
}

struct findings_to {
	enum sp_status (*row)(void *context, const struct sp_report_item *item,
			      const struct sp_finding_record *finding);
	void *context;
};

static enum sp_status findings_of(struct sp_reading *r, int64_t file, const struct findings_to *out)
{
	enum sp_status status = SP_OK;
	struct sp_statement s = sp_statement_of(
		&r->inv->db, SP_DB_FINDINGS,
		SP_FINDING_ROWS "WHERE f.file = ? AND f.confidence >= ? ORDER BY f.item, f.id");

	sp_bind_int(&s, file);
	sp_bind_int(&s, r->query->min_confidence);
	while (status == SP_OK && sp_statement_next(&s)) {
		struct sp_finding_record finding;
		sp_reading_finding(&s, &finding);
		if (!sp_query_has_type(r->query, finding.type) ||
		    sp_hidden_has(&r->inv->hidden, finding.id))
			continue;
		status = sp_reading_item(r, finding.item);
		if (status == SP_OK)
			status = out->row(out->context, &r->item, &finding);
	}
	return sp_status_worse(status, sp_statement_end(&s, r->err));
}

static void read_suppressed(const struct sp_statement *s, struct sp_finding_record *finding)
{
	int64_t flags = sp_column_int(s, 9);
	double score = (double)sp_column_int(s, 4) / 1000;

	*finding = (struct sp_finding_record) {
		.item = (uint32_t)sp_column_int(s, 0),
		.type = text_or_empty(s, 1),
		.category = text_or_empty(s, 2),
		.masked = text_or_empty(s, 3),
		.score = score,
		.confidence = sp_confidence_of(score),
		.where = text_or_empty(s, 5),
		.context = "",
		.suppressed = text_or_empty(s, 6),
		.against = sp_column_text(s, 7),
		.role = sp_column_text(s, 8),
		.test = (flags & SP_FLAG_TEST) != 0,
		.organisation = (flags & SP_FLAG_ORGANISATION) != 0,
	};
}

static enum sp_status suppressed_of(struct sp_reading *r, int64_t file,
				    const struct findings_to *out)
{
	enum sp_status status = SP_OK;
	struct sp_statement s = sp_statement_of(
		&r->inv->db, SP_DB_SUPPRESSED,
		"SELECT s.item, t.name, t.category, s.masked, s.score, s.place, y.text, a.text, "
		"r.text, s.flags FROM suppressed s CROSS JOIN type t ON t.id = s.type "
		"LEFT JOIN word y ON y.id = s.why LEFT JOIN word a ON a.id = s.against "
		"LEFT JOIN word r ON r.id = s.role WHERE s.file = ? ORDER BY s.item, s.number");

	sp_bind_int(&s, file);
	while (status == SP_OK && sp_statement_next(&s)) {
		struct sp_finding_record finding;
		read_suppressed(&s, &finding);
		if (!sp_query_has_type(r->query, finding.type))
			continue;
		status = sp_reading_item(r, finding.item);
		if (status == SP_OK)
			status = out->row(out->context, &r->item, &finding);
	}
	return sp_status_worse(status, sp_statement_end(&s, r->err));
}

struct problems_to {
	enum sp_status (*row)(void *context, const struct sp_report_item *item,
			      const struct sp_problem_record *problem);
	void *context;
};

/* A file's problems, or (file 0) that of a folder, whose id is `folder`. */
static enum sp_status problems_of(struct sp_reading *r, int64_t file, int64_t folder,
				  const struct problems_to *out)
{
	enum sp_status status = SP_OK;
	struct sp_statement s = sp_statement_of(
		&r->inv->db, SP_DB_PROBLEMS,
		"SELECT item, reason, detail, id FROM problem WHERE file = ?1 UNION ALL "
		"SELECT 0, reason, detail, 0 FROM folder_problem "
		"WHERE folder = ?2 ORDER BY 1, 4");

	sp_bind_int(&s, file);
	sp_bind_int(&s, folder);
	while (status == SP_OK && sp_statement_next(&s)) {
		struct sp_problem_record problem = {
			.item = (uint32_t)sp_column_int(&s, 0),
			.reason = sp_reason_from_name(text_or_empty(&s, 1)),
			.detail = text_or_empty(&s, 2),
		};
		status = sp_reading_item(r, problem.item);
		if (status == SP_OK)
			status = out->row(out->context, &r->item, &problem);
	}
	return sp_status_worse(status, sp_statement_end(&s, r->err));
}

/* ---- queries ---- */

void sp_reading_release(struct sp_reading *r)
{
	sp_arena_release(&r->arena);
	sp_buf_release(&r->path);
	sp_mem_free(r->members);
	sp_mem_free(r->chain);
	sp_mem_free(r->steps);
}

/* ?1: also versions that are closed; ?2: only those that came after that scan. */
#define OPEN "WHERE (f.state = 1 OR (?1 AND f.state > 1)) AND f.opened_scan > ?2 "
#define FILES SP_FILE_ROWS OPEN

/* Files by `sql`, and of each the rows that `rows_of` tells. */
static enum sp_status read_rows(struct sp_inventory *inv, const struct sp_query *query,
				const char *sql,
				enum sp_status (*rows_of)(struct sp_reading *r, int64_t file,
							  const struct findings_to *out),
				const struct findings_to *to, struct sp_error *err)
{
	struct sp_reading r = {
		.inv = inv, .query = query, .err = err, .path = SP_BUF_INIT(SP_BUF_UNCAPPED)
	};
	bool own;
	enum sp_status status = sp_read_begin(inv, &own, err);

	if (status != SP_OK)
		return status;
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE, sql);
	sp_bind_int(&s, query->closed);
	sp_bind_int(&s, (int64_t)query->since);
	while (status == SP_OK && sp_statement_next(&s)) {
		status = sp_reading_file(&r, &s);
		if (status == SP_OK)
			status = rows_of(&r, sp_column_int(&s, 0), to);
	}
	status = sp_status_worse(status, sp_statement_end(&s, err));
	sp_read_end(inv, own);
	sp_reading_release(&r);
	return status;
}

enum sp_status sp_inventory_findings(struct sp_inventory *inv, const struct sp_query *query,
				     enum sp_status (*row)(void *context,
							   const struct sp_report_item *item,
							   const struct sp_finding_record *finding),
				     void *context, struct sp_error *err)
{
	const struct findings_to to = { row, context };

	return read_rows(inv, query, FILES "AND f.n_findings > 0 ORDER BY 2, 3, 1", findings_of,
			 &to, err);
}

enum sp_status
sp_inventory_suppressed(struct sp_inventory *inv, const struct sp_query *query,
			enum sp_status (*row)(void *context, const struct sp_report_item *item,
					      const struct sp_finding_record *suppressed),
			void *context, struct sp_error *err)
{
	const struct findings_to to = { row, context };

	return read_rows(inv, query,
			 FILES "AND EXISTS (SELECT 1 FROM suppressed s WHERE s.file = f.id) "
			       "ORDER BY 2, 3, 1",
			 suppressed_of, &to, err);
}

enum sp_status sp_inventory_problems(struct sp_inventory *inv, const struct sp_query *query,
				     enum sp_status (*row)(void *context,
							   const struct sp_report_item *item,
							   const struct sp_problem_record *problem),
				     void *context, struct sp_error *err)
{
	struct sp_reading r = {
		.inv = inv, .query = query, .err = err, .path = SP_BUF_INIT(SP_BUF_UNCAPPED)
	};
	const struct problems_to to = { row, context };
	bool own;
	enum sp_status status = sp_read_begin(inv, &own, err);

	if (status != SP_OK)
		return status;
	/* A folder comes before its files: it has no name. Its id is in the last column. */
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"SELECT *, 0 FROM (" FILES "AND f.n_problems > 0) UNION ALL "
		"SELECT 0, d.path, NULL, 0, 0, b.started_ns, NULL, 1, NULL, d.id FROM "
		"folder_problem p "
		"CROSS JOIN folder d ON d.id = p.folder CROSS JOIN scan b ON b.id = d.met_scan "
		"WHERE d.met_scan > ?2 ORDER BY 2, 3, 1");
	sp_bind_int(&s, query->closed);
	sp_bind_int(&s, (int64_t)query->since);
	while (status == SP_OK && sp_statement_next(&s)) {
		status = sp_reading_file(&r, &s);
		if (status == SP_OK)
			status = problems_of(&r, sp_column_int(&s, 0), sp_column_int(&s, 9), &to);
	}
	status = sp_status_worse(status, sp_statement_end(&s, err));
	sp_read_end(inv, own);
	sp_reading_release(&r);
	return status;
}
