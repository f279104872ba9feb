/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * news.c - what the last scan found that did not stand there before.
 *
 * A file that was copied is new; one that has moved is not.
 */
#include "inventory/query.h"

/* New places of high confidence: file, type, digest. */
#define NEWS                                                                            \
	"WITH last AS (SELECT max(id) AS id FROM scan), "                               \
	"before AS MATERIALIZED (SELECT n.id AS file, g.type, g.digest FROM last "      \
	"CROSS JOIN file o ON o.closed_scan = last.id "                                 \
	"CROSS JOIN file n ON n.folder = o.folder AND n.name = o.name AND n.state = 1 " \
	"CROSS JOIN finding g ON g.file = o.id "                                        \
	"UNION SELECT o.moved_to, g.type, g.digest FROM last "                          \
	"CROSS JOIN file o ON o.closed_scan = last.id AND o.moved_to IS NOT NULL "      \
	"CROSS JOIN finding g ON g.file = o.id), "                                      \
	"news AS (SELECT f.id AS file, g.type, g.digest FROM last "                     \
	"CROSS JOIN file f ON f.opened_scan = last.id AND f.state = 1 "                 \
	"CROSS JOIN finding g ON g.file = f.id AND g.confidence = 2 "                   \
	"WHERE (f.id, g.type, g.digest) NOT IN (SELECT file, type, digest FROM before)) "

enum sp_status sp_inventory_new(struct sp_inventory *inv,
				enum sp_status (*type)(void *context, const char *type,
						       uint64_t places, uint64_t values),
				void *context, uint64_t *files, struct sp_error *err)
{
	int64_t n = 0;
	bool own = false;
	enum sp_status status = sp_read_begin(inv, &own, err);

	if (status == SP_OK) {
		struct sp_statement s = sp_statement_of(
			&inv->db, SP_DB_ONCE,
			NEWS "SELECT t.name, count(*), count(DISTINCT news.digest) FROM news "
			     "JOIN type t ON t.id = news.type GROUP BY t.name ORDER BY t.name");
		while (status == SP_OK && sp_statement_next(&s))
			status = type(context, sp_column_text(&s, 0), sp_column_uint(&s, 1),
				      sp_column_uint(&s, 2));
		status = sp_status_worse(status, sp_statement_end(&s, err));
	}
	if (status == SP_OK) {
		struct sp_statement s = sp_statement_of(
			&inv->db, SP_DB_ONCE, NEWS "SELECT count(DISTINCT file) FROM news");
		status = sp_statement_number(&s, &n, err);
	}
	sp_read_end(inv, own);
	*files = (uint64_t)n;
	return status;
}
