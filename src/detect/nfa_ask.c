/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nfa_ask.c - runs the automaton: what can come next, what may be over. */
#include "detect/nfa_own.h"

#include <string.h>

/* Sets beyond the automaton's own states are neither read nor written. */
void nfa_clear(const struct nfa *nfa, struct nfa_states *set)
{
	memset(set->bits, 0, (nfa->n + 63) / 64 * sizeof(set->bits[0]));
}

static bool add_state(const struct nfa *nfa, struct nfa_states *set, uint16_t first)
{
	uint16_t stack[NFA_STATES];
	size_t n = 0;
	bool added = false;

	if (first != NONE)
		stack[n++] = first;
	while (n) {
		uint16_t state = stack[--n];
		uint64_t bit = UINT64_C(1) << state % 64;
		if (set->bits[state / 64] & bit)
			continue;
		set->bits[state / 64] |= bit;
		added = true;
		if (nfa->states[state].kind != KIND_SPLIT)
			continue;
		uint16_t next = nfa->states[state].next, other = nfa->states[state].other;
		if (next != NONE && n < NFA_STATES)
			stack[n++] = next;
		if (other != NONE && n < NFA_STATES)
			stack[n++] = other;
	}
	return added;
}

void nfa_start(const struct nfa *nfa, struct nfa_states *out)
{
	nfa_clear(nfa, out);
	add_state(nfa, out, nfa->start);
}

static bool overlap(const struct byte_set *a, const struct byte_set *b)
{
	return (a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1]) | (a->bits[2] & b->bits[2]) |
	       (a->bits[3] & b->bits[3]);
}

bool nfa_step(const struct nfa *nfa, const struct nfa_states *from, const struct byte_set *bytes,
	      struct nfa_states *out)
{
	bool any = false;

	nfa_clear(nfa, out);
	for (size_t word = 0; word * 64 < nfa->n; word++) {
		for (uint64_t bits = from->bits[word]; bits; bits &= bits - 1) {
			const struct state *state =
				&nfa->states[word * 64 + (size_t)__builtin_ctzll(bits)];
			if (state->kind == KIND_BYTES && overlap(&state->bytes, bytes))
				any |= add_state(nfa, out, state->next);
		}
	}
	return any;
}

bool nfa_add(const struct nfa *nfa, struct nfa_states *all, const struct nfa_states *more)
{
	bool any = false;

	for (size_t i = 0; i * 64 < nfa->n; i++) {
		any |= (more->bits[i] & ~all->bits[i]) != 0;
		all->bits[i] |= more->bits[i];
	}
	return any;
}

bool nfa_accepts(const struct nfa *nfa, const struct nfa_states *states)
{
	return states->bits[nfa->accept / 64] >> nfa->accept % 64 & 1;
}

/* Whether a state of `set` that takes bytes is reached from `first` without any byte. */
static bool reaches(const struct nfa *nfa, uint16_t first, const struct nfa_states *set)
{
	struct nfa_states from;

	nfa_clear(nfa, &from);
	add_state(nfa, &from, first);
	for (size_t i = 0; i * 64 < nfa->n; i++)
		if (from.bits[i] & set->bits[i])
			return true;
	return false;
}

bool nfa_into(const struct nfa *nfa, struct nfa_states *from, const struct byte_set *bytes,
	      const struct nfa_states *to, struct byte_set *used)
{
	bool any = false;

	*used = (struct byte_set) { { 0 } };
	for (size_t word = 0; word * 64 < nfa->n; word++) {
		for (uint64_t bits = from->bits[word]; bits; bits &= bits - 1) {
			unsigned bit = (unsigned)__builtin_ctzll(bits);
			const struct state *state = &nfa->states[word * 64 + bit];
			bool leads = state->kind == KIND_BYTES && overlap(&state->bytes, bytes) &&
				     (!to || reaches(nfa, state->next, to));
			if (!leads) {
				from->bits[word] &= ~(UINT64_C(1) << bit);
				continue;
			}
			any = true;
			for (size_t w = 0; w < 4; w++)
				used->bits[w] |= state->bytes.bits[w] & bytes->bits[w];
		}
	}
	return any;
}

void nfa_next(const struct nfa *nfa, const struct nfa_states *states, struct byte_set *out)
{
	*out = (struct byte_set) { { 0 } };
	for (size_t word = 0; word * 64 < nfa->n; word++)
		for (uint64_t bits = states->bits[word]; bits; bits &= bits - 1) {
			size_t i = word * 64 + (size_t)__builtin_ctzll(bits);
			for (size_t w = 0; w < 4; w++)
				out->bits[w] |= nfa->states[i].bytes.bits[w];
		}
}

void nfa_alphabet(const struct nfa *nfa, struct byte_set *out)
{
	*out = (struct byte_set) { { 0 } };
	for (size_t i = 0; i < nfa->n; i++)
		for (size_t w = 0; w < 4; w++)
			out->bits[w] |= nfa->states[i].bytes.bits[w];
}

bool nfa_guarded(const struct nfa *nfa)
{
	return nfa->guarded;
}

const struct byte_set *nfa_not_after(const struct nfa *nfa)
{
	return &nfa->not_after;
}
