/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snippet.c - the words around a finding, for a reader who must judge it.
 *
 * Every finding in it is hidden, its letters and digits made '*': the snippet
 * says why, the mask says what.
 */
#include "detect/scratch.h"

#include "spana/limits.h"

#include "base/ascii.h"
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

/* How far findings cover the text, from one that is at or before it on. */
struct cover {
	size_t next; /* candidate */
	size_t end;  /* of those that began */
};

/* True if a finding covers text[at]; asked with rising `at`. */
static bool covered(struct cover *cover, const struct sp_scratch *scratch, size_t at)
{
	for (; cover->next < scratch->n; cover->next++) {
		const struct candidate *candidate = &scratch->candidates[cover->next];
		if (candidate->start > at)
			break;
		if (!candidate->dropped && !candidate->hides && candidate->end > cover->end)
			cover->end = candidate->end;
	}
	return at < cover->end;
}

/* Appends text[at, end), hidden or not; bytes of a character stay together. */
static void put(struct sp_buf *out, const char *text, size_t at, size_t end, bool hide)
{
	if (!hide) {
		size_t from = out->len;
		sp_buf_add(out, text + at, end - at);
		for (size_t i = from; i < out->len; i++)
			if ((unsigned char)out->data[i] < 0x20 || out->data[i] == 0x7F)
				out->data[i] = ' ';
		return;
	}
	char *to = sp_buf_reserve(out, end - at);
	for (; to && at < end; at++) {
		unsigned char c = (unsigned char)text[at];
		if (sp_utf8_is_tail(text[at]))
			continue;
		*to++ = c >= 0x80 || sp_is_alnum(text[at]) ? '*' : c < 0x20 ? ' ' : text[at];
		out->len++;
	}
	if (to)
		*to = '\0';
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
	struct cover cover = { first, 0 };
	while (at < end) {
		bool hide = covered(&cover, scratch, at);
		size_t to = at + 1;
		while (to < end && covered(&cover, scratch, to) == hide)
			to++;
		put(&out, segment->text, at, to, hide);
		at = to;
	}
	if (cut_after)
		sp_buf_puts(&out, " ...");
	if (!out.failed)
		copy = sp_arena_copy(arena, sp_buf_str(&out), out.len);
	sp_buf_release(&out);
	return copy;
}
