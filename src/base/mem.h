/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mem.h - allocation that can fail, and be made to fail.
 *
 * All of spana's own memory comes from here, so that a test can let the nth
 * allocation fail. Returned memory is freed by sp_mem_free alone.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "spana/status.h"

#include <stddef.h>

/* Like malloc, calloc and realloc; NULL without memory. count * size is checked. */
SP_CHECK void *sp_mem_alloc(size_t size);
SP_CHECK void *sp_mem_zero(size_t count, size_t size);
SP_CHECK void *sp_mem_resize(void *old, size_t size);
SP_CHECK char *sp_mem_strdup(const char *s);
void sp_mem_free(void *p);

/* Overwrites memory in a way that the compiler keeps. */
void sp_mem_wipe(void *p, size_t len);

/*
 * For tests: the nth allocation from now (from 1) fails, and all after it; 0
 * ends that. Returns how many allocations there were since the last call.
 * Threads: one, while no other allocates.
 */
unsigned long sp_mem_fail_at(unsigned long n);

/* Grows an array's room to hold `need` elements; doubles. false: no memory, unchanged. */
SP_CHECK int sp_mem_room(void *array, size_t *room, size_t need, size_t element);

#endif
