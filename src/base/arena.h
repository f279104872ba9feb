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

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct sp_arena_block;

/* Zeroed, it is empty and ready for use. */
struct sp_arena {
	struct sp_arena_block *block; /* the present one; links to the earlier */
	unsigned char *next;	      /* what is free in it, aligned ... */
	size_t left;		      /* ... and how much that is */
	size_t used;		      /* bytes handed out since the last reset */
};

/* What sp_arena_alloc does where the present block has no room. */
SP_CHECK void *sp_arena_alloc_more(struct sp_arena *arena, size_t size);

/* Memory aligned for any type, not zeroed; NULL without memory. */
SP_CHECK static inline void *sp_arena_alloc(struct sp_arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);

	/* A block's size is a multiple of it: what fits does so when it is rounded up. */
	if (size >= arena->left)
		return sp_arena_alloc_more(arena, size);
	void *p = arena->next;
	size = (size + align - 1) & ~(align - 1);
	arena->next += size;
	arena->left -= size;
	arena->used += size;
	return p;
}

/* A NUL-terminated copy. */
SP_CHECK static inline char *sp_arena_copy(struct sp_arena *arena, const char *s, size_t len)
{
	char *copy = len < SIZE_MAX ? sp_arena_alloc(arena, len + 1) : NULL;

	if (!copy)
		return NULL;
	if (len)
		memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

/* A copy; NULL stays NULL, which is why *out tells the copy and the return value success. */
SP_CHECK static inline int sp_arena_dup(struct sp_arena *arena, const char *s, const char **out)
{
	*out = s ? sp_arena_copy(arena, s, strlen(s)) : NULL;
	return !s || *out;
}

/* Wipes all, keeps one block for reuse. */
void sp_arena_reset(struct sp_arena *arena);
/* Wipes and frees all. */
void sp_arena_release(struct sp_arena *arena);

#endif
