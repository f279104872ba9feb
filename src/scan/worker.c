/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker.c - one file after the other: open, hash, extract, detect, hand on.
 *
 * Plain text is extracted here; all other formats are read by a reader, which is
 * given the files of a job together and tells the same events (readers.h).
 *
 * A worker owns all that is not shared: cache, sink, scratch, arena. What it
 * learned of a file leaves as batches; values in the clear stay behind, unless
 * they were asked for, and are wiped with the arena.
 */
#include "scan/worker.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/path.h"
#include "scan/attributes.h"
#include "scan/message.h"
#include "scan/name.h"

#define CACHE_SIZE (256 * 1024)
/* Findings after which a batch is sent although the file goes on. */
#define BATCH_FINDINGS 512

/* A file that was opened, for when what it holds has been told. */
struct opened {
	struct job_file file; /* its names are borrowed from the job */
	uint64_t size;
	bool is_open, hashed;
	unsigned char hash[SP_DIGEST];
};

struct worker {
	struct worker_shared *shared;
	struct gate gate;
	struct sp_input_cache cache;
	struct sp_sink *sink;
	struct sp_scratch *scratch;
	struct sp_content_hash *hash;
	struct sp_arena findings; /* values in the clear; wiped after each segment */
	struct sp_buf path, where;
	struct name_reader names;
	struct attributes attributes; /* of the file at hand; none of what is no file */
	/* The file at hand. */
	struct job_file file;	 /* its names are borrowed from the job */
	struct message *message; /* its present batch */
	size_t room_items, room_findings, room_problems;
	const struct sp_item *item; /* the innermost that is open */
	uint64_t ticket;
	uint64_t shown; /* bytes of the file that the progress has been told of */
	bool first, retry;
	struct sp_counts counts;
	struct job *job; /* that is read, up to and with file job_at */
	size_t job_at;
	/* Files of the job that a reader is to read. */
	struct reader_line *line;
	struct reader_file given[PACKET_FILES];
	struct opened waiting[PACKET_FILES];
	size_t n_waiting, n_told; /* of those: told, or just being told */
};

static const struct sp_sink_events sink_events;

enum sp_status worker_new(struct worker **out, struct worker_shared *shared)
{
	const struct sp_scan_options *options = shared->options;
	struct worker *worker = sp_mem_zero(1, sizeof(*worker));
	enum sp_status status = SP_FATAL;

	*out = worker;
	if (!worker)
		return SP_FATAL;
	worker->shared = shared;
	worker->path.cap = SP_BUF_UNCAPPED;
	worker->where.cap = SP_MAX_STRING;
	worker->cache.data = sp_mem_alloc(CACHE_SIZE);
	worker->cache.size = CACHE_SIZE;
	gate_init(&worker->gate, &shared->bandwidth, options->stop);
	worker->cache.gate = &worker->gate.input;
	if (worker->cache.data)
		status = sp_sink_new(&worker->sink, &options->limits, &sink_events, worker,
				     options->stop);
	if (status == SP_OK)
		status = reader_line_new(&worker->line, shared->readers, &sink_events, worker,
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
	sp_content_hash_free(worker->hash);
	sp_arena_release(&worker->findings);
	name_reader_release(&worker->names);
	attributes_release(&worker->attributes);
	sp_buf_release(&worker->path);
	sp_buf_release(&worker->where);
	message_free(worker->message);
	if (worker->cache.data)
		sp_mem_wipe(worker->cache.data, worker->cache.size);
	sp_mem_free(worker->cache.data);
	sp_mem_free(worker);
}

const struct sp_counts *worker_counts(const struct worker *worker)
{
	return &worker->counts;
}

/* ---- batches ---- */

/* Adds what is known of an item; its outcome is filled in when it ends. */
static enum sp_status add_item(struct worker *worker, const struct sp_item *item)
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

	return status == SP_OK ? add_item(worker, item) : status;
}

static enum sp_status batch_open(struct worker *worker)
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
static struct sp_item_record *record_of(struct worker *worker, const struct sp_item *item)
{
	struct sp_batch *batch = &worker->message->batch;
	size_t i = batch->n_items;

	while (i && batch->items[i - 1].number != item->number)
		i--;
	return i ? &batch->items[i - 1] : NULL;
}

static enum sp_status batch_send(struct worker *worker)
{
	struct message *message = worker->message;
	struct sp_queue *queue = worker->shared->messages;

	worker->message = NULL;
	if (!message)
		return SP_OK;
	/* The writer is not woken for every small file. */
	if (message->batch.complete ? sp_queue_push_quietly(queue, message)
				    : sp_queue_push(queue, message))
		return SP_OK;
	message_free(message);
	return SP_FATAL;
}

/* ---- what the sink tells ---- */

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct worker *worker = context;
	struct sp_problem_record record = { .item = item->number, .reason = reason };

	if (batch_open(worker) != SP_OK)
		return SP_FATAL;
	struct sp_batch *batch = &worker->message->batch;
	if (!sp_arena_dup(&batch->arena, detail, &record.detail) ||
	    !sp_mem_room(&batch->problems, &worker->room_problems, batch->n_problems + 1,
			 sizeof(record)))
		return SP_FATAL;
	batch->problems[batch->n_problems++] = record;
	worker->counts.problems++;
	atomic_fetch_add_explicit(&worker->shared->options->progress->problems, 1,
				  memory_order_relaxed);
	return SP_OK;
}

static enum sp_status end_item(struct worker *worker, const struct sp_item *item,
			       enum sp_outcome outcome)
{
	struct sp_item_record *record;

	if (batch_open(worker) != SP_OK || !(record = record_of(worker, item)))
		return SP_FATAL;
	struct sp_arena *arena = &worker->message->batch.arena;
	record->outcome = outcome;
	if (!sp_arena_dup(arena, item->format, &record->format) ||
	    !sp_arena_dup(arena, item->media_type, &record->media_type))
		return SP_FATAL;
	worker->item = item->up;
	worker->counts.items++;
	worker->counts.outcomes[outcome]++;
	atomic_fetch_add_explicit(&worker->shared->options->progress->items, 1,
				  memory_order_relaxed);
	return SP_OK;
}

static const char *joined(struct sp_arena *arena, const struct sp_finding *finding,
			  struct sp_buf *buf)
{
	sp_buf_reset(buf);
	for (size_t i = 0; i < finding->n_context; i++) {
		if (i)
			sp_buf_putc(buf, '\n');
		sp_buf_puts(buf, finding->context[i]);
	}
	return buf->failed ? NULL : sp_arena_copy(arena, sp_buf_str(buf), buf->len);
}

/* Makes a record of a finding: masked and hashed, and in the clear only where asked for. */
static enum sp_status record_finding(struct worker *worker, const struct sp_item *item,
				     const struct sp_finding *finding)
{
	const struct sp_scan_options *options = worker->shared->options;
	struct sp_batch *batch = &worker->message->batch;
	struct sp_arena *arena = &batch->arena;
	struct sp_finding_record record = {
		.item = item->number,
		.type = finding->type,
		.category = finding->category,
		.role = finding->role,
		.term_category = finding->term_category,
		.score = finding->score,
		.confidence = finding->confidence,
		.test = finding->test,
		.organisation = finding->organisation,
		.has_alias = finding->alias != NULL,
	};
	bool ok = sp_arena_dup(arena, finding->masked, &record.masked) &&
		  sp_arena_dup(arena, finding->against, &record.against) &&
		  sp_arena_dup(arena, finding->suppressed, &record.suppressed);

	if (options->inventory && !finding->suppressed) {
		sp_inventory_digest(options->inventory, finding->type, finding->value,
				    record.digest);
		if (finding->alias)
			sp_inventory_digest(options->inventory, finding->type, finding->alias,
					    record.alias);
	} else if (!options->inventory) {
		ok = ok && sp_arena_dup(arena, finding->snippet, &record.snippet) &&
		     sp_arena_dup(arena, finding->reasons, &record.reasons);
	}
	if (options->values)
		ok = ok && sp_arena_dup(arena, finding->value, &record.value) &&
		     sp_arena_dup(arena, finding->text, &record.text);
	record.context = joined(arena, finding, &worker->where);
	sp_buf_reset(&worker->where);
	ok = ok && record.context && sp_where_json(&worker->where, &finding->where);
	record.where =
		ok ? sp_arena_copy(arena, sp_buf_str(&worker->where), worker->where.len) : NULL;
	if (!record.where || !sp_mem_room(&batch->findings, &worker->room_findings,
					  batch->n_findings + 1, sizeof(record)))
		return SP_FATAL;
	batch->findings[batch->n_findings++] = record;
	return SP_OK;
}

static enum sp_status gave_up(struct worker *worker, const struct sp_item *item)
{
	char detail[128];

	snprintf(detail, sizeof(detail), "the pattern of %s took too long here",
		 sp_scratch_gave_up(worker->scratch));
	return on_problem(worker, item, SP_REASON_TIMEOUT, detail);
}

/* A reader may have found a finer name for the format since the item began. */
static enum sp_status name_format(struct worker *worker, const struct sp_item *item)
{
	struct sp_item_record *record = record_of(worker, item);

	if (!record)
		return SP_FATAL;
	if (strcmp(record->format, item->format) == 0)
		return SP_OK;
	return sp_arena_dup(&worker->message->batch.arena, item->format, &record->format)
		       ? SP_OK
		       : SP_FATAL;
}

/* Records findings of an item and forgets their values. */
static enum sp_status record_all(struct worker *worker, const struct sp_item *item,
				 const struct sp_findings *found, enum sp_status status)
{
	size_t told = 0;

	for (size_t i = 0; i < found->n && status == SP_OK; i++) {
		bool suppressed = found->items[i].suppressed != NULL;
		told += !suppressed;
		worker->counts.protected_places +=
			!suppressed &&
			sp_is_protection(found->items[i].category, found->items[i].confidence);
		status = batch_open(worker);
		if (status == SP_OK)
			status = name_format(worker, item);
		if (status == SP_OK)
			status = record_finding(worker, item, &found->items[i]);
		if (status == SP_OK && worker->message->batch.n_findings >= BATCH_FINDINGS)
			status = batch_send(worker);
	}
	worker->counts.findings += told;
	worker->counts.allowed += found->allowed;
	if (told)
		atomic_fetch_add_explicit(&worker->shared->options->progress->findings, told,
					  memory_order_relaxed);
	sp_arena_reset(&worker->findings);
	return status;
}

/* Tells the progress that so many bytes of the file are read; text may be longer than its file. */
static void show_bytes(struct worker *worker, uint64_t so_far)
{
	if (so_far <= worker->shown)
		return;
	atomic_fetch_add_explicit(&worker->shared->options->progress->bytes, so_far - worker->shown,
				  memory_order_relaxed);
	worker->shown = so_far;
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct worker *worker = context;
	struct sp_findings found = { .arena = &worker->findings };
	enum sp_status status =
		sp_detect(worker->shared->options->rules, worker->scratch, segment, &found);

	if (!segment->item->up && segment->offset + segment->to < segment->item->size)
		show_bytes(worker, segment->offset + segment->to);
	if (status == SP_PARTIAL)
		status = gave_up(worker, segment->item);
	return record_all(worker, segment->item, &found, status);
}

/* An item's text goes no further, or a member's comes in between. */
static enum sp_status flush_item(struct worker *worker, const struct sp_item *item)
{
	struct sp_findings found = { .arena = &worker->findings };
	enum sp_status status =
		sp_detect_end(worker->shared->options->rules, worker->scratch, item, &found);

	return record_all(worker, item, &found, status);
}

/* Finds what is in a text beside the item's own: its name, an attribute of it. */
static enum sp_status find_beside(struct worker *worker, const struct sp_segment *segment,
				  struct sp_findings *found)
{
	const struct sp_rules *rules = worker->shared->options->rules;
	enum sp_status status = sp_detect(rules, worker->scratch, segment, found);

	if (status == SP_PARTIAL)
		status = gave_up(worker, segment->item);
	return status == SP_OK ? sp_detect_end(rules, worker->scratch, segment->item, found)
			       : status;
}

/* The item's name, and what its file's attributes say. */
static enum sp_status search_beside(struct worker *worker, const struct sp_item *item)
{
	struct sp_findings found = { .arena = &worker->findings };
	struct sp_segment segment;
	enum sp_status status =
		name_segment(&worker->names, item, worker->file.file.name, &segment);

	if (status == SP_OK)
		status = find_beside(worker, &segment, &found);
	while (!item->up && status >= SP_SKIPPED &&
	       (status = attributes_next(&worker->attributes, sp_buf_str(&worker->path), item,
					 &segment)) == SP_OK)
		status = find_beside(worker, &segment, &found);
	return record_all(worker, item, &found, status == SP_SKIPPED ? SP_OK : status);
}

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct worker *worker = context;
	enum sp_status status = item->up ? flush_item(worker, item->up) : SP_OK;

	if (status == SP_OK)
		status = batch_open(worker);
	worker->item = item;
	if (status == SP_OK)
		status = add_item(worker, item);
	return status == SP_OK ? search_beside(worker, item) : status;
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	struct worker *worker = context;
	enum sp_status status = flush_item(worker, item);

	return status == SP_OK ? end_item(worker, item, outcome) : status;
}

static const struct sp_sink_events sink_events = {
	.begin = on_begin,
	.segment = on_segment,
	.problem = on_problem,
	.end = on_end,
};

/* ---- one file ---- */

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

/* Adds a problem to a file that was read, which then was not read in full. */
static enum sp_status tell_after(struct worker *worker, enum sp_reason reason, const char *detail)
{
	const struct sp_item item = { .number = 0 };
	struct sp_item_record *record = worker->message ? record_of(worker, &item) : NULL;

	if (!record)
		return SP_FATAL;
	if (record->outcome != SP_OUTCOME_NOT_READ) {
		worker->counts.outcomes[record->outcome]--;
		record->outcome = SP_OUTCOME_PART;
		worker->counts.outcomes[record->outcome]++;
	}
	return on_problem(worker, &item, reason, detail);
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

/* Sends the last batch of a file; what says nothing to anyone is only counted. */
static enum sp_status finish(struct worker *worker, enum sp_status status)
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
		return sp_status_worse(batch_send(worker), status);
	}
	bool silent = !worker->shared->options->inventory && says_nothing(batch);

	if (!silent)
		return batch_send(worker);
	message_free(message);
	worker->message = NULL;
	return SP_OK;
}

/* What has no content is told without opening it. */
static enum sp_status record_special(struct worker *worker, const char *media_type)
{
	const struct sp_item item = { .format = "special", .media_type = media_type };
	enum sp_status status = batch_open(worker);

	if (status == SP_OK)
		status = add_item(worker, &item);
	if (status == SP_OK)
		status = search_beside(worker, &item);
	return status == SP_OK ? end_item(worker, &item, SP_OUTCOME_NO_TEXT) : status;
}

/* A folder is an item where its name says something, or did. */
static enum sp_status record_folder(struct worker *worker)
{
	const struct sp_item item = { .format = "folder" };
	struct sp_findings found = { .arena = &worker->findings };
	struct sp_segment segment;
	enum sp_status status =
		name_segment(&worker->names, &item, worker->file.file.name, &segment);

	if (status == SP_OK)
		status = find_beside(worker, &segment, &found);
	if (status == SP_FATAL || (!found.n && !worker->file.known && !worker->message))
		return record_all(worker, &item, &found, status);
	if (status == SP_SKIPPED)
		status = SP_OK;
	if (status == SP_OK)
		status = batch_open(worker);
	if (status == SP_OK)
		status = add_item(worker, &item);
	status = record_all(worker, &item, &found, status);
	return status == SP_OK ? end_item(worker, &item, SP_OUTCOME_FULL) : status;
}

/* What is recorded of the file itself, beside what was found in it. */
static enum sp_status record_file(struct worker *worker, const unsigned char *hash)
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
	show_bytes(worker, opened->size);
	if (status == SP_OK && opened->is_open && options->walk.stat && has_changed(worker))
		status = tell_after(worker, SP_REASON_CHANGED,
				    "it was written to while it was read");
	if (opened->is_open)
		sp_silence_broken(&worker->shared->silence, worker->file.file.device);
	if (worker->message && options->inventory &&
	    record_file(worker, opened->hashed ? opened->hash : NULL) != SP_OK)
		status = SP_FATAL;
	atomic_fetch_add_explicit(&options->progress->read, 1, memory_order_relaxed);
	return finish(worker, status);
}

static enum sp_status list_attributes(struct worker *worker)
{
	sp_call_enter(&worker->gate.call);
	enum sp_status status = attributes_list(&worker->attributes, sp_buf_str(&worker->path));
	sp_call_leave(&worker->gate.call);
	return status;
}

static enum sp_status replay_file(struct worker *worker, const struct opened *opened)
{
	file_begin(worker, &opened->file);
	if (!file_path(worker) || list_attributes(worker) != SP_OK)
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
		status = replay_file(worker, &worker->waiting[i]);
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
	};
	worker->n_waiting++;
	return worker->n_waiting == PACKET_FILES ? read_waiting(worker) : SP_OK;
}

/* Reads an opened file here, or lets it wait for a reader. Takes in, which may be NULL. */
static enum sp_status read_opened(struct worker *worker, struct opened *opened, struct sp_input *in,
				  const struct sp_error *error)
{
	const struct sp_scan_options *options = worker->shared->options;
	const uint64_t most = options->limits.max_file_size;
	const char *name = opened->file.file.name;
	const struct sp_extractor *here = NULL;
	enum sp_status status = SP_OK;

	if (in) {
		opened->is_open = true;
		opened->size = sp_input_size(in);
		opened->hashed = options->inventory && hash_file(worker, in, opened->hash);
	}
	if (in && !(most && opened->size > most)) {
		here = sp_extractor_choose_in_process(in);
		if (!here) {
			/* What is not hashed here is read by the reader alone, as fast as it may.
			 */
			if (!opened->hashed)
				gate_pay(&worker->gate, opened->size);
			return let_wait(worker, opened, in);
		}
	}
	status = in ? list_attributes(worker) : SP_OK;
	if (status == SP_OK)
		status = here ? sp_sink_file_as(worker->sink, name, in, here)
			      : sp_sink_file(worker->sink, name, in, error);
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
		return finish(worker, record_folder(worker));
	if (file->media_type)
		return finish(worker, record_special(worker, file->media_type));
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
	return finish(worker, reader_line_read(worker->line, worker->sink, NULL, NULL, in, error));
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
	job_free(job);
	return status;
}

void worker_run(struct worker *worker, struct job *first)
{
	struct sp_queue *jobs = worker->shared->jobs;
	enum sp_status status = first ? read_job(worker, first) : SP_OK;
	struct job *job;

	while (status != SP_FATAL && (job = sp_queue_pop(jobs)))
		status = read_job(worker, job);
	if (status == SP_FATAL) {
		/* Nobody else need go on: the walk ends, the writer gets what is left. */
		sp_queue_shut(jobs);
		while ((job = sp_queue_pop(jobs)))
			job_free(job);
	}
}

/* ---- one that waits in vain ---- */

bool worker_waits(const struct worker *worker, int64_t milliseconds)
{
	return sp_call_waits(&worker->gate.call, milliseconds);
}

/* Ends all items that are open, the innermost first. */
static enum sp_status end_open(struct worker *worker)
{
	enum sp_status status = SP_OK;

	while (worker->item && status == SP_OK)
		status = end_item(worker, worker->item, SP_OUTCOME_PART);
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
		return tell_after(worker, SP_REASON_TIMEOUT, detail);
	bool begun = worker->item != NULL;
	enum sp_status status = batch_open(worker);
	if (status == SP_OK && !begun)
		status = add_item(worker, &file);
	if (status == SP_OK)
		status =
			on_problem(worker, begun ? worker->item : &file, SP_REASON_TIMEOUT, detail);
	if (status == SP_OK)
		status = begun ? end_open(worker) : end_item(worker, &file, SP_OUTCOME_NOT_READ);
	return status;
}

static enum sp_status keep_one(const struct job_file *file, struct job **rest)
{
	enum sp_status status = *rest ? SP_OK : job_new(rest);

	if (status == SP_OK)
		status = job_add(*rest, &file->file, file->media_type, file->known);
	if (status == SP_OK)
		(*rest)->files[(*rest)->n - 1].is_folder = file->is_folder;
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
