/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * companion_lines.c - whose line is it? Companions are looked for on the line (in a
 * document the paragraph, in a table the row) of an identifier that was accepted, not
 * farther than COMPANION_REACH from it.
 */
#include "detect/companions.h"

#include <string.h>

const struct pattern_file *search_file(const struct search *search)
{
	return search->rules->patterns[search->pattern].file;
}

static const char *type_of(const struct search *search, const struct candidate *candidate)
{
	const struct rule *rule = &search->rules->rules[candidate->rule];

	if (candidate->reading && candidate->reading->type)
		return candidate->reading->type;
	return search->rules->patterns[rule->pattern].file->type;
}

/* True for an accepted identifier of a person that the pattern is told beside. */
static bool leans_on(const struct search *search, const struct candidate *candidate)
{
	if (candidate->dropped || candidate->hides || candidate->score < LEAST_SCORE ||
	    (candidate->reading && candidate->reading->organisation))
		return false;
	if (!candidate->reading || !candidate->reading->type)
		return pattern_set_has(&search->rules->patterns[search->pattern].neighbours,
				       search->rules->rules[candidate->rule].pattern);
	const struct pattern_file *file = search_file(search);
	for (unsigned i = 0; i < file->n_companion_of; i++)
		if (strcmp(file->companion_of[i], candidate->reading->type) == 0)
			return true;
	return false;
}

size_t mark_at(const struct sp_segment *segment, size_t at)
{
	size_t low = 0, high = segment->n_marks;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (segment->marks[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

size_t mark_end(const struct sp_segment *segment, size_t mark)
{
	return mark + 1 < segment->n_marks ? segment->marks[mark + 1].at : segment->len;
}

/* True if line breaks at text[at] do not end the place's line: a paragraph goes on over them. */
static bool is_paragraph(const struct sp_segment *segment, size_t mark)
{
	const struct sp_place *place = segment->marks[mark].place;

	return place && place->kind == SP_PLACE_PARAGRAPH;
}

/* The row of a table that the place lies in, or NULL. */
static const struct sp_place *row_of(const struct sp_place *place)
{
	while (place && place->kind != SP_PLACE_ROW)
		place = place->up;
	return place;
}

static bool is_in_row(const struct sp_mark *mark, const struct sp_place *row)
{
	const struct sp_place *other = row_of(mark->place);

	return other && other->number == row->number;
}

/* Of a line that holds many rows only one. */
static void keep_to_row(const struct sp_segment *segment, size_t mark, struct region *line)
{
	const struct sp_place *place = segment->marks[mark].place;
	const struct sp_place *row = row_of(place);
	size_t first = mark, last = mark;

	if (!row || place->kind != SP_PLACE_FIELD)
		return;
	while (segment->marks[first].at > line->start && is_in_row(&segment->marks[first - 1], row))
		first--;
	while (mark_end(segment, last) < line->end && is_in_row(&segment->marks[last + 1], row))
		last++;
	if (segment->marks[first].at > line->start)
		line->start = segment->marks[first].at;
	if (mark_end(segment, last) < line->end)
		line->end = mark_end(segment, last);
}

/* True if the line is the same wherever in it one asks. */
static bool is_whole(const struct sp_segment *segment, const struct region *line)
{
	return line->end - line->start < COMPANION_REACH &&
	       (!line->start || segment->text[line->start - 1] == '\n') &&
	       (line->end == segment->len || segment->text[line->end] == '\n');
}

/* The line of text[at], which is in that mark, as far as it is in reach. */
static struct region line_in(const struct sp_segment *segment, size_t at, size_t mark)
{
	const char *text = segment->text;
	struct region line = { at > COMPANION_REACH ? at - COMPANION_REACH : 0,
			       segment->len - at > COMPANION_REACH ? at + COMPANION_REACH
								   : segment->len };
	size_t before = at, behind = at;

	if (is_paragraph(segment, mark)) {
		size_t end = mark_end(segment, mark);
		before =
			segment->marks[mark].at > line.start ? segment->marks[mark].at : line.start;
		behind = end < line.end ? end : line.end;
		/* The line break between two paragraphs is the first one's. */
		behind -= behind > at && text[behind - 1] == '\n';
	}
	const char *start = memrchr(text + line.start, '\n', before - line.start);
	const char *end = memchr(text + behind, '\n', line.end - behind);
	if (start)
		line.start = (size_t)(start - text) + 1;
	if (end)
		line.end = (size_t)(end - text);
	keep_to_row(segment, mark, &line);
	return line;
}

/* The line of a candidate, as far as it is in reach. */
static struct region line_around(const struct search *search, const struct candidate *candidate)
{
	struct known_line *known = search->line;
	const size_t at = candidate->start;

	if (known->mark == candidate->mark && at >= known->region.start && at < known->region.end)
		return known->region;
	struct region line = line_in(search->segment, at, candidate->mark);
	known->region = line;
	known->mark = is_whole(search->segment, &line) ? candidate->mark : SIZE_MAX;
	return line;
}

/* The last of the candidates from the ith on whose line is the same: those between say no more. */
static size_t last_on_line(const struct search *search, size_t i, const struct region *line)
{
	const struct candidate *candidates = search->scratch->candidates;
	const size_t mark = candidates[i].mark;

	if (search->line->mark != mark)
		return i;
	while (i + 1 < search->n && candidates[i + 1].start < line->end &&
	       candidates[i + 1].mark == mark)
		i++;
	return i;
}

bool next_region(const struct search *search, size_t *i, struct region *out)
{
	const struct candidate *candidates = search->scratch->candidates;
	bool any = false;

	for (; *i < search->n; ++*i) {
		if (!leans_on(search, &candidates[*i]))
			continue;
		struct region line = line_around(search, &candidates[*i]);
		if (any && line.start > out->end)
			break;
		if (!any)
			*out = line;
		else if (line.end > out->end)
			out->end = line.end;
		any = true;
		*i = last_on_line(search, *i, &line);
	}
	if (any && out->start < search->from)
		out->start = search->from;
	if (any && out->end > search->to)
		out->end = search->to;
	return any;
}

/* ---- whom a companion stands beside ---- */

/* The nearest identifier before text[at] on its line, of those that begin alike the first; or NULL.
 */
static const struct candidate *neighbour_before(const struct search *search, size_t i, size_t at)
{
	const struct candidate *candidates = search->scratch->candidates, *nearest = NULL;

	while (i-- && candidates[i].start + COMPANION_REACH >= at) {
		if (nearest && candidates[i].start != nearest->start)
			break;
		if (!leans_on(search, &candidates[i]))
			continue;
		/* Lines end in the order in which they begin. */
		if (line_around(search, &candidates[i]).end <= at)
			break;
		nearest = &candidates[i];
	}
	return nearest;
}

static const struct candidate *neighbour_behind(const struct search *search, size_t i, size_t at)
{
	const struct candidate *candidates = search->scratch->candidates;

	for (; i < search->n && candidates[i].start <= at + COMPANION_REACH; i++) {
		if (!leans_on(search, &candidates[i]))
			continue;
		const struct region line = line_around(search, &candidates[i]);
		if (line.start > at)
			break;
		if (at < line.end)
			return &candidates[i];
	}
	return NULL;
}

void name_neighbour(const struct search *search, struct candidate *companion)
{
	const struct candidate *candidates = search->scratch->candidates;
	const size_t at = companion->start;
	size_t low = 0, high = search->n;

	if (companion->n_words == CONTEXT_WORDS)
		return;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (candidates[middle].start < at)
			low = middle + 1;
		else
			high = middle;
	}
	const struct candidate *nearest = neighbour_before(search, low, at);
	const struct candidate *behind = neighbour_behind(search, low, at);
	if (!nearest || (behind && behind->start - at < at - nearest->start))
		nearest = behind;
	if (nearest)
		companion->words[companion->n_words++] = type_of(search, nearest);
}
