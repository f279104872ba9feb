/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snippet.c - the words around a finding, for a reader who must judge it.
 *
 * Every finding in it is hidden, its letters and digits made '*': the snippet
 * says why, the mask says what.
 */
#include "detect/scratch.h"

#include <string.h>

#include "base/ascii.h"
#include "base/eight.h"
#include "base/utf8.h"

#define AROUND 60 /* characters on each side */

/* Where the snippet before text[at] begins: at the line's start, or AROUND characters back. */
static size_t back(const char *text, size_t at, bool *cut)
{
	size_t near = at < AROUND ? at : AROUND;
	const char *newline = memrchr(text + at - near, '\n', near);

	*cut = false;
	if (newline)
		return (size_t)(newline - text) + 1;
	/* Where all are ASCII, that was it. */
	at -= near;
	size_t n = sp_utf8_count(text + at, near);
	while (at && text[at - 1] != '\n' && n < AROUND)
		n += !sp_utf8_is_tail(text[--at]);
	*cut = at && text[at - 1] != '\n';
	return at;
}

/* Where the snippet behind text[at] ends, likewise. */
static size_t on(const char *text, size_t len, size_t at, bool *cut)
{
	size_t near = len - at < AROUND + 1 ? len - at : AROUND + 1;
	const char *newline = memchr(text + at, '\n', near);

	*cut = false;
	if (newline)
		return (size_t)(newline - text);
	size_t n = sp_utf8_count(text + at, near);
	at += near;
	while (at < len && text[at] != '\n' && n <= AROUND)
		n += !sp_utf8_is_tail(text[at++]);
	while (at < len && sp_utf8_is_tail(text[at]))
		at++;
	*cut = at < len && text[at] != '\n';
	return at;
}

static char *put_byte(char *to, char c)
{
	*to = (unsigned char)c < 0x20 || c == 0x7F ? ' ' : c;
	return to + 1;
}

/* Copies text[at, end) as it is, save control characters. Returns the end of the copy. */
static char *put_plain(char *to, const char *text, size_t at, size_t end)
{
	for (; end - at >= 8; at += 8) {
		const uint64_t eight = sp_eight(text + at);
		if (!(sp_eight_below(eight, 0x20) | sp_eight_has(eight, 0x7F)))
			to = mempcpy(to, text + at, 8);
		else
			for (size_t i = 0; i < 8; i++)
				to = put_byte(to, text[at + i]);
	}
	for (; at < end; at++)
		to = put_byte(to, text[at]);
	return to;
}

/* What is shown of a byte within a finding; tails of a character are not shown. */
static char hidden(char c)
{
	if (sp_is_alnum(c) || (unsigned char)c >= 0x80)
		return '*';
	return c < 0x20 ? ' ' : c;
}

/* Hides text[at, end): a character is one '*', whatever its bytes. */
static char *put_hidden(char *to, const char *text, size_t at, size_t end)
{
	for (; at < end; at++) {
		*to = hidden(text[at]);
		to += !sp_utf8_is_tail(text[at]);
	}
	return to;
}

/* Copies text[at, end) with the findings in it hidden; candidates before `first` do not reach it.
 */
static char *put_text(char *to, const struct sp_scratch *scratch, const char *text, size_t first,
		      size_t at, size_t end)
{
	for (size_t i = first; i < scratch->n && scratch->candidates[i].start < end; i++) {
		const struct candidate *candidate = &scratch->candidates[i];
		if (candidate->dropped || candidate->hides || candidate->end <= at)
			continue;
		size_t from = candidate->start > at ? candidate->start : at;
		size_t past = candidate->end < end ? candidate->end : end;
		to = put_plain(to, text, at, from);
		to = put_hidden(to, text, from, past);
		at = past;
	}
	return put_plain(to, text, at, end);
}

const char *make_snippet(const struct sp_scratch *scratch, const struct sp_segment *segment,
			 const struct candidate *candidate, struct sp_arena *arena)
{
	static const char before[] = "... ", after[] = " ...";
	bool cut_before, cut_after;
	size_t at = back(segment->text, candidate->start, &cut_before);
	size_t end = on(segment->text, segment->len, candidate->end, &cut_after);
	size_t first = (size_t)(candidate - scratch->candidates);
	char *snippet = sp_arena_alloc(arena, end - at + sizeof(before) + sizeof(after));
	char *to = snippet;

	if (!snippet)
		return NULL;
	while (first && scratch->candidates[first - 1].start + scratch->longest > at)
		first--;
	if (cut_before)
		to = mempcpy(to, before, sizeof(before) - 1);
	to = put_text(to, scratch, segment->text, first, at, end);
	if (cut_after)
		to = mempcpy(to, after, sizeof(after) - 1);
	*to = '\0';
	return snippet;
}
