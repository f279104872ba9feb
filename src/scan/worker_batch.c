/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker_batch.c - what a worker learned of a file, on its way to the writer.
 *
 * A long file leaves as several batches: each tells anew the items that are open.
 */
#include "scan/worker_own.h"

#include <string.h>

#include "base/mem.h"

/* Adds what is known of an item; its outcome is filled in when it ends. */
enum sp_status worker_add_item(struct worker *worker, const struct sp_item *item)
{
	struct sp_batch *batch = &worker->message->batch;
	struct sp_item_record record = {
		.number = item->number,
		.up = item->up ? item->up->number : 0,
		.size = item->size,
		.outcome = SP_OUTCOME_PENDING,
	};

	if (!sp_arena_dup(&batch->arena, item->name, &record.name) ||
	    !sp_arena_dup(&batch->arena, item->format, &record.format) ||
	    !sp_mem_room(&batch->items, &worker->room_items, batch->n_items + 1, sizeof(record)))
		return SP_FATAL;
	batch->items[batch->n_items++] = record;
	return SP_OK;
}

/* Adds an item that is open, and all that contain it, outermost first. */
static enum sp_status add_chain(struct worker *worker, const struct sp_item *item)
{
	enum sp_status status = item->up ? add_chain(worker, item->up) : SP_OK;

	return status == SP_OK ? worker_add_item(worker, item) : status;
}

enum sp_status worker_batch_open(struct worker *worker)
{
	if (worker->message)
		return SP_OK;
	if (message_new(&worker->message, MESSAGE_BATCH) != SP_OK)
		return SP_FATAL;
	struct sp_batch *batch = &worker->message->batch;
	const struct sp_file *file = &worker->file.file;
	worker->room_items = worker->room_findings = worker->room_problems = 0;
	batch->file = *file;
	batch->known = worker->file.known;
	batch->ticket = worker->ticket;
	batch->first = worker->first;
	worker->first = false;
	if (!sp_arena_dup(&batch->arena, file->folder, &batch->file.folder) ||
	    !sp_arena_dup(&batch->arena, file->name, &batch->file.name))
		return SP_FATAL;
	return worker->item ? add_chain(worker, worker->item) : SP_OK;
}

/* The record of an open item in the present batch, which is open. */
struct sp_item_record *worker_record_of(struct worker *worker, const struct sp_item *item)
{
	struct sp_batch *batch = &worker->message->batch;
	size_t i = batch->n_items;

	while (i && batch->items[i - 1].number != item->number)
		i--;
	return i ? &batch->items[i - 1] : NULL;
}

enum sp_status worker_batch_send(struct worker *worker)
{
	struct message *message = worker->message;
	struct sp_queue *queue = worker->shared->messages;

	worker->message = NULL;
	if (!message)
		return SP_OK;
	if (worker->slice)
		return slice_send(worker->slice, message);
	/* The writer is not woken for every small file. */
	if (message->batch.complete ? sp_queue_push_quietly(queue, message)
				    : sp_queue_push(queue, message))
		return SP_OK;
	message_free(message);
	return SP_FATAL;
}

enum sp_status worker_problem(void *context, const struct sp_item *item, enum sp_reason reason,
			      const char *detail)
{
	struct worker *worker = context;
	struct sp_problem_record record = { .item = item->number, .reason = reason };

	if (worker_batch_open(worker) != SP_OK)
		return SP_FATAL;
	struct sp_batch *batch = &worker->message->batch;
	if (!sp_arena_dup(&batch->arena, detail, &record.detail) ||
	    !sp_mem_room(&batch->problems, &worker->room_problems, batch->n_problems + 1,
			 sizeof(record)))
		return SP_FATAL;
	batch->problems[batch->n_problems++] = record;
	if (worker->slice && !item->up && reason == SP_REASON_LIMIT_EXPANSION)
		worker->slice->is_last = true;
	worker->counts.problems++;
	atomic_fetch_add_explicit(&worker->shared->options->progress->problems, 1,
				  memory_order_relaxed);
	return SP_OK;
}

enum sp_status worker_end_item(struct worker *worker, const struct sp_item *item,
			       enum sp_outcome outcome)
{
	struct sp_item_record *record;

	if (worker_batch_open(worker) != SP_OK || !(record = worker_record_of(worker, item)))
		return SP_FATAL;
	struct sp_arena *arena = &worker->message->batch.arena;
	record->outcome = outcome;
	if (!sp_arena_dup(arena, item->format, &record->format) ||
	    !sp_arena_dup(arena, item->media_type, &record->media_type))
		return SP_FATAL;
	worker->item = item->up;
	if (item->up)
		current_member(&worker->current, item->up->up ? item->up->name : NULL);
	if (worker->slice && !item->up) {
		/* The file itself is counted once. */
		worker->slice->outcome = outcome;
		return SP_OK;
	}
	worker->counts.items++;
	worker->counts.outcomes[outcome]++;
	atomic_fetch_add_explicit(&worker->shared->options->progress->items, 1,
				  memory_order_relaxed);
	return SP_OK;
}

/* Adds a problem to a file that was read, which then was not read in full. */
enum sp_status worker_tell_after(struct worker *worker, enum sp_reason reason, const char *detail)
{
	const struct sp_item item = { .number = 0 };
	struct sp_item_record *record = worker->message ? worker_record_of(worker, &item) : NULL;

	if (!record)
		return SP_FATAL;
	if (record->outcome != SP_OUTCOME_NOT_READ) {
		worker->counts.outcomes[record->outcome]--;
		record->outcome = SP_OUTCOME_PART;
		worker->counts.outcomes[record->outcome]++;
	}
	return worker_problem(worker, &item, reason, detail);
}

/* True for a batch that `detect` would print nothing of, nor count by kind. */
static bool says_nothing(const struct sp_batch *batch)
{
	for (size_t i = 0; i < batch->n_items; i++)
		if (batch->items[i].outcome == SP_OUTCOME_NO_TEXT ||
		    sp_is_media(batch->items[i].media_type))
			return false;
	return !batch->n_findings && !batch->n_problems;
}

static enum sp_status send_unless_silent(struct worker *worker)
{
	struct message *message = worker->message;

	if (worker->shared->options->inventory || !says_nothing(&message->batch))
		return worker_batch_send(worker);
	message_free(message);
	worker->message = NULL;
	return SP_OK;
}

/* Sends the last batch of a file; what says nothing to anyone is only counted. */
enum sp_status worker_finish(struct worker *worker, enum sp_status status)
{
	struct message *message = worker->message;

	if (!message)
		return status;
	struct sp_batch *batch = &message->batch;
	batch->retry = worker->retry;
	batch->complete = status != SP_FATAL;
	batch->abandoned = status == SP_FATAL;
	if (batch->abandoned) {
		/* Not worth waiting for a writer that may be gone. */
		return sp_status_worse(worker_batch_send(worker), status);
	}
	return send_unless_silent(worker);
}

enum sp_status worker_finish_slice(struct worker *worker)
{
	return worker->message ? send_unless_silent(worker) : SP_OK;
}

/* What is recorded of the file itself, beside what was found in it. */
enum sp_status worker_file_facts(struct worker *worker, const unsigned char *hash)
{
	struct sp_batch *batch = &worker->message->batch;
	struct sp_buf *names = &worker->where;

	if (hash) {
		batch->has_hash = true;
		memcpy(batch->hash, hash, SP_DIGEST);
	}
	sp_buf_reset(names);
	if (!attributes_names(&worker->attributes, names))
		return SP_FATAL;
	return sp_arena_dup(&batch->arena, names->len ? sp_buf_str(names) : NULL,
			    &batch->attributes)
		       ? SP_OK
		       : SP_FATAL;
}
