/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pasted.c - tables within other text: lines below each other that have the
 * same number of tabs, or of bars. So they come out of a spreadsheet into a
 * message, and out of the tables of a web page.
 *
 * The first line may say what the columns hold. Only lines on which something
 * was found are looked at, and those between them and their table's first.
 */
#include "detect/scratch.h"

#include <string.h>

#include "base/ascii.h"

#define LINE_MOST 4096 /* bytes of a line that is part of a table */

struct line {
	size_t start, end; /* in the segment's text; end: of the newline, or of the text */
	char separator;	   /* or 0: it is no row */
	size_t separators;
};

static size_t count(const char *s, size_t len, char c)
{
	size_t n = 0;

	for (const char *end = s + len; (s = memchr(s, c, (size_t)(end - s))); s++)
		n++;
	return n;
}

static struct line line_of(const struct sp_segment *segment, size_t at)
{
	const char *text = segment->text;
	size_t from = at > LINE_MOST ? at - LINE_MOST : 0;
	size_t to = segment->len - at > LINE_MOST ? at + LINE_MOST : segment->len;
	const char *before = memrchr(text + from, '\n', at - from);
	const char *behind = memchr(text + at, '\n', to - at);
	struct line line = { before ? (size_t)(before - text) + 1 : from,
			     behind ? (size_t)(behind - text) : to, 0, 0 };

	line.separators = count(text + line.start, line.end - line.start, '\t');
	line.separator = line.separators ? '\t' : '|';
	if (!line.separators)
		line.separators = count(text + line.start, line.end - line.start, '|');
	if (!line.separators)
		line.separator = 0;
	return line;
}

static bool is_alike(const struct line *line, const struct pasted *table)
{
	return line->separator == table->separator && line->separators == table->separators;
}

/* True if every line from the table's last known to this one is a row of it. */
static bool goes_on(struct pasted *table, const struct sp_segment *segment, const struct line *line)
{
	uint64_t start = segment->offset + line->start;

	if (!table->separator || !is_alike(line, table) || start < table->start ||
	    table->end < segment->offset)
		return false;
	while (table->end < start) {
		struct line next = line_of(segment, (size_t)(table->end - segment->offset));
		if (!is_alike(&next, table) || segment->offset + next.end + 1 <= table->end)
			return false;
		table->end = segment->offset + next.end + 1;
	}
	if (segment->offset + line->end + 1 > table->end)
		table->end = segment->offset + line->end + 1;
	return true;
}

/* Letters rather than digits in the first line: it says what the columns hold. */
static bool is_heading(const char *s, size_t len)
{
	size_t letters = 0, digits = 0;

	for (size_t i = 0; i < len; i++) {
		letters += sp_is_alpha(s[i]) || (unsigned char)s[i] >= 0x80;
		digits += sp_is_digit(s[i]);
	}
	return letters > 4 * digits;
}

/* The table that the line is in, looked for upwards. */
static void begin(struct pasted *table, const struct sp_segment *segment, const struct line *line)
{
	struct line first = *line;

	*table = (struct pasted) { .separator = line->separator, .separators = line->separators };
	while (first.start) {
		struct line above = line_of(segment, first.start - 1);
		if (!is_alike(&above, table))
			break;
		first = above;
	}
	table->start = segment->offset + first.start;
	table->end = segment->offset + line->end + 1;
	table->rows = first.start < line->start;
	if (!table->rows && line->end + 1 < segment->len) {
		const struct line below = line_of(segment, line->end + 1);
		table->rows = is_alike(&below, table);
	}
	const char *text = segment->text + first.start;
	size_t len = first.end - first.start;
	if (table->rows && len < PASTED_HEADING && is_heading(text, len)) {
		memcpy(table->heading, text, len);
		table->len = len;
	}
}

bool pasted_may_stand(const struct sp_segment *segment)
{
	return memchr(segment->text, '\t', segment->len) ||
	       memchr(segment->text, '|', segment->len);
}

/* False where the segment holds no row at all; asked once. */
static bool may_hold_rows(struct sp_scratch *scratch, const struct sp_segment *segment)
{
	if (!scratch->rows_asked) {
		scratch->rows_asked = true;
		scratch->may_hold_rows = pasted_may_stand(segment);
	}
	return scratch->may_hold_rows;
}

const struct pasted *pasted_at(struct sp_scratch *scratch, const struct sp_segment *segment,
			       size_t at)
{
	struct pasted *table = &scratch->pasted;
	struct line line;

	if (segment->delimited)
		return NULL;
	if (!may_hold_rows(scratch, segment)) {
		table->separator = 0;
		table->rows = false;
		table->line_start = table->line_end = 0;
		return NULL;
	}
	/* Most ask about the line that was asked about last. */
	if (table->line_start <= segment->offset + at && segment->offset + at < table->line_end)
		return table->rows ? table : NULL;
	line = line_of(segment, at);
	if (!line.separator || !goes_on(table, segment, &line)) {
		if (line.separator)
			begin(table, segment, &line);
		else
			*table = (struct pasted) { .separator = 0 };
	} else {
		table->rows = true;
	}
	table->line_start = segment->offset + line.start;
	table->line_end = segment->offset + line.end;
	return table->rows ? table : NULL;
}

size_t pasted_column(const struct pasted *table, const struct sp_segment *segment, size_t at)
{
	uint64_t start =
		table->line_start > segment->offset ? table->line_start - segment->offset : 0;

	return count(segment->text + start, at - (size_t)start, table->separator);
}

size_t pasted_heading(const struct pasted *table, size_t column, const char **heading)
{
	const char *s = table->heading, *end = s + table->len;

	for (const char *next; column && (next = memchr(s, table->separator, (size_t)(end - s)));
	     column--)
		s = next + 1;
	*heading = s;
	if (column)
		return 0;
	const char *stop = memchr(s, table->separator, (size_t)(end - s));
	return (size_t)((stop ? stop : end) - s);
}
