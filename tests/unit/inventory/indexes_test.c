/* SPDX-License-Identifier: GPL-3.0-or-later */
/* indexes_test.c - indexes that come after a load: when they are there, and that all works without.
 */
#include "fixture.h"

#include "base/mem.h"

#define INDEXES 3

static int64_t indexes(struct fixture *f)
{
	return number(f, "SELECT count(*) FROM sqlite_schema WHERE name IN ('finding_value', "
			 "'finding_alias', 'file_content')");
}

/* A file with one finding that has both keys. */
static void write_both_keys(struct fixture *f, struct sp_file file, const char *content)
{
	struct sp_batch batch = batch_of(f, file, content);
	struct sp_finding_record finding = finding_of(f, "personnummer", PNR, "189001******");

	finding.has_alias = true;
	sp_inventory_digest(f->inv, "personnummer", &PNR[2], finding.alias);
	batch.findings = &finding;
	batch.n_findings = 1;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
}

static enum sp_status count_copy(void *context, const struct sp_report_item *item)
{
	(void)item;
	++*(size_t *)context;
	return SP_OK;
}

/* What is asked by a keyed hash: places by either key of a value, files by content. */
static void expect_answers(struct fixture *f, const char *content, size_t places, size_t copies)
{
	struct sp_key_of_value key = { .type = "personnummer" };
	unsigned char hash[SP_DIGEST];
	struct sp_hit *hits;
	size_t n;

	for (int alias = 0; alias < 2; alias++) {
		key.alias = alias != 0;
		sp_inventory_digest(f->inv, key.type, alias ? &PNR[2] : PNR, key.digest);
		must(f, sp_inventory_find(f->inv, &key, 1, &hits, &n, &f->err));
		sp_mem_free(hits);
		assert_int_equal(n, places);
	}
	sp_inventory_digest(f->inv, "test_content", content, hash);
	n = 0;
	must(f, sp_inventory_copies(f->inv, hash, count_copy, &n, &f->err));
	assert_int_equal(n, copies);
}

/* A scan that reads everything anew does without them until it has ended by itself. */
static void they_follow_the_load(void **state)
{
	static const struct {
		const char *rules;
		enum sp_scan_end how;
		bool during, after;
	} scans[] = {
		{ "one", SP_SCAN_INTERRUPTED, false, false },
		{ "one", SP_SCAN_COMPLETE, false, true },
		{ "one", SP_SCAN_INTERRUPTED, true, true },
		{ "two", SP_SCAN_STOPPED, false, true },
		{ "three", SP_SCAN_FAILED, false, false },
		{ "one", SP_SCAN_COMPLETE, false, true },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(scans) / sizeof(scans[0]); i++) {
		begin_scan(f, scans[i].rules);
		assert_int_equal(indexes(f), scans[i].during ? INDEXES : 0);
		end_scan(f, scans[i].how);
		assert_int_equal(indexes(f), scans[i].after ? INDEXES : 0);
	}
}

/* A first load that ends in the middle answers as far as it came, and goes on where it was. */
static void a_load_is_resumed(void **state)
{
	struct sp_file a = file_at("/srv", "a", 1, 1), b = file_at("/srv", "b", 2, 1);
	uint64_t id;

	for (int killed = 0; killed < 2; killed++) {
		struct fixture *f = *state;
		unlink(f->path);
		open_inventory(f, SP_INVENTORY_WRITE);
		begin_scan(f, "rules");
		write_both_keys(f, a, "same");
		must(f, sp_inventory_commit(f->inv, &f->err));
		if (!killed)
			end_scan(f, SP_SCAN_INTERRUPTED);
		close_inventory(f);
		assert_int_equal(indexes(f), 0);
		open_inventory(f, SP_INVENTORY_READ);
		expect_answers(f, "same", 1, 1);
		expect_findings(f, false, "/srv/a personnummer 189001******\n");
		close_inventory(f);

		open_inventory(f, SP_INVENTORY_WRITE);
		begin_scan(f, "rules");
		assert_int_equal(indexes(f), 0);
		assert_int_equal(known(f, a, &id), SP_KNOWN_UNCHANGED);
		assert_int_equal(known(f, b, &id), SP_KNOWN_NOT);
		write_both_keys(f, b, "same");
		expect_answers(f, "same", 2, 2);
		met(f, "/srv");
		end_scan(f, SP_SCAN_COMPLETE);
		assert_int_equal(indexes(f), INDEXES);
		expect_answers(f, "same", 2, 2);
		close_inventory(f);
	}
}

/* Whoever may write makes up for what a load has left, unless a scan is at work. */
static void notes_make_up_for_it(void **state)
{
	struct fixture *f = *state;
	struct sp_inventory *scanning = f->inv;

	begin_scan(f, "rules");
	write_both_keys(f, file_at("/srv", "a", 1, 1), "same");
	must(f, sp_inventory_commit(f->inv, &f->err));
	open_inventory(f, SP_INVENTORY_NOTE);
	assert_int_equal(indexes(f), 0);
	expect_answers(f, "same", 1, 1);
	close_inventory(f);
	sp_inventory_close(scanning);
	open_inventory(f, SP_INVENTORY_NOTE);
	assert_int_equal(indexes(f), INDEXES);
	expect_answers(f, "same", 1, 1);
}

/* A scan with known rules keeps them up, until it has written much. */
static void much_is_a_load_as_well(void **state)
{
	static struct sp_finding_record many[99990];
	struct fixture *f = *state;
	struct sp_batch batch;

	begin_scan(f, "rules");
	write_both_keys(f, file_at("/srv", "a", 1, 1), "same");
	met(f, "/srv");
	end_scan(f, SP_SCAN_COMPLETE);
	begin_scan(f, "rules");
	for (size_t i = 0; i < sizeof(many) / sizeof(many[0]); i++)
		many[i] = finding_of(f, "email", "a@example.org", "a@***");
	batch = batch_of(f, file_at("/srv", "b", 2, 1), "other");
	batch.findings = many;
	batch.n_findings = sizeof(many) / sizeof(many[0]);
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	assert_int_equal(indexes(f), INDEXES);
	for (int i = 0; i < 10; i++) {
		char name[] = { (char)('c' + i), '\0' };
		write_both_keys(f, file_at("/srv", name, (uint64_t)i + 3, 1), "same");
	}
	must(f, sp_inventory_commit(f->inv, &f->err));
	assert_int_equal(indexes(f), 0);
	expect_answers(f, "same", 11, 11);
	met(f, "/srv");
	end_scan(f, SP_SCAN_COMPLETE);
	assert_int_equal(indexes(f), INDEXES);
	expect_answers(f, "same", 11, 11);
	expect_whole(f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scan_new, fixture_free)
	const struct CMUnitTest tests[] = {
		TEST(they_follow_the_load),
		cmocka_unit_test_setup_teardown(a_load_is_resumed, fixture_new, fixture_free),
		TEST(notes_make_up_for_it),
		TEST(much_is_a_load_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
