/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sql_tables.c - see sql_tables.h. */
#include "extractors/sql_tables.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"

/* Bytes of all names that are remembered: what more there is has no names. */
#define KNOWN_MOST ((size_t)1024 * 1024)
#define COLUMNS_MOST 4096

void sp_sql_tables_init(struct sp_sql_tables *tables)
{
	*tables = (struct sp_sql_tables) { .known = SP_BUF_INIT(SP_BUF_UNCAPPED),
					   .table = SP_BUF_INIT(SP_BUF_UNCAPPED),
					   .columns = SP_BUF_INIT(SP_BUF_UNCAPPED) };
}

void sp_sql_tables_release(struct sp_sql_tables *tables)
{
	sp_buf_release(&tables->known);
	sp_buf_release(&tables->table);
	sp_buf_release(&tables->columns);
	sp_mem_free(tables->starts);
}

bool sp_sql_tables_begin(struct sp_sql_tables *tables, const char *table)
{
	sp_buf_reset(&tables->table);
	sp_buf_reset(&tables->columns);
	tables->n = 0;
	return sp_buf_puts(&tables->table, table);
}

bool sp_sql_tables_add(struct sp_sql_tables *tables, const char *column)
{
	if (tables->n == COLUMNS_MOST)
		return true;
	if (!sp_mem_room(&tables->starts, &tables->room, tables->n + 1, sizeof(*tables->starts)))
		return false;
	tables->starts[tables->n++] = tables->columns.len;
	return sp_buf_add(&tables->columns, column, strlen(column) + 1);
}

bool sp_sql_tables_declare(struct sp_sql_tables *tables)
{
	struct sp_buf *known = &tables->known;

	if (!tables->n || known->len + tables->table.len + tables->columns.len > KNOWN_MOST)
		return true;
	return sp_buf_add(known, sp_buf_str(&tables->table), tables->table.len + 1) &&
	       sp_buf_add(known, tables->columns.data, tables->columns.len) &&
	       sp_buf_putc(known, '\0');
}

bool sp_sql_tables_recall(struct sp_sql_tables *tables)
{
	const char *at = sp_buf_str(&tables->known), *end = at + tables->known.len;
	bool ok = true, right = false;

	if (tables->n)
		return true;
	while (at < end && !right && ok) {
		right = sp_ascii_equal(at, sp_buf_str(&tables->table));
		for (at += strlen(at) + 1; *at; at += strlen(at) + 1)
			ok = ok && (!right || sp_sql_tables_add(tables, at));
		at++;
	}
	return ok;
}

const char *sp_sql_tables_column(const struct sp_sql_tables *tables, size_t column)
{
	return column < tables->n ? tables->columns.data + tables->starts[column] : NULL;
}
