/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules.h - the pattern files, compiled: what sp_rules is inside.
 */
#ifndef DETECT_RULES_H
#define DETECT_RULES_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "spana/detector.h"

#include "detect/anchors.h"
#include "detect/patterns.h"
#include "detect/words.h"

struct pattern {
	struct pattern_file *file;
	char *path;
	const struct sp_validator *validator; /* or NULL */
};

/* One form of a pattern. */
struct rule {
	const struct form *form;
	unsigned pattern;
	pcre2_code *code;     /* for a search: the regex, or what locates it */
	pcre2_code *anchored; /* the same for one position */
	pcre2_code *around;   /* the regex, where something else locates it; or NULL */
	enum anchor anchor;
	struct byte_set alphabet; /* of a rule that hides: all bytes of its matches ... */
	bool has_alphabet;	  /* ... if they are known */
	uint32_t shortest;	  /* characters of its shortest match */
};

struct sp_rules {
	struct pattern *patterns;
	size_t n_patterns, room_patterns;
	struct rule *rules;
	size_t n_rules, room_rules;
	struct words *words;
	struct shapes *shapes;
	struct pattern_set label_patterns; /* with forms that say nothing without a label ... */
	struct entry_set label_entries;	   /* ... and the entries of those forms */
	anchors_next *next;		   /* the scanner for this processor */
	bool plain;			   /* every rule is tried everywhere: the reference */
	struct sp_reading_options reading;
	enum sp_confidence min_confidence;
	bool snippets;
	char *types; /* or NULL */
	char version[17];
};

/* True if --types lets findings of this type through. */
bool rules_want(const struct sp_rules *rules, const char *type);

/* The category of a type; "" where no pattern file names it. */
const char *rules_category(const struct sp_rules *rules, const char *type);

#endif
