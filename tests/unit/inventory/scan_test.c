/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_test.c - what scans write is what reports read, over the life of files. */
#include "fixture.h"

#include "base/mem.h"

#define PNR "189001019802"
#define OTHER "189102279800"

/* Files of one folder that the inventory knows, asked as a walker asks. */
static enum sp_known_state known(struct fixture *f, struct sp_file file, uint64_t *id)
{
	struct sp_lookup *lookup;

	must(f, sp_lookup_new(f->inv, &lookup, &f->err));
	must(f, sp_lookup_folder(lookup, file.folder, &f->err));
	enum sp_known_state state = sp_lookup_file(lookup, &file, id);
	sp_lookup_free(lookup);
	return state;
}

static enum sp_status gone(void *context, uint64_t id)
{
	struct fixture *f = context;

	return sp_inventory_gone(f->inv, id, &f->err);
}

/* A walk through one folder that holds `file` alone (or nothing), as a scan does it. */
static void walk(struct fixture *f, const char *folder, const struct sp_file *file,
		 const char *content, const char *value)
{
	struct sp_lookup *lookup;
	uint64_t id;

	must(f, sp_lookup_new(f->inv, &lookup, &f->err));
	must(f, sp_lookup_folder(lookup, folder, &f->err));
	if (file && sp_lookup_file(lookup, file, &id) != SP_KNOWN_UNCHANGED)
		write_file(f, *file, content, value);
	must(f, sp_lookup_gone(lookup, gone, f));
	sp_lookup_free(lookup);
	met(f, folder);
}

static int scan_new(void **state)
{
	if (fixture_new(state) != 0)
		return -1;
	open_inventory(*state, SP_INVENTORY_WRITE);
	return 0;
}

/* ---- round trip ---- */

static enum sp_status check_finding(void *context, const struct sp_report_item *item,
				    const struct sp_finding_record *got)
{
	const struct sp_finding_record *want = context;

	assert_string_equal(item->path, "/srv/post.mbox");
	assert_int_equal(item->n_members, 2);
	assert_string_equal(item->members[0], "3 Ang\xC3\xA5"
					      "ende");
	assert_string_equal(item->members[1], "l\xC3\xB6n.xlsx");
	assert_string_equal(item->format, "xlsx");
	assert_string_equal(item->media_type, "application/x-test");
	assert_int_equal(item->size, 77);
	assert_int_equal(item->outcome, SP_OUTCOME_PART);
	assert_int_equal(item->mtime_ns, 1 * SECOND);
	assert_true(item->first_seen_ns == 1001 * DAY);
	assert_int_equal(item->closed_ns, 0);
	assert_null(item->closed_how);
	assert_string_equal(got->type, want->type);
	assert_string_equal(got->category, want->category);
	assert_string_equal(got->masked, want->masked);
	assert_string_equal(got->where, want->where);
	assert_string_equal(got->context, want->context);
	assert_string_equal(got->role, want->role);
	assert_true(got->score > 0.5439 && got->score < 0.5441);
	assert_int_equal(got->confidence, want->confidence);
	assert_int_equal(got->test, want->test);
	assert_int_equal(got->organisation, want->organisation);
	assert_int_equal(got->has_alias, want->has_alias);
	assert_memory_equal(got->digest, want->digest, SP_DIGEST);
	assert_memory_equal(got->alias, want->alias, SP_DIGEST);
	assert_null(got->value);
	assert_null(got->text);
	assert_null(got->snippet);
	return SP_SKIPPED; /* and ends the query */
}

static void writes_and_reads(void **state)
{
	struct fixture *f = *state;
	struct sp_item_record items[] = {
		{ .number = 0, .format = "mbox", .outcome = SP_OUTCOME_FULL },
		{ .number = 3,
		  .up = 0,
		  .name = "3 Ang\xC3\xA5"
			  "ende",
		  .format = "eml",
		  .outcome = SP_OUTCOME_FULL },
		{ .number = 4,
		  .up = 3,
		  .name = "l\xC3\xB6n.xlsx",
		  .format = "xlsx",
		  .media_type = "application/x-test",
		  .size = 77,
		  .outcome = SP_OUTCOME_PART },
	};
	struct sp_problem_record problem = { .item = 4,
					     .reason = SP_REASON_TRUNCATED,
					     .detail = "2 rows" };

	begin_scan(f, "rules");
	struct sp_finding_record finding = finding_of(f, "personnummer", PNR, "890101-****");
	finding.item = 4;
	finding.role = "organisationsnummer";
	finding.where = "{\"sheet\":\"L\xC3\xB6ner\",\"cell\":\"B12\"}";
	finding.context = "personnr\nf\xC3\xB6"
			  "dd";
	finding.score = 0.5444;
	finding.confidence = SP_MEDIUM;
	finding.test = true;
	finding.organisation = true;
	finding.has_alias = true;
	sp_inventory_digest(f->inv, "personnummer", &PNR[2], finding.alias);
	struct sp_batch batch = batch_of(f, file_at("/srv", "post.mbox", 1, 1), "mail");
	batch.items = items;
	batch.n_items = 3;
	batch.findings = &finding;
	batch.n_findings = 1;
	batch.problems = &problem;
	batch.n_problems = 1;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	end_scan(f, SP_SCAN_INTERRUPTED);
	close_inventory(f);
	open_inventory(f, SP_INVENTORY_READ);

	struct sp_query query = { 0 };
	assert_int_equal(sp_inventory_findings(f->inv, &query, check_finding, &finding, &f->err),
			 SP_SKIPPED);
	expect_findings(f, false,
			"/srv/post.mbox>3 Ang\xC3\xA5"
			"ende>l\xC3\xB6n.xlsx personnummer 890101-****\n");
	expect_problems(f, "/srv/post.mbox>3 Ang\xC3\xA5"
			   "ende>l\xC3\xB6n.xlsx truncated part 2 rows\n");
}

static void rows_come_in_order(void **state)
{
	struct fixture *f = *state;

	begin_scan(f, "rules");
	write_file(f, file_at("/srv/b", "x", 1, 1), "1", PNR);
	write_file(f, file_at("/srv", "z", 2, 1), "2", PNR);
	write_file(f, file_at("/srv/a", "\xFFraw", 3, 1), "3", PNR);
	write_file(f, file_at("/srv/a", "b", 4, 1), "4", PNR);
	write_file(f, file_at("/", "root", 5, 1), "5", PNR);
	write_file(f, file_at("/srv/a", "empty", 6, 1), "6", NULL);
	end_scan(f, SP_SCAN_INTERRUPTED);
	expect_findings(f, false,
			"/root personnummer 720312-****\n"
			"/srv/z personnummer 720312-****\n"
			"/srv/a/b personnummer 720312-****\n"
			"/srv/a/\xFFraw personnummer 720312-****\n"
			"/srv/b/x personnummer 720312-****\n");
}

static const struct {
	const char *name;
	struct sp_query query;
	const char *want;
} queries[] = {
	{ "all", { 0 }, "/f a 1\n/f b 2\n/f c 3\n" },
	{ "medium", { .min_confidence = SP_MEDIUM }, "/f b 2\n/f c 3\n" },
	{ "high", { .min_confidence = SP_HIGH }, "/f c 3\n" },
	{ "one type", { .types = "b" }, "/f b 2\n" },
	{ "two types", { .types = "c, a" }, "/f a 1\n/f c 3\n" },
	{ "longer name", { .types = "aa,bb" }, "" },
	{ "both", { .types = "a,c", .min_confidence = SP_MEDIUM }, "/f c 3\n" },
};

static void queries_choose(void **state)
{
	struct fixture *f = *state;

	begin_scan(f, "rules");
	struct sp_finding_record findings[] = {
		finding_of(f, "a", "1", "1"),
		finding_of(f, "b", "2", "2"),
		finding_of(f, "c", "3", "3"),
	};
	for (int i = 0; i < 3; i++)
		findings[i].confidence = (enum sp_confidence)i;
	struct sp_batch batch = batch_of(f, file_at("/", "f", 1, 1), "1");
	batch.findings = findings;
	batch.n_findings = 3;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	end_scan(f, SP_SCAN_INTERRUPTED);
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		struct listing list = { .len = 0 };
		struct sp_overview overview;
		must(f, sp_inventory_findings(f->inv, &queries[i].query, list_finding, &list,
					      &f->err));
		if (strcmp(list.text, queries[i].want) != 0)
			CASE_FAIL(queries[i].name, "%s", list.text);
		must(f, sp_inventory_overview(f->inv, &queries[i].query, &overview, &f->err));
		size_t lines = 0;
		for (const char *at = list.text; (at = strchr(at, '\n')) != NULL; at++)
			lines++;
		if (overview.n_types != lines)
			CASE_FAIL(queries[i].name, "%zu types", overview.n_types);
		sp_overview_release(&overview);
	}
}

/* ---- versions ---- */

static void changed_file_closes_the_old(void **state)
{
	struct fixture *f = *state;
	struct sp_file file;

	begin_scan(f, "rules");
	file = file_at("/srv", "a", 1, 1);
	walk(f, "/srv", &file, "one", PNR);
	end_scan(f, SP_SCAN_COMPLETE);
	begin_scan(f, "rules");
	file = file_at("/srv", "a", 1, 2);
	walk(f, "/srv", &file, "two", OTHER);
	end_scan(f, SP_SCAN_COMPLETE);
	expect_findings(f, false, "/srv/a personnummer 720312-****\n");
	expect_findings(f, true,
			"/srv/a personnummer 720312-**** changed\n"
			"/srv/a personnummer 720312-****\n");
	assert_int_equal(f->counts.removed, 0);
	assert_int_equal(f->counts.moved, 0);
}

static void known_states(void **state)
{
	struct fixture *f = *state;
	struct sp_file file, other;
	uint64_t id, first;

	begin_scan(f, "rules");
	file = file_at("/srv", "a", 1, 1);
	assert_int_equal(known(f, file, &id), SP_KNOWN_NOT);
	assert_int_equal(id, 0);
	write_file(f, file, "one", PNR);
	end_scan(f, SP_SCAN_INTERRUPTED);

	begin_scan(f, "rules");
	assert_int_equal(known(f, file, &first), SP_KNOWN_UNCHANGED);
	assert_true(first > 0);
	other = file;
	other.device = 77; /* a mount after a restart */
	assert_int_equal(known(f, other, &id), SP_KNOWN_UNCHANGED);
	assert_int_equal(id, first);
	other = file;
	other.size++;
	assert_int_equal(known(f, other, &id), SP_KNOWN_CHANGED);
	other = file;
	other.mtime_ns++;
	assert_int_equal(known(f, other, &id), SP_KNOWN_CHANGED);
	other = file;
	other.ctime_ns++;
	assert_int_equal(known(f, other, &id), SP_KNOWN_CHANGED);
	other = file;
	other.inode++;
	assert_int_equal(known(f, other, &id), SP_KNOWN_CHANGED);
	other = file;
	other.name = "aa";
	assert_int_equal(known(f, other, &id), SP_KNOWN_NOT);
	other = file;
	other.folder = "/srv/a";
	assert_int_equal(known(f, other, &id), SP_KNOWN_NOT);
	end_scan(f, SP_SCAN_INTERRUPTED);

	begin_scan(f, "other rules");
	assert_int_equal(known(f, file, &id), SP_KNOWN_RULES);
	write_file(f, file, "one", OTHER);
	end_scan(f, SP_SCAN_INTERRUPTED);
	begin_scan(f, "other rules");
	assert_int_equal(known(f, file, &id), SP_KNOWN_UNCHANGED);
	assert_true(id != first);
	end_scan(f, SP_SCAN_INTERRUPTED);
}

/* A file that was touched while a scan read it may hold more than what was read. */
static void touched_during_a_scan_is_read_again(void **state)
{
	struct fixture *f = *state;
	uint64_t id, again;

	begin_scan(f, "rules");
	struct sp_file file = file_at("/srv", "a", 1, 1);
	file.ctime_ns = f->now;
	write_file(f, file, "one", PNR);
	met(f, "/srv");
	end_scan(f, SP_SCAN_COMPLETE);
	begin_scan(f, "rules");
	assert_int_equal(known(f, file, &id), SP_KNOWN_CHANGED);
	write_file(f, file, "one", PNR);
	met(f, "/srv");
	end_scan(f, SP_SCAN_COMPLETE);
	begin_scan(f, "rules");
	assert_int_equal(known(f, file, &again), SP_KNOWN_UNCHANGED);
	assert_int_equal(id, again); /* nothing became history */
	end_scan(f, SP_SCAN_INTERRUPTED);
	expect_findings(f, true, "/srv/a personnummer 720312-****\n");
}

static const struct {
	enum sp_reason reason;
	enum sp_known_state state;
} transient[] = {
	{ SP_REASON_PERMISSION, SP_KNOWN_CHANGED },  { SP_REASON_IO_ERROR, SP_KNOWN_CHANGED },
	{ SP_REASON_VANISHED, SP_KNOWN_CHANGED },    { SP_REASON_CHANGED, SP_KNOWN_CHANGED },
	{ SP_REASON_ENCRYPTED, SP_KNOWN_UNCHANGED }, { SP_REASON_DAMAGED, SP_KNOWN_UNCHANGED },
	{ SP_REASON_TIMEOUT, SP_KNOWN_UNCHANGED },
};

static void write_unread(struct fixture *f, struct sp_file file, enum sp_reason reason)
{
	struct sp_batch batch = batch_of(f, file, NULL);
	struct sp_problem_record problem = { .reason = reason, .detail = "" };

	batch.items[0].outcome = SP_OUTCOME_NOT_READ;
	batch.problems = &problem;
	batch.n_problems = 1;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
}

static void what_may_pass_is_tried_again(void **state)
{
	struct fixture *f = *state;
	uint64_t id;

	for (size_t i = 0; i < sizeof(transient) / sizeof(transient[0]); i++) {
		begin_scan(f, "rules");
		struct sp_file file = file_at("/srv", "a", i, 1);
		write_unread(f, file, transient[i].reason);
		end_scan(f, SP_SCAN_INTERRUPTED);
		begin_scan(f, "rules");
		if (known(f, file, &id) != transient[i].state)
			CASE_FAIL(sp_reason_name(transient[i].reason), "read again or not");
		/* It can be read now. */
		write_file(f, file, "one", PNR);
		end_scan(f, SP_SCAN_INTERRUPTED);
		expect_problems(f, "");
		expect_findings(f, false, "/srv/a personnummer 720312-****\n");
	}
}

static void still_unread_leaves_no_history(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 3; i++) {
		begin_scan(f, "rules");
		write_unread(f, file_at("/srv", "a", 1, 1),
			     i < 2 ? SP_REASON_PERMISSION : SP_REASON_IO_ERROR);
		end_scan(f, SP_SCAN_INTERRUPTED);
	}
	struct listing list = { .len = 0 };
	struct sp_query query = { .closed = true };
	must(f, sp_inventory_problems(f->inv, &query, list_problem, &list, &f->err));
	assert_string_equal(list.text, "/srv/a io_error not_read \n");
}

static enum sp_status keep_item(void *context, const struct sp_report_item *item,
				const struct sp_finding_record *finding)
{
	struct sp_report_item *out = context;

	(void)finding;
	if (!item->closed_how)
		*out = *item;
	return SP_OK;
}

static void metadata_alone_makes_no_version(void **state)
{
	struct fixture *f = *state;
	struct sp_report_item item = { 0 };
	struct sp_query query = { 0 };
	uint64_t before, after;

	begin_scan(f, "rules");
	write_file(f, file_at("/srv", "a", 1, 1), "one", PNR);
	end_scan(f, SP_SCAN_INTERRUPTED);
	begin_scan(f, "rules");
	struct sp_file touched = file_at("/srv", "a", 1, 1);
	touched.ctime_ns += SECOND;
	assert_int_equal(known(f, touched, &before), SP_KNOWN_CHANGED);
	write_file(f, touched, "one", PNR);
	end_scan(f, SP_SCAN_INTERRUPTED);
	begin_scan(f, "rules");
	assert_int_equal(known(f, touched, &after), SP_KNOWN_UNCHANGED);
	end_scan(f, SP_SCAN_INTERRUPTED);
	assert_int_equal(before, after);
	expect_findings(f, true, "/srv/a personnummer 720312-****\n");
	must(f, sp_inventory_findings(f->inv, &query, keep_item, &item, &f->err));
	assert_true(item.first_seen_ns == 1001 * DAY);
}

static void first_seen_survives_a_change(void **state)
{
	struct fixture *f = *state;
	struct sp_report_item item = { 0 };
	struct sp_query query = { .closed = true };

	for (int i = 1; i <= 3; i++) {
		begin_scan(f, "rules");
		write_file(f, file_at("/srv", "a", 1, i), i == 1 ? "1" : i == 2 ? "2" : "3", PNR);
		end_scan(f, SP_SCAN_INTERRUPTED);
	}
	must(f, sp_inventory_findings(f->inv, &query, keep_item, &item, &f->err));
	assert_true(item.first_seen_ns == 1001 * DAY);
}

/* ---- gone and moved ---- */

static void file_gone(void **state)
{
	struct fixture *f = *state;

	begin_scan(f, "rules");
	struct sp_file file = file_at("/srv", "a", 1, 1);
	walk(f, "/srv", &file, "one", PNR);
	end_scan(f, SP_SCAN_COMPLETE);
	begin_scan(f, "rules");
	walk(f, "/srv", NULL, NULL, NULL);
	end_scan(f, SP_SCAN_COMPLETE);
	assert_int_equal(f->counts.removed, 1);
	assert_int_equal(f->counts.moved, 0);
	expect_findings(f, false, "");
	expect_findings(f, true, "/srv/a personnummer 720312-**** removed\n");
	/* It comes back: a file met for the first time. */
	begin_scan(f, "rules");
	walk(f, "/srv", &file, "one", PNR);
	f->counts.added = 1;
	end_scan(f, SP_SCAN_COMPLETE);
	assert_int_equal(f->counts.moved, 0);
	expect_findings(f, true,
			"/srv/a personnummer 720312-**** removed\n"
			"/srv/a personnummer 720312-****\n");
}

static const struct {
	const char *name;
	struct sp_file before, after; /* the folder is set by the test */
	const char *content_before, *content_after;
	bool moved;
} moves[] = {
	{ "renamed",
	  { .name = "a", .inode = 1, .size = 9 },
	  { .name = "b", .inode = 1, .size = 9 },
	  "one",
	  "one",
	  true },
	{ "copied and removed",
	  { .name = "a", .inode = 1, .size = 9 },
	  { .name = "b", .inode = 2, .size = 9 },
	  "one",
	  "one",
	  true },
	{ "another content",
	  { .name = "a", .inode = 1, .size = 9 },
	  { .name = "b", .inode = 2, .size = 9 },
	  "one",
	  "two",
	  false },
	{ "inode used again",
	  { .name = "a", .inode = 1, .size = 9 },
	  { .name = "b", .inode = 1, .size = 9 },
	  "one",
	  "two",
	  false },
	{ "not read, same inode",
	  { .name = "a", .inode = 1, .size = 9, .mtime_ns = 5 },
	  { .name = "b", .inode = 1, .size = 9, .mtime_ns = 5 },
	  NULL,
	  NULL,
	  true },
	{ "not read, touched",
	  { .name = "a", .inode = 1, .size = 9, .mtime_ns = 5 },
	  { .name = "b", .inode = 1, .size = 9, .mtime_ns = 6 },
	  NULL,
	  NULL,
	  false },
	{ "empty, another inode",
	  { .name = "a", .inode = 1 },
	  { .name = "b", .inode = 2 },
	  "",
	  "",
	  false },
	{ "empty, same inode",
	  { .name = "a", .inode = 1 },
	  { .name = "b", .inode = 1 },
	  "",
	  "",
	  true },
};

static void moves_are_found(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		struct sp_file before = moves[i].before, after = moves[i].after;
		char from[32], to[32];
		snprintf(from, sizeof(from), "/srv/%zu", i);
		snprintf(to, sizeof(to), "/srv/%zu/to", i);
		before.folder = from;
		after.folder = to;
		begin_scan(f, "rules");
		walk(f, from, &before, moves[i].content_before, PNR);
		end_scan(f, SP_SCAN_COMPLETE);

		begin_scan(f, "rules");
		walk(f, from, NULL, NULL, NULL);
		walk(f, to, &after, moves[i].content_after, PNR);
		f->counts.added = 1;
		end_scan(f, SP_SCAN_COMPLETE);
		if (f->counts.moved != moves[i].moved || f->counts.removed != !moves[i].moved ||
		    f->counts.added != !moves[i].moved)
			CASE_FAIL(moves[i].name, "moved %d removed %d added %d",
				  (int)f->counts.moved, (int)f->counts.removed,
				  (int)f->counts.added);
		char want[200];
		snprintf(want, sizeof(want),
			 "/srv/%zu/a personnummer 720312-**** %s\n"
			 "/srv/%zu/to/b personnummer 720312-****\n",
			 i, moves[i].moved ? "moved" : "removed", i);
		struct listing list = { .len = 0 };
		struct sp_query query = { .closed = true };
		must(f, sp_inventory_findings(f->inv, &query, list_finding, &list, &f->err));
		if (strcmp(list.text, want) != 0)
			CASE_FAIL(moves[i].name, "%s", list.text);
		/* The next case begins with nothing. */
		close_inventory(f);
		unlink(f->path);
		open_inventory(f, SP_INVENTORY_WRITE);
		f->now = 1000 * DAY;
	}
}

/* One file that is gone is one move, however many copies came. */
static void a_move_has_one_end(void **state)
{
	struct fixture *f = *state;
	struct sp_report_item item = { 0 };
	struct sp_query query = { 0 };

	begin_scan(f, "rules");
	write_file(f, file_at("/srv/x", "a", 1, 1), "one", PNR);
	met(f, "/srv/x");
	end_scan(f, SP_SCAN_COMPLETE);
	begin_scan(f, "rules");
	write_file(f, file_at("/srv/y", "b", 2, 1), "one", PNR);
	write_file(f, file_at("/srv/y", "a", 3, 1), "one", PNR);
	met(f, "/srv/y");
	f->counts.added = 2;
	end_scan(f, SP_SCAN_COMPLETE);
	assert_int_equal(f->counts.moved, 1);
	assert_int_equal(f->counts.added, 1);
	assert_int_equal(f->counts.removed, 0);
	expect_findings(f, true,
			"/srv/x/a personnummer 720312-**** moved\n"
			"/srv/y/a personnummer 720312-****\n"
			"/srv/y/b personnummer 720312-****\n");
	/* The same name wins; it was there before. */
	must(f, sp_inventory_findings(f->inv, &query, keep_item, &item, &f->err));
	assert_true(item.first_seen_ns == f->now);
}

/* The first half of a move was met by a scan that was interrupted, the second by the next. */
static void move_over_two_scans(void **state)
{
	struct fixture *f = *state;

	begin_scan(f, "rules");
	struct sp_file file = file_at("/srv/x", "a", 1, 1);
	walk(f, "/srv/x", &file, "one", PNR);
	end_scan(f, SP_SCAN_COMPLETE);
	begin_scan(f, "rules");
	walk(f, "/srv/x", NULL, NULL, NULL);
	end_scan(f, SP_SCAN_INTERRUPTED);
	assert_int_equal(f->counts.removed, 1);
	begin_scan(f, "rules");
	walk(f, "/srv/x", NULL, NULL, NULL);
	file = file_at("/srv/y", "a", 1, 1);
	walk(f, "/srv/y", &file, "one", PNR);
	end_scan(f, SP_SCAN_COMPLETE);
	assert_int_equal(f->counts.moved, 1);
	assert_int_equal(f->counts.removed, 0);
}

static void folder_gone(void **state)
{
	struct fixture *f = *state;

	begin_scan(f, "rules");
	write_file(f, file_at("/srv", "a", 1, 1), "1", PNR);
	write_file(f, file_at("/srv/x", "b", 2, 1), "2", PNR);
	write_file(f, file_at("/srv/x/y", "c", 3, 1), "3", PNR);
	must(f, sp_inventory_source(f->inv, "/mnt", &f->err));
	struct sp_file file = file_at("/mnt", "d", 4, 1);
	write_file(f, file, "4", PNR);
	met(f, "/srv");
	met(f, "/srv/x");
	met(f, "/srv/x/y");
	must(f, sp_inventory_folder_met(f->inv, "/mnt", &f->err));
	end_scan(f, SP_SCAN_COMPLETE);
	/* A scan that is cut short closes nothing, and one of another source neither. */
	begin_scan(f, "rules");
	met(f, "/srv");
	end_scan(f, SP_SCAN_INTERRUPTED);
	assert_int_equal(f->counts.removed, 0);
	begin_scan(f, "rules");
	met(f, "/srv");
	end_scan(f, SP_SCAN_COMPLETE);
	assert_int_equal(f->counts.removed, 2);
	expect_findings(f, false,
			"/mnt/d personnummer 720312-****\n"
			"/srv/a personnummer 720312-****\n");
}

static const struct {
	const char *unread, *want; /* what is left of the files below */
} unread[] = {
	{ "/srv/x", "/srv/x /srv/x/y " },
	{ "/srv/x/y", "/srv/x/y " },
	{ "/srv/x.y", "/srv/x.y " },
	{ "/srv/x0", "/srv/x0 " },
	{ "/srv", "/srv/x /srv/x.y /srv/x/y /srv/x0 " },
};

static enum sp_status list_folder(void *context, const struct sp_report_item *item,
				  const struct sp_finding_record *finding)
{
	struct listing *list = context;
	const char *slash = strrchr(item->path, '/');

	(void)finding;
	list->len += (size_t)snprintf(list->text + list->len, sizeof(list->text) - list->len,
				      "%.*s ", (int)(slash - item->path), item->path);
	return SP_OK;
}

static void unread_folder_keeps_what_is_below(void **state)
{
	static const char *const folders[] = { "/srv/x", "/srv/x.y", "/srv/x/y", "/srv/x0" };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(unread) / sizeof(unread[0]); i++) {
		begin_scan(f, "rules");
		for (uint64_t j = 0; j < 4; j++) {
			write_file(f, file_at(folders[j], "a", j, 1), "1", PNR);
			met(f, folders[j]);
		}
		end_scan(f, SP_SCAN_COMPLETE);
		expect_problems(f, "");
		begin_scan(f, "rules");
		must(f, sp_inventory_folder_unread(f->inv, unread[i].unread, SP_REASON_PERMISSION,
						   "no way in", &f->err));
		end_scan(f, SP_SCAN_COMPLETE);
		struct listing list = { .len = 0 };
		struct sp_query query = { 0 };
		must(f, sp_inventory_findings(f->inv, &query, list_folder, &list, &f->err));
		if (strcmp(list.text, unread[i].want) != 0)
			CASE_FAIL(unread[i].unread, "%s", list.text);
		char want[100];
		snprintf(want, sizeof(want), "%s permission not_read no way in\n",
			 unread[i].unread);
		expect_problems(f, want);
		struct sp_overview overview;
		must(f, sp_inventory_overview(f->inv, &query, &overview, &f->err));
		assert_int_equal(overview.outcomes[SP_OUTCOME_NOT_READ], 1);
		assert_int_equal(overview.items, overview.outcomes[SP_OUTCOME_FULL] + 1);
		assert_int_equal(overview.n_not_read, 1);
		assert_string_equal(overview.not_read[0].name, "permission");
		sp_overview_release(&overview);
		/* The folder is gone altogether: so is its problem. */
		begin_scan(f, "rules");
		end_scan(f, SP_SCAN_COMPLETE);
		expect_problems(f, "");
		expect_findings(f, false, "");
	}
}

/* ---- batches ---- */

static void pending_is_invisible(void **state)
{
	struct fixture *f = *state;
	uint64_t id;

	begin_scan(f, "rules");
	write_file(f, file_at("/srv", "a", 1, 1), "old", PNR);
	end_scan(f, SP_SCAN_INTERRUPTED);
	begin_scan(f, "rules");
	struct sp_file file = file_at("/srv", "a", 1, 2);
	struct sp_finding_record finding = finding_of(f, "email", "a@example.org", "a@***");
	struct sp_problem_record problem = { .reason = SP_REASON_DAMAGED, .detail = "" };
	struct sp_batch batch = batch_of(f, file, NULL);
	batch.complete = false;
	batch.findings = &finding;
	batch.n_findings = 1;
	batch.problems = &problem;
	batch.n_problems = 1;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	must(f, sp_inventory_commit(f->inv, &f->err));
	expect_findings(f, true, "/srv/a personnummer 720312-****\n");
	expect_problems(f, "");
	struct sp_overview overview;
	struct sp_query query = { 0 };
	must(f, sp_inventory_overview(f->inv, &query, &overview, &f->err));
	assert_int_equal(overview.items, 1);
	assert_int_equal(overview.n_types, 1);
	assert_int_equal(overview.n_problems, 0);
	sp_overview_release(&overview);
	assert_int_equal(known(f, file, &id), SP_KNOWN_CHANGED); /* the old one */

	/* The scan is killed: the next one removes what was half written. */
	close_inventory(f);
	open_inventory(f, SP_INVENTORY_WRITE);
	begin_scan(f, "rules");
	expect_findings(f, true, "/srv/a personnummer 720312-****\n");
	write_file(f, file, "new", PNR);
	expect_findings(f, true,
			"/srv/a personnummer 720312-**** changed\n"
			"/srv/a personnummer 720312-****\n");
	expect_problems(f, "");
	end_scan(f, SP_SCAN_INTERRUPTED);
}

static void abandoned_is_forgotten(void **state)
{
	struct fixture *f = *state;

	begin_scan(f, "rules");
	write_file(f, file_at("/srv", "a", 1, 1), "old", PNR);
	struct sp_finding_record finding = finding_of(f, "email", "a@example.org", "a@***");
	struct sp_batch batch = batch_of(f, file_at("/srv", "a", 1, 2), NULL);
	batch.complete = false;
	batch.findings = &finding;
	batch.n_findings = 1;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	batch.first = false;
	batch.abandoned = true;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	/* And one of which nothing was written yet. */
	batch = batch_of(f, file_at("/srv", "b", 2, 2), NULL);
	batch.abandoned = true;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	end_scan(f, SP_SCAN_INTERRUPTED);
	expect_findings(f, true, "/srv/a personnummer 720312-****\n");
}

/* Twenty files whose batches come in turns, as from several workers. */
static void many_files_in_pieces(void **state)
{
	enum { FILES = 20, PIECES = 5 };
	struct fixture *f = *state;
	struct sp_overview overview;
	struct sp_query query = { 0 };
	char names[FILES][16];

	begin_scan(f, "rules");
	for (int piece = 0; piece < PIECES; piece++) {
		for (int i = 0; i < FILES; i++) {
			char value[16];
			snprintf(names[i], sizeof(names[i]), "f%d", i);
			snprintf(value, sizeof(value), "%d", piece);
			struct sp_finding_record finding = finding_of(f, "n", value, value);
			struct sp_batch batch =
				batch_of(f, file_at("/srv", names[i], (uint64_t)i, 1), "x");
			batch.ticket = 100 + (uint64_t)i;
			batch.first = piece == 0;
			batch.complete = piece == PIECES - 1;
			batch.n_items = batch.complete; /* an item ends with its last piece */
			batch.findings = &finding;
			batch.n_findings = 1;
			must(f, sp_inventory_write(f->inv, &batch, &f->err));
		}
	}
	end_scan(f, SP_SCAN_INTERRUPTED);
	must(f, sp_inventory_overview(f->inv, &query, &overview, &f->err));
	assert_int_equal(overview.files, FILES);
	assert_int_equal(overview.items, FILES);
	assert_int_equal(overview.n_types, 1);
	assert_int_equal(overview.types[0].values, PIECES);
	assert_int_equal(overview.types[0].places[SP_HIGH], FILES * PIECES);
	assert_int_equal(overview.types[0].files, FILES);
	sp_overview_release(&overview);
	struct listing list = { .len = 0 };
	must(f, sp_inventory_findings(f->inv, &query, list_finding, &list, &f->err));
	assert_memory_equal(list.text, "/srv/f0 n 0\n/srv/f0 n 1\n/srv/f0 n 2\n", 36);
	/* Once more, the same: nothing becomes history, whatever the pieces. */
	begin_scan(f, "rules");
	for (int piece = 0; piece < 2; piece++) {
		struct sp_finding_record findings[3] = { finding_of(f, "n", "1", "1"),
							 finding_of(f, "n", "2", "2"),
							 finding_of(f, "n", "3", "3") };
		struct sp_batch batch = batch_of(f, file_at("/srv", "f0", 0, 1), "x");
		batch.ticket = 500;
		batch.first = piece == 0;
		batch.complete = piece == 1;
		batch.n_items = batch.complete;
		batch.findings = findings;
		batch.n_findings = piece ? 3 : 2;
		must(f, sp_inventory_write(f->inv, &batch, &f->err));
	}
	end_scan(f, SP_SCAN_INTERRUPTED);
	struct listing again = { .len = 0 };
	query.closed = true;
	must(f, sp_inventory_findings(f->inv, &query, list_finding, &again, &f->err));
	assert_string_equal(again.text, list.text);
}

/* ---- totals ---- */

static void overview_adds_up(void **state)
{
	struct fixture *f = *state;
	struct sp_overview overview;
	struct sp_query query = { 0 };
	struct sp_item_record items[] = {
		{ .number = 0, .format = "zip", .outcome = SP_OUTCOME_PART },
		{ .number = 1, .name = "a", .format = "text", .outcome = SP_OUTCOME_FULL },
		{ .number = 2,
		  .name = "b",
		  .media_type = "image/png",
		  .outcome = SP_OUTCOME_NO_TEXT },
		{ .number = 3,
		  .name = "c",
		  .media_type = "image/png",
		  .outcome = SP_OUTCOME_NO_TEXT },
		{ .number = 4,
		  .name = "d",
		  .media_type = "audio/mpeg",
		  .outcome = SP_OUTCOME_NO_TEXT },
		{ .number = 5, .name = "e", .outcome = SP_OUTCOME_NOT_READ },
		{ .number = 6, .name = "f", .outcome = SP_OUTCOME_NOT_READ },
	};
	struct sp_problem_record problems[] = {
		{ .item = 5, .reason = SP_REASON_ENCRYPTED, .detail = "" },
		{ .item = 5, .reason = SP_REASON_DAMAGED, .detail = "" },
		{ .item = 6, .reason = SP_REASON_LIMIT_DEPTH, .detail = "" },
		{ .item = 0, .reason = SP_REASON_DAMAGED, .detail = "" },
	};

	begin_scan(f, "rules");
	struct sp_finding_record findings[] = {
		finding_of(f, "personnummer", PNR, "x"),
		finding_of(f, "personnummer", PNR, "y"),
		finding_of(f, "personnummer", OTHER, "z"),
		finding_of(f, "email", "a@example.org", "a@***"),
	};
	findings[1].confidence = SP_LOW;
	findings[3].category = "contact";
	struct sp_batch batch = batch_of(f, file_at("/srv", "a.zip", 1, 1), "zip");
	batch.items = items;
	batch.n_items = 7;
	batch.findings = findings;
	batch.n_findings = 4;
	batch.problems = problems;
	batch.n_problems = 4;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	write_file(f, file_at("/srv", "b", 2, 1), "b", PNR);
	end_scan(f, SP_SCAN_INTERRUPTED);

	must(f, sp_inventory_overview(f->inv, &query, &overview, &f->err));
	assert_int_equal(overview.files, 2);
	assert_int_equal(overview.bytes, 202);
	assert_int_equal(overview.items, 8);
	assert_int_equal(overview.outcomes[SP_OUTCOME_FULL], 2);
	assert_int_equal(overview.outcomes[SP_OUTCOME_PART], 1);
	assert_int_equal(overview.outcomes[SP_OUTCOME_NO_TEXT], 3);
	assert_int_equal(overview.outcomes[SP_OUTCOME_NOT_READ], 2);
	assert_int_equal(overview.n_types, 2);
	assert_string_equal(overview.types[0].type, "email");
	assert_string_equal(overview.types[0].category, "contact");
	assert_string_equal(overview.types[1].type, "personnummer");
	assert_int_equal(overview.types[1].values, 2);
	assert_int_equal(overview.types[1].places[SP_LOW], 1);
	assert_int_equal(overview.types[1].places[SP_HIGH], 3);
	assert_int_equal(overview.types[1].files, 2);
	assert_int_equal(overview.n_skipped, 2);
	assert_string_equal(overview.skipped[0].name, "image/png");
	assert_int_equal(overview.skipped[0].n, 2);
	assert_string_equal(overview.skipped[1].name, "audio/mpeg");
	assert_int_equal(overview.n_not_read, 2);
	assert_string_equal(overview.not_read[0].name, "encrypted");
	assert_int_equal(overview.not_read[0].n, 1);
	assert_string_equal(overview.not_read[1].name, "limit_depth");
	assert_int_equal(overview.n_problems, 3);
	assert_string_equal(overview.problems[0].name, "damaged");
	assert_int_equal(overview.problems[0].n, 2);
	sp_overview_release(&overview);
}

static enum sp_status list_source(void *context, const struct sp_source_row *source)
{
	struct listing *list = context;

	list->len += (size_t)snprintf(list->text + list->len, sizeof(list->text) - list->len,
				      "%s %d %d %d %lld\n", source->path, (int)source->files,
				      (int)source->findings, (int)source->problems,
				      (long long)(source->last_complete_ns / SECOND));
	return SP_OK;
}

static enum sp_status list_scan(void *context, const struct sp_scan_row *scan)
{
	struct listing *list = context;

	list->len += (size_t)snprintf(list->text + list->len, sizeof(list->text) - list->len,
				      "%d %s %s %s %s %d %d %d %d\n", (int)scan->id, scan->state,
				      scan->program, scan->ruleset, scan->options,
				      (int)((scan->ended_ns - scan->started_ns) / SECOND),
				      (int)scan->counts.files, (int)scan->counts.problems,
				      (int)scan->counts.outcomes[SP_OUTCOME_NO_TEXT]);
	return SP_OK;
}

static void sources_and_scans(void **state)
{
	struct fixture *f = *state;
	struct listing list = { .len = 0 };

	begin_scan(f, "rules");
	write_file(f, file_at("/srv", "a", 1, 1), "a", PNR);
	write_unread(f, file_at("/srv/x", "b", 2, 1), SP_REASON_ENCRYPTED);
	must(f, sp_inventory_folder_unread(f->inv, "/srv/y", SP_REASON_PERMISSION, "", &f->err));
	met(f, "/srv");
	met(f, "/srv/x");
	f->counts.files = 2;
	f->counts.problems = 2;
	f->counts.outcomes[SP_OUTCOME_NO_TEXT] = 7;
	end_scan(f, SP_SCAN_COMPLETE);
	begin_scan(f, "other rules");
	end_scan(f, SP_SCAN_INTERRUPTED);
	begin_scan(f, "other rules"); /* killed */
	close_inventory(f);
	open_inventory(f, SP_INVENTORY_WRITE);
	begin_scan(f, "rules");
	must(f, sp_inventory_sources(f->inv, list_source, &list, &f->err));
	char want[100];
	snprintf(want, sizeof(want), "/srv 2 1 2 %lld\n", (long long)(1001 * 86400 + 60));
	assert_string_equal(list.text, want);
	list.len = 0;
	must(f, sp_inventory_scans(f->inv, 10, list_scan, &list, &f->err));
	snprintf(want, sizeof(want), "4 running spana test rules {} %d 0 0 0\n",
		 (int)(-1004 * 86400));
	assert_memory_equal(list.text, want, strlen(want));
	assert_non_null(strstr(list.text, "\n3 interrupted spana test other rules {} "));
	assert_non_null(strstr(list.text, "\n2 interrupted spana test other rules {} 60 0 0 0\n"));
	assert_non_null(strstr(list.text, "\n1 complete spana test rules {} 60 2 2 7\n"));
	list.len = 0;
	must(f, sp_inventory_scans(f->inv, 1, list_scan, &list, &f->err));
	assert_string_equal(list.text, want);
	end_scan(f, SP_SCAN_FAILED);
}

/* ---- what must not happen ---- */

static bool file_holds(const char *path, const char *needle)
{
	FILE *file = fopen(path, "r");
	static char data[1 << 22];
	size_t len = file ? fread(data, 1, sizeof(data), file) : 0;

	if (file)
		fclose(file);
	return memmem(data, len, needle, strlen(needle)) != NULL;
}

static void holds_nothing_in_the_clear(void **state)
{
	static const char *const planted[] = { PNR, "Zebedeus Provsson", "zebedeus@example.org" };
	struct fixture *f = *state;
	char wal[120];

	snprintf(wal, sizeof(wal), "%s-wal", f->path);
	begin_scan(f, "rules");
	struct sp_finding_record findings[3];
	for (size_t i = 0; i < 3; i++) {
		findings[i] = finding_of(f, "personnummer", planted[i], "masked-form");
		/* As with --show-values: they are at hand, and still not stored. */
		findings[i].value = findings[i].text = findings[i].snippet = planted[i];
		findings[i].has_alias = true;
		sp_inventory_digest(f->inv, "personnummer", planted[i] + 2, findings[i].alias);
	}
	struct sp_batch batch = batch_of(f, file_at("/srv", "a", 1, 1), planted[0]);
	batch.findings = findings;
	batch.n_findings = 3;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	must(f, sp_inventory_commit(f->inv, &f->err));
	for (int round = 0; round < 2; round++) {
		assert_true(file_holds(round ? f->path : wal, "masked-form"));
		for (size_t i = 0; i < 3; i++) {
			assert_false(file_holds(wal, planted[i]));
			assert_false(file_holds(f->path, planted[i]));
		}
		if (!round) {
			end_scan(f, SP_SCAN_COMPLETE);
			close_inventory(f);
		}
	}
}

/* Wherever memory runs out: an error, and either all of the file is there or nothing. */
static void survives_lack_of_memory(void **state)
{
	struct fixture *f = *state;
	unsigned long n = 1;

	begin_scan(f, "rules");
	write_file(f, file_at("/srv", "a", 1, 1), "old", PNR);
	end_scan(f, SP_SCAN_COMPLETE);
	for (enum sp_status status = SP_FATAL; status != SP_OK; n++) {
		struct sp_query query = { 0 };
		struct sp_overview overview;
		struct listing list = { .len = 0 };
		struct sp_lookup *lookup = NULL;
		struct sp_file file = file_at("/srv", "a", 1, 2);
		begin_scan(f, "rules");
		struct sp_batch batch = batch_of(f, file, "old");
		batch.complete = false;
		sp_mem_fail_at(n);
		status = sp_inventory_write(f->inv, &batch, &f->err);
		batch.first = false;
		batch.complete = true;
		batch.n_items = 0;
		if (status == SP_OK)
			status = sp_inventory_write(f->inv, &batch, &f->err);
		if (status == SP_OK)
			status =
				sp_inventory_findings(f->inv, &query, list_finding, &list, &f->err);
		if (status == SP_OK)
			status = sp_inventory_overview(f->inv, &query, &overview, &f->err);
		if (status == SP_OK) {
			sp_overview_release(&overview);
			status = sp_lookup_new(f->inv, &lookup, &f->err);
		}
		if (status == SP_OK)
			status = sp_lookup_folder(lookup, "/srv", &f->err);
		sp_lookup_free(lookup);
		sp_mem_fail_at(0);
		assert_true(status == SP_OK || status == SP_FATAL);
		end_scan(f, SP_SCAN_COMPLETE);
		/* A finding less is a new version, so this puts the old one back. */
		begin_scan(f, "rules");
		write_file(f, file_at("/srv", "a", 1, 1), "old", PNR);
		end_scan(f, SP_SCAN_INTERRUPTED);
		expect_findings(f, false, "/srv/a personnummer 720312-****\n");
	}
	assert_true(n > 4);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scan_new, fixture_free)
	const struct CMUnitTest tests[] = {
		TEST(writes_and_reads),
		TEST(rows_come_in_order),
		TEST(queries_choose),
		TEST(changed_file_closes_the_old),
		TEST(known_states),
		TEST(touched_during_a_scan_is_read_again),
		TEST(what_may_pass_is_tried_again),
		TEST(still_unread_leaves_no_history),
		TEST(metadata_alone_makes_no_version),
		TEST(first_seen_survives_a_change),
		TEST(file_gone),
		TEST(moves_are_found),
		TEST(a_move_has_one_end),
		TEST(move_over_two_scans),
		TEST(folder_gone),
		TEST(unread_folder_keeps_what_is_below),
		TEST(pending_is_invisible),
		TEST(abandoned_is_forgotten),
		TEST(many_files_in_pieces),
		TEST(overview_adds_up),
		TEST(sources_and_scans),
		TEST(holds_nothing_in_the_clear),
		TEST(survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
