/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * standing.c - forms that hang on how text is set, not on what is in it: the
 * start of a line, and two words with capitals side by side.
 *
 * Capitals are rare in text; only where two words meet that begin with one is a
 * regex tried. Letters beyond
 * U+00FF count as small: names that begin with them are met under a label.
 */
#include "detect/scratch.h"

#include <string.h>

#include "base/ascii.h"
#include "base/eight.h"
#include "base/utf8.h"

#define ADORNED_MOST 8	 /* bytes before a form at the start of a line */
#define WORD_MOST 40	 /* bytes of the first of two words */
#define PARTICLES_MOST 2 /* small words between them: "von der" */
#define PARTICLE_MOST 3	 /* bytes of one */
/* Bytes from the first blank to the second word. */
#define BETWEEN_MOST (1 + PARTICLES_MOST * (PARTICLE_MOST + 1))

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

/* True if a form can begin at text[at], behind what adorns its line. */
static inline bool line_fits(const struct standing_search *search, size_t at)
{
	const struct sp_segment *segment = search->segment;
	const struct sp_rules *rules = search->rules;

	return at < search->to && at >= search->from && at < segment->len &&
	       byte_set_has(&rules->line_first, (unsigned char)segment->text[at]) &&
	       (segment->len - at < 4 || rules->any_line_fours ||
		four_set_has(&rules->line_fours, segment->text + at));
}

static enum sp_status at_line(struct standing_search *search, size_t at)
{
	const struct sp_segment *segment = search->segment;
	size_t most = at + ADORNED_MOST < segment->len ? at + ADORNED_MOST : segment->len;

	while (at < most && adorns_line(segment->text[at]))
		at++;
	return line_fits(search, at) ? try_at(search, STANDING_LINE, at) : SP_OK;
}

static enum sp_status search_lines(struct standing_search *search)
{
	const struct sp_segment *segment = search->segment;
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
	struct newline_walk walk = newline_walk(search->scratch->landmarks, at, search->to);
	while (status == SP_OK && (at = newline_walk_next(&walk)) < search->to)
		if (++at < segment->len &&
		    (!sp_is_alnum(segment->text[at]) || line_fits(search, at)))
			status = at_line(search, at);
	return status;
}

/* ---- capitals ---- */

/* What a word of a name is made of, byte by byte. */
static bool is_word(char c)
{
	return sp_is_alpha(c) || (unsigned char)c >= 0x80 || c == '-' || c == '\'' || c == '.';
}

/* Where the first blank stands in text[at, end), or the end. */
static size_t blank_at(const char *text, size_t at, size_t end)
{
	for (; end - at >= 8; at += 8) {
		const uint64_t blanks = sp_eight_has(sp_eight(text + at), ' ');
		if (blanks)
			return at + sp_eight_first(blanks);
	}
	while (at < end && text[at] != ' ')
		at++;
	return at;
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
	/* Most are the next sentence's first. */
	if (next - at > WORD_MOST || next - blank_at(text, at, next) > BETWEEN_MOST)
		return false;
	size_t end = word_end(text, at, next);
	if (end == next)
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

/* True where a word with a capital begins at text[*at], which has a capital's bit. */
static bool is_capital(const char *text, size_t *at)
{
	/* Of letters beyond ASCII it is the second byte; U+00DF is small. */
	if (sp_utf8_is_tail(text[*at]) && (text[*at] == '\x9F' || !*at || text[--*at] != '\xC3'))
		return false;
	const char before = *at ? text[*at - 1] : '\n';
	return !sp_is_alnum(before) && (unsigned char)before < 0x80;
}

/* "Anna-Karin" is one word: does one with a capital go on at text[at], behind a hyphen? */
static bool goes_on(const struct standing_search *search, size_t at)
{
	const char *text = search->segment->text;
	const struct landmark_block *blocks = search->scratch->landmarks;

	while (at-- > search->from && is_word(text[at])) {
		size_t start = at;
		if (blocks[at / LANDMARK_BLOCK].capitals >> at % LANDMARK_BLOCK & 1 &&
		    is_capital(text, &start) && start >= search->from)
			return true;
	}
	return false;
}

/* *last: where the word before began that has a capital. */
static enum sp_status at_capital(struct standing_search *search, size_t at, size_t *last)
{
	const char *text = search->segment->text;
	const size_t first = *last;

	if (!is_capital(text, &at) || (at && text[at - 1] == '-' && goes_on(search, at)))
		return SP_OK;
	*last = at;
	if (!at || text[at - 1] != ' ' || first == SIZE_MAX || first < search->done ||
	    first >= search->to || !meets(text, first, at))
		return SP_OK;
	return try_at(search, STANDING_CAPITALS, first);
}

/* What a capital is looked at for. */
struct capitals {
	size_t last;   /* as for at_capital */
	size_t before; /* the capital before */
	size_t lone;   /* the same, if it was not looked at; or SIZE_MAX */
};

/* Goes over the capitals of the text's block from text[at] on. */
static enum sp_status at_capitals(struct standing_search *search, struct capitals *capitals,
				  size_t at, uint64_t bits)
{
	enum sp_status status = SP_OK;

	for (; bits && status == SP_OK; bits &= bits - 1) {
		const size_t here = at + (size_t)__builtin_ctzll(bits);
		/* Nothing is looked at before another stands within reach of it. */
		if (capitals->before == SIZE_MAX || here - capitals->before > WORD_MOST + 1) {
			capitals->lone = here;
		} else {
			if (capitals->lone != SIZE_MAX)
				status = at_capital(search, capitals->lone, &capitals->last);
			capitals->lone = SIZE_MAX;
			if (status == SP_OK)
				status = at_capital(search, here, &capitals->last);
		}
		capitals->before = here;
	}
	return status;
}

static enum sp_status search_capitals(struct standing_search *search)
{
	const struct sp_segment *segment = search->segment;
	const struct landmark_block *blocks = search->scratch->landmarks;
	const size_t to =
		search->to + WORD_MOST < segment->len ? search->to + WORD_MOST : segment->len;
	const struct landmark_block *block = blocks + search->from / LANDMARK_BLOCK;
	const struct landmark_block *end = blocks + (to + LANDMARK_BLOCK - 1) / LANDMARK_BLOCK;
	struct capitals capitals = { SIZE_MAX, SIZE_MAX, SIZE_MAX };
	const unsigned before = search->from % LANDMARK_BLOCK;
	uint64_t bits = block->capitals >> before << before;
	enum sp_status status = SP_OK;

	search->done = search->from;
	for (; block < end; bits = (++block)->capitals) {
		if (bits)
			status = at_capitals(search, &capitals,
					     (size_t)(block - blocks) * LANDMARK_BLOCK, bits);
		if (status != SP_OK)
			break;
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
