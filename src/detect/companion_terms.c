/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * companion_terms.c - words that are sensitive when they speak of somebody. A few
 * are an alarm of their own: they also count as a heading or a label.
 */
#include "detect/companions.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "detect/word_starts.h"

/* A word that is written with a capital in the list is one only where the text has it so. */
static bool case_fits(const struct term *term, const char *text, size_t len)
{
	size_t n = strcspn(term->word, "|*");

	return !sp_is_upper(term->word[0]) || (n <= len && memcmp(text, term->word, n) == 0);
}

static enum sp_status add_term(const struct search *search, const struct term *term,
			       const struct word_hit *hit, double score)
{
	const struct sp_segment *segment = search->segment;
	struct sp_scratch *scratch = search->scratch;
	size_t mark = mark_at(segment, hit->start);

	if (is_raw(segment, mark) || hit->end > mark_end(segment, mark) ||
	    is_taken(scratch, search->n, hit->start, hit->end))
		return SP_OK;
	if (!sp_mem_room(&scratch->candidates, &scratch->room, scratch->n + 1,
			 sizeof(*scratch->candidates)))
		return SP_FATAL;
	scratch->candidates[scratch->n++] = (struct candidate) { .start = hit->start,
								 .end = hit->end,
								 .rule = term->rule,
								 .mark = mark,
								 .term = term,
								 .score = score };
	return SP_OK;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* True if text[at, end) begins with one of the words, which end there or with a non-letter. */
static bool begins_with(const char *text, size_t at, size_t end, const char *const *words)
{
	for (; *words; words++) {
		size_t len = strlen(*words);
		if (end - at >= len && sp_ascii_equal_n(text + at, *words, len) &&
		    (end - at == len || !sp_is_alnum(text[at + len])))
			return true;
	}
	return false;
}

/* "Skyddad identitet: nej", "ingen sekretessmarkering". */
static bool is_denied(const struct sp_segment *segment, const struct word_hit *hit)
{
	static const char *const no[] = { "nej",    "no",    "n",    "0",    "false",
					  "falskt", "ingen", "inga", "inte", "saknas",
					  "ej",	    "-",     NULL };
	static const char *const before[] = { "ingen", "inga",	 "ej",	"inte", "utan", "saknar",
					      "icke",  "varken", "not", "no",	NULL };
	const char *text = segment->text;
	size_t end = mark_end(segment, mark_at(segment, hit->start)), at = hit->end;

	while (at < end && is_blank(text[at]))
		at++;
	if (at < end && (text[at] == ':' || text[at] == '='))
		at++;
	while (at < end && is_blank(text[at]))
		at++;
	if (at > hit->end && begins_with(text, at, end, no))
		return true;
	size_t word = hit->start;
	while (word && is_blank(text[word - 1]))
		word--;
	at = word;
	while (at && word - at < 8 && sp_is_alpha(text[at - 1]))
		at--;
	return word > at && begins_with(text, at, word, before);
}

static enum sp_status search_terms(const struct search *search, const struct region *region)
{
	const struct sp_rules *rules = search->rules;
	const struct sp_segment *segment = search->segment;
	struct word_walk walk = word_walk(segment->text, segment->len, region->start, region->end);
	size_t done = region->start;
	enum sp_status status = SP_OK;

	for (size_t at = word_walk_next(&walk); at < region->end && status == SP_OK;
	     at = word_walk_next(&walk)) {
		struct word_hit hit;
		if (at < done ||
		    !words_may_hold(rules->vocabulary, segment->text, segment->len, at) ||
		    !words_may_begin(segment->text, segment->len, at) ||
		    !words_at(rules->vocabulary, segment->text, segment->len, at, &hit))
			continue;
		const struct term *term = &rules->terms[hit.number];
		if (!case_fits(term, segment->text + at, hit.end - at))
			continue;
		done = hit.end;
		if (term->group->score > 0 && rules->rules[term->rule].pattern == search->pattern &&
		    !(term->group->alone > 0 && is_denied(segment, &hit)))
			status = add_term(search, term, &hit, term->group->score);
	}
	return status;
}

enum sp_status add_terms(struct search *search)
{
	struct region region = { 0, 0 };
	enum sp_status status = SP_OK;

	for (size_t i = 0; status == SP_OK && next_region(search, &i, &region);)
		status = search_terms(search, &region);
	return status;
}

/* ---- terms that speak alone ---- */

/* True if nothing but a value's worth of text follows the word on its line. */
static bool stands_alone(const struct sp_segment *segment, const struct word_hit *hit)
{
	static const unsigned value_most = 40;
	const char *text = segment->text;
	size_t end = mark_end(segment, mark_at(segment, hit->start)), at = hit->end;
	unsigned n = 0;

	while (at < end && text[at] != '\n' && strchr(" \t\r*#<!.=_-\"')]", text[at]))
		at++;
	if (at == end || text[at] == '\n')
		return true;
	if (text[at++] != ':')
		return false;
	for (; at < end && text[at] != '\n' && n <= value_most; at++)
		n += !sp_utf8_is_tail(text[at]);
	return n <= value_most;
}

/* Looks for a term at a line's or a cell's start, which may be adorned. */
static enum sp_status try_alone(const struct search *search, size_t at)
{
	const struct sp_rules *rules = search->rules;
	const struct sp_segment *segment = search->segment;
	size_t most = at + 8 < segment->len ? at + 8 : segment->len;
	struct word_hit hit;

	while (at < most && !sp_is_alnum(segment->text[at]) && segment->text[at] &&
	       strchr(LONE_ADORNED, segment->text[at]))
		at++;
	if (at >= search->to || at < search->from ||
	    !byte_set_has(&rules->lone_first, (unsigned char)segment->text[at]) ||
	    !words_may_hold(rules->alone, segment->text, segment->len, at) ||
	    !words_at(rules->alone, segment->text, segment->len, at, &hit))
		return SP_OK;
	const struct term *term = rules->lone[hit.number];
	if (!case_fits(term, segment->text + at, hit.end - at) || !stands_alone(segment, &hit) ||
	    is_denied(segment, &hit))
		return SP_OK;
	return add_term(search, term, &hit, term->group->alone);
}

enum sp_status add_lone_terms(const struct search *search)
{
	const struct sp_segment *segment = search->segment;
	size_t at = search->from > 16 ? search->from - 16 : 0;
	enum sp_status status = SP_OK;

	if (!search->rules->n_lone)
		return SP_OK;
	for (size_t i = mark_at(segment, at); i < segment->n_marks && status == SP_OK; i++) {
		size_t start = segment->marks[i].at;
		if (start >= search->to)
			break;
		if ((start || !segment->offset) && (!start || segment->text[start - 1] != '\n'))
			status = try_alone(search, start);
	}
	struct newline_walk walk = newline_walk(search->scratch->landmarks, at, search->to);
	while (status == SP_OK && (at = newline_walk_next(&walk)) < search->to)
		if (++at < segment->len &&
		    byte_set_has(&search->rules->lone_first, (unsigned char)segment->text[at]))
			status = try_alone(search, at);
	return status;
}
