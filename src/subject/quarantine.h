/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quarantine.h - a folder where erased files lie for a while, and the journal
 * of an erasure. Both are lines of JSON that are synced before anything moves.
 */
#ifndef SUBJECT_QUARANTINE_H
#define SUBJECT_QUARANTINE_H

#include "base/buf.h"
#include "subject/plan.h"

/* A file of lines that are added one by one, each synced. */
struct sp_lines {
	int fd;
	const char *path; /* borrowed */
};

/* Opens for adding, mode 0600; what an earlier run wrote stays, a line that broke off is ended. */
SP_CHECK enum sp_status sp_lines_open(struct sp_lines *lines, const char *path,
				      struct sp_error *err);
SP_CHECK enum sp_status sp_lines_add(struct sp_lines *lines, const struct sp_buf *line,
				     struct sp_error *err);
void sp_lines_close(struct sp_lines *lines);

/*
 * Reads the lines of a file as JSON, in order; one that broke off is passed
 * over. SP_SKIPPED: there is no such file.
 */
SP_CHECK enum sp_status sp_lines_read(const char *path, struct sp_arena *arena,
				      bool (*line)(void *context, const struct sp_json_value *line),
				      void *context, struct sp_error *err);

/* All folders on the way to path and itself, 0700. */
SP_CHECK enum sp_status sp_quarantine_make(const char *folder, struct sp_error *err);

/* Notes until when it is kept; the last note counts. */
SP_CHECK enum sp_status sp_quarantine_until(const char *folder, struct sp_day day,
					    struct sp_error *err);

/* The place of an entry within: FOLDER/0007. false: no memory. */
bool sp_quarantine_entry(struct sp_buf *out, const char *folder, uint64_t number);

/*
 * Notes where an entry comes from, before it is moved. new_hash: of the file
 * that stands in its place since, or NULL.
 */
SP_CHECK enum sp_status sp_quarantine_note(const char *folder, uint64_t number, const char *path,
					   const unsigned char hash[SP_DIGEST],
					   const unsigned char *new_hash, struct sp_error *err);

/*
 * Moves a file, over file systems too; never over another. The old name is
 * gone only when the new one is on disk.
 */
SP_CHECK enum sp_status sp_file_move(const char *from, const char *to, struct sp_error *err);

/* A second file of the same content and attributes; a link where that can be. */
SP_CHECK enum sp_status sp_file_keep(const char *from, const char *to, struct sp_error *err);

/* Syncs the folder that a path is in: best effort. */
void sp_folder_sync(const char *path);

#endif
