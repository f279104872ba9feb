/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_write.c - the writer: it alone touches the inventory or the output, and
 * it looks after readers that wait for a file system.
 */
#include "scan/scan_own.h"

#include <string.h>

#include "base/mem.h"
#include "base/translate.h"
#include "scan/current.h"

#define TICK_MS 250
/* A call that takes so long is worth telling; in a scan that was told to stop it is not waited for.
 */
#define WAITS_MS 5000
#define WAITS_STOPPED_MS 1000
#define SLOW_MS 2000 /* a file that takes so long is named */

/* To whoever prints it: it says itself what it could not. */
static enum sp_status hand_on(struct scan *scan, const struct sp_batch *batch)
{
	const struct sp_scan_options *options = scan->options;
	enum sp_status status = options->batch ? options->batch(options->context, batch) : SP_OK;

	scan->refused |= status != SP_OK;
	return status;
}

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

	return hand_on(scan, &batch);
}

/* Is it of a file whose worker is lost, and which was told to its end by another? */
static bool is_over(const struct scan *scan, uint64_t ticket)
{
	for (size_t i = 0; i < scan->n_over; i++)
		if (scan->over[i] == ticket)
			return true;
	return false;
}

enum sp_status scan_write(struct scan *scan, const struct message *message)
{
	const struct sp_scan_options *options = scan->options;
	struct sp_inventory *inventory = options->inventory;
	enum sp_status status = SP_OK;

	switch (message->kind) {
	case MESSAGE_BATCH:
		if (is_over(scan, message->batch.ticket))
			break;
		if (inventory)
			status = sp_inventory_write(inventory, &message->batch, &scan->error);
		if (status == SP_OK && !message->batch.abandoned)
			status = hand_on(scan, &message->batch);
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

bool scan_stopped(const struct scan *scan)
{
	return scan->options->stop && atomic_load(scan->options->stop);
}

static enum sp_status lost_too_many(struct scan *scan)
{
	sp_error_set(&scan->error, SP_REASON_TIMEOUT,
		     _("%d readers wait for file systems that give no answer: see what is mounted, "
		       "and scan again"),
		     LOST_MOST);
	return SP_FATAL;
}

/* The last batch of a file, after those that are on their way. */
static enum sp_status write_last(struct scan *scan, const struct message *told)
{
	struct message *message;
	enum sp_status status = SP_OK;
	bool ended;

	while (status == SP_OK && (message = sp_queue_pop_wait(scan->shared.messages, 0, &ended))) {
		status = scan_write(scan, message);
		message_free(message);
	}
	if (status == SP_OK)
		status = scan_write(scan, told);
	scan->over[scan->n_over++] = told->batch.ticket;
	return status;
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
	if (told && scan_stopped(scan)) {
		/* Cut short as by the stop alone. */
		told->batch.complete = false;
		told->batch.abandoned = true;
	}
	if (status == SP_OK && told && scan->written == SP_OK)
		status = write_last(scan, told);
	message_free(told);
	if (status == SP_OK && scan->n_lost == LOST_MOST)
		status = lost_too_many(scan);
	if (status == SP_OK)
		status = scan_start_reader(scan, rest);
	else
		job_free(rest);
	scan_add_running(scan, -1);
	return status;
}

/* Names what has been read for the longest time. */
static void look_for_slow(struct scan *scan)
{
	struct sp_progress *progress = scan->options->progress;
	char name[SP_PROGRESS_SLOW];
	int64_t since, first = INT64_MAX;

	progress->slow[0] = '\0';
	for (size_t i = 0; i < scan->n_readers; i++) {
		struct reader *reader = scan->readers[i];
		if (reader->lost ||
		    !worker_is_slow(reader->worker, SLOW_MS, name, sizeof(name), &since) ||
		    since >= first)
			continue;
		first = since;
		memcpy(progress->slow, name, sizeof(name));
		progress->slow_seconds = (unsigned)((current_now_ms() - since) / 1000);
	}
}

/* Looks for readers that wait, now and then. */
static enum sp_status look_after(struct scan *scan)
{
	const struct sp_scan_options *options = scan->options;
	int64_t limit = (int64_t)options->limits.timeout_seconds * 1000;
	int64_t now = current_now_ms();
	enum sp_status status = SP_OK;
	unsigned waiting = 0;

	if (now - scan->looked_ms < TICK_MS)
		return SP_OK;
	scan->looked_ms = now;
	if (scan_stopped(scan) || scan->written != SP_OK)
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
	look_for_slow(scan);
	return status;
}

/* Takes messages until all threads are done. After a failure they are only let go. */
void scan_write_all(struct scan *scan)
{
	const struct sp_scan_options *options = scan->options;
	bool ended = false;

	while (!ended) {
		struct message *message = sp_queue_pop_wait(scan->shared.messages, TICK_MS, &ended);
		if (options->tick)
			options->tick(options->context);
		scan->written = sp_status_worse(scan->written, look_after(scan));
		if (message && scan->written == SP_OK)
			scan->written = scan_write(scan, message);
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
