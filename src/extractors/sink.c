/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink.c - what stands between the formats and the detectors: items within
 * items, and all limits.
 *
 * Each item that is open has a level: its text not yet sent (sink_text.c), its
 * problems and its limits. Members make a level of their own on top.
 */
#include "extractors/sink_level.h"
#include "extractors/sink_memo.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"

/* Text or calls between two looks at the clock. */
#define CLOCK_BYTES (64 * 1024)
#define CLOCK_CALLS 256
/* Bytes of a wanted item that are told at once. */
#define BLOCK ((size_t)64 * 1024)
/* The least bid of the format that a container said its member has: more than that of text. */
#define EXPECTED 10
/* With this one no other format is asked: a mail with five headers that are known. */
#define EXPECTED_SURE 200

uint64_t sink_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

bool sink_stopped(const struct sp_sink *sink)
{
	return sink->stop && atomic_load_explicit(sink->stop, memory_order_relaxed);
}

/* ---- problems ---- */

static enum sp_status tell_problem(struct sp_sink *sink, enum sp_reason reason, const char *detail)
{
	struct level *level = sink->level;

	level->problem = true;
	return sink->events->problem(sink->context, &level->item, reason, detail ? detail : "");
}

void sp_sink_problem(struct sp_sink *sink, enum sp_reason reason, const char *detail)
{
	/* An event that failed will fail again at the next call that can say so. */
	(void)!tell_problem(sink, reason, detail);
}

void sp_sink_input_problem(struct sp_sink *sink, const struct sp_input *in)
{
	const struct sp_error *error = sp_input_error(in);

	if (error->reason)
		sp_sink_problem(sink, error->reason, error->text);
}

/* Tells a limit once an item, and ends it. */
enum sp_status sink_limit(struct sp_sink *sink, enum sp_reason reason, const char *detail)
{
	if (!sink->level->limit_told) {
		sink->level->limit_told = true;
		if (tell_problem(sink, reason, detail) == SP_FATAL)
			return SP_FATAL;
	}
	return SP_PARTIAL;
}

enum sp_status sink_check_clock(struct sp_sink *sink, size_t bytes)
{
	struct level *level = sink->level;

	if (sink_stopped(sink))
		return SP_FATAL;
	level->bytes_unclocked += bytes;
	if (level->bytes_unclocked < CLOCK_BYTES && ++level->calls_unclocked < CLOCK_CALLS)
		return SP_OK;
	level->bytes_unclocked = 0;
	level->calls_unclocked = 0;
	if (level->deadline_ns && sink_now_ns() > level->deadline_ns)
		return sink_limit(sink, SP_REASON_TIMEOUT, "it took longer than one item may");
	return SP_OK;
}

static enum sp_status check_expansion(struct sp_sink *sink, struct level *level, uint64_t bytes)
{
	const struct sp_limits *limits = &sink->limits;
	uint64_t most;

	sink->unpacked += bytes;
	level->unpacked += bytes;
	if (sp_limits_pass_expansion(limits, sink->size, sink->unpacked))
		return sink_limit(sink, SP_REASON_LIMIT_EXPANSION,
				  "it unpacks to more than a file may");
	if (level->unpacked <= limits->max_ratio_from ||
	    __builtin_mul_overflow(level->item.size, limits->max_ratio, &most))
		return SP_OK;
	if (level->unpacked > most)
		return sink_limit(sink, SP_REASON_LIMIT_EXPANSION,
				  "it unpacks to too many times its size");
	return SP_OK;
}

enum sp_status sp_sink_spend(struct sp_sink *sink, uint64_t bytes)
{
	enum sp_status status =
		sink_check_clock(sink, bytes < CLOCK_BYTES ? (size_t)bytes : CLOCK_BYTES);

	return status == SP_OK ? check_expansion(sink, sink->level, bytes) : status;
}

/* ---- levels ---- */

static struct level *level_new(struct sp_sink *sink)
{
	struct level *level = sink->spare;

	if (level) {
		sink->spare = level->up;
		return level;
	}
	level = sp_mem_zero(1, sizeof(*level));
	if (level)
		level->text.cap = SP_BUF_UNCAPPED;
	return level;
}

void sink_level_free(struct level *level)
{
	sp_arena_release(&level->names);
	sp_arena_release(&level->places);
	sp_buf_release(&level->text);
	sp_spool_free(level->spool);
	sp_mem_free(level->spool_name);
	sp_mem_free(level->marks);
	sp_mem_free(level);
}

/* Empties a level and keeps its memory for the next item. */
void sink_level_recycle(struct sp_sink *sink, struct level *level)
{
	struct level clean = { .up = sink->spare,
			       .names = level->names,
			       .places = level->places,
			       .text = level->text,
			       .marks = level->marks,
			       .room_marks = level->room_marks };

	sp_spool_free(level->spool);
	sp_mem_free(level->spool_name);
	sp_arena_reset(&clean.names);
	sp_arena_reset(&clean.places);
	sp_mem_wipe(clean.text.data, clean.text.len);
	sp_buf_reset(&clean.text);
	*level = clean;
	sink->spare = level;
}

static const struct sp_extractor *find_format(const char *name)
{
	for (size_t i = 0; name && sp_extractors[i]; i++)
		if (strcmp(sp_extractors[i]->name, name) == 0)
			return sp_extractors[i];
	return NULL;
}

const struct sp_extractor *sink_choose(struct sp_input *in, const char *expected)
{
	const struct sp_extractor *best = NULL, *said = find_format(expected);
	unsigned most = 0, least = said ? said->probe(in) : 0;

	if (least >= EXPECTED_SURE)
		return said;
	if (least && least < EXPECTED)
		least = EXPECTED;
	for (size_t i = 0; sp_extractors[i]; i++) {
		unsigned bits = sp_extractors[i] == said ? least : sp_extractors[i]->probe(in);
		if (bits > most) {
			most = bits;
			best = sp_extractors[i];
		}
	}
	return best;
}

/* Reads the item of the innermost level with the format that fits. */
static enum sp_status extract(struct sp_sink *sink, struct sp_input *in,
			      const struct sp_extractor *extractor)
{
	struct level *level = sink->level;

	if (!extractor) {
		if (sp_input_error(in)->reason)
			sp_sink_input_problem(sink, in);
		else
			sp_sink_problem(sink, SP_REASON_UNSUPPORTED, "unknown kind of file");
		return SP_FAILED;
	}
	if (!extractor->streams && level->item.size > sink->limits.max_item)
		return sink_limit(sink, SP_REASON_LIMIT_SIZE,
				  "it is larger than such an item may be");
	enum sp_status status = extractor->extract(in, sink);
	if (sink->level != level)
		return SP_FATAL;
	if (status > SP_FATAL && sp_input_error(in)->reason && !level->problem)
		sp_sink_input_problem(sink, in);
	return status;
}

/* What a status amounts to, given what was told meanwhile. */
static enum sp_outcome outcome_of(const struct level *level, enum sp_status status)
{
	bool something = level->sent || level->children;

	if (status == SP_SKIPPED)
		return level->problem ? SP_OUTCOME_NOT_READ : SP_OUTCOME_NO_TEXT;
	if (status == SP_FAILED)
		return something ? SP_OUTCOME_PART : SP_OUTCOME_NOT_READ;
	if (status == SP_PARTIAL)
		return something || level->item.size == 0 ? SP_OUTCOME_PART : SP_OUTCOME_NOT_READ;
	return level->problem ? SP_OUTCOME_PART : SP_OUTCOME_FULL;
}

/* ---- bytes that are wanted ---- */

void sp_sink_want(struct sp_sink *sink, const uint32_t *numbers, size_t n)
{
	sink->wanted = numbers;
	sink->n_wanted = n;
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Is the item asked for, or does it stand for one that has no bytes of its own? */
static bool is_wanted(const struct sp_sink *sink, const struct level *level)
{
	const uint32_t number = level->item.number;

	if (!sink->n_wanted)
		return false;
	return (level->up && level->up->wanted && !level->up->bytes) ||
	       bsearch(&number, sink->wanted, sink->n_wanted, sizeof(number), by_number);
}

/* What cannot be read is told by whoever reads it next. */
static enum sp_status tell_bytes(struct sp_sink *sink, struct sp_input *in)
{
	struct level *level = sink->level;
	char *block = level->wanted ? sp_mem_alloc(BLOCK) : NULL;
	enum sp_status status = !level->wanted || block ? SP_OK : SP_FATAL;
	size_t got = 1;

	for (uint64_t at = 0; block && got && status == SP_OK; at += got) {
		if (sp_input_read(in, at, block, BLOCK, &got) != SP_OK)
			break;
		level->bytes = true;
		if (got || !at)
			status = sink->events->bytes(sink->context, &level->item, block, got);
		if (sink_stopped(sink))
			status = SP_FATAL;
	}
	sp_mem_wipe(block, block ? BLOCK : 0);
	sp_mem_free(block);
	return status;
}

/* Opens a level for an item; `in` may be NULL. */
enum sp_status sink_item_begin(struct sp_sink *sink, const char *name, uint64_t size,
			       const struct sp_extractor *extractor)
{
	struct level *up = sink->level;
	struct level *level = level_new(sink);

	if (!level)
		return SP_FATAL;
	level->up = up;
	level->item = (struct sp_item) {
		.up = up ? &up->item : NULL,
		.format = extractor ? extractor->name : "unknown",
		.size = size,
		.number = sink->numbers++,
		.depth = up ? up->item.depth + 1 : 0,
		.streams = extractor && extractor->streams,
	};
	sink->level = level;
	if (name && !(level->item.name = sink_repair(&level->names, name)))
		return SP_FATAL;
	level->streams = level->item.streams;
	level->wanted = is_wanted(sink, level);
	if (sink->limits.timeout_seconds && !level->streams) {
		level->begun_ns = sink_now_ns();
		level->deadline_ns =
			level->begun_ns + (uint64_t)sink->limits.timeout_seconds * 1000000000u;
	}
	return sink->events->begin(sink->context, &level->item);
}

enum sp_status sink_item_close(struct sp_sink *sink, enum sp_outcome outcome)
{
	struct level *level = sink->level;
	enum sp_status status = sink->events->end(sink->context, &level->item, outcome);

	sink->level = level->up;
	sink_level_recycle(sink, level);
	return status == SP_FATAL ? SP_FATAL : SP_OK;
}

/* Closes the innermost level. SP_FATAL passes through; all else is told and done. */
enum sp_status sink_item_end(struct sp_sink *sink, enum sp_status status)
{
	struct level *level = sink->level;

	if (level->no_memory || (status > SP_FATAL && sink_flush_tail(sink) == SP_FATAL))
		status = SP_FATAL;
	if (status > SP_FATAL && sink_send_text(sink, true, true) == SP_FATAL)
		status = SP_FATAL;
	if (status > SP_FATAL && (status == SP_PARTIAL || status == SP_FAILED) && !level->problem &&
	    tell_problem(sink, SP_REASON_DAMAGED, "its reader gave up") == SP_FATAL)
		status = SP_FATAL;
	if (status > SP_FATAL)
		return sink_item_close(sink, outcome_of(level, status));
	sink->level = level->up;
	sink_level_recycle(sink, level);
	return SP_FATAL;
}

/* Reads an item; `reason` says why its bytes broke off, if they did. */
enum sp_status sink_read_item(struct sp_sink *sink, const char *name, struct sp_input *in,
			      const struct sp_extractor *extractor, enum sp_reason reason,
			      const char *detail)
{
	enum sp_status status = sink_item_begin(sink, name, sp_input_size(in), extractor);

	if (status != SP_FATAL)
		status = tell_bytes(sink, in);
	if (status == SP_FATAL)
		return status;
	if (reason != SP_REASON_NONE)
		sp_sink_problem(sink, reason, detail);
	return sink_item_end(sink, extract(sink, in, extractor));
}

enum sp_status sink_unread(struct sp_sink *sink, const char *name, uint64_t size,
			   enum sp_reason reason, const char *detail)
{
	enum sp_status status = sink_item_begin(sink, name, size, NULL);

	sink->expected = NULL;
	if (status == SP_FATAL)
		return SP_FATAL;
	sp_sink_problem(sink, reason, detail);
	return sink_item_end(sink, SP_FAILED);
}
