/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * standing.c - forms that hang on how text is set, not on what is in it: the
 * start of a line, and two words with capitals side by side.
 *
 * Capitals are rare in text; 64 bytes at a time are asked for them, and only
 * where two words meet that begin with one is a regex tried. Letters beyond
 * U+00FF count as small: names that begin with them are met under a label.
 */
#include "detect/scratch.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "detect/capitals.h"

#define ADORNED_MOST 8	 /* bytes before a form at the start of a line */
#define WORD_MOST 40	 /* bytes of the first of two words */
#define PARTICLES_MOST 2 /* small words between them: "von der" */
#define PARTICLE_MOST 3	 /* bytes of one */

struct standing_search {
	const struct sp_rules *rules;
	struct sp_scratch *scratch;
	const struct sp_segment *segment;
	size_t from, to;
	size_t n;    /* candidates that were there before */
	size_t hint; /* the mark found last */
	size_t done; /* what was found ends here */
	struct sp_reading *spare;
};

/* Tries the rules of one kind at text[at]. */
static enum sp_status try_at(struct standing_search *search, enum standing where, size_t at)
{
	const struct sp_rules *rules = search->rules;
	struct sp_scratch *scratch = search->scratch;
	const char *text = search->segment->text;

	for (size_t i = 0; i < rules->n_standing; i++) {
		const struct rule *rule = &rules->rules[rules->standing[i]];
		size_t before = scratch->n;
		if (rule->standing != where ||
		    !opening_fits(&rule->opening, text, search->segment->len, at))
			continue;
		if (try_rule(rules, scratch, search->segment, rules->standing[i], at,
			     &search->hint) != SP_OK)
			return SP_FATAL;
		if (scratch->n == before)
			continue;
		struct candidate *found = &scratch->candidates[before];
		int valid = read_candidate(rules, scratch, text, found, &search->spare);
		if (valid < 0)
			return SP_FATAL;
		/* One word of two says no more than it would alone. */
		bool half = where == STANDING_CAPITALS && valid && found->reading &&
			    found->reading->needs_label;
		if (!valid || half || is_taken(scratch, search->n, found->start, found->end))
			scratch->n = before;
		else if (found->end > search->done)
			search->done = found->end;
	}
	return SP_OK;
}

/* ---- lines ---- */

static bool adorns_line(char c)
{
	return !sp_is_alnum(c) && c && strchr(LINE_ADORNED, c);
}

static enum sp_status at_line(struct standing_search *search, size_t at)
{
	const struct sp_segment *segment = search->segment;
	size_t most = at + ADORNED_MOST < segment->len ? at + ADORNED_MOST : segment->len;

	while (at < most && adorns_line(segment->text[at]))
		at++;
	if (at >= search->to || at < search->from || at == segment->len ||
	    !byte_set_has(&search->rules->line_first, (unsigned char)segment->text[at]))
		return SP_OK;
	if (segment->len - at >= 4 && !search->rules->any_line_fours &&
	    !four_set_has(&search->rules->line_fours, segment->text + at))
		return SP_OK;
	return try_at(search, STANDING_LINE, at);
}

static enum sp_status search_lines(struct standing_search *search)
{
	const struct sp_segment *segment = search->segment;
	const struct byte_set *first = &search->rules->line_first;
	size_t at = search->from > 2 * ADORNED_MOST ? search->from - 2 * ADORNED_MOST : 0;
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < segment->n_marks && status == SP_OK; i++) {
		size_t start = segment->marks[i].at;
		if (start >= search->to)
			break;
		if (start >= at && (start || !segment->offset) &&
		    (!start || segment->text[start - 1] != '\n'))
			status = at_line(search, start);
	}
	while (at < search->to && status == SP_OK) {
		const char *newline = memchr(segment->text + at, '\n', search->to - at);
		if (!newline)
			break;
		at = (size_t)(newline - segment->text) + 1;
		if (at < segment->len && byte_set_has(first, (unsigned char)segment->text[at]))
			status = at_line(search, at);
	}
	return status;
}

/* ---- capitals ---- */

/* What a word of a name is made of, byte by byte. */
static bool is_word(char c)
{
	return sp_is_alpha(c) || (unsigned char)c >= 0x80 || c == '-' || c == '\'' || c == '.';
}

/* Where the word ends that text[at] is in; a blank behind it is wanted. */
static size_t word_end(const char *text, size_t at, size_t limit)
{
	while (at < limit && is_word(text[at]))
		at++;
	return at;
}

/* True if text[at, next) is one word, and at most a comma and particles stand before the next. */
static bool meets(const char *text, size_t at, size_t next)
{
	size_t end = word_end(text, at, next);

	if (next - at > WORD_MOST || end == next)
		return false;
	end += text[end] == ',';
	for (unsigned i = 0; i <= PARTICLES_MOST && end < next && text[end] == ' '; i++) {
		size_t start = ++end;
		if (end == next)
			return true;
		while (end < next && sp_is_lower(text[end]))
			end++;
		if (end == start || end - start > PARTICLE_MOST)
			return false;
	}
	return false;
}

/* *last: where the word before began that has a capital. */
static enum sp_status at_capital(struct standing_search *search, size_t at, size_t *last)
{
	const char *text = search->segment->text;
	size_t first = *last;

	/* The second byte of a letter beyond ASCII is what was asked for. */
	if (sp_utf8_is_tail(text[at]) && (!at-- || text[at] != '\xC3'))
		return SP_OK;
	char before = at ? text[at - 1] : '\n';
	if (sp_is_alnum(before) || (unsigned char)before >= 0x80)
		return SP_OK;
	/* "Anna-Karin" is one word. */
	if (before == '-' && first != SIZE_MAX && word_end(text, first, at) == at)
		return SP_OK;
	*last = at;
	if (before != ' ' || first == SIZE_MAX || first < search->done || first >= search->to ||
	    !meets(text, first, at))
		return SP_OK;
	return try_at(search, STANDING_CAPITALS, first);
}

static enum sp_status search_capitals(struct standing_search *search)
{
	const struct sp_segment *segment = search->segment;
	const char *text = segment->text;
	size_t end = search->to + WORD_MOST < segment->len ? search->to + WORD_MOST : segment->len;
	size_t last = SIZE_MAX;
	enum sp_status status = SP_OK;

	search->done = search->from;
	for (size_t block = search->from; block < end; block += CAPITALS_BLOCK) {
		uint64_t bits = capitals(text, segment->len, block);
		for (; bits && status == SP_OK; bits &= bits - 1)
			status = at_capital(search, block + (size_t)__builtin_ctzll(bits), &last);
	}
	return status;
}

enum sp_status add_standing(const struct sp_rules *rules, struct sp_scratch *scratch,
			    const struct sp_segment *segment, size_t from, size_t to, size_t n)
{
	struct standing_search search = { .rules = rules,
					  .scratch = scratch,
					  .segment = segment,
					  .from = from,
					  .to = to,
					  .n = n };
	enum sp_status status = rules->n_standing ? search_lines(&search) : SP_OK;

	return rules->n_standing && status == SP_OK ? search_capitals(&search) : status;
}
