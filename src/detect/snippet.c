/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snippet.c - the words around a finding, for a reader who must judge it.
 *
 * Every finding in it is hidden, its letters and digits made '*': the snippet
 * says why, the mask says what.
 */
#include "detect/scratch.h"

#include "spana/limits.h"

#include "base/buf.h"
#include "base/utf8.h"

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

/* True if a finding covers text[at]; candidates before `first` end before it. */
static bool covered(const struct sp_scratch *scratch, size_t first, size_t at)
{
	for (size_t i = first; i < scratch->n && scratch->candidates[i].start <= at; i++)
		if (!scratch->candidates[i].dropped && !scratch->candidates[i].hides &&
		    scratch->candidates[i].end > at)
			return true;
	return false;
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
	size_t first = (size_t)(candidate - scratch->candidates);
	const char *copy = NULL;

	while (first && scratch->candidates[first - 1].start + SP_LONGEST_MATCH > at)
		first--;
	if (cut_before)
		sp_buf_puts(&out, "... ");
	while (at < end) {
		size_t size;
		uint32_t code = sp_utf8_decode(segment->text + at, end - at, &size);
		put(&out, code, covered(scratch, first, at));
		at += size;
	}
	if (cut_after)
		sp_buf_puts(&out, " ...");
	if (!out.failed)
		copy = sp_arena_copy(arena, sp_buf_str(&out), out.len);
	sp_buf_release(&out);
	return copy;
}
