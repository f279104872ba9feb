/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snippet.c - the words around a finding, for a reader who must judge it.
 *
 * Every finding in it is hidden, its letters and digits made '*': the snippet
 * says why, the mask says what.
 */
#include "detect/scratch.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "spana/limits.h"

#define AROUND 60 /* characters on each side */

static size_t back(const char *text, size_t at, bool *cut)
{
	unsigned n = 0;

	while (at && text[at - 1] != '\n' && n < AROUND)
		n += !sp_utf8_is_tail(text[--at]);
	*cut = at && text[at - 1] != '\n';
	return at;
}

static size_t on(const char *text, size_t len, size_t at, bool *cut)
{
	unsigned n = 0;

	while (at < len && text[at] != '\n' && n <= AROUND)
		n += !sp_utf8_is_tail(text[at++]);
	while (at < len && sp_utf8_is_tail(text[at]))
		at++;
	*cut = at < len && text[at] != '\n';
	return at;
}

/* The first of the sorted candidates that can reach text[at]. */
static size_t first_to_reach(const struct sp_scratch *scratch, const struct candidate *candidate,
			     size_t at)
{
	size_t i = (size_t)(candidate - scratch->candidates);

	while (i && scratch->candidates[i - 1].start + SP_LONGEST_MATCH > at)
		i--;
	return i;
}

/* How far the findings that start at or before text[at] go, seen from *next on. */
static size_t covered_to(const struct sp_scratch *scratch, size_t at, size_t *next, size_t so_far)
{
	for (; *next < scratch->n && scratch->candidates[*next].start <= at; ++*next) {
		const struct candidate *other = &scratch->candidates[*next];
		if (!other->dropped && !other->hides && other->end > so_far)
			so_far = other->end;
	}
	return so_far;
}

static void put(struct sp_buf *out, uint32_t code, bool hide)
{
	bool separator = code < 0x80 && !(code >= '0' && code <= '9') &&
			 !((code | 0x20) >= 'a' && (code | 0x20) <= 'z');

	if (code < 0x20 || code == 0x7F)
		sp_buf_putc(out, ' ');
	else if (hide && !separator)
		sp_buf_putc(out, '*');
	else
		sp_buf_put_utf8(out, code);
}

const char *make_snippet(const struct sp_scratch *scratch, const struct sp_segment *segment,
			 const struct candidate *candidate, struct sp_arena *arena)
{
	struct sp_buf out = SP_BUF_INIT(8192);
	bool cut_before, cut_after;
	size_t at = back(segment->text, candidate->start, &cut_before);
	size_t end = on(segment->text, segment->len, candidate->end, &cut_after);
	size_t next = first_to_reach(scratch, candidate, at), hidden = 0;
	const char *copy = NULL;

	if (cut_before)
		sp_buf_puts(&out, "... ");
	while (at < end) {
		size_t size;
		uint32_t code = sp_utf8_decode(segment->text + at, end - at, &size);
		hidden = covered_to(scratch, at, &next, hidden);
		put(&out, code, at < hidden);
		at += size;
	}
	if (cut_after)
		sp_buf_puts(&out, " ...");
	if (!out.failed)
		copy = sp_arena_copy(arena, sp_buf_str(&out), out.len);
	sp_buf_release(&out);
	return copy;
}
