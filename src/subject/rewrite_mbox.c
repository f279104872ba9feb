/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rewrite_mbox.c - a mailbox without some of its messages (RFC 4155).
 *
 * A message begins with a "From " line that holds a weekday, a time and a
 * year, follows an empty line or the file's start, and stands before a header.
 * The inventory's name of a message begins with its number. Whoever calls
 * compares the number of messages with what the reader of mailboxes sees: where
 * the two do not agree, nothing is rewritten.
 */
#include "subject/rewrite.h"

#include "base/ascii.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE 512 /* of a line no more is looked at */

struct line {
	uint64_t at; /* in the file */
	size_t len;  /* kept in text, without the newline */
	char text[LINE];
};

struct mailbox {
	FILE *file;
	uint64_t at;
	const char *const *names;
	size_t n, found;
	uint64_t number; /* of the message at hand; 0: what stands before the first */
	uint64_t start;
	struct sp_ranges kept;
};

/* false: the file has ended, or cannot be read. */
static bool next_line(struct mailbox *box, struct line *line)
{
	int c;

	line->at = box->at;
	line->len = 0;
	while ((c = getc_unlocked(box->file)) != EOF) {
		box->at++;
		if (c == '\n')
			return true;
		if (line->len < LINE)
			line->text[line->len++] = (char)c;
	}
	return box->at > line->at;
}

static bool is_empty(const struct line *line)
{
	return !line->len || (line->len == 1 && line->text[0] == '\r');
}

static bool has_day(const char *s, size_t len)
{
	static const char days[] = "montuewedthufrisatsun";

	for (size_t i = 0; i + 4 < len; i++)
		for (size_t d = 0; s[i] == ' ' && d + 2 < sizeof(days); d += 3)
			if (sp_ascii_equal_n(s + i + 1, days + d, 3) &&
			    (s[i + 4] == ' ' || s[i + 4] == ','))
				return true;
	return false;
}

static bool has_time_and_year(const char *s, size_t len)
{
	bool time = false, year = false;

	for (size_t i = 1; i < len; i++) {
		time |= s[i] == ':' && sp_is_digit(s[i - 1]) && i + 1 < len &&
			sp_is_digit(s[i + 1]);
		year |= s[i - 1] == ' ' && i + 4 <= len && sp_is_digit(s[i]) &&
			sp_is_digit(s[i + 1]) && sp_is_digit(s[i + 2]) && sp_is_digit(s[i + 3]);
	}
	return time && year;
}

static bool opens(const struct line *line)
{
	return line->len > 5 && memcmp(line->text, "From ", 5) == 0 &&
	       has_day(line->text, line->len) && has_time_and_year(line->text, line->len);
}

static bool is_header(const struct line *line)
{
	size_t n = 0;

	if (line->len > 6 && memcmp(line->text, ">From ", 6) == 0)
		return true;
	while (n < line->len && line->text[n] > ' ' && line->text[n] < 0x7F && line->text[n] != ':')
		n++;
	while (n && n < line->len && sp_is_space(line->text[n]))
		n++;
	return n && n < line->len && line->text[n] == ':';
}

/* Is the message at hand one of those that go? */
static bool goes(const struct mailbox *box)
{
	for (size_t i = 0; i < box->n; i++) {
		char *end;
		if (box->number && strtoull(box->names[i], &end, 10) == box->number && *end == ' ')
			return true;
	}
	return false;
}

static bool end_message(struct mailbox *box, uint64_t end)
{
	if (!goes(box))
		return sp_ranges_add(&box->kept, box->start, end);
	box->found++;
	return true;
}

static bool split(struct mailbox *box)
{
	struct line lines[2];
	struct line *line = &lines[0], *next = &lines[1];
	bool ok = true, more = next_line(box, line), fresh = true;

	while (more && ok) {
		bool has_next = next_line(box, next);
		if (fresh && has_next && opens(line) && is_header(next)) {
			ok = end_message(box, line->at);
			box->number++;
			box->start = line->at;
		}
		/* What is empty before the first message counts as its start. */
		fresh = is_empty(line);
		struct line *swap = line;
		line = next;
		next = swap;
		more = has_next;
	}
	return ok && end_message(box, box->at);
}

static enum sp_status rewrite_mbox(int in, uint64_t size, int out, const char *const *names,
				   size_t n, struct sp_error *err)
{
	struct mailbox box = { .names = names, .n = n };
	int fd = dup(in);
	enum sp_status status = SP_FATAL;

	box.file = fd >= 0 && lseek(fd, 0, SEEK_SET) == 0 ? fdopen(fd, "r") : NULL;
	if (box.file && split(&box))
		status = SP_OK;
	if (status == SP_OK && (ferror(box.file) || box.at != size || box.found != n)) {
		sp_error_set(err, SP_REASON_UNSUPPORTED,
			     "mbox: its messages cannot be told apart for sure");
		status = SP_FAILED;
	}
	if (box.file)
		fclose(box.file);
	else if (fd >= 0)
		close(fd);
	if (status == SP_OK)
		status = sp_ranges_copy(&box.kept, in, out, err);
	sp_ranges_release(&box.kept);
	return status;
}

const struct sp_rewriter sp_rewriter_mbox = { "mbox", rewrite_mbox };
