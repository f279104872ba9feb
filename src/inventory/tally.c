/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tally.c - what groups are called, and the trend; see tally.h. */
#include "spana/tally.h"

#include "inventory/query.h"

#include <string.h>

static const char *const names[SP_BY_COUNT] = {
	[SP_BY_TYPE] = "type",	   [SP_BY_CATEGORY] = "category", [SP_BY_FOLDER] = "folder",
	[SP_BY_OWNER] = "owner",   [SP_BY_FORMAT] = "format",	  [SP_BY_AGE] = "age",
	[SP_BY_SOURCE] = "source", [SP_BY_TERM] = "term",	  [SP_BY_WORDS] = "words",
};

const char *sp_by_name(enum sp_by by)
{
	return names[by];
}

bool sp_by_parse(const char *name, enum sp_by *out)
{
	for (int i = 0; i <= SP_BY_SOURCE; i++)
		if (strcmp(name, names[i]) == 0) {
			*out = (enum sp_by)i;
			return true;
		}
	return false;
}

/* A version counts from the scan that opened it to the one before that which closed it. */
static const char trend[] =
	"SELECT s.id, s.started_ns, s.state, sum(coalesce(d.files, 0)) OVER (ORDER BY s.id), "
	"sum(coalesce(d.findings, 0)) OVER (ORDER BY s.id), "
	"sum(coalesce(d.problems, 0)) OVER (ORDER BY s.id) FROM scan s LEFT JOIN ("
	"SELECT scan, sum(files) AS files, sum(findings) AS findings, sum(problems) AS problems "
	"FROM (SELECT opened_scan AS scan, count(*) AS files, "
	"sum(n_findings - hidden_in(id)) AS findings, "
	"sum(n_problems) AS problems FROM file WHERE state > 0 GROUP BY 1 UNION ALL "
	"SELECT closed_scan, -count(*), -sum(n_findings - hidden_in(id)), -sum(n_problems) FROM "
	"file "
	"WHERE state > 1 GROUP BY 1) GROUP BY 1) d ON d.scan = s.id ORDER BY s.id";

enum sp_status sp_inventory_trend(struct sp_inventory *inv,
				  enum sp_status (*row)(void *context,
							const struct sp_trend_row *point),
				  void *context, struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE, trend);
	enum sp_status status = SP_OK;

	while (status == SP_OK && sp_statement_next(&s)) {
		struct sp_trend_row point = {
			.scan = sp_column_uint(&s, 0),
			.started_ns = sp_column_int(&s, 1),
			.state = sp_column_text(&s, 2),
			.files = sp_column_uint(&s, 3),
			.findings = sp_column_uint(&s, 4),
			.problems = sp_column_uint(&s, 5),
		};
		status = row(context, &point);
	}
	return sp_status_worse(status, sp_statement_end(&s, err));
}
