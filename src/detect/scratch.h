/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scratch.h - what one worker needs to look through a segment.
 *
 * The steps, each a file: collect (where could something stand), read (the
 * validators), weigh (words near by), settle (overlaps), and out come
 * findings. All work on the array of candidates.
 */
#ifndef DETECT_SCRATCH_H
#define DETECT_SCRATCH_H

#include "detect/rules.h"

#include "base/arena.h"
#include "base/delimiter.h"
#include "base/lines.h"

/* Words that a finding names as its reasons. */
#define CONTEXT_WORDS 4

/* Text that a rule matched, and what became of it. */
struct candidate {
	size_t start, end; /* in the segment's text */
	unsigned rule;
	size_t mark;		    /* of the segment: its place */
	struct sp_reading *reading; /* in the scratch's arena; NULL: no validator */
	const char *words[CONTEXT_WORDS];
	unsigned n_words;
	double score;
	bool labelled, spoken_against;
	bool hides;   /* only covers others */
	bool dropped; /* no finding */
};

/* Which column a place in delimited text is in; kept over the segments of an item. */
struct column_state {
	uint64_t at;   /* offset in the item's text that was counted up to */
	size_t column; /* from 0 */
	struct sp_delimiter fields;
};

#define LABEL_BLOCK 96
#define SHORT_MATCH 48 /* longer ones are asked about when they have matched */

/* Which patterns have a label near by: looked up only where one is needed. */
struct labels {
	struct label_block {
		struct pattern_set words, near; /* in the block; and in those beside it */
		bool words_known, near_known;
		unsigned characters;
	} * blocks; /* of LABEL_BLOCK bytes of text */
	size_t n, room;
	struct pattern_set header; /* of all columns */
	bool header_known;
	const char *cell; /* the label of a place, and its patterns */
	struct pattern_set of_cell;
};

struct sp_scratch {
	struct candidate *candidates;
	size_t n, room;
	struct sp_arena arena; /* for one segment */
	struct labels labels;  /* for one segment */
	pcre2_match_data *match;
	pcre2_match_context *limits;
	pcre2_jit_stack *stack;
	const char *gave_up; /* type of a pattern that hit its match limit, or NULL */
	uint32_t item;	     /* whose column is in `column` */
	struct column_state column;
};

/*
 * Candidates that start in [from, to), in any order; each lies in one mark.
 * What only hides is left to collect_hiding.
 */
SP_CHECK enum sp_status collect(const struct sp_rules *rules, struct sp_scratch *scratch,
				const struct sp_segment *segment, size_t from, size_t to);

/* Adds what covers any of the candidates that there are: UUIDs, hashes. */
SP_CHECK enum sp_status collect_hiding(const struct sp_rules *rules, struct sp_scratch *scratch,
				       const struct sp_segment *segment, size_t from, size_t to);

/*
 * Tries a rule at text[start], and adds the candidate. *hint is the mark that
 * was found last; start it with 0.
 */
SP_CHECK enum sp_status try_rule(const struct sp_rules *rules, struct sp_scratch *scratch,
				 const struct sp_segment *segment, unsigned rule, size_t start,
				 size_t *hint);

/* The reference: a search for a rule over all of [from, to). */
SP_CHECK enum sp_status search_rule(const struct sp_rules *rules, struct sp_scratch *scratch,
				    const struct sp_segment *segment, unsigned rule, size_t from,
				    size_t to);

/* Makes room for the labels of a segment, and forgets the last one's. */
SP_CHECK enum sp_status labels_start(struct labels *labels, const struct sp_segment *segment);
void labels_free(struct labels *labels);

/*
 * The patterns that a word near text[at] may speak for, where a short match
 * begins: no fewer than weigh would find.
 */
const struct pattern_set *labels_near(const struct sp_rules *rules, struct sp_scratch *scratch,
				      const struct sp_segment *segment, size_t at);
/* In the label of the mark's place, and in the heads of all columns; NULL: there are none. */
const struct pattern_set *labels_above(const struct sp_rules *rules, struct sp_scratch *scratch,
				       const struct sp_segment *segment, size_t mark);

/* The mark that text[at] belongs to, looked for from *hint on. */
size_t mark_of(const struct sp_segment *segment, size_t at, size_t *hint);

/* Looks for words that speak for or against each candidate, and scores it. */
SP_CHECK enum sp_status weigh(const struct sp_rules *rules, struct sp_scratch *scratch,
			      const struct sp_segment *segment);

/* Decides between candidates that overlap: the losers are dropped. */
void settle(const struct sp_rules *rules, struct sp_scratch *scratch);

/*
 * The header of the delimited column in which text[at] stands, or NULL. Asked
 * with rising `at`.
 */
const char *column_header(struct sp_scratch *scratch, const struct sp_segment *segment, size_t at);

/* Counts columns on to the end of the segment's own text. */
void column_finish(struct sp_scratch *scratch, const struct sp_segment *segment);

/* The line around a candidate with every finding in it masked; NULL: no memory. */
const char *make_snippet(const struct sp_scratch *scratch, const struct sp_segment *segment,
			 const struct candidate *candidate, struct sp_arena *arena);

#endif
