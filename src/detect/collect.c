/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * collect.c - one pass of PCRE2 per rule over the text.
 *
 * A rule may match at every position; each match is a candidate, even where
 * it overlaps an earlier one of the same rule. A match never reaches over a
 * mark: where it would, the rule is tried again with the text cut there.
 */
#include "detect/scratch.h"

#include "base/mem.h"
#include "base/utf8.h"

enum sp_status candidate_add(struct sp_scratch *scratch, unsigned rule, size_t start, size_t end,
			     size_t mark)
{
	if (!sp_mem_room(&scratch->candidates, &scratch->room, scratch->n + 1,
			 sizeof(*scratch->candidates)))
		return SP_FATAL;
	scratch->candidates[scratch->n++] =
		(struct candidate) { .start = start, .end = end, .rule = rule, .mark = mark };
	return SP_OK;
}

static size_t mark_end(const struct sp_segment *segment, size_t mark)
{
	return mark + 1 < segment->n_marks ? segment->marks[mark + 1].at : segment->len;
}

/* 1: matched, 0: not, -1: gave up. */
static int match(struct sp_scratch *scratch, const struct rule *rule, const char *text, size_t len,
		 size_t at, uint32_t options, size_t span[2])
{
	int rc = pcre2_match(rule->code, (PCRE2_SPTR)text, len, at, PCRE2_NO_UTF_CHECK | options,
			     scratch->match, scratch->limits);

	if (rc == PCRE2_ERROR_NOMATCH)
		return 0;
	if (rc < 0)
		return -1;
	const PCRE2_SIZE *vector = pcre2_get_ovector_pointer(scratch->match);
	span[0] = vector[0];
	span[1] = vector[1];
	return 1;
}

static enum sp_status collect_rule(const struct sp_rules *rules, struct sp_scratch *scratch,
				   const struct sp_segment *segment, unsigned number, size_t from,
				   size_t to)
{
	const struct rule *rule = &rules->rules[number];
	const struct pattern_file *file = rules->patterns[rule->pattern].file;
	size_t at = from, mark = 0, span[2];
	enum sp_status status = SP_OK;

	while (at < to && status == SP_OK) {
		int found = match(scratch, rule, segment->text, segment->len, at, 0, span);
		if (found < 0)
			scratch->gave_up = file->type;
		if (found <= 0 || span[0] >= to)
			break;
		at = span[0] + 1;
		while (at < segment->len && sp_utf8_is_tail(segment->text[at]))
			at++;
		while (mark_end(segment, mark) <= span[0] && mark + 1 < segment->n_marks)
			mark++;
		size_t end = mark_end(segment, mark);
		if (span[1] > end &&
		    match(scratch, rule, segment->text, end, span[0], PCRE2_ANCHORED, span) <= 0)
			continue;
		if (span[1] > span[0] && span[1] - span[0] <= file->longest)
			status = candidate_add(scratch, number, span[0], span[1], mark);
	}
	return status;
}

enum sp_status collect(const struct sp_rules *rules, struct sp_scratch *scratch,
		       const struct sp_segment *segment, size_t from, size_t to)
{
	enum sp_status status = SP_OK;

	for (unsigned i = 0; i < rules->n_rules && status == SP_OK; i++)
		status = collect_rule(rules, scratch, segment, i, from, to);
	return status;
}
