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

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/queue.h"
#include "scan/job.h"
#include "scan/message.h"
#include "scan/worker.h"

#define JOBS_ROOM 256
#define MESSAGES_ROOM 1024
#define TICK_MS 250
/* A call that takes so long is worth telling; in a scan that was told to stop it is not waited for.
 */
#define WAITS_MS 5000
#define WAITS_STOPPED_MS 1000
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
	pthread_mutex_t lock; /* guards running */
	pthread_cond_t ended;
	unsigned running;  /* readers */
	int64_t looked_ms; /* for readers that wait */
	struct walker *walkers;
	unsigned n_walkers;
	pthread_t feeder; /* runs the walk */
	bool feeding;
	atomic_bool walk_failed;
	struct sp_error error; /* the writer's */
	enum sp_status written;
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

/* ---- walkers ---- */

static enum sp_status send_message(struct scan *scan, struct message *message)
{
	if (sp_queue_push(scan->shared.messages, message))
		return SP_OK;
	message_free(message);
	return SP_FATAL;
}

static enum sp_status send_path(struct scan *scan, enum message_kind kind, const char *path,
				enum sp_reason reason, const char *detail)
{
	struct message *message;

	if (message_new(&message, kind) != SP_OK)
		return SP_FATAL;
	message->reason = reason;
	message->path = sp_mem_strdup(path);
	message->detail = sp_mem_strdup(detail ? detail : "");
	if (message->path && message->detail)
		return send_message(scan, message);
	message_free(message);
	return SP_FATAL;
}

static enum sp_status flush_job(struct walker *walker)
{
	struct job *job = walker->job;

	walker->job = NULL;
	if (!job || sp_queue_push(walker->scan->shared.jobs, job))
		return SP_OK;
	job_free(job);
	return SP_FATAL;
}

static enum sp_status on_enter(void *context, const char *folder)
{
	struct walker *walker = context;
	struct sp_error error;

	if (!walker->lookup)
		return SP_OK;
	return sp_lookup_folder(walker->lookup, folder, &error);
}

/* Why a file is read, for --verbose; NULL: it is not. */
static const char *reason_to_read(struct walker *walker, const struct sp_file *file,
				  uint64_t *known)
{
	*known = 0;
	if (!walker->lookup)
		return "";
	switch (sp_lookup_file(walker->lookup, file, known)) {
	case SP_KNOWN_NOT:
		walker->counts.added++;
		return "new";
	case SP_KNOWN_UNCHANGED:
		walker->counts.unchanged++;
		return NULL;
	case SP_KNOWN_CHANGED:
		walker->counts.changed++;
		snprintf(walker->why, sizeof(walker->why), "changed (%s)",
			 sp_lookup_why(walker->lookup));
		return walker->why;
	case SP_KNOWN_RULES:
	default:
		walker->counts.changed++;
		return "patterns, options or program changed";
	}
}

static enum sp_status add_to_job(struct walker *walker, const struct sp_file *file,
				 const char *media_type, uint64_t known, bool is_folder)
{
	if (!walker->job && job_new(&walker->job) != SP_OK)
		return SP_FATAL;
	if (job_add(walker->job, file, media_type, known) != SP_OK)
		return SP_FATAL;
	walker->job->files[walker->job->n - 1].is_folder = is_folder;
	return walker->job->n == JOB_FILES ? flush_job(walker) : SP_OK;
}

static enum sp_status on_file(void *context, const struct sp_file *file, const char *media_type)
{
	struct walker *walker = context;
	const struct sp_scan_options *options = walker->scan->options;
	uint64_t known;
	const char *why = reason_to_read(walker, file, &known);

	walker->counts.files++;
	atomic_fetch_add_explicit(&options->progress->files, 1, memory_order_relaxed);
	if (options->note && walker->lookup &&
	    sp_path_join(&walker->path, file->folder, file->name))
		options->note(options->context, sp_buf_str(&walker->path), why ? why : "unchanged");
	if (!why)
		return SP_OK;
	atomic_fetch_add_explicit(&options->progress->awaited, file->size, memory_order_relaxed);
	return add_to_job(walker, file, media_type, known, false);
}

/* A folder's name: the inventory knows of it where something was found in it. */
static enum sp_status on_folder(void *context, const struct sp_file *folder)
{
	struct walker *walker = context;
	uint64_t known = 0;

	if (walker->lookup && sp_lookup_file(walker->lookup, folder, &known) == SP_KNOWN_UNCHANGED)
		return SP_OK;
	return add_to_job(walker, folder, NULL, known, true);
}

static enum sp_status on_gone(void *context, uint64_t known)
{
	struct walker *walker = context;
	struct message *message;

	if (message_new(&message, MESSAGE_GONE) != SP_OK)
		return SP_FATAL;
	message->known = known;
	return send_message(walker->scan, message);
}

static enum sp_status on_leave(void *context, const char *folder, bool whole)
{
	struct walker *walker = context;
	enum sp_status status = flush_job(walker);

	if (status != SP_OK || !walker->lookup || !whole)
		return status;
	status = sp_lookup_gone(walker->lookup, on_gone, walker);
	return status == SP_OK
		       ? send_path(walker->scan, MESSAGE_FOLDER, folder, SP_REASON_NONE, NULL)
		       : status;
}

static enum sp_status on_unread(void *context, const char *path, enum sp_reason reason,
				const char *detail)
{
	struct walker *walker = context;

	walker->counts.problems++;
	walker->counts.items++;
	walker->counts.outcomes[SP_OUTCOME_NOT_READ]++;
	atomic_fetch_add_explicit(&walker->scan->options->progress->problems, 1,
				  memory_order_relaxed);
	return send_path(walker->scan, MESSAGE_UNREAD, path, reason, detail);
}

static const struct sp_walk_events walk_events = {
	.enter = on_enter,
	.file = on_file,
	.folder = on_folder,
	.leave = on_leave,
	.unread = on_unread,
};

/* Runs the walk beside the writer, then lets the workers run dry. */
static void *feed(void *argument)
{
	struct scan *scan = argument;
	unsigned n = scan->n_walkers;
	void **contexts = sp_mem_zero(n, sizeof(*contexts));
	struct sp_walk_options walk = scan->options->walk;

	walk.threads = n;
	walk.timeout_seconds = scan->options->limits.timeout_seconds;
	for (unsigned i = 0; contexts && i < n; i++)
		contexts[i] = &scan->walkers[i];
	if (!contexts || sp_walk(&walk, &walk_events, contexts, scan->options->stop) != SP_OK)
		atomic_store(&scan->walk_failed, true);
	sp_mem_free(contexts);
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

static void add_running(struct scan *scan, int n)
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
	add_running(reader->scan, -1);
	return NULL;
}

/* Starts one more; takes `first`, on failure too. */
static enum sp_status start_reader(struct scan *scan, struct job *first)
{
	struct reader *reader = sp_mem_zero(1, sizeof(*reader));

	if (!reader || !sp_mem_room(&scan->readers, &scan->readers_room, scan->n_readers + 1,
				    sizeof(struct reader *)))
		goto fail;
	*reader = (struct reader) { .scan = scan, .first = first };
	if (worker_new(&reader->worker, &scan->shared) != SP_OK)
		goto fail;
	add_running(scan, 1);
	if (pthread_create(&reader->thread, NULL, read_thread, reader) == 0) {
		scan->readers[scan->n_readers++] = reader;
		return SP_OK;
	}
	add_running(scan, -1);
	worker_free(reader->worker);
fail:
	job_free(first);
	sp_mem_free(reader);
	return SP_FATAL;
}

/* ---- the writer ---- */

static enum sp_status print_unread(struct scan *scan, const struct message *message)
{
	struct sp_item_record item = { .format = "folder", .outcome = SP_OUTCOME_NOT_READ };
	struct sp_problem_record problem = { .reason = message->reason, .detail = message->detail };
	const struct sp_batch batch = {
		.file = { .folder = "", .name = message->path },
		.items = &item,
		.n_items = 1,
		.problems = &problem,
		.n_problems = 1,
		.first = true,
		.complete = true,
	};

	return scan->options->batch ? scan->options->batch(scan->options->context, &batch) : SP_OK;
}

static enum sp_status write_message(struct scan *scan, const struct message *message)
{
	const struct sp_scan_options *options = scan->options;
	struct sp_inventory *inventory = options->inventory;
	enum sp_status status = SP_OK;

	switch (message->kind) {
	case MESSAGE_BATCH:
		if (inventory)
			status = sp_inventory_write(inventory, &message->batch, &scan->error);
		if (status == SP_OK && options->batch && !message->batch.abandoned)
			status = options->batch(options->context, &message->batch);
		break;
	case MESSAGE_GONE:
		status = sp_inventory_gone(inventory, message->known, &scan->error);
		break;
	case MESSAGE_FOLDER:
		status = sp_inventory_folder_met(inventory, message->path, &scan->error);
		break;
	case MESSAGE_UNREAD:
		if (inventory)
			status = sp_inventory_folder_unread(inventory, message->path,
							    message->reason, message->detail,
							    &scan->error);
		if (status == SP_OK)
			status = print_unread(scan, message);
		break;
	}
	return status;
}

static bool stopped(const struct scan *scan)
{
	return scan->options->stop && atomic_load(scan->options->stop);
}

static enum sp_status lost_too_many(struct scan *scan)
{
	sp_error_set(&scan->error, SP_REASON_TIMEOUT,
		     "%d readers wait for file systems that give no answer: see what is mounted, "
		     "and scan again",
		     LOST_MOST);
	return SP_FATAL;
}

/* Another takes the place of one that waits in vain; what that had read is told. */
static enum sp_status replace(struct scan *scan, struct reader *reader, int64_t milliseconds)
{
	enum sp_status status;
	struct message *told;
	struct job *rest;

	if (!worker_give_up(reader->worker, milliseconds, &told, &rest, &status))
		return SP_OK;
	reader->lost = true;
	scan->n_lost++;
	pthread_detach(reader->thread);
	if (told && stopped(scan)) {
		/* Cut short as by the stop alone. */
		told->batch.complete = false;
		told->batch.abandoned = true;
	}
	if (status == SP_OK && told && scan->written == SP_OK)
		status = write_message(scan, told);
	message_free(told);
	if (status == SP_OK && scan->n_lost == LOST_MOST)
		status = lost_too_many(scan);
	if (status == SP_OK)
		status = start_reader(scan, rest);
	else
		job_free(rest);
	add_running(scan, -1);
	return status;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Looks for readers that wait, now and then. */
static enum sp_status look_after(struct scan *scan)
{
	const struct sp_scan_options *options = scan->options;
	int64_t limit = (int64_t)options->limits.timeout_seconds * 1000;
	int64_t now = now_ms();
	enum sp_status status = SP_OK;
	unsigned waiting = 0;

	if (now - scan->looked_ms < TICK_MS)
		return SP_OK;
	scan->looked_ms = now;
	if (stopped(scan) || scan->written != SP_OK)
		limit = WAITS_STOPPED_MS;
	for (size_t i = 0, n = scan->n_readers; i < n && status == SP_OK; i++) {
		struct reader *reader = scan->readers[i];
		if (reader->lost)
			continue;
		waiting += worker_waits(reader->worker, WAITS_MS);
		if (limit && worker_waits(reader->worker, limit))
			status = replace(scan, reader, limit);
	}
	atomic_store_explicit(&options->progress->waiting, waiting, memory_order_relaxed);
	return status;
}

/* Takes messages until all threads are done. After a failure they are only let go. */
static void write_all(struct scan *scan)
{
	const struct sp_scan_options *options = scan->options;
	bool ended = false;

	while (!ended) {
		struct message *message = sp_queue_pop_wait(scan->shared.messages, TICK_MS, &ended);
		if (options->tick)
			options->tick(options->context);
		scan->written = sp_status_worse(scan->written, look_after(scan));
		if (message && scan->written == SP_OK)
			scan->written = write_message(scan, message);
		else if (scan->written == SP_OK && options->inventory)
			/* Nothing comes: what has come is made to last. */
			scan->written = sp_inventory_commit(options->inventory, &scan->error);
		message_free(message);
		if (scan->written != SP_OK) {
			sp_queue_shut(scan->shared.jobs);
			sp_queue_shut(scan->shared.messages);
		}
	}
}

/* ---- start and end ---- */

static void add_counts(struct sp_counts *sum, const struct sp_counts *more)
{
	sum->files += more->files;
	sum->unchanged += more->unchanged;
	sum->changed += more->changed;
	sum->added += more->added;
	sum->items += more->items;
	for (int i = 0; i < SP_OUTCOME_COUNT; i++)
		sum->outcomes[i] += more->outcomes[i];
	sum->bytes += more->bytes;
	sum->findings += more->findings;
	sum->allowed += more->allowed;
	sum->problems += more->problems;
	sum->protected_places += more->protected_places;
}

/* The link that a user names as a root stands for what it points to. */
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
		status = start_reader(scan, NULL);
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
		add_counts(&scan->counts, &scan->walkers[i].counts);
		sp_lookup_free(scan->walkers[i].lookup);
		job_free(scan->walkers[i].job);
		sp_buf_release(&scan->walkers[i].path);
	}
	for (size_t i = 0; i < scan->n_readers; i++) {
		struct reader *reader = scan->readers[i];
		if (!reader->lost)
			pthread_join(reader->thread, NULL);
		add_counts(&scan->counts, worker_counts(reader->worker));
		if (!reader->lost)
			worker_free(reader->worker);
		sp_mem_free(reader);
	}
	sp_mem_free(scan->walkers);
	sp_mem_free(scan->readers);
	bandwidth_release(&scan->shared.bandwidth);
	pthread_mutex_destroy(&scan->lock);
	pthread_cond_destroy(&scan->ended);
	sp_queue_free(scan->shared.jobs);
	sp_queue_free(scan->shared.messages);
	readers_free(scan->shared.readers);
}

/* Standard input is read before the walk starts, by a worker of this thread's. */
static enum sp_status read_stdin(struct scan *scan, struct sp_error *err)
{
	struct sp_error error = { .reason = SP_REASON_NONE };
	struct sp_input *in = NULL;
	struct worker *worker = NULL;
	struct message *message;
	enum sp_status status = sp_scan_spool(&in, scan->options->stdin_fd, &error);
	bool ended;

	if (status != SP_FATAL)
		status = worker_new(&worker, &scan->shared);
	if (status == SP_OK)
		status = worker_read_input(worker, "-", in, &error);
	else
		sp_input_free(in);
	while (status == SP_OK && (message = sp_queue_pop_wait(scan->shared.messages, 0, &ended))) {
		status = write_message(scan, message);
		message_free(message);
	}
	if (worker)
		add_counts(&scan->counts, worker_counts(worker));
	worker_free(worker);
	if (status == SP_FATAL)
		sp_error_set(err, SP_REASON_LIMIT_SIZE, "standard input could not be read: %s",
			     error.text);
	return status;
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
	if (status == SP_OK)
		status = readers_new(&scan.shared.readers, &options->limits);
	if (status == SP_OK && options->stdin_fd >= 0)
		status = read_stdin(&scan, err);
	if (status == SP_OK)
		status = start_walkers(&scan, err);
	if (status == SP_OK)
		status = start_readers(&scan);
	if (status == SP_OK && pthread_create(&scan.feeder, NULL, feed, &scan) != 0)
		status = SP_FATAL;
	if (status == SP_OK) {
		write_all(&scan);
		pthread_join(scan.feeder, NULL);
		status = scan.written;
		if (status == SP_FATAL && err)
			*err = scan.error;
		else if (status == SP_OK && stopped(&scan))
			status = SP_PARTIAL;
		else if (status == SP_OK && atomic_load(&scan.walk_failed))
			status = SP_FATAL;
	} else {
		abandon(&scan);
	}
	if (status == SP_FATAL && err && !err->text[0])
		sp_error_set(err, SP_REASON_LIMIT_SIZE, "out of memory or threads");
	release(&scan);
	*counts = scan.counts;
	return status;
}
