/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker_silent.c - a worker from outside: what it is at, and one that waits for
 * a file system in vain. What that had read is told, what it had to read is handed
 * back.
 */
#include "scan/worker_own.h"

#include <stdio.h>

bool worker_waits(const struct worker *worker, int64_t milliseconds)
{
	return sp_call_waits(&worker->gate.call, milliseconds);
}

bool worker_is_slow(struct worker *worker, int64_t milliseconds, char *out, size_t room,
		    int64_t *since_ms)
{
	return current_is_slow(&worker->current, milliseconds, out, room, since_ms);
}

/* Ends all items that are open, the innermost first. */
static enum sp_status end_open(struct worker *worker)
{
	enum sp_status status = SP_OK;

	while (worker->item && status == SP_OK)
		status = worker_end_item(worker, worker->item, SP_OUTCOME_PART);
	return status;
}

/* The last batch of a file that will not be read to its end. */
static enum sp_status tell_silent(struct worker *worker, int64_t milliseconds)
{
	const struct sp_item file = { .format = "unknown", .size = worker->file.file.size };
	char detail[80];

	snprintf(detail, sizeof(detail), "its file system gave no answer for %lld s",
		 (long long)milliseconds / 1000);
	if (!worker->item && worker->message)
		return worker_tell_after(worker, SP_REASON_TIMEOUT, detail);
	bool begun = worker->item != NULL;
	enum sp_status status = worker_batch_open(worker);
	if (status == SP_OK && !begun)
		status = worker_add_item(worker, &file);
	if (status == SP_OK)
		status = worker_problem(worker, begun ? worker->item : &file, SP_REASON_TIMEOUT,
					detail);
	if (status == SP_OK)
		status = begun ? end_open(worker)
			       : worker_end_item(worker, &file, SP_OUTCOME_NOT_READ);
	return status;
}

static enum sp_status keep_one(const struct job_file *file, struct job **rest)
{
	enum sp_status status = *rest ? SP_OK : job_new(rest);

	if (status == SP_OK)
		status = job_add(*rest, &file->file, file->media_type, file->known);
	if (status == SP_OK)
		(*rest)->files[(*rest)->n - 1].is_folder = file->is_folder;
	(*rest)->files[(*rest)->n - 1].has_main = file->has_main;
	return status;
}

/* The files of its job that it has not come to, and those that wait for a reader. */
static enum sp_status keep_rest(const struct worker *worker, struct job **rest)
{
	const struct job *job = worker->job;
	enum sp_status status = SP_OK;

	for (size_t i = worker->n_told; i < worker->n_waiting && status == SP_OK; i++)
		status = keep_one(&worker->waiting[i].file, rest);
	for (size_t i = worker->job_at + 1; job && i < job->n && status == SP_OK; i++)
		status = keep_one(&job->files[i], rest);
	return status;
}

bool worker_give_up(struct worker *worker, int64_t milliseconds, struct message **told,
		    struct job **rest, enum sp_status *status)
{
	*told = NULL;
	*rest = NULL;
	if (!sp_call_take(&worker->gate.call, milliseconds))
		return false;
	current_end(&worker->current);
	if (worker->sliced)
		sliced_forget(worker->sliced);
	slices_leave(&worker->shared->slices);
	sp_silence_add(&worker->shared->silence, worker->file.file.device);
	*status = tell_silent(worker, milliseconds);
	if (*status == SP_OK)
		*status = keep_rest(worker, rest);
	*told = worker->message;
	worker->message = NULL;
	if (*told) {
		(*told)->batch.complete = *status == SP_OK;
		(*told)->batch.abandoned = *status != SP_OK;
		(*told)->batch.retry = true;
	}
	return true;
}
