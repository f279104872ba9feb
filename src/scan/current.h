/* SPDX-License-Identifier: GPL-3.0-or-later */
/* current.h - which item a worker is at, and since when, for whoever looks on. */
#ifndef SCAN_CURRENT_H
#define SCAN_CURRENT_H

#include "spana/item.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CURRENT_MOST 480 /* bytes of a name; a longer one is cut at its start */

/* Threads: locks inside; begin, item and end are the worker's own to call. */
struct current {
	pthread_mutex_t lock; /* guards the rest */
	int64_t since_ms;     /* 0: at none */
	char file[CURRENT_MOST], member[CURRENT_MOST];
};

void current_init(struct current *current);
void current_release(struct current *current);

/* A file is begun: its name, and the folder that it stands in. */
void current_begin(struct current *current, const char *folder, const char *name);
/* It is at a member of it, or at none (NULL). */
void current_member(struct current *current, const char *name);
void current_end(struct current *current);

/*
 * If it has been at one file for so long: true, its name and that of the member
 * in out, and since when.
 */
bool current_is_slow(struct current *current, int64_t milliseconds, char *out, size_t room,
		     int64_t *since_ms);

/* Milliseconds of a clock that no one sets. */
int64_t current_now_ms(void);

#endif
