/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * weigh.c - what the words near by say.
 *
 * A label stands in front of what it names, at most 60 characters away, on
 * the same line or the one above; or behind it, at most 30 away; or at the
 * head of its column. The nearest word decides, whichever type it speaks of:
 * in "kundnr 12, pnr 34" each number has its own.
 */
#include "detect/scratch.h"

#include <string.h>

#include "base/utf8.h"

#define BEFORE_CHARACTERS 60
#define AFTER_CHARACTERS 30
#define HITS 16
/* Scores among bytes of an unknown kind: medium. */
#define RAW_LEAST 0.5
#define RAW_MOST 0.8
/* Bytes: what is shorter comes about by chance. */
#define RAW_SHORTEST 10

enum verdict {
	SILENT,	 /* no word of this pattern */
	FOR,	 /* a word that speaks for it is nearest */
	AGAINST, /* one that speaks against it */
	CLAIMED, /* one that speaks for another type */
};

/* What one word means to a pattern. */
static enum verdict judge(const struct word_hit *hit, unsigned pattern)
{
	if (pattern_set_has(hit->near, pattern))
		return FOR;
	if (pattern_set_has(hit->against, pattern))
		return AGAINST;
	return pattern_set_empty(hit->near) ? SILENT : CLAIMED;
}

/* The words in text[from, to), the last HITS of them. Returns how many. */
static size_t find_words(const struct words *words, const char *text, size_t from, size_t to,
			 struct word_hit hits[HITS])
{
	size_t n = 0;

	for (struct word_hit hit; words_next(words, text, to, from, &hit); from = hit.end) {
		if (n == HITS)
			memmove(hits, hits + 1, --n * sizeof(*hits));
		hits[n++] = hit;
	}
	return n;
}

/* Words of a part of the text. Readings that begin or end alike ask for the same again. */
struct part {
	const struct words *words;
	size_t from, to, n;
	struct word_hit hits[HITS];
};

enum { BEFORE, BEHIND, ABOVE, PARTS };

static const struct part *read_part(struct part *part, const struct words *words, const char *text,
				    size_t from, size_t to)
{
	if (part->words != words || part->from != from || part->to != to) {
		part->words = words;
		part->from = from;
		part->to = to;
		part->n = find_words(words, text, from, to, part->hits);
	}
	return part;
}

/* Where the text begins that may hold a label for text[at]; *line: where at's own line does. */
static size_t reach_back(const char *text, size_t at, size_t *line)
{
	size_t start = at < BEFORE_CHARACTERS ? 0 : at - BEFORE_CHARACTERS;
	size_t characters = sp_utf8_count(text + start, at - start);

	while (start && characters < BEFORE_CHARACTERS)
		characters += !sp_utf8_is_tail(text[--start]);
	const char *newline = memrchr(text + start, '\n', at - start);
	*line = newline ? (size_t)(newline - text) + 1 : start;
	if (newline)
		newline = memrchr(text + start, '\n', (size_t)(newline - text) - start);
	return newline ? (size_t)(newline - text) + 1 : start;
}

static size_t reach_on(const char *text, size_t len, size_t at)
{
	unsigned characters = 0;

	while (at < len && text[at] != '\n' && characters <= AFTER_CHARACTERS)
		characters += !sp_utf8_is_tail(text[at++]);
	return at;
}

static bool note_word(struct candidate *candidate, struct sp_arena *arena, const char *text,
		      const struct word_hit *hit)
{
	if (candidate->n_words == CONTEXT_WORDS)
		return true;
	char *word = sp_arena_copy(arena, text + hit->start, hit->end - hit->start);
	candidate->words[candidate->n_words] = word;
	candidate->n_words += word != NULL;
	return word != NULL;
}

/* A surrounding in which words are looked for. */
struct around {
	const struct words *words;
	struct sp_arena *arena;
	struct candidate *candidate;
	struct part *parts; /* PARTS of them */
	unsigned pattern;
	bool failed;
};

static bool note_against(struct around *around, const char *text, const struct word_hit *hit)
{
	around->candidate->against =
		sp_arena_copy(around->arena, text + hit->start, hit->end - hit->start);
	return around->candidate->against != NULL;
}

/* The nearest word in text[from, to) decides; it is nearest at the end, or at the start. */
static enum verdict ask(struct around *around, const char *text, unsigned which, size_t from,
			size_t to)
{
	const struct part *part = read_part(&around->parts[which], around->words, text, from, to);
	const bool nearest_last = which != BEHIND;

	for (size_t i = 0; i < part->n; i++) {
		const struct word_hit *hit = &part->hits[nearest_last ? part->n - 1 - i : i];
		enum verdict verdict = judge(hit, around->pattern);
		if (verdict == FOR && !note_word(around->candidate, around->arena, text, hit))
			around->failed = true;
		if (verdict == AGAINST && !note_against(around, text, hit))
			around->failed = true;
		if (verdict != SILENT)
			return verdict;
	}
	return SILENT;
}

/* The words of a column's head, which stand above each of its cells: kept for the segment. */
struct header {
	const char *text;
	size_t n;
	struct word_hit hits[HITS];
};

#define HEADERS 16
struct headers {
	const struct header *known[HEADERS]; /* by a hash of the text */
	/* The same by where the text is, which stays there while the segment is looked at. */
	struct {
		const char *text;
		const struct header *header;
	} seen[HEADERS];
};

static const struct header *find_header(struct headers *headers, struct around *around,
					const char *text)
{
	size_t len = 0, hash = 0;

	for (; text[len]; len++)
		hash = hash * 31 + (unsigned char)text[len];
	const struct header **slot = &headers->known[hash % HEADERS];
	if (*slot && strcmp((*slot)->text, text) == 0)
		return *slot;
	struct header *header = sp_arena_alloc(around->arena, sizeof(*header));
	if (!header)
		return NULL;
	header->text = text;
	header->n = find_words(around->words, text, 0, len, header->hits);
	return *slot = header;
}

static const struct header *read_header(struct headers *headers, struct around *around,
					const char *text)
{
	const size_t slot = ((uintptr_t)text >> 4) % HEADERS;

	if (headers->seen[slot].text != text) {
		headers->seen[slot].header = find_header(headers, around, text);
		headers->seen[slot].text = headers->seen[slot].header ? text : NULL;
	}
	return headers->seen[slot].header;
}

/* The head of a column speaks if any of its words does. */
static enum verdict ask_header(struct headers *headers, struct around *around, const char *text)
{
	const struct header *header = read_header(headers, around, text);
	enum verdict verdict = SILENT;

	around->failed = !header;
	for (size_t i = 0; header && i < header->n && verdict != FOR; i++) {
		const struct word_hit *hit = &header->hits[i];
		enum verdict next = judge(hit, around->pattern);
		if (next == FOR && !note_word(around->candidate, around->arena, text, hit))
			around->failed = true;
		if (next == AGAINST && !note_against(around, text, hit))
			around->failed = true;
		if (next == FOR || verdict == SILENT)
			verdict = next;
	}
	return verdict;
}

/* Words that stand in the candidate's own cell, or on its line, or above. */
static enum verdict ask_text(struct around *around, const struct sp_segment *segment, bool cell)
{
	const struct candidate *candidate = around->candidate;
	size_t line, start = reach_back(segment->text, candidate->start, &line);
	size_t end = reach_on(segment->text, segment->len, candidate->end);
	enum verdict verdict;

	if (cell) {
		size_t mark = candidate->mark;
		size_t next = mark + 1 < segment->n_marks ? segment->marks[mark + 1].at : end;
		start = start > segment->marks[mark].at ? start : segment->marks[mark].at;
		line = line > start ? line : start;
		end = end < next ? end : next;
	}
	verdict = ask(around, segment->text, BEFORE, line, candidate->start);
	if (verdict == SILENT && candidate->end < end)
		verdict = ask(around, segment->text, BEHIND, candidate->end, end);
	if (verdict == SILENT && start < line)
		verdict = ask(around, segment->text, ABOVE, start, line);
	return verdict;
}

static double clamp(double score)
{
	return score < 0.05 ? 0.05 : score > 0.99 ? 0.99 : score;
}

/* alone: a column that passes needs no word. */
static void score(struct candidate *candidate, const struct form *form, bool alone)
{
	const struct sp_reading *reading = candidate->reading;
	double labelled = form->labelled > 0 ? form->labelled : clamp(form->score + 0.25);

	enum column_verdict column = candidate->table ? candidate->table->verdict : COLUMN_FEW;
	bool denied = candidate->headed && candidate->table && table_denies(candidate->table);

	candidate->passed = alone ? labelled : 0;
	if (candidate->labelled || (alone && column == COLUMN_PASSED))
		candidate->score = labelled;
	else if (form->score <= 0 || (reading && reading->needs_label)) {
		/* Only its column can still speak for it. */
		candidate->dropped = !alone || column != COLUMN_OPEN;
		candidate->why = "no word near by speaks for it";
		candidate->score = 0;
	} else if (candidate->spoken_against)
		candidate->score = form->against > 0 ? form->against : clamp(form->score - 0.35);
	else
		candidate->score = form->score;
	if ((!candidate->labelled || denied) && column == COLUMN_FAILED && candidate->score > 0.3)
		candidate->score = 0.3;
	if (reading && reading->ambiguous && !candidate->labelled && column != COLUMN_PASSED &&
	    candidate->score > 0.4)
		candidate->score = 0.4;
	if (reading && reading->doubtful && candidate->score > 0.4)
		candidate->score = 0.4;
}

/* At most medium, and only where no word is needed: nothing says what stands near by. */
static void score_raw(struct candidate *candidate, bool companion)
{
	if (candidate->dropped)
		return;
	if (companion || candidate->score < RAW_LEAST ||
	    candidate->end - candidate->start < RAW_SHORTEST) {
		candidate->dropped = true;
		candidate->why = "among unknown bytes only what stands by itself is told";
	} else if (candidate->score > RAW_MOST) {
		candidate->score = RAW_MOST;
	}
}

enum sp_status weigh(const struct sp_rules *rules, struct sp_scratch *scratch,
		     const struct sp_segment *segment, size_t first)
{
	struct headers headers = { .known = { NULL } }, companions = { .known = { NULL } };
	struct part parts[PARTS];

	for (size_t i = 0; i < PARTS; i++)
		parts[i].words = NULL;

	for (size_t i = first; i < scratch->n; i++) {
		struct candidate *candidate = &scratch->candidates[i];
		const struct rule *rule = &rules->rules[candidate->rule];
		if (candidate->hides) {
			candidate->score = rule->form->score;
			continue;
		}
		const struct sp_place *place = segment->marks[candidate->mark].place;
		const char *header = place && place->label ? place->label
				     : candidate->heading
					     ? candidate->heading
					     : column_header(segment, candidate->column);
		bool companion = rules->patterns[rule->pattern].file->n_companion_of > 0;
		struct around around = { companion ? rules->labels : rules->words,
					 &scratch->arena,
					 candidate,
					 parts,
					 rule->pattern,
					 false };
		bool raw = is_raw(segment, candidate->mark);
		enum verdict verdict =
			header ? ask_header(companion ? &companions : &headers, &around, header)
			       : SILENT;

		candidate->headed = verdict == FOR;
		/* In a table most rows have no word that could say more than the header. */
		bool silent = raw || (header && verdict != FOR &&
				      labels_quiet(rules, scratch, segment, companion,
						   verdict == CLAIMED ? rule->pattern : ANY_PATTERN,
						   candidate->start, candidate->end));
		if (verdict == SILENT && !silent)
			verdict = ask_text(&around, segment, false);
		else if (!silent && verdict != FOR && ask_text(&around, segment, true) == FOR)
			verdict = FOR;
		if (around.failed)
			return SP_FATAL;
		candidate->labelled = verdict == FOR;
		candidate->spoken_against = verdict == AGAINST;
		score(candidate, rule->form, rules->patterns[rule->pattern].file->column_alone);
		if (raw)
			score_raw(candidate, companion);
	}
	return SP_OK;
}
