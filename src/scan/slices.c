/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slices.c - see slices.h. */
#include "scan/slices.h"

#include <string.h>

#include "base/mem.h"

void slices_init(struct slices *slices, const struct sp_limits *limits, struct sp_queue *messages)
{
	*slices = (struct slices) { .limits = limits, .messages = messages };
	pthread_mutex_init(&slices->lock, NULL);
	pthread_cond_init(&slices->changed, NULL);
}

void slices_release(struct slices *slices)
{
	pthread_cond_destroy(&slices->changed);
	pthread_mutex_destroy(&slices->lock);
}

static void free_messages(struct slice *slice)
{
	while (slice->told) {
		struct message *message = slice->told;
		slice->told = message->next;
		message_free(message);
	}
	slice->told_end = &slice->told;
}

static void free_segment(struct sp_segment *segment)
{
	if (!segment)
		return;
	sp_mem_wipe((void *)(uintptr_t)segment->text, segment->len);
	sp_mem_free((void *)(uintptr_t)segment->text);
	sp_mem_free((void *)(uintptr_t)segment->marks);
	sp_mem_free(segment);
}

static void free_slice(struct slice *slice)
{
	free_messages(slice);
	free_segment(slice->segment);
	sp_mem_free(slice);
}

/* ---- with the lock held ---- */

static struct slice *take(struct sliced *file)
{
	struct slice *slice = file->first;

	while (slice && slice->state != SLICE_WAITS)
		slice = slice->next;
	if (!slice)
		return NULL;
	slice->state = SLICE_TAKEN;
	slice->in_turn = slice == file->first;
	slice->range.members = slice->in_turn ? file->members : 0;
	slice->range.unpacked = slice->in_turn ? file->unpacked : 0;
	return slice;
}

static struct slice *take_any(struct slices *slices)
{
	struct slice *slice = NULL;

	for (struct sliced *file = slices->open; file && !slice; file = file->next)
		slice = take(file);
	return slice;
}

static void remove_slice(struct sliced *file, struct slice *slice)
{
	struct slice **at = &file->first;

	while (*at != slice)
		at = &(*at)->next;
	*at = slice->next;
	if (!slice->next)
		file->end = at;
	file->n--;
	free_slice(slice);
}

/* Nothing more of it is told: what nobody is reading goes. */
static void end(struct sliced *file)
{
	struct slice *slice = file->first;

	file->ended = true;
	while (slice) {
		struct slice *next = slice->next;
		if (slice->state == SLICE_WAITS || slice->state == SLICE_READ)
			remove_slice(file, slice);
		slice = next;
	}
}

static void fail(struct sliced *file)
{
	file->status = SP_FATAL;
	end(file);
}

static uint64_t sum(uint64_t a, uint64_t b)
{
	uint64_t total;

	return __builtin_add_overflow(a, b, &total) ? UINT64_MAX : total;
}

/* The slice counted from zero: would a limit have been met, had it counted on? */
static bool passes_limit(const struct sliced *file, const struct slice *slice)
{
	const struct sp_limits *limits = file->slices->limits;

	return sp_limits_pass_members(limits, file->size,
				      sum(file->members, slice->range.members)) ||
	       sp_limits_pass_expansion(limits, file->size,
					sum(file->unpacked, slice->range.unpacked));
}

static void read_again(struct slice *slice)
{
	free_messages(slice);
	slice->state = SLICE_WAITS;
	slice->items = 0;
	slice->is_last = false;
}

static void add_counts(struct sliced *file, const struct slice *slice)
{
	file->members =
		slice->in_turn ? slice->range.members : sum(file->members, slice->range.members);
	file->unpacked =
		slice->in_turn ? slice->range.unpacked : sum(file->unpacked, slice->range.unpacked);
	/* The slice's own item 0 is the file. */
	file->items += slice->items ? slice->items - 1 : 0;
	file->some |= slice->outcome != SP_OUTCOME_NOT_READ;
	file->not_all |= slice->outcome == SP_OUTCOME_NOT_READ || slice->outcome == SP_OUTCOME_PART;
	counts_add(&file->counts, &slice->counts);
}

/* ---- messages ---- */

/* Numbers that were the slice's become the file's. */
static void number_through(const struct sliced *file, struct sp_batch *batch)
{
	const uint32_t more = file->items - 1;

	for (size_t i = 0; i < batch->n_items; i++) {
		struct sp_item_record *item = &batch->items[i];
		if (!item->number) {
			item->size = file->size;
			item->outcome = SP_OUTCOME_PENDING;
			continue;
		}
		item->number += more;
		item->up += item->up ? more : 0;
	}
	for (size_t i = 0; i < batch->n_findings; i++)
		batch->findings[i].item += batch->findings[i].item ? more : 0;
	for (size_t i = 0; i < batch->n_problems; i++)
		batch->problems[i].item += batch->problems[i].item ? more : 0;
}

static bool push(struct sliced *file, struct message *message)
{
	number_through(file, &message->batch);
	if (sp_queue_push(file->slices->messages, message))
		return true;
	message_free(message);
	return false;
}

static bool push_all(struct slice *slice)
{
	while (slice->told) {
		struct message *message = slice->told;
		slice->told = message->next;
		message->next = NULL;
		if (!push(slice->file, message))
			return false;
	}
	return true;
}

enum sp_status slice_send(struct slice *slice, struct message *message)
{
	if (slice->in_turn)
		return push(slice->file, message) ? SP_OK : SP_FATAL;
	*slice->told_end = message;
	slice->told_end = &message->next;
	return SP_OK;
}

/*
 * Tells the slices whose turn has come. Called with the lock, by who read the first
 * of them: as long as that stands there, nobody else does.
 */
static void tell(struct sliced *file)
{
	struct slice *slice;

	while (!file->ended && (slice = file->first) && slice->state == SLICE_READ) {
		if (!slice->in_turn && passes_limit(file, slice)) {
			read_again(slice);
			return;
		}
		slice->state = SLICE_TOLD;
		pthread_mutex_unlock(&file->slices->lock);
		bool pushed = push_all(slice);
		pthread_mutex_lock(&file->slices->lock);
		bool last = slice->is_last;
		add_counts(file, slice);
		remove_slice(file, slice);
		if (!pushed)
			fail(file);
		else if (last)
			end(file);
	}
}

enum sp_status slice_done(struct slice *slice, enum sp_status status)
{
	struct sliced *file = slice->file;
	struct slices *slices = file->slices;

	pthread_mutex_lock(&slices->lock);
	slice->state = SLICE_READ;
	if (file->ended)
		remove_slice(file, slice);
	else if (status == SP_FATAL)
		fail(file);
	else if (file->first == slice)
		tell(file);
	status = file->status;
	pthread_cond_broadcast(&slices->changed);
	pthread_mutex_unlock(&slices->lock);
	return status;
}

/* ---- workers ---- */

void slices_enter(struct slices *slices)
{
	pthread_mutex_lock(&slices->lock);
	slices->at_work++;
	pthread_mutex_unlock(&slices->lock);
}

void slices_leave(struct slices *slices)
{
	pthread_mutex_lock(&slices->lock);
	slices->at_work--;
	pthread_cond_broadcast(&slices->changed);
	pthread_mutex_unlock(&slices->lock);
}

struct slice *slices_take(struct slices *slices)
{
	pthread_mutex_lock(&slices->lock);
	struct slice *slice = take_any(slices);
	pthread_mutex_unlock(&slices->lock);
	return slice;
}

struct slice *slices_wait(struct slices *slices)
{
	struct slice *slice;

	pthread_mutex_lock(&slices->lock);
	slices->at_work--;
	while (!(slice = take_any(slices)) && slices->at_work)
		pthread_cond_wait(&slices->changed, &slices->lock);
	if (slice)
		slices->at_work++;
	else
		pthread_cond_broadcast(&slices->changed);
	pthread_mutex_unlock(&slices->lock);
	return slice;
}

/* ---- the owner ---- */

void sliced_open(struct sliced *file, struct slices *slices)
{
	file->slices = slices;
	file->end = &file->first;
	file->items = 1;
	file->status = SP_OK;
	pthread_mutex_lock(&slices->lock);
	file->next = slices->open;
	slices->open = file;
	pthread_mutex_unlock(&slices->lock);
}

/* With the lock held. */
static void unlink_file(struct sliced *file)
{
	struct sliced **at = &file->slices->open;

	while (*at && *at != file)
		at = &(*at)->next;
	if (*at)
		*at = file->next;
}

void sliced_close(struct sliced *file)
{
	pthread_mutex_lock(&file->slices->lock);
	unlink_file(file);
	pthread_mutex_unlock(&file->slices->lock);
}

void sliced_fail(struct sliced *file)
{
	pthread_mutex_lock(&file->slices->lock);
	fail(file);
	pthread_mutex_unlock(&file->slices->lock);
}

void sliced_forget(struct sliced *file)
{
	pthread_mutex_lock(&file->slices->lock);
	end(file);
	unlink_file(file);
	pthread_mutex_unlock(&file->slices->lock);
}

static struct slice *slice_new(struct sliced *file)
{
	struct slice *slice = sp_mem_zero(1, sizeof(*slice));

	if (slice) {
		slice->file = file;
		slice->told_end = &slice->told;
	}
	return slice;
}

/* With the lock held. */
static void append(struct slice *slice)
{
	struct sliced *file = slice->file;

	*file->end = slice;
	file->end = &slice->next;
	file->n++;
}

/* For whoever is free. */
static void offer(struct slice *slice, bool last)
{
	struct sliced *file = slice->file;

	pthread_mutex_lock(&file->slices->lock);
	append(slice);
	file->cut |= last;
	if (file->ended)
		remove_slice(file, slice);
	pthread_cond_broadcast(&file->slices->changed);
	pthread_mutex_unlock(&file->slices->lock);
}

enum sp_status sliced_add(struct sliced *file, const struct sp_slice *range, bool last)
{
	struct slice *slice = slice_new(file);

	if (!slice)
		return SP_FATAL;
	slice->range = *range;
	offer(slice, last);
	return SP_OK;
}

static void *copy_of(const void *data, size_t size)
{
	void *copy = sp_mem_alloc(size);

	return copy ? memcpy(copy, data, size) : NULL;
}

static struct sp_segment *copy_segment(const struct sp_segment *segment)
{
	struct sp_segment *copy = copy_of(segment, sizeof(*copy));

	if (!copy)
		return NULL;
	copy->text = copy_of(segment->text, segment->len);
	copy->marks = copy_of(segment->marks, segment->n_marks * sizeof(*segment->marks));
	if (copy->text && copy->marks)
		return copy;
	copy->len = copy->text ? copy->len : 0;
	free_segment(copy);
	return NULL;
}

enum sp_status sliced_add_segment(struct sliced *file, const struct sp_segment *segment)
{
	struct slice *slice = slice_new(file);

	if (!slice || !(slice->segment = copy_segment(segment))) {
		sp_mem_free(slice);
		return SP_FATAL;
	}
	slice->item = *segment->item;
	slice->item.media_type = NULL;
	slice->segment->item = &slice->item;
	offer(slice, false);
	return SP_OK;
}

struct slice *sliced_add_own(struct sliced *file)
{
	struct slice *slice = slice_new(file);

	if (!slice)
		return NULL;
	slice->state = SLICE_TAKEN;
	pthread_mutex_lock(&file->slices->lock);
	append(slice);
	slice->in_turn = slice == file->first;
	pthread_mutex_unlock(&file->slices->lock);
	return slice;
}

void sliced_cut_off(struct sliced *file)
{
	pthread_mutex_lock(&file->slices->lock);
	file->cut = true;
	pthread_mutex_unlock(&file->slices->lock);
}

/* With the lock held. false: there is nothing to do now. */
static bool next_step(struct sliced *file, size_t most, enum sliced_step *step,
		      struct slice **slice)
{
	*slice = NULL;
	*step = SLICED_CUT;
	if (!file->cut && !file->ended && file->n < most)
		return true;
	*step = SLICED_READ;
	if ((*slice = take(file)))
		return true;
	*step = SLICED_END;
	return !file->n;
}

enum sliced_step sliced_next(struct sliced *file, size_t most, struct slice **slice)
{
	enum sliced_step step;

	pthread_mutex_lock(&file->slices->lock);
	while (!next_step(file, most, &step, slice))
		pthread_cond_wait(&file->slices->changed, &file->slices->lock);
	pthread_mutex_unlock(&file->slices->lock);
	return step;
}
