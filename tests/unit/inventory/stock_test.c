/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stock_test.c - totals that are kept, and what lets go of them. */
#include "fixture.h"

static void run(struct fixture *f, const char *sql)
{
	struct sp_db db = { 0 };

	must(f, sp_db_open(&db, f->path, true, &f->err));
	must(f, sp_db_run(&db, sql, &f->err));
	sp_db_close(&db);
}

static void expect_stock(struct fixture *f, uint64_t files, uint64_t items, uint64_t not_read,
			 uint64_t findings)
{
	struct sp_stock stock;

	must(f, sp_inventory_stock(f->inv, &stock, &f->err));
	assert_int_equal(stock.files, files);
	assert_int_equal(stock.items, items);
	assert_int_equal(stock.outcomes[SP_OUTCOME_NOT_READ], not_read);
	assert_int_equal(stock.findings, findings);
}

static bool is_kept(struct fixture *f)
{
	return number(f, "SELECT count(*) FROM stock") == 1;
}

/* Two files in two folders, with a finding each: counted and kept. */
static struct sp_file fill(struct fixture *f)
{
	struct sp_file a = file_at("/srv", "a", 1, 1), b = file_at("/srv/sub", "b", 2, 1);

	begin_scan(f, "rules");
	walk(f, "/srv", &a, "one", PNR);
	walk(f, "/srv/sub", &b, "two", OTHER);
	end_scan(f, SP_SCAN_COMPLETE);
	assert_false(is_kept(f));
	expect_stock(f, 2, 2, 0, 2);
	assert_true(is_kept(f));
	return a;
}

static void all_unchanged_is_not_counted_again(void **state)
{
	struct fixture *f = *state;
	struct sp_file a = fill(f), b = file_at("/srv/sub", "b", 2, 1);

	run(f, "UPDATE stock SET findings = 77");
	begin_scan(f, "rules");
	walk(f, "/srv", &a, "one", PNR);
	walk(f, "/srv/sub", &b, "two", OTHER);
	end_scan(f, SP_SCAN_COMPLETE);
	expect_stock(f, 2, 2, 0, 77);
	/* Nor by whoever only reads. */
	close_inventory(f);
	open_inventory(f, SP_INVENTORY_READ);
	expect_stock(f, 2, 2, 0, 77);
}

enum change { ADDED, CHANGED, GONE, FOLDER_GONE, FOLDER_UNREAD };

/* A scan that meets one change. */
static void scan_with(struct fixture *f, struct sp_file a, enum change change)
{
	struct sp_file b = file_at("/srv/sub", "b", 2, 1), c = file_at("/srv/new", "c", 3, 1);

	begin_scan(f, "rules");
	if (change == CHANGED)
		a = file_at("/srv", "a", 1, 2);
	walk(f, "/srv", change == GONE ? NULL : &a, "other", NULL);
	if (change == FOLDER_UNREAD)
		must(f, sp_inventory_folder_unread(f->inv, "/srv/sub", SP_REASON_PERMISSION, "",
						   &f->err));
	else if (change != FOLDER_GONE)
		walk(f, "/srv/sub", &b, "two", OTHER);
	if (change == ADDED)
		walk(f, "/srv/new", &c, "three", PNR);
	end_scan(f, SP_SCAN_COMPLETE);
}

static void a_change_lets_go_of_them(void **state)
{
	static const struct {
		enum change change;
		uint64_t files, items, not_read, findings;
	} cases[] = {
		{ ADDED, 3, 3, 0, 3 },	     { CHANGED, 2, 2, 0, 1 },	    { GONE, 1, 1, 0, 1 },
		{ FOLDER_GONE, 1, 1, 0, 1 }, { FOLDER_UNREAD, 2, 3, 1, 2 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture *f = *state;
		close_inventory(f);
		unlink(f->path);
		open_inventory(f, SP_INVENTORY_WRITE);
		struct sp_file a = fill(f);
		scan_with(f, a, cases[i].change);
		if (is_kept(f))
			CASE_FAIL("kept", "case %zu", i);
		expect_stock(f, cases[i].files, cases[i].items, cases[i].not_read,
			     cases[i].findings);
		assert_true(is_kept(f));
	}
}

/* A folder that can be listed again, with all as it was. */
static void a_problem_that_passes_does(void **state)
{
	struct fixture *f = *state;
	struct sp_file a = fill(f), b = file_at("/srv/sub", "b", 2, 1);

	scan_with(f, a, FOLDER_UNREAD);
	expect_stock(f, 2, 3, 1, 2);
	begin_scan(f, "rules");
	walk(f, "/srv", &a, "one", PNR);
	walk(f, "/srv/sub", &b, "two", OTHER);
	end_scan(f, SP_SCAN_COMPLETE);
	assert_false(is_kept(f));
	expect_stock(f, 2, 2, 0, 2);
}

/* A killed scan leaves no totals of before it. */
static void a_killed_scan_does(void **state)
{
	struct fixture *f = *state;

	fill(f);
	begin_scan(f, "rules");
	write_file(f, file_at("/srv", "c", 3, 1), "three", PNR);
	must(f, sp_inventory_commit(f->inv, &f->err));
	close_inventory(f);
	open_inventory(f, SP_INVENTORY_READ);
	assert_false(is_kept(f));
	expect_stock(f, 3, 3, 0, 3);
	assert_false(is_kept(f));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scan_new, fixture_free)
	const struct CMUnitTest tests[] = {
		TEST(all_unchanged_is_not_counted_again),
		TEST(a_change_lets_go_of_them),
		TEST(a_problem_that_passes_does),
		TEST(a_killed_scan_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
