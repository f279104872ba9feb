/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settle.c - one text, several readings.
 *
 * The longest reading that passed its checks wins and hides what lies inside
 * it, unless it is much weaker. Readings of the very same text are weighed by
 * score, then by the patterns' priority; two weak ones that weigh the same are
 * both told, for nobody can know. The owner's number in a bank account stands
 * beside the account: its pattern says so.
 */
#include "detect/scratch.h"

#include <string.h>

#define WEAK 0.5

static const struct pattern_file *file_of(const struct sp_rules *rules,
					  const struct candidate *candidate)
{
	return rules->patterns[rules->rules[candidate->rule].pattern].file;
}

static const char *type_of(const struct sp_rules *rules, const struct candidate *candidate)
{
	const struct sp_reading *reading = candidate->reading;

	return reading && reading->type ? reading->type : file_of(rules, candidate)->type;
}

static bool covers(const struct candidate *outer, const struct candidate *inner)
{
	return outer->start <= inner->start && outer->end >= inner->end;
}

/* Of two readings of the same text, does `a` win? */
static bool outweighs(const struct sp_rules *rules, const struct candidate *a,
		      const struct candidate *b)
{
	if (a->score > b->score || a->score < b->score)
		return a->score > b->score;
	if (file_of(rules, a)->priority != file_of(rules, b)->priority)
		return file_of(rules, a)->priority > file_of(rules, b)->priority;
	return a->rule < b->rule;
}

/* Both are told: weak readings of the same text as different things. */
static bool undecided(const struct sp_rules *rules, const struct candidate *a,
		      const struct candidate *b)
{
	return a->score < WEAK && b->score < WEAK && !a->hides && !b->hides && a->score > 0 &&
	       b->score > 0 && strcmp(type_of(rules, a), type_of(rules, b)) != 0;
}

/* Two things that are both there: a reading of another type lies beside the other. */
static bool both_there(const struct sp_rules *rules, const struct candidate *a,
		       const struct candidate *b)
{
	return (file_of(rules, a)->beside || file_of(rules, b)->beside) && !a->hides && !b->hides &&
	       strcmp(type_of(rules, a), type_of(rules, b)) != 0;
}

/* a and b overlap, a starts first or is longer. Which one is dropped? NULL: neither. */
static struct candidate *loser(const struct sp_rules *rules, struct candidate *a,
			       struct candidate *b)
{
	bool same = a->start == b->start && a->end == b->end;

	/* What hides may cover what hides; neither is told. */
	if ((a->hides && b->hides) || both_there(rules, a, b))
		return NULL;
	if (same)
		return undecided(rules, a, b) ? NULL : outweighs(rules, a, b) ? b : a;
	if (a->hides != b->hides && (covers(a, b) || covers(b, a)))
		return a->hides == covers(a, b) ? b : a;
	if (covers(a, b))
		return a->score >= WEAK || a->score >= b->score ? b : a;
	if (covers(b, a))
		return b->score >= WEAK || b->score >= a->score ? a : b;
	return outweighs(rules, a, b) ? b : a;
}

void settle(const struct sp_rules *rules, struct sp_scratch *scratch)
{
	for (size_t i = 0; i < scratch->n; i++) {
		struct candidate *a = &scratch->candidates[i];
		for (size_t j = i + 1; j < scratch->n && !a->dropped; j++) {
			struct candidate *b = &scratch->candidates[j];
			if (b->start >= a->end)
				break;
			if (b->dropped)
				continue;
			struct candidate *lost = loser(rules, a, b);
			if (!lost)
				continue;
			lost->dropped = true;
			/* Another form of the same type took nothing away. */
			lost->lost_to = type_of(rules, lost == a ? b : a);
			lost->why = strcmp(type_of(rules, lost), lost->lost_to) == 0
					    ? NULL
					    : "the same text is read as";
		}
	}
}
