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

/* ---- records ---- */

/* Strings that a record has of its own, in one piece of memory. */
struct copies {
	struct copy {
		const char *s;
		size_t len;
		const char **to;
	} items[8];
	size_t n, bytes;
};

static void add_copy(struct copies *copies, const char *s, size_t len, const char **to)
{
	copies->items[copies->n++] = (struct copy) { s, len, to };
	copies->bytes += len + 1;
}

static void add_string(struct copies *copies, const char *s, const char **to)
{
	if (s)
		add_copy(copies, s, strlen(s), to);
}

static bool make_copies(const struct copies *copies, struct sp_arena *arena)
{
	char *next = sp_arena_alloc(arena, copies->bytes);

	for (size_t i = 0; next && i < copies->n; i++) {
		const struct copy *copy = &copies->items[i];
		*copy->to = next;
		next = mempcpy(next, copy->s, copy->len);
		*next++ = '\0';
	}
	return next != NULL;
}

/* Adds the words near by to a text, a newline between them. */
static void add_words(struct sp_buf *text, const struct sp_finding *finding)
{
	for (size_t i = 0; i < finding->n_context; i++) {
		if (i)
			sp_buf_putc(text, '\n');
		sp_buf_puts(text, finding->context[i]);
	}
}

/* The strings of a record: masked, and in the clear only where asked for. */
static bool copy_strings(struct worker *worker, const struct sp_finding *finding,
			 struct sp_finding_record *record)
{
	const struct sp_scan_options *options = worker->shared->options;
	struct sp_buf *text = &worker->where;
	struct copies copies = { .n = 0 };

	sp_buf_reset(text);
	sp_where_json(text, &finding->where);
	size_t where_len = text->len;
	add_words(text, finding);
	if (text->failed)
		return false;
	add_copy(&copies, text->data, where_len, &record->where);
	add_copy(&copies, text->data + where_len, text->len - where_len, &record->context);
	add_string(&copies, finding->masked, &record->masked);
	add_string(&copies, finding->against, &record->against);
	add_string(&copies, finding->suppressed, &record->suppressed);
	if (!options->inventory) {
		add_string(&copies, finding->snippet, &record->snippet);
		add_string(&copies, finding->reasons, &record->reasons);
	}
	if (!make_copies(&copies, &worker->message->batch.arena))
		return false;
	struct sp_arena *arena = &worker->message->batch.arena;
	return !options->values || (sp_arena_dup(arena, finding->value, &record->value) &&
				    sp_arena_dup(arena, finding->text, &record->text));
}

/* Makes a record of a finding, hashed where it is stored; the batch has room. */
static enum sp_status record_finding(struct worker *worker, const struct sp_item *item,
				     const struct sp_finding *finding)
{
	const struct sp_scan_options *options = worker->shared->options;
	struct sp_batch *batch = &worker->message->batch;
	struct sp_finding_record *record = &batch->findings[batch->n_findings];

	*record = (struct sp_finding_record) {
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
	if (!copy_strings(worker, finding, record))
		return SP_FATAL;
	if (options->inventory && !finding->suppressed) {
		sp_inventory_digest(options->inventory, finding->type, finding->value,
				    record->digest);
		if (finding->alias)
			sp_inventory_digest(options->inventory, finding->type, finding->alias,
					    record->alias);
	}
	batch->n_findings++;
	return SP_OK;
}

static enum sp_status gave_up(struct worker *worker, const struct sp_item *item,
			      const struct sp_scratch *scratch)
{
	char detail[128];

	snprintf(detail, sizeof(detail), "the pattern of %s took too long here",
		 sp_scratch_gave_up(scratch));
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

/* Has a batch with the item by its present name, and room for n findings, or as many as it takes.
 */
static enum sp_status ready_batch(struct worker *worker, const struct sp_item *item, size_t n)
{
	enum sp_status status = worker_batch_open(worker);

	if (status == SP_OK)
		status = name_format(worker, item);
	if (status != SP_OK)
		return status;
	struct sp_batch *batch = &worker->message->batch;
	size_t most = BATCH_FINDINGS - batch->n_findings;
	return sp_mem_room(&batch->findings, &worker->room_findings,
			   batch->n_findings + (n < most ? n : most), sizeof(*batch->findings))
		       ? SP_OK
		       : SP_FATAL;
}

/* Records findings of an item and forgets their values. */
static enum sp_status record_all(struct worker *worker, const struct sp_item *item,
				 const struct sp_findings *found, enum sp_status status)
{
	bool ready = false;
	size_t told = 0;

	for (size_t i = 0; i < found->n && status == SP_OK; i++) {
		bool suppressed = found->items[i].suppressed != NULL;
		told += !suppressed;
		worker->counts.protected_places +=
			!suppressed &&
			sp_is_protection(found->items[i].category, found->items[i].confidence);
		if (!ready)
			status = ready_batch(worker, item, found->n - i);
		if (status == SP_OK)
			status = record_finding(worker, item, &found->items[i]);
		ready = worker->message && worker->message->batch.n_findings < BATCH_FINDINGS;
		if (status == SP_OK && !ready)
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

enum sp_status worker_search(struct worker *worker, const struct sp_segment *segment,
			     struct sp_scratch *scratch)
{
	struct sp_findings found = { .arena = &worker->findings };
	enum sp_status status = sp_detect(worker->shared->options->rules, scratch, segment, &found);

	if (status == SP_PARTIAL)
		status = gave_up(worker, segment->item, scratch);
	return record_all(worker, segment->item, &found, status);
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct worker *worker = context;

	if (!worker->slice && !segment->item->up &&
	    segment->offset + segment->to < segment->item->size)
		worker_show_bytes(worker, segment->offset + segment->to);
	if (worker->sliced && !worker->slice)
		return worker_share_segment(worker, segment);
	return worker_search(worker, segment, worker->scratch);
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
		status = gave_up(worker, segment->item, worker->scratch);
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

	if (worker->slice && !item->up) {
		/* That a file is begun was told by its owner. */
		worker->item = item;
		return status;
	}
	if (worker->slice)
		worker->slice->items = item->number + 1;
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
	bool shared = worker->sliced && !worker->slice;
	enum sp_status status = shared ? worker_end_segments(worker) : SP_OK;

	if (status == SP_OK)
		status = flush_item(worker, item);
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
