/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema.c - see schema.h. The SQL itself is schema.sql, built in. */
#include "inventory/schema.h"

#include "base/translate.h"

#include <stdio.h>

extern const char sp_schema_sql[];

/* 4: marks and answers; files by their content. */
static const char to_4[] =
	"CREATE INDEX file_content ON file (hash) WHERE state = 1 AND hash IS NOT NULL; "
	"CREATE TABLE mark ( "
	"id        INTEGER PRIMARY KEY, "
	"time_ns   INTEGER NOT NULL, "
	"author    TEXT NOT NULL, "
	"kind      TEXT NOT NULL, "
	"reason    TEXT NOT NULL, "
	"basis     TEXT, "
	"until     TEXT, "
	"withdraws INTEGER REFERENCES mark, "
	"type      TEXT, "
	"digest    BLOB, "
	"path      BLOB, "
	"pattern   INTEGER NOT NULL, "
	"content   BLOB, "
	"members   TEXT, "
	"place     TEXT "
	"); "
	"CREATE TRIGGER mark_is_not_changed BEFORE UPDATE ON mark "
	"BEGIN SELECT raise(ABORT, 'marks are never changed'); END; "
	"CREATE TRIGGER mark_is_not_deleted BEFORE DELETE ON mark "
	"BEGIN SELECT raise(ABORT, 'marks are never deleted'); END; "
	"CREATE TABLE answer ( "
	"id       INTEGER PRIMARY KEY, "
	"time_ns  INTEGER NOT NULL, "
	"author   TEXT NOT NULL, "
	"kind     TEXT NOT NULL, "
	"received TEXT NOT NULL, "
	"due      TEXT NOT NULL, "
	"files    INTEGER NOT NULL, "
	"places   INTEGER NOT NULL "
	"); "
	"CREATE TABLE answer_subject ( "
	"digest BLOB NOT NULL, "
	"answer INTEGER NOT NULL REFERENCES answer, "
	"PRIMARY KEY (digest, answer) "
	") WITHOUT ROWID; "
	"CREATE TRIGGER answer_is_not_changed BEFORE UPDATE ON answer "
	"BEGIN SELECT raise(ABORT, 'answers are never changed'); END; "
	"CREATE TRIGGER answer_is_not_deleted BEFORE DELETE ON answer "
	"BEGIN SELECT raise(ABORT, 'answers are never deleted'); END; ";

/* Steps to newer versions go at the end of this list, and into schema.sql. */
static const char *const steps[] = {
	/* 2: words against a finding, and what was suppressed. */
	"ALTER TABLE finding ADD COLUMN against INTEGER REFERENCES word;"
	"CREATE TABLE suppressed ("
	"file INTEGER NOT NULL REFERENCES file ON DELETE CASCADE, number INTEGER NOT NULL,"
	"item INTEGER NOT NULL, type INTEGER NOT NULL REFERENCES type, masked TEXT NOT NULL,"
	"score INTEGER NOT NULL, place TEXT NOT NULL, why INTEGER NOT NULL REFERENCES word,"
	"against INTEGER REFERENCES word, role INTEGER REFERENCES word,"
	"flags INTEGER NOT NULL, PRIMARY KEY (file, number)) WITHOUT ROWID",
	/* 3: who owns what, and what else the file system says of it. */
	"CREATE TABLE owner (uid INTEGER PRIMARY KEY, name TEXT NOT NULL);"
	"ALTER TABLE file ADD COLUMN attributes INTEGER REFERENCES word",
	to_4,
	/* 5: what is unchanged is known by a stamp; totals are kept. */
	"ALTER TABLE file ADD COLUMN stamp INTEGER;"
	"DROP INDEX file_open;"
	"CREATE INDEX file_open ON file (folder, name, stamp) WHERE state = 1;"
	"CREATE TABLE stock (id INTEGER PRIMARY KEY, files INTEGER NOT NULL,"
	"bytes INTEGER NOT NULL, items INTEGER NOT NULL, read_full INTEGER NOT NULL,"
	"read_part INTEGER NOT NULL, not_read INTEGER NOT NULL, no_text INTEGER NOT NULL,"
	"findings INTEGER NOT NULL, problems INTEGER NOT NULL, protected INTEGER NOT NULL)",
	NULL,
};

const struct sp_schema sp_schema_present = {
	.version = sizeof(steps) / sizeof(steps[0]),
	.whole = sp_schema_sql,
	.steps = steps,
};

static enum sp_status not_ours(const struct sp_db *db, struct sp_error *err)
{
	return sp_db_error(db, SQLITE_NOTADB, err);
}

enum sp_status sp_schema_check(struct sp_db *db, const struct sp_schema *schema, int *version,
			       struct sp_error *err)
{
	int64_t application, present, objects;
	enum sp_status status = sp_db_number(db, "PRAGMA application_id", &application, err);

	if (status == SP_OK)
		status = sp_db_number(db, "PRAGMA user_version", &present, err);
	if (status == SP_OK)
		status = sp_db_number(db, "SELECT count(*) FROM sqlite_schema", &objects, err);
	if (status != SP_OK)
		return status;
	*version = 0;
	if (application == 0 && present == 0 && objects == 0)
		return SP_OK;
	if (application != SP_SCHEMA_APPLICATION || present < 1)
		return not_ours(db, err);
	if (present > schema->version) {
		sp_error_set(err, SP_REASON_UNSUPPORTED,
			     _("the inventory %s was made by a newer spana (version %d, this one "
			       "knows %d): use that one"),
			     sp_db_shown(db->path), (int)present, schema->version);
		return SP_FATAL;
	}
	*version = (int)present;
	return SP_OK;
}

enum sp_status sp_schema_update(struct sp_db *db, const struct sp_schema *schema, int version,
				struct sp_error *err)
{
	enum sp_status status = SP_OK;
	char mark[96];

	if (version == schema->version)
		return SP_OK;
	if (version == 0)
		status = sp_db_run(db, schema->whole, err);
	else
		for (int i = version; i < schema->version && status == SP_OK; i++)
			status = sp_db_run(db, schema->steps[i - 1], err);
	if (status != SP_OK)
		return status;
	snprintf(mark, sizeof(mark), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		 SP_SCHEMA_APPLICATION, schema->version);
	return sp_db_run(db, mark, err);
}
