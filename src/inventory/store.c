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

enum sp_status sp_store_word(struct sp_inventory *inv, const char *text, int64_t *id,
			     struct sp_error *err)
{
	*id = text ? sp_names_get(&inv->words, text) : 0;
	if (!text || *id)
		return SP_OK;
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_WORD,
				"INSERT INTO word (text) VALUES (?) ON CONFLICT (text) "
				"DO UPDATE SET text = excluded.text RETURNING id");
	sp_bind_text(&s, text);
	enum sp_status status = sp_statement_number(&s, id, err);
	if (status == SP_OK)
		sp_names_put(&inv->words, text, *id);
	return status;
}

enum sp_status sp_store_type(struct sp_inventory *inv, const char *name, const char *category,
			     int64_t *id, struct sp_error *err)
{
	char key[128];

	snprintf(key, sizeof(key), "%s\n%s", name, category ? category : "");
	*id = sp_names_get(&inv->types, key);
	if (*id)
		return SP_OK;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_TYPE,
		"INSERT INTO type (name, category) VALUES (?, ?) ON CONFLICT (name, category) "
		"DO UPDATE SET category = excluded.category RETURNING id");
	sp_bind_text(&s, name);
	sp_bind_text(&s, category ? category : "");
	enum sp_status status = sp_statement_number(&s, id, err);
	if (status == SP_OK)
		sp_names_put(&inv->types, key, *id);
	return status;
}

enum sp_status sp_store_folder(struct sp_inventory *inv, const char *path, int64_t *id,
			       struct sp_error *err)
{
	*id = sp_names_get(&inv->folders, path);
	if (*id)
		return SP_OK;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_FOLDER,
		"INSERT INTO folder (path, met_scan) VALUES (?, 0) "
		"ON CONFLICT (path) DO UPDATE SET path = excluded.path RETURNING id");
	sp_bind_bytes(&s, path, strlen(path));
	enum sp_status status = sp_statement_number(&s, id, err);
	if (status == SP_OK)
		sp_names_put(&inv->folders, path, *id);
	return status;
}

enum sp_status sp_store_owner(struct sp_inventory *inv, uint32_t uid, struct sp_error *err)
{
	struct passwd entry, *found = NULL;
	char key[16], strings[4096];
	enum sp_status status = SP_OK;

	snprintf(key, sizeof(key), "%u", uid);
	if (sp_names_get(&inv->owners, key))
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
		sp_names_put(&inv->owners, key, 1);
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
