/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * finding.h - one identifier at one place in one item, as a detector tells it.
 *
 * A finding holds the value in the clear. It lives in the worker's arena until
 * it has been made a record (record.h), and is wiped with it.
 */
#ifndef SPANA_FINDING_H
#define SPANA_FINDING_H

#include "spana/place.h"
#include "spana/status.h"

#include <stdbool.h>
#include <stddef.h>

enum sp_confidence { SP_LOW, SP_MEDIUM, SP_HIGH };

/* "low", "medium", "high". */
const char *sp_confidence_name(enum sp_confidence confidence);
bool sp_confidence_parse(const char *name, enum sp_confidence *out);
/* high from 0.85 on, medium from 0.5 on. */
enum sp_confidence sp_confidence_of(double score);

/* True for what says that somebody's identity is protected. */
bool sp_is_protection(const char *category, enum sp_confidence confidence);

/*
 * Strings are NUL-terminated UTF-8. Type, categories and role live as long as the rules, the names
 * in `where` as long as the segment; the others are in the worker's arena.
 */
struct sp_finding {
	const char *type, *category;
	const char *value;	   /* normalised, in the clear */
	const char *text;	   /* as written, in the clear */
	const char *alias;	   /* second key (validator.h), in the clear, or NULL */
	const char *masked;	   /* the written text, masked */
	const char *role;	   /* or NULL */
	const char *reasons;	   /* the parts of the score; NULL unless asked for */
	const char *suppressed;	   /* why it is no finding after all; NULL: it is one */
	const char *term_category; /* of a word that is sensitive: "health"; or NULL */
	/* The line around it, every finding masked; "" where not asked for, and
	 * where the line says that a person's identity is protected. */
	const char *snippet;
	const char *const *context; /* words near by that spoke for it */
	const char *against;	    /* the word near by that lowered its score; or NULL */
	size_t n_context;
	double score; /* 0 to 1 */
	enum sp_confidence confidence;
	bool test, organisation;
	struct sp_where where;
};

#endif
