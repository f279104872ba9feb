/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sql.c - dumps of databases as SQL: what mysqldump, pg_dump (COPY and INSERT),
 * sqlite3's .dump, SQL Server, Oracle and HeidiSQL write.
 *
 * The text is told as it stands, with its lines. Rows of INSERT and COPY are
 * places in it, named by the columns that the statement or the table's CREATE
 * lists; escapes are resolved, and bytes in hex are told as what they are.
 * Nothing is validated: what is not understood is text. Left out: COPY as CSV,
 * raw bytes that MySQL wrote into strings, bodies of functions as such.
 */
#include <string.h>

#include "base/ascii.h"
#include "extractors/opening.h"
#include "extractors/reader.h"
#include "extractors/registry.h"
#include "extractors/sql_rows.h"

enum { BID = 24 };

#define WORD_BYTES 128
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* What a byte is part of. */
enum lexeme { PLAIN, WORD, NAME, STRING, LINE_COMMENT, BLOCK_COMMENT, COPY_DATA };

/* What a statement has come to. */
enum clause {
	OTHER,
	CREATE,	     /* ... TABLE */
	CREATE_NAME, /* ... ( */
	COLUMNS,     /* of CREATE, to the ) */
	INSERT,	     /* INTO name ... VALUES */
	INSERT_LIST, /* of columns, to the ) */
	ROWS,	     /* behind VALUES */
	COPY,
	COPY_LIST,
	COPY_TAIL, /* FROM stdin; */
	COPY_WAIT, /* to the end of the line */
};

struct sql {
	struct sp_sql_rows rows;
	enum lexeme lexeme;
	enum clause clause;
	char quote;	  /* that ends the string or name */
	char before;	  /* the byte before this one, outside strings */
	bool closing;	  /* a quote in a string: the next byte says what it was */
	bool escaped;	  /* behind a backslash */
	bool backslashes; /* strings have escapes: MySQL's have ... */
	bool escapes;	  /* ... and this one */
	bool is_value;	  /* the word or string is one of a row */
	bool zero;	  /* a value begins with 0, and perhaps with 0x */
	bool is_first;	  /* the next word may begin a statement */
	bool item;	  /* of a list of columns begins */
	bool dotted;	  /* the name goes on */
	bool listed;	  /* the statement names its columns */
	bool of_list;	  /* an earlier statement named those that are known */
	bool from_stdin, as_csv;
	bool binary;	    /* a string of bytes follows */
	bool line_begins;   /* of COPY's rows */
	unsigned depth;	    /* of parentheses */
	struct sp_buf word; /* cut where it is no name */
	struct sp_buf name; /* of the table */
};

static void put(struct sql *sql, char c)
{
	sp_sql_put(&sql->rows, &c, 1);
}

static void must(struct sql *sql, bool ok)
{
	if (!ok)
		sql->rows.status = SP_FATAL;
}

static bool is_one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (sp_ascii_equal(list[i], word))
			return true;
	return false;
}

/* ---- statements ---- */

static void end_statement(struct sql *sql)
{
	sp_sql_table_end(&sql->rows);
	sql->clause = OTHER;
	sql->depth = 0;
	sql->dotted = sql->listed = sql->from_stdin = sql->as_csv = false;
	sp_buf_reset(&sql->name);
}

/* A word where a statement may begin: is it one that matters? */
static bool begin_statement(struct sql *sql, const char *word)
{
	static const struct {
		const char *word;
		enum clause clause;
	} words[] = {
		{ "CREATE", CREATE }, { "INSERT", INSERT }, { "REPLACE", INSERT }, { "COPY", COPY }
	};

	for (size_t i = 0; i < LENGTH(words); i++) {
		if (!sp_ascii_equal(words[i].word, word))
			continue;
		end_statement(sql);
		sql->clause = words[i].clause;
		return true;
	}
	return false;
}

/* The rows follow; where the statement names no columns, those of the table. */
static void begin_rows(struct sql *sql)
{
	struct sp_sql_tables *tables = &sql->rows.tables;
	const char *name = sp_buf_str(&sql->name);

	if (!sql->listed && (sql->of_list || strcmp(sp_buf_str(&tables->table), name) != 0))
		must(sql, sp_sql_tables_begin(tables, name) && sp_sql_tables_recall(tables));
	sql->of_list = sql->listed;
	sp_sql_table_begin(&sql->rows);
}

static void take_name(struct sql *sql, const char *word)
{
	if (sql->name.len && !sql->dotted)
		return;
	sql->dotted = false;
	sp_buf_reset(&sql->name);
	must(sql, sp_buf_puts(&sql->name, word));
}

static void create_word(struct sql *sql, const char *word, bool quoted)
{
	static const char *const kinds[] = { "TEMP",	 "TEMPORARY", "GLOBAL", "LOCAL",
					     "UNLOGGED", "EXTERNAL",  "FOREIGN" };

	if (!quoted && sp_ascii_equal(word, "TABLE"))
		sql->clause = CREATE_NAME;
	else if (quoted || !is_one_of(word, kinds, LENGTH(kinds)))
		sql->clause = OTHER;
}

static void column_word(struct sql *sql, const char *word, bool quoted)
{
	static const char *const others[] = { "PRIMARY", "KEY",	  "UNIQUE",  "CONSTRAINT",
					      "FOREIGN", "CHECK", "INDEX",   "FULLTEXT",
					      "SPATIAL", "LIKE",  "EXCLUDE", "PERIOD" };

	if (!sql->item || sql->depth != 1)
		return;
	sql->item = false;
	if (quoted || !is_one_of(word, others, LENGTH(others)))
		must(sql, sp_sql_tables_add(&sql->rows.tables, word));
}

static void insert_word(struct sql *sql, const char *word, bool quoted)
{
	static const char *const before[] = { "INTO",	 "IGNORE", "OR",	  "REPLACE",
					      "ABORT",	 "FAIL",   "ROLLBACK",	  "ONLY",
					      "DELAYED", "TABLE",  "LOW_PRIORITY" };

	if (!quoted && (sp_ascii_equal(word, "VALUES") || sp_ascii_equal(word, "VALUE"))) {
		sql->clause = ROWS;
		begin_rows(sql);
	} else if (!quoted && sp_ascii_equal(word, "SELECT")) {
		end_statement(sql);
	} else if (quoted || sql->name.len || !is_one_of(word, before, LENGTH(before))) {
		take_name(sql, word);
	}
}

/* A word or a quoted name is complete. */
static void on_word(struct sql *sql, bool quoted)
{
	const char *word = sp_buf_str(&sql->word);
	bool first = sql->is_first;

	sql->is_first = false;
	if (first && !quoted && begin_statement(sql, word))
		return;
	switch (sql->clause) {
	case CREATE:
		create_word(sql, word, quoted);
		break;
	case CREATE_NAME:
		if (quoted || (!sp_ascii_equal(word, "IF") && !sp_ascii_equal(word, "NOT") &&
			       !sp_ascii_equal(word, "EXISTS")))
			take_name(sql, word);
		break;
	case COLUMNS:
	case INSERT_LIST:
	case COPY_LIST:
		column_word(sql, word, quoted || sql->clause != COLUMNS);
		break;
	case INSERT:
		insert_word(sql, word, quoted);
		break;
	case ROWS:
		if (!sql->depth)
			end_statement(sql);
		break;
	case COPY:
		if (!quoted && sp_ascii_equal(word, "FROM"))
			sql->clause = COPY_TAIL;
		else
			take_name(sql, word);
		break;
	case COPY_TAIL:
		sql->from_stdin |= sp_ascii_equal(word, "stdin");
		sql->as_csv |= sp_ascii_equal(word, "csv");
		break;
	case COPY_WAIT:
	case OTHER:
		break;
	}
}

static void open_list(struct sql *sql)
{
	static const enum clause lists[] = {
		[CREATE_NAME] = COLUMNS, [INSERT] = INSERT_LIST, [COPY] = COPY_LIST
	};

	if (++sql->depth != 1)
		return;
	if (sql->clause == ROWS) {
		sp_sql_row_begin(&sql->rows);
	} else if (sql->name.len && sql->clause <= COPY && lists[sql->clause]) {
		sql->clause = lists[sql->clause];
		sql->item = sql->listed = true;
		must(sql, sp_sql_tables_begin(&sql->rows.tables, sp_buf_str(&sql->name)));
	}
}

static void close_list(struct sql *sql)
{
	sql->depth -= sql->depth > 0;
	if (sql->depth)
		return;
	if (sql->clause == ROWS) {
		sp_sql_row_end(&sql->rows);
	} else if (sql->clause == COLUMNS) {
		must(sql, sp_sql_tables_declare(&sql->rows.tables));
		sql->clause = OTHER;
	} else if (sql->clause == INSERT_LIST) {
		sql->clause = INSERT;
	} else if (sql->clause == COPY_LIST) {
		sql->clause = COPY_TAIL;
	}
}

static void on_semicolon(struct sql *sql)
{
	if (sql->clause == COPY_TAIL && sql->name.len && sql->from_stdin && !sql->as_csv)
		sql->clause = COPY_WAIT;
	else
		end_statement(sql);
	sql->is_first = true;
}

/* The end of a line: of COPY's statement, or one behind which a statement may begin. */
static void on_newline(struct sql *sql)
{
	put(sql, '\n');
	if (sql->clause == COPY_WAIT) {
		if (sql->listed)
			sp_sql_table_begin(&sql->rows);
		else
			begin_rows(sql);
		sql->lexeme = COPY_DATA;
		sql->line_begins = true;
	} else if (!sql->depth || sql->clause == OTHER) {
		sql->is_first = true;
	}
}

/* ---- words, names, strings ---- */

static bool is_word_byte(char c)
{
	return sp_is_alnum(c) || c == '_' || c == '$' || c == '@' || (unsigned char)c >= 0x80;
}

static void begin_string(struct sql *sql, char quote, bool hex)
{
	sql->lexeme = STRING;
	sql->quote = quote;
	sql->is_value = sql->clause == ROWS && sql->depth;
	sql->is_first = false;
	put(sql, quote);
	if (sql->is_value)
		sp_sql_value_begin(&sql->rows, hex, sql->binary);
	sql->binary = false;
}

/* The word has ended with c: it may be what a string begins with, as in N'...'. */
static void end_word(struct sql *sql, char c)
{
	const char *word = sp_buf_str(&sql->word);

	sql->lexeme = PLAIN;
	if (sql->is_value) {
		sp_sql_value_end(&sql->rows);
		sql->is_value = false;
		return;
	}
	if (sql->clause == ROWS && sp_ascii_equal(word, "_binary"))
		sql->binary = true;
	else if (c != '\'' || sql->word.len != 1)
		on_word(sql, false);
}

static void begin_word(struct sql *sql, char c)
{
	sql->lexeme = WORD;
	sp_buf_reset(&sql->word);
	sql->is_value = sql->clause == ROWS && sql->depth && sp_is_digit(c);
	if (sql->is_value)
		sp_sql_value_begin(&sql->rows, false, false);
	sql->zero = sql->is_value && c == '0';
}

static void word_byte(struct sql *sql, char c)
{
	if (!sql->is_value) {
		if (sql->word.len < WORD_BYTES)
			must(sql, sp_buf_putc(&sql->word, c));
		put(sql, c);
	} else if (sql->zero && (c == 'x' || c == 'X')) {
		sql->zero = false;
		sp_sql_put(&sql->rows, "0x", 2);
		sp_sql_value_begin(&sql->rows, true, false);
	} else if (!sql->zero || sql->word.len) {
		if (sql->zero)
			sp_sql_value_put(&sql->rows, '0');
		sql->zero = false;
		sp_sql_value_put(&sql->rows, c);
	} else {
		/* The 0 itself. */
		must(sql, sp_buf_putc(&sql->word, c));
	}
}

/* Outside of words, names and strings. */
static void plain_byte(struct sql *sql, char c)
{
	static const char ends[] = { ['"'] = '"', ['`'] = '`', ['['] = ']' };
	const bool in_row = sql->clause == ROWS && sql->depth;

	if (is_word_byte(c)) {
		begin_word(sql, c);
		word_byte(sql, c);
	} else if (c == '\'' || (c == '"' && in_row)) {
		sql->escapes = sql->backslashes;
		begin_string(sql, c, false);
	} else if ((c == '"' || c == '`' || c == '[') && !in_row) {
		sql->backslashes |= c == '`';
		sql->lexeme = NAME;
		sql->quote = ends[(unsigned char)c];
		sp_buf_reset(&sql->word);
		put(sql, c);
	} else if (c == '\n') {
		on_newline(sql);
	} else if ((c == '-' && sql->before == '-') || (c == '#' && sql->is_first)) {
		sql->lexeme = LINE_COMMENT;
		put(sql, c);
	} else if (c == '*' && sql->before == '/') {
		sql->lexeme = BLOCK_COMMENT;
		put(sql, c);
	} else if (c == ',' && in_row && sql->depth == 1) {
		/* A comma between two numbers would make one of them. */
		put(sql, '\t');
		sql->rows.column++;
	} else {
		sql->is_first &= sp_is_space(c) || c == '-' || c == '/';
		sql->dotted |= c == '.';
		sql->item |= c == ',' && sql->depth == 1;
		if (c == ')')
			close_list(sql);
		put(sql, c);
		if (c == '(')
			open_list(sql);
		else if (c == ';')
			on_semicolon(sql);
	}
	sql->before = c;
}

/* A byte of a string's text. */
static void string_put(struct sql *sql, char c)
{
	if (sql->is_value)
		sp_sql_value_put(&sql->rows, c);
	else
		put(sql, c);
}

static void end_string(struct sql *sql)
{
	if (sql->is_value)
		sp_sql_value_end(&sql->rows);
	sql->closing = sql->is_value = false;
	sql->lexeme = PLAIN;
	sql->before = sql->quote;
	put(sql, sql->quote);
}

static void byte(struct sql *sql, char c);

static void string_byte(struct sql *sql, char c)
{
	if (sql->closing) {
		sql->closing = false;
		if (c == sql->quote) {
			string_put(sql, c);
			return;
		}
		end_string(sql);
		byte(sql, c);
	} else if (sql->escaped) {
		sql->escaped = false;
		string_put(sql, strchr("nrtbfv0Z", c) ? ' ' : c);
	} else if (c == '\\' && sql->escapes) {
		sql->escaped = true;
	} else if (c == sql->quote) {
		sql->closing = true;
	} else {
		string_put(sql, c);
	}
}

/* Rows of COPY: values between tabs, "\N" for none, "\." at the end. */
static void copy_byte(struct sql *sql, char c)
{
	struct sp_sql_rows *rows = &sql->rows;
	bool begins = sql->line_begins;

	sql->line_begins = false;
	if (sql->escaped) {
		sql->escaped = false;
		if (c == '.' && !rows->column && !rows->at) {
			sql->lexeme = PLAIN;
			end_statement(sql);
			sp_sql_put(rows, "\\.", 2);
		} else if (c != 'N') {
			sp_sql_value_put(rows, strchr("nrtbfv", c) ? ' ' : c);
		}
		return;
	}
	if (begins) {
		sp_sql_row_begin(rows);
		sp_sql_value_begin(rows, false, false);
	}
	if (c == '\\') {
		sql->escaped = true;
	} else if (c == '\t' || c == '\n') {
		sp_sql_value_end(rows);
		rows->column += c == '\t';
		if (c == '\n')
			sp_sql_row_end(rows);
		put(sql, c);
		sp_sql_value_begin(rows, false, false);
		sql->line_begins = c == '\n';
	} else {
		sp_sql_value_put(rows, c);
	}
}

/* ---- all of it ---- */

static void byte(struct sql *sql, char c)
{
	switch (sql->lexeme) {
	case PLAIN:
		plain_byte(sql, c);
		break;
	case WORD:
		if (is_word_byte(c) || (c == '.' && sql->is_value)) {
			word_byte(sql, c);
			break;
		}
		if (sql->zero)
			sp_sql_value_put(&sql->rows, '0');
		sql->zero = false;
		end_word(sql, c);
		if (c == '\'' && sql->word.len == 1 && strchr("eExX", sql->word.data[0])) {
			sql->escapes = strchr("eE", sql->word.data[0]) != NULL;
			begin_string(sql, c, !sql->escapes);
		} else {
			plain_byte(sql, c);
		}
		break;
	case NAME:
		if (c == sql->quote) {
			sql->lexeme = PLAIN;
			on_word(sql, true);
		} else if (sql->word.len < WORD_BYTES) {
			must(sql, sp_buf_putc(&sql->word, c));
		}
		put(sql, c);
		break;
	case STRING:
		string_byte(sql, c);
		break;
	case LINE_COMMENT:
		if (c == '\n') {
			sql->lexeme = PLAIN;
			on_newline(sql);
		} else {
			put(sql, c);
		}
		break;
	case BLOCK_COMMENT:
		if (c == '/' && sql->before == '*')
			sql->lexeme = PLAIN;
		sql->before = c;
		put(sql, c);
		break;
	case COPY_DATA:
		copy_byte(sql, c);
		break;
	}
}

/* Bytes that are plainly the text of a value or a comment. */
static size_t run_length(const struct sql *sql, const char *s, size_t len)
{
	size_t n = 0;

	if (sql->closing || sql->escaped || sql->line_begins)
		return 0;
	if (sql->lexeme == STRING)
		while (n < len && s[n] != sql->quote && s[n] != '\\')
			n++;
	else if (sql->lexeme == COPY_DATA)
		while (n < len && s[n] != '\t' && s[n] != '\\' && s[n] != '\n')
			n++;
	return n;
}

static enum sp_status feed(struct sql *sql, const char *text, size_t len)
{
	while (len && sql->rows.status == SP_OK) {
		size_t n = run_length(sql, text, len);
		if (n && (sql->is_value || sql->lexeme == COPY_DATA))
			sp_sql_value_run(&sql->rows, text, n);
		else if (n)
			sp_sql_put(&sql->rows, text, n);
		else
			byte(sql, *text);
		n += !n;
		text += n;
		len -= n;
	}
	sp_sql_flush(&sql->rows);
	return sql->rows.status;
}

/* The writer's last line is missing. */
static bool lacks_end(struct sp_input *in)
{
	static const struct {
		const char *first, *last;
	} dumps[] = { { "-- MySQL dump ", "-- Dump completed" },
		      { "-- MariaDB dump ", "-- Dump completed" },
		      { "-- PostgreSQL database dump\n", "-- PostgreSQL database dump complete" } };
	char tail[256];
	size_t len, got = 0;
	uint64_t size = sp_input_size(in);
	uint64_t at = size > sizeof(tail) ? size - sizeof(tail) : 0;
	const void *head = sp_input_head(in, &len);

	for (size_t i = 0; i < LENGTH(dumps); i++)
		if (memmem(head, len, dumps[i].first, strlen(dumps[i].first)))
			return sp_input_read(in, at, tail, sizeof(tail), &got) == SP_OK &&
			       !memmem(tail, got, dumps[i].last, strlen(dumps[i].last));
	return false;
}

static enum sp_status finish(struct sql *sql, struct sp_input *in)
{
	bool cut = lacks_end(in) || sql->lexeme == COPY_DATA || sql->lexeme == NAME ||
		   sql->lexeme == BLOCK_COMMENT || (sql->lexeme == STRING && !sql->closing) ||
		   (sql->clause != OTHER && sql->depth);

	if (sql->lexeme == WORD || sql->lexeme == STRING)
		byte(sql, sql->closing ? ' ' : '\n');
	if (sql->is_value || sql->lexeme == COPY_DATA)
		sp_sql_value_end(&sql->rows);
	end_statement(sql);
	sp_sql_flush(&sql->rows);
	if (sql->rows.status != SP_OK)
		return sql->rows.status;
	if (cut)
		sp_sink_problem(sql->rows.out, SP_REASON_TRUNCATED,
				"it ends before it is complete");
	return sp_status_worse(sp_sql_rows_problems(&sql->rows), cut ? SP_PARTIAL : SP_OK);
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct sql sql = { .is_first = true,
			   .word = SP_BUF_INIT(SP_BUF_UNCAPPED),
			   .name = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	struct sp_reader reader;
	const char *text = NULL;
	size_t len = 0;
	enum sp_status status = sp_reader_init(&reader, in, NULL);

	sp_sql_rows_init(&sql.rows, out);
	if (status == SP_OK)
		status = sp_reader_next(&reader, &text, &len);
	while (status == SP_OK && len) {
		status = feed(&sql, text, len);
		if (status == SP_OK)
			status = sp_reader_next(&reader, &text, &len);
	}
	if (status == SP_OK)
		status = finish(&sql, in);
	else if (status == SP_FAILED)
		sp_sink_input_problem(out, in);
	sp_reader_release(&reader);
	sp_sql_rows_release(&sql.rows);
	sp_buf_release(&sql.word);
	sp_buf_release(&sql.name);
	return status;
}

/* ---- probe ---- */

/* Does a line begin as those of dumps do? */
static bool is_sign(const char *line, size_t len)
{
	static const char *const signs[] = {
		"CREATE TABLE ",
		"INSERT INTO ",
		"INSERT [",
		"COPY ",
		"REPLACE INTO ",
		"-- MySQL dump",
		"-- MariaDB dump",
		"-- PostgreSQL data",
		"-- phpMyAdmin SQL Dump",
		"USE [",
		"SET IDENTITY_INSERT",
		"DROP TABLE IF EXISTS",
		"LOCK TABLES `",
		"/*!40",
		"PRAGMA foreign_keys",
		"CREATE TABLE IF",
	};

	for (size_t i = 0; i < LENGTH(signs) && len > 2; i++) {
		const char *sign = signs[i];
		/* Lines of prose begin with the same letters. */
		if (sp_to_upper(line[0]) != sign[0] || sp_to_upper(line[1]) != sign[1])
			continue;
		size_t n = strlen(sign);
		if (len > n && sp_ascii_equal_n(line, sign, n))
			return true;
	}
	return false;
}

static unsigned probe_lines(const char *s, size_t len)
{
	while (len) {
		const char *end = memchr(s, '\n', len);
		size_t n = end ? (size_t)(end - s) + 1 : len;
		if (strchr("CIRUSDLP-/cirusdlp", *s) && *s && is_sign(s, n))
			return BID;
		s += n;
		len -= n;
	}
	return 0;
}

unsigned sp_probe_sql(struct sp_input *in)
{
	char opening[SP_OPENING];
	size_t len;
	const char *head = (const char *)sp_input_head(in, &len);

	if (len > 1 && (!head[0] || !head[1] || !memcmp(head, "\xFF\xFE", 2) ||
			!memcmp(head, "\xFE\xFF", 2))) {
		len = sp_opening(in, 0, opening);
		head = opening;
	} else if (len && !sp_is_alpha(head[0]) && !strchr("-/#\n\r\xEF", head[0])) {
		return 0;
	}
	return probe_lines(head, len);
}

const struct sp_extractor sp_extractor_sql = {
	.name = "sql",
	.probe = sp_probe_sql,
	.extract = extract,
	.streams = true,
};
