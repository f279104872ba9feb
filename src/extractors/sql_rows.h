/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sql_rows.h - rows of a dump as places over its running text: the table, the row
 * from 1, and each value as a field of its column. Threads: one.
 */
#ifndef EXTRACTORS_SQL_ROWS_H
#define EXTRACTORS_SQL_ROWS_H

#include "spana/extractor.h"

#include "extractors/sql_tables.h"

struct sp_sql_rows {
	struct sp_sink *out;
	enum sp_status status;
	struct sp_sql_tables tables;
	struct sp_buf text; /* not yet told */
	struct sp_buf last; /* name of the table whose rows are counted */
	uint64_t row;
	size_t column; /* of the row, from 0 */
	bool in_table, in_row, in_field;
	/* the value */
	struct sp_buf hex; /* its digits, where it is "0x..." */
	size_t at;	   /* bytes of it */
	bool held;	   /* it begins with a backslash, and perhaps with "\x" */
	bool is_hex, is_binary, too_large;
	uint64_t unknown; /* values that nobody can read */
	uint64_t large;
};

void sp_sql_rows_init(struct sp_sql_rows *rows, struct sp_sink *out);
void sp_sql_rows_release(struct sp_sql_rows *rows);

/* Text of the present place. Trouble is kept in `status`. */
void sp_sql_put(struct sp_sql_rows *rows, const char *s, size_t len);
/* Hands on what was put. */
void sp_sql_flush(struct sp_sql_rows *rows);

/* Rows of the present table follow; ended by what closes all that is open. */
void sp_sql_table_begin(struct sp_sql_rows *rows);
void sp_sql_table_end(struct sp_sql_rows *rows);
void sp_sql_row_begin(struct sp_sql_rows *rows);
void sp_sql_row_end(struct sp_sql_rows *rows);

/* A value: of digits of bytes; as bytes that were no text. */
void sp_sql_value_begin(struct sp_sql_rows *rows, bool hex, bool binary);
void sp_sql_value_put(struct sp_sql_rows *rows, char c);
/* The same for a run of text. */
void sp_sql_value_run(struct sp_sql_rows *rows, const char *s, size_t len);
void sp_sql_value_end(struct sp_sql_rows *rows);

/* Tells what could not be read of the values. */
SP_CHECK enum sp_status sp_sql_rows_problems(struct sp_sql_rows *rows);

#endif
