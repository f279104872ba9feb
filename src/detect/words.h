/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.h - the words near by that speak for or against a finding.
 *
 * A blank in a word stands for an optional separator: "org nr" is also found
 * as "orgnr", "org.nr" and "org-nr". A '*' at its end stands for any ending.
 * Only whole words count, and case does not.
 */
#ifndef DETECT_WORDS_H
#define DETECT_WORDS_H

#include "spana/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_PATTERNS 256

/* A set of patterns by their number. */
struct pattern_set {
	uint64_t bits[MAX_PATTERNS / 64];
};

static inline void pattern_set_add(struct pattern_set *set, unsigned n)
{
	set->bits[n / 64] |= UINT64_C(1) << n % 64;
}

static inline bool pattern_set_has(const struct pattern_set *set, unsigned n)
{
	return set->bits[n / 64] >> n % 64 & 1;
}

static inline bool pattern_set_empty(const struct pattern_set *set)
{
	for (size_t i = 0; i < MAX_PATTERNS / 64; i++)
		if (set->bits[i])
			return false;
	return true;
}

struct words;

SP_CHECK enum sp_status words_new(struct words **out);
void words_free(struct words *words);
/* Adds a word that speaks for or against a pattern. Before any look-up. */
SP_CHECK enum sp_status words_add(struct words *words, const char *word, unsigned pattern,
				  bool against);

/* How many different words have been added. */
size_t words_count(const struct words *words);

/* A word found in a text, at [start, end). */
struct word_hit {
	size_t start, end;
	size_t number; /* of the word, from 0, in the order in which they were added */
	const struct pattern_set *near, *against; /* of the words */
};

/*
 * False where no word begins at text[at], going by its first four bytes; most text is told by
 * it. Threads: any.
 */
bool words_may_hold(const struct words *words, const char *text, size_t len, size_t at);

/* The longest word that begins at text[at], on a character; false: none does. Threads: any. */
bool words_at(const struct words *words, const char *text, size_t len, size_t at,
	      struct word_hit *out);

/* From now on words_labels looks for this word. Before any look-up. */
void words_note_label(struct words *words, const char *word);

/*
 * Adds to *out the patterns that words speak for which may begin in
 * text[from, to): those noted as labels, and no fewer than words_at would
 * find. Threads: any.
 */
void words_labels(const struct words *words, const char *text, size_t len, size_t from, size_t to,
		  struct pattern_set *out);

/*
 * Adds to *near the patterns that words speak for which may begin in text[from, to), wherever the
 * text should end that is looked at: no fewer than words_at would find. false: there is no word at
 * all. Threads: any.
 */
bool words_spoken(const struct words *words, const char *text, size_t len, size_t from, size_t to,
		  struct pattern_set *near);

/* True where a word may begin at text[at]: no letter stands directly before. */
bool words_may_begin(const char *text, size_t len, size_t at);

/*
 * The first word in text[from, len), and the longest that begins there; false: there is none.
 * What stands before `from` is looked at too. Threads: any.
 */
bool words_next(const struct words *words, const char *text, size_t len, size_t from,
		struct word_hit *out);

#endif
