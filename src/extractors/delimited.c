/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delimited.c - the dialect of delimited values (RFC 4180 and its relatives).
 *
 * Each separator is tried on the first rows; the one that gives most columns,
 * the same number in nearly all rows, is it. The first row is a header where
 * it reads like names and the rows below do not, or where it has words that
 * head columns. Left out: separators of several characters.
 */
#include "extractors/delimited.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "extractors/heading.h"

/* How much is looked at. */
#define SAMPLE_BYTES (64 * 1024)
#define SAMPLE_ROWS 50
#define SEPARATORS ";\t|,:^~"
#define RARE_COLUMNS 4

struct field {
	const char *s;
	size_t len;
};

struct row {
	struct field fields[SP_DELIMITED_COLUMNS];
	size_t n; /* fields, also those that found no room */
};

struct sample {
	const char *text;
	size_t len, at;
	bool whole;
	char separator, quote;
};

/* ---- rows ---- */

/* The end of a field, which begins at `at`; len if it does not end here. */
static size_t field_end(const struct sample *sample, size_t at, bool *quoted)
{
	const char *s = sample->text;

	*quoted = at < sample->len && s[at] == sample->quote;
	if (*quoted) {
		for (at++; at < sample->len; at++) {
			if (s[at] != sample->quote)
				continue;
			if (at + 1 < sample->len && s[at + 1] == sample->quote)
				at++;
			else
				break;
		}
	}
	while (at < sample->len && s[at] != sample->separator && s[at] != '\n' && s[at] != '\r')
		at++;
	return at;
}

static void add_field(struct row *row, const char *s, size_t len, char quote)
{
	if (quote && len >= 2 && s[len - 1] == quote) {
		s++;
		len -= 2;
	}
	while (len && sp_is_space(s[0])) {
		s++;
		len--;
	}
	while (len && sp_is_space(s[len - 1]))
		len--;
	if (row->n < SP_DELIMITED_COLUMNS)
		row->fields[row->n] = (struct field) { s, len };
	row->n++;
}

/* The next row that is complete and not empty. */
static bool next_row(struct sample *sample, struct row *row)
{
	const char *s = sample->text;
	size_t at = sample->at;

	while (at < sample->len && (s[at] == '\n' || s[at] == '\r'))
		at++;
	if (at == sample->len)
		return false;
	for (row->n = 0;; at++) {
		bool quoted;
		size_t end = field_end(sample, at, &quoted);
		if (end == sample->len && !sample->whole)
			return false;
		add_field(row, s + at, end - at, quoted ? sample->quote : 0);
		at = end;
		if (at == sample->len || s[at] != sample->separator)
			break;
	}
	sample->at = at;
	return true;
}

/* ---- dialect ---- */

/* Commas and colons with a space behind them are punctuation. */
static bool is_prose(const struct sample *sample)
{
	size_t marks = 0, spaced = 0;

	for (size_t i = 0; i + 1 < sample->len; i++) {
		bool is_mark = sample->text[i] == sample->separator;
		marks += is_mark;
		spaced += is_mark && sample->text[i + 1] == ' ';
	}
	return spaced * 2 > marks;
}

/* How many fields begin and end with a quote of the kind, up to two. */
static void count_quotes(const struct sample *sample, char quote, size_t *opened, size_t *closed)
{
	const char *s = sample->text, *end = s + sample->len;

	*opened = *closed = 0;
	while ((s = memchr(s, quote, (size_t)(end - s))) && (*opened < 2 || *closed < 2)) {
		char before = s > sample->text ? s[-1] : '\n', behind = s + 1 < end ? s[1] : '\n';
		*opened += strchr(SEPARATORS "\n", before) != NULL;
		*closed += strchr(SEPARATORS "\r\n", behind) != NULL;
		s++;
	}
}

/* Quotes are single ones where fields begin and end with these, and none with a double one. */
static char find_quote(const struct sample *sample)
{
	size_t opened, closed, doubled;

	count_quotes(sample, '\'', &opened, &closed);
	if (opened < 2 || closed < 2)
		return '"';
	count_quotes(sample, '"', &doubled, &closed);
	return doubled ? '"' : '\'';
}

/* The bytes that the first row can be in: its line, where it has no quotes. */
static size_t first_bytes(const struct sample *sample)
{
	const char *s = sample->text + sample->at, *text = s;
	const size_t len = sample->len - sample->at;

	while (s < text + len && (*s == '\n' || *s == '\r'))
		s++;
	const char *end = memchr(s, '\n', len - (size_t)(s - text));
	const size_t n = end ? (size_t)(end - text) : len;
	return memchr(text, sample->quote, n) ? len : n;
}

/* Columns that the separator gives, which stands in the first bytes; 0 where it gives no table. */
static size_t columns_by(struct sample sample, char separator, size_t first, struct row *row)
{
	size_t columns = 0, rows = 0, same = 0;

	if (!memchr(sample.text + sample.at, separator, first))
		return 0;
	sample.separator = separator;
	while (rows < SAMPLE_ROWS && next_row(&sample, row)) {
		if (!rows++) {
			columns = row->n;
			/* Indented text is no table. */
			if (columns < 2 || (separator == '\t' && !row->fields[0].len))
				return 0;
		}
		same += row->n == columns;
	}
	if (rows < 2 || same * 10 < rows * 9)
		return 0;
	if (separator == ',' && ((columns == 2 && rows < 3) || is_prose(&sample)))
		return 0;
	/* Times, labels, paths: few of these make no table. */
	if (strchr(":^~", separator) && (columns < RARE_COLUMNS || is_prose(&sample)))
		return 0;
	return columns;
}

/* Spreadsheets write "sep=;" on a line before the rows. */
static bool told_separator(struct sample *sample)
{
	const char *s = sample->text;

	if (sample->len < 6 || !sp_ascii_equal_n(s, "sep=", 4) || !s[4] ||
	    !strchr(SEPARATORS, s[4]) || (s[5] != '\r' && s[5] != '\n'))
		return false;
	sample->separator = s[4];
	sample->at = 5;
	return true;
}

static bool find_separator(struct sample *sample, struct row *row)
{
	size_t most = 0;

	sample->quote = find_quote(sample);
	if (told_separator(sample))
		return true;
	const size_t first = first_bytes(sample);
	for (const char *s = SEPARATORS; *s; s++) {
		size_t columns = columns_by(*sample, *s, first, row);
		if (columns > most) {
			most = columns;
			sample->separator = *s;
		}
	}
	return most > 0;
}

/* ---- header ---- */

static bool is_row_of_names(const struct row *row)
{
	size_t names = 0, n = row->n < SP_DELIMITED_COLUMNS ? row->n : SP_DELIMITED_COLUMNS;

	for (size_t i = 0; i < n; i++) {
		if (row->fields[i].len && !sp_heading_is_name(row->fields[i].s, row->fields[i].len))
			return false;
		names += row->fields[i].len > 0;
	}
	return names * 4 >= n * 3;
}

static bool has_heading(const struct row *row)
{
	size_t n = row->n < SP_DELIMITED_COLUMNS ? row->n : SP_DELIMITED_COLUMNS;

	for (size_t i = 0; i < n; i++)
		if (sp_heading_has_word(row->fields[i].s, row->fields[i].len))
			return true;
	return false;
}

/* Do the rows that follow look other than the first? */
static bool values_follow(struct sample sample, struct row *row)
{
	for (size_t rows = 0; rows < SAMPLE_ROWS && next_row(&sample, row); rows++)
		if (!is_row_of_names(row))
			return true;
	return false;
}

/* A name with its doubled quotes made one. */
static bool add_name(struct sp_buf *out, const struct field *field)
{
	for (size_t i = 0; i < field->len; i++) {
		if ((field->s[i] == '"' || field->s[i] == '\'') && i + 1 < field->len &&
		    field->s[i + 1] == field->s[i])
			i++;
		if (!sp_buf_putc(out, field->s[i]))
			return false;
	}
	return sp_buf_putc(out, '\0');
}

static bool keep_names(struct sp_delimited_table *table, const struct row *row)
{
	size_t n = row->n < SP_DELIMITED_COLUMNS ? row->n : SP_DELIMITED_COLUMNS;

	table->names = sp_mem_zero(n, sizeof(*table->names));
	if (!table->names)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!add_name(&table->text, &row->fields[i]))
			return false;
	const char *s = sp_buf_str(&table->text);
	for (size_t i = 0; i < n; i++, s += strlen(s) + 1)
		table->names[i] = s;
	table->rows.header = table->names;
	table->rows.columns = n;
	return true;
}

/* Keeps the names in the first row, where it has some. `spare` is for the rows below. */
static enum sp_status find_header(struct sp_delimited_table *table, struct sample *sample,
				  struct row *row, struct row *spare)
{
	if (!next_row(sample, row) || !is_row_of_names(row))
		return SP_OK;
	if (!has_heading(row) && !values_follow(*sample, spare))
		return SP_OK;
	return keep_names(table, row) ? SP_OK : SP_FATAL;
}

enum sp_status sp_delimited_find(struct sp_delimited_table *table, const char *text, size_t len,
				 bool whole, bool *found)
{
	struct sample sample = { text, len, 0, whole, 0, '"' };
	struct row *rows = sp_mem_alloc(2 * sizeof(*rows));
	enum sp_status status = SP_OK;

	*table = (struct sp_delimited_table) { .text = SP_BUF_INIT(SAMPLE_BYTES * 2) };
	*found = false;
	if (!rows)
		return SP_FATAL;
	if (len > SAMPLE_BYTES) {
		sample.len = SAMPLE_BYTES;
		sample.whole = false;
	}
	if (find_separator(&sample, &rows[0])) {
		*found = true;
		table->rows.separator = sample.separator;
		table->rows.quote = sample.quote;
		status = find_header(table, &sample, &rows[0], &rows[1]);
	}
	sp_mem_free(rows);
	return status;
}

void sp_delimited_release(struct sp_delimited_table *table)
{
	sp_mem_free(table->names);
	table->names = NULL;
	sp_buf_release(&table->text);
}
