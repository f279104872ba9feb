/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * indexes.c - see indexes.h.
 *
 * What is much: keeping an index up costs a row ten to twenty times what
 * sorting it in later does. So they go when a scan has added a sixteenth of
 * what was there; until then no more was spent than making them anew costs.
 */
#include "inventory/indexes.h"

/*
 * As much as the cache is sorted at once, and half of 16 MB stays nearer the processor. A second
 * thread sorts one piece while the next is read: a scan has no other work left by then.
 */
#define SORTING "PRAGMA cache_size = -8192; PRAGMA threads = 1;"

#define MUCH 100000 /* rows: fewer fit the cache */
#define SHARE 16

static const struct {
	const char *drop, *make;
} indexes[] = {
	/* Answers "where is this value?", and all that totals need without touching the table. */
	{ "DROP INDEX IF EXISTS finding_value",
	  "CREATE INDEX IF NOT EXISTS finding_value ON finding (type, digest, file, confidence)" },
	{ "DROP INDEX IF EXISTS finding_alias",
	  "CREATE INDEX IF NOT EXISTS finding_alias ON finding (alias) WHERE alias IS NOT NULL" },
	{ "DROP INDEX IF EXISTS file_content",
	  "CREATE INDEX IF NOT EXISTS file_content ON file (hash) "
	  "WHERE state = 1 AND hash IS NOT NULL" },
};
enum { INDEXES = sizeof(indexes) / sizeof(indexes[0]) };

enum sp_status sp_indexes_drop(struct sp_inventory *inv, struct sp_error *err)
{
	enum sp_status status = SP_OK;

	for (int i = 0; i < INDEXES && status == SP_OK; i++)
		status = sp_db_run(&inv->db, indexes[i].drop, err);
	inv->indexed = false;
	return status;
}

enum sp_status sp_indexes_make(struct sp_inventory *inv, struct sp_error *err)
{
	enum sp_status status = sp_db_run(&inv->db, SORTING, err);

	for (int i = 0; i < INDEXES && status == SP_OK; i++)
		status = sp_db_run(&inv->db, indexes[i].make, err);
	return status == SP_OK ? sp_db_run(&inv->db, SP_INDEXES_CACHE, err) : status;
}

static enum sp_status count_present(struct sp_inventory *inv, int64_t *n, struct sp_error *err)
{
	return sp_db_number(&inv->db,
			    "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name IN "
			    "('finding_value', 'finding_alias', 'file_content')",
			    n, err);
}

bool sp_indexes_missing(struct sp_inventory *inv)
{
	int64_t n;

	return count_present(inv, &n, NULL) != SP_OK || n < INDEXES;
}

enum sp_status sp_indexes_before(struct sp_inventory *inv, struct sp_error *err)
{
	int64_t n, rows = 0;
	enum sp_status status = count_present(inv, &n, err);

	if (status == SP_OK)
		status = sp_db_number(&inv->db,
				      "SELECT (SELECT coalesce(max(id), 0) FROM finding) + "
				      "(SELECT coalesce(max(id), 0) FROM file)",
				      &rows, err);
	inv->indexed = n > 0;
	inv->rows_before = (uint64_t)rows;
	inv->rows_added = 0;
	return status;
}

enum sp_status sp_indexes_wrote(struct sp_inventory *inv, uint64_t rows, struct sp_error *err)
{
	inv->rows_added += rows;
	if (!inv->indexed || inv->rows_added < MUCH || inv->rows_added < inv->rows_before / SHARE)
		return SP_OK;
	return sp_indexes_drop(inv, err);
}
