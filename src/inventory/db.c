/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * db.c - see db.h. The database is a file that others could have written to:
 * SQLite is told to trust nothing that stands in its schema.
 */
#include "inventory/db.h"

#include "base/mem.h"
#include "base/translate.h"

#include <string.h>

#define BUSY_MILLISECONDS 10000

#define PATH_SHOWN 90 /* its end is shown, so that what to do about it fits the text too */

static const struct told {
	int code;
	enum sp_reason reason;
	const char *before, *after; /* the path */
} told[] = {
	{ SQLITE_FULL, SP_REASON_IO_ERROR, N_("no space left for the inventory "),
	  N_(": make room and scan again; what was written is kept") },
	{ SQLITE_READONLY, SP_REASON_PERMISSION, N_("the inventory "),
	  N_(" cannot be written: check its permissions and its file system") },
	{ SQLITE_PERM, SP_REASON_PERMISSION, N_("no permission for the inventory "), "" },
	{ SQLITE_AUTH, SP_REASON_PERMISSION, N_("no permission for the inventory "), "" },
	{ SQLITE_CANTOPEN, SP_REASON_IO_ERROR, N_("the inventory "),
	  N_(" cannot be opened: check its permissions and those of its folder") },
	{ SQLITE_BUSY, SP_REASON_IO_ERROR, N_("the inventory "),
	  N_(" is held by another program: try again when that has ended") },
	{ SQLITE_LOCKED, SP_REASON_IO_ERROR, N_("the inventory "),
	  N_(" is held by another program: try again when that has ended") },
	{ SQLITE_CORRUPT, SP_REASON_DAMAGED, N_("the inventory "),
	  N_(" is damaged: put a copy of it back, or move it away and scan anew") },
	{ SQLITE_NOTADB, SP_REASON_DAMAGED, "",
	  N_(" is no inventory of spana: name another file with --inventory") },
	{ SQLITE_NOMEM, SP_REASON_NONE, N_("out of memory at work on the inventory "), "" },
};

const char *sp_db_shown(const char *path)
{
	size_t len = strlen(path);

	return len > PATH_SHOWN ? path + len - PATH_SHOWN : path;
}

enum sp_status sp_db_error(const struct sp_db *db, int code, struct sp_error *err)
{
	int system = db->handle ? sqlite3_system_errno(db->handle) : 0;
	const char *path = sp_db_shown(db->path);

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		if (told[i].code == (code & 0xFF)) {
			sp_error_set(err, told[i].reason, "%s%s%s", sp_translate(told[i].before),
				     path, sp_translate(told[i].after));
			return SP_FATAL;
		}
	}
	sp_error_set(err, SP_REASON_IO_ERROR, _("the inventory %s failed: %s%s%s"), path,
		     sqlite3_errstr(code), system ? ": " : "", system ? sp_errno_text(system) : "");
	return SP_FATAL;
}

enum sp_status sp_db_open(struct sp_db *db, const char *path, bool write, struct sp_error *err)
{
	int flags = (write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX |
		    SQLITE_OPEN_PRIVATECACHE;

	db->path = sp_mem_strdup(path);
	if (!db->path) {
		sp_error_set(err, SP_REASON_NONE, _("out of memory"));
		return SP_FATAL;
	}
	int code = sqlite3_open_v2(path, &db->handle, flags, NULL);
	if (code != SQLITE_OK)
		return sp_db_error(db, code, err);
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, BUSY_MILLISECONDS);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	return SP_OK;
}

void sp_db_vouch(struct sp_db *db)
{
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
}

void sp_db_close(struct sp_db *db)
{
	for (int i = 0; i < SP_DB_SLOTS; i++)
		sqlite3_finalize(db->slots[i]);
	sqlite3_close(db->handle);
	sp_mem_free(db->path);
	*db = (struct sp_db) { 0 };
}

enum sp_status sp_db_run(struct sp_db *db, const char *sql, struct sp_error *err)
{
	int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? SP_OK : sp_db_error(db, code, err);
}

enum sp_status sp_db_number(struct sp_db *db, const char *sql, int64_t *out, struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(db, SP_DB_ONCE, sql);

	*out = 0;
	return sp_statement_number(&s, out, err);
}

int64_t sp_db_last_id(const struct sp_db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

int64_t sp_db_changes(const struct sp_db *db)
{
	return sqlite3_changes64(db->handle);
}

struct sp_statement sp_statement_of(struct sp_db *db, enum sp_db_slot slot, const char *sql)
{
	struct sp_statement s = { .db = db, .once = slot == SP_DB_ONCE };

	if (!s.once && db->slots[slot]) {
		s.raw = db->slots[slot];
		return s;
	}
	s.code = sqlite3_prepare_v3(db->handle, sql, -1, s.once ? 0 : SQLITE_PREPARE_PERSISTENT,
				    &s.raw, NULL);
	if (!s.once)
		db->slots[slot] = s.raw;
	return s;
}

void sp_db_drop(struct sp_db *db, enum sp_db_slot slot)
{
	sqlite3_finalize(db->slots[slot]);
	db->slots[slot] = NULL;
}

static void bound(struct sp_statement *s, int code)
{
	if (s->code == SQLITE_OK)
		s->code = code;
}

void sp_bind_int(struct sp_statement *s, int64_t value)
{
	bound(s, sqlite3_bind_int64(s->raw, ++s->at, value));
}

void sp_bind_null(struct sp_statement *s)
{
	bound(s, sqlite3_bind_null(s->raw, ++s->at));
}

void sp_bind_text(struct sp_statement *s, const char *text)
{
	if (text)
		bound(s, sqlite3_bind_text64(s->raw, ++s->at, text, strlen(text), SQLITE_STATIC,
					     SQLITE_UTF8));
	else
		sp_bind_null(s);
}

void sp_bind_bytes(struct sp_statement *s, const void *data, size_t len)
{
	if (data)
		bound(s, sqlite3_bind_blob64(s->raw, ++s->at, data, len, SQLITE_STATIC));
	else
		sp_bind_null(s);
}

void sp_bind_id(struct sp_statement *s, int64_t id)
{
	if (id)
		sp_bind_int(s, id);
	else
		sp_bind_null(s);
}

bool sp_statement_next(struct sp_statement *s)
{
	if (s->code != SQLITE_OK)
		return false;
	int code = sqlite3_step(s->raw);
	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE)
		s->code = code;
	return false;
}

enum sp_status sp_statement_end(struct sp_statement *s, struct sp_error *err)
{
	enum sp_status status = s->code == SQLITE_OK ? SP_OK : sp_db_error(s->db, s->code, err);

	if (s->once) {
		sqlite3_finalize(s->raw);
	} else if (s->raw) {
		sqlite3_reset(s->raw);
		sqlite3_clear_bindings(s->raw);
	}
	s->raw = NULL;
	return status;
}

enum sp_status sp_statement_run(struct sp_statement *s, struct sp_error *err)
{
	while (sp_statement_next(s))
		;
	return sp_statement_end(s, err);
}

enum sp_status sp_statement_number(struct sp_statement *s, int64_t *out, struct sp_error *err)
{
	if (sp_statement_next(s))
		*out = sp_column_int(s, 0);
	return sp_statement_end(s, err);
}

const char *sp_column_text(const struct sp_statement *s, int i)
{
	return (const char *)sqlite3_column_text(s->raw, i);
}

const void *sp_column_bytes(const struct sp_statement *s, int i, size_t *len)
{
	const void *data = sqlite3_column_blob(s->raw, i);

	*len = (size_t)sqlite3_column_bytes(s->raw, i);
	return data;
}
