/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_body.c - see mail_body.h. format=flowed is that of RFC 3676. uuencode is
 * that of POSIX.1-2017 (uuencode, "historical algorithm"), with the liberties
 * that mail takes: spaces lost at line ends, an extra character behind a line.
 * Its base64 form is left out: no mail program wrote it.
 */
#include "extractors/mail_body.h"

#include <string.h>

#include "base/ascii.h"

/* A body that is read line by line. */
struct lines {
	const char *at, *end;
};

struct line {
	const char *s;
	size_t len; /* without the line end */
};

static bool next_line(struct lines *lines, struct line *line)
{
	if (lines->at == lines->end)
		return false;
	size_t left = (size_t)(lines->end - lines->at);
	const char *newline = memchr(lines->at, '\n', left);
	line->s = lines->at;
	line->len = newline ? (size_t)(newline - lines->at) : left;
	lines->at += newline ? line->len + 1 : left;
	if (line->len && line->s[line->len - 1] == '\r')
		line->len--;
	return true;
}

/* ---- uuencode ---- */

/* Bytes that a line of encoded data stands for; -1: it is no such line. */
static int uu_count(const struct line *line)
{
	if (!line->len || line->s[0] < ' ' || line->s[0] > '`')
		return line->len ? -1 : 0;
	int count = (line->s[0] - ' ') & 63;
	size_t need = ((size_t)count * 8 + 5) / 6;
	/* Spaces that stood at the end may be gone; a checksum may have come. */
	if (line->len > (size_t)(count + 2) / 3 * 4 + 3 || (count && line->len < need / 2 + 1))
		return -1;
	for (size_t i = 1; i < line->len; i++)
		if (line->s[i] < ' ' || line->s[i] > '`')
			return -1;
	return count;
}

static bool is_end(const struct line *line)
{
	size_t len = line->len;

	while (len > 3 && sp_is_space(line->s[len - 1]))
		len--;
	return len == 3 && memcmp(line->s, "end", 3) == 0;
}

/* "begin 644 name" */
static bool parse_begin(const struct line *line, struct line *name)
{
	size_t at = 6, digits = 0;

	if (line->len < 11 || memcmp(line->s, "begin ", 6) != 0)
		return false;
	while (at < line->len && line->s[at] >= '0' && line->s[at] <= '7') {
		at++;
		digits++;
	}
	if (digits < 3 || digits > 5 || at + 1 >= line->len || line->s[at] != ' ')
		return false;
	*name = (struct line) { line->s + at + 1, line->len - at - 1 };
	return true;
}

static enum sp_status write_line(struct sp_sink *out, const struct line *line, int count)
{
	char data[64];

	for (int i = 0; i < count; i++) {
		/* Two characters of six bits each hold byte i; what is missing was a space. */
		size_t at = 1 + (size_t)i * 8 / 6;
		unsigned shift = 4 - (unsigned)i % 3 * 2;
		unsigned first = at < line->len ? (unsigned)(line->s[at] - ' ') & 63 : 0;
		unsigned second = at + 1 < line->len ? (unsigned)(line->s[at + 1] - ' ') & 63 : 0;
		data[i] = (char)((first << 6 | second) >> shift & 0xFF);
	}
	return sp_sink_child_write(out, data, (size_t)count);
}

static enum sp_status open_file(struct sp_sink *out, const struct line *name)
{
	struct sp_buf copy = SP_BUF_INIT(SP_MAX_STRING);
	enum sp_status status = SP_FATAL;

	if (sp_buf_add(&copy, name->s, name->len))
		status = sp_sink_child_open(out, sp_buf_str(&copy));
	sp_buf_release(&copy);
	return status;
}

/* Decodes a file whose first line is the next; behind it `lines` stands at what follows. */
static enum sp_status decode_file(struct sp_sink *out, const struct line *name, struct lines *lines)
{
	enum sp_reason reason = SP_REASON_TRUNCATED;
	struct lines behind = *lines;
	struct line line;
	enum sp_status status = open_file(out, name);

	if (status != SP_OK)
		return status;
	while (next_line(&behind, &line)) {
		int count = uu_count(&line);
		if (is_end(&line)) {
			*lines = behind;
			reason = SP_REASON_NONE;
			break;
		}
		if (count < 0) {
			if (behind.at < behind.end)
				reason = SP_REASON_DAMAGED;
			break;
		}
		*lines = behind;
		if (status == SP_OK && count)
			status = write_line(out, &line, count);
	}
	enum sp_status closed =
		sp_sink_child_close(out, reason, "its uuencoded data is broken or breaks off");
	return status == SP_SKIPPED ? closed : sp_status_worse(status, closed);
}

static bool starts_file(struct lines lines)
{
	struct line line;

	return next_line(&lines, &line) &&
	       (is_end(&line) || uu_count(&line) > 0 ||
		(uu_count(&line) == 0 && next_line(&lines, &line) && is_end(&line)));
}

bool sp_mail_may_uudecode(const char *body, size_t len)
{
	const char *at = body, *end = body + len;

	while (end - at >= 6 && memcmp(at, "begin ", 6) != 0) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		at = newline ? newline + 1 : end;
	}
	return end - at >= 6;
}

enum sp_status sp_mail_uudecode(struct sp_sink *out, const char *body, size_t len,
				struct sp_buf *text)
{
	struct lines lines = { body, body + len };
	struct line line, name;
	enum sp_status status = SP_OK;

	while (status == SP_OK && next_line(&lines, &line)) {
		if (parse_begin(&line, &name) && starts_file(lines))
			status = decode_file(out, &name, &lines);
		else if (!sp_buf_add(text, line.s, (size_t)(lines.at - line.s)))
			status = SP_FATAL;
	}
	return status;
}

/* ---- lines ---- */

/* Takes the quote marks and the stuffed space off a line; returns how many marks. */
static size_t unquote(struct line *line)
{
	size_t depth = 0;

	while (depth < line->len && line->s[depth] == '>')
		depth++;
	size_t skip = depth + (depth < line->len && line->s[depth] == ' ');
	line->s += skip;
	line->len -= skip;
	return depth;
}

static bool is_signature(const struct line *line)
{
	return line->len == 3 && memcmp(line->s, "-- ", 3) == 0;
}

static void quote(size_t depth, struct sp_buf *out)
{
	for (size_t i = 0; i < depth; i++)
		sp_buf_putc(out, '>');
	if (depth)
		sp_buf_putc(out, ' ');
}

static void join_flowed(struct lines *lines, bool delsp, struct sp_buf *out)
{
	struct line line;
	bool open = false; /* the line before goes on */
	size_t open_depth = 0;

	while (!out->failed && next_line(lines, &line)) {
		size_t depth = unquote(&line);
		bool signature = is_signature(&line);
		if (open && (signature || depth != open_depth)) {
			sp_buf_putc(out, '\n');
			open = false;
		}
		if (!open)
			quote(depth, out);
		open = line.len && line.s[line.len - 1] == ' ' && !signature;
		open_depth = depth;
		sp_buf_add(out, line.s, line.len - (open && delsp));
		if (!open)
			sp_buf_putc(out, '\n');
	}
}

bool sp_mail_unfold(const char *utf8, size_t len, struct sp_mail_lines how, struct sp_buf *out)
{
	struct lines lines = { utf8, utf8 + len };
	struct line line;

	if (how.flowed) {
		join_flowed(&lines, how.delsp, out);
		return !out->failed;
	}
	while (!out->failed && next_line(&lines, &line)) {
		sp_buf_add(out, line.s, line.len);
		if (lines.at[-1] == '\n')
			sp_buf_putc(out, '\n');
	}
	return !out->failed;
}

bool sp_mail_has_pgp(const char *body, size_t len)
{
	static const char mark[] = "-----BEGIN PGP MESSAGE-----";
	struct lines lines = { body, body + len };
	struct line line;

	while (next_line(&lines, &line)) {
		unquote(&line);
		if (line.len >= strlen(mark) && memcmp(line.s, mark, strlen(mark)) == 0)
			return true;
	}
	return false;
}
