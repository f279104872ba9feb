/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stock.c - how much there is now, counted once.
 *
 * What a scan's end counted is kept, and let go of by the first change after
 * it, in the same transaction: a scan that finds all unchanged tells it again.
 */
#include "inventory/query.h"

#include <string.h>

enum sp_status sp_stock_stirred(struct sp_inventory *inv, struct sp_error *err)
{
	if (inv->stirred)
		return SP_OK;
	enum sp_status status = sp_db_run(&inv->db, "DELETE FROM stock", err);
	inv->stirred = status == SP_OK;
	return status;
}

static enum sp_status read_kept(struct sp_inventory *inv, struct sp_stock *out, bool *kept,
				struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"SELECT files, bytes, items, read_full, read_part, not_read, no_text, findings, "
		"problems, protected FROM stock");

	*kept = sp_statement_next(&s);
	if (*kept)
		*out = (struct sp_stock) {
			.files = sp_column_uint(&s, 0),
			.bytes = sp_column_uint(&s, 1),
			.items = sp_column_uint(&s, 2),
			.outcomes = { [SP_OUTCOME_FULL] = sp_column_uint(&s, 3),
				      [SP_OUTCOME_PART] = sp_column_uint(&s, 4),
				      [SP_OUTCOME_NOT_READ] = sp_column_uint(&s, 5),
				      [SP_OUTCOME_NO_TEXT] = sp_column_uint(&s, 6) },
			.findings = sp_column_uint(&s, 7),
			.problems = sp_column_uint(&s, 8),
			.protected_places = sp_column_uint(&s, 9),
		};
	return sp_statement_end(&s, err);
}

static enum sp_status keep(struct sp_inventory *inv, const struct sp_stock *stock,
			   struct sp_error *err)
{
	const uint64_t numbers[] = {
		stock->files,
		stock->bytes,
		stock->items,
		stock->outcomes[SP_OUTCOME_FULL],
		stock->outcomes[SP_OUTCOME_PART],
		stock->outcomes[SP_OUTCOME_NOT_READ],
		stock->outcomes[SP_OUTCOME_NO_TEXT],
		stock->findings,
		stock->problems,
		stock->protected_places,
	};
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"INSERT OR REPLACE INTO stock (id, files, bytes, items, read_full, read_part, "
		"not_read, no_text, findings, problems, protected) "
		"VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sp_bind_int(&s, (int64_t)numbers[i]);
	return sp_statement_run(&s, err);
}

enum sp_status sp_inventory_stock(struct sp_inventory *inv, struct sp_stock *out,
				  struct sp_error *err)
{
	bool kept;

	*out = (struct sp_stock) { 0 };
	enum sp_status status = read_kept(inv, out, &kept, err);
	if (status != SP_OK || kept)
		return status;
	status = sp_stock_count(inv, out, err);
	/* Only a scan's own inventory is nobody else's to change meanwhile. */
	if (status != SP_OK || inv->mode != SP_INVENTORY_WRITE || inv->scan)
		return status;
	inv->stirred = false;
	return keep(inv, out, err);
}
