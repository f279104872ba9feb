/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sql.c - dumps of databases as SQL: what mysqldump, pg_dump (COPY and INSERT),
 * sqlite3's .dump, SQL Server, Oracle and HeidiSQL write.
 *
 * The text is told as it stands, with its lines. Rows of INSERT and COPY are
 * places in it, named by the columns that the statement or the table's CREATE
 * lists; escapes are resolved, and bytes in hex are told as what they are.
 * Nothing is validated: what is not understood is text. Here bytes become words
 * and strings; sql_statement.c knows what they are of. Left out: COPY as CSV,
 * raw bytes that MySQL wrote into strings, bodies of functions as such.
 */
#include <string.h>

#include "base/ascii.h"
#include "extractors/opening.h"
#include "extractors/reader.h"
#include "extractors/registry.h"
#include "extractors/sql_statement.h"

enum { BID = 24 };

#define WORD_BYTES 128
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* What a byte is part of. */
enum lexeme { PLAIN, WORD, NAME, STRING, LINE_COMMENT, BLOCK_COMMENT, COPY_DATA };

struct sql {
	struct sp_sql_statement st;
	enum lexeme lexeme;
	char quote;	    /* that ends the string or name */
	char before;	    /* the byte before this one, outside strings */
	bool closing;	    /* a quote in a string: the next byte says what it was */
	bool escaped;	    /* behind a backslash */
	bool backslashes;   /* strings have escapes: MySQL's have ... */
	bool escapes;	    /* ... and this one */
	bool is_value;	    /* the word or string is one of a row */
	bool zero;	    /* a value begins with 0, and perhaps with 0x */
	bool binary;	    /* a string of bytes follows */
	bool line_begins;   /* of COPY's rows */
	struct sp_buf word; /* cut where it is no name */
};

static void put(struct sql *sql, char c)
{
	sp_sql_put(&sql->st.rows, &c, 1);
}

static void must(struct sql *sql, bool ok)
{
	if (!ok)
		sql->st.rows.status = SP_FATAL;
}

/* The end of a line; the rows of COPY begin behind that of their statement. */
static void on_newline(struct sql *sql)
{
	put(sql, '\n');
	if (sp_sql_statement_line(&sql->st)) {
		sql->lexeme = COPY_DATA;
		sql->line_begins = true;
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
	sql->is_value = sp_sql_in_row(&sql->st);
	sql->st.is_first = false;
	put(sql, quote);
	if (sql->is_value)
		sp_sql_value_begin(&sql->st.rows, hex, sql->binary);
	sql->binary = false;
}

/* The word has ended with c: it may be what a string begins with, as in N'...'. */
static void end_word(struct sql *sql, char c)
{
	const char *word = sp_buf_str(&sql->word);

	sql->lexeme = PLAIN;
	if (sql->is_value) {
		sp_sql_value_end(&sql->st.rows);
		sql->is_value = false;
		return;
	}
	if (sql->st.clause == SP_SQL_ROWS && sp_ascii_equal(word, "_binary"))
		sql->binary = true;
	else if (c != '\'' || sql->word.len != 1)
		sp_sql_statement_word(&sql->st, word, false);
}

static void begin_word(struct sql *sql, char c)
{
	sql->lexeme = WORD;
	sp_buf_reset(&sql->word);
	sql->is_value = sp_sql_in_row(&sql->st) && sp_is_digit(c);
	if (sql->is_value)
		sp_sql_value_begin(&sql->st.rows, false, false);
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
		sp_sql_put(&sql->st.rows, "0x", 2);
		sp_sql_value_begin(&sql->st.rows, true, false);
	} else if (!sql->zero || sql->word.len) {
		if (sql->zero)
			sp_sql_value_put(&sql->st.rows, '0');
		sql->zero = false;
		sp_sql_value_put(&sql->st.rows, c);
	} else {
		/* The 0 itself. */
		must(sql, sp_buf_putc(&sql->word, c));
	}
}

/* Outside of words, names and strings. */
static void plain_byte(struct sql *sql, char c)
{
	static const char ends[] = { ['"'] = '"', ['`'] = '`', ['['] = ']' };
	const bool in_row = sp_sql_in_row(&sql->st);

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
	} else if ((c == '-' && sql->before == '-') || (c == '#' && sql->st.is_first)) {
		sql->lexeme = LINE_COMMENT;
		put(sql, c);
	} else if (c == '*' && sql->before == '/') {
		sql->lexeme = BLOCK_COMMENT;
		put(sql, c);
	} else if (c == ',' && in_row && sql->st.depth == 1) {
		/* A comma between two numbers would make one of them. */
		put(sql, '\t');
		sql->st.rows.column++;
	} else {
		sql->st.is_first &= sp_is_space(c) || c == '-' || c == '/';
		sql->st.dotted |= c == '.';
		sql->st.item |= c == ',' && sql->st.depth == 1;
		if (c == ')')
			sp_sql_statement_close(&sql->st);
		put(sql, c);
		if (c == '(')
			sp_sql_statement_open(&sql->st);
		else if (c == ';')
			sp_sql_statement_semicolon(&sql->st);
	}
	sql->before = c;
}

/* A byte of a string's text. */
static void string_put(struct sql *sql, char c)
{
	if (sql->is_value)
		sp_sql_value_put(&sql->st.rows, c);
	else
		put(sql, c);
}

static void end_string(struct sql *sql)
{
	if (sql->is_value)
		sp_sql_value_end(&sql->st.rows);
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
	struct sp_sql_rows *rows = &sql->st.rows;
	bool begins = sql->line_begins;

	sql->line_begins = false;
	if (sql->escaped) {
		sql->escaped = false;
		if (c == '.' && !rows->column && !rows->at) {
			sql->lexeme = PLAIN;
			sp_sql_statement_end(&sql->st);
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
			sp_sql_value_put(&sql->st.rows, '0');
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
			sp_sql_statement_word(&sql->st, sp_buf_str(&sql->word), true);
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

static enum sp_status feed(void *context, const char *text, size_t len)
{
	struct sql *sql = context;

	while (len && sql->st.rows.status == SP_OK) {
		size_t n = run_length(sql, text, len);
		if (n && (sql->is_value || sql->lexeme == COPY_DATA))
			sp_sql_value_run(&sql->st.rows, text, n);
		else if (n)
			sp_sql_put(&sql->st.rows, text, n);
		else
			byte(sql, *text);
		n += !n;
		text += n;
		len -= n;
	}
	sp_sql_flush(&sql->st.rows);
	return sql->st.rows.status;
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
		   (sql->st.clause != SP_SQL_OTHER && sql->st.depth);

	if (sql->lexeme == WORD || sql->lexeme == STRING)
		byte(sql, sql->closing ? ' ' : '\n');
	if (sql->is_value || sql->lexeme == COPY_DATA)
		sp_sql_value_end(&sql->st.rows);
	sp_sql_statement_end(&sql->st);
	sp_sql_flush(&sql->st.rows);
	if (sql->st.rows.status != SP_OK)
		return sql->st.rows.status;
	if (cut)
		sp_sink_problem(sql->st.rows.out, SP_REASON_TRUNCATED,
				"it ends before it is complete");
	return sp_status_worse(sp_sql_rows_problems(&sql->st.rows), cut ? SP_PARTIAL : SP_OK);
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct sql sql = { .st = { .is_first = true, .name = SP_BUF_INIT(SP_BUF_UNCAPPED) },
			   .word = SP_BUF_INIT(SP_BUF_UNCAPPED) };

	sp_sql_rows_init(&sql.st.rows, out);
	enum sp_status status = sp_reader_each(in, out, feed, &sql);
	if (status == SP_OK)
		status = finish(&sql, in);
	sp_sql_rows_release(&sql.st.rows);
	sp_buf_release(&sql.word);
	sp_buf_release(&sql.st.name);
	return status;
}

/* ---- probe ---- */

/* Most lines of prose are told from the signs below by two characters. */
static bool begins_sign(char first, char second)
{
	switch (sp_to_upper(first) << 8 | sp_to_upper(second)) {
	case 'C' << 8 | 'R':
	case 'I' << 8 | 'N':
	case 'C' << 8 | 'O':
	case 'R' << 8 | 'E':
	case '-' << 8 | '-':
	case 'U' << 8 | 'S':
	case 'S' << 8 | 'E':
	case 'D' << 8 | 'R':
	case 'L' << 8 | 'O':
	case '/' << 8 | '*':
	case 'P' << 8 | 'R':
		return true;
	default:
		return false;
	}
}

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

	if (len < 2 || !begins_sign(line[0], line[1]))
		return false;
	for (size_t i = 0; i < LENGTH(signs); i++) {
		size_t n = strlen(signs[i]);
		if (len > n && sp_ascii_equal_n(line, signs[i], n))
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
