/* SPDX-License-Identifier: GPL-3.0-or-later */
/* companions.h - what the files share that look for what is told only in company. */
#ifndef DETECT_COMPANIONS_H
#define DETECT_COMPANIONS_H

#include "detect/scratch.h"

/* Bytes between the starts of an identifier and its companion; every window sees both. */
#define COMPANION_REACH 400
#define LEAST_SCORE 0.5 /* of an identifier that others lean on */

struct search {
	const struct sp_rules *rules;
	struct sp_scratch *scratch;
	const struct sp_segment *segment;
	size_t from, to;  /* companions start here */
	size_t n;	  /* candidates before there were companions */
	unsigned pattern; /* of the companions that are looked for */
	struct known_line *line;
};

struct region {
	size_t start, end;
};

/* The line that was asked about last, in a mark; it ends where any of its places says so. */
struct known_line {
	struct region region;
	size_t mark; /* SIZE_MAX: there is none */
};

/* The pattern file of the companions that are looked for. */
const struct pattern_file *search_file(const struct search *search);

/* The mark that text[at] belongs to, and where a mark ends. */
size_t mark_at(const struct sp_segment *segment, size_t at);
size_t mark_end(const struct sp_segment *segment, size_t mark);

/* The next text in which to look, from candidate *i on. false: there is no more. */
bool next_region(const struct search *search, size_t *i, struct region *out);

/* Names the nearest identifier on its line as a reason for the companion. */
void name_neighbour(const struct search *search, struct candidate *companion);

/* Adds the pattern's terms that stand beside the candidates that there are. */
SP_CHECK enum sp_status add_terms(struct search *search);

/* Adds the terms that speak alone: as a heading or a label. */
SP_CHECK enum sp_status add_lone_terms(const struct search *search);

#endif
