/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arena.c - a chain of blocks, each filled from its start. */
#include "base/arena.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#define BLOCK_SIZE (16 * 1024)

struct sp_arena_block {
	struct sp_arena_block *earlier;
	size_t size, used;
	alignas(max_align_t) unsigned char data[];
};

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

void *sp_arena_alloc(struct sp_arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct sp_arena_block *block = arena->block;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + align - 1) & ~(align - 1);
	if (!block || block->size - block->used < size) {
		struct sp_arena_block *fresh = block_new(size);
		if (!fresh)
			return NULL;
		fresh->earlier = block;
		arena->block = block = fresh;
	}
	void *p = block->data + block->used;
	block->used += size;
	arena->used += size;
	return p;
}

char *sp_arena_copy(struct sp_arena *arena, const char *s, size_t len)
{
	char *copy = len < SIZE_MAX ? sp_arena_alloc(arena, len + 1) : NULL;

	if (!copy)
		return NULL;
	if (len)
		memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

int sp_arena_dup(struct sp_arena *arena, const char *s, const char **out)
{
	*out = s ? sp_arena_copy(arena, s, strlen(s)) : NULL;
	return !s || *out;
}

void sp_arena_reset(struct sp_arena *arena)
{
	struct sp_arena_block *block = arena->block;

	arena->used = 0;
	if (!block)
		return;
	while (block->earlier) {
		struct sp_arena_block *earlier = block->earlier;
		block_free(block);
		block = earlier;
	}
	sp_mem_wipe(block->data, block->used);
	block->used = 0;
	arena->block = block;
	if (block->size > BLOCK_SIZE)
		sp_arena_release(arena);
}

void sp_arena_release(struct sp_arena *arena)
{
	while (arena->block) {
		struct sp_arena_block *block = arena->block;
		arena->block = block->earlier;
		block_free(block);
	}
	arena->used = 0;
}
