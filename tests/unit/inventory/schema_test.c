/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_test.c - an older database becomes the present one, wholly or not at all. */
#include "fixture.h"

#include "inventory/schema.h"

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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_new, fixture_free)
	const struct CMUnitTest tests[] = {
		TEST(steps_are_taken),
		TEST(failed_step_changes_nothing),
		cmocka_unit_test(present_has_its_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
