/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job.h - files on their way from the walk to a worker. */
#ifndef SCAN_JOB_H
#define SCAN_JOB_H

#include "spana/record.h"
#include "spana/source.h"

#include "base/arena.h"

/* Small files are cheap to read, so they travel in groups. */
#define JOB_FILES 32

struct job_file {
	struct sp_file file;
	const char *media_type; /* of what has no content, or NULL */
	bool is_folder;		/* only its name is searched */
	bool has_main;		/* the file that it belongs to is read as well */
	uint64_t known;		/* the inventory's item, or 0 */
};

/* Files of one folder, or news of it. Whoever holds it frees it. */
struct job {
	struct sp_arena arena; /* owns names */
	struct job_file files[JOB_FILES];
	size_t n;
};

SP_CHECK enum sp_status job_new(struct job **out);
/* Copies names; the folder's only once, with the first file. */
SP_CHECK enum sp_status job_add(struct job *job, const struct sp_file *file, const char *media_type,
				uint64_t known);
void job_free(struct job *job);

#endif
