/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker.h - reads files and makes batches of what is in them.
 */
#ifndef SCAN_WORKER_H
#define SCAN_WORKER_H

#include "spana/scan.h"

#include "base/queue.h"
#include "scan/gate.h"
#include "scan/job.h"
#include "scan/message.h"
#include "scan/readers.h"
#include "scan/slices.h"

/* Shared by all workers of a scan; each counts for itself until it ends. */
struct worker_shared {
	const struct sp_scan_options *options;
	struct sp_queue *jobs;	   /* of struct job */
	struct sp_queue *messages; /* of struct message */
	struct readers *readers;
	struct slices slices; /* of large files */
	atomic_ullong tickets;
	struct bandwidth bandwidth;
	struct sp_silence silence;
};

struct worker;

SP_CHECK enum sp_status worker_new(struct worker **out, struct worker_shared *shared);
void worker_free(struct worker *worker);

/* Reads the files of `first` (taken; or NULL), then takes jobs until there are none. */
void worker_run(struct worker *worker, struct job *first);

/* True if it waits for a file system for so long. Threads: any. */
bool worker_waits(const struct worker *worker, int64_t milliseconds);

/*
 * True if it has been at one file for so long; then out has the file's name and
 * its member's, and *since_ms since when (current.h). Threads: any.
 */
bool worker_is_slow(struct worker *worker, int64_t milliseconds, char *out, size_t room,
		    int64_t *since_ms);

/*
 * Gives it up if it waits for a file system for so long: true, and its thread
 * never comes back. *told is the last batch of the file that it waits for, *rest
 * what else it had to read, or NULL. The worker is never freed: a call may still
 * write to its memory. Threads: the writer's. SP_FATAL in *status: no memory.
 */
bool worker_give_up(struct worker *worker, int64_t milliseconds, struct message **told,
		    struct job **rest, enum sp_status *status);

/* Reads one input that is no file on disk, as the item `name`. Takes in. */
SP_CHECK enum sp_status worker_read_input(struct worker *worker, const char *name,
					  struct sp_input *in, const struct sp_error *error);

/* What it counted. After its thread has ended. */
const struct sp_counts *worker_counts(const struct worker *worker);

#endif
