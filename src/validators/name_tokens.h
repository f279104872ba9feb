/* SPDX-License-Identifier: GPL-3.0-or-later */
/* name_tokens.h - a row of capitalised words, cut into words of which each is known for what it is.
 */
#ifndef VALIDATORS_NAME_TOKENS_H
#define VALIDATORS_NAME_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#define NAME_TOKENS 10

enum name_token_is {
	FIRST = 1,     /* a known first name */
	SURNAME = 2,   /* a known surname */
	LIKELY = 4,    /* ends as Swedish surnames do */
	INITIAL = 8,   /* "A." or "A" */
	PARTICLE = 16, /* "von" */
	COMPANY = 32,  /* "AB": what stands before it is no person */
	STREET = 64,   /* "Johansgatan", "gata" */
	OTHER = 128,   /* a word that is seen with names and is none: "Personnummer" */
	LEAD = 256,    /* "Norra", "Sankt", "Projekt": what follows is called after a person */
};

struct name_token {
	size_t start, end;
	unsigned is;
	bool comma;    /* stands before it */
	bool genitive; /* known without its last letter, an s */
};

/* A word, or how words end. */
struct name_word {
	const char *word;
	unsigned is;
	size_t len;
};

/* Whole words; sorted. And endings: the first that fits counts. */
extern const struct name_word sp_name_words[], sp_name_endings[];
extern const size_t sp_n_name_words, sp_n_name_endings;

/* Cuts s[0, len) into tokens and looks them up. Returns how many there are. Threads: any. */
size_t name_tokens(const char *s, size_t len, struct name_token tokens[NAME_TOKENS]);

/*
 * Writes s[0, len) with one blank between its words. false: it is too short for a name, or no
 * UTF-8. `out` has room for SP_VALUE_MAX bytes.
 */
bool name_write(const char *s, size_t len, char *out);

#endif
