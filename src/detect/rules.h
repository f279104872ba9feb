/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules.h - the pattern files, compiled: what sp_rules is inside.
 */
#ifndef DETECT_RULES_H
#define DETECT_RULES_H

#include "spana/detector.h"

#include "detect/byte_filter.h"
#include "detect/landmarks.h"
#include "detect/patterns.h"
#include "detect/regex.h"
#include "detect/shape.h"
#include "detect/words.h"

#define FORMS_MOST 32 /* of a pattern */

struct pattern {
	const struct pattern_file *file;
	struct pattern_file *own; /* the same, where it was read; NULL: the build knows it */
	const uint32_t *shortest; /* of each form, where the build knows it; or NULL */
	char *path;
	const struct sp_validator *validator; /* or NULL */
	struct pattern_set neighbours;	      /* patterns of the types that it is told beside */
	unsigned family;     /* patterns whose values make up a column together; 0: none */
	unsigned first_rule; /* of its forms, which are numbered as in the file */
	/* Companions: the forms whose matches can begin with a byte, stand behind one, and have one
	 * as their second. */
	uint32_t begin_with[256], begin_after[256], go_on_with[256];
	struct byte_filter first, behind; /* the bytes for which the first two say anything */
};

/* Where a form is tried that hangs on nothing else. */
enum standing {
	STANDING_NOWHERE,
	STANDING_LINE,	   /* at the start of a line, behind what adorns it */
	STANDING_CAPITALS, /* where two words with capitals stand side by side */
};

/* One form of a pattern. */
struct rule {
	const struct form *form;
	unsigned pattern;
	struct regex *anchored; /* for one position: the regex, or what locates it */
	struct regex *code;	/* the same for a search; NULL where it is never searched for */
	struct regex *around;	/* the regex, where something else locates it; or NULL */
	struct opening around_opening;
	bool companion;		/* tried by companions.c or standing.c alone ... */
	struct opening opening; /* ... where a match can begin so; of one that hides too */
	enum standing standing;
	enum anchor anchor;
	struct byte_set alphabet; /* of what hides, and of companions: all bytes of matches ... */
	bool has_alphabet;	  /* ... if they are known ... */
	char needs[NEEDS_MOST];	  /* ... and bytes that each of them holds, to the first NUL */
	struct first_blank blank; /* of a companion's matches */
	uint32_t shortest;	  /* characters of its shortest match */
};

struct allow;

/* What may stand before a term that is alone on its line. */
#define LONE_ADORNED " \t*#>!=_-\"'(["
/* What may stand before a form that begins a line: lists and quotes. */
#define LINE_ADORNED " \t*>-"

/* A word of a pattern file's vocabulary. */
struct term {
	const struct term_group *group;
	const char *word; /* as the file has it */
	char *entry;	  /* as it is told: without signs */
	unsigned rule;
};

struct sp_rules {
	struct pattern *patterns;
	size_t n_patterns, room_patterns;
	struct rule *rules;
	size_t n_rules, room_rules;
	struct words *words;
	struct words *labels;	  /* those of patterns that are told beside others */
	struct words *vocabulary; /* the terms, numbered as in `terms` */
	struct words *alone;	  /* those of them that are also told alone: numbers in `lone` */
	struct term *terms;
	size_t n_terms, room_terms;
	const struct term **lone;
	size_t n_lone, room_lone;
	struct byte_set lone_first; /* bytes that they begin with, or what adorns them */
	struct byte_set line_first; /* bytes with which a form that begins a line can start ... */
	struct four_set line_fours; /* ... and the first four of each ... */
	bool any_line_fours;	    /* ... unless they are not known */
	unsigned *standing;	    /* the rules that are tried at lines or capitals */
	size_t n_standing, room_standing;
	struct shapes *shapes;
	struct allow *allow;		    /* or NULL */
	struct pattern_set label_patterns;  /* with forms that say nothing without a label ... */
	struct entry_set label_entries;	    /* ... and the entries of those forms */
	struct pattern_set column_patterns; /* told by a column that passes, without a label */
	struct landmark_table landmarks;    /* what is looked for in every text */
	landmarks_find *find_landmarks;	    /* the scanners for this processor */
	byte_filter_starts *starts;
	bool plain; /* every rule is tried everywhere: the reference */
	struct sp_reading_options reading;
	enum sp_confidence min_confidence;
	bool snippets, verbose, suppressed, show_protected;
	const struct sp_revealed *revealed;
	size_t n_revealed, around;
	char *types; /* or NULL */
	char version[17];
};

/* True if --types lets findings of this type through. */
bool rules_want(const struct sp_rules *rules, const char *type);

/* The category of a type; "" where no pattern file names it. */
const char *rules_category(const struct sp_rules *rules, const char *type);

#endif
