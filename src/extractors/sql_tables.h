/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sql_tables.h - what the columns of tables are called, as a dump declares them
 * before their rows. Threads: one.
 */
#ifndef EXTRACTORS_SQL_TABLES_H
#define EXTRACTORS_SQL_TABLES_H

#include "base/buf.h"

struct sp_sql_tables {
	/* Of each table its name and its columns' names, each ended by NUL, then an empty one. */
	struct sp_buf known;
	struct sp_buf table, columns; /* the present table's */
	size_t *starts;		      /* of each name in `columns` */
	size_t n, room;
};

void sp_sql_tables_init(struct sp_sql_tables *tables);
void sp_sql_tables_release(struct sp_sql_tables *tables);

/* A table is spoken of; its columns are none until they are added or asked for. */
SP_CHECK bool sp_sql_tables_begin(struct sp_sql_tables *tables, const char *table);
SP_CHECK bool sp_sql_tables_add(struct sp_sql_tables *tables, const char *column);
/* The columns that were added are those of the table, to be remembered. */
SP_CHECK bool sp_sql_tables_declare(struct sp_sql_tables *tables);
/* Where none were added, those that were declared. */
SP_CHECK bool sp_sql_tables_recall(struct sp_sql_tables *tables);

/* The name of the column, from 0; NULL: nobody said. */
const char *sp_sql_tables_column(const struct sp_sql_tables *tables, size_t column);

#endif
