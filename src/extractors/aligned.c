/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aligned.c - see aligned.h: lists of old systems, reports, what database clients
 * print.
 *
 * Columns are told by what all rows have in common: two blanks at the same place,
 * or a long number that always begins or ends there; or by a rule of dashes below
 * the heading. Rows are the longest block of lines without an empty one. So that no
 * prose is cut into columns, many rows must agree, and one column at least must hold
 * numbers. Left out: rows of several lines, lines of more than 2000 bytes.
 */
#include "extractors/aligned.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/ascii.h"
#include "base/utf8.h"
#include "extractors/heading.h"

#define SAMPLE_BYTES (16 * 1024)
#define ROWS 64
#define WIDTH 512
#define LINE_BYTES 2000
/* Rows that must agree. */
#define ROWS_LEAST 5
#define ROWS_RULED 1
/* Digits of a number that may stand beside another column without a blank. */
#define LONG_NUMBER 6

/* What characters of all rows are at one place. */
struct place {
	unsigned filled, digits, letters;
};

struct row {
	const char *s;
	size_t len;
};

struct sample {
	struct row rows[ROWS];
	size_t n;
	struct place at[WIDTH + 1];
	unsigned width;
};

/*
 * True if there are two blanks side by side, or groups of dashes. Most texts have neither; memmem
 * takes several instructions a byte for such short ones.
 */
static bool may_be_aligned(const char *text, size_t len)
{
	size_t i = 0;

#ifdef __SSE2__
	const __m128i blank = _mm_set1_epi8(' '), dash = _mm_set1_epi8('-');
	for (; i + 18 <= len; i += 16) {
		const __m128i *at = (const __m128i *)(const void *)(text + i);
		const __m128i *third = (const __m128i *)(const void *)(text + i + 2);
		const __m128i *second = (const __m128i *)(const void *)(text + i + 1);
		__m128i first = _mm_loadu_si128(at);
		__m128i dashes = _mm_and_si128(_mm_cmpeq_epi8(first, dash),
					       _mm_cmpeq_epi8(_mm_loadu_si128(third), dash));
		__m128i either = _mm_or_si128(_mm_cmpeq_epi8(first, blank), dashes);
		if (_mm_movemask_epi8(
			    _mm_and_si128(either, _mm_cmpeq_epi8(_mm_loadu_si128(second), blank))))
			return true;
	}
#endif
	return memmem(text + i, len - i, "  ", 2) || memmem(text + i, len - i, "- -", 3);
}

/* ---- rows ---- */

static size_t trimmed(const char *s, size_t len)
{
	while (len && (s[len - 1] == ' ' || s[len - 1] == '\r' || s[len - 1] == '\n'))
		len--;
	return len;
}

/* The next line; false: there is none that is complete. */
static bool next_line(const char **text, size_t *len, bool whole, struct row *row)
{
	const char *end = memchr(*text, '\n', *len);

	if (!*len || (!end && !whole))
		return false;
	size_t n = end ? (size_t)(end - *text) + 1 : *len;
	*row = (struct row) { *text, trimmed(*text, n) };
	*text += n;
	*len -= n;
	return true;
}

/* The longest block of lines, without tabs, that no empty line parts. */
static void find_block(struct sample *sample, const char *text, size_t len, bool whole)
{
	struct row rows[ROWS];
	size_t n = 0;

	for (struct row row; next_line(&text, &len, whole, &row);) {
		if (!row.len || memchr(row.s, '\t', row.len))
			n = 0;
		else if (n < ROWS)
			rows[n++] = row;
		if (n > sample->n) {
			memcpy(sample->rows, rows, n * sizeof(*rows));
			sample->n = n;
		}
	}
}

static void count(struct sample *sample, const struct row *row)
{
	unsigned at = 0;

	for (size_t i = 0; i < row->len && at < WIDTH; i++) {
		char c = row->s[i];
		if (sp_utf8_is_tail(c))
			continue;
		sample->at[at].filled += c != ' ';
		sample->at[at].digits += sp_is_digit(c);
		sample->at[at].letters += sp_is_alpha(c) || (unsigned char)c >= 0xC0;
		at++;
	}
	if (at > sample->width)
		sample->width = at;
}

/* ---- columns ---- */

static void add_column(struct sp_aligned *table, unsigned gap, unsigned start)
{
	if (table->n < SP_ALIGNED_COLUMNS)
		table->columns[table->n++] =
			(struct sp_aligned_column) { .gap = gap, .start = start };
}

/* Do all rows have a long number directly before this place, or from it on? */
static bool is_number(const struct sample *sample, unsigned from, unsigned to)
{
	for (unsigned at = from; at < to; at++)
		if (sample->at[at].digits != sample->n)
			return false;
	return true;
}

static bool changes_at(const struct sample *sample, unsigned at)
{
	const struct place *here = &sample->at[at], *before = here - 1;

	if (at < LONG_NUMBER || at + LONG_NUMBER > sample->width)
		return false;
	return (here->letters == sample->n && is_number(sample, at - LONG_NUMBER, at)) ||
	       (before->letters == sample->n && is_number(sample, at, at + LONG_NUMBER));
}

static void columns_of_rows(struct sp_aligned *table, const struct sample *sample)
{
	unsigned at = 0;

	while (at < sample->width && !sample->at[at].filled)
		at++;
	add_column(table, at, at);
	for (; at < sample->width; at++) {
		unsigned gap = at;
		while (at < sample->width && !sample->at[at].filled)
			at++;
		if (at > gap + 1 || (at == gap && changes_at(sample, at)))
			add_column(table, gap, at);
	}
}

/* "----- --------": groups of dashes, at least two. */
static bool columns_of_rule(struct sp_aligned *table, const struct row *rule)
{
	table->n = 0;
	for (size_t i = 0; i < rule->len; i++) {
		char before = i ? rule->s[i - 1] : ' ';
		if (rule->s[i] != '-' && rule->s[i] != '=' && rule->s[i] != ' ')
			return false;
		if (rule->s[i] != ' ' && before == ' ')
			add_column(table, i ? (unsigned)i - 1 : 0, (unsigned)i);
	}
	return table->n >= 2;
}

/* ---- headings ---- */

/* The part of a line from one character to another. */
static struct row part_of(const struct row *row, unsigned from, unsigned to)
{
	size_t i = 0;
	unsigned at = 0;

	for (; i < row->len && at < from; at++)
		for (i++; i < row->len && sp_utf8_is_tail(row->s[i]);)
			i++;
	size_t start = i;
	for (; i < row->len && at < to; at++)
		for (i++; i < row->len && sp_utf8_is_tail(row->s[i]);)
			i++;
	while (start < i && row->s[start] == ' ')
		start++;
	return (struct row) { row->s + start, trimmed(row->s + start, i - start) };
}

static struct row cell_of(const struct sp_aligned *table, const struct row *row, size_t column)
{
	unsigned end = column + 1 < table->n ? table->columns[column + 1].start : UINT32_MAX;

	return part_of(row, table->columns[column].start, end);
}

static bool is_number_cell(const struct row *cell)
{
	size_t digits = 0;

	for (size_t i = 0; i < cell->len; i++) {
		if (!sp_is_digit(cell->s[i]) && !strchr("-+., :/", cell->s[i]))
			return false;
		digits += sp_is_digit(cell->s[i]);
	}
	return digits >= 4;
}

/* One column at least that mostly holds numbers, in half of the rows or more. */
static bool has_numbers(const struct sp_aligned *table, const struct sample *sample)
{
	for (size_t column = 0; column < table->n; column++) {
		size_t numbers = 0, filled = 0;
		for (size_t i = 1; i < sample->n; i++) {
			struct row cell = cell_of(table, &sample->rows[i], column);
			numbers += is_number_cell(&cell);
			filled += cell.len > 0;
		}
		if (numbers * 5 >= filled * 4 && numbers * 2 >= sample->n - 1)
			return true;
	}
	return false;
}

static void set_labels(struct sp_aligned *table, const struct row *heading)
{
	for (size_t i = 0; i < table->n; i++) {
		struct row cell = cell_of(table, heading, i);
		if (!sp_heading_is_name(cell.s, cell.len) ||
		    cell.len >= sizeof(table->columns[i].label))
			continue;
		memcpy(table->columns[i].label, cell.s, cell.len);
		table->columns[i].label[cell.len] = '\0';
	}
}

/* Is the first row a heading: names alone, with numbers below one of them or a telling word? */
static bool is_heading(const struct sp_aligned *table, const struct sample *sample)
{
	bool telling = false;

	for (size_t i = 0; i < table->n; i++) {
		struct row cell = cell_of(table, &sample->rows[0], i);
		struct row below = cell_of(table, &sample->rows[1], i);
		if (cell.len && !sp_heading_is_name(cell.s, cell.len))
			return false;
		telling |= cell.len &&
			   (sp_heading_has_word(cell.s, cell.len) || is_number_cell(&below));
	}
	return telling;
}

/* ---- is it one? ---- */

/* A look that is cheap, for all the texts that are none: half of the rows have blanks side by side.
 */
static bool may_be(const struct sample *sample)
{
	size_t n = 0;

	for (size_t i = 0; i < sample->n; i++)
		n += memmem(sample->rows[i].s, sample->rows[i].len, "  ", 2) != NULL;
	return sample->n >= ROWS_LEAST && n * 2 >= sample->n;
}

static bool find_ruled(struct sp_aligned *table, const struct sample *sample)
{
	for (size_t i = 1; i + ROWS_RULED < sample->n && i < 4; i++) {
		if (!columns_of_rule(table, &sample->rows[i]))
			continue;
		set_labels(table, &sample->rows[i - 1]);
		return true;
	}
	table->n = 0;
	return false;
}

static bool find_columns(struct sp_aligned *table, const char *text, size_t len, bool whole)
{
	struct sample sample = { .n = 0 };

	find_block(&sample, text, len, whole);
	if (find_ruled(table, &sample))
		return true;
	if (!may_be(&sample))
		return false;
	for (size_t i = 0; i < sample.n; i++)
		count(&sample, &sample.rows[i]);
	columns_of_rows(table, &sample);
	if (table->n < 2 || table->n == SP_ALIGNED_COLUMNS || !has_numbers(table, &sample))
		return false;
	if (is_heading(table, &sample))
		set_labels(table, &sample.rows[0]);
	return true;
}

bool sp_aligned_find(struct sp_aligned *table, const char *text, size_t len, bool whole)
{
	table->n = 0;
	table->line = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	table->too_long = false;
	if (len > SAMPLE_BYTES) {
		len = SAMPLE_BYTES;
		whole = false;
	}
	return may_be_aligned(text, len) && find_columns(table, text, len, whole);
}

void sp_aligned_release(struct sp_aligned *table)
{
	sp_buf_release(&table->line);
}

/* ---- telling ---- */

/* Bytes of the characters in s from character *at to `to`. */
static size_t bytes_to(const char *s, size_t len, unsigned *at, unsigned to)
{
	size_t i = 0;

	for (; i < len && *at < to; ++*at)
		for (i++; i < len && sp_utf8_is_tail(s[i]);)
			i++;
	return i;
}

/* Are there blanks wherever the columns are apart? */
static bool fits(const struct sp_aligned *table, const char *s, size_t len)
{
	unsigned at = 0;

	for (size_t i = 0; i < table->n && len; i++) {
		size_t n = bytes_to(s, len, &at, table->columns[i].gap);
		s += n;
		len -= n;
		for (; len && at < table->columns[i].start; at++, s++, len--)
			if (*s != ' ')
				return false;
	}
	return true;
}

static enum sp_status tell_field(const struct sp_aligned_column *column, size_t number,
				 struct sp_sink *out, const char *s, size_t len)
{
	enum sp_status status =
		sp_sink_enter(out, SP_PLACE_FIELD, column->label[0] ? column->label : NULL, number);

	if (status != SP_OK)
		return status;
	if (column->label[0])
		status = sp_sink_label(out, column->label);
	if (status == SP_OK)
		status = sp_sink_good_text(out, s, len);
	sp_sink_leave(out);
	return status;
}

/* The characters of a column: what is not blank is its field. */
static enum sp_status tell_column(const struct sp_aligned *table, size_t i, struct sp_sink *out,
				  const char *s, size_t len)
{
	const struct sp_aligned_column *column = &table->columns[i];
	enum sp_status status = SP_OK;
	size_t blanks = 0, used = trimmed(s, len);

	while (blanks < used && s[blanks] == ' ')
		blanks++;
	/* Numbers are not to run into what stands beside them. */
	if (column->gap == column->start && i)
		status = sp_sink_good_text(out, " ", 1);
	if (status == SP_OK)
		status = sp_sink_good_text(out, s, blanks);
	if (status == SP_OK && used > blanks)
		status = tell_field(column, i + 1, out, s + blanks, used - blanks);
	return status == SP_OK ? sp_sink_good_text(out, s + used, len - used) : status;
}

static enum sp_status tell_line(const struct sp_aligned *table, struct sp_sink *out, const char *s,
				size_t len)
{
	enum sp_status status = SP_OK;
	unsigned at = 0;

	if (!fits(table, s, trimmed(s, len)))
		return sp_sink_good_text(out, s, len);
	size_t before = bytes_to(s, len, &at, table->columns[0].start);
	status = sp_sink_good_text(out, s, before);
	s += before;
	len -= before;
	for (size_t i = 0; i < table->n && len && status == SP_OK; i++) {
		size_t n =
			i + 1 < table->n ? bytes_to(s, len, &at, table->columns[i + 1].start) : len;
		status = tell_column(table, i, out, s, n);
		s += n;
		len -= n;
	}
	return status;
}

/* What is kept of a line, which is complete, or too long to be one of the table. */
static enum sp_status let_go(struct sp_aligned *table, struct sp_sink *out, bool complete)
{
	const char *line = sp_buf_str(&table->line);
	enum sp_status status = complete ? tell_line(table, out, line, table->line.len)
					 : sp_sink_good_text(out, line, table->line.len);

	sp_buf_reset(&table->line);
	return status;
}

enum sp_status sp_aligned_feed(struct sp_aligned *table, struct sp_sink *out, const char *text,
			       size_t len)
{
	enum sp_status status = SP_OK;

	while (len && status == SP_OK) {
		const char *end = memchr(text, '\n', len);
		size_t n = end ? (size_t)(end - text) + 1 : len;
		if (table->too_long || table->line.len + n > LINE_BYTES) {
			status = let_go(table, out, false);
			table->too_long = !end;
			if (status == SP_OK)
				status = sp_sink_good_text(out, text, n);
		} else if (!end || table->line.len) {
			if (!sp_buf_add(&table->line, text, n))
				return SP_FATAL;
			if (end)
				status = let_go(table, out, true);
		} else {
			status = tell_line(table, out, text, n);
		}
		text += n;
		len -= n;
	}
	return status;
}

enum sp_status sp_aligned_finish(struct sp_aligned *table, struct sp_sink *out)
{
	return let_go(table, out, true);
}
