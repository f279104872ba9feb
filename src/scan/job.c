/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job.c - see job.h. */
#include "scan/job.h"

#include "base/mem.h"

enum sp_status job_new(struct job **out)
{
	*out = sp_mem_zero(1, sizeof(**out));
	return *out ? SP_OK : SP_FATAL;
}

enum sp_status job_add(struct job *job, const struct sp_file *file, const char *media_type,
		       uint64_t known)
{
	struct job_file *slot = &job->files[job->n];

	*slot = (struct job_file) { .file = *file, .media_type = media_type, .known = known };
	slot->has_main = file->main != NULL;
	slot->file.main = NULL;
	if (job->n)
		slot->file.folder = job->files[0].file.folder;
	else if (!sp_arena_dup(&job->arena, file->folder, &slot->file.folder))
		return SP_FATAL;
	if (!sp_arena_dup(&job->arena, file->name, &slot->file.name))
		return SP_FATAL;
	job->n++;
	return SP_OK;
}

void job_free(struct job *job)
{
	if (!job)
		return;
	sp_arena_release(&job->arena);
	sp_mem_free(job);
}
