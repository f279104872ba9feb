/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * validator.h - one kind of number: is it right, and what is its normal form?
 *
 * A validator is pure: no state, no allocation, no I/O. It gets the text of a
 * match as it was written, separators and all, and accepts any written form
 * that the number's rules allow.
 */
#ifndef SPANA_VALIDATOR_H
#define SPANA_VALIDATOR_H

#include <stdbool.h>
#include <stddef.h>

#define SP_VALUE_MAX 320 /* the longest normal form: an e-mail address */

/* A day in the Gregorian calendar. */
struct sp_date {
	int year, month, day;
};

/* What a validator may need to know of the world: nothing but the day. */
struct sp_reading_options {
	struct sp_date today; /* the reference day: no birth date lies after it */
};

/* One reading of a match. */
struct sp_reading {
	char value[SP_VALUE_MAX]; /* normal form, NUL-terminated */
	const char *type; /* where it is not the pattern's: a sole trader's number; else NULL */
	const char *role; /* "organisationsnummer", "vat", "bank_account"; or NULL */
	/*
	 * The bytes of the match that are the number: it begins after `skip` of
	 * them and takes `used`. used 0: all the rest.
	 */
	size_t skip, used;
	char alias[16];	   /* a second key to be found by: the ten digits of a short form; or "" */
	bool test;	   /* of a published test series */
	bool needs_label;  /* right, but says nothing without a word that speaks for it */
	bool doubtful;	   /* right by the letter, but at most low */
	bool ambiguous;	   /* as likely something else, a time stamp: low without a word for it */
	bool organisation; /* names an organisation, no person: a switchboard, a role address */
};

struct sp_validator {
	const char *name; /* what a pattern file calls it */
	/* true: right, and *out filled in. */
	bool (*read)(const char *s, size_t len, const struct sp_reading_options *options,
		     struct sp_reading *out);
	/*
	 * Writes the masked form of the written text: same length in characters
	 * or shorter, enough to recognise, too little to know. NULL: all but the
	 * first character of each word is hidden.
	 */
	void (*mask)(const char *s, size_t len, const struct sp_reading *reading, char *out,
		     size_t size);
	/*
	 * Another value that stands for the same, to be found by as well where a
	 * reading has no alias. false: there is none. NULL: there never is.
	 */
	bool (*broader)(const char *value, char out[SP_VALUE_MAX]);
};

/*
 * An address without its +tag, which leads to the same mailbox. false: it has
 * none. Threads: pure.
 */
bool sp_email_untagged(const char *address, char out[SP_VALUE_MAX]);

/* How a name stands to the one that is looked for. */
enum sp_name_match {
	SP_NAME_OTHER,	  /* another's */
	SP_NAME_INITIALS, /* the surname, and initials that fit */
	SP_NAME_SPELLED,  /* another spelling or order, or more or fewer first names */
	SP_NAME_SAME,	  /* the same words in that order */
};

/*
 * Is `found` the name `wanted`? Case, order ("Ek, Anna"), accents, transcribed
 * letters (aa, ae, oe), W and V, -son and -sson, initials and further first
 * names make no difference; a surname must be there. Threads: pure.
 */
enum sp_name_match sp_name_match(const char *wanted, const char *found);

/*
 * Every way to write a name that a keyed hash must be asked for, the given one
 * first; each once. false: `each` said so.
 */
bool sp_name_spellings(const char *name, bool (*each)(void *context, const char *spelling),
		       void *context);

/* All validators, NULL-ended. */
extern const struct sp_validator *const sp_validators[];

/* The validator with that name, or NULL. */
const struct sp_validator *sp_validator_find(const char *name);

#endif
