/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slices.h - large files that several workers look through at once, a slice each.
 *
 * The worker that met the file owns it, and cuts it: into ranges of its bytes, where
 * its format has such (sp_extractor.cut), or text into segments. Whoever is free takes
 * a slice. What was told of a slice waits until all of the slices before
 * it are told, so that the writer gets one file, in order, with items numbered
 * through, however many workers there are. Only few slices are there at a time:
 * what waits in memory does not grow with the file.
 *
 * Limits count over a whole file. A range that is read out of turn starts to count
 * at zero; where the sum then passes a limit, what was told of the slice is
 * dropped, and it is read again when its turn has come.
 */
#ifndef SCAN_SLICES_H
#define SCAN_SLICES_H

#include "spana/extractor.h"
#include "spana/record.h"

#include "base/queue.h"
#include "scan/job.h"
#include "scan/message.h"

#include <pthread.h>

/* Bytes of a range, and a message more. */
#define SLICE_SIZE (4 * SP_MIB)
/* Text of a file that is larger is shared. */
#define SLICE_TEXT (2 * SP_MIB)

enum slice_state {
	SLICE_WAITS, /* for a worker */
	SLICE_TAKEN,
	SLICE_READ, /* and waits for its turn */
	SLICE_TOLD, /* or is just being told */
};

struct slice {
	struct slice *next; /* the one behind it */
	struct sliced *file;
	enum slice_state state;
	struct sp_segment *segment; /* with all that it points to; or NULL: */
	struct sp_item item;	    /* of the segment: its sink may be done with it on a stop */
	struct sp_slice range;
	bool in_turn;	      /* all before it had been told when it was taken */
	struct message *told; /* batches that wait, in order */
	struct message **told_end;
	/* What came of it. */
	uint32_t items; /* one more than the highest number */
	enum sp_outcome outcome;
	bool is_last; /* a limit of the whole file ended it */
	struct sp_counts counts;
};

/* A file that is read in slices. */
struct sliced {
	struct sliced *next;
	struct slices *slices;
	/* Set by the owner, before it is opened to others. */
	const struct job_file *file; /* borrowed */
	uint64_t ticket, size;
	int fd; /* borrowed; of ranges */
	/* The rest is guarded by the lock of `slices`. Slices that are not all told, in order: */
	struct slice *first, **end;
	size_t n;
	bool cut;	       /* there are no more to come */
	bool ended;	       /* what is left is not to be told */
	enum sp_status status; /* SP_FATAL: it cannot be told */
	/* Of the slices that are told. */
	uint64_t members, unpacked;
	uint32_t items;	    /* the next one's number */
	bool some, not_all; /* something was read; not all of it was */
	struct sp_counts counts;
};

/* Of a scan. Threads: locks inside. */
struct slices {
	const struct sp_limits *limits;
	struct sp_queue *messages;
	pthread_mutex_t lock;	/* guards what follows, and all files and slices */
	pthread_cond_t changed; /* there is a slice to take, or none will come */
	struct sliced *open;
	unsigned at_work; /* workers that may open a file yet */
};

void slices_init(struct slices *slices, const struct sp_limits *limits, struct sp_queue *messages);
void slices_release(struct slices *slices);

/* A worker begins, or has failed or was lost: from now on others wait for it, or not. */
void slices_enter(struct slices *slices);
void slices_leave(struct slices *slices);

/* A slice that waits, of any file; NULL: there is none now. */
struct slice *slices_take(struct slices *slices);

/* As above, but waits for one; NULL: none will come any more, and the worker has left. */
struct slice *slices_wait(struct slices *slices);

/* ---- the owner's ---- */

/* Opens a file to others. */
void sliced_open(struct sliced *file, struct slices *slices);

enum sliced_step {
	SLICED_CUT,  /* another slice is to be cut */
	SLICED_READ, /* this one is to be read */
	SLICED_END,  /* all slices are told, or the status says why not */
};
/* What is to be done next, with at most so many slices at a time; waits for others if nothing is.
 */
enum sliced_step sliced_next(struct sliced *file, size_t most, struct slice **slice);

/* Adds a slice: the range is copied. `last`: there is none behind it. */
SP_CHECK enum sp_status sliced_add(struct sliced *file, const struct sp_slice *range, bool last);

/*
 * Adds a segment, which is copied; or one that the owner is to look through
 * itself, now. NULL: no memory.
 */
SP_CHECK enum sp_status sliced_add_segment(struct sliced *file, const struct sp_segment *segment);
SP_CHECK struct slice *sliced_add_own(struct sliced *file);

/* There are no more to come. */
void sliced_cut_off(struct sliced *file);

/* It cannot be told: its status is SP_FATAL, and no slice more is taken. */
void sliced_fail(struct sliced *file);

/* Closes it to others, all slices being told. */
void sliced_close(struct sliced *file);

/* The owner is lost: what others still read of it is dropped. The file stays in place. */
void sliced_forget(struct sliced *file);

/* ---- whoever reads a slice ---- */

/* Hands on a batch of the slice. Takes it. SP_FATAL: the writer takes no more. */
SP_CHECK enum sp_status slice_send(struct slice *slice, struct message *message);
/*
 * All of the slice was told, with this status; its range has the sums at its end. It
 * is not the caller's any more. SP_FATAL as above.
 */
SP_CHECK enum sp_status slice_done(struct slice *slice, enum sp_status status);

#endif
