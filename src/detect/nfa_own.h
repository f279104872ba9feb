/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nfa_own.h - what the files of the automaton share: its states, and the parser that makes them. */
#ifndef DETECT_NFA_OWN_H
#define DETECT_NFA_OWN_H

#include "detect/nfa.h"

#define NONE UINT16_MAX

enum kind { KIND_BYTES, KIND_SPLIT, KIND_ACCEPT };

/* A state: takes one of its bytes to `next`, or goes to next and other at once. */
struct state {
	struct byte_set bytes;
	uint16_t next, other;
	uint16_t number; /* of what is no split */
	uint8_t kind;
};

struct nfa {
	struct state *states;
	size_t n, room;
	/* Sets have those alone that are no splits, by number; and so many words. */
	uint16_t *numbered;
	size_t n_numbered, words;
	/* For each state those that are reached from it without a byte: sets, made when one is
	 * first asked for. */
	uint64_t *reached;
	struct nfa_states *made; /* the rows that are */
	uint16_t start, accept;	 /* the latter by number, once there are any */
	struct byte_set not_after;
	bool guarded; /* each choice so far ends with a look-ahead that no digit passes */
};

/* A piece of automaton: `end` is a split whose exits are open. */
struct piece {
	uint16_t start, end;
};

struct parser {
	struct nfa *nfa;
	const char *at;
	bool caseless;
	bool at_start; /* nothing but look-arounds so far */
	bool too_hard; /* not understood */
	bool no_memory;
	unsigned depth;
};

/* A class of characters: ASCII exactly, others by their lead bytes. */
struct class
{
	struct byte_set ascii, leads;
};

/* Passes over a character if it is the next; never over the end. */
bool parser_take(struct parser *p, char c);
/* Makes a state; 0, where there are too many or there is no memory: parser_broken says so. */
uint16_t parser_state(struct parser *p, enum kind kind);
bool parser_broken(const struct parser *p);
/* Opens the way from a state whose exits are not all used. */
void piece_link(struct parser *p, uint16_t from, uint16_t to);
/* One that takes nothing; one behind another; one of two. */
struct piece piece_empty(struct parser *p);
struct piece piece_then(struct parser *p, struct piece a, struct piece b);
struct piece piece_either(struct parser *p, struct piece a, struct piece b);
/* One character of a class: an ASCII byte, or a lead byte and its tails. */
struct piece piece_of_class(struct parser *p, const struct class *class);
/* Adds a character, the other case of those that are there, all characters. */
void class_add(struct class *class, uint32_t code);
void class_fold_case(struct class *class);
void class_add_all(struct class *class);
/* \d, \w, \s, \h and their opposites. false: none of these. */
bool class_add_shorthand(struct class *class, char letter);
/* The character after a backslash, where it is one: \. \x41 \x{2011} \t. */
bool parser_escape(struct parser *p, uint32_t *code);
/* The next character, which may be written as an escape. false: it is not understood. */
bool parser_code(struct parser *p, uint32_t *code);
/* What stands in brackets; p->at is behind the '['. */
bool parser_class(struct parser *p, struct class *class);

#endif
