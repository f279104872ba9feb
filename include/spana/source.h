/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.h - a root in, files out.
 *
 * Folders are listed by several threads, since a listing on a network share
 * is mostly waiting. Symbolic links are not followed, and nothing but regular
 * files is ever opened.
 */
#ifndef SPANA_SOURCE_H
#define SPANA_SOURCE_H

#include "spana/record.h"
#include "spana/status.h"

#include <stdatomic.h>
#include <stddef.h>

struct sp_walk_options {
	const char *const *roots; /* folders or files, NULL-ended; "" is no root */
	/*
	 * Shell patterns, NULL-ended or NULL. One without a slash is matched
	 * against names, else against the path below its root; '*' also
	 * matches a slash. A file must match one of `include` if there are any;
	 * what matches one of `exclude` is left out, a folder with all below.
	 */
	const char *const *include, *const *exclude;
	const char *const *skip; /* paths of spana's own files, NULL-ended or NULL */
	bool one_file_system;
	bool stat; /* fill in size, times, inode of every file; else only names and kinds */
	unsigned threads;
	/* After so long a folder whose file system gives no answer is told as unread; 0: never. */
	unsigned timeout_seconds;
};

/*
 * Called by the walking threads, each with its own context. A folder's calls
 * come from one thread: enter, its files and problems, leave. SP_FATAL from
 * any ends the walk.
 */
struct sp_walk_events {
	/* A folder is about to be listed. */
	enum sp_status (*enter)(void *context, const char *folder);
	/*
	 * A file. media_type is NULL for a regular file; else it is something
	 * that has no content: "inode/symlink", "inode/fifo", ...
	 */
	enum sp_status (*file)(void *context, const struct sp_file *file, const char *media_type);
	/* A folder, as an entry of the one that holds it; or NULL. Size and times are 0. */
	enum sp_status (*folder)(void *context, const struct sp_file *folder);
	/* The folder was listed to its end; `whole` is false if its listing broke off. */
	enum sp_status (*leave)(void *context, const char *folder, bool whole);
	/* A folder, or a root, that cannot be listed. */
	enum sp_status (*unread)(void *context, const char *path, enum sp_reason reason,
				 const char *detail);
};

/* Walks all roots; returns when done. contexts: one for each of options->threads. */
SP_CHECK enum sp_status sp_walk(const struct sp_walk_options *options,
				const struct sp_walk_events *events, void *const *contexts,
				const atomic_bool *stop);

#endif
