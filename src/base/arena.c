/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arena.c - a chain of blocks, each filled from its start. */
#include "base/arena.h"

#include "base/mem.h"

#include <stdint.h>
#include <string.h>

#define BLOCK_SIZE (16 * 1024)

struct sp_arena_block {
	struct sp_arena_block *earlier;
	size_t size;
	size_t used; /* once a later one is the present; of that the arena knows */
	alignas(max_align_t) unsigned char data[];
};

/* `need` is a multiple of what things are aligned to. */
static struct sp_arena_block *block_new(size_t need)
{
	size_t size = need > BLOCK_SIZE ? need : BLOCK_SIZE;
	size_t total;

	if (__builtin_add_overflow(size, sizeof(struct sp_arena_block), &total))
		return NULL;
	struct sp_arena_block *block = sp_mem_alloc(total);
	if (block) {
		block->size = size;
		block->used = 0;
		block->earlier = NULL;
	}
	return block;
}

static void block_free(struct sp_arena_block *block)
{
	sp_mem_wipe(block->data, block->used);
	sp_mem_free(block);
}

/* The present block is full, or is to be emptied. */
static void close_block(struct sp_arena *arena)
{
	if (arena->block)
		arena->block->used = arena->block->size - arena->left;
}

void *sp_arena_alloc_more(struct sp_arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + align - 1) & ~(align - 1);
	if (!arena->block || arena->left < size) {
		struct sp_arena_block *fresh = block_new(size);
		if (!fresh)
			return NULL;
		close_block(arena);
		fresh->earlier = arena->block;
		arena->block = fresh;
		arena->next = fresh->data;
		arena->left = fresh->size;
	}
	void *p = arena->next;
	arena->next += size;
	arena->left -= size;
	arena->used += size;
	return p;
}

void sp_arena_reset(struct sp_arena *arena)
{
	struct sp_arena_block *block = arena->block;

	arena->used = 0;
	if (!block)
		return;
	close_block(arena);
	while (block->earlier) {
		struct sp_arena_block *earlier = block->earlier;
		block_free(block);
		block = earlier;
	}
	sp_mem_wipe(block->data, block->used);
	arena->block = block;
	arena->next = block->data;
	arena->left = block->size;
	if (block->size > BLOCK_SIZE)
		sp_arena_release(arena);
}

void sp_arena_release(struct sp_arena *arena)
{
	close_block(arena);
	while (arena->block) {
		struct sp_arena_block *block = arena->block;
		arena->block = block->earlier;
		block_free(block);
	}
	arena->next = NULL;
	arena->left = arena->used = 0;
}
