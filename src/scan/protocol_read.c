/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * protocol_read.c - frames of a reader, checked and replayed, see protocol.h.
 *
 * Strings and text are used where they lie in the frame, which is the program's
 * own copy. What is wrong in any way is a breach, and ends the reader.
 */
#include "scan/protocol.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "scan/frame.h"

/* Longest name of a format or media type, and longest detail of a problem. */
enum { FORMAT_MOST = 64, MEDIA_TYPE_MOST = 256, DETAIL_MOST = 1024 };
/* A window's edges are moved to where characters begin. */
#define SLACK 4
/* A large file may have a member for so many of its bytes. */
#define MEMBER_LEAST 512

void protocol_reader_init(struct protocol_reader *reader, const struct sp_limits *limits,
			  const struct sp_sink_events *events, void *context)
{
	*reader =
		(struct protocol_reader) { .limits = limits, .events = events, .context = context };
}

static void item_free(struct protocol_item *item)
{
	sp_arena_release(&item->names);
	sp_mem_free(item);
}

void protocol_reader_release(struct protocol_reader *reader)
{
	protocol_abandon(reader);
	while (reader->spare) {
		struct protocol_item *item = reader->spare;
		reader->spare = item->up;
		item_free(item);
	}
	sp_arena_release(&reader->places);
	sp_mem_free(reader->marks);
	reader->marks = NULL;
	reader->room_marks = 0;
}

static struct protocol_item *item_open(struct protocol_reader *reader)
{
	struct protocol_item *item = reader->spare, *up = reader->item;

	if (item)
		reader->spare = item->up;
	else if (!(item = sp_mem_zero(1, sizeof(*item))))
		return NULL;
	*item = (struct protocol_item) { .up = up, .names = item->names };
	item->item.up = up ? &up->item : NULL;
	item->item.depth = up ? up->item.depth + 1 : 0;
	item->item.number = reader->items++;
	reader->item = item;
	return item;
}

static void item_close(struct protocol_reader *reader)
{
	struct protocol_item *item = reader->item;

	reader->item = item->up;
	sp_arena_reset(&item->names);
	item->up = reader->spare;
	reader->spare = item;
}

void protocol_abandon(struct protocol_reader *reader)
{
	while (reader->item)
		item_close(reader);
}

void protocol_file_begin(struct protocol_reader *reader, uint64_t size, uint64_t whole)
{
	protocol_abandon(reader);
	reader->items = 0;
	reader->size = size;
	reader->whole = whole;
	reader->summed = false;
}

/* ---- numbers and strings ---- */

static bool take_number(struct sp_bytes *c, uint64_t *n)
{
	uint8_t byte;

	*n = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		if (!sp_bytes_u8(c, &byte) || (shift == 63 && byte > 1))
			return false;
		*n |= (uint64_t)(byte & 0x7F) << shift;
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

static bool take_flags(struct sp_bytes *c, unsigned *flags)
{
	uint64_t n;

	if (!take_number(c, &n) || n > 0xFF)
		return false;
	*flags = (unsigned)n;
	return true;
}

/* A string of valid UTF-8 without NUL, as it lies in the frame. */
static bool take_string(struct sp_bytes *c, size_t most, const char **s)
{
	struct sp_bytes bytes;
	uint64_t len;
	uint8_t end;

	if (!take_number(c, &len) || len > most || !sp_bytes_take(c, len, &bytes) ||
	    !sp_bytes_u8(c, &end) || end)
		return false;
	*s = (const char *)bytes.at;
	return !memchr(bytes.at, '\0', (size_t)len) && sp_utf8_valid(*s, (size_t)len) == len;
}

/* A short name of printable ASCII: a format, a media type. */
static bool take_word(struct sp_bytes *c, size_t most, const char **s)
{
	if (!take_string(c, most, s) || !**s)
		return false;
	for (const char *at = *s; *at; at++)
		if (*at < 0x20 || *at > 0x7E)
			return false;
	return true;
}

/* ---- items ---- */

static enum protocol_result told(enum sp_status status)
{
	return status == SP_FATAL ? PROTOCOL_FATAL : PROTOCOL_TOLD;
}

/* A finer name for the format may come with any frame of an item. */
static bool set_format(struct protocol_item *item, const char *format)
{
	if (item->item.format && strcmp(item->item.format, format) == 0)
		return true;
	return sp_arena_dup(&item->names, format, &item->item.format) != 0;
}

static enum protocol_result begin(struct protocol_reader *reader, struct sp_bytes *c)
{
	const struct sp_limits *limits = reader->limits;
	struct protocol_item *up = reader->item;
	const char *format, *name = NULL;
	unsigned flags;
	uint64_t size;

	if (!take_flags(c, &flags) || !take_number(c, &size) ||
	    !take_word(c, FORMAT_MOST, &format) ||
	    ((flags & FRAME_HAS_NAME) && !take_string(c, SP_MAX_STRING, &name)) || c->left)
		return PROTOCOL_BREACH;
	/* One file at a time; only members have names; one item above each limit is told of. */
	if (up ? !name || up->item.depth > limits->max_depth || up->last
	       : name || reader->items || size != reader->size)
		return PROTOCOL_BREACH;
	if (reader->items > limits->max_members + reader->whole / MEMBER_LEAST)
		return PROTOCOL_BREACH;
	struct protocol_item *item = item_open(reader);
	if (!item)
		return PROTOCOL_FATAL;
	item->item.size = size;
	item->item.streams = flags & FRAME_STREAMS;
	if (up)
		up->something = true;
	if (!set_format(item, format) || !sp_arena_dup(&item->names, name, &item->item.name))
		return PROTOCOL_FATAL;
	return told(reader->events->begin(reader->context, &item->item));
}

static enum protocol_result problem(struct protocol_reader *reader, struct sp_bytes *c)
{
	struct protocol_item *item = reader->item;
	const char *detail;
	uint64_t reason;

	if (!item || !take_number(c, &reason) || reason <= SP_REASON_NONE ||
	    reason >= SP_REASON_COUNT || !take_string(c, DETAIL_MOST, &detail) || c->left)
		return PROTOCOL_BREACH;
	item->problem = true;
	return told(reader->events->problem(reader->context, &item->item, (enum sp_reason)reason,
					    detail));
}

static enum protocol_result end(struct protocol_reader *reader, struct sp_bytes *c)
{
	struct protocol_item *item = reader->item;
	const char *format, *media_type = NULL;
	uint64_t outcome;
	unsigned flags;

	if (!item || !take_flags(c, &flags) || !take_number(c, &outcome) ||
	    outcome <= SP_OUTCOME_PENDING || outcome >= SP_OUTCOME_COUNT ||
	    !take_word(c, FORMAT_MOST, &format) ||
	    ((flags & FRAME_HAS_NAME) && !take_word(c, MEDIA_TYPE_MOST, &media_type)) || c->left)
		return PROTOCOL_BREACH;
	/* Nothing is silent: what was not read in full has a problem, and only that. */
	bool whole = outcome == SP_OUTCOME_FULL || outcome == SP_OUTCOME_NO_TEXT;
	if (whole == item->problem)
		return PROTOCOL_BREACH;
	if (!set_format(item, format) ||
	    !sp_arena_dup(&item->names, media_type, &item->item.media_type))
		return PROTOCOL_FATAL;
	enum sp_status status =
		reader->events->end(reader->context, &item->item, (enum sp_outcome)outcome);
	item_close(reader);
	return told(status);
}

static enum protocol_result file_end(struct protocol_reader *reader, struct sp_bytes *c)
{
	unsigned flags;
	uint64_t status;

	if (!take_flags(c, &flags) || !take_number(c, &status) || status > (uint64_t)-SP_FATAL ||
	    !take_number(c, &reader->members) || !take_number(c, &reader->unpacked) || c->left)
		return PROTOCOL_BREACH;
	if (status == (uint64_t)-SP_FATAL)
		return PROTOCOL_NO_MEMORY;
	if (reader->item || !reader->items)
		return PROTOCOL_BREACH;
	reader->summed = true;
	return flags & FRAME_RETIRE ? PROTOCOL_RETIRED : PROTOCOL_FILE_DONE;
}

/* ---- text ---- */

static enum protocol_result rows(struct protocol_reader *reader, struct sp_bytes *c)
{
	struct protocol_item *item = reader->item;
	uint64_t separator, quote, columns;
	unsigned flags;

	if (!item || !take_number(c, &separator) || !take_number(c, &quote) ||
	    !take_flags(c, &flags) || !take_number(c, &columns) || separator > 0x7F ||
	    quote > 0x7F || columns > c->left)
		return PROTOCOL_BREACH;
	const char **header = sp_arena_alloc(&item->names, (size_t)(columns + 1) * sizeof(*header));
	if (!header)
		return PROTOCOL_FATAL;
	for (size_t i = 0; i < columns; i++) {
		const char *name;
		if (!take_string(c, SP_MAX_STRING, &name))
			return PROTOCOL_BREACH;
		if (!sp_arena_dup(&item->names, name, &header[i]))
			return PROTOCOL_FATAL;
	}
	if (c->left)
		return PROTOCOL_BREACH;
	item->has_rows = true;
	item->rows = (struct sp_delimited) {
		.separator = (char)separator,
		.quote = (char)quote,
		.header = flags & FRAME_HAS_NAME ? header : NULL,
		.columns = (size_t)columns,
	};
	return PROTOCOL_TOLD;
}

/* A chain of places, outermost first, as the last mark had it. */
struct chain {
	const struct sp_place *places[SP_MAX_PLACES];
	size_t depth;
};

static enum protocol_result take_place(struct protocol_reader *reader, struct sp_bytes *c,
				       struct chain *chain)
{
	struct sp_place place = { .up = chain->depth ? chain->places[chain->depth - 1] : NULL };
	uint64_t kind;
	unsigned flags;

	if (!take_number(c, &kind) || !sp_place_is_kind(kind) || !take_flags(c, &flags) ||
	    !take_number(c, &place.number) ||
	    ((flags & FRAME_HAS_NAME) && !take_string(c, SP_MAX_STRING, &place.name)) ||
	    ((flags & FRAME_HAS_LABEL) && !take_string(c, SP_MAX_STRING, &place.label)))
		return PROTOCOL_BREACH;
	place.kind = (enum sp_place_kind)kind;
	struct sp_place *copy = sp_arena_alloc(&reader->places, sizeof(*copy));
	if (!copy)
		return PROTOCOL_FATAL;
	*copy = place;
	chain->places[chain->depth++] = copy;
	return PROTOCOL_TOLD;
}

static enum protocol_result take_mark(struct protocol_reader *reader, struct sp_bytes *c,
				      struct chain *chain, struct sp_mark *mark)
{
	uint64_t step, shared, fresh;

	if (!take_number(c, &step) || !take_number(c, &mark->line) ||
	    !take_number(c, &mark->column) || !take_number(c, &shared) || !take_number(c, &fresh) ||
	    step > CHANNEL_FRAME || !mark->line || !mark->column || shared > chain->depth ||
	    fresh > SP_MAX_PLACES - shared)
		return PROTOCOL_BREACH;
	mark->at = (size_t)step;
	chain->depth = (size_t)shared;
	while (fresh--) {
		enum protocol_result result = take_place(reader, c, chain);
		if (result != PROTOCOL_TOLD)
			return result;
	}
	mark->place = chain->depth ? chain->places[chain->depth - 1] : NULL;
	return PROTOCOL_TOLD;
}

/* The marks of a segment; each lies behind the one before. */
static enum protocol_result take_marks(struct protocol_reader *reader, struct sp_bytes *c,
				       struct sp_segment *segment)
{
	struct chain chain = { .depth = 0 };
	uint64_t n;
	size_t at = 0;

	/* A mark takes five bytes or more. */
	if (!take_number(c, &n) || !n || n > c->left / 5)
		return PROTOCOL_BREACH;
	if (!sp_mem_room(&reader->marks, &reader->room_marks, (size_t)n, sizeof(*reader->marks)))
		return PROTOCOL_FATAL;
	for (size_t i = 0; i < n; i++) {
		struct sp_mark *mark = &reader->marks[i];
		enum protocol_result result = take_mark(reader, c, &chain, mark);
		if (result != PROTOCOL_TOLD)
			return result;
		if ((i == 0) != (mark->at == 0))
			return PROTOCOL_BREACH;
		at += mark->at;
		mark->at = at;
		if (at > CHANNEL_FRAME)
			return PROTOCOL_BREACH;
	}
	segment->marks = reader->marks;
	segment->n_marks = (size_t)n;
	return PROTOCOL_TOLD;
}

/* True where a character begins, or the text ends. */
static bool is_edge(const struct sp_segment *segment, size_t at)
{
	return at <= segment->len && (at == segment->len || !sp_utf8_is_tail(segment->text[at]));
}

/* A window is as the sink makes them, and goes on where the one before it ended. */
static bool is_window(const struct protocol_reader *reader, const struct sp_segment *segment)
{
	const struct protocol_item *item = reader->item;
	const struct sp_limits *limits = reader->limits;

	if (segment->from >= segment->to || segment->to > segment->len ||
	    segment->from > SP_MARGIN + SLACK || segment->len - segment->to > SP_MARGIN + SLACK ||
	    segment->to - segment->from > limits->window + SLACK ||
	    segment->offset + segment->from != item->done || !is_edge(segment, segment->from) ||
	    !is_edge(segment, segment->to))
		return false;
	for (size_t i = 0; i < segment->n_marks; i++)
		if (segment->marks[i].at >= segment->len || !is_edge(segment, segment->marks[i].at))
			return false;
	return sp_utf8_valid(segment->text, segment->len) == segment->len;
}

static enum protocol_result segment(struct protocol_reader *reader, struct sp_bytes *c)
{
	struct protocol_item *item = reader->item;
	struct sp_segment segment = { .item = item ? &item->item : NULL };
	const char *format;
	uint64_t from, to;
	unsigned flags;

	if (!item || item->last || !take_flags(c, &flags) || !take_word(c, FORMAT_MOST, &format) ||
	    !take_number(c, &from) || !take_number(c, &to) || !take_number(c, &segment.offset) ||
	    from > CHANNEL_FRAME || to > CHANNEL_FRAME ||
	    ((flags & FRAME_HAS_ROWS) && !item->has_rows))
		return PROTOCOL_BREACH;
	enum protocol_result result = take_marks(reader, c, &segment);
	if (result != PROTOCOL_TOLD)
		return result;
	segment.text = (const char *)c->at;
	segment.len = c->left;
	segment.from = (size_t)from;
	segment.to = (size_t)to;
	segment.delimited = flags & FRAME_HAS_ROWS ? &item->rows : NULL;
	segment.last = flags & FRAME_LAST;
	if (!is_window(reader, &segment))
		return PROTOCOL_BREACH;
	item->done += segment.to - segment.from;
	/* Slack for what stands between places. */
	if (!item->item.streams && item->done / 2 > reader->limits->max_text)
		return PROTOCOL_BREACH;
	item->something = true;
	item->last = segment.last;
	if (!set_format(item, format))
		return PROTOCOL_FATAL;
	return told(reader->events->segment(reader->context, &segment));
}

/* Bytes of an item come before all else that is told of it, and only where they were asked for. */
static enum protocol_result item_bytes(struct protocol_reader *reader, const struct sp_bytes *c)
{
	struct protocol_item *item = reader->item;

	if (!item || !reader->wants || item->something || item->problem ||
	    c->left > item->item.size - item->copied)
		return PROTOCOL_BREACH;
	item->copied += c->left;
	return told(reader->events->bytes(reader->context, &item->item, c->at, c->left));
}

enum protocol_result protocol_replay(struct protocol_reader *reader, const void *frame, size_t len)
{
	struct sp_bytes c = sp_bytes_of(frame, len);
	enum protocol_result result = PROTOCOL_BREACH;
	uint8_t kind;

	if (!sp_bytes_u8(&c, &kind))
		return PROTOCOL_BREACH;
	switch (kind) {
	case FRAME_BEGIN:
		return begin(reader, &c);
	case FRAME_ROWS:
		return rows(reader, &c);
	case FRAME_SEGMENT:
		result = segment(reader, &c);
		sp_arena_reset(&reader->places);
		return result;
	case FRAME_PROBLEM:
		return problem(reader, &c);
	case FRAME_END:
		return end(reader, &c);
	case FRAME_FILE_END:
		return file_end(reader, &c);
	case FRAME_BYTES:
		return item_bytes(reader, &c);
	default:
		return PROTOCOL_BREACH;
	}
}

/* ---- the end of a reader ---- */

/* A file that its reader said nothing of. */
static enum sp_status begin_unknown(struct protocol_reader *reader)
{
	struct protocol_item *item = item_open(reader);

	if (!item)
		return SP_FATAL;
	item->item.format = "unknown";
	item->item.size = reader->size;
	return reader->events->begin(reader->context, &item->item);
}

enum sp_status protocol_give_up(struct protocol_reader *reader, enum sp_reason reason,
				const char *detail)
{
	enum sp_status status = reader->item ? SP_OK : begin_unknown(reader);

	if (status == SP_OK)
		status = reader->events->problem(reader->context, &reader->item->item, reason,
						 detail);
	while (reader->item && status != SP_FATAL) {
		struct protocol_item *item = reader->item;
		status = reader->events->end(reader->context, &item->item,
					     item->something ? SP_OUTCOME_PART
							     : SP_OUTCOME_NOT_READ);
		item_close(reader);
	}
	protocol_abandon(reader);
	return status == SP_FATAL ? SP_FATAL : SP_OK;
}
