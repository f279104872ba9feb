/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message.c - see message.h. */
#include "scan/message.h"

#include "base/mem.h"

enum sp_status message_new(struct message **out, enum message_kind kind)
{
	*out = sp_mem_zero(1, sizeof(**out));
	if (!*out)
		return SP_FATAL;
	(*out)->kind = kind;
	return SP_OK;
}

void message_free(struct message *message)
{
	if (!message)
		return;
	sp_arena_release(&message->batch.arena);
	sp_mem_free(message->batch.items);
	sp_mem_free(message->batch.findings);
	sp_mem_free(message->batch.problems);
	sp_mem_free(message->path);
	sp_mem_free(message->detail);
	sp_mem_free(message);
}

void counts_add(struct sp_counts *sum, const struct sp_counts *more)
{
	sum->files += more->files;
	sum->unchanged += more->unchanged;
	sum->changed += more->changed;
	sum->added += more->added;
	sum->items += more->items;
	for (int i = 0; i < SP_OUTCOME_COUNT; i++)
		sum->outcomes[i] += more->outcomes[i];
	sum->bytes += more->bytes;
	sum->findings += more->findings;
	sum->allowed += more->allowed;
	sum->problems += more->problems;
	sum->protected_places += more->protected_places;
}
