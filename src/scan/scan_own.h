/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_own.h - what the parts of a scan share: scan.c has the threads,
 * scan_walk.c is what walkers do, scan_write.c what the writer does.
 */
#ifndef SCAN_SCAN_OWN_H
#define SCAN_SCAN_OWN_H

#include <pthread.h>

#include "base/buf.h"
#include "scan/job.h"
#include "scan/message.h"
#include "scan/worker.h"

#define LOST_MOST 64 /* threads */

/* A reading thread. */
struct reader {
	struct scan *scan;
	struct worker *worker;
	struct job *first; /* that it begins with, or NULL */
	pthread_t thread;
	bool lost; /* it waits for an answer that may never come */
};

struct scan {
	const struct sp_scan_options *options;
	struct worker_shared shared;
	struct reader **readers; /* the writer's */
	size_t n_readers, readers_room, n_lost;
	uint64_t over[LOST_MOST]; /* tickets of files that lost readers had begun */
	size_t n_over;
	pthread_mutex_t lock; /* guards running */
	pthread_cond_t ended;
	unsigned running;  /* readers */
	int64_t looked_ms; /* for readers that wait */
	struct walker *walkers;
	unsigned n_walkers;
	pthread_t feeder; /* reads standard input, runs the walk */
	atomic_bool walk_failed;
	struct sp_error feed_error; /* why, where it is known; the feeder's until it ends */
	struct sp_error error;	    /* the writer's */
	enum sp_status written;
	bool refused; /* who prints takes no more */
	struct sp_counts counts;
};

/* A walking thread's own: the folder it lists, and what is known of that. */
struct walker {
	struct scan *scan;
	struct sp_lookup *lookup;
	struct job *job;
	struct sp_counts counts;
	struct sp_buf path;
	char why[96]; /* the file at hand is read */
};

/* What walkers are told of the folders; a context is a struct walker. Threads: each its own. */
extern const struct sp_walk_events scan_walk_events;

/* Starts one more reading thread; takes `first`, on failure too. Threads: the writer's. */
SP_CHECK enum sp_status scan_start_reader(struct scan *scan, struct job *first);
/* So many more readers run. Threads: any. */
void scan_add_running(struct scan *scan, int n);

SP_CHECK enum sp_status scan_write(struct scan *scan, const struct message *message);
/* Takes messages until all threads are done. After a failure they are only let go. */
void scan_write_all(struct scan *scan);
/* True if it was told to stop. Threads: any. */
bool scan_stopped(const struct scan *scan);

#endif
