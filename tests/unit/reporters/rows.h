/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows.h - rows for reporters, and the run that turns them into text.
 */
#ifndef TEST_REPORTERS_ROWS_H
#define TEST_REPORTERS_ROWS_H

#include "test.h"

#include "base/mem.h"
#include "spana/reporter.h"

#include <errno.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { N_ROWS = 10 };

struct row {
	struct sp_report_item item;
	struct sp_finding_record finding; /* type NULL: a problem */
	struct sp_problem_record problem;
};

/* One run: open, begin, rows, summary (where there is one), close. */
static inline enum sp_status report_rows(const char *name, const struct sp_report_style *style,
					 const struct row *rows, size_t n,
					 const struct sp_report_summary *summary, struct sp_buf *to)
{
	const struct sp_reporter *reporter = sp_reporter_find(name);
	struct sp_report *report;
	enum sp_status status = reporter->open(&report, style, to);

	if (status == SP_OK && reporter->begin && summary && summary->overview)
		status = reporter->begin(report, summary);
	for (size_t i = 0; i < n && status == SP_OK; i++)
		status = rows[i].finding.type
				 ? reporter->finding(report, &rows[i].item, &rows[i].finding)
				 : reporter->problem(report, &rows[i].item, &rows[i].problem);
	if (status == SP_OK && summary)
		status = reporter->summary(report, summary);
	reporter->close(report);
	return status;
}

static inline void expect_text(const char *got, const char *want)
{
	if (strcmp(got, want) != 0)
		fail_msg("got:\n%s\nwant:\n%s\n", got, want);
}

/* Runs a reporter and lets every allocation fail once: SP_FATAL each time, nothing else. */
static inline void starve(const char *name, const struct row *rows, size_t n,
			  const struct sp_report_summary *summary)
{
	enum sp_status status = SP_FATAL;
	unsigned long at = 1;

	for (; status != SP_OK; at++) {
		struct sp_report_style style = { .colour = true, .width = 80 };
		struct sp_buf to = SP_BUF_INIT(SP_BUF_UNCAPPED);
		sp_mem_fail_at(at);
		status = report_rows(name, &style, rows, n, summary, &to);
		sp_mem_fail_at(0);
		assert_true(status == SP_OK || status == SP_FATAL);
		sp_buf_release(&to);
	}
	assert_true(at > 3);
}

static const char *const zip_members[] = { "2026/brev.docx" };
static const char *const mail_members[] = { "17 L\xC3\xB6ner", "lista.xlsx" };

static const struct sp_report_item docx = {
	.path = "/srv/share/arkiv.zip",
	.members = zip_members,
	.n_members = 1,
	.format = "docx",
	.outcome = SP_OUTCOME_FULL,
	.first_seen_ns = INT64_C(1785412800000000000),
};
static const struct sp_report_item sheet = {
	.path = "/srv/share/post.mbox",
	.members = mail_members,
	.n_members = 2,
	.format = "xlsx",
	.outcome = SP_OUTCOME_PART,
	.first_seen_ns = INT64_C(1785412800000000000),
};
static const struct sp_report_item gone = {
	.path = "/srv/share/gammal.txt",
	.format = "text",
	.outcome = SP_OUTCOME_FULL,
	.first_seen_ns = INT64_C(1785412800000000000),
	.closed_ns = INT64_C(1785499200000000000),
	.closed_how = "moved",
};
/* A folder that could not be listed: no format, nothing else is known. */
static const struct sp_report_item folder = {
	.path = "/srv/share/l\xC3\xA5st",
	.outcome = SP_OUTCOME_NOT_READ,
};
/* A name that is no UTF-8 and would clear a screen and hide its end. */
static const struct sp_report_item hostile = {
	.path = "/srv/\xFF\x1b[2J\nrm\xE2\x80\xAEtxt",
	.format = "text",
	.outcome = SP_OUTCOME_FULL,
};

static const struct sp_finding_record personnummer = {
	.type = "personnummer",
	.category = "identity",
	.masked = "890102-****",
	.where = "{\"paragraph\":4,\"line\":4,\"column\":17}",
	.context = "personnr\nf\xC3\xB6"
		   "dd",
	.score = 0.97,
	.confidence = SP_HIGH,
};
static const struct sp_finding_record email = {
	.type = "email",
	.category = "contact",
	.masked = "a***@example.org",
	.where = "{\"sheet\":\"L\xC3\xB6ner\",\"row\":12,\"cell\":\"B12\"}",
	.context = "",
	.score = 0.6,
	.confidence = SP_MEDIUM,
};
/* Read as another thing, with a word against it. */
static const struct sp_finding_record suppressed = {
	.type = "phone",
	.category = "contact",
	.masked = "******-****",
	.where = "{\"line\":3,\"column\":1}",
	.context = "",
	.against = "Ordernr",
	.suppressed = "the same text is read as personnummer",
	.score = 0.2,
	.confidence = SP_LOW,
};
static const struct sp_finding_record phone = {
	.type = "phone",
	.category = "contact",
	.masked = "+46 31 *** ** **",
	.where = "{}",
	.context = "",
	.score = 0.3,
	.confidence = SP_LOW,
	.organisation = true,
};

static inline void make_rows(struct row rows[N_ROWS])
{
	memcpy(rows,
	       (const struct row[N_ROWS]) {
		       { .item = docx, .finding = personnummer },
		       { .item = docx, .finding = email },
		       { .item = sheet, .finding = email },
		       { .item = sheet, .finding = phone },
		       { .item = gone, .finding = personnummer },
		       { .item = hostile, .finding = phone },
		       { .item = folder,
			 .problem = { .reason = SP_REASON_PERMISSION,
				      .detail = "the folder could not be listed" } },
		       { .item = docx,
			 .problem = { .reason = SP_REASON_ENCRYPTED,
				      .detail = "2 members need a password" } },
		       { .item = sheet,
			 .problem = { .reason = SP_REASON_TRUNCATED, .detail = "" } },
		       { .item = hostile,
			 .problem = { .reason = SP_REASON_TRUNCATED, .detail = "row 7" } },
	       },
	       N_ROWS * sizeof(rows[0]));
}

static const struct sp_name_total skipped[] = { { "image/png", 11, 0 }, { "", 1, 0 } };
static const struct sp_name_total not_read[] = { { "permission", 1, 0 }, { "encrypted", 1, 0 } };
static const struct sp_name_total problems[] = { { "truncated", 2, 0 } };
static const struct sp_type_total types[] = {
	{ "email", "contact", 5, { 0, 1, 4 }, 2 },
	{ "personnummer", "identity", 1201, { 1, 3, 12345 }, 4 },
	{ "phone", "contact", 1, { 1, 0, 0 }, 1 },
};

/* The overview's arrays are copies, for it owns them: let go with sp_overview_release. */
static inline void make_overview(struct sp_overview *overview)
{
	*overview = (struct sp_overview) {
		.files = 900,
		.items = 1201,
		.bytes = 73400320,
		.outcomes = { [SP_OUTCOME_FULL] = 1183,
			      [SP_OUTCOME_PART] = 4,
			      [SP_OUTCOME_NOT_READ] = 2,
			      [SP_OUTCOME_NO_TEXT] = 12 },
		.types = sp_mem_alloc(sizeof(types)),
		.skipped = sp_mem_alloc(sizeof(skipped)),
		.not_read = sp_mem_alloc(sizeof(not_read)),
		.problems = sp_mem_alloc(sizeof(problems)),
		.n_types = 3,
		.n_skipped = 2,
		.n_not_read = 2,
		.n_problems = 1,
	};
	memcpy(overview->types, types, sizeof(types));
	memcpy(overview->skipped, skipped, sizeof(skipped));
	memcpy(overview->not_read, not_read, sizeof(not_read));
	memcpy(overview->problems, problems, sizeof(problems));
}

static const struct sp_report_summary live_summary = {
	.counts = { .items = 1201,
		    .findings = 6,
		    .problems = 4,
		    .bytes = 73400320,
		    .outcomes = { [SP_OUTCOME_FULL] = 1183,
				  [SP_OUTCOME_PART] = 4,
				  [SP_OUTCOME_NOT_READ] = 2,
				  [SP_OUTCOME_NO_TEXT] = 12 } },
	.skipped = skipped,
	.n_skipped = 1,
	.seconds = 3.2,
};

/* What a reporter makes of all the rows, and of the totals or counts that fit. */
static inline void report_is(const char *name, struct sp_report_style style, const char *want)
{
	struct sp_buf to = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct row rows[N_ROWS];
	struct sp_overview overview;
	struct sp_report_summary summary = { .overview = &overview };

	make_rows(rows);
	make_overview(&overview);
	assert_int_equal(
		report_rows(name, &style, rows, N_ROWS, style.live ? &live_summary : &summary, &to),
		SP_OK);
	expect_text(sp_buf_str(&to), want);
	sp_buf_release(&to);
	sp_overview_release(&overview);
}

static inline void starve_all(const char *name)
{
	struct row rows[N_ROWS];
	struct sp_overview overview;
	struct sp_report_summary summary = { .overview = &overview };

	make_rows(rows);
	make_overview(&overview);
	starve(name, rows, N_ROWS, &summary);
	sp_overview_release(&overview);
}

/* Another program's parser on our output: its exit status, or -1 where there is no Python. */
static inline int run_python(const char *program, const char *input)
{
	char *const argv[] = { strdup("python3"), strdup("-c"), strdup(program), NULL };
	posix_spawn_file_actions_t actions;
	FILE *file = tmpfile();
	int status = -1;
	pid_t child;

	assert_non_null(file);
	assert_true(fputs(input, file) >= 0);
	rewind(file);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fileno(file), STDIN_FILENO);
	int error = posix_spawnp(&child, argv[0], &actions, NULL, argv, environ);
	if (error == 0)
		assert_int_equal(waitpid(child, &status, 0), child);
	else
		assert_int_equal(error, ENOENT);
	posix_spawn_file_actions_destroy(&actions);
	fclose(file);
	for (int i = 0; argv[i]; i++)
		free(argv[i]);
	return status;
}

#endif
