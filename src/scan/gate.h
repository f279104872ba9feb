/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gate.h - what stands before each read of a file: a speed, over all readers,
 * that is not passed, and the clock that tells how long the file system takes.
 */
#ifndef SCAN_GATE_H
#define SCAN_GATE_H

#include "spana/input.h"

#include "base/patience.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* Bytes a second, shared by all readers. Threads: locks inside. */
struct bandwidth {
	pthread_mutex_t lock; /* guards next_ns */
	uint64_t bytes;	      /* a second; 0: as fast as it goes */
	int64_t next_ns;      /* from when on the next bytes may be read */
};
void bandwidth_init(struct bandwidth *bandwidth, uint64_t bytes);
void bandwidth_release(struct bandwidth *bandwidth);

/* A reader's own. */
struct gate {
	struct sp_input_gate input; /* that its inputs go through */
	struct sp_call call;
	struct bandwidth *bandwidth;
	const atomic_bool *stop;
};
void gate_init(struct gate *gate, struct bandwidth *bandwidth, const atomic_bool *stop);

/* Waits its turn for bytes that are read elsewhere. */
void gate_pay(struct gate *gate, uint64_t bytes);

#endif
