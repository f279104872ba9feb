/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker.c - one file after the other: open, hash, extract, detect, hand on.
 *
 * Plain text is extracted here; all other formats are read by a reader, which is
 * given the files of a job together and tells the same events (readers.h).
 *
 * A worker owns all that is not shared: cache, sink, scratch, arena. What it
 * learned of a file leaves as batches.
 */
#include "scan/worker_own.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

#define CACHE_SIZE (256 * 1024)
/* A worker without a file looks for slices of others' so often. */
#define IDLE_MS 20

enum sp_status worker_new(struct worker **out, struct worker_shared *shared)
{
	const struct sp_scan_options *options = shared->options;
	struct worker *worker = sp_mem_zero(1, sizeof(*worker));
	enum sp_status status = SP_FATAL;

	*out = worker;
	if (!worker)
		return SP_FATAL;
	worker->shared = shared;
	current_init(&worker->current);
	worker->path.cap = SP_BUF_UNCAPPED;
	worker->where.cap = SP_MAX_STRING;
	worker->cache.data = sp_mem_alloc(CACHE_SIZE);
	worker->cache.size = CACHE_SIZE;
	gate_init(&worker->gate, &shared->bandwidth, options->stop);
	worker->cache.gate = &worker->gate.input;
	if (worker->cache.data)
		status = sp_sink_new(&worker->sink, &options->limits, &worker_events, worker,
				     options->stop);
	if (status == SP_OK)
		status = reader_line_new(&worker->line, shared->readers, &worker_events, worker,
					 options->stop);
	if (status == SP_OK)
		status = sp_scratch_new(&worker->scratch, options->rules);
	if (status == SP_OK && options->inventory)
		status = sp_content_hash_new(options->inventory, &worker->hash);
	if (status != SP_OK) {
		worker_free(worker);
		*out = NULL;
	}
	return status;
}

void worker_free(struct worker *worker)
{
	if (!worker)
		return;
	sp_sink_free(worker->sink);
	reader_line_free(worker->line);
	sp_scratch_free(worker->scratch);
	sp_scratch_free(worker->apart);
	sp_content_hash_free(worker->hash);
	sp_arena_release(&worker->findings);
	name_reader_release(&worker->names);
	attributes_release(&worker->attributes);
	sp_buf_release(&worker->path);
	sp_buf_release(&worker->where);
	message_free(worker->message);
	current_release(&worker->current);
	if (worker->cache.data)
		sp_mem_wipe(worker->cache.data, worker->cache.used);
	sp_mem_free(worker->cache.data);
	sp_mem_free(worker);
}

const struct sp_counts *worker_counts(const struct worker *worker)
{
	return &worker->counts;
}

/* The hash of the file's bytes. What a read error leaves of them is extracted all the same. */
static bool hash_file(struct worker *worker, struct sp_input *in, unsigned char out[SP_DIGEST])
{
	static const size_t piece = 64 * 1024;
	size_t len;
	const unsigned char *all;

	sp_input_head(in, &len);
	sp_content_hash_start(worker->hash);
	if ((all = sp_input_data(in, &len))) {
		sp_content_hash_add(worker->hash, all, len);
	} else {
		unsigned char *block = sp_mem_alloc(piece);
		uint64_t at = 0;
		size_t got = 0;
		bool good = block != NULL;
		while (good && at < sp_input_size(in)) {
			good = sp_input_read(in, at, block, piece, &got) == SP_OK && got;
			sp_content_hash_add(worker->hash, block, got);
			at += got;
			if (worker->shared->options->stop &&
			    atomic_load(worker->shared->options->stop))
				good = false;
		}
		sp_mem_wipe(block, block ? piece : 0);
		sp_mem_free(block);
		if (!good) {
			sp_input_retry(in);
			return false;
		}
	}
	sp_content_hash_end(worker->hash, out);
	return true;
}

/* True if the file is no longer what it was when its reading began. */
static bool has_changed(struct worker *worker)
{
	const struct sp_file *before = &worker->file.file;
	struct stat st;

	sp_call_enter(&worker->gate.call);
	bool there = lstat(sp_buf_str(&worker->path), &st) == 0;
	sp_call_leave(&worker->gate.call);
	if (!there)
		return false; /* vanished, but read to its end */
	return (uint64_t)st.st_size != before->size ||
	       (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec != before->mtime_ns;
}

/* What is told from here on is of this file. */
static void file_begin(struct worker *worker, const struct job_file *file)
{
	worker->file = *file;
	worker->item = NULL;
	worker->shown = 0;
	worker->first = true;
	worker->retry = false;
	worker->ticket = atomic_fetch_add(&worker->shared->tickets, 1) + 1;
	attributes_none(&worker->attributes);
	current_begin(&worker->current, file->file.folder, file->file.name);
}

/* Its path, in worker->path. */
static bool file_path(struct worker *worker)
{
	const struct sp_file *file = &worker->file.file;

	return sp_path_join(&worker->path, file->folder, file->name);
}

/* All of the file was told, with this status. */
static enum sp_status file_end(struct worker *worker, const struct opened *opened,
			       enum sp_status status)
{
	const struct sp_scan_options *options = worker->shared->options;

	worker->counts.bytes += opened->size;
	worker_show_bytes(worker, opened->size);
	if (status == SP_OK && opened->is_open && options->walk.stat && has_changed(worker))
		status = worker_tell_after(worker, SP_REASON_CHANGED,
					   "it was written to while it was read");
	if (opened->is_open)
		sp_silence_broken(&worker->shared->silence, worker->file.file.device);
	if (worker->message && options->inventory &&
	    worker_file_facts(worker, opened->hashed ? opened->hash : NULL) != SP_OK)
		status = SP_FATAL;
	atomic_fetch_add_explicit(&options->progress->read, 1, memory_order_relaxed);
	return worker_finish(worker, status);
}

enum sp_status worker_list_attributes(struct worker *worker, int fd)
{
	sp_call_enter(&worker->gate.call);
	enum sp_status status = attributes_list(&worker->attributes, sp_buf_str(&worker->path), fd);
	sp_call_leave(&worker->gate.call);
	return status;
}

static enum sp_status replay_file(struct worker *worker, const struct opened *opened, int fd)
{
	file_begin(worker, &opened->file);
	if (!file_path(worker) || worker_list_attributes(worker, fd) != SP_OK)
		return SP_FATAL;
	return file_end(worker, opened, reader_line_replay(worker->line));
}

static void close_waiting(struct worker *worker)
{
	for (size_t i = 0; i < worker->n_waiting; i++)
		close(worker->given[i].fd);
	worker->n_waiting = worker->n_told = 0;
}

/* Has a reader read the files that wait for it, and tells of each. */
static enum sp_status read_waiting(struct worker *worker)
{
	enum sp_status status = SP_OK;

	if (!worker->n_waiting)
		return SP_OK;
	reader_line_give(worker->line, worker->given, worker->n_waiting);
	for (size_t i = 0; i < worker->n_waiting && status == SP_OK; i++) {
		worker->n_told = i + 1;
		status = replay_file(worker, &worker->waiting[i], worker->given[i].fd);
	}
	close_waiting(worker);
	return status;
}

/* Puts a file among those that wait. Takes in. */
static enum sp_status let_wait(struct worker *worker, const struct opened *opened,
			       struct sp_input *in)
{
	size_t n = worker->n_waiting;
	int fd = sp_input_descriptor(in);

	if (fd < 0)
		return SP_FATAL;
	worker->waiting[n] = *opened;
	worker->given[n] = (struct reader_file) {
		.name = opened->file.file.name,
		.fd = fd,
		.size = opened->size,
		.folder = opened->file.file.folder,
		.entry = opened->file.file.name,
		.has_main = opened->file.has_main,
	};
	worker->n_waiting++;
	return worker->n_waiting == PACKET_FILES ? read_waiting(worker) : SP_OK;
}

/* Reads a file whose format is read here, or shared. */
static enum sp_status read_format(struct worker *worker, struct sp_input *in,
				  const struct sp_extractor *format)
{
	if (!format->in_process)
		return worker_read_ranges(worker, in, format);
	if (sp_input_size(in) > SLICE_TEXT)
		return worker_read_text(worker, in, format);
	return sp_sink_file_as(worker->sink, worker->file.file.name, in, format);
}

/* Reads an opened file here, or lets it wait for a reader. Takes in, which may be NULL. */
static enum sp_status read_opened(struct worker *worker, struct opened *opened, struct sp_input *in,
				  const struct sp_error *error)
{
	const struct sp_scan_options *options = worker->shared->options;
	const uint64_t most = options->limits.max_file_size;
	const char *name = opened->file.file.name;
	const struct sp_extractor *format = NULL;
	enum sp_status status = SP_OK;

	if (in) {
		opened->is_open = true;
		opened->size = sp_input_size(in);
		opened->hashed = options->inventory && hash_file(worker, in, opened->hash);
	}
	if (in && !(most && opened->size > most)) {
		format = sp_extractor_of_text(in);
		bool in_ranges = format && format->cut && opened->size > 2 * SLICE_SIZE &&
				 sp_input_borrowed_descriptor(in) >= 0;
		if (!in_ranges && (!format || !format->in_process)) {
			/* What is not hashed here is read by the reader alone, as fast as it may.
			 */
			if (!opened->hashed)
				gate_pay(&worker->gate, opened->size);
			return let_wait(worker, opened, in);
		}
	}
	if (in)
		status = worker_list_attributes(worker, sp_input_borrowed_descriptor(in));
	if (status == SP_OK && format)
		status = read_format(worker, in, format);
	else if (status == SP_OK)
		status = sp_sink_file_unread(worker->sink, name, in, error);
	sp_input_free(in);
	return file_end(worker, opened, status);
}

/* Opens the file at hand, unless its file system has given no answer for long. */
static enum sp_status open_file(struct worker *worker, struct sp_input **in, struct sp_error *err)
{
	if (sp_silence_is(&worker->shared->silence, worker->file.file.device)) {
		sp_error_set(err, SP_REASON_TIMEOUT, "its file system gives no answer");
		worker->retry = true;
		return SP_OK;
	}
	sp_call_enter(&worker->gate.call);
	enum sp_status status = sp_scan_open(in, sp_buf_str(&worker->path), &worker->cache, err);
	sp_call_leave(&worker->gate.call);
	return status;
}

static enum sp_status read_file(struct worker *worker, const struct job_file *file)
{
	struct opened opened = { .file = *file };
	struct sp_error error = { .reason = SP_REASON_NONE };
	struct sp_input *in = NULL;

	file_begin(worker, file);
	if (file->is_folder)
		return worker_finish(worker, worker_folder(worker));
	if (file->media_type)
		return worker_finish(worker, worker_special(worker, file->media_type));
	if (!file_path(worker) || open_file(worker, &in, &error) == SP_FATAL)
		return SP_FATAL;
	return read_opened(worker, &opened, in, &error);
}

enum sp_status worker_read_input(struct worker *worker, const char *name, struct sp_input *in,
				 const struct sp_error *error)
{
	const struct job_file file = { .file = { .folder = "", .name = name } };

	file_begin(worker, &file);
	worker->counts.bytes += in ? sp_input_size(in) : 0;
	return worker_finish(worker,
			     reader_line_read(worker->line, worker->sink, NULL, NULL, in, error));
}

static enum sp_status read_job(struct worker *worker, struct job *job)
{
	enum sp_status status = SP_OK;

	worker->job = job;
	for (size_t i = 0; i < job->n && status == SP_OK; i++) {
		worker->job_at = i;
		status = read_file(worker, &job->files[i]);
	}
	if (status == SP_OK)
		status = read_waiting(worker);
	close_waiting(worker);
	worker->job = NULL;
	current_end(&worker->current);
	job_free(job);
	return status;
}

/* Slices of files come first: somebody has begun with those. */
static enum sp_status take_slices_of_others(struct worker *worker)
{
	enum sp_status status = SP_OK;
	struct slice *slice;

	while (status == SP_OK && (slice = slices_take(&worker->shared->slices)))
		status = worker_take_slice(worker, slice);
	return status;
}

void worker_run(struct worker *worker, struct job *first)
{
	struct sp_queue *jobs = worker->shared->jobs;
	struct slices *slices = &worker->shared->slices;
	enum sp_status status = first ? read_job(worker, first) : SP_OK;
	struct slice *slice;
	struct job *job;
	bool ended = false;

	while (status != SP_FATAL && !ended) {
		status = take_slices_of_others(worker);
		if (status != SP_FATAL && (job = sp_queue_pop_wait(jobs, IDLE_MS, &ended)))
			status = read_job(worker, job);
	}
	while (status != SP_FATAL && (slice = slices_wait(slices)))
		status = worker_take_slice(worker, slice);
	if (status == SP_FATAL) {
		slices_leave(slices);
		/* Nobody else need go on: the walk ends, the writer gets what is left. */
		sp_queue_shut(jobs);
		while ((job = sp_queue_pop(jobs)))
			job_free(job);
	}
}
