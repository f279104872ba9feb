/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.c - the writer's transactions, and the ids of strings that repeat.
 *
 * A transaction ends after ROWS or MILLISECONDS, whichever comes first: the
 * one for speed, the other so that a kill loses little.
 */
#include "inventory/store.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/translate.h"

#define ROWS 20000
#define MILLISECONDS 1000

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum sp_status sp_store_begin(struct sp_inventory *inv, struct sp_error *err)
{
	if (inv->broken) {
		sp_error_set(err, SP_REASON_IO_ERROR,
			     _("the inventory %s failed before: nothing more is written"),
			     sp_db_shown(inv->db.path));
		return SP_FATAL;
	}
	if (inv->writing)
		return SP_OK;
	enum sp_status status = sp_db_run(&inv->db, "BEGIN IMMEDIATE", err);
	if (status != SP_OK)
		return status;
	inv->writing = true;
	inv->rows = 0;
	inv->since_ms = now_ms();
	return SP_OK;
}

enum sp_status sp_inventory_commit(struct sp_inventory *inv, struct sp_error *err)
{
	if (!inv->writing)
		return SP_OK;
	enum sp_status status = sp_db_run(&inv->db, "COMMIT", err);
	if (status != SP_OK)
		return sp_store_broke(inv, status);
	inv->writing = false;
	return SP_OK;
}

enum sp_status sp_store_wrote(struct sp_inventory *inv, uint64_t rows, struct sp_error *err)
{
	inv->rows += rows;
	if (inv->rows < ROWS && now_ms() - inv->since_ms < MILLISECONDS)
		return SP_OK;
	return sp_inventory_commit(inv, err);
}

enum sp_status sp_store_broke(struct sp_inventory *inv, enum sp_status status)
{
	/* SQLite may have rolled back by itself: then this fails, and is right. */
	if (inv->writing && sp_db_run(&inv->db, "ROLLBACK", NULL) != SP_OK)
		inv->writing = false;
	inv->writing = false;
	inv->broken = true;
	/* Ids that were made in this transaction are no more. */
	sp_names_release(&inv->words);
	sp_names_release(&inv->types);
	sp_names_release(&inv->folders);
	sp_names_release(&inv->owners);
	inv->n_pending = 0;
	return status;
}

/* What stands in a version, and the version itself at last. */
static const char *const forget_one[] = {
	"DELETE FROM item WHERE file = ?",	 "DELETE FROM finding WHERE file = ?",
	"DELETE FROM suppressed WHERE file = ?", "DELETE FROM problem WHERE file = ?",
	"DELETE FROM file WHERE id = ?",
};
_Static_assert(sizeof(forget_one) / sizeof(forget_one[0]) == SP_DB_FORGET_LAST - SP_DB_FORGET + 1,
	       "a slot a table");

enum sp_status sp_store_forget(struct sp_inventory *inv, int64_t file, struct sp_error *err)
{
	enum sp_status status = SP_OK;

	for (int i = 0; i <= SP_DB_FORGET_LAST - SP_DB_FORGET && status == SP_OK; i++) {
		struct sp_statement s = sp_statement_of(
			&inv->db, (enum sp_db_slot)(SP_DB_FORGET + i), forget_one[i]);
		sp_bind_int(&s, file);
		status = sp_statement_run(&s, err);
	}
	return status;
}

#define PENDING "WHERE file IN (SELECT id FROM file WHERE state = 0);"

enum sp_status sp_store_forget_pending(struct sp_inventory *inv, struct sp_error *err)
{
	return sp_db_run(&inv->db,
			 "DELETE FROM item " PENDING "DELETE FROM finding " PENDING
			 "DELETE FROM suppressed " PENDING "DELETE FROM problem " PENDING
			 "DELETE FROM file WHERE state = 0",
			 err);
}

/* A table whose rows are known by a string. */
struct string_table {
	enum sp_db_slot find_slot, add_slot;
	const char *find, *add;
	bool bytes; /* the column is a BLOB */
};

static void bind_string(struct sp_statement *s, const struct string_table *table, const char *text)
{
	if (table->bytes)
		sp_bind_bytes(s, text, strlen(text));
	else
		sp_bind_text(s, text);
}

/* A row's id, which is nearly always there: an upsert would write it again. */
static enum sp_status id_of(struct sp_inventory *inv, const char *text,
			    const struct string_table *table, int64_t *id, struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(&inv->db, table->find_slot, table->find);

	*id = 0;
	bind_string(&s, table, text);
	enum sp_status status = sp_statement_number(&s, id, err);
	if (status != SP_OK || *id)
		return status;
	s = sp_statement_of(&inv->db, table->add_slot, table->add);
	bind_string(&s, table, text);
	status = sp_statement_run(&s, err);
	*id = sp_db_last_id(&inv->db);
	return status;
}

enum sp_status sp_store_word(struct sp_inventory *inv, const char *text, int64_t *id,
			     struct sp_error *err)
{
	static const struct string_table words = {
		.find_slot = SP_DB_WORD,
		.add_slot = SP_DB_WORD_ADD,
		.find = "SELECT id FROM word WHERE text = ?",
		.add = "INSERT INTO word (text) VALUES (?)",
	};

	*id = text ? sp_names_get(&inv->words, text, "") : 0;
	if (!text || *id)
		return SP_OK;
	enum sp_status status = id_of(inv, text, &words, id, err);
	if (status == SP_OK)
		sp_names_put(&inv->words, text, "", *id);
	return status;
}

enum sp_status sp_store_type(struct sp_inventory *inv, const char *name, const char *category,
			     int64_t *id, struct sp_error *err)
{
	const char *of = category ? category : "";

	*id = sp_names_get(&inv->types, name, of);
	if (*id)
		return SP_OK;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_TYPE,
		"INSERT INTO type (name, category) VALUES (?, ?) ON CONFLICT (name, category) "
		"DO UPDATE SET category = excluded.category RETURNING id");
	sp_bind_text(&s, name);
	sp_bind_text(&s, of);
	enum sp_status status = sp_statement_number(&s, id, err);
	if (status == SP_OK)
		sp_names_put(&inv->types, name, of, *id);
	return status;
}

enum sp_status sp_store_folder(struct sp_inventory *inv, const char *path, int64_t *id,
			       struct sp_error *err)
{
	static const struct string_table folders = {
		.find_slot = SP_DB_FOLDER,
		.add_slot = SP_DB_FOLDER_ADD,
		.find = "SELECT id FROM folder WHERE path = ?",
		.add = "INSERT INTO folder (path, met_scan) VALUES (?, 0)",
		.bytes = true,
	};

	*id = sp_names_get(&inv->folders, path, "");
	if (*id)
		return SP_OK;
	enum sp_status status = id_of(inv, path, &folders, id, err);
	if (status == SP_OK)
		sp_names_put(&inv->folders, path, "", *id);
	return status;
}

enum sp_status sp_store_owner(struct sp_inventory *inv, uint32_t uid, struct sp_error *err)
{
	struct passwd entry, *found = NULL;
	char key[16], strings[4096];
	enum sp_status status = SP_OK;

	snprintf(key, sizeof(key), "%u", uid);
	if (sp_names_get(&inv->owners, key, ""))
		return SP_OK;
	/* One that is unknown today may have been known to an earlier scan. */
	if (getpwuid_r(uid, &entry, strings, sizeof(strings), &found) == 0 && found) {
		struct sp_statement s =
			sp_statement_of(&inv->db, SP_DB_OWNER,
					"INSERT INTO owner (uid, name) VALUES (?, ?) "
					"ON CONFLICT (uid) DO UPDATE SET name = excluded.name");
		sp_bind_int(&s, uid);
		sp_bind_text(&s, found->pw_name);
		status = sp_statement_run(&s, err);
	}
	if (status == SP_OK)
		sp_names_put(&inv->owners, key, "", 1);
	return status;
}

const char *sp_store_closed_how(enum sp_file_state state)
{
	switch (state) {
	case SP_FILE_REMOVED:
		return "removed";
	case SP_FILE_CHANGED:
		return "changed";
	case SP_FILE_MOVED:
		return "moved";
	case SP_FILE_PENDING:
	case SP_FILE_OPEN:
		break;
	}
	return NULL;
}
