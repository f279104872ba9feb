/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_walk.c - what is done with each folder and file that is met: what the
 * inventory knows to be unchanged is left out, the rest goes to the workers.
 */
#include "scan/scan_own.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/path.h"

static enum sp_status send_message(struct scan *scan, struct message *message)
{
	if (sp_queue_push(scan->shared.messages, message))
		return SP_OK;
	message_free(message);
	return SP_FATAL;
}

static enum sp_status send_path(struct scan *scan, enum message_kind kind, const char *path,
				enum sp_reason reason, const char *detail)
{
	struct message *message;

	if (message_new(&message, kind) != SP_OK)
		return SP_FATAL;
	message->reason = reason;
	message->path = sp_mem_strdup(path);
	message->detail = sp_mem_strdup(detail ? detail : "");
	if (message->path && message->detail)
		return send_message(scan, message);
	message_free(message);
	return SP_FATAL;
}

static enum sp_status flush_job(struct walker *walker)
{
	struct job *job = walker->job;

	walker->job = NULL;
	if (!job || sp_queue_push(walker->scan->shared.jobs, job))
		return SP_OK;
	job_free(job);
	return SP_FATAL;
}

static enum sp_status on_enter(void *context, const char *folder)
{
	struct walker *walker = context;
	struct sp_error error;

	if (!walker->lookup)
		return SP_OK;
	return sp_lookup_folder(walker->lookup, folder, &error);
}

/* Why a file is read, for --verbose; NULL: it is not. */
static const char *reason_to_read(struct walker *walker, const struct sp_file *file,
				  uint64_t *known)
{
	*known = 0;
	if (!walker->lookup)
		return "";
	switch (sp_lookup_file(walker->lookup, file, known)) {
	case SP_KNOWN_NOT:
		walker->counts.added++;
		return "new";
	case SP_KNOWN_UNCHANGED:
		walker->counts.unchanged++;
		return NULL;
	case SP_KNOWN_CHANGED:
		walker->counts.changed++;
		snprintf(walker->why, sizeof(walker->why), "changed (%s)",
			 sp_lookup_why(walker->lookup));
		return walker->why;
	case SP_KNOWN_RULES:
	default:
		walker->counts.changed++;
		return "patterns, options or program changed";
	}
}

static enum sp_status add_to_job(struct walker *walker, const struct sp_file *file,
				 const char *media_type, uint64_t known, bool is_folder)
{
	if (!walker->job && job_new(&walker->job) != SP_OK)
		return SP_FATAL;
	if (job_add(walker->job, file, media_type, known) != SP_OK)
		return SP_FATAL;
	walker->job->files[walker->job->n - 1].is_folder = is_folder;
	return walker->job->n == JOB_FILES ? flush_job(walker) : SP_OK;
}

/* What belongs to a file is new or has changed: so has the file, whose content it is. */
static enum sp_status read_main(struct walker *walker, const struct sp_file *main)
{
	uint64_t known;

	if (!walker->lookup || sp_lookup_file(walker->lookup, main, &known) != SP_KNOWN_UNCHANGED)
		return SP_OK;
	return add_to_job(walker, main, NULL, known, false);
}

static enum sp_status on_file(void *context, const struct sp_file *file, const char *media_type)
{
	struct walker *walker = context;
	const struct sp_scan_options *options = walker->scan->options;
	uint64_t known;
	const char *why = reason_to_read(walker, file, &known);

	walker->counts.files++;
	atomic_fetch_add_explicit(&options->progress->files, 1, memory_order_relaxed);
	if (options->note && walker->lookup &&
	    sp_path_join(&walker->path, file->folder, file->name))
		options->note(options->context, sp_buf_str(&walker->path), why ? why : "unchanged");
	if (!why)
		return SP_OK;
	atomic_fetch_add_explicit(&options->progress->awaited, file->size, memory_order_relaxed);
	enum sp_status status = add_to_job(walker, file, media_type, known, false);
	return status == SP_OK && file->main ? read_main(walker, file->main) : status;
}

/* A folder's name: the inventory knows of it where something was found in it. */
static enum sp_status on_folder(void *context, const struct sp_file *folder)
{
	struct walker *walker = context;
	uint64_t known = 0;

	if (walker->lookup && sp_lookup_file(walker->lookup, folder, &known) == SP_KNOWN_UNCHANGED)
		return SP_OK;
	return add_to_job(walker, folder, NULL, known, true);
}

static enum sp_status on_gone(void *context, uint64_t known)
{
	struct walker *walker = context;
	struct message *message;

	if (message_new(&message, MESSAGE_GONE) != SP_OK)
		return SP_FATAL;
	message->known = known;
	return send_message(walker->scan, message);
}

static enum sp_status on_leave(void *context, const char *folder, bool whole)
{
	struct walker *walker = context;
	enum sp_status status = flush_job(walker);

	if (status != SP_OK || !walker->lookup || !whole)
		return status;
	status = sp_lookup_gone(walker->lookup, on_gone, walker);
	return status == SP_OK
		       ? send_path(walker->scan, MESSAGE_FOLDER, folder, SP_REASON_NONE, NULL)
		       : status;
}

static enum sp_status on_unread(void *context, const char *path, enum sp_reason reason,
				const char *detail)
{
	struct walker *walker = context;

	walker->counts.problems++;
	walker->counts.items++;
	walker->counts.outcomes[SP_OUTCOME_NOT_READ]++;
	atomic_fetch_add_explicit(&walker->scan->options->progress->problems, 1,
				  memory_order_relaxed);
	return send_path(walker->scan, MESSAGE_UNREAD, path, reason, detail);
}

const struct sp_walk_events scan_walk_events = {
	.enter = on_enter,
	.file = on_file,
	.folder = on_folder,
	.leave = on_leave,
	.unread = on_unread,
};
