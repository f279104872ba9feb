/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * labels.c - is there any label near by?
 *
 * A form that says nothing without a label matches many a number in a log. So
 * before it is tried the words near by are asked for, in blocks of the text
 * that are looked through once at most. The answer may be yes too often,
 * never no: weigh decides.
 */
#include "detect/scratch.h"

#include <string.h>

#include "base/mem.h"

/* Bytes that weigh looks back and on: 60 and 30 characters, and a line's end. */
#define BACK (60 * 4 + 4)
#define ON (31 * 4 + 4)

enum sp_status labels_start(struct labels *labels, const struct sp_segment *segment)
{
	size_t n = segment->len / LABEL_BLOCK + 1;

	if (!sp_mem_room(&labels->blocks, &labels->room_blocks, n, sizeof(*labels->blocks)) ||
	    !sp_mem_room(&labels->known, &labels->room_known, n, sizeof(*labels->known)))
		return SP_FATAL;
	memset(labels->known, 0, n * sizeof(*labels->known));
	labels->header_known = false;
	labels->cell = NULL;
	return SP_OK;
}

void labels_free(struct labels *labels)
{
	sp_mem_free(labels->blocks);
	sp_mem_free(labels->known);
}

static bool in_block(const struct sp_rules *rules, struct labels *labels,
		     const struct sp_segment *segment, size_t block, unsigned pattern)
{
	size_t from = block * LABEL_BLOCK, to = from + LABEL_BLOCK;

	if (!labels->known[block]) {
		labels->known[block] = true;
		labels->blocks[block] = (struct pattern_set) { { 0 } };
		words_labels(rules->words, segment->text, segment->len, from,
			     to < segment->len ? to : segment->len, &labels->blocks[block]);
	}
	return pattern_set_has(&labels->blocks[block], pattern);
}

/* In the label of the place, or at the head of any column. */
static bool in_head(const struct sp_rules *rules, struct labels *labels,
		    const struct sp_segment *segment, const char *cell, unsigned pattern)
{
	const struct sp_delimited *rows = segment->delimited;

	if (cell && cell != labels->cell) {
		labels->cell = cell;
		labels->of_cell = (struct pattern_set) { { 0 } };
		words_labels(rules->words, cell, strlen(cell), 0, strlen(cell), &labels->of_cell);
	}
	if (cell && pattern_set_has(&labels->of_cell, pattern))
		return true;
	if (!rows || !rows->header)
		return false;
	if (!labels->header_known) {
		labels->header_known = true;
		labels->header = (struct pattern_set) { { 0 } };
		for (size_t i = 0; i < rows->columns; i++) {
			const char *head = rows->header[i] ? rows->header[i] : "";
			words_labels(rules->words, head, strlen(head), 0, strlen(head),
				     &labels->header);
		}
	}
	return pattern_set_has(&labels->header, pattern);
}

bool labels_may_speak(const struct sp_rules *rules, struct sp_scratch *scratch,
		      const struct sp_segment *segment, unsigned number, size_t at, size_t *hint)
{
	const struct rule *rule = &rules->rules[number];
	const struct pattern_file *file = rules->patterns[rule->pattern].file;
	const struct sp_place *place = segment->marks[mark_of(segment, at, hint)].place;
	size_t back = BACK + rule->form->reach, last = at + file->longest + ON;
	size_t block = at > back ? (at - back) / LABEL_BLOCK : 0;

	if (last >= segment->len)
		last = segment->len ? segment->len - 1 : 0;
	for (; block <= last / LABEL_BLOCK; block++)
		if (in_block(rules, &scratch->labels, segment, block, rule->pattern))
			return true;
	return in_head(rules, &scratch->labels, segment, place ? place->label : NULL,
		       rule->pattern);
}
