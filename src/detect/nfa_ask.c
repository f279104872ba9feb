/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nfa_ask.c - runs the automaton: what can come next, what may be over. */
#include "detect/nfa_own.h"

#include <string.h>

/* What is beyond the automaton's own words is neither read nor written. */
void nfa_clear(const struct nfa *nfa, struct nfa_states *set)
{
	memset(set->bits, 0, nfa->words * sizeof(set->bits[0]));
}

/* True if the state is not in the set yet, where it is then. */
static bool enter(uint64_t *set, uint16_t state)
{
	const uint64_t bit = UINT64_C(1) << state % 64;
	bool is_new = !(set[state / 64] & bit);

	set[state / 64] |= bit;
	return is_new;
}

static void make_row(const struct nfa *nfa, uint64_t *row, uint16_t first)
{
	uint16_t stack[NFA_STATES];
	struct nfa_states seen;
	size_t n = 0;

	memset(row, 0, nfa->words * sizeof(*row));
	memset(seen.bits, 0, (nfa->n + 63) / 64 * sizeof(seen.bits[0]));
	enter(seen.bits, first);
	stack[n++] = first;
	while (n) {
		const uint16_t at = stack[--n];
		const struct state *state = &nfa->states[at];
		if (state->kind != KIND_SPLIT) {
			enter(row, state->number);
			continue;
		}
		if (state->next != NONE && enter(seen.bits, state->next))
			stack[n++] = state->next;
		if (state->other != NONE && enter(seen.bits, state->other))
			stack[n++] = state->other;
	}
}

/* What is reached from a state without a byte. */
static const uint64_t *reached_from(const struct nfa *nfa, uint16_t first)
{
	uint64_t *row = nfa->reached + first * nfa->words;

	if (enter(nfa->made->bits, first))
		make_row(nfa, row, first);
	return row;
}

/* Adds a row to a set; true if there is anything in it. */
static bool add_row(const struct nfa *nfa, struct nfa_states *set, uint16_t first)
{
	const uint64_t *row = first == NONE ? NULL : reached_from(nfa, first);
	uint64_t any = 0;

	for (size_t i = 0; row && i < nfa->words; i++) {
		any |= row[i];
		set->bits[i] |= row[i];
	}
	return any != 0;
}

void nfa_start(const struct nfa *nfa, struct nfa_states *out)
{
	nfa_clear(nfa, out);
	add_row(nfa, out, nfa->start);
}

static const struct state *numbered(const struct nfa *nfa, size_t number)
{
	return &nfa->states[nfa->numbered[number]];
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
	for (size_t word = 0; word < nfa->words; word++) {
		for (uint64_t bits = from->bits[word]; bits; bits &= bits - 1) {
			const struct state *state =
				numbered(nfa, word * 64 + (size_t)__builtin_ctzll(bits));
			if (state->kind == KIND_BYTES && overlap(&state->bytes, bytes))
				any |= add_row(nfa, out, state->next);
		}
	}
	return any;
}

bool nfa_add(const struct nfa *nfa, struct nfa_states *all, const struct nfa_states *more)
{
	bool any = false;

	for (size_t i = 0; i < nfa->words; i++) {
		any |= (more->bits[i] & ~all->bits[i]) != 0;
		all->bits[i] |= more->bits[i];
	}
	return any;
}

bool nfa_accepts(const struct nfa *nfa, const struct nfa_states *states)
{
	return states->bits[nfa->accept / 64] >> nfa->accept % 64 & 1;
}

/* Whether a state of `set` is reached from `first` without any byte. */
static bool reaches(const struct nfa *nfa, uint16_t first, const struct nfa_states *set)
{
	const uint64_t *row = reached_from(nfa, first);

	for (size_t i = 0; i < nfa->words; i++)
		if (row[i] & set->bits[i])
			return true;
	return false;
}

bool nfa_into(const struct nfa *nfa, struct nfa_states *from, const struct byte_set *bytes,
	      const struct nfa_states *to, struct byte_set *used)
{
	bool any = false;

	*used = (struct byte_set) { { 0 } };
	for (size_t word = 0; word < nfa->words; word++) {
		for (uint64_t bits = from->bits[word]; bits; bits &= bits - 1) {
			unsigned bit = (unsigned)__builtin_ctzll(bits);
			const struct state *state = numbered(nfa, word * 64 + bit);
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
	for (size_t word = 0; word < nfa->words; word++)
		for (uint64_t bits = states->bits[word]; bits; bits &= bits - 1) {
			const struct state *state =
				numbered(nfa, word * 64 + (size_t)__builtin_ctzll(bits));
			for (size_t w = 0; w < 4; w++)
				out->bits[w] |= state->bytes.bits[w];
		}
}

void nfa_alphabet(const struct nfa *nfa, struct byte_set *out)
{
	*out = (struct byte_set) { { 0 } };
	for (size_t i = 0; i < nfa->n_numbered; i++)
		for (size_t w = 0; w < 4; w++)
			out->bits[w] |= numbered(nfa, i)->bytes.bits[w];
}

bool nfa_guarded(const struct nfa *nfa)
{
	return nfa->guarded;
}

const struct byte_set *nfa_not_after(const struct nfa *nfa)
{
	return &nfa->not_after;
}
