/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * labels.c - is there any label near by?
 *
 * Forms that say nothing without a label match many a number in a log. Where
 * numbers stand close they are tried only if there is one. The text is looked
 * through in blocks, each once at most. The answer may be yes too often, never
 * no too often: weigh decides.
 */
#include "detect/scratch.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

/* Characters that weigh looks back and on; a line's end and a lead are in them. */
#define BACK 60
#define ON 32

enum sp_status labels_start(struct labels *labels, const struct sp_segment *segment)
{
	labels->n = segment->len / LABEL_BLOCK + 1;
	if (!sp_mem_room(&labels->blocks, &labels->room, labels->n, sizeof(*labels->blocks)))
		return SP_FATAL;
	for (size_t i = 0; i < labels->n; i++) {
		struct label_block *block = &labels->blocks[i];
		block->words_known = block->near_known = false;
		block->spoken[0].known = block->spoken[1].known = false;
	}
	labels->lines[0].end = labels->lines[1].end = 0;
	labels->header_known = false;
	labels->cell = NULL;
	labels->pasted = UINT64_MAX;
	return SP_OK;
}

void labels_free(struct labels *labels)
{
	sp_mem_free(labels->blocks);
}

static void add_set(struct pattern_set *set, const struct pattern_set *more)
{
	for (size_t i = 0; i < MAX_PATTERNS / 64; i++)
		set->bits[i] |= more->bits[i];
}

/* Looks through a block, if that has not been done. */
static const struct label_block *read_block(const struct sp_rules *rules, struct labels *labels,
					    const struct sp_segment *segment, size_t i)
{
	struct label_block *block = &labels->blocks[i];
	size_t from = i * LABEL_BLOCK, to = from + LABEL_BLOCK;

	if (block->words_known)
		return block;
	to = to < segment->len ? to : segment->len;
	block->words_known = true;
	block->words = (struct pattern_set) { { 0 } };
	block->characters = (unsigned)sp_utf8_count(segment->text + from, to - from);
	words_labels(rules->words, segment->text, segment->len, from, to, &block->words);
	return block;
}

/* The block, and as many beside it as weigh may look into. */
static void add_blocks(const struct sp_rules *rules, struct labels *labels,
		       const struct sp_segment *segment, size_t middle, struct pattern_set *out)
{
	unsigned characters = 0;

	add_set(out, &read_block(rules, labels, segment, middle)->words);
	for (size_t i = middle; i-- && characters < BACK + SHAPE_LEAD;) {
		const struct label_block *block = read_block(rules, labels, segment, i);
		add_set(out, &block->words);
		characters += block->characters;
	}
	characters = 0;
	for (size_t i = middle + 1; i < labels->n && characters < ON + SHORT_MATCH; i++) {
		const struct label_block *block = read_block(rules, labels, segment, i);
		add_set(out, &block->words);
		characters += block->characters;
	}
}

const struct pattern_set *labels_near(const struct sp_rules *rules, struct sp_scratch *scratch,
				      const struct sp_segment *segment, size_t at)
{
	struct labels *labels = &scratch->labels;
	size_t i = at / LABEL_BLOCK;
	struct label_block *block = &labels->blocks[i];

	if (!block->near_known) {
		block->near_known = true;
		block->near = (struct pattern_set) { { 0 } };
		add_blocks(rules, labels, segment, i, &block->near);
		for (size_t j = 0; j < MAX_PATTERNS / 64; j++)
			block->near.bits[j] &= rules->label_patterns.bits[j];
	}
	return &block->near;
}

/* ---- lines on which nothing speaks ---- */

#define QUIET_MOST 512 /* bytes of a line */

/* What the words speak for that begin in text[from, to), or a little beside. */
static struct spoken read_spoken(const struct sp_rules *rules, struct labels *labels,
				 const struct sp_segment *segment, bool companion, size_t from,
				 size_t to)
{
	const struct words *words = companion ? rules->labels : rules->words;
	struct spoken all = { .any = false };

	for (size_t i = from / LABEL_BLOCK; i * LABEL_BLOCK < to; i++) {
		struct spoken *spoken = &labels->blocks[i].spoken[companion];
		size_t start = i * LABEL_BLOCK, end = start + LABEL_BLOCK;
		if (!spoken->known) {
			*spoken = (struct spoken) { .known = true };
			spoken->any = words_spoken(words, segment->text, segment->len, start,
						   end < segment->len ? end : segment->len,
						   &spoken->near);
		}
		add_set(&all.near, &spoken->near);
		all.any |= spoken->any;
	}
	return all;
}

/* Where the line begins that ends at text[at], if that is near; SIZE_MAX: it is not. */
static size_t near_start(const char *text, size_t at)
{
	size_t near = at < QUIET_MOST ? at : QUIET_MOST;
	const char *newline = memrchr(text + at - near, '\n', near);

	if (newline)
		return (size_t)(newline - text) + 1;
	return at == near ? 0 : SIZE_MAX;
}

/* Where the line of text[at] ends, likewise. */
static size_t near_end(const char *text, size_t len, size_t at)
{
	size_t near = len - at < QUIET_MOST ? len - at : QUIET_MOST;
	const char *newline = memchr(text + at, '\n', near);

	if (newline)
		return (size_t)(newline - text);
	return at + near == len ? len : SIZE_MAX;
}

/* The line of text[at], if it and the one above are short; or NULL. */
static const struct spoken_line *line_at(const struct sp_rules *rules, struct labels *labels,
					 const struct sp_segment *segment, bool companion,
					 size_t at)
{
	struct spoken_line *line = &labels->lines[companion];

	if (line->end && line->start <= at && at <= line->end)
		return line;
	size_t first = near_start(segment->text, at);
	size_t last = near_end(segment->text, segment->len, at);
	size_t above = first == SIZE_MAX || !first ? first : near_start(segment->text, first - 1);
	if (above == SIZE_MAX || last == SIZE_MAX)
		return NULL;
	*line = (struct spoken_line) {
		first, last, read_spoken(rules, labels, segment, companion, above, last)
	};
	return line;
}

bool labels_quiet(const struct sp_rules *rules, struct sp_scratch *scratch,
		  const struct sp_segment *segment, bool companion, unsigned pattern, size_t start,
		  size_t end)
{
	const struct spoken_line *line =
		rules->plain ? NULL : line_at(rules, &scratch->labels, segment, companion, start);

	if (!line || end > line->end)
		return false;
	return pattern == ANY_PATTERN ? !line->spoken.any
				      : !pattern_set_has(&line->spoken.near, pattern);
}

static void add_words(const struct sp_rules *rules, const char *text, struct pattern_set *set)
{
	size_t len = text ? strlen(text) : 0;

	words_labels(rules->words, text, len, 0, len, set);
}

/* What the first line of a pasted table speaks of. */
static const struct pattern_set *labels_pasted(const struct sp_rules *rules, struct labels *labels,
					       const struct pasted *table)
{
	if (labels->pasted != table->start) {
		labels->pasted = table->start;
		labels->of_pasted = rules->column_patterns;
		words_labels(rules->words, table->heading, table->len, 0, table->len,
			     &labels->of_pasted);
	}
	return &labels->of_pasted;
}

const struct pattern_set *labels_above(const struct sp_rules *rules, struct sp_scratch *scratch,
				       const struct sp_segment *segment, size_t mark, size_t at)
{
	struct labels *labels = &scratch->labels;
	const struct sp_place *place = segment->marks[mark].place;
	const struct sp_delimited *rows = segment->delimited;

	if (place && place->label) {
		if (place->label != labels->cell) {
			labels->cell = place->label;
			labels->of_cell = rules->column_patterns;
			add_words(rules, place->label, &labels->of_cell);
		}
		return &labels->of_cell;
	}
	if (place && (place->kind == SP_PLACE_CELL || place->kind == SP_PLACE_FIELD))
		return &rules->column_patterns;
	const struct pasted *table = rows ? NULL : pasted_at(scratch, segment, at);
	if (!rows)
		return table ? labels_pasted(rules, labels, table) : NULL;
	if (!labels->header_known) {
		labels->header_known = true;
		labels->header = rules->column_patterns;
		for (size_t i = 0; rows->header && i < rows->columns; i++)
			add_words(rules, rows->header[i], &labels->header);
	}
	return &labels->header;
}
