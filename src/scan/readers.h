/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * readers.h - files are given to a reader, and what it tells of them is
 * replayed here.
 */
#ifndef SCAN_READERS_H
#define SCAN_READERS_H

#include "spana/extractor.h"

#include "scan/packet.h"

/* The descriptor on which a keeper hears the program. */
enum { KEEPER_SOCKET = 3 };
/* The exit status of a reader that could not be set up as it must be. */
enum { READER_UNABLE = 77 };

/* The keeper of a scan's readers; started when the first is needed. Threads: locks inside. */
struct readers;

/*
 * `program` is the path of spana-reader. It is opened now: what takes its name
 * later is another's. Where there is none, whoever asks for a reader is told.
 */
SP_CHECK enum sp_status readers_new(struct readers **out, const char *program,
				    const struct sp_limits *limits);
/* Ends them all. */
void readers_free(struct readers *readers);

/* One reader at a time, replaced when it has ended. Threads: one. */
struct reader_line;

SP_CHECK enum sp_status reader_line_new(struct reader_line **out, struct readers *readers,
					const struct sp_sink_events *events, void *context,
					const atomic_bool *stop);
void reader_line_free(struct reader_line *line);

/*
 * Of files that are given from now on the bytes of the items with these numbers
 * are told too. Borrowed; they ascend, and are SP_WANTED_MOST at most.
 */
void reader_line_want(struct reader_line *line, const uint32_t *numbers, size_t n);

struct reader_file {
	const char *name; /* the file's own, or NULL */
	int fd;
	uint64_t size;
	const char *folder, *entry; /* where it stands, for what belongs to it; NULL: nowhere */
	bool has_main;		    /* what it belongs to itself is read as well, and may be seen */
	const struct sp_slice *slice; /* what is to be read of it; NULL: all */
};

/*
 * Gives a reader up to PACKET_FILES files to read. They are borrowed until each
 * was replayed.
 */
void reader_line_give(struct reader_line *line, const struct reader_file *files, size_t n);

/*
 * Waits for what is told of the next of them, and replays it to the events, up
 * to the end of the file. SP_FATAL: stopped, or an event said so.
 */
SP_CHECK enum sp_status reader_line_replay(struct reader_line *line);

/*
 * Raises the sums of the slice that was replayed last to what they were at its end.
 * Of a reader that was lost only members are known.
 */
void reader_line_sums(const struct reader_line *line, struct sp_slice *slice);

/*
 * Reads one input: plain text, or what could not be opened, in `sink` of the
 * same events, all else in a reader. Takes in; the rest is as in sp_sink_file.
 * `path` is that of a file on disk, or NULL.
 */
SP_CHECK enum sp_status reader_line_read(struct reader_line *line, struct sp_sink *sink,
					 const char *path, const char *name, struct sp_input *in,
					 const struct sp_error *error);

#endif
