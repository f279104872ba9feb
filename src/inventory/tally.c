/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tally.c - groups and the trend; see tally.h.
 *
 * Groups go from files to their findings by the index on files, so that what a
 * query leaves out (a source, older versions) is never read.
 */
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

#define SUMS                                                                    \
	"count(DISTINCT n.digest), coalesce(sum(n.confidence = 0), 0), "        \
	"coalesce(sum(n.confidence = 1), 0), coalesce(sum(n.confidence = 2), "  \
	"0), count(DISTINCT n.file), coalesce(min(nullif(f.mtime_ns, 0)), 0), " \
	"coalesce(max(f.mtime_ns), 0) "
#define FROM                                                                       \
	"FROM file f CROSS JOIN folder d ON d.id = f.folder CROSS JOIN finding n " \
	"ON n.file = f.id CROSS JOIN type t ON t.id = n.type "
#define WHERE                                                                  \
	"WHERE f.state = 1 AND f.n_findings > 0 AND n.confidence >= ?1 "       \
	"AND f.opened_scan > ?2 AND (?3 IS NULL OR "                           \
	"instr(',' || replace(?3, ' ', '') || ',', ',' || t.name || ',')) "    \
	"AND (?4 IS NULL OR EXISTS (SELECT 1 FROM source s WHERE s.path = ?4 " \
	"AND (d.path = s.path OR (d.path >= s.below AND d.path < s.beyond) "   \
	"OR (d.path = s.folder AND f.name = s.name)))) "                       \
	"AND (?5 = 0 OR NOT hidden(n.id)) "
#define BY_PLACES "GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2"
#define BY_NAME "GROUP BY 1, 2 ORDER BY 1, 2"

static const char *const queries[SP_BY_COUNT] = {
	[SP_BY_TYPE] = "SELECT t.name, t.category, " SUMS FROM WHERE BY_PLACES,
	[SP_BY_CATEGORY] = "SELECT t.category, '', " SUMS FROM WHERE BY_PLACES,
	[SP_BY_FOLDER] = "SELECT d.path, '', " SUMS FROM WHERE BY_PLACES,
	[SP_BY_OWNER] = "SELECT coalesce((SELECT o.name FROM owner o WHERE o.uid = f.owner), "
			"CAST(f.owner AS TEXT)), '', " SUMS FROM WHERE BY_PLACES,
	[SP_BY_FORMAT] = "SELECT w.text, '', " SUMS FROM
			 "LEFT JOIN item i ON i.file = n.file AND i.number = n.item "
			 "LEFT JOIN word w ON w.id = i.format " WHERE BY_PLACES,
	[SP_BY_AGE] = "SELECT strftime('%Y', nullif(f.mtime_ns, 0) / 1000000000, 'unixepoch'), "
		      "'', " SUMS FROM WHERE BY_NAME,
	[SP_BY_SOURCE] = "SELECT ?4, '', " SUMS FROM WHERE,
	[SP_BY_TERM] = "SELECT w.text, t.category, " SUMS FROM
		       "CROSS JOIN word w ON w.id = n.term " WHERE BY_PLACES,
	[SP_BY_WORDS] = "SELECT w.text, '', " SUMS FROM
			"CROSS JOIN word w ON w.id = n.context " WHERE BY_NAME,
};

typedef enum sp_status group_row(void *context, const struct sp_group *group);

static enum sp_status read_groups(struct sp_inventory *inv, const struct sp_query *query,
				  enum sp_by by, const char *source, group_row *row, void *context,
				  struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE, queries[by]);
	enum sp_status status = SP_OK;

	sp_bind_int(&s, query->min_confidence);
	sp_bind_int(&s, (int64_t)query->since);
	sp_bind_text(&s, query->types);
	sp_bind_bytes(&s, source, source ? strlen(source) : 0);
	sp_bind_int(&s, inv->hidden.n != 0);
	while (status == SP_OK && sp_statement_next(&s)) {
		const char *name = sp_column_text(&s, 0), *category = sp_column_text(&s, 1);
		struct sp_group group = {
			.name = name ? name : "",
			.category = category ? category : "",
			.values = sp_column_uint(&s, 2),
			.files = sp_column_uint(&s, 6),
			.oldest_ns = sp_column_int(&s, 7),
			.newest_ns = sp_column_int(&s, 8),
		};
		for (int i = SP_LOW; i <= SP_HIGH; i++)
			group.places[i] = sp_column_uint(&s, 3 + i);
		status = row(context, &group);
	}
	return sp_status_worse(status, sp_statement_end(&s, err));
}

/* Each source by itself: they may overlap. */
static enum sp_status read_sources(struct sp_inventory *inv, const struct sp_query *query,
				   group_row *row, void *context, struct sp_error *err)
{
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE, "SELECT path FROM source ORDER BY path");
	enum sp_status status = SP_OK;

	while (status == SP_OK && sp_statement_next(&s))
		status = read_groups(inv, query, SP_BY_SOURCE, sp_column_text(&s, 0), row, context,
				     err);
	return sp_status_worse(status, sp_statement_end(&s, err));
}

enum sp_status sp_inventory_groups(struct sp_inventory *inv, const struct sp_query *query,
				   enum sp_by by, const char *source, group_row *row, void *context,
				   struct sp_error *err)
{
	bool own;
	enum sp_status status = sp_read_begin(inv, &own, err);

	if (status != SP_OK)
		return status;
	if (by == SP_BY_SOURCE && !source)
		status = read_sources(inv, query, row, context, err);
	else
		status = read_groups(inv, query, by, source, row, context, err);
	sp_read_end(inv, own);
	return status;
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
