/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker.h - reads files and makes batches of what is in them.
 */
#ifndef SCAN_WORKER_H
#define SCAN_WORKER_H

#include "spana/scan.h"

#include "base/queue.h"
#include "scan/job.h"
#include "scan/readers.h"

/* Shared by all workers of a scan; each counts for itself until it ends. */
struct worker_shared {
	const struct sp_scan_options *options;
	struct sp_queue *jobs;	   /* of struct job */
	struct sp_queue *messages; /* of struct message */
	struct readers *readers;
	atomic_ullong tickets;
};

struct worker;

SP_CHECK enum sp_status worker_new(struct worker **out, struct worker_shared *shared);
void worker_free(struct worker *worker);

/* A thread's main: takes jobs until there are none. `argument` is the worker. */
void *worker_main(void *argument);

/* Reads one input that is no file on disk, as the item `name`. Takes in. */
SP_CHECK enum sp_status worker_read_input(struct worker *worker, const char *name,
					  struct sp_input *in, const struct sp_error *error);

/* What it counted. After its thread has ended. */
const struct sp_counts *worker_counts(const struct worker *worker);

#endif
