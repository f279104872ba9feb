/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker_slices.c - a large file in slices: its owner tells that it is begun, cuts it,
 * reads slices as everybody does, and tells how it ended. See slices.h.
 */
#include "scan/worker_own.h"

#include <unistd.h>

/* Slices that are cut ahead, beside one for each worker. */
#define AHEAD 1

static void begin_slice(struct worker *worker, struct slice *slice)
{
	const struct sliced *file = slice->file;

	worker->slice = slice;
	worker->file = *file->file;
	worker->ticket = file->ticket;
	worker->item = NULL;
	worker->first = worker->retry = false;
	current_begin(&worker->current, worker->file.file.folder, worker->file.file.name);
}

enum sp_status worker_read_slice(struct worker *worker, struct slice *slice)
{
	const struct sliced *file = slice->file;
	const struct sp_counts counts = worker->counts;
	const struct reader_file given = {
		.name = file->file->file.name,
		.fd = file->fd,
		.size = file->size,
		.slice = &slice->range,
	};

	worker->counts = (struct sp_counts) { 0 };
	begin_slice(worker, slice);
	reader_line_give(worker->line, &given, 1);
	enum sp_status status = reader_line_replay(worker->line);
	reader_line_sums(worker->line, &slice->range);
	if (status != SP_FATAL)
		status = worker_finish_slice(worker);
	message_free(worker->message);
	worker->message = NULL;
	worker->slice = NULL;
	worker->item = NULL;
	slice->counts = worker->counts;
	worker->counts = counts;
	current_end(&worker->current);
	/* Its text may be longer than the slice. */
	atomic_fetch_add_explicit(&worker->shared->options->progress->bytes, slice->range.len,
				  memory_order_relaxed);
	return slice_done(slice, status);
}

/* Cuts the slice that begins at range->at; then range is that of the next one. */
static enum sp_status cut(struct sliced *file, struct sp_input *in,
			  const struct sp_extractor *format, struct sp_slice *range)
{
	uint64_t members = 0;
	enum sp_status status = format->cut(in, range, SLICE_SIZE, &members);

	if (status == SP_FATAL)
		return SP_FATAL;
	if (status != SP_OK) /* whoever reads it tells why */
		range->len = file->size - range->at;
	status = sliced_add(file, range, range->len == file->size - range->at);
	range->at += range->len;
	range->before += members;
	return status;
}

/* Cuts and reads until all is told; `item` is open between. */
static enum sp_status take_steps(struct worker *worker, struct sp_input *in,
				 const struct sp_extractor *format, const struct sp_item *item)
{
	struct sliced *file = worker->sliced;
	const size_t most = (size_t)worker->shared->options->threads + AHEAD;
	struct sp_slice range = { 0 };
	struct slice *slice;

	for (;;) {
		worker->item = item;
		switch (sliced_next(file, most, &slice)) {
		case SLICED_CUT:
			if (cut(file, in, format, &range) == SP_FATAL)
				sliced_fail(file);
			break;
		case SLICED_READ:
			(void)!worker_read_slice(worker, slice);
			break;
		case SLICED_END:
		default:
			return file->status;
		}
	}
}

static enum sp_outcome outcome_of(const struct sliced *file)
{
	if (!file->not_all)
		return SP_OUTCOME_FULL;
	return file->some ? SP_OUTCOME_PART : SP_OUTCOME_NOT_READ;
}

enum sp_status worker_read_in_slices(struct worker *worker, struct sp_input *in,
				     const struct sp_extractor *format)
{
	const struct job_file of = worker->file;
	const struct sp_item item = { .format = format->name,
				      .size = sp_input_size(in),
				      .streams = format->streams };
	struct sliced file = {
		.file = &of,
		.format = format->name,
		.ticket = worker->ticket,
		.size = item.size,
		.fd = sp_input_borrowed_descriptor(in),
	};
	enum sp_status status = worker_events.begin(worker, &item);

	if (status == SP_OK)
		status = worker_batch_send(worker);
	worker->sliced = &file;
	sliced_open(&file, &worker->shared->slices);
	if (status == SP_OK)
		status = take_steps(worker, in, format, &item);
	sliced_close(&file);
	worker->sliced = NULL;
	if (status == SP_FATAL) {
		worker->item = NULL;
		return SP_FATAL;
	}
	counts_add(&worker->counts, &file.counts);
	worker->shown = file.size;
	return worker_events.end(worker, &item, outcome_of(&file));
}
