/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink.c - what stands between the formats and the detectors.
 *
 * Each item that is open has a level: its text not yet sent, the marks in it,
 * the chain of places, and its limits. Text is sent in windows with a margin
 * on both sides, so that a match over a cut is seen once and with its context.
 * Members make a level of their own on top.
 */
#include "spana/extractor.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/lines.h"
#include "base/mem.h"
#include "base/utf8.h"

/* Names and places of a window may grow to this before they are compacted. */
#define ARENA_COMPACT (256 * 1024)
/* Text or calls between two looks at the clock. */
#define CLOCK_BYTES (64 * 1024)
#define CLOCK_CALLS 256
/* Nesting of places: sheet > row > cell is three. */
#define MAX_PLACES 64

/* A place that is open, and the position that the text around it had reached. */
struct open_place {
	struct sp_place *place;
	struct sp_position outer; /* to go on from, where the place counts lines of its own */
	bool outer_begun;
};

/* One item that is being read. */
struct level {
	struct level *up;
	struct sp_item item;
	struct sp_arena names;	/* of the item: name, media type, delimited */
	struct sp_arena places; /* of the marks in `text` and of the open places */
	struct sp_buf text;	/* left margin, then text not yet sent */
	size_t from;		/* where that begins */
	uint64_t offset;	/* of text.data[0] within the item's text */
	char tail[4];		/* a character that is not yet complete */
	size_t n_tail;
	struct sp_mark *marks;
	size_t n_marks, room_marks;
	struct open_place open[MAX_PLACES];
	size_t n_open;
	bool moved;		   /* the place changed since the last mark */
	bool begun;		   /* the present run of lines has text */
	char separator;		   /* due before the next text, or 0 */
	struct sp_position resume; /* where the next mark goes on, with `resumes` */
	bool resumes;
	struct sp_delimited delimited;
	bool has_delimited;
	struct sp_spool *spool; /* of the member that is being unpacked */
	char *spool_name;
	bool spool_full;
	uint64_t sent, unpacked;
	bool streams, problem, children, limit_told;
	bool no_memory;	      /* in a call that could not say so */
	uint64_t deadline_ns; /* 0: none */
	size_t bytes_unclocked;
	unsigned calls_unclocked;
};

struct sp_sink {
	struct sp_limits limits;
	const struct sp_sink_events *events;
	void *context;
	const atomic_bool *stop;
	struct level *level; /* the innermost */
	struct level *spare; /* for reuse */
	struct sp_arena names;
	char *file_name;	    /* made valid, in names; or NULL */
	uint32_t numbers;	    /* handed out in this file */
	uint64_t members, unpacked; /* of this file, all levels */
};

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
static enum sp_status limit(struct sp_sink *sink, enum sp_reason reason, const char *detail)
{
	if (!sink->level->limit_told) {
		sink->level->limit_told = true;
		if (tell_problem(sink, reason, detail) == SP_FATAL)
			return SP_FATAL;
	}
	return SP_PARTIAL;
}

static enum sp_status check_clock(struct sp_sink *sink, size_t bytes)
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
		return limit(sink, SP_REASON_TIMEOUT, "it took longer than one item may");
	return SP_OK;
}

static enum sp_status check_expansion(struct sp_sink *sink, struct level *level, uint64_t bytes)
{
	const struct sp_limits *limits = &sink->limits;
	uint64_t most;

	sink->unpacked += bytes;
	level->unpacked += bytes;
	if (sink->unpacked > limits->max_expansion)
		return limit(sink, SP_REASON_LIMIT_EXPANSION, "it unpacks to more than a file may");
	if (level->unpacked <= limits->max_ratio_from ||
	    __builtin_mul_overflow(level->item.size, limits->max_ratio, &most))
		return SP_OK;
	if (level->unpacked > most)
		return limit(sink, SP_REASON_LIMIT_EXPANSION,
			     "it unpacks to too many times its size");
	return SP_OK;
}

enum sp_status sp_sink_spend(struct sp_sink *sink, uint64_t bytes)
{
	enum sp_status status =
		check_clock(sink, bytes < CLOCK_BYTES ? (size_t)bytes : CLOCK_BYTES);

	return status == SP_OK ? check_expansion(sink, sink->level, bytes) : status;
}

/* ---- places ---- */

/* Places that have lines of their own. */
static bool counts_lines(enum sp_place_kind kind)
{
	return kind == SP_PLACE_PAGE || kind == SP_PLACE_SLIDE || kind == SP_PLACE_SHEET ||
	       kind == SP_PLACE_PART;
}

static char *repaired(struct sp_arena *arena, const char *s)
{
	struct sp_buf good = SP_BUF_INIT(SP_MAX_STRING);
	char *copy = NULL;
	size_t len = strlen(s);

	if (len > SP_MAX_STRING / 4)
		len = SP_MAX_STRING / 4;
	if (sp_utf8_valid(s, len) == len)
		return sp_arena_copy(arena, s, len);
	if (sp_utf8_repair(&good, s, len))
		copy = sp_arena_copy(arena, sp_buf_str(&good), good.len);
	sp_buf_release(&good);
	return copy;
}

static struct sp_place *innermost(const struct level *level)
{
	return level->n_open ? level->open[level->n_open - 1].place : NULL;
}

/* The position that the next text will have. */
static struct sp_position position_now(const struct level *level)
{
	struct sp_position position = { 1, 1 };

	if (level->resumes)
		return level->resume;
	if (level->n_marks) {
		const struct sp_mark *last = &level->marks[level->n_marks - 1];
		position = (struct sp_position) { last->line, last->column };
		sp_position_advance(&position, level->text.data + last->at,
				    level->text.len - last->at);
	}
	return position;
}

static void due(struct level *level, char separator)
{
	if (level->separator != '\n')
		level->separator = separator;
}

/* What is in the tail will not be completed: no character spans two places. */
static enum sp_status flush_tail(struct sp_sink *sink);

enum sp_status sp_sink_enter(struct sp_sink *sink, enum sp_place_kind kind, const char *name,
			     uint64_t number)
{
	struct level *level = sink->level;
	struct sp_place *place;
	enum sp_status status = flush_tail(sink);

	if (status != SP_OK)
		return status;
	if (level->n_open == MAX_PLACES)
		return limit(sink, SP_REASON_LIMIT_DEPTH, "its parts are nested too deep");
	place = sp_arena_alloc(&level->places, sizeof(*place));
	if (!place)
		return SP_FATAL;
	*place = (struct sp_place) { .kind = kind, .number = number, .up = innermost(level) };
	if (name && !(place->name = repaired(&level->places, name)))
		return SP_FATAL;
	struct open_place *open = &level->open[level->n_open];
	*open = (struct open_place) { .place = place };
	due(level, kind == SP_PLACE_CELL ? '\t' : '\n');
	if (counts_lines(kind)) {
		open->outer = position_now(level);
		open->outer_begun = level->begun;
		level->resume = (struct sp_position) { 1, 1 };
		level->resumes = true;
		level->begun = false;
	}
	level->n_open++;
	level->moved = true;
	return SP_OK;
}

void sp_sink_leave(struct sp_sink *sink)
{
	struct level *level = sink->level;

	if (!level->n_open)
		return;
	/* Without memory the next call fails as well, and can say so. */
	(void)!flush_tail(sink);
	const struct open_place *open = &level->open[--level->n_open];
	due(level, open->place->kind == SP_PLACE_CELL ? '\t' : '\n');
	if (counts_lines(open->place->kind)) {
		level->resume = open->outer;
		level->resumes = true;
		level->begun = open->outer_begun;
	}
	level->moved = true;
}

enum sp_status sp_sink_label(struct sp_sink *sink, const char *label)
{
	struct level *level = sink->level;
	struct sp_place *place = innermost(level);

	if (!place || !label)
		return SP_OK;
	place->label = repaired(&level->places, label);
	return place->label ? SP_OK : SP_FATAL;
}

/* Puts a mark where the next text will stand. */
static enum sp_status put_mark(struct level *level)
{
	struct sp_position position = position_now(level);

	if (!sp_mem_room(&level->marks, &level->room_marks, level->n_marks + 1,
			 sizeof(*level->marks)))
		return SP_FATAL;
	level->marks[level->n_marks++] = (struct sp_mark) {
		.at = level->text.len,
		.place = innermost(level),
		.line = position.line,
		.column = position.column,
	};
	level->moved = false;
	level->resumes = false;
	return SP_OK;
}

/* ---- windows ---- */

/* The greatest character boundary in text that is at most `at`. */
static size_t boundary(const struct sp_buf *text, size_t at)
{
	if (at >= text->len)
		return text->len;
	while (at && sp_utf8_is_tail(text->data[at]))
		at--;
	return at;
}

static size_t next_boundary(const struct sp_buf *text, size_t at)
{
	if (at >= text->len)
		return text->len;
	while (at < text->len && sp_utf8_is_tail(text->data[at]))
		at++;
	return at;
}

/* Copies a chain of places into the arena; chains that were copied last are shared. */
static const struct sp_place *copy_chain(struct sp_arena *arena, const struct sp_place *old,
					 const struct sp_place **from, const struct sp_place **to,
					 size_t *n)
{
	if (!old)
		return NULL;
	for (size_t i = *n; i-- > 0;)
		if (from[i] == old)
			return to[i];
	const struct sp_place *up = copy_chain(arena, old->up, from, to, n);
	struct sp_place *copy = sp_arena_alloc(arena, sizeof(*copy));
	if (!copy || (old->up && !up))
		return NULL;
	*copy = *old;
	copy->up = up;
	if (!sp_arena_dup(arena, old->name, &copy->name) ||
	    !sp_arena_dup(arena, old->label, &copy->label))
		return NULL;
	from[*n] = old;
	to[(*n)++] = copy;
	return copy;
}

/* Lets go of places that no mark and no open place needs any more. */
static enum sp_status compact_places(struct level *level)
{
	struct sp_arena fresh = { 0 };
	size_t n = 0, most = (level->n_marks + 1) * MAX_PLACES;
	const struct sp_place **from = sp_mem_zero(most * 2, sizeof(const struct sp_place *));
	enum sp_status status = SP_FATAL;

	if (!from)
		return SP_FATAL;
	for (size_t i = 0; i < level->n_open; i++) {
		const struct sp_place *copy =
			copy_chain(&fresh, level->open[i].place, from, from + most, &n);
		if (!copy)
			goto out;
		/* Ours, made a moment ago by copy_chain. */
		memcpy(&level->open[i].place, &copy, sizeof(copy));
	}
	for (size_t i = 0; i < level->n_marks; i++) {
		const struct sp_place *old = level->marks[i].place;
		level->marks[i].place = copy_chain(&fresh, old, from, from + most, &n);
		if (old && !level->marks[i].place)
			goto out;
	}
	status = SP_OK;
out:
	sp_mem_free(from);
	sp_arena_release(&level->places);
	level->places = fresh;
	return status;
}

/* Drops text that is behind the left margin, and the marks that it had. */
static enum sp_status drop_sent(struct level *level)
{
	size_t keep = level->from > SP_MARGIN ? level->from - SP_MARGIN : 0;
	size_t first = 0;

	keep = boundary(&level->text, keep);
	if (!keep)
		return SP_OK;
	while (first + 1 < level->n_marks && level->marks[first + 1].at <= keep)
		first++;
	if (level->n_marks) {
		struct sp_mark *mark = &level->marks[first];
		struct sp_position position = { mark->line, mark->column };
		sp_position_advance(&position, level->text.data + mark->at, keep - mark->at);
		mark->at = keep;
		mark->line = position.line;
		mark->column = position.column;
		level->n_marks -= first;
		memmove(level->marks, mark, level->n_marks * sizeof(*mark));
		for (size_t i = 0; i < level->n_marks; i++)
			level->marks[i].at -= keep;
	}
	sp_buf_drop(&level->text, keep);
	level->from -= keep;
	level->offset += keep;
	return level->places.used > ARENA_COMPACT ? compact_places(level) : SP_OK;
}

/* Sends the window [from, to) with its margins. */
static enum sp_status send_window(struct sp_sink *sink, size_t to, bool last)
{
	struct level *level = sink->level;
	size_t end = boundary(&level->text, to + SP_MARGIN);
	size_t n_marks = level->n_marks;

	while (n_marks > 1 && level->marks[n_marks - 1].at >= end)
		n_marks--;
	struct sp_segment segment = {
		.item = &level->item,
		.text = sp_buf_str(&level->text),
		.len = end,
		.from = level->from,
		.to = to,
		.offset = level->offset,
		.marks = level->marks,
		.n_marks = n_marks,
		.delimited = level->has_delimited ? &level->delimited : NULL,
		.last = last,
	};
	enum sp_status status = sink->events->segment(sink->context, &segment);
	if (status == SP_FATAL)
		return SP_FATAL;
	level->from = to;
	return SP_OK;
}

/* Sends the windows that are complete; with `all` what is left as well. */
static enum sp_status send_text(struct sp_sink *sink, bool all, bool last)
{
	struct level *level = sink->level;
	size_t window = (size_t)sink->limits.window;
	enum sp_status status = SP_OK;

	/* What is sent is dropped at once: a window has no more than its margin behind it. */
	while (status == SP_OK && level->text.len > level->from &&
	       (all || level->text.len - level->from >= window + SP_MARGIN)) {
		size_t to = next_boundary(&level->text, level->from + window);
		status = send_window(sink, to, last && to == level->text.len);
		if (status == SP_OK)
			status = drop_sent(level);
	}
	return status;
}

/* Appends text that is known to be well-formed. */
static enum sp_status append(struct sp_sink *sink, const char *s, size_t len)
{
	struct level *level = sink->level;

	if (!len)
		return SP_OK;
	if (level->separator && level->sent && !sp_buf_putc(&level->text, level->separator))
		return SP_FATAL;
	if (level->separator && level->begun && level->resumes)
		sp_position_advance(&level->resume, &level->separator, 1);
	level->separator = 0;
	if ((level->moved || !level->n_marks) && put_mark(level) != SP_OK)
		return SP_FATAL;
	level->begun = true;
	level->sent += len;
	if (!level->streams && level->sent > sink->limits.max_text)
		return limit(sink, SP_REASON_LIMIT_SIZE, "it holds more text than an item may");
	if (!sp_buf_add(&level->text, s, len))
		return SP_FATAL;
	return level->text.len - level->from >= sink->limits.window + SP_MARGIN
		       ? send_text(sink, false, false)
		       : SP_OK;
}

/* Appends well-formed text of any length, as much at a time as a window still takes. */
static enum sp_status append_good(struct sp_sink *sink, const char *s, size_t len)
{
	const size_t full = (size_t)sink->limits.window + SP_MARGIN + 4;
	const struct level *level = sink->level;
	enum sp_status status = SP_OK;

	for (size_t n; len && status == SP_OK; s += n, len -= n) {
		size_t room = level->from + full - level->text.len;
		n = len < room ? len : room;
		while (n < len && sp_utf8_is_tail(s[n]))
			n++;
		status = append(sink, s, n);
	}
	return status;
}

/* Appends bytes; ill-formed ones become U+FFFD. */
static enum sp_status append_any(struct sp_sink *sink, const char *s, size_t len)
{
	enum sp_status status = SP_OK;

	while (len && status == SP_OK) {
		size_t good = sp_utf8_valid(s, len), bad = 0;
		status = append_good(sink, s, good);
		s += good;
		len -= good;
		if (!len || status != SP_OK)
			break;
		sp_utf8_decode(s, len, &bad);
		status = append(sink, "\xEF\xBF\xBD", 3);
		s += bad;
		len -= bad;
	}
	return status;
}

static enum sp_status flush_tail(struct sp_sink *sink)
{
	struct level *level = sink->level;
	size_t n = level->n_tail;

	level->n_tail = 0;
	return n ? append_any(sink, level->tail, n) : SP_OK;
}

/* Completes the character in the tail with the first bytes of s; *used of them. */
static enum sp_status complete_tail(struct sp_sink *sink, const char *s, size_t len, size_t *used)
{
	struct level *level = sink->level;

	*used = 0;
	while (level->n_tail && *used < len && sp_utf8_is_tail(s[*used])) {
		level->tail[level->n_tail++] = s[(*used)++];
		if (!sp_utf8_cut(level->tail, level->n_tail))
			return flush_tail(sink);
	}
	return *used < len ? flush_tail(sink) : SP_OK;
}

enum sp_status sp_sink_good_text(struct sp_sink *sink, const char *utf8, size_t len)
{
	enum sp_status status = check_clock(sink, len);

	if (status == SP_OK)
		status = flush_tail(sink);
	return status == SP_OK ? append_good(sink, utf8, len) : status;
}

enum sp_status sp_sink_text(struct sp_sink *sink, const char *utf8, size_t len)
{
	struct level *level = sink->level;
	enum sp_status status = check_clock(sink, len);

	if (status == SP_OK && level->n_tail) {
		size_t used;
		status = complete_tail(sink, utf8, len, &used);
		utf8 += used;
		len -= used;
	}
	if (status != SP_OK || !len)
		return status;
	size_t cut = sp_utf8_cut(utf8, len);
	status = append_any(sink, utf8, len - cut);
	if (status == SP_OK && cut) {
		memcpy(level->tail, utf8 + len - cut, cut);
		level->n_tail = cut;
	}
	return status;
}

enum sp_status sp_sink_value(struct sp_sink *sink, enum sp_place_kind kind, const char *name,
			     const char *utf8, size_t len)
{
	if (!len)
		return SP_OK;
	enum sp_status status = sp_sink_enter(sink, kind, name, 0);
	if (status != SP_OK)
		return status;
	status = sp_sink_text(sink, utf8, len);
	sp_sink_leave(sink);
	return status;
}

enum sp_status sp_sink_delimited(struct sp_sink *sink, const struct sp_delimited *rows)
{
	struct level *level = sink->level;
	const char **header = NULL;

	level->delimited = *rows;
	level->has_delimited = true;
	if (!rows->header)
		return SP_OK;
	header = sp_arena_alloc(&level->names, (rows->columns + 1) * sizeof(*header));
	if (!header)
		return SP_FATAL;
	for (size_t i = 0; i < rows->columns; i++)
		if (!(header[i] = repaired(&level->names, rows->header[i])))
			return SP_FATAL;
	level->delimited.header = header;
	return SP_OK;
}

void sp_sink_media_type(struct sp_sink *sink, const char *media_type)
{
	struct level *level = sink->level;

	level->item.media_type = repaired(&level->names, media_type);
	level->no_memory |= !level->item.media_type;
}

void sp_sink_format(struct sp_sink *sink, const char *format)
{
	sink->level->item.format = format;
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

static const struct sp_extractor *choose(struct sp_input *in)
{
	const struct sp_extractor *best = NULL;
	unsigned most = 0;

	for (size_t i = 0; sp_extractors[i]; i++) {
		unsigned bits = sp_extractors[i]->probe(in);
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
		return limit(sink, SP_REASON_LIMIT_SIZE, "it is larger than such an item may be");
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

/* Opens a level for an item; `in` may be NULL. */
static enum sp_status item_begin(struct sp_sink *sink, const char *name, uint64_t size,
				 const char *format)
{
	struct level *up = sink->level;
	struct level *level = level_new(sink);

	if (!level)
		return SP_FATAL;
	level->up = up;
	level->item = (struct sp_item) {
		.up = up ? &up->item : NULL,
		.format = format,
		.size = size,
		.number = sink->numbers++,
		.depth = up ? up->item.depth + 1 : 0,
	};
	sink->level = level;
	if (name && !(level->item.name = repaired(&level->names, name)))
		return SP_FATAL;
	if (sink->limits.timeout_seconds)
		level->deadline_ns =
			now_ns() + (uint64_t)sink->limits.timeout_seconds * 1000000000u;
	return sink->events->begin(sink->context, &level->item);
}

/* Closes the innermost level. SP_FATAL passes through; all else is told and done. */
static enum sp_status item_end(struct sp_sink *sink, enum sp_status status)
{
	struct level *level = sink->level;

	if (level->no_memory || (status > SP_FATAL && flush_tail(sink) == SP_FATAL))
		status = SP_FATAL;
	if (status > SP_FATAL && send_text(sink, true, true) == SP_FATAL)
		status = SP_FATAL;
	if (status > SP_FATAL && (status == SP_PARTIAL || status == SP_FAILED) && !level->problem &&
	    tell_problem(sink, SP_REASON_DAMAGED, "its reader gave up") == SP_FATAL)
		status = SP_FATAL;
	if (status > SP_FATAL)
		status = sink->events->end(sink->context, &level->item, outcome_of(level, status));
	sink->level = level->up;
	level_recycle(sink, level);
	return status == SP_FATAL ? SP_FATAL : SP_OK;
}

/* Reads an item; `reason` says why its bytes broke off, if they did. */
static enum sp_status read_item(struct sp_sink *sink, const char *name, struct sp_input *in,
				enum sp_reason reason, const char *detail)
{
	const struct sp_extractor *extractor = choose(in);
	enum sp_status status =
		item_begin(sink, name, sp_input_size(in), extractor ? extractor->name : "unknown");

	if (status == SP_FATAL)
		return status;
	sink->level->streams = extractor && extractor->streams;
	if (sink->level->streams)
		sink->level->deadline_ns = 0;
	if (reason != SP_REASON_NONE)
		sp_sink_problem(sink, reason, detail);
	return item_end(sink, extract(sink, in, extractor));
}

/* ---- members ---- */

/* Counts a member and looks at what speaks against reading it. */
static enum sp_status admit(struct sp_sink *sink)
{
	sink->level->children = true;
	if (stopped(sink))
		return SP_FATAL;
	if (++sink->members > sink->limits.max_members)
		return limit(sink, SP_REASON_LIMIT_EXPANSION,
			     "it holds more members than a file may");
	return SP_OK;
}

static enum sp_status unread(struct sp_sink *sink, const char *name, uint64_t size,
			     enum sp_reason reason, const char *detail)
{
	enum sp_status status = item_begin(sink, name, size, "unknown");

	if (status == SP_FATAL)
		return SP_FATAL;
	sp_sink_problem(sink, reason, detail);
	return item_end(sink, SP_FAILED);
}

/* Text so far goes out before the member's, and its time is not the container's. */
static enum sp_status read_member(struct sp_sink *sink, const char *name, struct sp_input *in,
				  enum sp_reason reason, const char *detail)
{
	struct level *level = sink->level;
	uint64_t start = level->deadline_ns ? now_ns() : 0;
	enum sp_status status = send_text(sink, true, false);

	if (status != SP_OK)
		return status;
	if (level->item.depth + 1 > sink->limits.max_depth)
		status = unread(sink, name, sp_input_size(in), SP_REASON_LIMIT_DEPTH,
				"it is nested too deep");
	else
		status = read_item(sink, name, in, reason, detail);
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
	sp_arena_release(&sink->names);
	sp_mem_free(sink);
}

static enum sp_status unopened(struct sp_sink *sink, const struct sp_error *error)
{
	enum sp_status status = item_begin(sink, NULL, 0, "unknown");

	if (status == SP_FATAL)
		return SP_FATAL;
	sp_sink_problem(sink, error->reason, error->text);
	return item_end(sink, SP_FAILED);
}

static enum sp_status too_large(struct sp_sink *sink, uint64_t size)
{
	enum sp_status status = item_begin(sink, NULL, size, "unknown");

	if (status == SP_FATAL)
		return SP_FATAL;
	sp_sink_problem(sink, SP_REASON_LIMIT_SIZE, "the file is larger than --max-file-size");
	return item_end(sink, SP_FAILED);
}

const char *sp_sink_name(const struct sp_sink *sink)
{
	const struct level *level = sink->level;

	if (level->item.name)
		return level->item.name;
	return !level->up && sink->file_name ? sink->file_name : "";
}

enum sp_status sp_sink_file(struct sp_sink *sink, const char *name, struct sp_input *in,
			    const struct sp_error *error)
{
	uint64_t most = sink->limits.max_file_size;
	enum sp_status status;

	sink->numbers = 0;
	sink->members = 0;
	sink->unpacked = 0;
	sp_arena_reset(&sink->names);
	sink->file_name = name ? repaired(&sink->names, name) : NULL;
	if (name && !sink->file_name)
		return SP_FATAL;
	if (!in)
		status = unopened(sink, error);
	else if (most && sp_input_size(in) > most)
		status = too_large(sink, sp_input_size(in));
	else
		status = read_item(sink, NULL, in, SP_REASON_NONE, NULL);
	while (sink->level) {
		struct level *level = sink->level;
		sink->level = level->up;
		level_recycle(sink, level);
	}
	return status;
}
