/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.h - the whole path: walk, read, detect, record.
 */
#ifndef SPANA_SCAN_H
#define SPANA_SCAN_H

#include "spana/detector.h"
#include "spana/extractor.h"
#include "spana/inventory.h"
#include "spana/record.h"
#include "spana/source.h"

#include <stdatomic.h>

#define SP_PROGRESS_SLOW 1024 /* bytes */

/* Counters that a progress line may read at any time. Threads: atomics. */
struct sp_progress {
	atomic_ullong files, read, items, bytes, findings, problems;
	atomic_ullong awaited; /* bytes of all files that are to be read, with a stat of each */
	atomic_bool walked;    /* no more files will be met */
	atomic_uint waiting;   /* readers that have had no answer from a file system for seconds */
	/* For `tick` alone: what has been read for seconds already, or "". Thread: its own. */
	char slow[SP_PROGRESS_SLOW];
	unsigned slow_seconds;
};

/* Why a file is read, or is not (`scan --verbose`). */
typedef void sp_scan_note(void *context, const char *path, const char *why);

struct sp_scan_options {
	struct sp_walk_options walk; /* roots of a scan with an inventory are absolute */
	struct sp_limits limits;
	const char *reader; /* the path of spana-reader, which reads all formats but plain text */
	unsigned threads;   /* that read; at least 1 */
	uint64_t bandwidth; /* bytes a second that are read, by all of them; 0: no limit */
	const struct sp_rules *rules;
	struct sp_inventory *inventory; /* or NULL: nothing is stored */
	bool values;			/* --show-values: records carry value and text */
	/* Standard input as one more item named "-"; -1: none. Takes the descriptor. */
	int stdin_fd;
	/* sp_scan_text alone: items whose bytes are told too, as in sp_sink_want. */
	const uint32_t *wanted;
	size_t n_wanted;
	const atomic_bool *stop; /* set by a signal */
	struct sp_progress *progress;
	/*
	 * On the thread that called sp_scan: each batch as it comes (NULL: none),
	 * and four times a second otherwise.
	 */
	enum sp_status (*batch)(void *context, const struct sp_batch *batch);
	void (*tick)(void *context);
	sp_scan_note *note; /* or NULL; called from any thread */
	void *context;
};

/*
 * Walks, reads and records; returns when done. With an inventory it must be
 * between scan_begin and scan_end. SP_PARTIAL: stopped by `stop`. SP_FATAL:
 * err says why. *counts is filled in in any case.
 */
SP_CHECK enum sp_status sp_scan(const struct sp_scan_options *options, struct sp_counts *counts,
				struct sp_error *err);

/*
 * Formats are read by readers: processes that may do nothing but that. What the
 * kernel has to confine them with.
 */
struct sp_sandbox {
	bool seccomp; /* calls */
	int landlock; /* files: its version; 0: none */
};
void sp_sandbox_probe(struct sp_sandbox *sandbox);
/* "seccomp, Landlock 2", and what is missing. */
void sp_sandbox_describe(const struct sp_sandbox *sandbox, struct sp_buf *out);

/* The argument for which spana-reader prints a line for each library that it reads formats with. */
#define SP_READER_LIBRARIES "--libraries"
/* Appends them; where it cannot be started, why. */
void sp_readers_libraries(const char *program, struct sp_buf *out);

/*
 * Reads formats for the program that has started this one: what spana-reader
 * does. It is another program so that the libraries that formats are read with
 * are loaded, and can be taken over, nowhere else.
 */
_Noreturn void sp_reader_main(void);

/*
 * Opens a file for reading: no link, no device, never waiting. On failure *in
 * is NULL and err says why.
 */
SP_CHECK enum sp_status sp_scan_open(struct sp_input **in, const char *path,
				     struct sp_input_cache *cache, struct sp_error *err);

/* Reads all of a descriptor (taken) into a spool: for standard input. */
SP_CHECK enum sp_status sp_scan_spool(struct sp_input **in, int fd, struct sp_error *err);

/*
 * Shows the text of files to `events`, one after the other, on this thread
 * (`spana text`). `file` is called before each with its path.
 */
SP_CHECK enum sp_status sp_scan_text(const struct sp_scan_options *options,
				     const struct sp_sink_events *events,
				     enum sp_status (*file)(void *context, const char *path),
				     void *context);

#endif
