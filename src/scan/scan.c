/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.c - the threads of a scan and what runs between them.
 *
 *     walkers --jobs--> workers --messages--> writer
 *        `--------------------messages-----------^
 *
 * Walkers list folders and leave out what the inventory knows to be unchanged.
 * The writer is the thread that called: it alone touches the inventory or the
 * output. Both queues are bounded, so a slow writer holds all back.
 */
#include "spana/scan.h"

#include "base/mem.h"
#include "base/queue.h"
#include "base/translate.h"
#include "scan/scan_own.h"

#define JOBS_ROOM 256
#define MESSAGES_ROOM 256

/* Standard input is read before the walk starts, by a worker of this thread's. */
static enum sp_status read_stdin(struct scan *scan)
{
	struct sp_error error = { .reason = SP_REASON_NONE };
	struct sp_input *in = NULL;
	struct worker *worker = NULL;
	enum sp_status status = sp_scan_spool(&in, scan->options->stdin_fd, &error);

	if (status != SP_FATAL)
		status = worker_new(&worker, &scan->shared);
	if (status == SP_OK)
		status = worker_read_input(worker, "-", in, &error);
	else
		sp_input_free(in);
	if (worker)
		counts_add(&scan->counts, worker_counts(worker));
	worker_free(worker);
	if (status == SP_FATAL)
		sp_error_set(&scan->feed_error, SP_REASON_LIMIT_SIZE,
			     _("standard input could not be read: %s"), error.text);
	return status;
}

static enum sp_status run_walk(struct scan *scan)
{
	unsigned n = scan->n_walkers;
	void **contexts = sp_mem_zero(n, sizeof(*contexts));
	struct sp_walk_options walk = scan->options->walk;

	walk.threads = n;
	walk.timeout_seconds = scan->options->limits.timeout_seconds;
	enum sp_status status = SP_FATAL;
	for (unsigned i = 0; contexts && i < n; i++)
		contexts[i] = &scan->walkers[i];
	if (contexts)
		status = sp_walk(&walk, &scan_walk_events, contexts, scan->options->stop);
	sp_mem_free(contexts);
	return status;
}

/* Reads and walks beside the writer, then lets the workers run dry. */
static void *feed(void *argument)
{
	struct scan *scan = argument;
	enum sp_status status = scan->options->stdin_fd >= 0 ? read_stdin(scan) : SP_OK;

	if (status == SP_OK)
		status = run_walk(scan);
	if (status != SP_OK)
		atomic_store(&scan->walk_failed, true);
	atomic_store(&scan->options->progress->walked, true);
	sp_queue_close(scan->shared.jobs);
	pthread_mutex_lock(&scan->lock);
	while (scan->running)
		pthread_cond_wait(&scan->ended, &scan->lock);
	pthread_mutex_unlock(&scan->lock);
	sp_queue_close(scan->shared.messages);
	return NULL;
}

/* ---- readers ---- */

void scan_add_running(struct scan *scan, int n)
{
	pthread_mutex_lock(&scan->lock);
	scan->running += (unsigned)n;
	if (!scan->running)
		pthread_cond_signal(&scan->ended);
	pthread_mutex_unlock(&scan->lock);
}

static void *read_thread(void *argument)
{
	struct reader *reader = argument;

	worker_run(reader->worker, reader->first);
	scan_add_running(reader->scan, -1);
	return NULL;
}

enum sp_status scan_start_reader(struct scan *scan, struct job *first)
{
	struct reader *reader = sp_mem_zero(1, sizeof(*reader));

	if (!reader || !sp_mem_room(&scan->readers, &scan->readers_room, scan->n_readers + 1,
				    sizeof(struct reader *)))
		goto fail;
	*reader = (struct reader) { .scan = scan, .first = first };
	if (worker_new(&reader->worker, &scan->shared) != SP_OK)
		goto fail;
	scan_add_running(scan, 1);
	slices_enter(&scan->shared.slices);
	if (pthread_create(&reader->thread, NULL, read_thread, reader) == 0) {
		scan->readers[scan->n_readers++] = reader;
		return SP_OK;
	}
	slices_leave(&scan->shared.slices);
	scan_add_running(scan, -1);
	worker_free(reader->worker);
fail:
	job_free(first);
	sp_mem_free(reader);
	return SP_FATAL;
}

/* ---- start and end ---- */

static enum sp_status start_walkers(struct scan *scan, struct sp_error *err)
{
	scan->n_walkers = scan->options->walk.threads ? scan->options->walk.threads : 1;
	scan->walkers = sp_mem_zero(scan->n_walkers, sizeof(*scan->walkers));
	if (!scan->walkers)
		return SP_FATAL;
	for (unsigned i = 0; i < scan->n_walkers; i++) {
		struct walker *walker = &scan->walkers[i];
		walker->scan = scan;
		walker->path.cap = SP_BUF_UNCAPPED;
		if (scan->options->inventory &&
		    sp_lookup_new(scan->options->inventory, &walker->lookup, err) != SP_OK)
			return SP_FATAL;
	}
	return SP_OK;
}

static enum sp_status start_readers(struct scan *scan)
{
	unsigned n = scan->options->threads ? scan->options->threads : 1;
	enum sp_status status = SP_OK;

	for (unsigned i = 0; i < n && status == SP_OK; i++)
		status = scan_start_reader(scan, NULL);
	return status;
}

/* Ends threads that were started before something failed. */
static void abandon(struct scan *scan)
{
	if (scan->shared.jobs)
		sp_queue_shut(scan->shared.jobs);
	if (scan->shared.messages)
		sp_queue_shut(scan->shared.messages);
}

static void drain(struct sp_queue *messages)
{
	struct message *message;

	while (messages && (message = sp_queue_pop(messages)))
		message_free(message);
}

static void release(struct scan *scan)
{
	drain(scan->shared.messages);
	for (unsigned i = 0; i < scan->n_walkers && scan->walkers; i++) {
		counts_add(&scan->counts, &scan->walkers[i].counts);
		sp_lookup_free(scan->walkers[i].lookup);
		job_free(scan->walkers[i].job);
		sp_buf_release(&scan->walkers[i].path);
	}
	for (size_t i = 0; i < scan->n_readers; i++) {
		struct reader *reader = scan->readers[i];
		if (!reader->lost)
			pthread_join(reader->thread, NULL);
		counts_add(&scan->counts, worker_counts(reader->worker));
		if (!reader->lost)
			worker_free(reader->worker);
		sp_mem_free(reader);
	}
	sp_mem_free(scan->walkers);
	sp_mem_free(scan->readers);
	bandwidth_release(&scan->shared.bandwidth);
	pthread_mutex_destroy(&scan->lock);
	pthread_cond_destroy(&scan->ended);
	slices_release(&scan->shared.slices);
	sp_queue_free(scan->shared.jobs);
	sp_queue_free(scan->shared.messages);
	readers_free(scan->shared.readers);
}

enum sp_status sp_scan(const struct sp_scan_options *options, struct sp_counts *counts,
		       struct sp_error *err)
{
	struct scan scan = { .options = options,
			     .shared = { .options = options },
			     .written = SP_OK };
	pthread_mutex_init(&scan.lock, NULL);
	pthread_cond_init(&scan.ended, NULL);
	bandwidth_init(&scan.shared.bandwidth, options->bandwidth);
	enum sp_status status = sp_queue_new(&scan.shared.jobs, JOBS_ROOM);

	if (status == SP_OK)
		status = sp_queue_new(&scan.shared.messages, MESSAGES_ROOM);
	slices_init(&scan.shared.slices, &options->limits, scan.shared.messages);
	if (status == SP_OK)
		status = readers_new(&scan.shared.readers, options->reader, &options->limits);
	if (status == SP_OK)
		status = start_walkers(&scan, err);
	if (status == SP_OK)
		status = start_readers(&scan);
	if (status == SP_OK && pthread_create(&scan.feeder, NULL, feed, &scan) != 0)
		status = SP_FATAL;
	if (status == SP_OK) {
		scan_write_all(&scan);
		pthread_join(scan.feeder, NULL);
		status = scan.written;
		if (status == SP_FATAL && err)
			*err = scan.error;
		else if (status == SP_OK && scan_stopped(&scan))
			status = SP_PARTIAL;
		else if (status == SP_OK && atomic_load(&scan.walk_failed)) {
			status = SP_FATAL;
			if (err)
				*err = scan.feed_error;
		}
	} else {
		abandon(&scan);
	}
	if (status == SP_FATAL && err && !err->text[0] && !scan.refused)
		sp_error_set(err, SP_REASON_LIMIT_SIZE, _("out of memory or threads"));
	release(&scan);
	*counts = scan.counts;
	return status;
}
