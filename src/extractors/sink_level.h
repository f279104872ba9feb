/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink_level.h - what the sink's files share: sink.c has the items and their limits,
 * sink_members.c and sink_file.c those within others and those that are files,
 * sink_text.c an item's text and its places.
 */
#ifndef EXTRACTORS_SINK_LEVEL_H
#define EXTRACTORS_SINK_LEVEL_H

#include "spana/extractor.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lines.h"

/* A place that is open, and the position that the text around it had reached. */
struct open_place {
	struct sp_place *place;
	struct sp_position outer; /* to go on from, where the place counts lines of its own */
	bool outer_begun;
};

/* One item that is being read. */
struct level {
	struct level *up;
	struct sp_item item;
	struct sp_arena names;	/* of the item: name, media type, delimited */
	struct sp_arena places; /* of the marks in `text` and of the open places */
	struct sp_buf text;	/* left margin, then text not yet sent */
	size_t from;		/* where that begins */
	uint64_t offset;	/* of text.data[0] within the item's text */
	char tail[4];		/* a character that is not yet complete */
	size_t n_tail;
	struct sp_mark *marks;
	size_t n_marks, room_marks;
	struct open_place open[SP_MAX_PLACES];
	size_t n_open;
	bool running;		   /* nothing is put between places */
	bool moved;		   /* the place changed since the last mark */
	bool begun;		   /* the present run of lines has text */
	char separator;		   /* due before the next text, or 0 */
	struct sp_position resume; /* where the next mark goes on, with `resumes` */
	bool resumes;
	struct sp_delimited delimited;
	bool has_delimited;
	struct sp_spool *spool; /* of the member that is being unpacked */
	char *spool_name;
	bool spool_full;
	uint64_t sent, unpacked;
	bool streams, problem, children, limit_told;
	bool wanted, bytes;		/* its bytes are to be told; they were */
	bool no_memory;			/* in a call that could not say so */
	uint64_t begun_ns, deadline_ns; /* 0: none */
	size_t bytes_unclocked;
	unsigned calls_unclocked;
};

struct sp_sink {
	struct sp_limits limits;
	const struct sp_sink_events *events;
	void *context;
	const atomic_bool *stop;
	struct level *level; /* the innermost */
	struct level *spare; /* for reuse */
	struct sp_arena names;
	char *file_name;	    /* made valid, in names; or NULL */
	uint32_t numbers;	    /* handed out in this file */
	uint64_t size;		    /* of this file */
	uint64_t before;	    /* members of this file, ahead of the slice that is read */
	uint64_t members, unpacked; /* of this file, all levels */
	const char *expected;	    /* format of the next member, or NULL */
	bool in_process;	    /* this file may have no members */
	struct sink_memo *memo;	    /* of attachments; or NULL */
	bool asked_name;	    /* an extractor asked how its item is called */
	const uint32_t *wanted;	    /* numbers of items, ascending */
	size_t n_wanted;
};

/* Tells a limit once an item; SP_PARTIAL ends it. */
enum sp_status sink_limit(struct sp_sink *sink, enum sp_reason reason, const char *detail);

/* Opens a level for an item. */
enum sp_status sink_item_begin(struct sp_sink *sink, const char *name, uint64_t size,
			       const struct sp_extractor *extractor);

/* Tells what became of the innermost item, and closes its level. */
enum sp_status sink_item_close(struct sp_sink *sink, enum sp_outcome outcome);

/* The same by its status; SP_FATAL passes through, all else is told and done. */
enum sp_status sink_item_end(struct sp_sink *sink, enum sp_status status);

/* The format that fits best, or as well as any the one that was said (NULL: none was). */
const struct sp_extractor *sink_choose(struct sp_input *in, const char *expected);

/* Reads an item; `reason` says why its bytes broke off, if they did. */
enum sp_status sink_read_item(struct sp_sink *sink, const char *name, struct sp_input *in,
			      const struct sp_extractor *extractor, enum sp_reason reason,
			      const char *detail);

/* An item that is not read at all, and why. */
enum sp_status sink_unread(struct sp_sink *sink, const char *name, uint64_t size,
			   enum sp_reason reason, const char *detail);

/* True if it was told to stop. */
bool sink_stopped(const struct sp_sink *sink);

uint64_t sink_now_ns(void);

/* Empties a level and keeps its memory for the next item; or lets go of it. */
void sink_level_recycle(struct sp_sink *sink, struct level *level);
void sink_level_free(struct level *level);

/* Looks now and then at the clock and the stop flag. */
enum sp_status sink_check_clock(struct sp_sink *sink, size_t bytes);

/* A copy with U+FFFD for what is no UTF-8, cut where it is far too long; NULL: no memory. */
char *sink_repair(struct sp_arena *arena, const char *s);

/* What is in the tail will not be completed: no character spans two places. */
enum sp_status sink_flush_tail(struct sp_sink *sink);

/* Sends the windows that are complete; with `all` what is left as well. */
enum sp_status sink_send_text(struct sp_sink *sink, bool all, bool last);

#endif
