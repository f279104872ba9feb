/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scratch.h - what one worker needs to look through a segment.
 *
 * The steps, each a file: collect (where could something stand), read (the
 * validators), weigh (words near by), settle (overlaps), and out come
 * findings. All work on the array of candidates. Companions are looked for when
 * the others are settled: they are told only beside these.
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
	const char *against; /* the word that spoke against it, or NULL */
	const char *why;     /* it was dropped, or NULL */
	const char *lost_to; /* type of the reading that it lost to, or NULL */
	double passed;	     /* its score if its column passes its test */
	bool labelled, spoken_against;
	bool headed;		    /* what speaks for it is the header of its column */
	const char *heading;	    /* pasted: of its column; or NULL */
	size_t column;		    /* delimited: from 0; or NO_COLUMN */
	struct table_column *table; /* whose test decides for it; or NULL */
	const struct term *term;    /* of a vocabulary, or NULL */
	bool veiled;		    /* no snippet */
	bool hides;		    /* only covers others */
	bool dropped;		    /* no finding */
};

/* Which column a place in delimited text is in; kept over the segments of an item. */
struct column_state {
	uint64_t at;   /* offset in the item's text that was counted up to */
	size_t column; /* from 0 */
	struct sp_delimiter fields;
};

/* What the values of one column amount to. */
enum column_verdict {
	COLUMN_OPEN,   /* findings are held back until it is known */
	COLUMN_FEW,    /* too few values to say anything, so far */
	COLUMN_PASSED, /* they are what they look like */
	COLUMN_FAILED, /* those that are right are so by chance */
};

struct table_column {
	uint64_t key; /* its place in its table */
	unsigned family;
	double share;	 /* of the values that must be right */
	uint64_t shaped; /* cells that a pattern of the family matched as a whole ... */
	uint64_t valid;	 /* ... and that are right ... */
	uint64_t clocks; /* ... but may be time stamps */
	enum column_verdict verdict;
};

/* A table of lines within other text; all places are offsets in the item's text. */
#define PASTED_HEADING 512
struct pasted {
	uint64_t start, end;	       /* its first line, and behind the last that is known */
	uint64_t line_start, line_end; /* the line that was asked about last */
	char separator;		       /* 0: that is no row */
	size_t separators;	       /* of each line */
	bool rows;		       /* there are two lines at least */
	size_t len;		       /* of the heading; 0: there is none */
	char heading[PASTED_HEADING];
};

#define TABLE_COLUMNS 256

/* A finding that waits for what its column says. */
struct held {
	struct sp_finding finding;
	struct table_column *column; /* or NULL: it only keeps its turn */
	double passed;		     /* its score if the column passes */
	bool labelled, headed;
};

struct table {
	struct table_column columns[TABLE_COLUMNS];
	size_t n;
	struct held *held;
	size_t n_held, room;
	struct sp_arena arena; /* of what is held */
};

#define LABEL_BLOCK 128
#define SHORT_MATCH 48 /* longer ones are asked about when they have matched */

/* Which patterns have a label near by: looked up only where one is needed. */
struct labels {
	struct label_block {
		struct pattern_set words, near; /* in the block; and in those beside it */
		bool words_known, near_known;
		unsigned characters;
		/* What the words that begin in it speak for: of companions, and of others. */
		struct spoken {
			struct pattern_set near;
			bool any, known;
		} spoken[2];
	} * blocks; /* of LABEL_BLOCK bytes of text */
	/* The line that was asked about last, and what is said on it and above, likewise; of none
	 * its end is 0. */
	struct spoken_line {
		size_t start, end;
		struct spoken spoken;
	} lines[2];
	size_t n, room;
	struct pattern_set header; /* of all columns */
	bool header_known;
	const char *cell; /* the label of a place, and its patterns */
	struct pattern_set of_cell;
	uint64_t pasted; /* where the pasted table begins that `of_pasted` speaks of; or UINT64_MAX
			  */
	struct pattern_set of_pasted;
};

/*
 * A line with its findings hidden, for the snippets of all that stand on it. Where a byte is in
 * `text`, and how many characters stand before it, tell the bytes that go on with a character:
 * they are no characters, and what is hidden has none of them.
 */
#define HIDDEN_MOST 2048 /* bytes; of longer lines each snippet is made by itself */
struct hidden_line {
	size_t start, end;	     /* in the segment's text */
	size_t n_tails, n_lost;	     /* bytes that go on; and those of them that are not shown */
	uint16_t tails[HIDDEN_MOST]; /* their places in the line, rising ... */
	uint16_t lost[HIDDEN_MOST];  /* ... likewise */
	char text[HIDDEN_MOST + 16];
};

struct sp_scratch {
	struct candidate *candidates;
	size_t n, room;
	size_t longest;	       /* bytes of the longest candidate */
	struct sort_key *keys; /* for sort_candidates, like `moved` */
	size_t room_keys;
	struct candidate *moved;
	size_t room_moved;
	struct sp_arena arena;		  /* for one segment */
	struct landmark_block *landmarks; /* of the segment's text */
	size_t room_landmarks;
	struct labels labels;	  /* for one segment */
	struct hidden_line *line; /* in the arena, or NULL */
	pcre2_match_data *match;
	pcre2_match_context *limits;
	pcre2_jit_stack *stack;
	const char *gave_up; /* type of a pattern that hit its match limit, or NULL */
	uint32_t item;	     /* whose column is in `column` */
	struct column_state column;
	struct column_state column_start; /* `column` as the segment began */
	struct table table;
	struct pasted pasted;
	bool rows_asked, may_hold_rows; /* could the segment hold lines of such a table? */
};

/* True for a run of text among bytes of an unknown kind. */
static inline bool is_raw(const struct sp_segment *segment, size_t mark)
{
	const struct sp_place *place = segment->marks[mark].place;

	return place && place->kind == SP_PLACE_RAW;
}

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
/*
 * In the label of the mark's place, and in the heads of all columns of a table around text[at],
 * and those that a column tells without a word; NULL: there are none.
 */
const struct pattern_set *labels_above(const struct sp_rules *rules, struct sp_scratch *scratch,
				       const struct sp_segment *segment, size_t mark, size_t at);

/*
 * True if no word speaks for the pattern on the line of text[start, end), nor on the one above: of
 * those of companions, or of others. ANY_PATTERN: for or against none at all. false: there may be
 * one, or the lines are long, or several. The reference asks the words themselves.
 */
#define ANY_PATTERN MAX_PATTERNS
bool labels_quiet(const struct sp_rules *rules, struct sp_scratch *scratch,
		  const struct sp_segment *segment, bool companion, unsigned pattern, size_t start,
		  size_t end);

/* The mark that text[at] belongs to, looked for from *hint on. */
size_t mark_of(const struct sp_segment *segment, size_t at, size_t *hint);

/*
 * Lets the validator read a candidate. 1: it takes it; 0: it does not; -1: no memory. *spare is a
 * reading that an earlier candidate did not need.
 */
int read_candidate(const struct sp_rules *rules, struct sp_scratch *scratch, const char *text,
		   struct candidate *candidate, struct sp_reading **spare);

/* Looks for words that speak for or against each candidate from the first on, and scores it. */
SP_CHECK enum sp_status weigh(const struct sp_rules *rules, struct sp_scratch *scratch,
			      const struct sp_segment *segment, size_t first);

/* Decides between candidates that overlap: the losers are dropped. */
void settle(const struct sp_rules *rules, struct sp_scratch *scratch);

/*
 * Adds the companions that stand beside the candidates that there are, which
 * are settled and in order, and the terms that speak alone. [from, to) as for
 * collect. The candidates are in order again afterwards.
 */
SP_CHECK enum sp_status add_companions(const struct sp_rules *rules, struct sp_scratch *scratch,
				       const struct sp_segment *segment, size_t from, size_t to);

/*
 * Adds what the forms match that are tried where a line begins, or where two words
 * with capitals stand side by side, in [from, to), and nothing of the first n candidates
 * does. What overlaps among themselves is not settled.
 */
SP_CHECK enum sp_status add_standing(const struct sp_rules *rules, struct sp_scratch *scratch,
				     const struct sp_segment *segment, size_t from, size_t to,
				     size_t n);

/* True if a finding among the first n candidates, which are settled and in order, stands there. */
bool is_taken(const struct sp_scratch *scratch, size_t n, size_t start, size_t end);

/* Puts those from the first on in order of their starts, the longer first. */
void sort_candidates(struct sp_scratch *scratch, size_t first);

/*
 * The column of delimited text in which text[at] stands, from 0; NO_COLUMN: in
 * none, or it was passed. Asked with rising `at`.
 */
#define NO_COLUMN SIZE_MAX
size_t column_at(struct sp_scratch *scratch, const struct sp_segment *segment, size_t at);

/* The header of such a column, or NULL. */
const char *column_header(const struct sp_segment *segment, size_t column);

/* Counts columns on to the end of the segment's own text. */
void column_finish(struct sp_scratch *scratch, const struct sp_segment *segment);

/* False where a segment holds no row of a pasted table. */
bool pasted_may_stand(const struct sp_segment *segment);
/* The pasted table in whose row text[at] stands, until the next call; NULL: in none. */
const struct pasted *pasted_at(struct sp_scratch *scratch, const struct sp_segment *segment,
			       size_t at);
/* The column of text[at], which was asked about, from 0. */
size_t pasted_column(const struct pasted *table, const struct sp_segment *segment, size_t at);
/* What the table's first line says of a column. Returns its length. */
size_t pasted_heading(const struct pasted *table, size_t column, const char **heading);

/* The column whose test decides for a candidate; NULL: it is no whole cell, or has no family. */
struct table_column *table_column_of(struct sp_scratch *scratch, const struct sp_rules *rules,
				     const struct sp_segment *segment,
				     const struct candidate *candidate);

/* True if so few values of the column are right that its header cannot be true. */
bool table_denies(const struct table_column *column);

/* Counts a candidate of the column. */
void table_note(struct table_column *column, const struct sp_reading *reading, bool valid);

/* True if findings have to wait: this one for its column, or for its turn. */
bool table_holds(const struct sp_scratch *scratch, const struct table_column *column);

/* Keeps a finding, whose strings are in table.arena. */
SP_CHECK enum sp_status table_hold(struct sp_scratch *scratch, const struct sp_finding *finding,
				   const struct candidate *candidate);

/* True if so many wait that the columns are judged by what they had. */
bool table_is_full(const struct sp_scratch *scratch);

/* Judges the columns and hands out what was held, in order. */
SP_CHECK enum sp_status table_release(const struct sp_rules *rules, struct sp_scratch *scratch,
				      struct sp_findings *out);

/* Forgets the tables of the item before. */
void table_reset(struct sp_scratch *scratch);

/* Adds a finding to the list; NULL: no memory. */
struct sp_finding *finding_new(struct sp_findings *out);

/* The line around a candidate with every finding in it masked; NULL: no memory. */
#define SNIPPET_AROUND 60 /* characters on each side, where nothing else was asked for */
const char *make_snippet(const struct sp_rules *rules, struct sp_scratch *scratch,
			 const struct sp_segment *segment, const struct candidate *candidate,
			 struct sp_arena *arena);

#endif
