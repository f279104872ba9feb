/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memory_test.c - every form of a report, an answer and a record gets by with
 * no memory at any point: SP_FATAL, and no crash, no leak, no half report that
 * counts as one.
 */
#include "rows.h"

#include "spana/erasure.h"

/* ---- one form ---- */

typedef enum sp_status form_write(const void *what, struct sp_buf *to);

/*
 * Lets every allocation fail once: SP_FATAL each time. What counts as written is
 * whole: `same`, what it is without trouble. (A workbook has the time in it.)
 */
static void starve_form(const char *name, form_write *write, const void *what, bool same)
{
	struct sp_buf whole = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_FATAL;
	unsigned long at = 0;

	assert_int_equal(write(what, &whole), SP_OK);
	while (status != SP_OK) {
		struct sp_buf to = SP_BUF_INIT(SP_BUF_UNCAPPED);
		sp_mem_fail_at(++at);
		status = write(what, &to);
		sp_mem_fail_at(0);
		if (status != SP_OK && status != SP_FATAL)
			fail_msg("%s: status %d at allocation %lu", name, status, at);
		if (status == SP_OK && same &&
		    (to.len != whole.len || memcmp(to.data, whole.data, to.len) != 0))
			fail_msg("%s: allocation %lu was missed, and nothing told", name, at);
		sp_buf_release(&to);
	}
	if (at < 3 || whole.len < 200)
		fail_msg("%s: %lu allocations, %zu bytes", name, at, whole.len);
	sp_buf_release(&whole);
}

/* ---- reports ---- */

static struct sp_group groups[] = {
	{ .name = "personnummer",
	  .category = "identity",
	  .values = 2,
	  .places = { 1, 0, 2 },
	  .files = 2,
	  .oldest_ns = INT64_C(1455412800000000000),
	  .newest_ns = INT64_C(1785412800000000000) },
	{ .name = "", .category = "", .values = 1, .places = { 0, 1, 0 }, .files = 1 },
	{ .name = "patient\nkundnr",
	  .category = "contact",
	  .values = 1,
	  .places = { 0, 1, 0 },
	  .files = 1 },
};
static struct sp_source_row sources[] = {
	{ "/srv/share", 900, 12, 4, INT64_C(1785412800000000000) },
	{ "/srv/tom", 0, 0, 0, 0 },
};
static struct sp_scan_row scans[] = {
	{ .id = 2,
	  .started_ns = INT64_C(1785412800000000000),
	  .state = "complete",
	  .program = "spana 0.1.0",
	  .ruleset = "r-1",
	  .options = "{\"paths\":[\"/srv/share\"]}" },
	{ .id = 1,
	  .started_ns = INT64_C(1785312800000000000),
	  .state = "interrupted",
	  .program = "spana 0.1.0",
	  .ruleset = "r-1",
	  .options = "{}" },
};
static struct sp_trend_row trend[] = {
	{ 1, INT64_C(1785312800000000000), "interrupted", 800, 10, 2 },
	{ 2, INT64_C(1785412800000000000), "complete", 900, 12, 4 },
};
static const struct sp_change_row changes[] = {
	{ SP_CHANGE_ADDED, "/srv/share/ny.txt", NULL, 0, 2, INT64_C(1785412800000000000) },
	{ SP_CHANGE_MOVED, "/srv/share/=b.txt", "/srv/share/a.txt", 1, 1,
	  INT64_C(1785412800000000000) },
};

static void make_facts(struct sp_report_facts *facts, struct sp_facts_groups within[2])
{
	*facts = (struct sp_report_facts) {
		.program = "spana 0.1.0",
		.inventory = "/var/lib/spana/inventory.db",
		.options = "--types email",
		.made_ns = INT64_C(1785412900000000000),
		.since = 1,
		.since_ns = INT64_C(1785312800000000000),
		.hidden = 3,
		.sources = sources,
		.n_sources = 2,
		.scans = scans,
		.n_scans = 2,
		.changes = { 1, 0, 1, 0 },
		.before = 1,
		.after = 3,
		.trend = trend,
		.n_trend = 2,
	};
	for (int i = 0; i < 2; i++)
		within[i] =
			(struct sp_facts_groups) { .items = groups, .n = 3, .all = 3, .files = 4 };
	for (int by = 0; by < SP_BY_COUNT; by++) {
		facts->groups[by] = within[0];
		facts->within[by] = within;
	}
}

/* What a report on the whole inventory calls, in its order. */
static enum sp_status tell_all(const struct sp_reporter *reporter,
			       const struct sp_report_style *style,
			       const struct sp_report_summary *summary, struct sp_buf *to)
{
	struct sp_report *report = NULL;
	struct row rows[N_ROWS];
	enum sp_status status = reporter->open(&report, style, to);

	make_rows(rows);
	if (status == SP_OK && reporter->begin)
		status = reporter->begin(report, summary);
	for (size_t i = 0; i < N_ROWS && status == SP_OK && !reporter->totals; i++)
		if (rows[i].finding.type)
			status = reporter->finding(report, &rows[i].item, &rows[i].finding);
	for (size_t i = 0; i < 3 && status == SP_OK && !reporter->whole; i++)
		status = reporter->group(report, SP_BY_FOLDER, &groups[i]);
	for (size_t i = 0; i < 2 && status == SP_OK && !reporter->totals; i++)
		status = reporter->change(report, &changes[i]);
	for (size_t i = 0; i < N_ROWS && status == SP_OK && !reporter->totals; i++)
		if (!rows[i].finding.type)
			status = reporter->problem(report, &rows[i].item, &rows[i].problem);
	if (status == SP_OK)
		status = reporter->summary(report, summary);
	reporter->close(report);
	return status;
}

struct report_form {
	const struct sp_reporter *reporter;
	struct sp_report_style style;
	struct sp_report_summary summary;
};

static enum sp_status write_report(const void *what, struct sp_buf *to)
{
	const struct report_form *form = what;

	return tell_all(form->reporter, &form->style, &form->summary, to);
}

static void starve_report(const struct sp_reporter *reporter, enum sp_language language)
{
	struct sp_facts_groups within[2];
	struct sp_report_facts facts;
	struct sp_overview overview;
	const struct report_form form = {
		.reporter = reporter,
		.style = { .language = language },
		.summary = { .overview = &overview, .facts = &facts },
	};

	make_facts(&facts, within);
	make_overview(&overview);
	starve_form(reporter->name, write_report, &form, !reporter->binary);
	sp_overview_release(&overview);
}

static void reports(void **state)
{
	size_t n = 0;

	(void)state;
	for (; sp_reporters[n]; n++)
		if (sp_reporters[n]->stored || sp_reporters[n]->change)
			for (int language = SP_SWEDISH; language <= SP_ENGLISH; language++)
				starve_report(sp_reporters[n], (enum sp_language)language);
	assert_true(n >= 9);
}

/* ---- answers to persons ---- */

static struct sp_identifier identifiers[] = {
	{ .type = "personnummer", .value = "195703179845", .alias = "5703179845" },
	{ .type = "person_name",
	  .value = "\xC3\x85sa \xC3\x96"
		   "berg",
	  .added = true },
};
static struct sp_place_of places[] = {
	{ .type = "personnummer",
	  .masked = "570317-****",
	  .where = "{\"line\":1,\"column\":6}",
	  .context = "kund",
	  .excerpt = "Kund 570317-9845 <b> & ******-****",
	  .text = "570317-9845",
	  .as = SP_AS_SHORT,
	  .confidence = SP_HIGH,
	  .confirmed = true },
	{ .type = "person_name",
	  .masked = "\xC3\x85***",
	  .where = "{\"sheet\":\"=1\",\"cell\":\"B2\"}",
	  .context = "",
	  .identifier = 1,
	  .as = SP_AS_SPELLED,
	  .withheld = true,
	  .not_personal = true },
};
static struct sp_kind kinds[] = { { "personnummer", "identity", NULL, 2 },
				  { "sensitive_term", "special", "health", 1 } };
static const struct sp_item_step steps[] = { { 1, "eml" }, { 2, "xlsx" } };
static const struct sp_review_mark mark = {
	.id = 1,
	.kind = SP_MARK_KEEP,
	.author = "Maja",
	.reason = "avtal",
	.basis = "BFL 7:2",
	.until = "2033-12-31",
	.time_ns = INT64_C(1785412800000000000),
};

static void make_dossier(struct sp_dossier *dossier, struct sp_held_item items[2],
			 struct sp_held_file files[2], struct sp_mark_on *on)
{
	static struct sp_subject subject = { .items = identifiers, .n = 2 };
	static struct sp_searched_source source = { "/srv/share", 900, 12, 4, 0 };
	static struct sp_problem_of problem = { "/srv/h.zip", "a.txt", "encrypted",
						"it needs a password" };
	static struct sp_suggestion suggestion = { "email", "asa@example.org", 1, 2, true };
	static struct sp_answer answer = { .author = "Maja",
					   .kind = "extract",
					   .received = "2026-01-02",
					   .due = "2026-02-02",
					   .time_ns = 1 };

	items[0] = (struct sp_held_item) {
		.members = mail_members,
		.steps = steps,
		.n_members = 2,
		.format = "xlsx",
		.top_format = "mbox",
		.places = places,
		.n_places = 2,
		.kinds = kinds,
		.n_kinds = 2,
		.n_others = 1,
		.special = true,
		.protected_near = true,
		.copied = SP_COPIED_TEXT,
		.copy = "0001-a.txt",
	};
	items[1] = (struct sp_held_item) { .format = "folder",
					   .top_format = "folder",
					   .places = places,
					   .n_places = 1,
					   .copied = SP_COPY_FOLDER };
	*on = (struct sp_mark_on) { &mark, NULL };
	files[0] = (struct sp_held_file) { .path = "/srv/post.mbox",
					   .owner = "anna",
					   .items = items,
					   .n_items = 1,
					   .reread = SP_REREAD_SAME,
					   .copy_of = SIZE_MAX,
					   .news = SP_NEWS_NEW,
					   .marks = on,
					   .n_marks = 1 };
	files[1] = (struct sp_held_file) { .path = "/srv/\xFF",
					   .owner = "1000",
					   .items = items + 1,
					   .n_items = 1,
					   .reread = SP_REREAD_CHANGED,
					   .copy_of = SIZE_MAX };
	*dossier = (struct sp_dossier) {
		.subject = &subject,
		.files = files,
		.n_files = 2,
		.n_places = 3,
		.since_ns = 1,
		.sources = &source,
		.n_sources = 1,
		.problems = &problem,
		.n_problems = 1,
		.n_all_problems = 2,
		.suggestions = &suggestion,
		.n_suggestions = 1,
		.answers = &answer,
		.n_answers = 1,
		.program = "spana 0.1.0",
		.inventory_path = "/i.db",
		.made_ns = INT64_C(1785412800000000000),
		.received = { 2026, 1, 31 },
		.due = { 2026, 2, 28 },
	};
	make_overview(&dossier->coverage);
}

struct answer_form {
	const struct sp_dossier_writer *writer;
	enum sp_language language;
	const struct sp_dossier *dossier;
};

static enum sp_status write_answer(const void *what, struct sp_buf *to)
{
	const struct answer_form *form = what;

	return form->writer->write(form->dossier, form->language, to);
}

static void starve_answer(const struct sp_dossier_writer *writer, enum sp_language language)
{
	struct sp_held_item items[2];
	struct sp_held_file files[2];
	struct sp_mark_on on;
	struct sp_dossier dossier;
	const struct answer_form form = { writer, language, &dossier };

	make_dossier(&dossier, items, files, &on);
	starve_form(writer->name, write_answer, &form, !writer->binary);
	sp_overview_release(&dossier.coverage);
}

static void answers(void **state)
{
	(void)state;
	for (size_t i = 0; sp_dossier_writers[i]; i++)
		for (int language = SP_SWEDISH; language <= SP_ENGLISH; language++)
			starve_answer(sp_dossier_writers[i], (enum sp_language)language);
}

/* ---- records of erasures ---- */

enum record_kind { RECORD_SWEDISH, RECORD_ENGLISH, RECORD_TEXT, RECORD_KINDS };

struct record_form {
	enum record_kind form;
	const struct sp_plan *plan;
};

static enum sp_status write_record(const void *what, struct sp_buf *to)
{
	const struct record_form *record = what;

	if (record->form == RECORD_TEXT)
		return sp_erasure_text(record->plan, 80, to);
	return sp_erasure_html(record->plan,
			       record->form == RECORD_ENGLISH ? SP_ENGLISH : SP_SWEDISH, to);
}

static void records(void **state)
{
	static struct sp_against against = { "others", "other people stand in it as well" };
	static struct sp_proof proof = { "/srv/a.pst", "left", 1 };
	struct sp_plan_place all[] = {
		{ .number = 1,
		  .path = "/srv/a.pst",
		  .format = "pst",
		  .member = "Inbox/3 2026-01-05 Hej",
		  .has_hash = true,
		  .action = SP_ERASE_BY_HAND,
		  .directions = "Open the store",
		  .against = &against,
		  .n_against = 1 },
		{ .number = 2,
		  .path = "/srv/b.txt",
		  .format = "text",
		  .approved = true,
		  .action = SP_ERASE_FILE,
		  .result = SP_ERASED,
		  .time_ns = 1 },
	};
	const struct sp_plan plan = { .id = "20260131-1",
				      .program = "spana 0.1.0",
				      .author = "Maja",
				      .places = all,
				      .n = 2,
				      .applied_ns = 1,
				      .applied_by = "Maja",
				      .proof = &proof,
				      .n_proof = 1 };
	struct sp_buf to = SP_BUF_INIT(SP_BUF_UNCAPPED);

	(void)state;
	for (int form = 0; form < RECORD_KINDS; form++)
		starve_form("record", write_record,
			    &(struct record_form) { (enum record_kind)form, &plan }, true);
	assert_int_equal(sp_erasure_html(&plan, SP_SWEDISH, &to), SP_OK);
	assert_non_null(strstr(sp_buf_str(&to), "meddelande 3 från 2026-01-05"));
	sp_buf_release(&to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports),
		cmocka_unit_test(answers),
		cmocka_unit_test(records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
