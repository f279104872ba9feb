/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sqlite.c - SQLite databases (the file format 3), by SQLite itself, with what
 * their write-ahead log holds.
 *
 * A file system of our own gives SQLite the input's bytes and those of the log
 * beside it, and lets it write nothing: no file is opened by its path. The
 * schema is trusted in nothing; only real tables are read, so that no view and
 * no function of the database runs. Left out: rows that were deleted, and
 * journals of a transaction that never ended.
 */
#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "extractors/blob.h"
#include "extractors/registry.h"
#include "extractors/signatures.h"

/* Steps of SQLite's machine between two looks at the clock. */
#define STEPS 100000

struct reader {
	struct sp_input *in, *log; /* log: NULL where there is none */
	struct sp_sink *out;
	sqlite3_vfs vfs;
	char name[32];
	sqlite3 *db;
	enum sp_status stopped; /* what the sink said */
	bool partial;
	uint64_t unknown; /* values of an unknown kind */
	struct sp_buf sql;
};

/* ---- the file system ---- */

/* SQLite's own struct comes first. */
struct file {
	sqlite3_file base;
	struct sp_input *in; /* NULL: a file without a byte */
};

static struct file *file_of(sqlite3_file *base)
{
	return (struct file *)base;
}

static int on_close(sqlite3_file *base)
{
	(void)base;
	return SQLITE_OK;
}

static int on_read(sqlite3_file *base, void *buf, int amount, sqlite3_int64 offset)
{
	const struct file *file = file_of(base);
	size_t want = (size_t)amount, got = 0;

	if (file->in && sp_input_read(file->in, (uint64_t)offset, buf, want, &got) != SP_OK)
		return SQLITE_IOERR_READ;
	memset((char *)buf + got, 0, want - got);
	return got == want ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int on_write(sqlite3_file *base, const void *data, int amount, sqlite3_int64 offset)
{
	(void)base;
	(void)data;
	(void)amount;
	(void)offset;
	return SQLITE_READONLY;
}

static int on_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	(void)base;
	(void)size;
	return SQLITE_READONLY;
}

static int on_flags(sqlite3_file *base, int flags)
{
	(void)base;
	(void)flags;
	return SQLITE_OK;
}

static int on_size(sqlite3_file *base, sqlite3_int64 *size)
{
	const struct file *file = file_of(base);

	*size = file->in ? (sqlite3_int64)sp_input_size(file->in) : 0;
	return SQLITE_OK;
}

static int on_reserved(sqlite3_file *base, int *out)
{
	(void)base;
	*out = 0;
	return SQLITE_OK;
}

static int on_control(sqlite3_file *base, int operation, void *argument)
{
	(void)base;
	(void)operation;
	(void)argument;
	return SQLITE_NOTFOUND;
}

static int on_sector(sqlite3_file *base)
{
	(void)base;
	return 0;
}

static const sqlite3_io_methods methods = {
	.iVersion = 1,
	.xClose = on_close,
	.xRead = on_read,
	.xWrite = on_write,
	.xTruncate = on_truncate,
	.xSync = on_flags,
	.xFileSize = on_size,
	.xLock = on_flags,
	.xUnlock = on_flags,
	.xCheckReservedLock = on_reserved,
	.xFileControl = on_control,
	.xSectorSize = on_sector,
	.xDeviceCharacteristics = on_sector,
};

static int on_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags,
		   int *out_flags)
{
	struct reader *reader = vfs->pAppData;
	struct file *file = file_of(base);

	base->pMethods = NULL;
	(void)name;
	if (!(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
		return SQLITE_CANTOPEN;
	file->in = flags & SQLITE_OPEN_WAL ? reader->log : reader->in;
	base->pMethods = &methods;
	if (out_flags)
		*out_flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) |
			     SQLITE_OPEN_READONLY;
	return SQLITE_OK;
}

static int on_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	(void)name;
	(void)sync;
	return SQLITE_OK;
}

static int on_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	const struct reader *reader = vfs->pAppData;
	size_t len = strlen(name);

	*out = flags == SQLITE_ACCESS_EXISTS && reader->log && len > 4 &&
	       strcmp(name + len - 4, "-wal") == 0;
	return SQLITE_OK;
}

static int on_full_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	(void)vfs;
	snprintf(out, (size_t)size, "%s", name);
	return SQLITE_OK;
}

static int on_random(sqlite3_vfs *vfs, int size, char *out)
{
	(void)vfs;
	memset(out, 0, (size_t)size);
	return size;
}

static int on_sleep(sqlite3_vfs *vfs, int microseconds)
{
	(void)vfs;
	return microseconds;
}

static int on_time(sqlite3_vfs *vfs, double *out)
{
	(void)vfs;
	*out = 0;
	return SQLITE_OK;
}

static int on_error(sqlite3_vfs *vfs, int size, char *out)
{
	(void)vfs;
	(void)size;
	(void)out;
	return 0;
}

/* ---- opening ---- */

static int on_progress(void *context)
{
	struct reader *reader = context;

	if (reader->stopped == SP_OK)
		reader->stopped = sp_sink_spend(reader->out, 0);
	return reader->stopped != SP_OK;
}

static void tell(struct reader *reader, enum sp_reason reason, const char *detail)
{
	reader->partial = true;
	sp_sink_problem(reader->out, reason, detail);
}

/* What SQLite says is wrong. Its own words may quote the database. */
static enum sp_status tell_error(struct reader *reader, int rc)
{
	if (reader->stopped != SP_OK)
		return reader->stopped;
	if (sp_input_error(reader->in)->reason)
		sp_sink_input_problem(reader->out, reader->in);
	/* What is broken may ask for any amount. */
	else if ((rc & 0xFF) == SQLITE_NOMEM)
		tell(reader, SP_REASON_LIMIT_SIZE, "to read it takes too much memory");
	else if ((rc & 0xFF) == SQLITE_TOOBIG)
		tell(reader, SP_REASON_LIMIT_SIZE, "a value is larger than one may be");
	else if ((rc & 0xFF) == SQLITE_NOTADB || (rc & 0xFF) == SQLITE_CORRUPT)
		tell(reader, SP_REASON_DAMAGED, "the database is broken");
	else
		tell(reader, SP_REASON_DAMAGED, "a table cannot be read");
	reader->partial = true;
	return SP_OK;
}

static void make_vfs(struct reader *reader)
{
	snprintf(reader->name, sizeof(reader->name), "spana-%p", (void *)reader);
	reader->vfs = (sqlite3_vfs) {
		.iVersion = 1,
		.szOsFile = sizeof(struct file),
		.mxPathname = 64,
		.zName = reader->name,
		.pAppData = reader,
		.xOpen = on_open,
		.xDelete = on_delete,
		.xAccess = on_access,
		.xFullPathname = on_full_path,
		.xRandomness = on_random,
		.xSleep = on_sleep,
		.xCurrentTime = on_time,
		.xGetLastError = on_error,
	};
}

static int open_database(struct reader *reader)
{
	static const int switches[][2] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },	{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },	{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
		{ SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0 },
	};
	static const int limits[][2] = {
		{ SQLITE_LIMIT_LENGTH, SP_MAX_STRING }, { SQLITE_LIMIT_SQL_LENGTH, SP_MIB },
		{ SQLITE_LIMIT_EXPR_DEPTH, 100 },	{ SQLITE_LIMIT_ATTACHED, 0 },
		{ SQLITE_LIMIT_TRIGGER_DEPTH, 1 },	{ SQLITE_LIMIT_VDBE_OP, 100000 },
		{ SQLITE_LIMIT_COMPOUND_SELECT, 10 },	{ SQLITE_LIMIT_WORKER_THREADS, 0 },
	};
	int rc = sqlite3_open_v2("db", &reader->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
				 reader->name);

	if (rc != SQLITE_OK)
		return rc;
	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		sqlite3_db_config(reader->db, switches[i][0], switches[i][1], NULL);
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		sqlite3_limit(reader->db, limits[i][0], limits[i][1]);
	sqlite3_progress_handler(reader->db, STEPS, on_progress, reader);
	/* The log's index is kept in memory then, where else it would be a file beside. */
	return sqlite3_exec(reader->db,
			    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY;"
			    "PRAGMA cell_size_check = ON",
			    NULL, NULL, NULL);
}

/* ---- values ---- */

static enum sp_status read_value(struct reader *reader, sqlite3_stmt *row, int i, int first)
{
	const char *name = sqlite3_column_name(row, i);
	int type = sqlite3_column_type(row, i);
	enum sp_status status;

	if (type == SQLITE_NULL)
		return SP_OK;
	const void *data =
		type == SQLITE_BLOB ? sqlite3_column_blob(row, i) : sqlite3_column_text(row, i);
	size_t len = (size_t)sqlite3_column_bytes(row, i);
	if (!name || (!data && len))
		return SP_FATAL;
	if (!len)
		return SP_OK;
	status = sp_sink_enter(reader->out, SP_PLACE_PROPERTY, name, (uint64_t)(i - first) + 1);
	if (status != SP_OK)
		return status;
	status = sp_sink_label(reader->out, name);
	if (status == SP_OK && type == SQLITE_BLOB)
		status = sp_blob_tell(reader->out, name, data, len, &reader->unknown);
	else if (status == SP_OK)
		status = sp_sink_text(reader->out, data, len);
	sp_sink_leave(reader->out);
	return status;
}

static enum sp_status read_row(struct reader *reader, sqlite3_stmt *row, bool has_id, uint64_t n)
{
	sqlite3_int64 id = has_id ? sqlite3_column_int64(row, 0) : (sqlite3_int64)n;
	enum sp_status status = sp_sink_enter(reader->out, SP_PLACE_ROW, NULL, (uint64_t)id);

	if (status != SP_OK)
		return status;
	for (int i = has_id; i < sqlite3_column_count(row) && status == SP_OK; i++)
		status = read_value(reader, row, i, has_id);
	sp_sink_leave(reader->out);
	return status;
}

/* ---- tables ---- */

static bool put_quoted(struct sp_buf *sql, const char *name)
{
	sp_buf_putc(sql, '"');
	for (; *name; name++) {
		if (*name == '"')
			sp_buf_putc(sql, '"');
		sp_buf_putc(sql, *name);
	}
	return sp_buf_putc(sql, '"');
}

/* Tables without row ids count from 1. */
static int select_rows(struct reader *reader, const char *table, bool with_id, sqlite3_stmt **rows)
{
	struct sp_buf *sql = &reader->sql;

	sp_buf_reset(sql);
	sp_buf_puts(sql, with_id ? "SELECT _rowid_, * FROM " : "SELECT * FROM ");
	return put_quoted(sql, table)
		       ? sqlite3_prepare_v2(reader->db, sql->data, (int)sql->len, rows, NULL)
		       : SQLITE_NOMEM;
}

static enum sp_status read_table(struct reader *reader, const char *table)
{
	sqlite3_stmt *rows = NULL;
	bool has_id = true;
	uint64_t n = 0;
	int rc = select_rows(reader, table, true, &rows);
	enum sp_status status = sp_sink_enter(reader->out, SP_PLACE_TABLE, table, 0);

	if (rc == SQLITE_ERROR) {
		has_id = false;
		rc = select_rows(reader, table, false, &rows);
	}
	if (status == SP_OK) {
		while (rc == SQLITE_OK && status == SP_OK &&
		       (rc = sqlite3_step(rows)) == SQLITE_ROW) {
			status = read_row(reader, rows, has_id, ++n);
			rc = SQLITE_OK;
		}
		if (status == SP_OK && rc != SQLITE_DONE)
			status = tell_error(reader, rc);
		sp_sink_leave(reader->out);
	}
	sqlite3_finalize(rows);
	return status;
}

/* Virtual tables have no page of their own; what they keep is in real ones. */
static enum sp_status read_tables(struct reader *reader)
{
	static const char tables[] = "SELECT name FROM sqlite_schema WHERE type = 'table' "
				     "AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
	sqlite3_stmt *rows = NULL;
	enum sp_status status = SP_OK;
	int rc = open_database(reader);

	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(reader->db, tables, -1, &rows, NULL);
	while (rc == SQLITE_OK && status == SP_OK && (rc = sqlite3_step(rows)) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(rows, 0);
		status = name ? read_table(reader, name) : SP_FATAL;
		rc = SQLITE_OK;
	}
	if (status == SP_OK && rc != SQLITE_DONE)
		status = tell_error(reader, rc);
	sqlite3_finalize(rows);
	return status;
}

/* Pages that the header counts and the file has not. */
static bool is_cut(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if (len < 100)
		return true;
	uint64_t page = sp_be16(head + 16), pages = sp_be32(head + 28);
	if (page == 1)
		page = 65536;
	/* The count is right where it was written with the last change. */
	return sp_be32(head + 24) == sp_be32(head + 92) && page * pages > sp_input_size(in);
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct reader reader = { .in = in, .out = out, .sql = SP_BUF_INIT(SP_MIB) };
	enum sp_status status = sp_input_sibling(in, SP_SIBLING_LOG, &reader.log);

	if (status == SP_FATAL)
		return status;
	if (status == SP_FAILED)
		tell(&reader, SP_REASON_PERMISSION, "its log cannot be opened");
	if (is_cut(in))
		tell(&reader, SP_REASON_TRUNCATED, "pages are missing at its end");
	make_vfs(&reader);
	if (sqlite3_vfs_register(&reader.vfs, 0) != SQLITE_OK)
		status = SP_FATAL;
	else
		status = read_tables(&reader);
	sqlite3_close(reader.db);
	sqlite3_vfs_unregister(&reader.vfs);
	sp_input_free(reader.log);
	sp_buf_release(&reader.sql);
	if (status == SP_OK)
		status = sp_blob_problem(out, reader.unknown);
	return status == SP_OK && reader.partial ? SP_PARTIAL : status;
}

unsigned sp_probe_sqlite(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	return len >= 16 && !memcmp(head, "SQLite format 3", 16) ? 128 : 0;
}

static void init(void)
{
	/* It would be done on first use, by whichever thread comes first. */
	(void)!sqlite3_initialize();
}

const struct sp_extractor sp_extractor_sqlite = {
	.name = "sqlite",
	.probe = sp_probe_sqlite,
	.extract = extract,
	.init = init,
	.streams = true,
};
