/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What groups count: values once, places each, sources that lie within each other. */
#include "fixture.h"

#include "base/mem.h"
#include "spana/tally.h"

#include <string.h>

/* Three files: one source is in another, one is a file, and one has nothing in it. */
static void plant(struct fixture *f)
{
	struct sp_item_record items[] = {
		{ .number = 0, .format = "zip", .outcome = SP_OUTCOME_FULL },
		{ .number = 1, .name = "a", .format = "text", .outcome = SP_OUTCOME_FULL },
		{ .number = 2, .name = "b", .outcome = SP_OUTCOME_FULL },
	};

	begin_scan(f, "rules");
	must(f, sp_inventory_source(f->inv, "/srv/in", &f->err));
	must(f, sp_inventory_source(f->inv, "/srv/in/one", &f->err));
	must(f, sp_inventory_source(f->inv, "/void", &f->err));
	/* A word that two lists have, and a person twice. */
	struct sp_finding_record findings[] = {
		finding_of(f, "sensitive_term", "dom", "d**"),
		finding_of(f, "sensitive_term", "dom", "d**"),
		finding_of(f, "personnummer", PNR, "x"),
		finding_of(f, "personnummer", PNR, "y"),
		finding_of(f, "personnummer", OTHER, "z"),
	};
	findings[0].category = "special";
	findings[0].term_category = "religion";
	findings[1].category = "criminal";
	findings[1].term_category = "crime";
	findings[2].context = "kund";
	findings[3].confidence = SP_LOW;
	findings[3].item = 1;
	findings[4].item = 2;
	struct sp_batch batch = batch_of(f, file_at("/srv/in", "one", 1, 1), "1");
	batch.file.owner = 4000002;
	batch.items = items;
	batch.n_items = 3;
	batch.findings = findings;
	batch.n_findings = 5;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	struct sp_file file = file_at("/srv", "two", 2, 0);
	file.owner = 4000001;
	write_file(f, file, "2", PNR);
	file = file_at("/srv/in", "three", 3, 40000000);
	file.owner = 4000004;
	write_file(f, file, "3", OTHER);
	met(f, "/srv");
	met(f, "/srv/in");
	end_scan(f, SP_SCAN_COMPLETE);
	/* Two users of one name, and one who is called as another's number is. */
	struct sp_db db = { 0 };
	must(f, sp_db_open(&db, f->path, true, &f->err));
	must(f, sp_db_run(&db,
			  "INSERT OR REPLACE INTO owner VALUES (4000001, 'anna'), "
			  "(4000002, 'anna'), (4000003, '4000004'); DELETE FROM owner "
			  "WHERE uid = 4000004",
			  &f->err));
	sp_db_close(&db);
}

static enum sp_status list_group(void *context, enum sp_by by, const char *source,
				 const struct sp_group *group)
{
	struct listing *list = context;

	list->len += (size_t)snprintf(list->text + list->len, sizeof(list->text) - list->len,
				      "%s%s%s %s%s%s: %d values, %d+%d+%d in %d, %lld-%lld\n",
				      sp_by_name(by), source ? " of " : "", source ? source : "",
				      group->name, group->category[0] ? " " : "", group->category,
				      (int)group->values, (int)group->places[SP_HIGH],
				      (int)group->places[SP_MEDIUM], (int)group->places[SP_LOW],
				      (int)group->files, (long long)(group->oldest_ns / SECOND),
				      (long long)(group->newest_ns / SECOND));
	return SP_OK;
}

static void expect_groups(struct fixture *f, struct sp_query query, unsigned of_all,
			  unsigned of_sources, const char *want)
{
	struct listing list = { .len = 0 };

	must(f,
	     sp_inventory_groups(f->inv, &query, of_all, of_sources, list_group, &list, &f->err));
	assert_string_equal(list.text, want);
}

static void groups_of_everything(void **state)
{
	struct fixture *f = *state;
	const struct sp_query all = { 0 };

	plant(f);
	expect_groups(f, all, 1U << SP_BY_TYPE | 1U << SP_BY_CATEGORY | 1U << SP_BY_FOLDER, 0,
		      "type personnummer identity: 2 values, 4+0+1 in 3, 1-40000000\n"
		      "type sensitive_term criminal: 1 values, 1+0+0 in 1, 1-1\n"
		      "type sensitive_term special: 1 values, 1+0+0 in 1, 1-1\n"
		      "category identity: 2 values, 4+0+1 in 3, 1-40000000\n"
		      "category criminal: 1 values, 1+0+0 in 1, 1-1\n"
		      "category special: 1 values, 1+0+0 in 1, 1-1\n"
		      "folder /srv/in: 3 values, 5+0+1 in 2, 1-40000000\n"
		      "folder /srv: 1 values, 1+0+0 in 1, 0-0\n");
	expect_groups(f, all, 1U << SP_BY_OWNER | 1U << SP_BY_FORMAT | 1U << SP_BY_AGE, 0,
		      "owner anna: 3 values, 5+0+1 in 2, 1-1\n"
		      "owner 4000004: 1 values, 1+0+0 in 1, 40000000-40000000\n"
		      "format text: 2 values, 2+0+1 in 3, 1-40000000\n"
		      "format zip: 2 values, 3+0+0 in 1, 1-1\n"
		      "format : 1 values, 1+0+0 in 1, 1-1\n"
		      "age : 1 values, 1+0+0 in 1, 0-0\n"
		      "age 1970: 3 values, 4+0+1 in 1, 1-1\n"
		      "age 1971: 1 values, 1+0+0 in 1, 40000000-40000000\n");
	expect_groups(f, all, 1U << SP_BY_SOURCE | 1U << SP_BY_TERM | 1U << SP_BY_WORDS, 0,
		      "source /srv: 3 values, 6+0+1 in 3, 1-40000000\n"
		      "source /srv/in: 3 values, 5+0+1 in 2, 1-40000000\n"
		      "source /srv/in/one: 3 values, 4+0+1 in 1, 1-1\n"
		      "source /void: 0 values, 0+0+0 in 0, 0-0\n"
		      "term crime criminal: 1 values, 1+0+0 in 1, 1-1\n"
		      "term religion special: 1 values, 1+0+0 in 1, 1-1\n"
		      "words kund: 0 values, 1+0+0 in 0, 0-0\n");
}

static void groups_of_each_source(void **state)
{
	struct fixture *f = *state;
	const struct sp_query all = { 0 };

	plant(f);
	expect_groups(f, all, 1U << SP_BY_AGE, 1U << SP_BY_AGE | 1U << SP_BY_TERM,
		      "age : 1 values, 1+0+0 in 1, 0-0\n"
		      "age 1970: 3 values, 4+0+1 in 1, 1-1\n"
		      "age 1971: 1 values, 1+0+0 in 1, 40000000-40000000\n"
		      "age of /srv : 1 values, 1+0+0 in 1, 0-0\n"
		      "age of /srv 1970: 3 values, 4+0+1 in 1, 1-1\n"
		      "age of /srv 1971: 1 values, 1+0+0 in 1, 40000000-40000000\n"
		      "age of /srv/in 1970: 3 values, 4+0+1 in 1, 1-1\n"
		      "age of /srv/in 1971: 1 values, 1+0+0 in 1, 40000000-40000000\n"
		      "age of /srv/in/one 1970: 3 values, 4+0+1 in 1, 1-1\n"
		      "term of /srv crime criminal: 1 values, 1+0+0 in 1, 1-1\n"
		      "term of /srv religion special: 1 values, 1+0+0 in 1, 1-1\n"
		      "term of /srv/in crime criminal: 1 values, 1+0+0 in 1, 1-1\n"
		      "term of /srv/in religion special: 1 values, 1+0+0 in 1, 1-1\n"
		      "term of /srv/in/one crime criminal: 1 values, 1+0+0 in 1, 1-1\n"
		      "term of /srv/in/one religion special: 1 values, 1+0+0 in 1, 1-1\n");
	expect_groups(f, all, 0, 0, "");
}

static void groups_of_what_is_asked(void **state)
{
	struct fixture *f = *state;
	const struct sp_query of_type = { .types = "personnummer" }, since = { .since = 1 },
			      sure = { .types = "email,personnummer", .min_confidence = SP_HIGH };

	plant(f);
	expect_groups(f, of_type, 1U << SP_BY_AGE, 0,
		      "age : 1 values, 1+0+0 in 1, 0-0\n"
		      "age 1970: 2 values, 2+0+1 in 1, 1-1\n"
		      "age 1971: 1 values, 1+0+0 in 1, 40000000-40000000\n");
	expect_groups(f, sure, 1U << SP_BY_TYPE, 0,
		      "type personnummer identity: 2 values, 4+0+0 in 3, 1-40000000\n");
	expect_groups(f, since, 1U << SP_BY_TYPE, 0, "");
	begin_scan(f, "rules");
	write_file(f, file_at("/srv", "two", 2, 7), "changed", OTHER);
	end_scan(f, SP_SCAN_INTERRUPTED);
	expect_groups(f, since, 1U << SP_BY_TYPE, 1U << SP_BY_TYPE,
		      "type personnummer identity: 1 values, 1+0+0 in 1, 7-7\n"
		      "type of /srv personnummer identity: 1 values, 1+0+0 in 1, 7-7\n");
}

static void survives_lack_of_memory(void **state)
{
	struct fixture *f = *state;
	const struct sp_query query = { 0 };
	enum sp_status status = SP_FATAL;
	unsigned long n = 1;

	plant(f);
	for (; status != SP_OK; n++) {
		struct listing list = { .len = 0 };
		sp_mem_fail_at(n);
		status = sp_inventory_groups(f->inv, &query, (1U << SP_BY_COUNT) - 1,
					     1U << SP_BY_TYPE | 1U << SP_BY_WORDS, list_group,
					     &list, &f->err);
		sp_mem_fail_at(0);
		assert_true(status == SP_OK || status == SP_FATAL);
	}
	assert_true(n > 20);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scan_new, fixture_free)
	const struct CMUnitTest tests[] = {
		TEST(groups_of_everything),
		TEST(groups_of_each_source),
		TEST(groups_of_what_is_asked),
		TEST(survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
