/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sql_statement.c - see sql_statement.h. Of a statement that matters the words are
 * followed to its rows; another one ends the first word that does not fit.
 */
#include "extractors/sql_statement.h"

#include <string.h>

#include "base/ascii.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static void must(struct sp_sql_statement *st, bool ok)
{
	if (!ok)
		st->rows.status = SP_FATAL;
}

static bool is_one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (sp_ascii_equal(list[i], word))
			return true;
	return false;
}

void sp_sql_statement_end(struct sp_sql_statement *st)
{
	sp_sql_table_end(&st->rows);
	st->clause = SP_SQL_OTHER;
	st->depth = 0;
	st->dotted = st->listed = st->from_stdin = st->as_csv = false;
	sp_buf_reset(&st->name);
}

/* A word where a statement may begin: is it one that matters? */
static bool begin_statement(struct sp_sql_statement *st, const char *word)
{
	static const struct {
		const char *word;
		enum sp_sql_clause clause;
	} words[] = { { "CREATE", SP_SQL_CREATE },
		      { "INSERT", SP_SQL_INSERT },
		      { "REPLACE", SP_SQL_INSERT },
		      { "COPY", SP_SQL_COPY } };

	for (size_t i = 0; i < LENGTH(words); i++) {
		if (!sp_ascii_equal(words[i].word, word))
			continue;
		sp_sql_statement_end(st);
		st->clause = words[i].clause;
		return true;
	}
	return false;
}

/* The rows follow; where the statement names no columns, those of the table. */
static void begin_rows(struct sp_sql_statement *st)
{
	struct sp_sql_tables *tables = &st->rows.tables;
	const char *name = sp_buf_str(&st->name);

	if (!st->listed && (st->of_list || strcmp(sp_buf_str(&tables->table), name) != 0))
		must(st, sp_sql_tables_begin(tables, name) && sp_sql_tables_recall(tables));
	st->of_list = st->listed;
	sp_sql_table_begin(&st->rows);
}

static void take_name(struct sp_sql_statement *st, const char *word)
{
	if (st->name.len && !st->dotted)
		return;
	st->dotted = false;
	sp_buf_reset(&st->name);
	must(st, sp_buf_puts(&st->name, word));
}

static void create_word(struct sp_sql_statement *st, const char *word, bool quoted)
{
	static const char *const kinds[] = { "TEMP",	 "TEMPORARY", "GLOBAL", "LOCAL",
					     "UNLOGGED", "EXTERNAL",  "FOREIGN" };

	if (!quoted && sp_ascii_equal(word, "TABLE"))
		st->clause = SP_SQL_CREATE_NAME;
	else if (quoted || !is_one_of(word, kinds, LENGTH(kinds)))
		st->clause = SP_SQL_OTHER;
}

static void column_word(struct sp_sql_statement *st, const char *word, bool quoted)
{
	static const char *const others[] = { "PRIMARY", "KEY",	  "UNIQUE",  "CONSTRAINT",
					      "FOREIGN", "CHECK", "INDEX",   "FULLTEXT",
					      "SPATIAL", "LIKE",  "EXCLUDE", "PERIOD" };

	if (!st->item || st->depth != 1)
		return;
	st->item = false;
	if (quoted || !is_one_of(word, others, LENGTH(others)))
		must(st, sp_sql_tables_add(&st->rows.tables, word));
}

static void insert_word(struct sp_sql_statement *st, const char *word, bool quoted)
{
	static const char *const before[] = { "INTO",	 "IGNORE", "OR",	  "REPLACE",
					      "ABORT",	 "FAIL",   "ROLLBACK",	  "ONLY",
					      "DELAYED", "TABLE",  "LOW_PRIORITY" };

	if (!quoted && (sp_ascii_equal(word, "VALUES") || sp_ascii_equal(word, "VALUE"))) {
		st->clause = SP_SQL_ROWS;
		begin_rows(st);
	} else if (!quoted && sp_ascii_equal(word, "SELECT")) {
		sp_sql_statement_end(st);
	} else if (quoted || st->name.len || !is_one_of(word, before, LENGTH(before))) {
		take_name(st, word);
	}
}

void sp_sql_statement_word(struct sp_sql_statement *st, const char *word, bool quoted)
{
	bool first = st->is_first;

	st->is_first = false;
	if (first && !quoted && begin_statement(st, word))
		return;
	switch (st->clause) {
	case SP_SQL_CREATE:
		create_word(st, word, quoted);
		break;
	case SP_SQL_CREATE_NAME:
		if (quoted || (!sp_ascii_equal(word, "IF") && !sp_ascii_equal(word, "NOT") &&
			       !sp_ascii_equal(word, "EXISTS")))
			take_name(st, word);
		break;
	case SP_SQL_COLUMNS:
	case SP_SQL_INSERT_LIST:
	case SP_SQL_COPY_LIST:
		column_word(st, word, quoted || st->clause != SP_SQL_COLUMNS);
		break;
	case SP_SQL_INSERT:
		insert_word(st, word, quoted);
		break;
	case SP_SQL_ROWS:
		if (!st->depth)
			sp_sql_statement_end(st);
		break;
	case SP_SQL_COPY:
		if (!quoted && sp_ascii_equal(word, "FROM"))
			st->clause = SP_SQL_COPY_TAIL;
		else
			take_name(st, word);
		break;
	case SP_SQL_COPY_TAIL:
		st->from_stdin |= sp_ascii_equal(word, "stdin");
		st->as_csv |= sp_ascii_equal(word, "csv");
		break;
	case SP_SQL_COPY_WAIT:
	case SP_SQL_OTHER:
		break;
	}
}

void sp_sql_statement_open(struct sp_sql_statement *st)
{
	static const enum sp_sql_clause lists[] = { [SP_SQL_CREATE_NAME] = SP_SQL_COLUMNS,
						    [SP_SQL_INSERT] = SP_SQL_INSERT_LIST,
						    [SP_SQL_COPY] = SP_SQL_COPY_LIST };

	if (++st->depth != 1)
		return;
	if (st->clause == SP_SQL_ROWS) {
		sp_sql_row_begin(&st->rows);
	} else if (st->name.len && st->clause <= SP_SQL_COPY && lists[st->clause]) {
		st->clause = lists[st->clause];
		st->item = st->listed = true;
		must(st, sp_sql_tables_begin(&st->rows.tables, sp_buf_str(&st->name)));
	}
}

void sp_sql_statement_close(struct sp_sql_statement *st)
{
	st->depth -= st->depth > 0;
	if (st->depth)
		return;
	if (st->clause == SP_SQL_ROWS) {
		sp_sql_row_end(&st->rows);
	} else if (st->clause == SP_SQL_COLUMNS) {
		must(st, sp_sql_tables_declare(&st->rows.tables));
		st->clause = SP_SQL_OTHER;
	} else if (st->clause == SP_SQL_INSERT_LIST) {
		st->clause = SP_SQL_INSERT;
	} else if (st->clause == SP_SQL_COPY_LIST) {
		st->clause = SP_SQL_COPY_TAIL;
	}
}

void sp_sql_statement_semicolon(struct sp_sql_statement *st)
{
	if (st->clause == SP_SQL_COPY_TAIL && st->name.len && st->from_stdin && !st->as_csv)
		st->clause = SP_SQL_COPY_WAIT;
	else
		sp_sql_statement_end(st);
	st->is_first = true;
}

bool sp_sql_statement_line(struct sp_sql_statement *st)
{
	if (st->clause == SP_SQL_COPY_WAIT) {
		if (st->listed)
			sp_sql_table_begin(&st->rows);
		else
			begin_rows(st);
		return true;
	}
	if (!st->depth || st->clause == SP_SQL_OTHER)
		st->is_first = true;
	return false;
}
