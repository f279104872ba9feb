/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * archive.h - members of an archive, by libarchive, into the sink.
 *
 * Each format says which readers of libarchive may look at the input; the loop
 * over the members is the same for all. Threads: one.
 */
#ifndef EXTRACTORS_ARCHIVE_H
#define EXTRACTORS_ARCHIVE_H

#include "spana/extractor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;
struct sp_buf;

/* What is known of an archive that is being read. Zeroed, it is ready for use. */
struct sp_archive {
	struct sp_input *in;
	struct sp_sink *out;
	uint64_t entries;      /* members, folders and links that were met */
	uint64_t encrypted;    /* members that need a password */
	uint64_t bad_names;    /* members whose name cannot be read */
	uint64_t consumed;     /* bytes of the input, once it has ended */
	bool partial;	       /* a problem was told */
	bool ended;	       /* the archive was read to its end */
	struct sp_error error; /* else why not */
	uint64_t *seen;	       /* with keep_seen: hashes of names; see sp_archive_read */
	size_t n_seen, room_seen;
	bool keep_seen;
	bool nameless;	/* its one member has no name of its own */
	bool deflate64; /* members packed so are the caller's business */
};

/*
 * Opens the input with what `enable` enables and hands each member to the sink.
 * Members whose names are in `seen` from an earlier reading are passed over.
 * The status is the sink's; how the archive itself ended is in *archive.
 */
SP_CHECK enum sp_status sp_archive_read(struct sp_archive *archive,
					int (*enable)(struct archive *));

/* A member's name: bytes that are no UTF-8 are in the code page of some old system. */
SP_CHECK bool sp_archive_name(const char *raw, size_t len, struct sp_buf *name);

/* Tells a problem of the archive itself. */
void sp_archive_problem(struct sp_archive *archive, enum sp_reason reason, const char *detail);

/*
 * Tells how many members need a password and why the archive broke off, if it
 * did, and releases. The status to end with, given that of the reading.
 */
SP_CHECK enum sp_status sp_archive_end(struct sp_archive *archive, enum sp_status status);

/* All of the above: for formats that one reading does for. */
SP_CHECK enum sp_status sp_archive_extract(struct sp_input *in, struct sp_sink *out,
					   int (*enable)(struct archive *));

#endif
