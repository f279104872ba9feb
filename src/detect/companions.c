/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * companions.c - what is told only in company: names, and words that are
 * sensitive when they speak of somebody.
 *
 * They are looked for on the line (in a document the paragraph, in a table the
 * row) of an identifier that was accepted, not farther than COMPANION_REACH from it, and
 * in cells whose header asks for them. Elsewhere they cost nothing. A few terms
 * are an alarm of their own: they also count as a heading or a label, and no
 * finding on their line has a snippet.
 */
#include "detect/companions.h"

#include <string.h>

#include "spana/limits.h"

#include "base/ascii.h"
#include "base/mem.h"
#include "base/utf8.h"

#define CELL_MOST 300 /* bytes of a cell that is looked through for its header's sake */
#define LINE_MOST SP_MARGIN
#define LABELS 32

bool is_taken(const struct sp_scratch *scratch, size_t n, size_t start, size_t end)
{
	const struct candidate *candidates = scratch->candidates;
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (candidates[middle].start < end)
			low = middle + 1;
		else
			high = middle;
	}
	while (low && candidates[low - 1].start + scratch->longest > start) {
		const struct candidate *candidate = &candidates[--low];
		if (!candidate->dropped && !candidate->hides && candidate->end > start)
			return true;
	}
	return false;
}

/* ---- headers ---- */

/* Labels that were asked about: a column's is the same in all its cells. */
struct asked_labels {
	const char *label[LABELS];
	bool speaks[LABELS];
};

static bool label_speaks(const struct search *search, struct asked_labels *labels,
			 const char *label)
{
	size_t slot = ((uintptr_t)label >> 3) % LABELS, len = strlen(label);
	struct word_hit hit;

	if (labels->label[slot] == label)
		return labels->speaks[slot];
	labels->label[slot] = label;
	labels->speaks[slot] = false;
	for (size_t at = 0; at < len && !labels->speaks[slot]; at++)
		labels->speaks[slot] = !sp_utf8_is_tail(label[at]) &&
				       words_may_begin(label, len, at) &&
				       words_at(search->rules->labels, label, len, at, &hit) &&
				       pattern_set_has(hit.near, search->pattern);
	return labels->speaks[slot];
}

/*
 * False where no label can speak for the pattern at text[at], in whose cell a match ends: not its
 * column's header, nor a word near by. Asked with rising `at`.
 */
static bool may_be_labelled(const struct search *search, struct asked_labels *labels, size_t at,
			    size_t *hint)
{
	const struct sp_segment *segment = search->segment;
	const struct sp_place *place = segment->marks[mark_of(segment, at, hint)].place;
	const char *header = column_header(segment, column_at(search->scratch, segment, at));

	return (place && place->label) || (header && label_speaks(search, labels, header)) ||
	       !labels_quiet(search->rules, search->scratch, segment, true, search->pattern, at,
			     at);
}

/* ---- forms ---- */

/* The first place in text[at, end) where the rule matches; `end`: there is none. */
static size_t search_place(const struct search *search, const struct rule *rule, size_t at,
			   size_t end)
{
	struct sp_scratch *scratch = search->scratch;
	const struct sp_segment *segment = search->segment;
	int rc = regex_match(rule->code, segment->text, segment->len, at, scratch->match,
			     scratch->limits);

	if (rc < 0 && rc != PCRE2_ERROR_NOMATCH)
		scratch->gave_up = search_file(search)->type;
	return rc < 0 ? end : pcre2_get_ovector_pointer(scratch->match)[0];
}

/*
 * Tries a rule at text[at], and keeps what the validator takes and nobody else has. *past: where
 * a match that is right ends, else as it was. *spare as for read_candidate.
 */
static enum sp_status try_form(const struct search *search, unsigned number, size_t at,
			       size_t *hint, struct sp_reading **spare, size_t *past)
{
	struct sp_scratch *scratch = search->scratch;
	const struct sp_segment *segment = search->segment;
	size_t before = scratch->n;

	if (try_rule(search->rules, scratch, segment, number, at, hint) != SP_OK)
		return SP_FATAL;
	if (scratch->n == before)
		return SP_OK;
	int valid = read_candidate(search->rules, scratch, segment->text,
				   &scratch->candidates[before], spare);
	if (valid < 0)
		return SP_FATAL;
	const struct candidate *found = &scratch->candidates[before];
	if (valid && found->end > *past)
		*past = found->end;
	if (!valid || is_taken(scratch, search->n, found->start, found->end))
		scratch->n = before;
	return SP_OK;
}

/* The reference: searches for a rule; what was found is not looked through again. */
static enum sp_status search_form(const struct search *search, unsigned number,
				  const struct region *region)
{
	const struct sp_segment *segment = search->segment;
	const struct rule *rule = &search->rules->rules[number];
	size_t hint = mark_at(segment, region->start), at = region->start;
	struct sp_reading *spare = NULL;
	enum sp_status status = SP_OK;

	while (status == SP_OK) {
		while (at < region->end && sp_utf8_is_tail(segment->text[at]))
			at++;
		size_t here = at = search_place(search, rule, at, region->end);
		if (at >= region->end)
			break;
		at++;
		status = try_form(search, number, here, &hint, &spare, &at);
	}
	return status;
}

/* True if there is a blank where every match holds one, and it goes on as there. */
static bool blank_fits(const struct first_blank *blank, const struct sp_segment *segment, size_t at)
{
	const unsigned char *text = (const unsigned char *)segment->text;

	if (!blank->known)
		return true;
	while (at < segment->len && byte_set_has(&blank->before, text[at]))
		at++;
	return at < segment->len && (text[at] == ' ' || text[at] == 0xC2) &&
	       (at + 1 == segment->len || byte_set_has(&blank->behind, text[at + 1]));
}

/* The forms that can begin at text[at], by the bytes around it. */
static uint32_t forms_at(const struct pattern *pattern, const struct sp_segment *segment, size_t at)
{
	const unsigned char *text = (const unsigned char *)segment->text;
	uint32_t forms = pattern->begin_with[text[at]];

	if (at)
		forms &= pattern->begin_after[text[at - 1]];
	if (at + 1 < segment->len)
		forms &= pattern->go_on_with[text[at + 1]];
	return sp_utf8_is_tail(segment->text[at]) ? 0 : forms;
}

/* Forms whose matches end in the cell in which they begin, and are told with a label alone. */
static uint32_t bound_forms(const struct search *search)
{
	const struct pattern *pattern = &search->rules->patterns[search->pattern];
	const struct rule *rules = &search->rules->rules[pattern->first_rule];
	const char separator = search->segment->delimited->separator;
	uint32_t bound = 0;

	for (unsigned i = 0; i < pattern->file->n_forms && i < FORMS_MOST; i++)
		if (rules[i].has_alphabet && pattern->file->forms[i].score <= 0 &&
		    !byte_set_has(&rules[i].alphabet, (unsigned char)separator) &&
		    !byte_set_has(&rules[i].alphabet, '\n'))
			bound |= UINT32_C(1) << i;
	return search->rules->suppressed || pattern->file->column_alone ? 0 : bound;
}

#define BLANKS_MOST 8 /* that are looked at before a region is gone through */

/* False where a line has no blank that could be the first of a match, for any of the forms. */
static bool may_hold_blank(const struct search *search, const struct region *region,
			   uint32_t wanted)
{
	const struct pattern *pattern = &search->rules->patterns[search->pattern];
	const char *text = search->segment->text;
	struct byte_set behind = { { 0 } };

	if (region->end == search->segment->len || text[region->end] != '\n' ||
	    memchr(text + region->start, 0xC2, region->end - region->start))
		return true;
	for (; wanted; wanted &= wanted - 1) {
		const struct first_blank *blank =
			&search->rules->rules[pattern->first_rule + (unsigned)__builtin_ctz(wanted)]
				 .blank;
		/* It is on the line if a match cannot go on over its end before there is one. */
		if (!blank->known || byte_set_has(&blank->before, '\n'))
			return true;
		for (size_t i = 0; i < 4; i++)
			behind.bits[i] |= blank->behind.bits[i];
	}
	size_t at = region->start;
	for (unsigned n = 0; n < BLANKS_MOST; n++) {
		const char *blank = memchr(text + at, ' ', region->end - at);
		if (!blank)
			return false;
		at = (size_t)(blank - text) + 1;
		if (byte_set_has(&behind, (unsigned char)text[at]))
			return true;
	}
	return true;
}

/*
 * Goes through the region once, and tries at each byte the forms that can begin with it.
 * `labels`: it is a table, and where no label is some need not be tried; or NULL.
 */
static enum sp_status walk_forms(const struct search *search, const struct region *region,
				 uint32_t wanted, struct asked_labels *labels)
{
	const struct sp_segment *segment = search->segment;
	const struct pattern *pattern = &search->rules->patterns[search->pattern];
	const struct rule *rules = &search->rules->rules[pattern->first_rule];
	const uint32_t bound = labels ? bound_forms(search) : 0;
	size_t past[FORMS_MOST] = { 0 }, hint = mark_at(segment, region->start);
	struct sp_reading *spare = NULL;
	enum sp_status status = SP_OK;

	for (size_t block = region->start; block < region->end; block += FILTER_BLOCK) {
		uint64_t bits = search->rules->starts(&pattern->first, &pattern->behind,
						      segment->text, segment->len, block);
		for (; bits && status == SP_OK; bits &= bits - 1) {
			const size_t at = block + (size_t)__builtin_ctzll(bits);
			if (at >= region->end)
				break;
			uint32_t forms = forms_at(pattern, segment, at) & wanted;
			for (; forms && status == SP_OK; forms &= forms - 1) {
				const unsigned i = (unsigned)__builtin_ctz(forms);
				if (at < past[i] || !blank_fits(&rules[i].blank, segment, at) ||
				    (bound >> i & 1 && !may_be_labelled(search, labels, at, &hint)))
					continue;
				status = try_form(search, pattern->first_rule + i, at, &hint,
						  &spare, &past[i]);
			}
		}
	}
	return status;
}

/* Which forms are tried. */
enum forms {
	ALL_FORMS,
	LABELLED_FORMS, /* those that say nothing without a label */
	FREE_FORMS,	/* the others */
};

static uint32_t wanted_forms(const struct pattern_file *file, enum forms forms)
{
	uint32_t wanted = 0;

	for (unsigned i = 0; i < file->n_forms && i < FORMS_MOST; i++) {
		bool free = file->forms[i].score > 0;
		if (file->forms[i].companion &&
		    (forms == ALL_FORMS || free == (forms == FREE_FORMS)))
			wanted |= UINT32_C(1) << i;
	}
	return wanted;
}

/* `labels` as for walk_forms. */
static enum sp_status search_forms(const struct search *search, const struct region *region,
				   enum forms forms, struct asked_labels *labels)
{
	const struct pattern *pattern = &search->rules->patterns[search->pattern];
	uint32_t wanted = wanted_forms(pattern->file, forms);
	enum sp_status status = SP_OK;

	if (!search->rules->plain)
		return may_hold_blank(search, region, wanted)
			       ? walk_forms(search, region, wanted, labels)
			       : SP_OK;
	for (unsigned i = 0; i < pattern->file->n_forms && status == SP_OK; i++)
		if (wanted >> i & 1)
			status = search_form(search, pattern->first_rule + i, region);
	return status;
}

/* ---- cells whose header asks for them ---- */

/* True if a column's header asks for them: then in all rows, for there are no marks at cells. */
static bool rows_speak(const struct search *search, struct asked_labels *labels)
{
	const struct sp_delimited *rows = search->segment->delimited;
	bool speaks = false;

	for (size_t i = 0; rows && rows->header && i < rows->columns && !speaks; i++)
		speaks = rows->header[i] && label_speaks(search, labels, rows->header[i]);
	return speaks;
}

static enum sp_status search_cells(const struct search *search, struct asked_labels *labels)
{
	const struct sp_segment *segment = search->segment;
	enum sp_status status = SP_OK;

	for (size_t i = mark_at(segment, search->from); i < segment->n_marks && status == SP_OK;
	     i++) {
		const struct sp_place *place = segment->marks[i].place;
		struct region cell = { segment->marks[i].at, mark_end(segment, i) };
		if (cell.start >= search->to)
			break;
		if (cell.start < search->from || !place || !place->label ||
		    cell.end - cell.start > CELL_MOST ||
		    !label_speaks(search, labels, place->label))
			continue;
		status = search_forms(search, &cell, ALL_FORMS, NULL);
	}
	return status;
}

/* ---- what they lean on, and what they do to others ---- */

/* True if `b` is a part of `a` and not to be told: a single name, or less than a label names. */
static bool is_part(const struct sp_rules *rules, const struct candidate *a,
		    const struct candidate *b)
{
	if (a->start > b->start || a->end < b->end || a->end - a->start == b->end - b->start ||
	    a->score < LEAST_SCORE)
		return false;
	return (b->reading && b->reading->needs_label) ||
	       (rules->rules[a->rule].form->score <= 0 && a->end == b->end);
}

/* Does `a` win over `b`, which it overlaps? */
static bool wins(const struct sp_rules *rules, const struct candidate *a, const struct candidate *b)
{
	if (!a->term != !b->term)
		return !a->term;
	if (is_part(rules, a, b) != is_part(rules, b, a))
		return is_part(rules, a, b);
	if (a->score > b->score || a->score < b->score)
		return a->score > b->score;
	return a->end - a->start >= b->end - b->start;
}

/* A name may hold a term ("Kristen Berg"), and a term may be found twice. */
static void settle_companions(const struct sp_rules *rules, struct sp_scratch *scratch, size_t n)
{
	for (size_t i = n; i < scratch->n; i++) {
		struct candidate *a = &scratch->candidates[i];
		for (size_t j = i + 1; j < scratch->n && !a->dropped; j++) {
			struct candidate *b = &scratch->candidates[j];
			if (b->start >= a->end)
				break;
			if (b->dropped)
				continue;
			(wins(rules, a, b) ? b : a)->dropped = true;
		}
	}
}

/* No finding on the line of an alarm shows what stands around it. */
static void veil_line(struct sp_scratch *scratch, const struct sp_segment *segment, size_t number)
{
	const char *text = segment->text;
	size_t at = scratch->candidates[number].start;
	size_t first = at > LINE_MOST ? at - LINE_MOST : 0;
	size_t last = at + LINE_MOST < segment->len ? at + LINE_MOST : segment->len;
	const char *before = memrchr(text + first, '\n', at - first);
	const char *behind = memchr(text + at, '\n', last - at);

	first = before ? (size_t)(before - text) + 1 : first;
	last = behind ? (size_t)(behind - text) : last;
	for (size_t i = number; i < scratch->n && scratch->candidates[i].start < last; i++)
		scratch->candidates[i].veiled = true;
	for (size_t i = number; i && scratch->candidates[i - 1].start >= first; i--)
		scratch->candidates[i - 1].veiled = true;
}

/* Where the rows begin, behind the line that says what they hold. */
static size_t rows_start(const struct search *search)
{
	const struct sp_segment *segment = search->segment;
	size_t at = 0, lines = segment->offset ? 0 : 1;

	if (lines && segment->len > 4 && memcmp(segment->text, "sep=", 4) == 0)
		lines++; /* as spreadsheets write it */
	for (; lines && at < segment->len; lines--) {
		const char *newline = memchr(segment->text + at, '\n', segment->len - at);
		at = newline ? (size_t)(newline - segment->text) + 1 : segment->len;
	}
	return at > search->from ? at : search->from;
}

/* Columns are counted from the segment's start again. Returns what to give columns_back. */
static struct column_state columns_again(struct sp_scratch *scratch)
{
	const struct column_state end = scratch->column;

	scratch->column = scratch->column_start;
	return end;
}

static void columns_back(struct sp_scratch *scratch, struct column_state end)
{
	scratch->column = end;
}

/* Forms that need a label, in a table of which a column's header is one. */
static enum sp_status search_rows(const struct search *search, struct asked_labels *labels)
{
	const struct region all = { rows_start(search), search->to };
	const struct column_state end = columns_again(search->scratch);
	enum sp_status status = search_forms(search, &all, LABELLED_FORMS, labels);

	columns_back(search->scratch, end);
	return status;
}

static enum sp_status add_forms(struct search *search)
{
	struct region region = { 0, 0 };
	struct asked_labels labels = { .label = { NULL } };
	bool rows = rows_speak(search, &labels);
	enum sp_status status = SP_OK;

	for (size_t i = 0; status == SP_OK && next_region(search, &i, &region);)
		status = search_forms(search, &region, rows ? FREE_FORMS : ALL_FORMS, NULL);
	if (status == SP_OK && rows)
		status = search_rows(search, &labels);
	if (status == SP_OK && search_file(search)->n_near)
		status = search_cells(search, &labels);
	return status;
}

/* Companions stand between the others. */
static enum sp_status weigh_companions(const struct search *search)
{
	struct sp_scratch *scratch = search->scratch;
	const struct column_state end = columns_again(scratch);

	sort_candidates(scratch, search->n);
	for (size_t i = search->n; i < scratch->n; i++)
		scratch->candidates[i].column =
			column_at(scratch, search->segment, scratch->candidates[i].start);
	enum sp_status status = weigh(search->rules, scratch, search->segment, search->n);
	columns_back(scratch, end);
	return status;
}

enum sp_status add_companions(const struct sp_rules *rules, struct sp_scratch *scratch,
			      const struct sp_segment *segment, size_t from, size_t to)
{
	struct known_line line = { .mark = SIZE_MAX };
	struct search search = { rules, scratch, segment, from, to, scratch->n, 0, &line };
	enum sp_status status = SP_OK;

	for (unsigned i = 0; i < rules->n_patterns && status == SP_OK; i++) {
		search.pattern = i;
		if (rules->patterns[i].file->n_companion_of && rules->patterns[i].file->n_forms)
			status = add_forms(&search);
	}
	if (status == SP_OK)
		status = add_standing(rules, scratch, segment, from, to, search.n);
	if (status == SP_OK && scratch->n > search.n)
		status = weigh_companions(&search);
	for (unsigned i = 0; i < rules->n_patterns && status == SP_OK; i++) {
		search.pattern = i;
		if (rules->patterns[i].file->n_terms)
			status = add_terms(&search);
	}
	if (status == SP_OK)
		status = add_lone_terms(&search);
	if (status != SP_OK || scratch->n == search.n)
		return status;
	sort_candidates(scratch, search.n);
	settle_companions(rules, scratch, search.n);
	for (size_t i = search.n; i < scratch->n; i++) {
		if (scratch->candidates[i].dropped && !rules->suppressed)
			continue;
		search.pattern = rules->rules[scratch->candidates[i].rule].pattern;
		name_neighbour(&search, &scratch->candidates[i]);
	}
	sort_candidates(scratch, 0);
	for (size_t i = 0; i < scratch->n; i++) {
		const struct candidate *candidate = &scratch->candidates[i];
		if (candidate->term && !candidate->dropped && candidate->term->group->alone > 0)
			veil_line(scratch, segment, i);
	}
	return status;
}
