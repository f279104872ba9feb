/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * match.c - where regexes are asked.
 *
 * A rule sees the text from its start on, for at most its longest match and a
 * little more, and a match never reaches over a mark: where it would, the rule
 * is tried again with the text cut there. A rule that something else locates
 * is searched for around that place.
 */
#include "detect/scratch.h"

#include "base/mem.h"
#include "base/utf8.h"

/* Text behind the longest match that look-aheads may see. */
#define LOOK_AHEAD 16

static enum sp_status add(const struct sp_rules *rules, struct sp_scratch *scratch, unsigned number,
			  size_t start, size_t end, size_t mark)
{
	unsigned pattern = rules->rules[number].pattern;

	if (!sp_mem_room(&scratch->candidates, &scratch->room, scratch->n + 1,
			 sizeof(*scratch->candidates)))
		return SP_FATAL;
	scratch->candidates[scratch->n++] = (struct candidate) {
		.start = start,
		.end = end,
		.rule = number,
		.mark = mark,
		.hides = rules->patterns[pattern].file->hides,
	};
	return SP_OK;
}

size_t mark_of(const struct sp_segment *segment, size_t at, size_t *hint)
{
	size_t mark = *hint;

	while (mark && segment->marks[mark].at > at)
		mark--;
	while (mark + 1 < segment->n_marks && segment->marks[mark + 1].at <= at)
		mark++;
	*hint = mark;
	return mark;
}

/* The end of the match at text[at]; 0: there is none. */
static size_t match_at(struct sp_scratch *scratch, const struct rule *rule, const char *text,
		       size_t len, size_t at, const char *type)
{
	int rc = regex_match(rule->anchored, text, len, at, scratch->match, scratch->limits);

	if (rc >= 0)
		return pcre2_get_ovector_pointer(scratch->match)[1];
	if (rc != PCRE2_ERROR_NOMATCH)
		scratch->gave_up = type;
	return 0;
}

static size_t next_character(const char *text, size_t len, size_t at)
{
	while (at < len && sp_utf8_is_tail(text[at]))
		at++;
	return at;
}

/*
 * The match in text[from, end) that takes in text[at], where the rule was
 * located. false: there is none.
 */
static bool match_around(struct sp_scratch *scratch, const struct rule *rule, const char *text,
			 size_t from, size_t at, size_t end, const char *type, size_t match[2])
{
	int rc = 0;

	for (match[1] = 0; match[1] <= at; from = match[1]) {
		while (from < at && !opening_fits(&rule->around_opening, text, end, from))
			from++;
		rc = regex_match(rule->around, text, end, from, scratch->match, scratch->limits);
		if (rc < 0)
			break;
		const PCRE2_SIZE *found = pcre2_get_ovector_pointer(scratch->match);
		match[0] = found[0];
		match[1] = found[1];
		if (match[0] > at || match[1] <= match[0])
			return false;
	}
	if (rc < 0 && rc != PCRE2_ERROR_NOMATCH)
		scratch->gave_up = type;
	return rc >= 0;
}

enum sp_status try_rule(const struct sp_rules *rules, struct sp_scratch *scratch,
			const struct sp_segment *segment, unsigned number, size_t start,
			size_t *hint)
{
	const struct rule *rule = &rules->rules[number];
	const struct pattern_file *file = rules->patterns[rule->pattern].file;
	size_t cut = start + file->longest + LOOK_AHEAD;

	if (cut > segment->len)
		cut = segment->len;
	cut = next_character(segment->text, segment->len, cut);
	size_t end = match_at(scratch, rule, segment->text, cut, start, file->type);
	if (!end)
		return SP_OK;
	size_t mark = mark_of(segment, start, hint);
	size_t mark_end = mark + 1 < segment->n_marks ? segment->marks[mark + 1].at : segment->len;
	if (rule->around) {
		size_t from = start > rule->form->reach ? start - rule->form->reach : 0;
		size_t match[2];
		from = from > segment->marks[mark].at ? from : segment->marks[mark].at;
		from = next_character(segment->text, start, from);
		if (!match_around(scratch, rule, segment->text, from, start,
				  cut < mark_end ? cut : mark_end, file->type, match) ||
		    match[1] - match[0] > file->longest)
			return SP_OK;
		return add(rules, scratch, number, match[0], match[1], mark);
	}
	if (end > mark_end)
		end = match_at(scratch, rule, segment->text, mark_end, start, file->type);
	if (end <= start || end - start > file->longest)
		return SP_OK;
	return add(rules, scratch, number, start, end, mark);
}

enum sp_status search_rule(const struct sp_rules *rules, struct sp_scratch *scratch,
			   const struct sp_segment *segment, unsigned number, size_t from,
			   size_t to)
{
	const struct rule *rule = &rules->rules[number];
	size_t at = from, hint = 0;
	enum sp_status status = SP_OK;

	while (at < to && status == SP_OK) {
		int rc = regex_match(rule->code, segment->text, segment->len, at, scratch->match,
				     scratch->limits);
		if (rc < 0) {
			if (rc != PCRE2_ERROR_NOMATCH)
				scratch->gave_up = rules->patterns[rule->pattern].file->type;
			break;
		}
		size_t start = pcre2_get_ovector_pointer(scratch->match)[0];
		if (start >= to)
			break;
		status = try_rule(rules, scratch, segment, number, start, &hint);
		at = start + 1;
		while (at < segment->len && sp_utf8_is_tail(segment->text[at]))
			at++;
	}
	return status;
}
