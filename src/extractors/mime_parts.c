/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime_parts.c - see mime_parts.h.
 *
 * Nothing here goes deeper than a loop: multiparts that are open stand on a
 * stack, and a line is held against their boundaries from the innermost out. A
 * boundary is alone on its line, but for white space. Left out: what is within a
 * message/rfc822, which is a content as any other.
 */
#include "extractors/mime_parts.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "extractors/mail_header.h"

/* Bytes of an input that is not in memory which are read at a time. */
#define BLOCK ((size_t)64 * 1024)
/* White space behind a boundary. */
#define PADDING_MAX 256
/* Lines behind one that is no header, among which there may be one that is. */
#define STRAY_LINES 16
/* Lines of a multipart without a boundary among which the first part is looked for. */
#define PROLOGUE_LINES 64
/* Bytes of a line in which the name of a header ends. */
#define NAME_MAX_BYTES 1024
#define NONE SIZE_MAX

/* ---- bytes ---- */

const char *sp_mime_bytes(struct sp_mime_window *w, uint64_t at, size_t want, size_t *got)
{
	if (at >= w->base && at - w->base <= w->len) {
		*got = w->len - (size_t)(at - w->base);
		if (*got >= want || w->base + w->len >= w->size)
			return w->data + (at - w->base);
	}
	*got = 0;
	if (at >= w->size)
		return "";
	if (want < BLOCK)
		want = BLOCK;
	if (want > w->size - at)
		want = (size_t)(w->size - at);
	sp_buf_reset(&w->held);
	w->len = 0;
	char *room = sp_buf_reserve(&w->held, want);
	if (!room)
		return NULL;
	/* Where it cannot be read it ends; the input itself has the reason. */
	if (sp_input_read(w->in, at, room, want, got) != SP_OK || *got < want)
		w->size = at + *got;
	w->held.len = *got;
	w->data = room;
	w->base = at;
	w->len = *got;
	return room;
}

/* Behind the line that goes on at `at`. false: no memory. */
static bool line_end(struct sp_mime *mime, uint64_t at, uint64_t *end)
{
	for (;;) {
		size_t got;
		const char *s = sp_mime_bytes(&mime->window, at, 1, &got);
		if (!s)
			return false;
		const char *newline = got ? memchr(s, '\n', got) : NULL;
		*end = newline ? at + (uint64_t)(newline - s) + 1 : at + got;
		if (newline || !got)
			return true;
		at = *end;
	}
}

/* ---- boundaries ---- */

/* A line that is one. */
struct boundary_line {
	size_t level; /* of the multipart on the stack; NONE: it is none */
	bool closing;
	uint64_t next;
};

static size_t match_boundary(const struct sp_mime *mime, const char *name, size_t len,
			     bool *closing)
{
	for (size_t i = mime->n_open; i-- > 0;) {
		const struct sp_mime_boundary *b = &mime->open[i];
		if (len < b->len || memcmp(name, b->name, b->len) != 0)
			continue;
		*closing = len == b->len + 2 && memcmp(name + b->len, "--", 2) == 0;
		if (len == b->len || *closing)
			return i;
	}
	return NONE;
}

/* The line at `at`, which begins there. false: no memory. */
static bool boundary_at(struct sp_mime *mime, uint64_t at, struct boundary_line *line)
{
	const size_t most = mime->longest + 4 + PADDING_MAX;
	size_t got;

	line->level = NONE;
	if (!mime->n_open)
		return true;
	const char *s = sp_mime_bytes(&mime->window, at, most, &got);
	if (!s || got < 2 || s[0] != '-' || s[1] != '-')
		return s;
	const char *newline = memchr(s, '\n', got < most ? got : most);
	if (!newline && got > most)
		return true;
	size_t len = newline ? (size_t)(newline - s) : got;
	line->next = at + len + (newline != NULL);
	while (len > 2 && sp_is_space(s[len - 1]))
		len--;
	line->level = match_boundary(mime, s + 2, len - 2, &line->closing);
	return true;
}

/* From the line at `at` on, the next that is a boundary, or the end. false: no memory. */
static bool find_boundary(struct sp_mime *mime, uint64_t at, uint64_t *found)
{
	struct boundary_line line;
	size_t got;

	while (mime->n_open && at < mime->window.size) {
		*found = at;
		if (!boundary_at(mime, at, &line))
			return false;
		if (line.level != NONE)
			return true;
		const char *s = sp_mime_bytes(&mime->window, at, 3, &got), *newline = s;
		if (!s)
			return false;
		/* On to the next line that may be one, or the last of which enough is to be seen.
		 */
		const char *from = s, *end = s + got;
		while ((newline = memchr(from, '\n', (size_t)(end - from))) && end - newline > 2 &&
		       (newline[1] != '-' || newline[2] != '-'))
			from = newline + 1;
		if (newline)
			at += (uint64_t)(newline - s) + 1;
		else if (!line_end(mime, at + got, &at))
			return false;
	}
	*found = mime->window.size;
	return true;
}

static void leave_multipart(struct sp_mime *mime)
{
	struct sp_mime_boundary *b = &mime->open[--mime->n_open];

	mime->partless |= !b->seen;
	sp_mem_free(b->name);
}

static bool enter_multipart(struct sp_mime *mime, const struct sp_buf *name)
{
	if (!sp_mem_room(&mime->open, &mime->room_open, mime->n_open + 1, sizeof(*mime->open)))
		return false;
	mime->open[mime->n_open++] = (struct sp_mime_boundary) {
		.name = name->data,
		.len = name->len,
		.digest = strcmp(mime->entity.type, "multipart/digest") == 0,
	};
	if (name->len > mime->longest)
		mime->longest = name->len;
	return true;
}

/* ---- headers ---- */

static void entity_reset(struct sp_mime *mime)
{
	const bool digest = mime->n_open && mime->open[mime->n_open - 1].digest;
	struct sp_mime_entity *entity = &mime->entity;

	sp_buf_reset(&entity->content_type);
	sp_buf_reset(&entity->disposition);
	sp_buf_reset(&entity->location);
	entity->coding = SP_MIME_IDENTITY;
	snprintf(entity->type, sizeof(entity->type), "%s",
		 digest ? "message/rfc822" : "text/plain");
}

static bool keep(struct sp_buf *to, const char *value, size_t len)
{
	sp_buf_reset(to);
	return sp_buf_add(to, value, len < SP_MIME_VALUE_MAX ? len : SP_MIME_VALUE_MAX);
}

/* Keeps what is said of the content. Of two headers of a name the last counts. */
static bool note_header(struct sp_mime *mime)
{
	struct sp_mime_entity *entity = &mime->entity;
	const char *name = sp_buf_str(&mime->name);
	size_t len = mime->value_len < SP_MIME_VALUE_MAX ? mime->value_len : SP_MIME_VALUE_MAX;

	if (mime->name.len < 12 || !sp_ascii_equal_n(name, "Content-", 8))
		return true;
	if (sp_ascii_equal(name + 8, "Type")) {
		sp_mime_type(mime->value, len, entity->type);
		return keep(&entity->content_type, mime->value, len);
	}
	if (sp_ascii_equal(name + 8, "Disposition"))
		return keep(&entity->disposition, mime->value, len);
	if (sp_ascii_equal(name + 8, "Location"))
		return keep(&entity->location, mime->value, len);
	if (sp_ascii_equal(name + 8, "Transfer-Encoding"))
		entity->coding = sp_mime_coding_of(mime->value, len);
	return true;
}

/* Behind the header at `at`, with the lines that it is folded into. */
static bool header_end(struct sp_mime *mime, uint64_t at, uint64_t *end)
{
	size_t got;

	for (*end = at;;) {
		if (!line_end(mime, *end, end))
			return false;
		const char *s = sp_mime_bytes(&mime->window, *end, 1, &got);
		if (!s || !got || (*s != ' ' && *s != '\t'))
			return s;
	}
}

/* The length of the name of the header at `at`; 0: there is none. false: no memory. */
static bool name_at(struct sp_mime *mime, uint64_t at, size_t *name)
{
	size_t got;
	const char *s = sp_mime_bytes(&mime->window, at, NAME_MAX_BYTES, &got);

	*name = s ? sp_mail_header_name(s, got < NAME_MAX_BYTES ? got : NAME_MAX_BYTES) : 0;
	return s;
}

/* Is there a header among the lines from `at` to an empty one? */
static bool headers_follow(struct sp_mime *mime, uint64_t at, bool *follow)
{
	struct boundary_line line;
	size_t got, name;

	*follow = false;
	for (int i = 0; i < STRAY_LINES && !*follow; i++) {
		if (!boundary_at(mime, at, &line))
			return false;
		const char *s = sp_mime_bytes(&mime->window, at, 1, &got);
		if (!s)
			return false;
		if (line.level != NONE || !got || *s == '\n' || *s == '\r')
			return true;
		if (!name_at(mime, at, &name) || !line_end(mime, at, &at))
			return false;
		*follow = name > 0;
	}
	return true;
}

/* The header from `at` to `end` is what is told. */
static enum sp_mime_kind tell_header(struct sp_mime *mime, uint64_t at, uint64_t end, size_t name)
{
	size_t len = end - at < SP_MAX_STRING ? (size_t)(end - at) : (size_t)SP_MAX_STRING, got;
	const char *s = sp_mime_bytes(&mime->window, at, len, &got);

	sp_buf_reset(&mime->name);
	if (!s || !sp_buf_add(&mime->name, s, name))
		return SP_MIME_FAILED;
	if (got < len)
		len = got;
	const char *colon = memchr(s + name, ':', len - name);
	mime->value = colon ? colon + 1 : s + len;
	mime->value_len = (size_t)(s + len - mime->value);
	mime->value_cut = end - at > SP_MAX_STRING;
	mime->at = end;
	return note_header(mime) ? SP_MIME_HEADER : SP_MIME_FAILED;
}

static enum sp_mime_kind tell_range(struct sp_mime *mime, enum sp_mime_kind kind, uint64_t from,
				    uint64_t to)
{
	mime->from = from;
	mime->to = to;
	return kind;
}

/* Is the line at `at`, before a header of a part, a boundary that nobody has told? */
static bool take_untold(struct sp_mime *mime, uint64_t at, uint64_t next, struct sp_buf *name)
{
	static const char header[] = "Content-";
	size_t len = (size_t)(next - at), got;
	const char *s = sp_mime_bytes(&mime->window, next, strlen(header), &got);

	if (!s)
		return false;
	if (got < strlen(header) || !sp_ascii_equal_n(s, header, strlen(header)))
		return true;
	s = sp_mime_bytes(&mime->window, at, len, &got);
	if (!s)
		return false;
	if (got < len || len < 3 || s[0] != '-' || s[1] != '-')
		return true;
	return sp_buf_add(name, s + 2, len - 2);
}

/* Where a multipart does not say what parts it: the first line in it that looks like that. */
static bool guess_boundary(struct sp_mime *mime, struct sp_buf *name)
{
	struct boundary_line line;
	uint64_t at = mime->at, next;

	for (int i = 0; i < PROLOGUE_LINES && !name->len && at < mime->window.size; i++) {
		if (!boundary_at(mime, at, &line) || !line_end(mime, at, &next))
			return false;
		if (line.level != NONE)
			return true;
		if (next - at <= NAME_MAX_BYTES && !take_untold(mime, at, next, name))
			return false;
		at = next;
	}
	return true;
}

static enum sp_mime_kind tell_multipart(struct sp_mime *mime)
{
	const struct sp_buf *value = &mime->entity.content_type;
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	bool good = sp_mime_bare_parameter(sp_buf_str(value), value->len, "boundary", &name);

	if (good && !name.len)
		good = guess_boundary(mime, &name);
	while (name.len && sp_is_space(name.data[name.len - 1]))
		name.len--;
	mime->state = SP_MIME_BETWEEN;
	mime->too_deep = mime->n_open >= SP_MAX_MIME;
	mime->boundary = good && name.len && !mime->too_deep;
	if (mime->boundary && enter_multipart(mime, &name))
		return SP_MIME_MULTIPART;
	sp_buf_release(&name);
	return good && !mime->boundary ? SP_MIME_MULTIPART : SP_MIME_FAILED;
}

/* All headers were told. The content goes to the boundary, less the line end before that. */
static enum sp_mime_kind tell_content(struct sp_mime *mime)
{
	uint64_t end;
	char before[2];
	size_t got = 0;

	if (strncmp(mime->entity.type, "multipart/", 10) == 0)
		return tell_multipart(mime);
	mime->state = SP_MIME_BETWEEN;
	uint64_t from = mime->at, to;
	if (!find_boundary(mime, from, &end))
		return SP_MIME_FAILED;
	mime->at = to = end;
	if (end < mime->window.size && end >= from + 1 &&
	    sp_input_read(mime->window.in, end - (end > from + 1 ? 2 : 1), before,
			  end > from + 1 ? 2 : 1, &got) == SP_OK &&
	    got)
		to -= got == 2 && before[0] == '\r' ? 2 : 1;
	return tell_range(mime, SP_MIME_LEAF, from, to);
}

/* Does the line at `at` end the headers? *next: behind it, where it is empty. */
static bool ends_headers(struct sp_mime *mime, uint64_t at, bool *ends, uint64_t *next)
{
	struct boundary_line line;
	size_t got;

	if (!boundary_at(mime, at, &line))
		return false;
	const char *s = sp_mime_bytes(&mime->window, at, 2, &got);
	if (!s)
		return false;
	mime->truncated |= !got;
	size_t empty = got && *s == '\n' ? 1 : got > 1 && s[0] == '\r' && s[1] == '\n' ? 2 : 0;
	*ends = !got || empty || line.level != NONE;
	*next = at + empty;
	return true;
}

static enum sp_mime_kind next_in_headers(struct sp_mime *mime)
{
	const uint64_t at = mime->at;
	bool ends, follow;
	uint64_t end;
	size_t name;

	if (!ends_headers(mime, at, &ends, &end))
		return SP_MIME_FAILED;
	if (ends) {
		mime->at = end;
		return tell_content(mime);
	}
	if (!name_at(mime, at, &name) || !header_end(mime, at, &end))
		return SP_MIME_FAILED;
	if (name)
		return tell_header(mime, at, end, name);
	if (!headers_follow(mime, end, &follow))
		return SP_MIME_FAILED;
	/* The last line of a mail that breaks off among its headers is no content. */
	if (!follow && end < mime->window.size)
		return tell_content(mime);
	mime->at = end;
	return tell_range(mime, SP_MIME_LOOSE, at, end);
}

/* ---- around parts ---- */

/* What stands before the next boundary, or that boundary. */
static enum sp_mime_kind next_between(struct sp_mime *mime)
{
	struct boundary_line line;

	while (mime->at < mime->window.size) {
		if (!boundary_at(mime, mime->at, &line))
			return SP_MIME_FAILED;
		if (line.level == NONE) {
			const uint64_t from = mime->at;
			if (!find_boundary(mime, from, &mime->at))
				return SP_MIME_FAILED;
			return tell_range(mime, SP_MIME_LOOSE, from, mime->at);
		}
		mime->at = line.next;
		mime->open[line.level].seen = true;
		while (mime->n_open > line.level + !line.closing)
			leave_multipart(mime);
		if (!line.closing) {
			mime->state = SP_MIME_IN_HEADERS;
			entity_reset(mime);
			return next_in_headers(mime);
		}
	}
	mime->truncated |= mime->n_open > 0;
	mime->state = SP_MIME_AT_END;
	return SP_MIME_END;
}

void sp_mime_init(struct sp_mime *mime, struct sp_input *in, uint64_t start)
{
	const struct sp_buf empty = SP_BUF_INIT(SP_BUF_UNCAPPED);
	size_t len = 0;
	const unsigned char *data = sp_input_data(in, &len);

	*mime = (struct sp_mime) {
		.window = { .in = in,
			    .data = data ? (const char *)data : "",
			    .len = data ? len : 0,
			    .size = sp_input_size(in),
			    .held = empty },
		.at = start,
		.name = empty,
		.entity = { .content_type = empty, .disposition = empty, .location = empty },
	};
	entity_reset(mime);
}

enum sp_mime_kind sp_mime_next(struct sp_mime *mime)
{
	switch (mime->state) {
	case SP_MIME_IN_HEADERS:
		return next_in_headers(mime);
	case SP_MIME_BETWEEN:
		return next_between(mime);
	default:
		return SP_MIME_END;
	}
}

void sp_mime_release(struct sp_mime *mime)
{
	while (mime->n_open)
		leave_multipart(mime);
	sp_mem_free(mime->open);
	sp_buf_release(&mime->window.held);
	sp_buf_release(&mime->name);
	sp_buf_release(&mime->entity.content_type);
	sp_buf_release(&mime->entity.disposition);
	sp_buf_release(&mime->entity.location);
}
