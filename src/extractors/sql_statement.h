/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sql_statement.h - where a dump is in its statements: which table and columns
 * its rows are of, as its words, parentheses and lines tell. Threads: one.
 */
#ifndef EXTRACTORS_SQL_STATEMENT_H
#define EXTRACTORS_SQL_STATEMENT_H

#include "extractors/sql_rows.h"

/* What a statement has come to. */
enum sp_sql_clause {
	SP_SQL_OTHER,
	SP_SQL_CREATE,	    /* ... TABLE */
	SP_SQL_CREATE_NAME, /* ... ( */
	SP_SQL_COLUMNS,	    /* of CREATE, to the ) */
	SP_SQL_INSERT,	    /* INTO name ... VALUES */
	SP_SQL_INSERT_LIST, /* of columns, to the ) */
	SP_SQL_ROWS,	    /* behind VALUES */
	SP_SQL_COPY,
	SP_SQL_COPY_LIST,
	SP_SQL_COPY_TAIL, /* FROM stdin; */
	SP_SQL_COPY_WAIT, /* to the end of the line */
};

struct sp_sql_statement {
	struct sp_sql_rows rows;
	enum sp_sql_clause clause;
	unsigned depth; /* of parentheses */
	bool is_first;	/* the next word may begin a statement */
	bool item;	/* of a list of columns begins */
	bool dotted;	/* the name goes on */
	bool listed;	/* the statement names its columns */
	bool of_list;	/* an earlier statement named those that are known */
	bool from_stdin, as_csv;
	struct sp_buf name; /* of the table */
};

/* Within a row's parentheses? */
static inline bool sp_sql_in_row(const struct sp_sql_statement *st)
{
	return st->clause == SP_SQL_ROWS && st->depth;
}

/* A word or a quoted name is complete. */
void sp_sql_statement_word(struct sp_sql_statement *st, const char *word, bool quoted);
/* A parenthesis. */
void sp_sql_statement_open(struct sp_sql_statement *st);
void sp_sql_statement_close(struct sp_sql_statement *st);
void sp_sql_statement_semicolon(struct sp_sql_statement *st);
/* A line has ended: of COPY's statement (true: its rows follow), or one behind which a statement
 * may begin. */
bool sp_sql_statement_line(struct sp_sql_statement *st);
/* Forgets the statement, and ends its table. */
void sp_sql_statement_end(struct sp_sql_statement *st);

#endif
