/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_test.c - what scans write is what reports read: rows, batches, totals. */
#include "fixture.h"

#include "base/mem.h"

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
	assert_int_equal(number(f, "SELECT count(*) FROM file WHERE state = 0"), 1);
	assert_int_equal(number(f, "SELECT count(*) FROM finding"), 2);
	begin_scan(f, "rules");
	assert_int_equal(number(f, "SELECT count(*) FROM file WHERE state = 0"), 0);
	assert_int_equal(number(f, "SELECT count(*) FROM finding"), 1);
	assert_int_equal(number(f, "SELECT count(*) FROM problem"), 0);
	expect_findings(f, true, "/srv/a personnummer 720312-****\n");
	write_file(f, file, "new", PNR);
	expect_findings(f, true,
			"/srv/a personnummer 720312-**** changed\n"
			"/srv/a personnummer 720312-****\n");
	expect_problems(f, "");
	end_scan(f, SP_SCAN_INTERRUPTED);
	expect_whole(f);
}

static void abandoned_is_forgotten(void **state)
{
	struct fixture *f = *state;

	begin_scan(f, "rules");
	write_file(f, file_at("/srv", "a", 1, 1), "old", PNR);
	struct sp_finding_record findings[20];
	for (size_t i = 0; i < 20; i++)
		findings[i] = finding_of(f, "email", "a@example.org", "a@***");
	findings[0].suppressed = findings[7].suppressed = "an example";
	struct sp_problem_record problem = { .reason = SP_REASON_DAMAGED, .detail = "" };
	struct sp_batch batch = batch_of(f, file_at("/srv", "a", 1, 2), NULL);
	batch.complete = false;
	batch.findings = findings;
	batch.n_findings = 20;
	batch.problems = &problem;
	batch.n_problems = 1;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	must(f, sp_inventory_commit(f->inv, &f->err));
	assert_int_equal(number(f, "SELECT count(*) FROM finding"), 1 + 18);
	assert_int_equal(number(f, "SELECT count(*) FROM suppressed"), 2);
	batch.first = false;
	batch.abandoned = true;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	/* And one of which nothing was written yet. */
	batch = batch_of(f, file_at("/srv", "b", 2, 2), NULL);
	batch.abandoned = true;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	end_scan(f, SP_SCAN_INTERRUPTED);
	expect_findings(f, true, "/srv/a personnummer 720312-****\n");
	expect_whole(f);
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

/* A kill loses little: what is written is committed in groups. */
static void groups_are_committed(void **state)
{
	enum { N = 20000 };
	struct fixture *f = *state;
	struct sp_finding_record *findings = calloc(N, sizeof(*findings));

	begin_scan(f, "rules");
	struct sp_batch batch = batch_of(f, file_at("/srv", "a", 1, 1), "a");
	for (size_t i = 0; i < N; i++)
		findings[i] = finding_of(f, "n", "1", "1");
	batch.findings = findings;
	batch.n_findings = N;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
	assert_int_equal(number(f, "SELECT count(*) FROM finding"), N);
	free(findings);
	end_scan(f, SP_SCAN_INTERRUPTED);
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

/* A source may be a file; its neighbours are none of its business. */
static void source_may_be_a_file(void **state)
{
	struct fixture *f = *state;
	struct listing list = { .len = 0 };

	begin_scan(f, "rules");
	write_file(f, file_at("/", "top", 3, 1), "c", PNR);
	write_file(f, file_at("/srv", "a", 1, 1), "a", PNR);
	write_file(f, file_at("/srv", "b", 2, 1), "b", PNR);
	met(f, "/srv");
	end_scan(f, SP_SCAN_COMPLETE);
	begin_scan(f, "rules");
	must(f, sp_inventory_source(f->inv, "/srv/b", &f->err));
	must(f, sp_inventory_source(f->inv, "/srv/none", &f->err));
	must(f, sp_inventory_source(f->inv, "/top", &f->err));
	must(f, sp_inventory_source(f->inv, "/", &f->err));
	end_scan(f, SP_SCAN_INTERRUPTED);
	must(f, sp_inventory_sources(f->inv, list_source, &list, &f->err));
	char want[200];
	snprintf(want, sizeof(want),
		 "/ 3 3 0 0\n/srv 2 2 0 %lld\n/srv/b 1 1 0 0\n/srv/none 0 0 0 0\n/top 1 1 0 0\n",
		 (long long)(1001 * 86400 + 60));
	assert_string_equal(list.text, want);
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
		TEST(pending_is_invisible),
		TEST(abandoned_is_forgotten),
		TEST(many_files_in_pieces),
		TEST(groups_are_committed),
		TEST(overview_adds_up),
		TEST(sources_and_scans),
		TEST(source_may_be_a_file),
		TEST(holds_nothing_in_the_clear),
		TEST(survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
