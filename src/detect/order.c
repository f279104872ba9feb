/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * order.c - candidates in order of their starts.
 *
 * They come as a few rows that are in order each, one of every pass over the
 * text: a merge of such rows looks at each candidate once or twice. What is
 * sorted are keys; a candidate itself is moved once.
 */
#include "detect/scratch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define NEAR 32 /* places that a candidate may be away from its own */

struct sort_key {
	size_t start, end;
	unsigned rule, at; /* at: among those that are sorted */
};

/* By start, the longer first: so that what covers comes before what it covers. */
static inline bool comes_before(size_t start_a, size_t end_a, unsigned rule_a, size_t start_b,
				size_t end_b, unsigned rule_b)
{
	if (start_a != start_b)
		return start_a < start_b;
	return end_a != end_b ? end_a > end_b : rule_a < rule_b;
}

static inline bool key_before(const struct sort_key *a, const struct sort_key *b)
{
	return comes_before(a->start, a->end, a->rule, b->start, b->end, b->rule);
}

static inline bool before(const struct candidate *a, const struct candidate *b)
{
	return comes_before(a->start, a->end, a->rule, b->start, b->end, b->rule);
}

static int by_start(const void *a, const void *b)
{
	return before(a, b) ? -1 : before(b, a);
}

/* Puts each in its place. false: one is far from it, and they are not in order yet. */
static bool insert_all(struct candidate *all, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		size_t to = i;
		while (to && i - to <= NEAR && before(&all[i], &all[to - 1]))
			to--;
		if (to == i)
			continue;
		if (i - to > NEAR)
			return false;
		struct candidate moved = all[i];
		memmove(&all[to + 1], &all[to], (i - to) * sizeof(*all));
		all[to] = moved;
	}
	return true;
}

/* Where the row ends that begins with keys[at]. */
static size_t row_end(const struct sort_key *keys, size_t at, size_t n)
{
	for (at++; at < n && !key_before(&keys[at], &keys[at - 1]); at++)
		;
	return at;
}

/* Merges keys[a, b) and keys[b, end) into out[a, end); equal ones stay in their order. */
static void merge(struct sort_key *out, const struct sort_key *keys, size_t a, size_t b, size_t end)
{
	size_t to = a, i = a, j = b;

	while (i < b && j < end)
		out[to++] = key_before(&keys[j], &keys[i]) ? keys[j++] : keys[i++];
	memcpy(&out[to], &keys[i], (b - i) * sizeof(*keys));
	memcpy(&out[to + (b - i)], &keys[j], (end - j) * sizeof(*keys));
}

/* Merges rows two by two until there is one. Returns where it is: in keys, or in other. */
static const struct sort_key *merge_rows(struct sort_key *keys, struct sort_key *other, size_t n)
{
	while (row_end(keys, 0, n) < n) {
		for (size_t a = 0, b, end; a < n; a = end) {
			b = row_end(keys, a, n);
			end = b < n ? row_end(keys, b, n) : n;
			merge(other, keys, a, b, end);
		}
		struct sort_key *merged = other;
		other = keys;
		keys = merged;
	}
	return keys;
}

void sort_candidates(struct sp_scratch *scratch, size_t first)
{
	size_t n = scratch->n > first ? scratch->n - first : 0;

	if (n < 2)
		return;
	struct candidate *all = scratch->candidates + first;
	if (insert_all(all, n))
		return;
	if (!sp_mem_room(&scratch->keys, &scratch->room_keys, 2 * n, sizeof(*scratch->keys)) ||
	    !sp_mem_room(&scratch->moved, &scratch->room_moved, n, sizeof(*scratch->moved))) {
		qsort(all, n, sizeof(*all), by_start);
		return;
	}
	for (size_t i = 0; i < n; i++)
		scratch->keys[i] =
			(struct sort_key) { all[i].start, all[i].end, all[i].rule, (unsigned)i };
	const struct sort_key *keys = merge_rows(scratch->keys, scratch->keys + n, n);
	for (size_t i = 0; i < n; i++)
		scratch->moved[i] = all[keys[i].at];
	if (first) {
		memcpy(all, scratch->moved, n * sizeof(*all));
		return;
	}
	const size_t room = scratch->room;
	scratch->candidates = scratch->moved;
	scratch->room = scratch->room_moved;
	scratch->moved = all;
	scratch->room_moved = room;
}
