/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker_slices.c - a large file in slices: its owner tells that it is begun, cuts it,
 * takes slices as everybody does, and tells how it ended. See slices.h.
 *
 * Of a text its owner takes out what hangs on the segments before, rows of tables
 * above all; the rest is for whoever is free.
 */
#include "scan/worker_own.h"

#include "base/mem.h"

/* Slices that are cut ahead, beside one for each worker. */
#define AHEAD 1

/* What a worker was at when it took a slice. */
struct outside {
	struct message *message;
	size_t room_items, room_findings, room_problems;
	const struct sp_item *item;
	struct sp_counts counts;
};

static void enter(struct worker *worker, struct slice *slice, struct outside *outside)
{
	const struct sliced *file = slice->file;

	*outside =
		(struct outside) { worker->message,	  worker->room_items, worker->room_findings,
				   worker->room_problems, worker->item,	      worker->counts };
	worker->message = NULL;
	worker->item = NULL;
	worker->counts = (struct sp_counts) { 0 };
	worker->slice = slice;
	worker->file = *file->file;
	worker->ticket = file->ticket;
	worker->first = worker->retry = false;
}

/* The slice was told, with this status. */
static enum sp_status leave(struct worker *worker, struct slice *slice, struct outside *outside,
			    enum sp_status status)
{
	if (status != SP_FATAL)
		status = worker_finish_slice(worker);
	message_free(worker->message);
	worker->message = outside->message;
	worker->room_items = outside->room_items;
	worker->room_findings = outside->room_findings;
	worker->room_problems = outside->room_problems;
	worker->item = outside->item;
	slice->counts = worker->counts;
	worker->counts = outside->counts;
	worker->slice = NULL;
	return slice_done(slice, status);
}

static enum sp_status read_range(struct worker *worker, struct slice *slice)
{
	const struct sliced *file = slice->file;
	const struct reader_file given = {
		.name = file->file->file.name,
		.fd = file->fd,
		.size = file->size,
		.slice = &slice->range,
	};

	reader_line_give(worker->line, &given, 1);
	enum sp_status status = reader_line_replay(worker->line);
	reader_line_sums(worker->line, &slice->range);
	/* Its text may be longer than the range. */
	atomic_fetch_add_explicit(&worker->shared->options->progress->bytes, slice->range.len,
				  memory_order_relaxed);
	return status;
}

static enum sp_status search_segment(struct worker *worker, const struct sp_segment *segment,
				     struct sp_scratch *scratch)
{
	worker->item = segment->item;
	return worker_search(worker, segment, scratch);
}

/* A scratch for segments of others' items, beside that of the worker's own. */
static struct sp_scratch *scratch_apart(struct worker *worker)
{
	if (!worker->apart &&
	    sp_scratch_new(&worker->apart, worker->shared->options->rules) != SP_OK)
		return NULL;
	return worker->apart;
}

enum sp_status worker_take_slice(struct worker *worker, struct slice *slice)
{
	const struct sp_file *file = &slice->file->file->file;
	struct sp_scratch *scratch = slice->segment ? scratch_apart(worker) : NULL;
	enum sp_status status = SP_FATAL;
	struct outside outside;

	enter(worker, slice, &outside);
	current_begin(&worker->current, file->folder, file->name);
	if (!slice->segment)
		status = read_range(worker, slice);
	else if (scratch)
		status = search_segment(worker, slice->segment, scratch);
	current_end(&worker->current);
	return leave(worker, slice, &outside, status);
}

/* The next step that is no slice to take: those are taken. */
static enum sliced_step take_slices(struct worker *worker)
{
	const size_t most = (size_t)worker->shared->options->threads + AHEAD;
	enum sliced_step step;
	struct slice *slice;

	while ((step = sliced_next(worker->sliced, most, &slice)) == SLICED_READ)
		(void)!worker_take_slice(worker, slice);
	return step;
}

/* Opens the file at hand to others. */
static void share(struct worker *worker, struct sliced *file)
{
	worker->sliced = file;
	sliced_open(file, &worker->shared->slices);
}

static enum sp_status end_sharing(struct worker *worker)
{
	struct sliced *file = worker->sliced;

	sliced_close(file);
	worker->sliced = NULL;
	counts_add(&worker->counts, &file->counts);
	return file->status;
}

/* ---- text ---- */

enum sp_status worker_share_segment(struct worker *worker, const struct sp_segment *segment)
{
	struct sliced *file = worker->sliced;
	struct outside outside;
	struct slice *slice;

	/* That the file is begun is told first. */
	if (worker->message && worker->message->batch.first && worker_batch_send(worker) != SP_OK)
		return SP_FATAL;
	if (take_slices(worker) == SLICED_END)
		return SP_FATAL;
	if (worker->shared->options->threads > 1 && sp_detect_is_apart(worker->scratch, segment))
		return sliced_add_segment(file, segment);
	if (!(slice = sliced_add_own(file)))
		return SP_FATAL;
	enter(worker, slice, &outside);
	return leave(worker, slice, &outside, search_segment(worker, segment, worker->scratch));
}

enum sp_status worker_end_segments(struct worker *worker)
{
	struct sliced *file = worker->sliced;

	sliced_cut_off(file);
	(void)take_slices(worker);
	return file->status;
}

enum sp_status worker_read_text(struct worker *worker, struct sp_input *in,
				const struct sp_extractor *format)
{
	const struct job_file of = worker->file;
	struct sliced file = {
		.file = &of, .ticket = worker->ticket, .size = sp_input_size(in), .fd = -1
	};

	share(worker, &file);
	enum sp_status status = sp_sink_file_as(worker->sink, of.file.name, in, format);
	if (status == SP_FATAL) {
		sliced_fail(&file);
		(void)take_slices(worker);
	}
	return sp_status_worse(status, end_sharing(worker));
}

/* ---- ranges ---- */

/* Cuts the range that begins at range->at; then it is that of the next one. */
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

static enum sp_outcome outcome_of(const struct sliced *file)
{
	if (!file->not_all)
		return SP_OUTCOME_FULL;
	return file->some ? SP_OUTCOME_PART : SP_OUTCOME_NOT_READ;
}

enum sp_status worker_read_ranges(struct worker *worker, struct sp_input *in,
				  const struct sp_extractor *format)
{
	const struct job_file of = worker->file;
	const struct sp_item item = { .format = format->name,
				      .size = sp_input_size(in),
				      .streams = format->streams };
	struct sliced file = { .file = &of,
			       .ticket = worker->ticket,
			       .size = item.size,
			       .fd = sp_input_borrowed_descriptor(in) };
	struct sp_slice range = { 0 };
	enum sp_status status = worker_events.begin(worker, &item);

	if (status == SP_OK)
		status = worker_batch_send(worker);
	share(worker, &file);
	if (status == SP_FATAL)
		sliced_fail(&file);
	while (take_slices(worker) == SLICED_CUT)
		if (cut(&file, in, format, &range) == SP_FATAL)
			sliced_fail(&file);
	worker->shown = file.size;
	status = sp_status_worse(status, end_sharing(worker));
	if (status == SP_FATAL)
		worker->item = NULL;
	return status == SP_OK ? worker_events.end(worker, &item, outcome_of(&file)) : status;
}
