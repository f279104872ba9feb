/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * patterns.h - a pattern file as it was written: YAML made into structs.
 */
#ifndef DETECT_PATTERNS_H
#define DETECT_PATTERNS_H

#include "spana/status.h"

#include <stdbool.h>
#include <stddef.h>

/* One written form of an identifier. */
struct form {
	const char *name;  /* "8-4" */
	const char *regex; /* with {{macros}} */
	double score;	   /* without a word near by; 0: not reported then */
	double labelled;   /* with one */
	double against;	   /* with a word against it; 0: worked out from score */
	bool companion;	   /* tried only beside what the file's companion_of names */
	const char *at;	   /* tried only where a "line" begins or "capitals" meet; or NULL */
	/*
	 * For what has no digits near its start, a street before its number: a
	 * regex that is cheap to find, and how many bytes before it the match
	 * may begin. The match takes in the start of what was located.
	 */
	const char *locate; /* or NULL: the regex itself is looked for */
	unsigned reach;
};

/*
 * Words of a vocabulary. A '*' at a word's end stands for any ending, a '|'
 * within it for any ending from there on: "sjukskriv|en". A word that begins
 * with a capital is found only as it is written.
 */
struct term_group {
	const char *term_category; /* "health" */
	const char *category;	   /* of the findings; NULL: the file's */
	double score;		   /* beside an identifier; 0: not told, nor what begins alike */
	double alone;		   /* as a heading or a label; 0: not told then */
	const char *const *words;
	unsigned n_words;
};

struct match_example {
	const char *text;
	const char *value;	/* or NULL */
	const char *confidence; /* or NULL */
};

/* One file. Threads: immutable once loaded. */
struct pattern_file {
	const char *type;
	const char *category;
	const char *validator; /* or NULL: the regex alone decides */
	bool hides;	       /* never reported: it only covers what lies inside it */
	const char *column;    /* patterns that share a column's test by this name; or NULL */
	double column_share;   /* of its values that must be right; 0: half of them */
	bool column_alone;     /* a column that passes needs no word to speak for it */
	bool beside;	       /* told beside readings of other types that cover the same text */
	int priority;	       /* of two readings of the same text, the higher wins */
	unsigned longest;      /* bytes of the longest match; 64 where the file says nothing */
	const struct form *forms;
	unsigned n_forms;
	const char *const *companion_of; /* types of identifiers: see struct form and terms */
	unsigned n_companion_of;
	const struct term_group *terms; /* looked for beside them */
	unsigned n_terms;
	const char *const *near; /* words that speak for it; "*" at the end: any ending */
	unsigned n_near;
	const char *const *against;
	unsigned n_against;
	const struct match_example *match;
	unsigned n_match;
	const char *const *nomatch;
	unsigned n_nomatch;
};

/*
 * Reads the YAML text of one file; `name` is for messages. err names the line
 * and what is wrong. *out is freed with pattern_file_free.
 */
SP_CHECK enum sp_status pattern_file_parse(struct pattern_file **out, const char *name,
					   const void *yaml, size_t len, struct sp_error *err);
void pattern_file_free(struct pattern_file *file);

#endif
