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
