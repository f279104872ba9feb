/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delimited.c - the dialect of delimited values (RFC 4180 and its relatives).
 *
 * Each separator is tried on the first rows; the one that gives most columns,
 * the same number in nearly all rows, is it. The first row is a header where
 * it reads like names and the rows below do not, or where it has words that
 * head columns. Left out: columns of fixed width, quotes other than '"'.
 */
#include "extractors/delimited.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"

/* How much is looked at. */
#define SAMPLE_BYTES (64 * 1024)
#define SAMPLE_ROWS 50
/* Longest name of a column. */
#define NAME_BYTES 100

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
	char separator;
};

/* ---- rows ---- */

/* The end of a field, which begins at `at`; len if it does not end here. */
static size_t field_end(const struct sample *sample, size_t at, bool *quoted)
{
	const char *s = sample->text;

	*quoted = at < sample->len && s[at] == '"';
	if (*quoted) {
		for (at++; at < sample->len; at++) {
			if (s[at] != '"')
				continue;
			if (at + 1 < sample->len && s[at + 1] == '"')
				at++;
			else
				break;
		}
	}
	while (at < sample->len && s[at] != sample->separator && s[at] != '\n' && s[at] != '\r')
		at++;
	return at;
}

static void add_field(struct row *row, const char *s, size_t len, bool quoted)
{
	if (quoted && len >= 2 && s[len - 1] == '"') {
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
		add_field(row, s + at, end - at, quoted);
		at = end;
		if (at == sample->len || s[at] != sample->separator)
			break;
	}
	sample->at = at;
	return true;
}

/* ---- dialect ---- */

/* Commas with a space behind them are punctuation. */
static bool is_prose(const struct sample *sample)
{
	size_t commas = 0, spaced = 0;

	for (size_t i = 0; i + 1 < sample->len; i++) {
		commas += sample->text[i] == ',';
		spaced += sample->text[i] == ',' && sample->text[i + 1] == ' ';
	}
	return spaced * 2 > commas;
}

/* Columns that the separator gives, or 0 where it gives no table. */
static size_t columns_by(struct sample sample, char separator, struct row *row)
{
	size_t columns = 0, rows = 0, same = 0;

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
	return columns;
}

/* Spreadsheets write "sep=;" on a line before the rows. */
static bool told_separator(struct sample *sample)
{
	const char *s = sample->text;

	if (sample->len < 6 || !sp_ascii_equal_n(s, "sep=", 4) || !strchr(",;\t|", s[4]) ||
	    (s[5] != '\r' && s[5] != '\n'))
		return false;
	sample->separator = s[4];
	sample->at = 5;
	return true;
}

static bool find_separator(struct sample *sample, struct row *row)
{
	static const char separators[] = ";\t|,";
	size_t most = 0;

	if (told_separator(sample))
		return true;
	for (const char *s = separators; *s; s++) {
		size_t columns = columns_by(*sample, *s, row);
		if (columns > most) {
			most = columns;
			sample->separator = *s;
		}
	}
	return most > 0;
}

/* ---- header ---- */

/* Could this be the name of a column? */
static bool is_name(const struct field *field)
{
	size_t digits = 0, letters = 0;

	for (size_t i = 0; i < field->len; i++) {
		char c = field->s[i];
		digits += sp_is_digit(c);
		letters += sp_is_alpha(c) || (unsigned char)c >= 0x80;
		if (c == '@' || !c)
			return false;
	}
	return letters && digits <= 3 && field->len <= NAME_BYTES;
}

static bool is_row_of_names(const struct row *row)
{
	size_t names = 0, n = row->n < SP_DELIMITED_COLUMNS ? row->n : SP_DELIMITED_COLUMNS;

	for (size_t i = 0; i < n; i++) {
		if (row->fields[i].len && !is_name(&row->fields[i]))
			return false;
		names += row->fields[i].len > 0;
	}
	return names * 4 >= n * 3;
}

static bool contains(const struct field *field, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= field->len; i++)
		if (sp_ascii_equal_n(field->s + i, word, len))
			return true;
	return false;
}

/* Words that head columns and are seldom values. */
static bool has_heading(const struct row *row)
{
	static const char *const words[] = {
		"namn",	  "name",	 "nummer",	   "number",   "adress",    "address",
		"datum",  "date",	 "telefon",	   "phone",    "mail",	    "epost",
		"e-post", "postnr",	 "person",	   "kundnr",   "orgnr",	    "pnr",
		"konto",  "account",	 "postort",	   "titel",    "title",	    "avdelning",
		"klass",  "handläggare", "vårdnadshavare", "anställd", "befattning"
	};
	size_t n = row->n < SP_DELIMITED_COLUMNS ? row->n : SP_DELIMITED_COLUMNS;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
			if (contains(&row->fields[i], words[k]))
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
		if (field->s[i] == '"' && i + 1 < field->len && field->s[i + 1] == '"')
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
	struct sample sample = { text, len, 0, whole, 0 };
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
		table->rows.quote = '"';
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
