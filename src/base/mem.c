/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mem.c - see mem.h. The failure counter costs one relaxed load a call. */
#include "base/mem.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define WIPE_PIECE 1024

static atomic_bool counting;
static atomic_ulong calls;
static atomic_ulong limit;

static bool refuse(void)
{
	if (!atomic_load_explicit(&counting, memory_order_relaxed))
		return false;
	unsigned long call = atomic_fetch_add(&calls, 1) + 1;
	unsigned long at = atomic_load(&limit);
	return at != 0 && call >= at;
}

unsigned long sp_mem_fail_at(unsigned long n)
{
	unsigned long before = atomic_exchange(&calls, 0);

	atomic_store(&limit, n);
	atomic_store(&counting, n != 0);
	return before;
}

void *sp_mem_alloc(size_t size)
{
	return refuse() ? NULL : malloc(size ? size : 1);
}

void *sp_mem_zero(size_t count, size_t size)
{
	return refuse() ? NULL : calloc(count ? count : 1, size ? size : 1);
}

void *sp_mem_resize(void *old, size_t size)
{
	return refuse() ? NULL : realloc(old, size ? size : 1);
}

char *sp_mem_strdup(const char *s)
{
	size_t len = strlen(s) + 1;
	char *copy = sp_mem_alloc(len);

	return copy ? memcpy(copy, s, len) : NULL;
}

void sp_mem_free(void *p)
{
	free(p);
}

void sp_mem_wipe(void *p, size_t len)
{
	/* In pieces: the way that the C library takes for long ones is slower to begin. */
	for (char *at = p; at && len;) {
		size_t piece = len < WIPE_PIECE ? len : WIPE_PIECE;
		explicit_bzero(at, piece);
		at += piece;
		len -= piece;
	}
}

int sp_mem_room(void *array, size_t *room, size_t need, size_t element)
{
	void **slot = array;
	size_t grown = *room ? *room : 8;
	size_t bytes;

	if (need <= *room)
		return 1;
	while (grown < need) {
		if (grown > SIZE_MAX / 2)
			return 0;
		grown *= 2;
	}
	if (__builtin_mul_overflow(grown, element, &bytes))
		return 0;
	void *bigger = sp_mem_resize(*slot, bytes);
	if (!bigger)
		return 0;
	*slot = bigger;
	*room = grown;
	return 1;
}
