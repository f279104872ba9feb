/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink_text.c - an item's text on its way to the detectors: the places that it
 * stands at, and the windows that it is sent in.
 *
 * Windows have a margin on both sides, so that a match over a cut is seen once
 * and with its context. A mark says where each place begins.
 */
#include "extractors/sink_level.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

/* Names and places of a window may grow to this before they are compacted. */
#define ARENA_COMPACT (256 * 1024)

/* ---- places ---- */

/* Places that have lines of their own. */
static bool counts_lines(enum sp_place_kind kind)
{
	return kind == SP_PLACE_PAGE || kind == SP_PLACE_SLIDE || kind == SP_PLACE_SHEET ||
	       kind == SP_PLACE_PART || kind == SP_PLACE_RAW;
}

char *sink_repair(struct sp_arena *arena, const char *s)
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
	if (level->separator != '\n' && !level->running)
		level->separator = separator;
}

void sp_sink_running(struct sp_sink *sink)
{
	sink->level->running = true;
}

enum sp_status sp_sink_enter(struct sp_sink *sink, enum sp_place_kind kind, const char *name,
			     uint64_t number)
{
	struct level *level = sink->level;
	struct sp_place *place;
	enum sp_status status = sink_flush_tail(sink);

	if (status != SP_OK)
		return status;
	if (level->n_open == SP_MAX_PLACES)
		return sink_limit(sink, SP_REASON_LIMIT_DEPTH, "its parts are nested too deep");
	place = sp_arena_alloc(&level->places, sizeof(*place));
	if (!place)
		return SP_FATAL;
	*place = (struct sp_place) { .kind = kind, .number = number, .up = innermost(level) };
	if (name && !(place->name = sink_repair(&level->places, name)))
		return SP_FATAL;
	struct open_place *open = &level->open[level->n_open];
	*open = (struct open_place) { .place = place };
	due(level, sp_place_is_cell(place) ? '\t' : '\n');
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
	(void)!sink_flush_tail(sink);
	const struct open_place *open = &level->open[--level->n_open];
	due(level, sp_place_is_cell(open->place) ? '\t' : '\n');
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
	place->label = sink_repair(&level->places, label);
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

/* A chain of places and its copy. */
struct copied {
	const struct sp_place *from, *to;
};

/*
 * Copies a chain into the arena. What it shares with any that was copied before was
 * open ever since, and so it shares that with the last one too. NULL: no memory.
 */
static const struct sp_place *copy_chain(struct sp_arena *arena, const struct sp_place *old,
					 struct copied last)
{
	for (struct copied seen = last; seen.from; seen.from = seen.from->up, seen.to = seen.to->up)
		if (seen.from == old)
			return seen.to;
	const struct sp_place *up = old->up ? copy_chain(arena, old->up, last) : NULL;
	struct sp_place *copy = sp_arena_alloc(arena, sizeof(*copy));
	if (!copy || (old->up && !up))
		return NULL;
	*copy = *old;
	copy->up = up;
	return sp_arena_dup(arena, old->name, &copy->name) &&
			       sp_arena_dup(arena, old->label, &copy->label)
		       ? copy
		       : NULL;
}

/* The same for the place of a mark, or NULL. */
static bool copy_place(struct sp_arena *arena, const struct sp_place **place, struct copied *last)
{
	struct copied next = { *place, NULL };

	if (*place && !(next.to = copy_chain(arena, *place, *last)))
		return false;
	*last = next;
	*place = next.to;
	return true;
}

/* Lets go of places that no mark and no open place needs any more. */
static enum sp_status compact_places(struct level *level)
{
	struct sp_arena fresh = { 0 };
	struct copied last = { NULL, NULL };
	const struct sp_place *inner = innermost(level);
	bool ok = true;

	for (size_t i = 0; i < level->n_marks && ok; i++)
		ok = copy_place(&fresh, &level->marks[i].place, &last);
	if (!ok || !copy_place(&fresh, &inner, &last)) {
		sp_arena_release(&fresh);
		level->n_marks = 0;
		return SP_FATAL;
	}
	for (size_t i = level->n_open; i-- > 0; inner = inner->up)
		/* Ours, made a moment ago by copy_chain. */
		memcpy(&level->open[i].place, &inner, sizeof(inner));
	sp_arena_release(&level->places);
	level->places = fresh;
	return SP_OK;
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
enum sp_status sink_send_text(struct sp_sink *sink, bool all, bool last)
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
		return sink_limit(sink, SP_REASON_LIMIT_SIZE,
				  "it holds more text than an item may");
	if (!sp_buf_add(&level->text, s, len))
		return SP_FATAL;
	return level->text.len - level->from >= sink->limits.window + SP_MARGIN
		       ? sink_send_text(sink, false, false)
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

enum sp_status sink_flush_tail(struct sp_sink *sink)
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
			return sink_flush_tail(sink);
	}
	return *used < len ? sink_flush_tail(sink) : SP_OK;
}

enum sp_status sp_sink_good_text(struct sp_sink *sink, const char *utf8, size_t len)
{
	enum sp_status status = sink_check_clock(sink, len);

	if (status == SP_OK)
		status = sink_flush_tail(sink);
	return status == SP_OK ? append_good(sink, utf8, len) : status;
}

enum sp_status sp_sink_text(struct sp_sink *sink, const char *utf8, size_t len)
{
	struct level *level = sink->level;
	enum sp_status status = sink_check_clock(sink, len);

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
		if (!(header[i] = sink_repair(&level->names, rows->header[i])))
			return SP_FATAL;
	level->delimited.header = header;
	return SP_OK;
}

void sp_sink_media_type(struct sp_sink *sink, const char *media_type)
{
	struct level *level = sink->level;

	level->item.media_type = sink_repair(&level->names, media_type);
	level->no_memory |= !level->item.media_type;
}

void sp_sink_format(struct sp_sink *sink, const char *format)
{
	sink->level->item.format = format;
}
