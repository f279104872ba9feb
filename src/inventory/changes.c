/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * changes.c - files that are not as they were after an earlier scan.
 *
 * `was` are the versions that stood then and do not now; `is` those that stand
 * now and did not then. They meet by path (changed) or by the note of a move.
 * A file that moved more than once since then shows as moved from nowhere
 * known, and as removed where it was.
 */
#include "spana/tally.h"

#include "base/buf.h"
#include "inventory/query.h"

#include <string.h>

static const char *const names[SP_CHANGE_COUNT] = { "added", "changed", "moved", "removed" };

const char *sp_change_name(enum sp_change change)
{
	return names[change];
}

/* Findings of a version that the query lets through: how many it has in all, and its number. */
#define FOUND "CASE WHEN coalesce("
#define FOUND_IN                                                    \
	", 0) = 0 THEN 0 ELSE (SELECT count(*) FROM finding n "     \
	"CROSS JOIN type t ON t.id = n.type WHERE n.confidence >= " \
	"?2 AND NOT hidden(n.id) AND (?3 IS NULL OR instr(',' || "  \
	"replace(?3, ' ', '') || ',', ',' || t.name || ',')) AND n.file = "
#define FOUND_END ") END, "

/* What stands now and did not then; and what stood then, and stands nowhere now. */
static const char changes[] =
	"WITH was AS MATERIALIZED (SELECT id, folder, name, n_findings, closed_scan, moved_to "
	"FROM file WHERE closed_scan > ?1 AND opened_scan <= ?1) "
	"SELECT CASE WHEN w.id IS NOT NULL THEN 1 WHEN m.id IS NULL AND f.first_scan > ?1 THEN 0 "
	"ELSE 2 END, d.path, f.name, e.path, m.name, " FOUND
	"coalesce(w.n_findings, m.n_findings)" FOUND_IN "coalesce(w.id, m.id)" FOUND_END FOUND
	"f.n_findings" FOUND_IN "f.id" FOUND_END
	"c.started_ns FROM file f CROSS JOIN folder d ON d.id = f.folder "
	"CROSS JOIN scan c ON c.id = f.opened_scan "
	"LEFT JOIN was w ON w.folder = f.folder AND w.name = f.name "
	"LEFT JOIN was m ON m.moved_to = f.id LEFT JOIN folder e ON e.id = m.folder "
	"WHERE f.state = 1 AND f.opened_scan > ?1 UNION ALL "
	"SELECT 3, d.path, w.name, NULL, NULL, " FOUND "w.n_findings" FOUND_IN "w.id" FOUND_END
	"0, c.started_ns FROM was w CROSS JOIN folder d ON d.id = w.folder "
	"CROSS JOIN scan c ON c.id = w.closed_scan "
	"WHERE NOT EXISTS (SELECT 1 FROM file f WHERE f.folder = w.folder AND f.name = w.name "
	"AND f.state = 1) AND NOT EXISTS (SELECT 1 FROM file f WHERE f.id = w.moved_to "
	"AND f.state = 1) ORDER BY 2, 3";

/* Sets `out` to the path in two columns; false: no memory. */
static bool make_path(const struct sp_statement *s, int folder, struct sp_buf *out)
{
	size_t folder_len, name_len;
	const char *start = sp_column_bytes(s, folder, &folder_len);
	const char *name = sp_column_bytes(s, folder + 1, &name_len);

	sp_buf_reset(out);
	sp_buf_add(out, start, folder_len);
	if (!(folder_len == 1 && start[0] == '/'))
		sp_buf_putc(out, '/');
	return sp_buf_add(out, name, name_len);
}

enum sp_status sp_inventory_changes(struct sp_inventory *inv, const struct sp_query *query,
				    enum sp_status (*row)(void *context,
							  const struct sp_change_row *change),
				    void *context, struct sp_error *err)
{
	struct sp_buf path = SP_BUF_INIT(SP_BUF_UNCAPPED), from = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE, changes);
	enum sp_status status = SP_OK;

	sp_bind_int(&s, (int64_t)query->since);
	sp_bind_int(&s, query->min_confidence);
	sp_bind_text(&s, query->types);
	while (status == SP_OK && sp_statement_next(&s)) {
		bool came = sqlite3_column_type(s.raw, 3) != SQLITE_NULL;
		if (!make_path(&s, 1, &path) || (came && !make_path(&s, 3, &from))) {
			status = sp_store_no_memory(err);
			break;
		}
		struct sp_change_row change = {
			.how = (enum sp_change)sp_column_int(&s, 0),
			.path = sp_buf_str(&path),
			.from = came ? sp_buf_str(&from) : NULL,
			.before = sp_column_uint(&s, 5),
			.after = sp_column_uint(&s, 6),
			.noticed_ns = sp_column_int(&s, 7),
		};
		status = row(context, &change);
	}
	status = sp_status_worse(status, sp_statement_end(&s, err));
	sp_buf_release(&path);
	sp_buf_release(&from);
	return status;
}
