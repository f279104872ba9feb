/* SPDX-License-Identifier: GPL-3.0-or-later */
/* patience.c - see patience.h. The clock is coarse: a call costs two atomics and no system call. */
#include "base/patience.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#define TAKEN (-1)
#define SILENT_AFTER 4

/* Never 0. */
static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000 + 1;
}

void sp_call_enter(struct sp_call *call)
{
	/* What the thread has done so far is the taker's to see. */
	atomic_store_explicit(&call->since_ms, now_ms(), memory_order_release);
}

void sp_call_leave(struct sp_call *call)
{
	int error = errno;
	long long since = atomic_load_explicit(&call->since_ms, memory_order_relaxed);

	if (since == TAKEN || !atomic_compare_exchange_strong(&call->since_ms, &since, 0))
		for (;;)
			pause();
	errno = error;
}

bool sp_call_waits(const struct sp_call *call, int64_t milliseconds)
{
	long long since = atomic_load_explicit(&call->since_ms, memory_order_relaxed);

	return since > 0 && now_ms() - since >= milliseconds;
}

bool sp_call_take(struct sp_call *call, int64_t milliseconds)
{
	long long since = atomic_load(&call->since_ms);

	return since > 0 && now_ms() - since >= milliseconds &&
	       atomic_compare_exchange_strong(&call->since_ms, &since, TAKEN);
}

static int find(const struct sp_silence *silence, uint64_t device)
{
	unsigned n = atomic_load_explicit(&silence->n, memory_order_acquire);

	for (unsigned i = 0; i < n; i++)
		if (silence->devices[i].device == device)
			return (int)i;
	return -1;
}

void sp_silence_add(struct sp_silence *silence, uint64_t device)
{
	int i = find(silence, device);
	unsigned n = atomic_load(&silence->n);

	if (i < 0 && n < SP_SILENT_MOST) {
		i = (int)n;
		silence->devices[n].device = device;
		atomic_store_explicit(&silence->n, n + 1, memory_order_release);
	}
	if (i >= 0)
		atomic_fetch_add(&silence->devices[i].lost, 1);
}

void sp_silence_broken(struct sp_silence *silence, uint64_t device)
{
	int i = find(silence, device);

	if (i >= 0)
		atomic_store(&silence->devices[i].lost, 0);
}

bool sp_silence_is(const struct sp_silence *silence, uint64_t device)
{
	int i = find(silence, device);

	return i >= 0 && atomic_load(&silence->devices[i].lost) >= SILENT_AFTER;
}
