/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker_events.c - what a sink or a reader tells of a file: its items, and its
 * text, in which is searched.
 *
 * Values in the clear stay here, unless they were asked for: they are wiped with
 * their arena when they have been masked and hashed.
 */
#include "scan/worker_own.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

/* Findings after which a batch is sent although the file goes on. */
#define BATCH_FINDINGS 512

/* The words near by, a newline between them. NULL: no memory. */
static const char *joined(struct sp_arena *arena, const struct sp_finding *finding)
{
	size_t len = 0, n = finding->n_context;

	for (size_t i = 0; i < n; i++)
		len += strlen(finding->context[i]) + 1;
	char *words = sp_arena_alloc(arena, len + 1), *to = words;
	if (!words)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (i)
			*to++ = '\n';
		to = mempcpy(to, finding->context[i], strlen(finding->context[i]));
	}
	*to = '\0';
	return words;
}

/* Makes a record of a finding: masked and hashed, and in the clear only where asked for. */
static enum sp_status record_finding(struct worker *worker, const struct sp_item *item,
				     const struct sp_finding *finding)
{
	const struct sp_scan_options *options = worker->shared->options;
	struct sp_batch *batch = &worker->message->batch;
	struct sp_arena *arena = &batch->arena;
	struct sp_finding_record record = {
		.item = item->number,
		.type = finding->type,
		.category = finding->category,
		.role = finding->role,
		.term_category = finding->term_category,
		.score = finding->score,
		.confidence = finding->confidence,
		.test = finding->test,
		.organisation = finding->organisation,
		.has_alias = finding->alias != NULL,
	};
	bool ok = sp_arena_dup(arena, finding->masked, &record.masked) &&
		  sp_arena_dup(arena, finding->against, &record.against) &&
		  sp_arena_dup(arena, finding->suppressed, &record.suppressed);

	if (options->inventory && !finding->suppressed) {
		sp_inventory_digest(options->inventory, finding->type, finding->value,
				    record.digest);
		if (finding->alias)
			sp_inventory_digest(options->inventory, finding->type, finding->alias,
					    record.alias);
	} else if (!options->inventory) {
		ok = ok && sp_arena_dup(arena, finding->snippet, &record.snippet) &&
		     sp_arena_dup(arena, finding->reasons, &record.reasons);
	}
	if (options->values)
		ok = ok && sp_arena_dup(arena, finding->value, &record.value) &&
		     sp_arena_dup(arena, finding->text, &record.text);
	record.context = joined(arena, finding);
	sp_buf_reset(&worker->where);
	ok = ok && record.context && sp_where_json(&worker->where, &finding->where);
	record.where =
		ok ? sp_arena_copy(arena, sp_buf_str(&worker->where), worker->where.len) : NULL;
	if (!record.where || !sp_mem_room(&batch->findings, &worker->room_findings,
					  batch->n_findings + 1, sizeof(record)))
		return SP_FATAL;
	batch->findings[batch->n_findings++] = record;
	return SP_OK;
}

static enum sp_status gave_up(struct worker *worker, const struct sp_item *item)
{
	char detail[128];

	snprintf(detail, sizeof(detail), "the pattern of %s took too long here",
		 sp_scratch_gave_up(worker->scratch));
	return worker_problem(worker, item, SP_REASON_TIMEOUT, detail);
}

/* A reader may have found a finer name for the format since the item began. */
static enum sp_status name_format(struct worker *worker, const struct sp_item *item)
{
	struct sp_item_record *record = worker_record_of(worker, item);

	if (!record)
		return SP_FATAL;
	if (strcmp(record->format, item->format) == 0)
		return SP_OK;
	return sp_arena_dup(&worker->message->batch.arena, item->format, &record->format)
		       ? SP_OK
		       : SP_FATAL;
}

/* Records findings of an item and forgets their values. */
static enum sp_status record_all(struct worker *worker, const struct sp_item *item,
				 const struct sp_findings *found, enum sp_status status)
{
	size_t told = 0;

	for (size_t i = 0; i < found->n && status == SP_OK; i++) {
		bool suppressed = found->items[i].suppressed != NULL;
		told += !suppressed;
		worker->counts.protected_places +=
			!suppressed &&
			sp_is_protection(found->items[i].category, found->items[i].confidence);
		status = worker_batch_open(worker);
		if (status == SP_OK)
			status = name_format(worker, item);
		if (status == SP_OK)
			status = record_finding(worker, item, &found->items[i]);
		if (status == SP_OK && worker->message->batch.n_findings >= BATCH_FINDINGS)
			status = worker_batch_send(worker);
	}
	worker->counts.findings += told;
	worker->counts.allowed += found->allowed;
	if (told)
		atomic_fetch_add_explicit(&worker->shared->options->progress->findings, told,
					  memory_order_relaxed);
	sp_arena_reset(&worker->findings);
	return status;
}

/* Tells the progress that so many bytes of the file are read; text may be longer than its file. */
void worker_show_bytes(struct worker *worker, uint64_t so_far)
{
	if (so_far <= worker->shown)
		return;
	atomic_fetch_add_explicit(&worker->shared->options->progress->bytes, so_far - worker->shown,
				  memory_order_relaxed);
	worker->shown = so_far;
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct worker *worker = context;
	struct sp_findings found = { .arena = &worker->findings };
	enum sp_status status =
		sp_detect(worker->shared->options->rules, worker->scratch, segment, &found);

	if (!segment->item->up && segment->offset + segment->to < segment->item->size)
		worker_show_bytes(worker, segment->offset + segment->to);
	if (status == SP_PARTIAL)
		status = gave_up(worker, segment->item);
	return record_all(worker, segment->item, &found, status);
}

/* An item's text goes no further, or a member's comes in between. */
static enum sp_status flush_item(struct worker *worker, const struct sp_item *item)
{
	struct sp_findings found = { .arena = &worker->findings };
	enum sp_status status =
		sp_detect_end(worker->shared->options->rules, worker->scratch, item, &found);

	return record_all(worker, item, &found, status);
}

/* Finds what is in a text beside the item's own: its name, an attribute of it. */
static enum sp_status find_beside(struct worker *worker, const struct sp_segment *segment,
				  struct sp_findings *found)
{
	const struct sp_rules *rules = worker->shared->options->rules;
	enum sp_status status = sp_detect(rules, worker->scratch, segment, found);

	if (status == SP_PARTIAL)
		status = gave_up(worker, segment->item);
	return status == SP_OK ? sp_detect_end(rules, worker->scratch, segment->item, found)
			       : status;
}

/* The item's name, and what its file's attributes say. */
static enum sp_status search_beside(struct worker *worker, const struct sp_item *item)
{
	struct sp_findings found = { .arena = &worker->findings };
	struct sp_segment segment;
	enum sp_status status =
		name_segment(&worker->names, item, worker->file.file.name, &segment);

	if (status == SP_OK)
		status = find_beside(worker, &segment, &found);
	while (!item->up && status >= SP_SKIPPED &&
	       (status = attributes_next(&worker->attributes, sp_buf_str(&worker->path), item,
					 &segment)) == SP_OK)
		status = find_beside(worker, &segment, &found);
	return record_all(worker, item, &found, status == SP_SKIPPED ? SP_OK : status);
}

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct worker *worker = context;
	enum sp_status status = item->up ? flush_item(worker, item->up) : SP_OK;

	if (status == SP_OK)
		status = worker_batch_open(worker);
	worker->item = item;
	if (item->up)
		current_member(&worker->current, item->name);
	if (status == SP_OK)
		status = worker_add_item(worker, item);
	return status == SP_OK ? search_beside(worker, item) : status;
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	struct worker *worker = context;
	enum sp_status status = flush_item(worker, item);

	return status == SP_OK ? worker_end_item(worker, item, outcome) : status;
}

const struct sp_sink_events worker_events = {
	.begin = on_begin,
	.segment = on_segment,
	.problem = worker_problem,
	.end = on_end,
};

/* What has no content is told without opening it. */
enum sp_status worker_special(struct worker *worker, const char *media_type)
{
	const struct sp_item item = { .format = "special", .media_type = media_type };
	enum sp_status status = worker_batch_open(worker);

	if (status == SP_OK)
		status = worker_add_item(worker, &item);
	if (status == SP_OK)
		status = search_beside(worker, &item);
	return status == SP_OK ? worker_end_item(worker, &item, SP_OUTCOME_NO_TEXT) : status;
}

/* A folder is an item where its name says something, or did. */
enum sp_status worker_folder(struct worker *worker)
{
	const struct sp_item item = { .format = "folder" };
	struct sp_findings found = { .arena = &worker->findings };
	struct sp_segment segment;
	enum sp_status status =
		name_segment(&worker->names, &item, worker->file.file.name, &segment);

	if (status == SP_OK)
		status = find_beside(worker, &segment, &found);
	if (status == SP_FATAL || (!found.n && !worker->file.known && !worker->message))
		return record_all(worker, &item, &found, status);
	if (status == SP_SKIPPED)
		status = SP_OK;
	if (status == SP_OK)
		status = worker_batch_open(worker);
	if (status == SP_OK)
		status = worker_add_item(worker, &item);
	status = record_all(worker, &item, &found, status);
	return status == SP_OK ? worker_end_item(worker, &item, SP_OUTCOME_FULL) : status;
}
