/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker_own.h - what the parts of a worker share: worker.c reads files,
 * worker_slices.c large ones in slices, worker_events.c takes what is told of them,
 * worker_batch.c has the batches that leave, worker_silent.c is for who looks on.
 */
#ifndef SCAN_WORKER_OWN_H
#define SCAN_WORKER_OWN_H

#include "base/arena.h"
#include "base/buf.h"
#include "scan/attributes.h"
#include "scan/current.h"
#include "scan/message.h"
#include "scan/name.h"
#include "scan/worker.h"

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
	struct sp_scratch *apart; /* for segments of others' files; or NULL */
	struct sp_content_hash *hash;
	struct sp_arena findings; /* values in the clear; wiped after each segment */
	struct sp_buf path, where;
	struct name_reader names;
	struct current current;	      /* the file at hand, for others */
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
	struct sliced *sliced; /* the file at hand, where it is read in slices */
	struct slice *slice;   /* the slice at hand, of this worker's file or another's */
	struct job *job;       /* that is read, up to and with file job_at */
	size_t job_at;
	/* Files of the job that a reader is to read. */
	struct reader_line *line;
	struct reader_file given[PACKET_FILES];
	struct opened waiting[PACKET_FILES];
	size_t n_waiting, n_told; /* of those: told, or just being told */
};

/* ---- worker_batch.c; SP_FATAL: no memory, or the writer takes no more ---- */

/* Has a present batch: a new one tells the items that are open once more. */
SP_CHECK enum sp_status worker_batch_open(struct worker *worker);
SP_CHECK enum sp_status worker_batch_send(struct worker *worker);
/* Adds what is known of an item; its outcome is filled in when it ends. The batch is open. */
SP_CHECK enum sp_status worker_add_item(struct worker *worker, const struct sp_item *item);
/* The record of an open item in the present batch, which is open; or NULL. */
struct sp_item_record *worker_record_of(struct worker *worker, const struct sp_item *item);
/* An event of the sink; `context` is the worker. */
SP_CHECK enum sp_status worker_problem(void *context, const struct sp_item *item,
				       enum sp_reason reason, const char *detail);
SP_CHECK enum sp_status worker_end_item(struct worker *worker, const struct sp_item *item,
					enum sp_outcome outcome);
/* Adds a problem to a file that was read, which then was not read in full. */
SP_CHECK enum sp_status worker_tell_after(struct worker *worker, enum sp_reason reason,
					  const char *detail);
/* What is recorded of the file itself; `hash` or NULL. */
SP_CHECK enum sp_status worker_file_facts(struct worker *worker, const unsigned char *hash);
/* Sends the last batch of a file; what says nothing to anyone is only counted. */
SP_CHECK enum sp_status worker_finish(struct worker *worker, enum sp_status status);
/* The same for what is left of a slice: its file goes on. */
SP_CHECK enum sp_status worker_finish_slice(struct worker *worker);

/* ---- worker.c ---- */

/* The names of the file's attributes, for what is told of it. fd: of the file, or -1. */
SP_CHECK enum sp_status worker_list_attributes(struct worker *worker, int fd);

/* ---- worker_slices.c ---- */

/*
 * Reads a large file together with whoever is free, and tells of it all but what
 * file_end does: one whose format has ranges; and text, in segments.
 */
SP_CHECK enum sp_status worker_read_ranges(struct worker *worker, struct sp_input *in,
					   const struct sp_extractor *format);
SP_CHECK enum sp_status worker_read_text(struct worker *worker, struct sp_input *in,
					 const struct sp_extractor *format);
/* Takes a slice of a file, of whomever. SP_FATAL also where that file cannot be told any more. */
SP_CHECK enum sp_status worker_take_slice(struct worker *worker, struct slice *slice);
/* A segment of a text that is shared; and where there are no more. */
SP_CHECK enum sp_status worker_share_segment(struct worker *worker,
					     const struct sp_segment *segment);
SP_CHECK enum sp_status worker_end_segments(struct worker *worker);

/* ---- worker_events.c ---- */

/* What a sink tells; their context is the worker. */
extern const struct sp_sink_events worker_events;
/* Looks through a segment with this scratch, and records what is found. */
SP_CHECK enum sp_status worker_search(struct worker *worker, const struct sp_segment *segment,
				      struct sp_scratch *scratch);
/* Tells the progress that so many bytes of the file are read. */
void worker_show_bytes(struct worker *worker, uint64_t so_far);
/* What has no content is told without opening it. */
SP_CHECK enum sp_status worker_special(struct worker *worker, const char *media_type);
/* A folder is an item where its name says something, or did. */
SP_CHECK enum sp_status worker_folder(struct worker *worker);

#endif
