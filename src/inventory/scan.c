/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.c - the life of a scan: its sources, what is gone, what has moved.
 *
 * A path that is gone is closed as removed at once. Whether its content stands
 * elsewhere is known only when the scan has been everywhere, so moves are
 * found at its end: among what was closed, and what came new, since the last
 * scan that was complete (an interrupted one may have met one half of a move).
 *
 * A scan with rules that are new to the inventory reads everything, so it goes
 * without the indexes of indexes.h from its beginning. They are made at its end,
 * when all else that it has to say is already written, unless somebody ended it:
 * then they come with the next scan, which goes on without them.
 */
#include "inventory/indexes.h"

#include <assert.h>
#include <string.h>

static enum sp_status forget_leftovers(struct sp_inventory *inv, struct sp_error *err)
{
	enum sp_status status = sp_store_forget_pending(inv, err);

	if (status == SP_OK)
		status = sp_db_run(&inv->db,
				   "UPDATE scan SET state = 'interrupted' WHERE state = 'running'",
				   err);
	return status;
}

static enum sp_status add_ruleset(struct sp_inventory *inv, const char *version,
				  struct sp_error *err)
{
	int64_t newest;
	enum sp_status status = sp_db_number(&inv->db, "SELECT max(id) FROM ruleset", &newest, err);

	if (status != SP_OK)
		return status;
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE,
				"INSERT INTO ruleset (version) VALUES (?) ON CONFLICT (version) "
				"DO UPDATE SET version = excluded.version RETURNING id");
	sp_bind_text(&s, version);
	status = sp_statement_number(&s, &inv->ruleset, err);
	if (status == SP_OK && inv->ruleset > newest)
		status = sp_indexes_drop(inv, err);
	return status == SP_OK ? sp_indexes_before(inv, err) : status;
}

static enum sp_status add_scan(struct sp_inventory *inv, const struct sp_scan_start *start,
			       struct sp_error *err)
{
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE,
				"INSERT INTO scan (started_ns, state, program, ruleset, options) "
				"VALUES (?, 'running', ?, ?, ?) RETURNING id");

	sp_bind_int(&s, start->time_ns);
	sp_bind_text(&s, start->program);
	sp_bind_int(&s, inv->ruleset);
	sp_bind_text(&s, start->options ? start->options : "{}");
	return sp_statement_number(&s, &inv->scan, err);
}

enum sp_status sp_inventory_scan_begin(struct sp_inventory *inv, const struct sp_scan_start *start,
				       struct sp_error *err)
{
	assert(inv->mode == SP_INVENTORY_WRITE && !inv->scan);
	enum sp_status status = sp_store_begin(inv, err);
	if (status != SP_OK)
		return status;
	status = forget_leftovers(inv, err);
	if (status == SP_OK)
		status = add_ruleset(inv, start->ruleset, err);
	if (status == SP_OK)
		status = add_scan(inv, start, err);
	if (status != SP_OK)
		return sp_store_broke(inv, status);
	inv->started_ns = start->time_ns;
	inv->stirred = false;
	sp_stamper_init(&inv->stamper, &inv->key, inv->ruleset);
	return sp_inventory_commit(inv, err);
}

/*
 * Below a folder stand the paths from "folder/" up to, but not with, "folder0":
 * '0' follows '/'. The root's own path is its "/".
 */
#define BELOW(folder) "CAST(" folder " || '/' AS BLOB)"
#define BEYOND(folder) "CAST(" folder " || '0' AS BLOB)"

static void bind_stem(struct sp_statement *s, const char *folder)
{
	sp_bind_bytes(s, folder, strcmp(folder, "/") == 0 ? 0 : strlen(folder));
}

enum sp_status sp_inventory_source(struct sp_inventory *inv, const char *path, struct sp_error *err)
{
	int64_t id = 0;
	enum sp_status status = sp_store_begin(inv, err);

	if (status != SP_OK)
		return status;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"INSERT INTO source (path, below, beyond, folder, name) "
		"VALUES (?1, " BELOW("?2") ", " BEYOND(
			"?2") ", ?3, ?4) "
			      "ON CONFLICT (path) DO UPDATE SET path = excluded.path RETURNING id");
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	/* The root's folder is none, a top folder's is "/". */
	size_t folder_len = !name[0] ? 0 : slash > path ? (size_t)(slash - path) : 1;
	sp_bind_bytes(&s, path, strlen(path));
	bind_stem(&s, path);
	sp_bind_bytes(&s, path, folder_len);
	sp_bind_bytes(&s, name, strlen(name));
	status = sp_statement_number(&s, &id, err);
	if (status == SP_OK) {
		s = sp_statement_of(&inv->db, SP_DB_ONCE,
				    "INSERT INTO scan_source (scan, source) VALUES (?, ?) "
				    "ON CONFLICT DO NOTHING");
		sp_bind_int(&s, inv->scan);
		sp_bind_int(&s, id);
		status = sp_statement_run(&s, err);
	}
	if (status != SP_OK)
		return sp_store_broke(inv, status);
	return sp_inventory_commit(inv, err);
}

enum sp_status sp_inventory_gone(struct sp_inventory *inv, uint64_t known, struct sp_error *err)
{
	enum sp_status status = sp_store_begin(inv, err);

	if (status != SP_OK)
		return status;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_GONE,
		"UPDATE file SET state = 2, closed_scan = ? WHERE id = ? AND state = 1");
	sp_bind_int(&s, inv->scan);
	sp_bind_int(&s, (int64_t)known);
	status = sp_statement_run(&s, err);
	if (status == SP_OK)
		status = sp_stock_stirred(inv, err);
	return status == SP_OK ? sp_store_wrote(inv, 1, err) : sp_store_broke(inv, status);
}

/* Runs a statement after which totals may be other ones. */
static enum sp_status run_stirring(struct sp_inventory *inv, struct sp_statement *s,
				   struct sp_error *err)
{
	enum sp_status status = sp_statement_run(s, err);

	return status == SP_OK && sp_db_changes(&inv->db) ? sp_stock_stirred(inv, err) : status;
}

enum sp_status sp_inventory_folder_met(struct sp_inventory *inv, const char *folder,
				       struct sp_error *err)
{
	int64_t id;
	enum sp_status status = sp_store_begin(inv, err);

	if (status != SP_OK)
		return status;
	status = sp_store_folder(inv, folder, &id, err);
	if (status == SP_OK) {
		struct sp_statement s = sp_statement_of(
			&inv->db, SP_DB_FOLDER_MET, "UPDATE folder SET met_scan = ? WHERE id = ?");
		sp_bind_int(&s, inv->scan);
		sp_bind_int(&s, id);
		status = sp_statement_run(&s, err);
	}
	if (status == SP_OK) {
		struct sp_statement s =
			sp_statement_of(&inv->db, SP_DB_FOLDER_LISTED,
					"DELETE FROM folder_problem WHERE folder = ?");
		sp_bind_int(&s, id);
		status = run_stirring(inv, &s, err);
	}
	return status == SP_OK ? sp_store_wrote(inv, 1, err) : sp_store_broke(inv, status);
}

/* What is known below a folder that could not be listed stays as it is. */
static enum sp_status keep_below(struct sp_inventory *inv, const char *folder, struct sp_error *err)
{
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE,
				"UPDATE folder SET met_scan = ?1 WHERE path = ?2 "
				"OR (path >= " BELOW("?3") " AND path < " BEYOND("?3") ")");

	sp_bind_int(&s, inv->scan);
	sp_bind_bytes(&s, folder, strlen(folder));
	bind_stem(&s, folder);
	return sp_statement_run(&s, err);
}

enum sp_status sp_inventory_folder_unread(struct sp_inventory *inv, const char *folder,
					  enum sp_reason reason, const char *detail,
					  struct sp_error *err)
{
	int64_t id;
	enum sp_status status = sp_store_begin(inv, err);

	if (status != SP_OK)
		return status;
	status = sp_store_folder(inv, folder, &id, err);
	if (status == SP_OK)
		status = keep_below(inv, folder, err);
	if (status == SP_OK) {
		struct sp_statement s = sp_statement_of(
			&inv->db, SP_DB_ONCE,
			"INSERT INTO folder_problem (folder, reason, detail) VALUES (?, ?, ?) "
			"ON CONFLICT (folder) DO UPDATE SET reason = excluded.reason, "
			"detail = excluded.detail");
		sp_bind_int(&s, id);
		sp_bind_text(&s, sp_reason_name(reason));
		sp_bind_text(&s, detail ? detail : "");
		status = run_stirring(inv, &s, err);
	}
	return status == SP_OK ? sp_store_wrote(inv, 1, err) : sp_store_broke(inv, status);
}

/* ---- the end ---- */

/* Folders of this scan's sources that it has not been in. */
#define FOLDERS_NOT_MET                                                                        \
	"(SELECT d.id FROM scan_source x CROSS JOIN source s ON s.id = x.source "              \
	"CROSS JOIN folder d ON d.path = s.path OR (d.path >= s.below AND d.path < s.beyond) " \
	"WHERE x.scan = ?1 AND d.met_scan <> ?1)"

static enum sp_status close_folders(struct sp_inventory *inv, struct sp_error *err)
{
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE,
				"UPDATE file SET state = 2, closed_scan = ?1 WHERE state = 1 "
				"AND folder IN " FOLDERS_NOT_MET);

	sp_bind_int(&s, inv->scan);
	enum sp_status status = run_stirring(inv, &s, err);
	if (status != SP_OK)
		return status;
	s = sp_statement_of(&inv->db, SP_DB_ONCE,
			    "DELETE FROM folder_problem WHERE folder IN " FOLDERS_NOT_MET);
	sp_bind_int(&s, inv->scan);
	return run_stirring(inv, &s, err);
}

/* Runs a statement that has one or two numbers as parameters. */
static enum sp_status run_with(struct sp_inventory *inv, const char *sql, int64_t first,
			       int64_t second, struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE, sql);

	sp_bind_int(&s, first);
	if (second)
		sp_bind_int(&s, second);
	return sp_statement_run(&s, err);
}

/*
 * The arrival that a removed file became, or none. An empty file's content says
 * nothing; then, or where content was not read through, the inode must be the
 * same and untouched.
 */
static const char match[] =
	"SELECT id FROM (SELECT a.id, a.inode = ?2 AND a.device = ?3 AS same, a.name = ?6 AS named "
	"FROM arrival a WHERE a.hash = ?1 AND a.size = ?4 AND ?4 > 0 AND NOT a.taken "
	"UNION ALL SELECT a.id, 1, a.name = ?6 FROM arrival a "
	"WHERE a.inode = ?2 AND a.device = ?3 AND a.size = ?4 AND a.mtime_ns = ?5 "
	"AND (a.hash IS NULL OR ?1 IS NULL OR ?4 = 0) AND NOT a.taken) "
	"ORDER BY same DESC, named DESC, id LIMIT 1";

/* One file that is gone: its row becomes moved if an arrival fits. */
static enum sp_status match_one(struct sp_inventory *inv, const struct sp_statement *gone,
				uint64_t *moved, struct sp_error *err)
{
	int64_t from = sp_column_int(gone, 0), to = 0;
	size_t hash_len, name_len;
	const void *hash = sp_column_bytes(gone, 1, &hash_len);
	const void *name = sp_column_bytes(gone, 6, &name_len);
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_MATCH, match);

	sp_bind_bytes(&s, hash, hash_len);
	for (int i = 2; i <= 5; i++) /* inode, device, size, mtime_ns */
		sp_bind_int(&s, sp_column_int(gone, i));
	sp_bind_bytes(&s, name, name_len);
	enum sp_status status = sp_statement_number(&s, &to, err);
	if (status != SP_OK || !to)
		return status;
	status = run_with(inv, "UPDATE arrival SET taken = 1 WHERE id = ?", to, 0, err);
	if (status == SP_OK)
		status = run_with(inv,
				  "UPDATE file SET first_scan = (SELECT first_scan FROM file "
				  "WHERE id = ?) WHERE id = ?",
				  from, to, err);
	if (status == SP_OK)
		status = run_with(inv, "UPDATE file SET state = 4, moved_to = ? WHERE id = ?", to,
				  from, err);
	++*moved;
	return status;
}

static enum sp_status match_all(struct sp_inventory *inv, uint64_t *moved, struct sp_error *err)
{
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE, "SELECT * FROM departure ORDER BY id");
	enum sp_status status = SP_OK;

	while (status == SP_OK && sp_statement_next(&s))
		status = match_one(inv, &s, moved, err);
	status = sp_status_worse(status, sp_statement_end(&s, err));
	/* It names a table that goes. */
	sp_db_drop(&inv->db, SP_DB_MATCH);
	return status;
}

/* Both sides are copied first, for the rows change while they are matched. */
static const char departures[] =
	"CREATE TEMP TABLE departure AS SELECT id, hash, inode, device, size, mtime_ns, name "
	"FROM file WHERE closed_scan > ? AND state = 2";
static const char arrivals[] =
	"CREATE TEMP TABLE arrival AS SELECT id, folder, name, size, mtime_ns, device, inode, "
	"hash, 0 AS taken FROM file WHERE state = 1 AND first_scan > ?";
static const char arrival_indexes[] =
	"CREATE INDEX temp.arrival_hash ON arrival (hash) WHERE hash IS NOT NULL;"
	"CREATE INDEX temp.arrival_inode ON arrival (inode);"
	"CREATE INDEX temp.arrival_id ON arrival (id);";

static enum sp_status find_moves(struct sp_inventory *inv, uint64_t *moved, struct sp_error *err)
{
	int64_t since = 0, gone = 0;
	enum sp_status status = sp_db_number(
		&inv->db, "SELECT coalesce(max(id), 0) FROM scan WHERE state = 'complete'", &since,
		err);

	*moved = 0;
	if (status == SP_OK)
		status = run_with(inv, departures, since, 0, err);
	if (status == SP_OK)
		status = sp_db_number(&inv->db, "SELECT count(*) FROM departure", &gone, err);
	if (status == SP_OK && gone) {
		status = run_with(inv, arrivals, since, 0, err);
		if (status == SP_OK)
			status = sp_db_run(&inv->db, arrival_indexes, err);
		if (status == SP_OK)
			status = match_all(inv, moved, err);
		if (status == SP_OK)
			status = sp_db_run(&inv->db, "DROP TABLE temp.arrival", err);
	}
	if (status == SP_OK)
		status = sp_db_run(&inv->db, "DROP TABLE temp.departure", err);
	return status;
}

static enum sp_status count_removed(struct sp_inventory *inv, uint64_t *removed,
				    struct sp_error *err)
{
	int64_t n = 0;
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE,
				"SELECT count(*) FROM file WHERE closed_scan = ? AND state = 2");

	sp_bind_int(&s, inv->scan);
	enum sp_status status = sp_statement_number(&s, &n, err);
	*removed = (uint64_t)n;
	return status;
}

static const char *const states[] = {
	[SP_SCAN_COMPLETE] = "complete",
	[SP_SCAN_INTERRUPTED] = "interrupted",
	[SP_SCAN_STOPPED] = "stopped",
	[SP_SCAN_FAILED] = "failed",
};

static enum sp_status end_row(struct sp_inventory *inv, enum sp_scan_end how,
			      const struct sp_counts *c, int64_t time_ns, struct sp_error *err)
{
	const uint64_t numbers[] = {
		c->files,
		c->unchanged,
		c->moved,
		c->changed,
		c->added,
		c->removed,
		c->items,
		c->outcomes[SP_OUTCOME_FULL],
		c->outcomes[SP_OUTCOME_PART],
		c->outcomes[SP_OUTCOME_NOT_READ],
		c->outcomes[SP_OUTCOME_NO_TEXT],
		c->bytes,
		c->findings,
		c->problems,
	};
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"UPDATE scan SET state = ?, ended_ns = ?, files = ?, unchanged = ?, moved = ?, "
		"changed = ?, added = ?, removed = ?, items = ?, read_full = ?, read_part = ?, "
		"not_read = ?, no_text = ?, bytes = ?, findings = ?, problems = ? WHERE id = ?");

	sp_bind_text(&s, states[how]);
	sp_bind_int(&s, time_ns);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sp_bind_int(&s, (int64_t)numbers[i]);
	sp_bind_int(&s, inv->scan);
	return sp_statement_run(&s, err);
}

enum sp_status sp_inventory_scan_end(struct sp_inventory *inv, enum sp_scan_end how,
				     struct sp_counts *counts, int64_t time_ns,
				     struct sp_error *err)
{
	/* After a failed write only the failure itself can be recorded, if at all. */
	if (inv->broken)
		how = SP_SCAN_FAILED;
	inv->broken = false;
	enum sp_status status = sp_store_begin(inv, err);
	if (status != SP_OK)
		goto out;
	if (how == SP_SCAN_COMPLETE) {
		status = close_folders(inv, err);
		if (status == SP_OK)
			status = find_moves(inv, &counts->moved, err);
		/* The walk met a moved file as one that it did not know. */
		counts->added -= counts->moved < counts->added ? counts->moved : counts->added;
	}
	if (status == SP_OK)
		status = sp_store_forget_pending(inv, err);
	if (status == SP_OK)
		status = count_removed(inv, &counts->removed, err);
	if (status == SP_OK)
		status = end_row(inv, how, counts, time_ns, err);
	status = status == SP_OK ? sp_inventory_commit(inv, err) : sp_store_broke(inv, status);
	if (status == SP_OK && (how == SP_SCAN_COMPLETE || how == SP_SCAN_STOPPED))
		status = sp_indexes_make(inv, err);
out:
	inv->scan = 0;
	inv->n_pending = 0;
	return status;
}
