/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write.c - batches into rows.
 *
 * A file whose last batch has not come is pending, which no reader sees. With
 * the last batch it becomes the open version of its path and the one before
 * is closed, in one transaction. Where nothing but the file's metadata changed
 * (same content, same rules, same result) the version before lives on: a
 * chmod over a share does not make a year's findings history.
 */
#include "base/mem.h"
#include "inventory/indexes.h"

#include <assert.h>
#include <string.h>

/* The version that stands at a path. */
struct version {
	int64_t id, ruleset, first_scan;
	uint64_t n_items, n_findings, n_problems;
	bool retry;
	bool same_content;
};

/* Reasons that may have passed by the next scan, without a trace in the file's metadata. */
static bool may_pass(enum sp_reason reason)
{
	return reason == SP_REASON_PERMISSION || reason == SP_REASON_IO_ERROR ||
	       reason == SP_REASON_VANISHED || reason == SP_REASON_CHANGED;
}

static struct sp_pending *pending_find(struct sp_inventory *inv, uint64_t ticket)
{
	for (size_t i = 0; i < inv->n_pending; i++)
		if (inv->pending[i].ticket == ticket)
			return &inv->pending[i];
	return NULL;
}

static void pending_remove(struct sp_inventory *inv, uint64_t ticket)
{
	struct sp_pending *pending = pending_find(inv, ticket);

	if (pending)
		*pending = inv->pending[--inv->n_pending];
}

static enum sp_status pending_keep(struct sp_inventory *inv, const struct sp_pending *pending,
				   struct sp_error *err)
{
	struct sp_pending *known = pending_find(inv, pending->ticket);

	if (!known) {
		if (!sp_mem_room(&inv->pending, &inv->pending_room, inv->n_pending + 1,
				 sizeof(*inv->pending)))
			return sp_store_no_memory(err);
		known = &inv->pending[inv->n_pending++];
	}
	*known = *pending;
	return SP_OK;
}

/* ---- rows ---- */

static enum sp_status add_items(struct sp_inventory *inv, const struct sp_batch *batch,
				int64_t file, struct sp_error *err)
{
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < batch->n_items && status == SP_OK; i++) {
		const struct sp_item_record *item = &batch->items[i];
		int64_t format = 0, media_type = 0;
		status = sp_store_word(inv, item->format, &format, err);
		if (status == SP_OK)
			status = sp_store_word(inv, item->media_type, &media_type, err);
		if (status != SP_OK)
			return status;
		struct sp_statement s = sp_statement_of(
			&inv->db, SP_DB_ITEM_ADD,
			"INSERT INTO item (file, number, up, name, format, media_type, size, "
			"outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (file, number) "
			"DO UPDATE SET format = excluded.format, media_type = excluded.media_type, "
			"outcome = excluded.outcome");
		sp_bind_int(&s, file);
		sp_bind_int(&s, item->number);
		sp_bind_int(&s, item->up);
		sp_bind_text(&s, item->name);
		sp_bind_id(&s, format);
		sp_bind_id(&s, media_type);
		sp_bind_int(&s, (int64_t)item->size);
		sp_bind_int(&s, item->outcome);
		status = sp_statement_run(&s, err);
	}
	return status;
}

static int64_t thousandths(double score)
{
	if (!(score > 0))
		return 0;
	return score < 1 ? (int64_t)(score * 1000 + 0.5) : 1000;
}

static int64_t flags_of(const struct sp_finding_record *finding)
{
	return (finding->test ? SP_FLAG_TEST : 0) |
	       (finding->organisation ? SP_FLAG_ORGANISATION : 0);
}

/*
 * Findings go in by many rows a statement, for its start and end cost as much as a row. What
 * fails takes the whole transaction back: so no way back to the row before is kept.
 */
#define FINDING                                                                             \
	"INSERT OR ROLLBACK INTO finding (file, item, type, digest, alias, masked, score, " \
	"confidence, place, context, role, term, flags, against) VALUES "
#define ROW "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define FOUR ROW ", " ROW ", " ROW ", " ROW

#define MOST_AT_ONCE 16

static const struct bulk {
	size_t rows;
	enum sp_db_slot slot;
	const char *sql;
} bulks[] = {
	{ MOST_AT_ONCE, SP_DB_FINDING_ADD_MANY, FINDING FOUR ", " FOUR ", " FOUR ", " FOUR },
	{ 4, SP_DB_FINDING_ADD_FOUR, FINDING FOUR },
	{ 2, SP_DB_FINDING_ADD_TWO, FINDING ROW ", " ROW },
	{ 1, SP_DB_FINDING_ADD, FINDING ROW },
};

static enum sp_status bind_finding(struct sp_inventory *inv, struct sp_statement *s,
				   const struct sp_finding_record *finding, int64_t file,
				   struct sp_error *err)
{
	int64_t type = 0, context = 0, role = 0, term = 0, against = 0;
	bool has_context = finding->context && finding->context[0];
	enum sp_status status = sp_store_type(inv, finding->type, finding->category, &type, err);

	if (status == SP_OK)
		status = sp_store_word(inv, has_context ? finding->context : NULL, &context, err);
	if (status == SP_OK)
		status = sp_store_word(inv, finding->role, &role, err);
	if (status == SP_OK)
		status = sp_store_word(inv, finding->term_category, &term, err);
	if (status == SP_OK)
		status = sp_store_word(inv, finding->against, &against, err);
	sp_bind_int(s, file);
	sp_bind_int(s, finding->item);
	sp_bind_int(s, type);
	sp_bind_bytes(s, finding->digest, SP_DIGEST);
	sp_bind_bytes(s, finding->has_alias ? finding->alias : NULL, SP_DIGEST);
	sp_bind_text(s, finding->masked);
	sp_bind_int(s, thousandths(finding->score));
	sp_bind_int(s, finding->confidence);
	sp_bind_text(s, finding->where);
	sp_bind_id(s, context);
	sp_bind_id(s, role);
	sp_bind_id(s, term);
	sp_bind_int(s, flags_of(finding));
	sp_bind_id(s, against);
	return status;
}

/* Adds some of N findings that follow each other; *taken tells how many. */
static enum sp_status add_findings(struct sp_inventory *inv,
				   const struct sp_finding_record *findings, size_t n, int64_t file,
				   size_t *taken, struct sp_error *err)
{
	const struct bulk *bulk = bulks;
	enum sp_status status = SP_OK;

	while (bulk->rows > n)
		bulk++;
	struct sp_statement s = sp_statement_of(&inv->db, bulk->slot, bulk->sql);
	for (size_t i = 0; i < bulk->rows && status == SP_OK; i++)
		status = bind_finding(inv, &s, &findings[i], file, err);
	*taken = bulk->rows;
	if (status == SP_OK)
		return sp_statement_run(&s, err);
	return sp_status_worse(status, sp_statement_end(&s, NULL));
}

static enum sp_status add_suppressed(struct sp_inventory *inv,
				     const struct sp_finding_record *finding, int64_t file,
				     uint64_t number, struct sp_error *err)
{
	int64_t type = 0, why = 0, against = 0, role = 0;
	enum sp_status status = sp_store_type(inv, finding->type, finding->category, &type, err);

	if (status == SP_OK)
		status = sp_store_word(inv, finding->suppressed, &why, err);
	if (status == SP_OK)
		status = sp_store_word(inv, finding->against, &against, err);
	if (status == SP_OK)
		status = sp_store_word(inv, finding->role, &role, err);
	if (status != SP_OK)
		return status;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_SUPPRESSED_ADD,
		"INSERT INTO suppressed (file, number, item, type, masked, score, place, why, "
		"against, role, flags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	sp_bind_int(&s, file);
	sp_bind_int(&s, (int64_t)number);
	sp_bind_int(&s, finding->item);
	sp_bind_int(&s, type);
	sp_bind_text(&s, finding->masked);
	sp_bind_int(&s, thousandths(finding->score));
	sp_bind_text(&s, finding->where);
	sp_bind_id(&s, why);
	sp_bind_id(&s, against);
	sp_bind_id(&s, role);
	sp_bind_int(&s, flags_of(finding));
	return sp_statement_run(&s, err);
}

static enum sp_status add_problem(struct sp_inventory *inv, const struct sp_problem_record *problem,
				  int64_t file, struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_PROBLEM_ADD,
		"INSERT INTO problem (file, item, reason, detail) VALUES (?, ?, ?, ?)");

	sp_bind_int(&s, file);
	sp_bind_int(&s, problem->item);
	sp_bind_text(&s, sp_reason_name(problem->reason));
	sp_bind_text(&s, problem->detail ? problem->detail : "");
	return sp_statement_run(&s, err);
}

/* How many of N follow each other that are findings indeed. */
static size_t findings_ahead(const struct sp_finding_record *findings, size_t n)
{
	size_t ahead = 0;

	while (ahead < n && ahead < MOST_AT_ONCE && !findings[ahead].suppressed)
		ahead++;
	return ahead;
}

static enum sp_status add_rows(struct sp_inventory *inv, const struct sp_batch *batch,
			       struct sp_pending *fresh, struct sp_error *err)
{
	int64_t file = fresh->file;
	enum sp_status status = add_items(inv, batch, file, err);

	for (size_t i = 0, n; i < batch->n_findings && status == SP_OK; i += n) {
		const struct sp_finding_record *findings = &batch->findings[i];
		n = findings_ahead(findings, batch->n_findings - i);
		if (n) {
			status = add_findings(inv, findings, n, file, &n, err);
		} else {
			status = add_suppressed(inv, findings, file, ++fresh->n_suppressed, err);
			n = 1;
		}
	}
	for (size_t i = 0; i < batch->n_problems && status == SP_OK; i++)
		status = add_problem(inv, &batch->problems[i], file, err);
	return status;
}

/* ---- versions ---- */

/* The open version at a path: id 0 where there is none. */
static enum sp_status find_version(struct sp_inventory *inv, int64_t folder,
				   const struct sp_batch *batch, struct version *old,
				   struct sp_error *err)
{
	const struct sp_file *file = &batch->file;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_OPEN_VERSION,
		"SELECT id, ruleset, first_scan, n_items, n_findings, n_problems, retry, "
		"CASE WHEN hash IS NULL THEN ?3 IS NULL AND size = ?4 AND mtime_ns = ?5 AND "
		"ctime_ns = ?6 AND inode = ?7 ELSE hash IS ?3 END "
		"FROM file WHERE folder = ?1 AND name = ?2 AND state = 1");

	*old = (struct version) { 0 };
	sp_bind_int(&s, folder);
	sp_bind_bytes(&s, file->name, strlen(file->name));
	sp_bind_bytes(&s, batch->has_hash ? batch->hash : NULL, SP_DIGEST);
	sp_bind_int(&s, (int64_t)file->size);
	sp_bind_int(&s, file->mtime_ns);
	sp_bind_int(&s, file->ctime_ns);
	sp_bind_int(&s, (int64_t)file->inode);
	if (sp_statement_next(&s)) {
		*old = (struct version) {
			.id = sp_column_int(&s, 0),
			.ruleset = sp_column_int(&s, 1),
			.first_scan = sp_column_int(&s, 2),
			.n_items = sp_column_uint(&s, 3),
			.n_findings = sp_column_uint(&s, 4),
			.n_problems = sp_column_uint(&s, 5),
			.retry = sp_column_int(&s, 6) != 0,
			.same_content = sp_column_int(&s, 7) != 0,
		};
	}
	return sp_statement_end(&s, err);
}

/* The same bytes, read by the same rules, gave as much, and nothing stood in the way. */
static bool lives_on(const struct sp_inventory *inv, const struct version *old,
		     const struct sp_pending *fresh)
{
	return old->id && old->same_content && old->ruleset == inv->ruleset && !old->retry &&
	       !fresh->retry && old->n_items == fresh->n_items &&
	       old->n_findings == fresh->n_findings && old->n_problems == fresh->n_problems;
}

/* See stamp.h. A file that was touched after the scan began may change once more unseen. */
static int64_t stamp_of(const struct sp_inventory *inv, const struct sp_file *file, bool retry,
			uint64_t n_problems)
{
	bool doubtful = retry || n_problems || file->ctime_ns >= inv->started_ns;

	return doubtful ? SP_NO_STAMP : sp_stamp(&inv->stamper, file);
}

static enum sp_status refresh(struct sp_inventory *inv, const struct version *old,
			      const struct sp_batch *batch, struct sp_error *err)
{
	const struct sp_file *file = &batch->file;
	int64_t attributes = 0;

	if (sp_store_word(inv, batch->attributes, &attributes, err) != SP_OK)
		return SP_FATAL;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_REFRESH,
		"UPDATE file SET size = ?, mtime_ns = ?, ctime_ns = ?, device = ?, "
		"inode = ?, owner = ?, attributes = ?, read_scan = ?, stamp = ? WHERE id = ?");

	sp_bind_int(&s, (int64_t)file->size);
	sp_bind_int(&s, file->mtime_ns);
	sp_bind_int(&s, file->ctime_ns);
	sp_bind_int(&s, (int64_t)file->device);
	sp_bind_int(&s, (int64_t)file->inode);
	sp_bind_int(&s, file->owner);
	sp_bind_id(&s, attributes);
	sp_bind_int(&s, inv->scan);
	sp_bind_id(&s, stamp_of(inv, file, old->retry, old->n_problems));
	sp_bind_int(&s, old->id);
	return sp_statement_run(&s, err);
}

/* Makes room at the path: what stood there is closed, or dropped where it says nothing. */
static enum sp_status retire(struct sp_inventory *inv, const struct version *old,
			     struct sp_error *err)
{
	if (!old->id)
		return SP_OK;
	if (old->same_content && !old->n_findings)
		return sp_store_forget(inv, old->id, err);
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_CLOSE, "UPDATE file SET state = 3, closed_scan = ? WHERE id = ?");
	sp_bind_int(&s, inv->scan);
	sp_bind_int(&s, old->id);
	return sp_statement_run(&s, err);
}

static enum sp_status add_file(struct sp_inventory *inv, int64_t folder,
			       const struct sp_batch *batch, struct sp_pending *fresh,
			       int64_t first_scan, struct sp_error *err)
{
	const struct sp_file *file = &batch->file;
	int64_t attributes = 0;

	if (sp_store_word(inv, batch->attributes, &attributes, err) != SP_OK)
		return SP_FATAL;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_FILE_ADD,
		"INSERT INTO file (folder, name, state, size, mtime_ns, ctime_ns, device, inode, "
		"owner, hash, ruleset, retry, first_scan, opened_scan, read_scan, n_items, "
		"n_findings, n_problems, attributes, stamp) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
		"?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, ?15, ?16, ?17, ?18, ?19)");

	sp_bind_int(&s, folder);
	sp_bind_bytes(&s, file->name, strlen(file->name));
	sp_bind_int(&s, batch->complete ? SP_FILE_OPEN : SP_FILE_PENDING);
	sp_bind_int(&s, (int64_t)file->size);
	sp_bind_int(&s, file->mtime_ns);
	sp_bind_int(&s, file->ctime_ns);
	sp_bind_int(&s, (int64_t)file->device);
	sp_bind_int(&s, (int64_t)file->inode);
	sp_bind_int(&s, file->owner);
	sp_bind_bytes(&s, batch->has_hash ? batch->hash : NULL, SP_DIGEST);
	sp_bind_int(&s, inv->ruleset);
	sp_bind_int(&s, fresh->retry);
	sp_bind_int(&s, first_scan);
	sp_bind_int(&s, inv->scan);
	sp_bind_int(&s, (int64_t)fresh->n_items);
	sp_bind_int(&s, (int64_t)fresh->n_findings);
	sp_bind_int(&s, (int64_t)fresh->n_problems);
	sp_bind_id(&s, attributes);
	sp_bind_id(&s, stamp_of(inv, file, fresh->retry, fresh->n_problems));
	enum sp_status status = sp_statement_run(&s, err);
	fresh->file = sp_db_last_id(&inv->db);
	return status;
}

/* A pending file's last batch has come. */
static enum sp_status open_file(struct sp_inventory *inv, const struct sp_batch *batch,
				const struct sp_pending *fresh, int64_t first_scan,
				struct sp_error *err)
{
	int64_t attributes = 0;

	if (sp_store_word(inv, batch->attributes, &attributes, err) != SP_OK)
		return SP_FATAL;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_FILE_OPEN,
		"UPDATE file SET state = 1, hash = ?, retry = ?, first_scan = ?, n_items = ?, "
		"n_findings = ?, n_problems = ?, attributes = ?, stamp = ? WHERE id = ?");

	sp_bind_bytes(&s, batch->has_hash ? batch->hash : NULL, SP_DIGEST);
	sp_bind_int(&s, fresh->retry);
	sp_bind_int(&s, first_scan);
	sp_bind_int(&s, (int64_t)fresh->n_items);
	sp_bind_int(&s, (int64_t)fresh->n_findings);
	sp_bind_int(&s, (int64_t)fresh->n_problems);
	sp_bind_id(&s, attributes);
	sp_bind_id(&s, stamp_of(inv, &batch->file, fresh->retry, fresh->n_problems));
	sp_bind_int(&s, fresh->file);
	return sp_statement_run(&s, err);
}

static enum sp_status write_last(struct sp_inventory *inv, int64_t folder,
				 const struct sp_batch *batch, struct sp_pending *fresh,
				 struct sp_error *err)
{
	struct version old;
	enum sp_status status = find_version(inv, folder, batch, &old, err);

	if (status != SP_OK)
		return status;
	pending_remove(inv, batch->ticket);
	if (lives_on(inv, &old, fresh)) {
		if (fresh->file)
			status = sp_store_forget(inv, fresh->file, err);
		return status == SP_OK ? refresh(inv, &old, batch, err) : status;
	}
	int64_t first_scan = old.id ? old.first_scan : inv->scan;
	bool whole = !fresh->file;
	status = retire(inv, &old, err);
	if (status == SP_OK && whole)
		status = add_file(inv, folder, batch, fresh, first_scan, err);
	if (status == SP_OK)
		status = add_rows(inv, batch, fresh, err);
	if (status == SP_OK && !whole)
		status = open_file(inv, batch, fresh, first_scan, err);
	return status;
}

static enum sp_status write_piece(struct sp_inventory *inv, int64_t folder,
				  const struct sp_batch *batch, struct sp_pending *fresh,
				  struct sp_error *err)
{
	enum sp_status status = SP_OK;

	if (!fresh->file)
		status = add_file(inv, folder, batch, fresh, inv->scan, err);
	if (status == SP_OK)
		status = add_rows(inv, batch, fresh, err);
	return status == SP_OK ? pending_keep(inv, fresh, err) : status;
}

static enum sp_status forget(struct sp_inventory *inv, uint64_t ticket, struct sp_error *err)
{
	const struct sp_pending *pending = pending_find(inv, ticket);
	enum sp_status status = pending ? sp_store_forget(inv, pending->file, err) : SP_OK;

	pending_remove(inv, ticket);
	return status;
}

enum sp_status sp_inventory_write(struct sp_inventory *inv, const struct sp_batch *batch,
				  struct sp_error *err)
{
	const struct sp_pending *pending = pending_find(inv, batch->ticket);
	struct sp_pending fresh = { .ticket = batch->ticket };
	int64_t folder;

	assert(inv->scan && (pending || batch->first || batch->abandoned));
	enum sp_status status = sp_store_begin(inv, err);
	if (status != SP_OK)
		return status;
	if (pending)
		fresh = *pending;
	/* One that is still open comes again with the next batch. */
	for (size_t i = 0; i < batch->n_items; i++)
		fresh.n_items += batch->items[i].outcome != SP_OUTCOME_PENDING;
	for (size_t i = 0; i < batch->n_findings; i++)
		fresh.n_findings += !batch->findings[i].suppressed;
	fresh.n_problems += batch->n_problems;
	fresh.retry = fresh.retry || batch->retry;
	for (size_t i = 0; i < batch->n_problems; i++)
		fresh.retry = fresh.retry || may_pass(batch->problems[i].reason);
	if (batch->abandoned) {
		status = forget(inv, batch->ticket, err);
	} else {
		status = sp_store_folder(inv, batch->file.folder, &folder, err);
		if (status == SP_OK)
			status = sp_store_owner(inv, batch->file.owner, err);
		if (status == SP_OK)
			status = batch->complete ? write_last(inv, folder, batch, &fresh, err)
						 : write_piece(inv, folder, batch, &fresh, err);
	}
	if (status == SP_OK)
		status = sp_stock_stirred(inv, err);
	if (status == SP_OK)
		status = sp_indexes_wrote(inv, 1 + batch->n_findings, err);
	if (status != SP_OK)
		return sp_store_broke(inv, status);
	return sp_store_wrote(inv, 1 + batch->n_items + batch->n_findings + batch->n_problems, err);
}
