/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tallies.c - see tallies.h. A table with open addressing, at most half full. */
#include "inventory/tallies.h"

#define SLOTS_LEAST 64

static size_t slot_of(const struct sp_tallies *tallies, uint64_t key, uint32_t whole)
{
	uint64_t hash = (key + whole * UINT64_C(0xD6E8FEB86659FD93)) * UINT64_C(0x9E3779B97F4A7C15);
	size_t slot = (size_t)(hash >> 32) & (tallies->n_slots - 1);

	while (tallies->slots[slot]) {
		const struct sp_tally *tally = &tallies->items[tallies->slots[slot] - 1];
		if (tally->key == key && tally->whole == whole)
			break;
		slot = (slot + 1) & (tallies->n_slots - 1);
	}
	return slot;
}

/* Makes the table larger where it would be more than half full. */
static bool make_room(struct sp_tallies *tallies)
{
	if (2 * (tallies->n + 1) <= tallies->n_slots)
		return true;
	size_t n = tallies->n_slots ? 2 * tallies->n_slots : SLOTS_LEAST;
	uint32_t *slots = sp_mem_zero(n, sizeof(*slots));
	if (!slots)
		return false;
	sp_mem_free(tallies->slots);
	tallies->slots = slots;
	tallies->n_slots = n;
	for (size_t i = 0; i < tallies->n; i++)
		slots[slot_of(tallies, tallies->items[i].key, tallies->items[i].whole)] =
			(uint32_t)(i + 1);
	return true;
}

/* Known or new; NULL: no memory. */
static struct sp_tally *find(struct sp_tallies *tallies, uint64_t key, uint32_t whole)
{
	struct sp_tally *tally = tallies->n ? &tallies->items[tallies->at] : NULL;

	if (tally && tally->key == key && tally->whole == whole)
		return tally;
	if (!make_room(tallies))
		return NULL;
	size_t slot = slot_of(tallies, key, whole);
	if (!tallies->slots[slot]) {
		if (!sp_mem_room(&tallies->items, &tallies->room, tallies->n + 1,
				 sizeof(*tallies->items)))
			return NULL;
		tallies->items[tallies->n] = (struct sp_tally) { .key = key, .whole = whole };
		tallies->slots[slot] = (uint32_t)++tallies->n;
	}
	tallies->at = tallies->slots[slot] - 1;
	return &tallies->items[tallies->at];
}

bool sp_tallies_count(struct sp_tallies *tallies, uint64_t key, uint32_t whole,
		      const struct sp_tallied *finding)
{
	struct sp_tally *tally = find(tallies, key, whole);

	if (!tally)
		return false;
	tally->values += tally->last != finding->value;
	tally->last = finding->value;
	tally->places[finding->confidence]++;
	if (!finding->new_file)
		return true;
	int64_t at = finding->mtime_ns;
	if (at && (!tally->oldest_ns || at < tally->oldest_ns))
		tally->oldest_ns = at;
	if (!tally->files++ || at > tally->newest_ns)
		tally->newest_ns = at;
	return true;
}

void sp_tallies_release(struct sp_tallies *tallies)
{
	sp_mem_free(tallies->items);
	sp_mem_free(tallies->slots);
	*tallies = (struct sp_tallies) { .n = 0 };
}
