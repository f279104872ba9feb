/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * detector.h - from a segment to findings.
 *
 * Rules are made once from the pattern files, never change and are shared by
 * all workers; a scratch belongs to one worker.
 */
#ifndef SPANA_DETECTOR_H
#define SPANA_DETECTOR_H

#include "spana/finding.h"
#include "spana/segment.h"
#include "spana/validator.h"

struct sp_arena;
struct sp_buf;
struct sp_rules;
struct sp_scratch;

/* A value that a snippet shows where all others are hidden: of the person who asks. */
struct sp_revealed {
	const char *type, *value; /* normalised; or the ten digits of a short form */
};

struct sp_rules_options {
	const char *const *folders; /* of pattern files, NULL-ended, read in this order */
	const char *types;	    /* "personnummer,email": these alone; NULL: all */
	enum sp_confidence min_confidence;
	struct sp_date today;
	const char *allow; /* file of values that are not personal data here; NULL: none */
	bool snippets;	   /* findings carry a snippet */
	bool verbose;	   /* and the parts of their scores */
	bool suppressed;   /* what was found and suppressed is told as well */
	/* For an answer to one person: borrowed, and must outlive the rules. */
	const struct sp_revealed *revealed;
	size_t n_revealed;
	unsigned around;     /* characters of a snippet on each side of its finding; 0: as usual */
	bool show_protected; /* snippets also where a person's identity is protected */
	bool plain; /* the reference engine, which tries every rule everywhere: for tests */
};

/*
 * Reads and compiles the pattern files. On failure err names file and line and
 * what to do. *out is NULL then.
 */
SP_CHECK enum sp_status sp_rules_load(struct sp_rules **out, const struct sp_rules_options *options,
				      struct sp_error *err);
void sp_rules_free(struct sp_rules *rules);

/* A hash of all that decides what is found: hex, 16 digits. */
const char *sp_rules_version(const struct sp_rules *rules);

/* Appends a line for the regex library. */
void sp_rules_libraries(struct sp_buf *out);

/* What is loaded, for `spana patterns`. i from 0; NULL past the end. */
struct sp_rule_info {
	const char *type, *category, *file, *validator, *form, *regex;
	double score; /* without a word near by */
	bool needs_label, hides;
	bool slow; /* it has nothing to be found by, and is tried at every character */
};
bool sp_rules_info(const struct sp_rules *rules, size_t i, struct sp_rule_info *out);

/* The examples of the pattern files: what a text must, or must not, give. */
struct sp_rule_example {
	const char *type, *file, *text;
	bool match;
	const char *value;	/* that the match must have, or NULL */
	const char *confidence; /* likewise */
};
bool sp_rules_example(const struct sp_rules *rules, size_t i, struct sp_rule_example *out);

SP_CHECK enum sp_status sp_scratch_new(struct sp_scratch **out, const struct sp_rules *rules);
void sp_scratch_free(struct sp_scratch *scratch);

/* Findings of one segment, in order; the array lives in the arena. */
struct sp_findings {
	struct sp_arena *arena;
	struct sp_finding *items;
	size_t n, room;
	size_t allowed; /* that were found, but are not personal data here */
};

/*
 * Adds to *out what stands in the segment. Segments of an item come in order;
 * state across them is kept in scratch. SP_FATAL: no memory. SP_PARTIAL: a
 * pattern gave up; sp_scratch_gave_up names it.
 */
SP_CHECK enum sp_status sp_detect(const struct sp_rules *rules, struct sp_scratch *scratch,
				  const struct sp_segment *segment, struct sp_findings *out);
/*
 * Adds what was held back until the item's tables were known. Before a member
 * of the item begins, and when it ends.
 */
SP_CHECK enum sp_status sp_detect_end(const struct sp_rules *rules, struct sp_scratch *scratch,
				      const struct sp_item *item, struct sp_findings *out);

/*
 * True if what stands in the segment, the next one of its item for this scratch, hangs on no other
 * segment, nor another on it: any scratch may look through it, at any time.
 */
bool sp_detect_is_apart(const struct sp_scratch *scratch, const struct sp_segment *segment);

/* Which type's pattern gave up, or NULL. */
const char *sp_scratch_gave_up(const struct sp_scratch *scratch);

#endif
