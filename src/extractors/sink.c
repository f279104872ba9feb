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

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static bool stopped(const struct sp_sink *sink)
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

	if (stopped(sink))
		return SP_FATAL;
	level->bytes_unclocked += bytes;
	if (level->bytes_unclocked < CLOCK_BYTES && ++level->calls_unclocked < CLOCK_CALLS)
		return SP_OK;
	level->bytes_unclocked = 0;
	level->calls_unclocked = 0;
	if (level->deadline_ns && now_ns() > level->deadline_ns)
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

static void level_free(struct level *level)
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
static void level_recycle(struct sp_sink *sink, struct level *level)
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

static const struct sp_extractor *choose(struct sp_input *in, const char *expected)
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
		if (stopped(sink))
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
		level->begun_ns = now_ns();
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
	level_recycle(sink, level);
	return status == SP_FATAL ? SP_FATAL : SP_OK;
}

/* Closes the innermost level. SP_FATAL passes through; all else is told and done. */
static enum sp_status item_end(struct sp_sink *sink, enum sp_status status)
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
	level_recycle(sink, level);
	return SP_FATAL;
}

/* Reads an item; `reason` says why its bytes broke off, if they did. */
static enum sp_status read_item(struct sp_sink *sink, const char *name, struct sp_input *in,
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
	return item_end(sink, extract(sink, in, extractor));
}

/* ---- members ---- */

/* Counts a member and looks at what speaks against reading it. */
static enum sp_status admit(struct sp_sink *sink)
{
	sink->level->children = true;
	if (stopped(sink) || sink->in_process)
		return SP_FATAL;
	if (sp_limits_pass_members(&sink->limits, sink->size, ++sink->members))
		return sink_limit(sink, SP_REASON_LIMIT_EXPANSION,
				  "it holds more members than a file may");
	return SP_OK;
}

static enum sp_status unread(struct sp_sink *sink, const char *name, uint64_t size,
			     enum sp_reason reason, const char *detail)
{
	enum sp_status status = sink_item_begin(sink, name, size, NULL);

	sink->expected = NULL;
	if (status == SP_FATAL)
		return SP_FATAL;
	sp_sink_problem(sink, reason, detail);
	return item_end(sink, SP_FAILED);
}

/* The same attachment of another mail is not read again. */
static enum sp_status read_or_repeat(struct sp_sink *sink, const char *name, struct sp_input *in,
				     const char *expected)
{
	bool noting = false;
	/* What is wanted must be there each time. */
	enum sp_status status =
		sink->n_wanted ? SP_SKIPPED : sink_memo_find(sink, name, in, expected, &noting);

	if (status != SP_SKIPPED)
		return status;
	status = read_item(sink, name, in, choose(in, expected), SP_REASON_NONE, NULL);
	if (noting)
		sink_memo_note_end(sink, status == SP_OK);
	return status;
}

/* Text so far goes out before the member's, and its time is not the container's. */
static enum sp_status read_member(struct sp_sink *sink, const char *name, struct sp_input *in,
				  enum sp_reason reason, const char *detail)
{
	struct level *level = sink->level;
	uint64_t start = level->deadline_ns ? now_ns() : 0;
	const char *expected = sink->expected;
	enum sp_status status = sink_send_text(sink, true, false);

	sink->expected = NULL;
	if (status != SP_OK)
		return status;
	if (level->item.depth + 1 > sink->limits.max_depth)
		status = unread(sink, name, sp_input_size(in), SP_REASON_LIMIT_DEPTH,
				"it is nested too deep");
	else if (reason != SP_REASON_NONE)
		status = read_item(sink, name, in, choose(in, expected), reason, detail);
	else
		status = read_or_repeat(sink, name, in, expected);
	if (level->deadline_ns)
		level->deadline_ns += now_ns() - start;
	return status;
}

enum sp_status sp_sink_child(struct sp_sink *sink, const char *name, struct sp_input *child)
{
	enum sp_status status = admit(sink);

	if (status == SP_OK)
		status = read_member(sink, name, child, SP_REASON_NONE, NULL);
	sp_input_free(child);
	return status;
}

enum sp_status sp_sink_child_unread(struct sp_sink *sink, const char *name, uint64_t size,
				    enum sp_reason reason, const char *detail)
{
	enum sp_status status = admit(sink);

	return status == SP_OK ? unread(sink, name, size, reason, detail) : status;
}

enum sp_status sp_sink_member_begin(struct sp_sink *sink, const char *name, const char *format,
				    uint64_t size)
{
	enum sp_status status = admit(sink);

	if (status == SP_OK)
		status = sink_send_text(sink, true, false);
	if (status != SP_OK)
		return status;
	if (sink->level->item.depth + 1 > sink->limits.max_depth) {
		status = unread(sink, name, size, SP_REASON_LIMIT_DEPTH, "it is nested too deep");
		return status == SP_OK ? SP_SKIPPED : status;
	}
	return sink_item_begin(sink, name, size, &(struct sp_extractor) { .name = format });
}

/* The time that a member took is not that of its container. */
enum sp_status sp_sink_member_end(struct sp_sink *sink, enum sp_status status)
{
	struct level *up = sink->level->up;
	uint64_t begun = sink->level->begun_ns;

	status = item_end(sink, status);
	if (up->deadline_ns && begun)
		up->deadline_ns += now_ns() - begun;
	return status == SP_OK && up->limit_told ? SP_PARTIAL : status;
}

void sp_sink_expect(struct sp_sink *sink, const char *format)
{
	sink->expected = format;
}

enum sp_status sp_sink_child_open(struct sp_sink *sink, const char *name)
{
	struct level *level = sink->level;
	enum sp_status status = admit(sink);

	if (status != SP_OK)
		return status;
	level->spool_full = false;
	level->spool_name = sp_mem_strdup(name ? name : "");
	if (!level->spool_name)
		return SP_FATAL;
	return sp_spool_new(&level->spool);
}

enum sp_status sp_sink_child_write(struct sp_sink *sink, const void *data, size_t len)
{
	struct level *level = sink->level;
	struct sp_error error = { 0 };
	enum sp_status status;

	if (level->spool_full)
		return SP_SKIPPED;
	status = sp_sink_spend(sink, len);
	if (status != SP_OK)
		return status;
	if (sp_spool_size(level->spool) + len > sink->limits.max_item) {
		level->spool_full = true;
		return SP_SKIPPED;
	}
	status = sp_spool_write(level->spool, data, len, &error);
	if (status == SP_FAILED) {
		sp_sink_problem(sink, error.reason, error.text);
		return SP_PARTIAL;
	}
	return status;
}

enum sp_status sp_sink_child_close(struct sp_sink *sink, enum sp_reason reason, const char *detail)
{
	struct level *level = sink->level;
	struct sp_spool *spool = level->spool;
	char *name = level->spool_name;
	struct sp_input *in = NULL;
	enum sp_status status;

	level->spool = NULL;
	level->spool_name = NULL;
	if (!spool || !name) {
		sp_spool_free(spool);
		sp_mem_free(name);
		return SP_FATAL;
	}
	if (level->spool_full) {
		reason = SP_REASON_LIMIT_SIZE;
		detail = "it is larger than a member may be";
	} else if (level->limit_told && reason == SP_REASON_NONE) {
		reason = SP_REASON_LIMIT_EXPANSION;
		detail = "it was not unpacked to its end";
	}
	status = sp_spool_input(spool, &in);
	if (status == SP_OK)
		status = read_member(sink, name, in, reason, detail);
	sp_input_free(in);
	sp_mem_free(name);
	return status == SP_OK && level->limit_told ? SP_PARTIAL : status;
}

/* ---- files ---- */

enum sp_status sp_sink_new(struct sp_sink **out, const struct sp_limits *limits,
			   const struct sp_sink_events *events, void *context,
			   const atomic_bool *stop)
{
	struct sp_sink *sink = sp_mem_zero(1, sizeof(*sink));

	*out = sink;
	if (!sink)
		return SP_FATAL;
	sink->limits = *limits;
	sink->events = events;
	sink->context = context;
	sink->stop = stop;
	return SP_OK;
}

void sp_sink_free(struct sp_sink *sink)
{
	if (!sink)
		return;
	while (sink->spare) {
		struct level *level = sink->spare;
		sink->spare = level->up;
		level_free(level);
	}
	sink_memo_free(sink->memo);
	sp_arena_release(&sink->names);
	sp_mem_free(sink);
}

static enum sp_status unopened(struct sp_sink *sink, const struct sp_error *error)
{
	enum sp_status status = sink_item_begin(sink, NULL, 0, NULL);

	if (status == SP_FATAL)
		return SP_FATAL;
	sp_sink_problem(sink, error->reason, error->text);
	return item_end(sink, SP_FAILED);
}

static enum sp_status too_large(struct sp_sink *sink, uint64_t size)
{
	enum sp_status status = sink_item_begin(sink, NULL, size, NULL);

	if (status == SP_FATAL)
		return SP_FATAL;
	sp_sink_problem(sink, SP_REASON_LIMIT_SIZE, "the file is larger than --max-file-size");
	return item_end(sink, SP_FAILED);
}

uint64_t sp_sink_raw(const struct sp_sink *sink)
{
	return sink->limits.max_raw;
}

uint64_t sp_sink_before(const struct sp_sink *sink)
{
	return sink->level->up ? 0 : sink->before;
}

const char *sp_sink_name(struct sp_sink *sink)
{
	const struct level *level = sink->level;

	sink->asked_name = true;
	if (level->item.name)
		return level->item.name;
	return !level->up && sink->file_name ? sink->file_name : "";
}

static enum sp_status file_begin(struct sp_sink *sink, const char *name, uint64_t size,
				 bool in_process)
{
	sink->numbers = 0;
	sink->members = 0;
	sink->unpacked = 0;
	sink->size = size;
	sink->before = 0;
	sink->expected = NULL;
	sink->in_process = in_process;
	sp_arena_reset(&sink->names);
	sink->file_name = name ? sink_repair(&sink->names, name) : NULL;
	return name && !sink->file_name ? SP_FATAL : SP_OK;
}

static enum sp_status file_end(struct sp_sink *sink, enum sp_status status)
{
	while (sink->level) {
		struct level *level = sink->level;
		sink->level = level->up;
		level_recycle(sink, level);
	}
	sink_memo_forget(sink->memo);
	return status;
}

enum sp_status sp_sink_file_unread(struct sp_sink *sink, const char *name, struct sp_input *in,
				   const struct sp_error *error)
{
	uint64_t size = in ? sp_input_size(in) : 0;
	enum sp_status status = file_begin(sink, name, size, true);

	if (status == SP_OK)
		status = in ? too_large(sink, size) : unopened(sink, error);
	return file_end(sink, status);
}

enum sp_status sp_sink_file(struct sp_sink *sink, const char *name, struct sp_input *in,
			    const struct sp_error *error)
{
	uint64_t most = sink->limits.max_file_size;

	if (!in || (most && sp_input_size(in) > most))
		return sp_sink_file_unread(sink, name, in, error);
	enum sp_status status = file_begin(sink, name, sp_input_size(in), false);
	if (status == SP_OK)
		status = read_item(sink, NULL, in, choose(in, NULL), SP_REASON_NONE, NULL);
	return file_end(sink, status);
}

/* A slice whose file is no longer of a format that has slices. */
static enum sp_status no_slice(struct sp_sink *sink, uint64_t size)
{
	enum sp_status status = sink_item_begin(sink, NULL, size, NULL);

	if (status == SP_FATAL)
		return SP_FATAL;
	sp_sink_problem(sink, SP_REASON_CHANGED, "it was written to while it was read");
	return item_end(sink, SP_FAILED);
}

static enum sp_status read_slice(struct sp_sink *sink, struct sp_input *in,
				 const struct sp_slice *slice)
{
	const struct sp_extractor *extractor = choose(in, NULL);
	struct sp_input *range = NULL;

	if (!extractor || !extractor->cut)
		return no_slice(sink, slice->len);
	enum sp_status status = sp_input_range(&range, in, slice->at, slice->len);
	if (status == SP_OK)
		status = read_item(sink, NULL, range, extractor, SP_REASON_NONE, NULL);
	sp_input_free(range);
	return status;
}

enum sp_status sp_sink_slice(struct sp_sink *sink, const char *name, struct sp_input *in,
			     struct sp_slice *slice)
{
	enum sp_status status = file_begin(sink, name, sp_input_size(in), false);

	sink->before = slice->before;
	sink->members = slice->members;
	sink->unpacked = slice->unpacked;
	if (status == SP_OK)
		status = read_slice(sink, in, slice);
	slice->members = sink->members;
	slice->unpacked = sink->unpacked;
	return file_end(sink, status);
}

enum sp_status sp_sink_file_as(struct sp_sink *sink, const char *name, struct sp_input *in,
			       const struct sp_extractor *extractor)
{
	enum sp_status status = file_begin(sink, name, sp_input_size(in), true);

	if (status == SP_OK)
		status = read_item(sink, NULL, in, extractor, SP_REASON_NONE, NULL);
	return file_end(sink, status);
}
