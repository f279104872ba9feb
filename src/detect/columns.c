/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * columns.c - which column of a delimited file a finding stands in.
 *
 * Each byte is counted at most once, and where there are no quotes only those
 * of the lines that hold a finding.
 */
#include "detect/scratch.h"

#include <string.h>

/* True if no quote in text[at, to) can hide a separator. */
static bool is_bare(const struct column_state *state, const struct sp_segment *segment, size_t at,
		    size_t to)
{
	const char quote = segment->delimited->quote;

	return !state->fields.quoted && !(quote && memchr(segment->text + at, quote, to - at));
}

/* Counts separators in text[at, to), which is bare: only its last line counts. */
static void count_bare(struct column_state *state, const struct sp_segment *segment, size_t at,
		       size_t to)
{
	const char separator = segment->delimited->separator, *text = segment->text;
	const char *newline = memrchr(text + at, '\n', to - at);
	const char last = text[to - 1];

	if (newline) {
		state->column = 0;
		at = (size_t)(newline - text) + 1;
	}
	for (; at < to; at++)
		state->column += text[at] == separator;
	state->fields.closing = false;
	state->fields.inside = last != separator && last != '\n';
}

/* Counts from the state's place to text[to]. */
static void count(struct column_state *state, const struct sp_segment *segment, size_t to)
{
	size_t at = state->at > segment->offset ? (size_t)(state->at - segment->offset) : 0;

	state->fields.separator = segment->delimited->separator;
	state->fields.quote = segment->delimited->quote;
	if (at < to && is_bare(state, segment, at, to)) {
		count_bare(state, segment, at, to);
		at = to;
	}
	for (; at < to; at++) {
		switch (sp_delimiter_next(&state->fields, segment->text[at])) {
		case SP_BYTE_SEPARATOR:
			state->column++;
			break;
		case SP_BYTE_NEWLINE:
			state->column = 0;
			break;
		case SP_BYTE_PLAIN:
			break;
		}
	}
	state->at = segment->offset + at;
}

size_t column_at(struct sp_scratch *scratch, const struct sp_segment *segment, size_t at)
{
	struct column_state ahead = scratch->column;

	if (!segment->delimited || segment->offset + at < ahead.at)
		return NO_COLUMN;
	count(&ahead, segment, at);
	/* The right margin comes again with the next segment. */
	if (at < segment->to)
		scratch->column = ahead;
	return ahead.column;
}

const char *column_header(const struct sp_segment *segment, size_t column)
{
	const struct sp_delimited *rows = segment->delimited;

	return rows && rows->header && column < rows->columns ? rows->header[column] : NULL;
}

void column_finish(struct sp_scratch *scratch, const struct sp_segment *segment)
{
	if (segment->delimited)
		count(&scratch->column, segment, segment->to);
}
