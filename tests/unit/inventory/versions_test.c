/* SPDX-License-Identifier: GPL-3.0-or-later */
/* versions_test.c - the life of files: changed, touched, gone, moved, out of reach. */
#include "fixture.h"

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
/* A file has a stamp where its row says no more than that; without one the row is asked. */
static void stamps_tell_what_is_unchanged(void **state)
{
	static const char stamped[] = "SELECT count(*) FROM file WHERE state = 1 AND stamp <> 0";
	struct fixture *f = *state;
	struct sp_file quiet = file_at("/srv", "quiet", 1, 1);
	struct sp_file touched = file_at("/srv", "touched", 2, 1);
	struct sp_db db = { 0 };
	uint64_t id;

	begin_scan(f, "rules");
	touched.ctime_ns = f->now;
	write_file(f, touched, "one", PNR);
	write_unread(f, file_at("/srv", "locked", 3, 1), SP_REASON_PERMISSION);
	write_unread(f, file_at("/srv", "torn", 4, 1), SP_REASON_DAMAGED);
	end_scan(f, SP_SCAN_INTERRUPTED);
	assert_int_equal(number(f, stamped), 0);
	begin_scan(f, "rules");
	write_file(f, quiet, "one", PNR);
	write_file(f, touched, "one", PNR);
	end_scan(f, SP_SCAN_INTERRUPTED);
	assert_int_equal(number(f, stamped), 2);
	begin_scan(f, "rules");
	assert_int_equal(known(f, touched, &id), SP_KNOWN_UNCHANGED);
	assert_int_equal(known(f, file_at("/srv", "torn", 4, 1), &id), SP_KNOWN_UNCHANGED);
	assert_int_equal(known(f, file_at("/srv", "locked", 3, 1), &id), SP_KNOWN_CHANGED);
	end_scan(f, SP_SCAN_INTERRUPTED);
	begin_scan(f, "other rules");
	assert_int_equal(known(f, quiet, &id), SP_KNOWN_RULES);
	end_scan(f, SP_SCAN_INTERRUPTED);
	/* As a program without stamps left it. */
	must(f, sp_db_open(&db, f->path, true, &f->err));
	must(f, sp_db_run(&db, "UPDATE file SET stamp = NULL", &f->err));
	sp_db_close(&db);
	begin_scan(f, "rules");
	assert_int_equal(known(f, quiet, &id), SP_KNOWN_UNCHANGED);
	quiet.size++;
	assert_int_equal(known(f, quiet, &id), SP_KNOWN_CHANGED);
	end_scan(f, SP_SCAN_INTERRUPTED);
}

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
	static const enum sp_reason reasons[] = { SP_REASON_ENCRYPTED, SP_REASON_PERMISSION,
						  SP_REASON_PERMISSION, SP_REASON_IO_ERROR };
	struct fixture *f = *state;
	struct sp_query query = { .closed = true };

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		struct listing list = { .len = 0 };
		char want[64];
		begin_scan(f, "rules");
		write_unread(f, file_at("/srv", "a", 1, 1), reasons[i]);
		end_scan(f, SP_SCAN_INTERRUPTED);
		must(f, sp_inventory_problems(f->inv, &query, list_problem, &list, &f->err));
		snprintf(want, sizeof(want), "/srv/a %s not_read \n", sp_reason_name(reasons[i]));
		assert_string_equal(list.text, want);
	}
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

/* And what came once is the end of one move, however many such files are gone. */
static void an_arrival_ends_one_move(void **state)
{
	struct fixture *f = *state;

	begin_scan(f, "rules");
	write_file(f, file_at("/srv/x", "a", 1, 1), "one", PNR);
	write_file(f, file_at("/srv/x", "b", 2, 1), "one", PNR);
	met(f, "/srv/x");
	end_scan(f, SP_SCAN_COMPLETE);
	begin_scan(f, "rules");
	write_file(f, file_at("/srv/y", "c", 3, 1), "one", PNR);
	met(f, "/srv/y");
	end_scan(f, SP_SCAN_COMPLETE);
	assert_int_equal(f->counts.moved, 1);
	assert_int_equal(f->counts.removed, 1);
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scan_new, fixture_free)
	const struct CMUnitTest tests[] = {
		TEST(changed_file_closes_the_old),
		TEST(known_states),
		TEST(stamps_tell_what_is_unchanged),
		TEST(touched_during_a_scan_is_read_again),
		TEST(what_may_pass_is_tried_again),
		TEST(still_unread_leaves_no_history),
		TEST(metadata_alone_makes_no_version),
		TEST(first_seen_survives_a_change),
		TEST(file_gone),
		TEST(moves_are_found),
		TEST(a_move_has_one_end),
		TEST(an_arrival_ends_one_move),
		TEST(move_over_two_scans),
		TEST(folder_gone),
		TEST(unread_folder_keeps_what_is_below),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
