/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_test.c - an older database becomes the present one, wholly or not at all. */
#include "fixture.h"

#include "inventory/schema.h"

#include "base/digest.h"

#define FIRST_VERSION SPANA_SOURCE "/tests/unit/inventory/version-1.sql"

static const char *const steps[] = {
	"ALTER TABLE t ADD COLUMN b INTEGER NOT NULL DEFAULT 7",
	"CREATE TABLE u AS SELECT a + b AS c FROM t",
	NULL,
};
static const char *const broken_steps[] = {
	"ALTER TABLE t ADD COLUMN b INTEGER NOT NULL DEFAULT 7",
	"CREATE TABLE u AS SELECT nonsense FROM t",
	NULL,
};

static const struct sp_schema first = { .version = 1, .whole = "CREATE TABLE t (a)" };
static const struct sp_schema third = { .version = 3, .whole = "", .steps = steps };
static const struct sp_schema broken = { .version = 3, .whole = "", .steps = broken_steps };

static void make_first(struct fixture *f, struct sp_db *db)
{
	FILE *file = fopen(f->path, "w");
	int version;

	fclose(file);
	must(f, sp_db_open(db, f->path, true, &f->err));
	must(f, sp_schema_check(db, &first, &version, &f->err));
	assert_int_equal(version, 0);
	must(f, sp_schema_update(db, &first, version, &f->err));
	must(f, sp_db_run(db, "INSERT INTO t VALUES (1), (2)", &f->err));
	must(f, sp_schema_check(db, &third, &version, &f->err));
	assert_int_equal(version, 1);
}

static void steps_are_taken(void **state)
{
	struct fixture *f = *state;
	struct sp_db db = { 0 };
	int64_t sum;
	int version;

	make_first(f, &db);
	must(f, sp_schema_update(&db, &third, 1, &f->err));
	must(f, sp_db_number(&db, "SELECT sum(c) FROM u", &sum, &f->err));
	assert_int_equal(sum, 17);
	must(f, sp_schema_check(&db, &third, &version, &f->err));
	assert_int_equal(version, 3);
	/* And the program that made it first does not touch it any more. */
	assert_int_equal(sp_schema_check(&db, &first, &version, &f->err), SP_FATAL);
	assert_non_null(strstr(f->err.text, "version 3, this one knows 1"));
	sp_db_close(&db);
}

static void failed_step_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct sp_db db = { 0 };
	int64_t columns;
	int version;

	make_first(f, &db);
	must(f, sp_db_run(&db, "BEGIN IMMEDIATE", &f->err));
	assert_int_equal(sp_schema_update(&db, &broken, 1, &f->err), SP_FATAL);
	must(f, sp_db_run(&db, "ROLLBACK", &f->err));
	must(f, sp_schema_check(&db, &third, &version, &f->err));
	assert_int_equal(version, 1);
	must(f,
	     sp_db_number(&db, "SELECT count(*) FROM pragma_table_info('t')", &columns, &f->err));
	assert_int_equal(columns, 1);
	sp_db_close(&db);
}

/* A step for each version but the first. */
static void present_has_its_steps(void **state)
{
	(void)state;
	for (int i = 0; i < sp_schema_present.version - 1; i++)
		assert_non_null(sp_schema_present.steps[i]);
	assert_null(sp_schema_present.steps[sp_schema_present.version - 1]);
}

/* Writes an inventory as the first version left it, with the key of the fixture's. */
static void make_old(struct fixture *f)
{
	struct sp_db db = { 0 };
	char sql[16384];
	FILE *file = fopen(FIRST_VERSION, "r");

	assert_non_null(file);
	size_t len = fread(sql, 1, sizeof(sql) - 1, file);
	sql[len] = '\0';
	assert_true(len < sizeof(sql) - 1);
	fclose(file);
	/* The key check, as a new inventory has it. */
	char *check = NULL;
	open_inventory(f, SP_INVENTORY_WRITE);
	close_inventory(f);
	must(f, sp_db_open(&db, f->path, false, &f->err));
	struct sp_statement s = sp_statement_of(&db, SP_DB_ONCE, "SELECT quote(value) FROM meta");
	assert_true(sp_statement_next(&s));
	check = strdup(sp_column_text(&s, 0));
	must(f, sp_statement_end(&s, &f->err));
	sp_db_close(&db);
	unlink(f->path);
	fclose(fopen(f->path, "w"));
	must(f, sp_db_open(&db, f->path, true, &f->err));
	must(f, sp_db_run(&db, sql, &f->err));
	snprintf(sql, sizeof(sql), "INSERT INTO meta VALUES ('key_check', %s)", check);
	must(f, sp_db_run(&db, sql, &f->err));
	sp_db_close(&db);
	free(check);
}

/* What a database is made of, a thing a line. Its indexes by value come and go. */
static void describe(struct fixture *f, const char *path, struct listing *out)
{
	struct sp_db db = { 0 };

	must(f, sp_db_open(&db, path, false, &f->err));
	struct sp_statement s = sp_statement_of(
		&db, SP_DB_ONCE,
		"SELECT m.type || ' ' || m.name || ' ' || coalesce(x.name || ' ' || x.type || ' ' "
		"|| "
		"x.\"notnull\" || ' ' || x.pk, '') || ' ' || (m.sql LIKE '%WITHOUT ROWID') FROM "
		"sqlite_schema m LEFT JOIN pragma_table_xinfo(m.name) x ON m.type = 'table' "
		"WHERE m.name NOT IN ('finding_value', 'finding_alias', 'file_content') ORDER BY "
		"m.type, m.name, x.cid");
	while (sp_statement_next(&s))
		out->len += (size_t)snprintf(out->text + out->len, sizeof(out->text) - out->len,
					     "%s\n", sp_column_text(&s, 0));
	must(f, sp_statement_end(&s, &f->err));
	s = sp_statement_of(&db, SP_DB_ONCE,
			    "SELECT m.name || ' ' || k.\"from\" || ' ' || k.\"table\" || ' ' || "
			    "k.on_delete FROM sqlite_schema m, pragma_foreign_key_list(m.name) k "
			    "WHERE m.type = 'table' ORDER BY 1");
	while (sp_statement_next(&s))
		out->len += (size_t)snprintf(out->text + out->len, sizeof(out->text) - out->len,
					     "%s\n", sp_column_text(&s, 0));
	must(f, sp_statement_end(&s, &f->err));
	sp_db_close(&db);
	assert_true(out->len < sizeof(out->text));
}

static void an_old_inventory_is_brought_up_to_date(void **state)
{
	static struct listing fresh, stepped;
	struct fixture *f = *state;
	struct sp_file file = file_at("/srv", "a", 1, 1);
	uint64_t id;

	fresh = stepped = (struct listing) { .len = 0 };
	open_inventory(f, SP_INVENTORY_WRITE);
	close_inventory(f);
	describe(f, f->path, &fresh);
	make_old(f);
	assert_int_equal(number(f, "PRAGMA user_version"), 1);
	assert_int_equal(sp_inventory_open(&f->inv, f->path, NULL, SP_INVENTORY_READ, &f->err),
			 SP_FATAL);
	assert_non_null(strstr(f->err.text, "older spana"));
	assert_int_equal(number(f, "PRAGMA user_version"), 1);
	open_inventory(f, SP_INVENTORY_WRITE);
	assert_int_equal(number(f, "PRAGMA user_version"), sp_schema_present.version);
	expect_findings(f, false, "/srv/a personnummer 720312-****\n");
	expect_problems(f, "/srv/a truncated part \n");
	begin_scan(f, "rules");
	assert_int_equal(known(f, file, &id), SP_KNOWN_UNCHANGED);
	end_scan(f, SP_SCAN_INTERRUPTED);
	close_inventory(f);
	describe(f, f->path, &stepped);
	assert_string_equal(stepped.text, fresh.text);
	open_inventory(f, SP_INVENTORY_READ);
	expect_findings(f, false, "/srv/a personnummer 720312-****\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_new, fixture_free)
	const struct CMUnitTest tests[] = {
		TEST(steps_are_taken),
		TEST(failed_step_changes_nothing),
		cmocka_unit_test(present_has_its_steps),
		TEST(an_old_inventory_is_brought_up_to_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
