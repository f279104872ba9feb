/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * detect.c - a segment's way through the detector: collect, read, add what
 * hides, weigh, settle, and the findings that are this segment's own.
 *
 * Candidates in the margins take part, so that an overlap over a window's
 * edge is settled alike from both sides; they are told by the window in which
 * they start.
 */
#include "spana/detector.h"

#include <stdio.h>
#include <string.h>

#include "spana/limits.h"

#include "base/ascii.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "detect/allow.h"
#include "detect/scratch.h"

#define MATCH_LIMIT                                                                   \
	50000000u /* of one pass over a window; a normal one needs less than 1 a byte \
		   */
#define STACK_START (32 * 1024)
#define STACK_MOST (512 * 1024)

enum sp_status sp_scratch_new(struct sp_scratch **out, const struct sp_rules *rules)
{
	struct sp_scratch *scratch = sp_mem_zero(1, sizeof(*scratch));

	(void)rules;
	*out = scratch;
	if (!scratch)
		return SP_FATAL;
	scratch->match = pcre2_match_data_create(8, NULL);
	scratch->limits = pcre2_match_context_create(NULL);
	scratch->stack = pcre2_jit_stack_create(STACK_START, STACK_MOST, NULL);
	if (!scratch->match || !scratch->limits || !scratch->stack) {
		sp_scratch_free(scratch);
		*out = NULL;
		return SP_FATAL;
	}
	pcre2_set_match_limit(scratch->limits, MATCH_LIMIT);
	pcre2_jit_stack_assign(scratch->limits, NULL, scratch->stack);
	scratch->item = UINT32_MAX;
	return SP_OK;
}

void sp_scratch_free(struct sp_scratch *scratch)
{
	if (!scratch)
		return;
	pcre2_match_data_free(scratch->match);
	pcre2_match_context_free(scratch->limits);
	pcre2_jit_stack_free(scratch->stack);
	sp_arena_release(&scratch->arena);
	sp_arena_release(&scratch->table.arena);
	sp_mem_free(scratch->table.held);
	labels_free(&scratch->labels);
	sp_mem_free(scratch->landmarks);
	sp_mem_free(scratch->candidates);
	sp_mem_free(scratch->keys);
	sp_mem_free(scratch->moved);
	sp_mem_free(scratch);
}

const char *sp_scratch_gave_up(const struct sp_scratch *scratch)
{
	return scratch->gave_up;
}

int read_candidate(const struct sp_rules *rules, struct sp_scratch *scratch, const char *text,
		   struct candidate *candidate, struct sp_reading **spare)
{
	const struct rule *rule = &rules->rules[candidate->rule];
	const struct sp_validator *validator = rules->patterns[rule->pattern].validator;

	if (!validator)
		return 1;
	if (!*spare && !(*spare = sp_arena_alloc(&scratch->arena, sizeof(**spare))))
		return -1;
	**spare = (struct sp_reading) { .type = NULL };
	if (!validator->read(text + candidate->start, candidate->end - candidate->start,
			     &rules->reading, *spare))
		return 0;
	candidate->reading = *spare;
	*spare = NULL;
	candidate->start += candidate->reading->skip;
	if (candidate->reading->used)
		candidate->end = candidate->start + candidate->reading->used;
	return 1;
}

/* What a pasted table's first line says of the candidate's column. false: no memory. */
static bool find_heading(struct sp_scratch *scratch, const struct sp_segment *segment,
			 struct candidate *candidate)
{
	const struct pasted *table = pasted_at(scratch, segment, candidate->start);
	const char *heading;

	if (!table || !table->len || segment->offset + candidate->start < table->start + table->len)
		return true;
	size_t len =
		pasted_heading(table, pasted_column(table, segment, candidate->start), &heading);
	if (len)
		candidate->heading = sp_arena_copy(&scratch->arena, heading, len);
	return !len || candidate->heading;
}

/* Lets the validators read the candidates, and columns count them; what is wrong goes. */
static enum sp_status read_candidates(const struct sp_rules *rules, struct sp_scratch *scratch,
				      const struct sp_segment *segment)
{
	struct sp_reading *spare = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < scratch->n; i++) {
		struct candidate *candidate = &scratch->candidates[i];
		bool ours = candidate->start >= segment->from && candidate->start < segment->to;
		candidate->column = column_at(scratch, segment, candidate->start);
		candidate->table = table_column_of(scratch, rules, segment, candidate);
		if (!find_heading(scratch, segment, candidate))
			return SP_FATAL;
		int valid = read_candidate(rules, scratch, segment->text, candidate, &spare);
		if (valid < 0)
			return SP_FATAL;
		if (candidate->table && ours)
			table_note(candidate->table, candidate->reading, valid);
		if (!valid)
			continue;
		if (kept != i)
			scratch->candidates[kept] = *candidate;
		kept++;
	}
	scratch->n = kept;
	return SP_OK;
}

/* ---- findings ---- */

/* Follows the positions of findings, which come in order. */
struct cursor {
	size_t mark, at;
	struct sp_position position;
	bool set;
};

static struct sp_position position_of(struct cursor *cursor, const struct sp_segment *segment,
				      size_t mark, size_t at)
{
	if (!cursor->set || cursor->mark != mark || cursor->at > at) {
		const struct sp_mark *start = &segment->marks[mark];
		*cursor = (struct cursor) { mark, start->at, { start->line, start->column }, true };
	}
	sp_position_advance(&cursor->position, segment->text + cursor->at, at - cursor->at);
	cursor->at = at;
	return cursor->position;
}

/* The default mask: the first character of each word stays. */
static void mask_words(const char *s, size_t len, char *out, size_t size)
{
	size_t n = 0;
	bool inside = false;

	while (len && n + 5 < size) {
		size_t bytes = 1;
		uint32_t code = (unsigned char)*s < 0x80 ? (unsigned char)*s
							 : sp_utf8_decode(s, len, &bytes);
		bool word = code >= 0x80 || sp_is_alnum((char)code);
		if (word && inside)
			out[n++] = '*';
		else if (code < 0x80)
			out[n++] = (char)code;
		else
			n += sp_utf8_encode(code, out + n);
		inside = word;
		s += bytes;
		len -= bytes;
	}
	out[n] = '\0';
}

static const char *mask(const struct sp_rules *rules, const struct candidate *candidate,
			const char *text, struct sp_arena *arena)
{
	const struct rule *rule = &rules->rules[candidate->rule];
	const struct sp_validator *validator = rules->patterns[rule->pattern].validator;
	size_t len = candidate->end - candidate->start;
	char masked[SP_LONGEST_MATCH + 8];

	if (validator && validator->mask)
		validator->mask(text + candidate->start, len, candidate->reading, masked,
				sizeof(masked));
	else
		mask_words(text + candidate->start, len, masked, sizeof(masked));
	return sp_arena_copy(arena, masked, strlen(masked));
}

/* Does another reading stand on some of its bytes? */
static bool is_shared(const struct sp_scratch *scratch, const struct candidate *candidate)
{
	const struct candidate *first = scratch->candidates, *end = first + scratch->n;

	for (const struct candidate *c = candidate; c-- > first;) {
		if (c->start + scratch->longest <= candidate->start)
			break;
		if (!c->hides && c->end > candidate->start)
			return true;
	}
	for (const struct candidate *c = candidate + 1; c < end && c->start < candidate->end; c++)
		if (!c->hides)
			return true;
	return false;
}

/*
 * The masks of two readings of the same digits, put side by side, could show
 * what each of them hides: one that is suppressed then shows nothing.
 */
static const char *veil(const char *masked, struct sp_arena *arena)
{
	char *out = sp_arena_copy(arena, masked, strlen(masked)), *to = out;

	if (!out)
		return NULL;
	for (const char *c = masked; *c; c++)
		if (!sp_utf8_is_tail(*c))
			*to++ = sp_is_alnum(*c) || (unsigned char)*c >= 0x80 ? '*' : *c;
	*to = '\0';
	return out;
}

static bool copy_words(struct sp_finding *finding, const struct candidate *candidate,
		       struct sp_arena *arena)
{
	const char **words = sp_arena_alloc(arena, CONTEXT_WORDS * sizeof(*words));

	for (unsigned i = 0; words && i < candidate->n_words; i++)
		if (!sp_arena_dup(arena, candidate->words[i], &words[i]))
			return false;
	finding->context = words;
	finding->n_context = candidate->n_words;
	return words != NULL;
}

/* White space folded, for types whose normal form is the text as written. */
static const char *fold_spaces(const char *s, size_t len, struct sp_arena *arena)
{
	char *out = sp_arena_copy(arena, s, len);
	size_t n = 0;

	for (size_t i = 0; out && i < len; i++)
		if (!sp_is_space(s[i]))
			out[n++] = s[i];
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	if (out)
		out[n] = '\0';
	return out;
}

/* The word that lowered the score, or NULL. */
static const char *word_against(const struct candidate *candidate)
{
	return candidate->spoken_against ? candidate->against : NULL;
}

/* The parts of the score, for whoever asks why. */
static const char *reasons_of(const struct candidate *candidate, const struct form *form,
			      struct sp_arena *arena)
{
	static const char *const columns[] = {
		[COLUMN_OPEN] = "; its column decides",
		[COLUMN_FEW] = "",
		[COLUMN_PASSED] = "; its column passes",
		[COLUMN_FAILED] = "; its column fails",
	};
	const struct sp_reading *reading = candidate->reading;
	const char *against = word_against(candidate);
	char text[256];

	snprintf(text, sizeof(text), "form %s %.2f%s%s%.60s%s%s%s", form->name, form->score,
		 candidate->labelled ? "; a word for it" : "", against ? "; against it: " : "",
		 against ? against : "", candidate->table ? columns[candidate->table->verdict] : "",
		 reading && reading->ambiguous ? "; may be a time stamp" : "",
		 reading && reading->doubtful ? "; doubtful" : "");
	return sp_arena_copy(arena, text, strlen(text));
}

/* Why a candidate is no finding. */
static const char *why_not(const struct candidate *candidate, struct sp_arena *arena)
{
	char text[128];

	snprintf(text, sizeof(text), "%s%s%s", candidate->why, candidate->lost_to ? " " : "",
		 candidate->lost_to ? candidate->lost_to : "");
	return sp_arena_copy(arena, text, strlen(text));
}

/* The second key that it is found by. */
static bool copy_alias(const struct sp_validator *validator, const struct sp_reading *reading,
		       struct sp_arena *arena, struct sp_finding *finding)
{
	char broader[SP_VALUE_MAX];
	const char *alias = reading->alias[0] ? reading->alias : NULL;

	if (!alias && validator->broader && validator->broader(reading->value, broader))
		alias = broader;
	bool ok = sp_arena_dup(arena, alias, &finding->alias);
	if (alias == broader)
		sp_mem_wipe(broader, sizeof(broader));
	return ok;
}

static bool fill(struct sp_finding *finding, const struct sp_rules *rules,
		 struct sp_scratch *scratch, const struct sp_segment *segment,
		 const struct candidate *candidate, struct sp_arena *arena)
{
	const struct rule *rule = &rules->rules[candidate->rule];
	const struct pattern_file *file = rules->patterns[rule->pattern].file;
	const struct sp_reading *reading = candidate->reading;
	const char *text = segment->text + candidate->start;
	size_t len = candidate->end - candidate->start;

	*finding = (struct sp_finding) {
		.type = file->type,
		.category = file->category,
		.text = sp_arena_copy(arena, text, len),
		.masked = mask(rules, candidate, segment->text, arena),
		.term_category = candidate->term ? candidate->term->group->term_category : NULL,
		.snippet = "",
		.score = candidate->score,
		.confidence = sp_confidence_of(candidate->score),
	};
	if (candidate->term) {
		/* A word of the vocabulary names nobody: it is told as the list has it. */
		const char *entry = candidate->term->entry;
		finding->value = finding->masked = sp_arena_copy(arena, entry, strlen(entry));
		if (candidate->term->group->category)
			finding->category = candidate->term->group->category;
	} else if (reading) {
		finding->value = sp_arena_copy(arena, reading->value, strlen(reading->value));
		finding->role = reading->role;
		finding->test = reading->test;
		finding->organisation = reading->organisation;
		if (!copy_alias(rules->patterns[rule->pattern].validator, reading, arena, finding))
			return false;
	} else {
		finding->value = fold_spaces(text, len, arena);
	}
	if (reading && reading->type) {
		finding->type = reading->type;
		finding->category = rules_category(rules, reading->type);
	}
	if (!sp_arena_dup(arena, word_against(candidate), &finding->against))
		return false;
	if (rules->verbose && !(finding->reasons = reasons_of(candidate, rule->form, arena)))
		return false;
	if (candidate->dropped && !(finding->suppressed = why_not(candidate, arena)))
		return false;
	if (candidate->dropped && finding->masked && is_shared(scratch, candidate))
		finding->masked = veil(finding->masked, arena);
	if (rules->snippets && (!candidate->veiled || rules->show_protected))
		finding->snippet = make_snippet(rules, scratch, segment, candidate, arena);
	return finding->text && finding->masked && finding->value && finding->snippet &&
	       copy_words(finding, candidate, arena);
}

/* Makes room for so many more findings. */
static bool make_room(struct sp_findings *out, size_t more)
{
	if (out->room - out->n < more) {
		size_t room = out->n + more;
		struct sp_finding *items = sp_arena_alloc(out->arena, room * sizeof(*items));
		if (!items)
			return false;
		if (out->n)
			memcpy(items, out->items, out->n * sizeof(*items));
		out->items = items;
		out->room = room;
	}
	return true;
}

struct sp_finding *finding_new(struct sp_findings *out)
{
	if (out->n == out->room && !make_room(out, out->room ? out->room : 16))
		return NULL;
	return &out->items[out->n++];
}

/* The length of the longest candidate that is told of. */
static size_t longest_of(const struct sp_scratch *scratch)
{
	size_t longest = 0;

	for (size_t i = 0; i < scratch->n; i++) {
		const struct candidate *candidate = &scratch->candidates[i];
		size_t len = candidate->end - candidate->start;
		if (!candidate->hides && len > longest)
			longest = len;
	}
	return longest;
}

/* A finding that is held outlives the segment, and the places in it. */
static bool keep_where(struct sp_where *where, struct sp_arena *arena)
{
	return sp_arena_dup(arena, where->sheet, &where->sheet) &&
	       sp_arena_dup(arena, where->cell, &where->cell) &&
	       sp_arena_dup(arena, where->header, &where->header) &&
	       sp_arena_dup(arena, where->part, &where->part) &&
	       sp_arena_dup(arena, where->property, &where->property) &&
	       sp_arena_dup(arena, where->table, &where->table);
}

static enum sp_status tell(const struct sp_rules *rules, struct sp_scratch *scratch,
			   const struct sp_segment *segment, struct sp_findings *out)
{
	struct cursor cursor = { .set = false };

	if (scratch->n > 16 && !make_room(out, scratch->n))
		return SP_FATAL;
	for (size_t i = 0; i < scratch->n; i++) {
		const struct candidate *candidate = &scratch->candidates[i];
		struct sp_finding finding;
		if (candidate->hides || candidate->start < segment->from ||
		    candidate->start >= segment->to)
			continue;
		if (candidate->dropped && !(rules->suppressed && candidate->why))
			continue;
		bool holds = !candidate->dropped && table_holds(scratch, candidate->table);
		struct sp_arena *arena = holds ? &scratch->table.arena : out->arena;
		if (!holds && !candidate->dropped &&
		    sp_confidence_of(candidate->score) < rules->min_confidence)
			continue;
		if (!fill(&finding, rules, scratch, segment, candidate, arena))
			return SP_FATAL;
		if (!rules_want(rules, finding.type))
			continue;
		if (allow_has(rules->allow, finding.type, finding.value, finding.text,
			      scratch->match)) {
			out->allowed++;
			continue;
		}
		struct sp_position position =
			position_of(&cursor, segment, candidate->mark, candidate->start);
		sp_where_make(&finding.where, segment->marks[candidate->mark].place, position.line,
			      position.column);
		if (holds && !keep_where(&finding.where, arena))
			return SP_FATAL;
		struct sp_finding *slot = holds ? NULL : finding_new(out);
		if (slot)
			*slot = finding;
		else if (!holds || table_hold(scratch, &finding, candidate) != SP_OK)
			return SP_FATAL;
	}
	return table_is_full(scratch) ? table_release(rules, scratch, out) : SP_OK;
}

static size_t character_start(const char *text, size_t at)
{
	while (at && sp_utf8_is_tail(text[at]))
		at--;
	return at;
}

static enum sp_status find_landmarks(const struct sp_rules *rules, struct sp_scratch *scratch,
				     const struct sp_segment *segment)
{
	if (!sp_mem_room(&scratch->landmarks, &scratch->room_landmarks,
			 landmark_blocks(segment->len), sizeof(*scratch->landmarks)))
		return SP_FATAL;
	rules->find_landmarks(&rules->landmarks, segment->text, segment->len, scratch->landmarks);
	return SP_OK;
}

enum sp_status sp_detect(const struct sp_rules *rules, struct sp_scratch *scratch,
			 const struct sp_segment *segment, struct sp_findings *out)
{
	size_t from = segment->from > SP_LONGEST_MATCH ? segment->from - SP_LONGEST_MATCH : 0;
	size_t to = segment->to + SP_LONGEST_MATCH < segment->len ? segment->to + SP_LONGEST_MATCH
								  : segment->len;
	enum sp_status status;

	scratch->n = 0;
	scratch->gave_up = NULL;
	scratch->line = NULL;
	scratch->rows_asked = false;
	if (scratch->item != segment->item->number || segment->offset + segment->from == 0) {
		scratch->item = segment->item->number;
		scratch->column = (struct column_state) { .at = 0 };
		table_reset(scratch);
	}
	if (!scratch->table.n_held)
		sp_arena_reset(&scratch->table.arena);
	scratch->column_start = scratch->column;
	from = character_start(segment->text, from);
	status = find_landmarks(rules, scratch, segment);
	if (status == SP_OK)
		status = labels_start(&scratch->labels, segment);
	if (status == SP_OK)
		status = collect(rules, scratch, segment, from, to);
	sort_candidates(scratch, 0);
	if (status == SP_OK)
		status = read_candidates(rules, scratch, segment);
	sort_candidates(scratch, 0);
	if (status == SP_OK)
		status = collect_hiding(rules, scratch, segment, from, to);
	sort_candidates(scratch, 0);
	if (status == SP_OK)
		status = weigh(rules, scratch, segment, 0);
	if (status == SP_OK) {
		settle(rules, scratch);
		scratch->longest = longest_of(scratch);
		status = add_companions(rules, scratch, segment, from, to);
	}
	scratch->longest = longest_of(scratch);
	if (status == SP_OK)
		status = tell(rules, scratch, segment, out);
	column_finish(scratch, segment);
	sp_arena_reset(&scratch->arena);
	return status == SP_OK && scratch->gave_up ? SP_PARTIAL : status;
}

bool sp_detect_is_apart(const struct sp_scratch *scratch, const struct sp_segment *segment)
{
	if (segment->delimited || scratch->table.n_held)
		return false;
	for (size_t i = 0; i < segment->n_marks; i++)
		if (segment->marks[i].place)
			return false;
	return !pasted_may_stand(segment);
}

enum sp_status sp_detect_end(const struct sp_rules *rules, struct sp_scratch *scratch,
			     const struct sp_item *item, struct sp_findings *out)
{
	return scratch->item == item->number ? table_release(rules, scratch, out) : SP_OK;
}
