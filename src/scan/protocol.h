/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * protocol.h - what a sink tells, as frames, and frames as what a sink tells.
 *
 * The reader's side writes the events of its sink into the channel. The
 * program's side replays them into the same sort of events, and believes no
 * frame: order, nesting, lengths, text and places are checked as if a stranger
 * had written them, since whoever took over a reader is one.
 */
#ifndef SCAN_PROTOCOL_H
#define SCAN_PROTOCOL_H

#include "spana/extractor.h"

#include "base/arena.h"
#include "base/buf.h"
#include "scan/channel.h"

/* ---- the reader's side ---- */

struct protocol_writer {
	struct channel *channel;
	struct sp_buf frame;			     /* without its text */
	const struct sp_place *chain[SP_MAX_PLACES]; /* of the last mark, outermost first */
	size_t depth;
	const struct sp_item *rows_of; /* whose rows were described last */
};

/* For sp_sink_new, with the writer as the context. */
extern const struct sp_sink_events protocol_events;

/*
 * The file, or slice of one, is done, with the sink's status; `retire`: the reader
 * takes no more. Of the slice the sums are told.
 */
SP_CHECK enum sp_status protocol_file_end(struct protocol_writer *writer, enum sp_status status,
					  const struct sp_slice *slice, bool retire);

/* ---- the program's side ---- */

/* An item that is open. */
struct protocol_item {
	struct protocol_item *up;
	struct sp_item item;
	struct sp_arena names;	 /* of the item and its rows */
	uint64_t done;		 /* bytes of its text that were a window's own */
	uint64_t copied;	 /* of its own bytes */
	uint64_t waited_ns;	 /* for its reader, members apart */
	bool something, problem; /* was told of it, or of members */
	struct sp_delimited rows;
	bool has_rows, last;
};

struct protocol_reader {
	const struct sp_limits *limits;
	const struct sp_sink_events *events;
	void *context;
	struct protocol_item *item;  /* the innermost that is open */
	struct protocol_item *spare; /* for reuse */
	struct sp_arena places;	     /* of the segment at hand */
	struct sp_mark *marks;
	size_t room_marks;
	uint32_t items; /* of this file, so far */
	bool wants;	/* bytes of items were asked for */
	uint64_t size;	/* of the file, or of the slice of it that is read */
	uint64_t whole; /* of the file */
	/* With its end: what limits have counted, of the file. */
	uint64_t members, unpacked;
	bool summed;
};

/* What a frame amounts to. */
enum protocol_result {
	PROTOCOL_TOLD,	    /* an event was replayed */
	PROTOCOL_FILE_DONE, /* the file is complete */
	PROTOCOL_RETIRED,   /* and the reader takes no more */
	PROTOCOL_NO_MEMORY, /* the reader had none: the file is not complete */
	PROTOCOL_BREACH,    /* no reader of ours writes that */
	PROTOCOL_FATAL,	    /* an event said so, or no memory here */
};

void protocol_reader_init(struct protocol_reader *reader, const struct sp_limits *limits,
			  const struct sp_sink_events *events, void *context);
void protocol_reader_release(struct protocol_reader *reader);

/* The next frames are those of `size` bytes of a file of `whole`. */
void protocol_file_begin(struct protocol_reader *reader, uint64_t size, uint64_t whole);

enum protocol_result protocol_replay(struct protocol_reader *reader, const void *frame, size_t len);

/*
 * Ends what is open, where the reader no longer can: the innermost item gets the
 * problem, or the file where it never began.
 */
SP_CHECK enum sp_status protocol_give_up(struct protocol_reader *reader, enum sp_reason reason,
					 const char *detail);

/* Forgets what is open without telling anyone. */
void protocol_abandon(struct protocol_reader *reader);

#endif
