/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arena.h - memory that is let go all at once.
 *
 * What a worker learns of a file lives in an arena, which is wiped and reused
 * for the next: it may hold values in the clear. Threads: one at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "spana/status.h"

#include <stddef.h>

struct sp_arena_block;

/* Zeroed, it is empty and ready for use. */
struct sp_arena {
	struct sp_arena_block *block; /* the present one; links to the earlier */
	size_t used;		      /* bytes handed out since the last reset */
};

/* Memory aligned for any type, not zeroed; NULL without memory. */
SP_CHECK void *sp_arena_alloc(struct sp_arena *arena, size_t size);
/* A NUL-terminated copy. */
SP_CHECK char *sp_arena_copy(struct sp_arena *arena, const char *s, size_t len);
/* A copy; NULL stays NULL, which is why *out tells the copy and the return value success. */
SP_CHECK int sp_arena_dup(struct sp_arena *arena, const char *s, const char **out);
/* Wipes all, keeps one block for reuse. */
void sp_arena_reset(struct sp_arena *arena);
/* Wipes and frees all. */
void sp_arena_release(struct sp_arena *arena);

#endif
