/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * queue.h - a bounded queue of pointers between threads.
 *
 * Full, it holds the sender back; empty, the receiver. What is pushed belongs
 * to the receiver. Threads: any number on both ends; locks inside.
 */
#ifndef BASE_QUEUE_H
#define BASE_QUEUE_H

#include "spana/status.h"

#include <stdbool.h>
#include <stddef.h>

struct sp_queue;

SP_CHECK enum sp_status sp_queue_new(struct sp_queue **out, size_t room);
void sp_queue_free(struct sp_queue *queue);

/* Waits for room. false: the queue is shut, and the thing still the caller's. */
SP_CHECK bool sp_queue_push(struct sp_queue *queue, void *thing);

/*
 * As push, but a receiver that waits is not woken for a few things: it finds
 * them when its time is up. For one that waits with sp_queue_pop_wait.
 */
SP_CHECK bool sp_queue_push_quietly(struct sp_queue *queue, void *thing);

/* Waits for a thing. NULL: the queue is closed and empty, or shut. */
void *sp_queue_pop(struct sp_queue *queue);

/* As pop, but at most this long: NULL with *ended false when time ran out. */
void *sp_queue_pop_wait(struct sp_queue *queue, unsigned milliseconds, bool *ended);

/* Nothing more comes: receivers get what is left, then NULL. */
void sp_queue_close(struct sp_queue *queue);

/*
 * Ends it at once: senders get false. Receivers get what is left, so that
 * they can let it go, then NULL.
 */
void sp_queue_shut(struct sp_queue *queue);

#endif
