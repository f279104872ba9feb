/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gate.c - see gate.h. */
#include "scan/gate.h"

#include <time.h>

#define SECOND INT64_C(1000000000)
#define BURST (SECOND / 10) /* of time that was not used and may be made up for */
#define NAP (SECOND / 20)   /* after which a stop is noticed */

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * SECOND + now.tv_nsec;
}

/* ---- speed ---- */

void bandwidth_init(struct bandwidth *bandwidth, uint64_t bytes)
{
	pthread_mutex_init(&bandwidth->lock, NULL);
	bandwidth->bytes = bytes;
	bandwidth->next_ns = 0;
}

void bandwidth_release(struct bandwidth *bandwidth)
{
	pthread_mutex_destroy(&bandwidth->lock);
}

/* Takes the next free time for so many bytes: when it begins. */
static int64_t reserve(struct bandwidth *bandwidth, uint64_t bytes)
{
	int64_t earliest = now_ns() - BURST;

	pthread_mutex_lock(&bandwidth->lock);
	if (bandwidth->next_ns < earliest)
		bandwidth->next_ns = earliest;
	int64_t at = bandwidth->next_ns;
	bandwidth->next_ns += (int64_t)((double)bytes / (double)bandwidth->bytes * (double)SECOND);
	pthread_mutex_unlock(&bandwidth->lock);
	return at;
}

static void wait_for_turn(struct gate *gate, uint64_t bytes)
{
	int64_t at = reserve(gate->bandwidth, bytes), left;

	while ((left = at - now_ns()) > 0 && !(gate->stop && atomic_load(gate->stop))) {
		left = left < NAP ? left : NAP;
		nanosleep(&(struct timespec) { .tv_nsec = (long)left }, NULL);
	}
}

/* ---- a reader ---- */

void gate_pay(struct gate *gate, uint64_t bytes)
{
	if (bytes && gate->bandwidth->bytes)
		wait_for_turn(gate, bytes);
}

static void enter_input(void *context, size_t bytes)
{
	struct gate *gate = context;

	gate_pay(gate, bytes);
	sp_call_enter(&gate->call);
}

static void leave_input(void *context)
{
	struct gate *gate = context;

	sp_call_leave(&gate->call);
}

void gate_init(struct gate *gate, struct bandwidth *bandwidth, const atomic_bool *stop)
{
	gate->input = (struct sp_input_gate) { enter_input, leave_input, gate };
	gate->call = (struct sp_call) { 0 };
	gate->bandwidth = bandwidth;
	gate->stop = stop;
}
