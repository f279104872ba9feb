/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * columns.c - which column of a delimited file a finding stands in.
 *
 * Each byte is counted at most once, and where there are no quotes only those
 * of the lines that hold a finding.
 */
#include "detect/scratch.h"

#include <string.h>

#define BLOCK 16

/* Which bytes of a block are a separator, end a line, or are a quote, a bit each. */
struct marks {
	unsigned separators, newlines, quotes;
};

#ifdef __x86_64__
#include <emmintrin.h>

static inline unsigned equal(__m128i v, char c)
{
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(c)));
}

static inline struct marks marks_of(const char *block, char separator, char quote)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)block);

	return (struct marks) { equal(v, separator), equal(v, '\n'), equal(v, quote) };
}
#else
static struct marks marks_of(const char *block, char separator, char quote)
{
	struct marks marks = { 0, 0, 0 };

	for (unsigned i = 0; i < BLOCK; i++) {
		marks.separators |= (unsigned)(block[i] == separator) << i;
		marks.newlines |= (unsigned)(block[i] == '\n') << i;
		marks.quotes |= (unsigned)(block[i] == quote) << i;
	}
	return marks;
}
#endif

static unsigned count_bits(unsigned bits)
{
	unsigned n = 0;

	for (; bits; bits &= bits - 1)
		n++;
	return n;
}

/* The same of fewer bytes; what is no byte of them is nothing. */
static struct marks marks_of_rest(const char *text, size_t n, size_t readable, char separator,
				  char quote)
{
	char rest[BLOCK] = { 0 };
	const unsigned all = (1u << n) - 1;

	if (readable < BLOCK)
		memcpy(rest, text, n);
	struct marks marks = marks_of(readable < BLOCK ? rest : text, separator, quote);
	return (struct marks) { marks.separators & all, marks.newlines & all, marks.quotes & all };
}

/*
 * Counts separators in text[at, to), which is not empty, if no quote can hide one. false: one may,
 * and nothing is counted.
 */
static bool count_bare(struct column_state *state, const struct sp_segment *segment, size_t at,
		       size_t to)
{
	const char separator = segment->delimited->separator, *text = segment->text;
	const char quote = segment->delimited->quote;
	size_t column = state->column;

	if (state->fields.quoted)
		return false;
	for (; at < to; at += BLOCK) {
		struct marks marks = to - at >= BLOCK
					     ? marks_of(text + at, separator, quote)
					     : marks_of_rest(text + at, to - at, segment->len - at,
							     separator, quote);
		if (quote && marks.quotes)
			return false;
		if (marks.newlines) {
			/* What stands before the last is of other lines. */
			unsigned last = 31u - (unsigned)__builtin_clz(marks.newlines);
			marks.separators &= ~((2u << last) - 1);
			column = 0;
		}
		column += count_bits(marks.separators);
	}
	state->column = column;
	state->fields.closing = false;
	state->fields.inside = text[to - 1] != separator && text[to - 1] != '\n';
	return true;
}

/* Counts from the state's place to text[to]. */
static void count(struct column_state *state, const struct sp_segment *segment, size_t to)
{
	size_t at = state->at > segment->offset ? (size_t)(state->at - segment->offset) : 0;

	state->fields.separator = segment->delimited->separator;
	state->fields.quote = segment->delimited->quote;
	if (at < to && count_bare(state, segment, at, to))
		at = to;
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
