/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nfa.h - a regex as an automaton over bytes, for asking what its matches can
 * look like.
 *
 * Never for matching: look-around and back references are left out, so the
 * automaton accepts more than the regex does. What it cannot begin with, the
 * regex cannot either; that is all that is asked of it.
 */
#ifndef DETECT_NFA_H
#define DETECT_NFA_H

#include "spana/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A set of bytes. */
struct byte_set {
	uint64_t bits[4];
};

static inline void byte_set_add(struct byte_set *set, unsigned char c)
{
	set->bits[c / 64] |= UINT64_C(1) << c % 64;
}

static inline bool byte_set_has(const struct byte_set *set, unsigned char c)
{
	return set->bits[c / 64] >> c % 64 & 1;
}

#define NFA_STATES 8192

/* States that a run of the automaton may be in; what lies beyond its last state is not set. */
struct nfa_states {
	uint64_t bits[NFA_STATES / 64];
};

struct nfa;

/*
 * Makes the automaton of a regex without macros. SP_SKIPPED: it uses something
 * that is not understood here, or is too large; nothing can be said of it.
 */
SP_CHECK enum sp_status nfa_new(struct nfa **out, const char *regex);
void nfa_free(struct nfa *nfa);

/* No states. */
void nfa_clear(const struct nfa *nfa, struct nfa_states *out);
/* The states before the first byte. */
void nfa_start(const struct nfa *nfa, struct nfa_states *out);
/* The states after one more byte of `bytes`; false: there are none. */
bool nfa_step(const struct nfa *nfa, const struct nfa_states *from, const struct byte_set *bytes,
	      struct nfa_states *out);
/* Adds the states of `more`; true if any of them is new. */
bool nfa_add(const struct nfa *nfa, struct nfa_states *all, const struct nfa_states *more);
/* True if a match may end here. */
bool nfa_accepts(const struct nfa *nfa, const struct nfa_states *states);
/* The bytes that may come next. */
void nfa_next(const struct nfa *nfa, const struct nfa_states *states, struct byte_set *out);

/*
 * Keeps of `from` what takes one of `bytes` to a state of `to` (NULL: to any), and says with which
 * of them. false: nothing is left.
 */
bool nfa_into(const struct nfa *nfa, struct nfa_states *from, const struct byte_set *bytes,
	      const struct nfa_states *to, struct byte_set *used);

/* All bytes that a match may hold. */
void nfa_alphabet(const struct nfa *nfa, struct byte_set *out);

/*
 * Bytes that forbid a match when they stand directly before it, by the
 * look-behinds at the regex's very beginning.
 */
const struct byte_set *nfa_not_after(const struct nfa *nfa);

/* True if no digit can follow a match directly, by the look-aheads at the regex's very end. */
bool nfa_guarded(const struct nfa *nfa);

#endif
