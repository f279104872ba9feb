/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mbox.c - a mailbox of many mails in one file (RFC 4155, and the four kinds
 * that are older than it).
 *
 * A message begins with a line "From sender weekday month day time year" that
 * follows an empty line and stands before a header, so that a sentence in a body
 * that begins with "From " cuts nothing. One '>' is taken off a line that was
 * quoted for its sake. Content-Length is not believed. Messages are read in a
 * window of the file; one that is too large for that is read where it stands.
 * A large mailbox is cut before a message, and read in slices.
 */
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "extractors/mail_header.h"
#include "extractors/mail_name.h"
#include "extractors/registry.h"

#define BLOCK ((size_t)256 * 1024)
/* A longer message is not held in memory. */
#define MESSAGE_MAX ((size_t)8 * 1024 * 1024)
/* Line that opens a message, and the start of the next: no more is looked at. */
#define OPENING_MAX 2048

static const char from[] = "From ";
#define FROM_LEN 5

struct mbox {
	struct sp_input *in;
	struct sp_sink *out;
	struct sp_buf window;
	uint64_t base;	  /* of the window within the input */
	uint64_t message; /* where the present one begins */
	uint64_t scan;	  /* no next one begins before this */
	bool escaped;	  /* there are quoted lines in the present one */
	uint64_t number;
	bool ended; /* the window reaches to the end of the input */
};

/* ---- the line that opens a message ---- */

static bool is_among(const char *s, size_t len, const char *threes)
{
	for (; len >= 3 && *threes; threes += 3)
		if (sp_ascii_equal_n(s, threes, 3))
			return true;
	return false;
}

static bool is_number(const char *s, size_t len, size_t least, size_t most)
{
	for (size_t i = 0; i < len; i++)
		if (!sp_is_digit(s[i]))
			return false;
	return len >= least && len <= most;
}

/* "9:30", "09:30:00" */
static bool is_time(const char *s, size_t len)
{
	const char *colon = memchr(s, ':', len);

	return colon && is_number(s, (size_t)(colon - s), 1, 2) && s + len - colon > 2 &&
	       is_number(colon + 1, 2, 2, 2);
}

/* The next word of a line; its length, 0 at the end. */
static size_t next_word(const char **at, const char *end, const char **word)
{
	while (*at < end && sp_is_space(**at))
		++*at;
	*word = *at;
	while (*at < end && !sp_is_space(**at))
		++*at;
	return (size_t)(*at - *word);
}

/* Is there a day, a month, a time and a year, in any order, behind a weekday? */
static bool is_date(const char *at, const char *end)
{
	bool day = false, month = false, time = false, year = false;
	const char *word;
	size_t n;

	for (int words = 0; words < 6 && (n = next_word(&at, end, &word)); words++) {
		day |= is_number(word, n, 1, 2);
		year |= is_number(word, n, 4, 4);
		month |= n == 3 && is_among(word, n, "janfebmaraprmayjunjulaugsepoctnovdec");
		time |= is_time(word, n);
	}
	return day && month && time && year;
}

static bool opens_message(const char *line, size_t len)
{
	const char *at = line + FROM_LEN, *end = line + len, *word;
	size_t n;

	if (len < FROM_LEN || memcmp(line, from, FROM_LEN) != 0)
		return false;
	while ((n = next_word(&at, end, &word)))
		if ((n == 3 || (n == 4 && word[3] == ',')) &&
		    is_among(word, n, "montuewedthufrisatsun") && is_date(at, end))
			return true;
	return false;
}

/* "Name:", or the line that an old mail program has quoted. */
static bool is_header(const char *line, size_t len)
{
	if (len > FROM_LEN && line[0] == '>' && memcmp(line + 1, from, FROM_LEN) == 0)
		return true;
	return sp_mail_header_name(line, len) > 0;
}

/* Does a message begin with the line at s, whose place within its file is not looked at? */
static bool is_opening(const char *s, size_t len)
{
	if (len > OPENING_MAX)
		len = OPENING_MAX;
	const char *newline = memchr(s, '\n', len);
	if (!newline || !opens_message(s, (size_t)(newline - s)))
		return false;
	return is_header(newline + 1, len - (size_t)(newline + 1 - s));
}

/* A byte order mark and empty lines may stand before the first. */
static size_t leading(const char *head, size_t len)
{
	size_t at = len >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	while (at < len && (head[at] == '\r' || head[at] == '\n'))
		at++;
	return at;
}

/* ---- the window ---- */

/* Lets go of what was read and reads on. SP_FAILED: it cannot be read to its end. */
static enum sp_status more(struct mbox *m)
{
	/* What stands before a line is needed to tell whether it is empty. */
	uint64_t keep = m->scan >= 4 ? m->scan - 4 : 0;
	size_t got = 0;

	if (m->message >= m->base && m->message < keep &&
	    m->base + m->window.len - m->message <= MESSAGE_MAX)
		keep = m->message;
	if (keep > m->base) {
		sp_buf_drop(&m->window, (size_t)(keep - m->base));
		m->base = keep;
	}
	uint64_t end = m->base + m->window.len;
	char *room = sp_buf_reserve(&m->window, BLOCK);
	if (!room)
		return SP_FATAL;
	enum sp_status status = sp_input_read(m->in, end, room, BLOCK, &got);
	room[got] = '\0';
	m->window.len += got;
	m->ended = status != SP_OK || end + got >= sp_input_size(m->in);
	return status;
}

/* Does the line at s follow an empty one? `s` is not the window's first. */
static bool follows_empty(const char *window, const char *s)
{
	if (s - window >= 2 && s[-2] == '\n')
		return true;
	return s - window >= 3 && s[-2] == '\r' && s[-3] == '\n';
}

/*
 * Looks for the next message in the window, from the line at `scan` on. Without one
 * `scan` is where to go on when there is more.
 */
static bool find_next(struct mbox *m)
{
	const char *window = m->window.data, *end = window + m->window.len, *line = end;

	if (m->scan - m->base > m->window.len)
		return false; /* it is not what it was when its format was chosen */
	/* The line end before it is in the window still. */
	const char *s = window + (m->scan - m->base) - 1;
	bool found = false;

	while (!found && (s = memchr(s, '\n', (size_t)(end - s)))) {
		const char *word = line = s + 1;
		s = line;
		if (line < end && *line != *from && *line != '>')
			continue;
		if (!m->ended && end - line < OPENING_MAX)
			break;
		while (word < end && *word == '>')
			word++;
		if (end - word < FROM_LEN || memcmp(word, from, FROM_LEN) != 0)
			continue;
		m->escaped |= word > line;
		found = word == line && follows_empty(window, line) &&
			is_opening(line, (size_t)(end - line));
	}
	m->scan = m->base + (uint64_t)((s || found ? line : end) - window);
	return found;
}

/* ---- messages ---- */

/* Takes one '>' off each line that is quoted. Returns the length that is left. */
static size_t unescape(char *data, size_t len)
{
	const char *end = data + len, *s = data;
	char *to = data;

	while (s < end) {
		const char *newline = memchr(s, '\n', (size_t)(end - s));
		const char *next = newline ? newline + 1 : end, *p = s;
		while (p < next && *p == '>')
			p++;
		if (p > s && next - p >= FROM_LEN && memcmp(p, from, FROM_LEN) == 0)
			s++;
		memmove(to, s, (size_t)(next - s));
		to += next - s;
		s = next;
	}
	return (size_t)(to - data);
}

/* The empty line before the next message is not of this one. */
static size_t without_gap(const char *data, size_t len)
{
	if (len >= 2 && data[len - 1] == '\n' && data[len - 2] == '\n')
		return len - 1;
	if (len >= 4 && memcmp(data + len - 4, "\r\n\r\n", 4) == 0)
		return len - 2;
	return len;
}

/* Where headers end. */
static size_t headers_length(const char *s, size_t len)
{
	const char *end = memmem(s, len, "\n\n", 2);
	size_t unix_end = end ? (size_t)(end - s) : len;

	end = memmem(s, unix_end, "\r\n\r\n", 4);
	return end ? (size_t)(end - s) : unix_end;
}

/* The sender of the opening line, unless the message's headers name it too. */
static enum sp_status tell_sender(struct mbox *m, const char *line, size_t len, const char *head,
				  size_t head_len)
{
	const char *start = line + FROM_LEN, *word;
	size_t n = next_word(&start, line + len, &word);

	if (!memchr(word, '@', n) || memmem(head, headers_length(head, head_len), word, n))
		return SP_OK;
	char place[32];
	snprintf(place, sizeof(place), "message %llu", (unsigned long long)m->number);
	enum sp_status status = sp_sink_enter(m->out, SP_PLACE_PART, place, 0);
	if (status != SP_OK)
		return status;
	status = sp_sink_value(m->out, SP_PLACE_HEADER, "From ", word, n);
	sp_sink_leave(m->out);
	return status;
}

/* One that is in the window, or its first bytes of it, with the opening line. */
static enum sp_status open_message(struct mbox *m, const char *s, size_t len, size_t *body,
				   struct sp_buf *name)
{
	const char *newline = memchr(s, '\n', len);
	size_t line = newline ? (size_t)(newline - s) : len;

	*body = newline ? line + 1 : len;
	m->number++;
	enum sp_status status = tell_sender(m, s, line, s + *body, len - *body);
	if (status == SP_OK && !sp_mail_name_of(name, m->number, s + *body, len - *body, s, line))
		return SP_FATAL;
	return status;
}

static enum sp_status hand_on(struct mbox *m, const struct sp_buf *name, struct sp_input *message)
{
	sp_sink_expect(m->out, "eml");
	return sp_sink_child(m->out, name->data, message);
}

static enum sp_status read_in_window(struct mbox *m, uint64_t end, struct sp_buf *name)
{
	char *s = m->window.data + (m->message - m->base);
	size_t len = without_gap(s, (size_t)(end - m->message)), body;
	struct sp_input *message = NULL;
	enum sp_status status = open_message(m, s, len, &body, name);

	if (status != SP_OK)
		return status;
	len -= body;
	if (m->escaped)
		len = unescape(s + body, len);
	status = sp_input_memory(&message, s + body, len);
	return status == SP_OK ? hand_on(m, name, message) : status;
}

static enum sp_status read_in_place(struct mbox *m, uint64_t end, struct sp_buf *name)
{
	struct sp_buf head = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_input *message = NULL;
	size_t body, got = 0;
	char *room = sp_buf_reserve(&head, BLOCK);
	enum sp_status status = SP_FATAL;

	if (room)
		status = sp_input_read(m->in, m->message, room, BLOCK, &got);
	if (status == SP_OK)
		status = open_message(m, room, got, &body, name);
	if (status == SP_OK)
		status =
			sp_input_range(&message, m->in, m->message + body, end - m->message - body);
	if (status == SP_OK)
		status = hand_on(m, name, message);
	sp_buf_release(&head);
	return status;
}

/* The present message ends before `end`. */
static enum sp_status read_message(struct mbox *m, uint64_t end)
{
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = m->message >= m->base ? read_in_window(m, end, &name)
						      : read_in_place(m, end, &name);

	sp_buf_release(&name);
	m->message = end;
	m->escaped = false;
	return status;
}

static enum sp_status read_messages(struct mbox *m)
{
	enum sp_status status = SP_OK;

	m->scan = m->message + FROM_LEN;
	while (status == SP_OK) {
		if (find_next(m)) {
			status = read_message(m, m->scan);
			m->scan += FROM_LEN;
		} else if (m->ended) {
			return read_message(m, m->base + m->window.len);
		} else {
			status = more(m);
		}
	}
	return status;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct mbox m = { .in = in,
			  .out = out,
			  .window = SP_BUF_INIT(SP_BUF_UNCAPPED),
			  .number = sp_sink_before(out) };
	enum sp_status status = more(&m);

	if (status == SP_OK && m.window.len) {
		m.message = leading(m.window.data, m.window.len);
		status = read_messages(&m);
	}
	sp_buf_release(&m.window);
	if (sp_input_error(in)->reason == SP_REASON_NONE || status == SP_FATAL)
		return status;
	sp_sink_input_problem(out, in);
	return SP_PARTIAL;
}

/* Looks for the first message that begins `least` bytes behind the slice's beginning, or more. */
static enum sp_status cut(struct sp_input *in, struct sp_slice *slice, uint64_t least,
			  uint64_t *members)
{
	/* No message is kept in the window. */
	struct mbox m = { .in = in,
			  .window = SP_BUF_INIT(SP_BUF_UNCAPPED),
			  .base = slice->at,
			  .message = UINT64_MAX };
	enum sp_status status = more(&m);
	bool found = false;

	if (status == SP_OK)
		m.scan = m.base + (slice->at ? 0 : leading(m.window.data, m.window.len)) + FROM_LEN;
	*members = 1;
	while (status == SP_OK) {
		found = find_next(&m);
		if (found && m.scan - slice->at >= least)
			break;
		*members += found;
		if (found)
			m.scan += FROM_LEN;
		else if (m.ended)
			break;
		else
			status = more(&m);
	}
	slice->len = (found ? m.scan : sp_input_size(in)) - slice->at;
	sp_buf_release(&m.window);
	return status;
}

unsigned sp_probe_mbox(struct sp_input *in)
{
	size_t len;
	const char *head = (const char *)sp_input_head(in, &len);
	size_t start = leading(head, len);

	return is_opening(head + start, len - start) ? 8 * 24 : 0;
}

const struct sp_extractor sp_extractor_mbox = {
	.name = "mbox",
	.probe = sp_probe_mbox,
	.extract = extract,
	.streams = true,
	.cut = cut,
};

const struct sp_extractor sp_sliced_mbox = {
	.name = "mbox",
	.probe = sp_probe_mbox,
	.streams = true,
	.cut = cut,
};
