/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mark.h - what people have decided about findings and places, and the
 * answers that were given to persons.
 *
 * Both only grow: a mark is taken back by another that says so, and what was
 * said stays. The inventory must be open as SP_INVENTORY_NOTE to add to them.
 * Several people may do so at once. Threads: one.
 */
#ifndef SPANA_MARK_H
#define SPANA_MARK_H

#include "spana/inventory.h"

enum sp_mark_kind {
	SP_MARK_NOT_PERSONAL, /* a value, a place or a pattern that is no personal data here */
	SP_MARK_KEEP,	      /* until a day, with its legal basis */
	SP_MARK_HOLD,	      /* a legal hold: nothing is erased */
	SP_MARK_ERASE,	      /* it should go */
	SP_MARK_PROTECTED,    /* of a person whose identity is protected */
	SP_MARK_WITHDRAWN,    /* takes back an earlier mark */
	SP_MARK_KINDS,
};

/* "not_personal", "keep", ... Threads: immutable. */
const char *sp_mark_name(enum sp_mark_kind kind);
bool sp_mark_parse(const char *name, enum sp_mark_kind *out);

/* Strings of a mark that is read are valid until the callback returns. */
struct sp_review_mark {
	uint64_t id;	 /* from 1, in order of time */
	int64_t time_ns; /* since 1970 */
	enum sp_mark_kind kind;
	const char *author, *reason;
	const char *basis, *until;   /* of KEEP: the law, and the last day as 2033-12-31; or NULL */
	uint64_t withdraws;	     /* id, of WITHDRAWN */
	const char *type;	     /* of findings; NULL: all */
	const char *path;	     /* NULL: all */
	const char *members;	     /* JSON array of names; NULL: the whole file */
	const char *where;	     /* JSON; NULL: the whole item */
	const unsigned char *digest; /* of a value, SP_DIGEST bytes; NULL: all */
	const unsigned char *content; /* hash of the file, SP_DIGEST bytes; NULL: not known */
	bool pattern;		      /* path is a shell pattern, where '*' also matches '/' */
};

/* Adds a mark; *id is its number. `id` in the mark is not looked at. */
SP_CHECK enum sp_status sp_inventory_mark(struct sp_inventory *inv,
					  const struct sp_review_mark *mark, uint64_t *id,
					  struct sp_error *err);

/* All marks, oldest first, those that were taken back as well. */
SP_CHECK enum sp_status sp_inventory_marks(struct sp_inventory *inv,
					   enum sp_status (*row)(void *context,
								 const struct sp_review_mark *mark),
					   void *context, struct sp_error *err);

struct sp_answer {
	int64_t time_ns;
	const char *author, *kind;  /* kind: "extract" or "erase" */
	const char *received, *due; /* days, as 2026-01-31 */
	uint64_t files, places;
};

/* A type and normalised value of the subject. */
struct sp_answered_value {
	const char *type, *value;
};

/* Remembers that the person with these identifiers was answered; keyed hashes are kept. */
SP_CHECK enum sp_status sp_inventory_answered(struct sp_inventory *inv,
					      const struct sp_answer *answer,
					      const struct sp_answered_value *values, size_t n,
					      struct sp_error *err);

/* The answers to whoever has any of these identifiers, oldest first. */
SP_CHECK enum sp_status
sp_inventory_answers(struct sp_inventory *inv, const struct sp_answered_value *values, size_t n,
		     enum sp_status (*row)(void *context, const struct sp_answer *answer),
		     void *context, struct sp_error *err);

#endif
