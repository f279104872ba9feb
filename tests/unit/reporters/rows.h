/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows.h - rows for reporters, and the run that turns them into text.
 */
#ifndef TEST_REPORTERS_ROWS_H
#define TEST_REPORTERS_ROWS_H

#include "test.h"

#include "base/mem.h"
#include "spana/reporter.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

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

#endif
