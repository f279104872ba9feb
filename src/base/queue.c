/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue.c - a ring under one mutex, with a condition for each end. */
#include "base/queue.h"

#include "base/mem.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

struct sp_queue {
	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t not_full, not_empty;
	size_t room, head, count;
	bool closed, shut;
	void *ring[];
};

enum sp_status sp_queue_new(struct sp_queue **out, size_t room)
{
	struct sp_queue *queue = sp_mem_zero(1, sizeof(*queue) + room * sizeof(void *));
	pthread_condattr_t monotonic;

	*out = queue;
	if (!queue)
		return SP_FATAL;
	queue->room = room;
	pthread_mutex_init(&queue->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&queue->not_full, NULL);
	pthread_cond_init(&queue->not_empty, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return SP_OK;
}

void sp_queue_free(struct sp_queue *queue)
{
	if (!queue)
		return;
	pthread_cond_destroy(&queue->not_empty);
	pthread_cond_destroy(&queue->not_full);
	pthread_mutex_destroy(&queue->lock);
	sp_mem_free(queue);
}

/* Signals the receiver once `waiting` things are there, or more. */
static bool push(struct sp_queue *queue, void *thing, size_t waiting)
{
	pthread_mutex_lock(&queue->lock);
	while (queue->count == queue->room && !queue->shut)
		pthread_cond_wait(&queue->not_full, &queue->lock);
	bool open = !queue->shut;
	if (open) {
		queue->ring[(queue->head + queue->count++) % queue->room] = thing;
		if (queue->count >= waiting)
			pthread_cond_signal(&queue->not_empty);
	}
	pthread_mutex_unlock(&queue->lock);
	return open;
}

bool sp_queue_push(struct sp_queue *queue, void *thing)
{
	return push(queue, thing, 1);
}

bool sp_queue_push_quietly(struct sp_queue *queue, void *thing)
{
	return push(queue, thing, queue->room / 16 + 1);
}

/* Called with the lock held and something in the ring. */
static void *take(struct sp_queue *queue)
{
	void *thing = queue->ring[queue->head];

	queue->head = (queue->head + 1) % queue->room;
	queue->count--;
	pthread_cond_signal(&queue->not_full);
	return thing;
}

void *sp_queue_pop(struct sp_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	while (!queue->count && !queue->closed)
		pthread_cond_wait(&queue->not_empty, &queue->lock);
	void *thing = queue->count ? take(queue) : NULL;
	pthread_mutex_unlock(&queue->lock);
	return thing;
}

void *sp_queue_pop_wait(struct sp_queue *queue, unsigned milliseconds, bool *ended)
{
	struct timespec until;
	int rc = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += milliseconds / 1000;
	until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&queue->lock);
	while (!queue->count && !queue->closed && rc != ETIMEDOUT)
		rc = pthread_cond_timedwait(&queue->not_empty, &queue->lock, &until);
	void *thing = queue->count ? take(queue) : NULL;
	*ended = !thing && queue->closed;
	pthread_mutex_unlock(&queue->lock);
	return thing;
}

void sp_queue_close(struct sp_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->closed = true;
	pthread_cond_broadcast(&queue->not_empty);
	pthread_mutex_unlock(&queue->lock);
}

void sp_queue_shut(struct sp_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->closed = queue->shut = true;
	pthread_cond_broadcast(&queue->not_empty);
	pthread_cond_broadcast(&queue->not_full);
	pthread_mutex_unlock(&queue->lock);
}
