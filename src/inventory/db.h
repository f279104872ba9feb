/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * db.h - a connection to SQLite, its statements and its errors.
 *
 * The only header that shows sqlite3. A statement is prepared on first use
 * and kept in the connection's slot; parameters are bound in their order. An
 * error is remembered by the statement, so that a row of calls needs one check
 * at its end. Threads: one a connection.
 */
#ifndef INVENTORY_DB_H
#define INVENTORY_DB_H

#include "spana/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

enum sp_db_slot {
	SP_DB_ONCE, /* not kept */
	SP_DB_WORD,
	SP_DB_WORD_ADD,
	SP_DB_TYPE,
	SP_DB_FOLDER,
	SP_DB_FOLDER_ADD,
	SP_DB_OWNER,
	SP_DB_FOLDER_MET,
	SP_DB_FOLDER_LISTED,
	SP_DB_GONE,
	SP_DB_OPEN_VERSION,
	SP_DB_CLOSE,
	SP_DB_FORGET, /* a file's rows, a slot a table, and the file */
	SP_DB_FORGET_LAST = SP_DB_FORGET + 4,
	SP_DB_REFRESH,
	SP_DB_FILE_ADD,
	SP_DB_FILE_OPEN,
	SP_DB_ITEM_ADD,
	SP_DB_FINDING_ADD, /* one, and more at once */
	SP_DB_FINDING_ADD_TWO,
	SP_DB_FINDING_ADD_FOUR,
	SP_DB_FINDING_ADD_MANY,
	SP_DB_SUPPRESSED_ADD,
	SP_DB_PROBLEM_ADD,
	SP_DB_ITEMS,
	SP_DB_FINDINGS,
	SP_DB_SUPPRESSED,
	SP_DB_PROBLEMS,
	SP_DB_KNOWN,
	SP_DB_KNOWN_ROW,
	SP_DB_KILLER,
	SP_DB_MATCH,
	SP_DB_FIND,
	SP_DB_ROW,
	SP_DB_ITEM,
	SP_DB_GROUP_NAME,
	SP_DB_SLOTS,
};

struct sp_db {
	sqlite3 *handle;
	char *path;
	sqlite3_stmt *slots[SP_DB_SLOTS];
};

/* Opens a file that exists; writable or not. *db must be zeroed; close it on failure too. */
SP_CHECK enum sp_status sp_db_open(struct sp_db *db, const char *path, bool write,
				   struct sp_error *err);
void sp_db_close(struct sp_db *db);

/*
 * From now on foreign keys are the caller's to keep: SQLite looks up none of them and deletes
 * nothing by itself. They cost a scan's writer more than its rows do. Between transactions.
 */
void sp_db_vouch(struct sp_db *db);

/* Says in *err what went wrong with a result code, and what to do. Returns SP_FATAL. */
enum sp_status sp_db_error(const struct sp_db *db, int code, struct sp_error *err);

/* The path as error texts show it: its end where it is long. */
const char *sp_db_shown(const char *path);

/* Runs statements that return nothing. */
SP_CHECK enum sp_status sp_db_run(struct sp_db *db, const char *sql, struct sp_error *err);
/* The one number that a query gives; 0 where it gives none. */
SP_CHECK enum sp_status sp_db_number(struct sp_db *db, const char *sql, int64_t *out,
				     struct sp_error *err);
int64_t sp_db_last_id(const struct sp_db *db);
int64_t sp_db_changes(const struct sp_db *db);

struct sp_statement {
	struct sp_db *db;
	sqlite3_stmt *raw;
	int at; /* the parameter bound last */
	int code;
	bool once;
};

struct sp_statement sp_statement_of(struct sp_db *db, enum sp_db_slot slot, const char *sql);
/* Lets go of a statement that is kept in a slot and has ended. */
void sp_db_drop(struct sp_db *db, enum sp_db_slot slot);
/* Text and bytes are borrowed until sp_statement_end or _run; NULL is bound as NULL. */
void sp_bind_int(struct sp_statement *s, int64_t value);
void sp_bind_null(struct sp_statement *s);
void sp_bind_text(struct sp_statement *s, const char *text);
void sp_bind_bytes(struct sp_statement *s, const void *data, size_t len);
/* An id, of which 0 is none and bound as NULL. */
void sp_bind_id(struct sp_statement *s, int64_t id);

/* Steps to the next row: false at the end and on errors. */
bool sp_statement_next(struct sp_statement *s);
/* Ends the statement, rows left or not. Must be called once for each sp_statement_of. */
SP_CHECK enum sp_status sp_statement_end(struct sp_statement *s, struct sp_error *err);
/* For statements without rows: steps and ends. */
SP_CHECK enum sp_status sp_statement_run(struct sp_statement *s, struct sp_error *err);
/* For queries of one number: steps and ends; *out stays as it is where there is no row. */
SP_CHECK enum sp_status sp_statement_number(struct sp_statement *s, int64_t *out,
					    struct sp_error *err);

/* Columns of the present row, from 0. */
static inline int64_t sp_column_int(const struct sp_statement *s, int i)
{
	return sqlite3_column_int64(s->raw, i);
}

static inline uint64_t sp_column_uint(const struct sp_statement *s, int i)
{
	return (uint64_t)sqlite3_column_int64(s->raw, i);
}

/* NUL-terminated also where the column holds bytes; NULL stays NULL. Valid until the next step. */
const char *sp_column_text(const struct sp_statement *s, int i);
const void *sp_column_bytes(const struct sp_statement *s, int i, size_t *len);

#endif
