/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_quote.c - see mail_quote.h.
 *
 * Mail programs mark an earlier mail in three ways: by '>' before its lines, by
 * a line such as "-----Original Message-----", and by a copy of its headers. The
 * last two have no end; what follows is earlier mail to the end. The line "Anna
 * wrote:" is the later mail's own.
 */
#include "extractors/mail_quote.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Lines in which the copied headers must stand. */
#define HEADER_LINES 8

struct line {
	const char *s;
	size_t len; /* without the line end */
	const char *next;
};

static struct line line_at(const char *s, const char *end)
{
	const char *newline = memchr(s, '\n', (size_t)(end - s));

	return (struct line) { s, (size_t)((newline ? newline : end) - s),
			       newline ? newline + 1 : end };
}

static void trim(struct line *line, const char *what)
{
	while (line->len && line->s[0] && strchr(what, line->s[0])) {
		line->s++;
		line->len--;
	}
	while (line->len && line->s[line->len - 1] && strchr(what, line->s[line->len - 1]))
		line->len--;
}

static bool is_blank(struct line line)
{
	trim(&line, " \t\r");
	return !line.len;
}

/* "-----Original Message-----" and what it is in other languages and programs. */
static bool is_divider(struct line line)
{
	static const char *const words[] = {
		"Original Message",	 "Ursprungligt meddelande", "Ursprungsmeddelande",
		"Forwarded message",	 "Forwarded Message",	    "Vidarebefordrat meddelande",
		"Vidarebefordrat brev",	 "Original Appointment",    "Opprinnelig melding",
		"Oprindelig meddelelse", "Videresendt melding",	    "Ursprüngliche Nachricht",
		"Alkuperäinen viesti",	 "Ursprungligt möte",	    "Originalmeddelande",
	};
	static const char *const alone[] = { "Begin forwarded message:", "Vidarebefordrat brev:" };

	trim(&line, " \t\r");
	for (size_t i = 0; i < LENGTH(alone); i++)
		if (line.len == strlen(alone[i]) && sp_ascii_equal_n(line.s, alone[i], line.len))
			return true;
	if (line.len < 8 || memcmp(line.s, "---", 3) != 0)
		return false;
	trim(&line, "- ");
	for (size_t i = 0; i < LENGTH(words); i++)
		if (line.len == strlen(words[i]) && sp_ascii_equal_n(line.s, words[i], line.len))
			return true;
	return false;
}

/* Is it a header with one of these names? They may be in stars, as bold text is. */
static bool has_label(struct line line, const char *const *labels, size_t n)
{
	trim(&line, "* \t");
	const char *colon = memchr(line.s, ':', line.len);
	if (!colon)
		return false;
	for (size_t i = 0; i < n; i++)
		if (strlen(labels[i]) == (size_t)(colon - line.s) &&
		    memcmp(labels[i], line.s, (size_t)(colon - line.s)) == 0)
			return true;
	return false;
}

/* A copy of the headers of an earlier mail: the sender first, and two more. */
static bool is_header_block(struct line line, const char *end)
{
	static const char *const sender[] = { "From", "Från", "Fra", "Von", "Lähettäjä" };
	static const char *const others[] = {
		"Sent",	    "Date", "To",      "Subject",   "Skickat",	     "Datum",
		"Till",	    "Ämne", "Sendt",   "Dato",	    "Til",	     "Emne",
		"Gesendet", "An",   "Betreff", "Lähetetty", "Vastaanottaja", "Aihe",
	};
	unsigned found = 0;

	if (!has_label(line, sender, LENGTH(sender)))
		return false;
	for (int i = 0; i < HEADER_LINES && line.next < end && found < 2; i++) {
		line = line_at(line.next, end);
		if (is_blank(line))
			return false;
		found += has_label(line, others, LENGTH(others));
	}
	return found == 2;
}

static enum sp_status tell_run(struct sp_sink *out, const char *s, size_t len, bool quoted)
{
	enum sp_status status = SP_OK;

	if (!len)
		return SP_OK;
	if (quoted)
		status = sp_sink_enter(out, SP_PLACE_QUOTE, NULL, 0);
	if (status != SP_OK)
		return status;
	status = sp_sink_text(out, s, len);
	if (quoted)
		sp_sink_leave(out);
	return status;
}

/* Tells runs of lines. The line end between two of them is the sink's separator. */
static enum sp_status tell_lines(struct sp_sink *out, const char *text, const char *end)
{
	const char *start = text;
	bool quoted = false, to_end = false;
	enum sp_status status = SP_OK;
	struct line line;

	for (const char *at = text; at < end && !to_end && status == SP_OK; at = line.next) {
		line = line_at(at, end);
		/* Empty lines go with what stands before them. */
		if (at != text && is_blank(line))
			continue;
		to_end = is_divider(line) || is_header_block(line, end);
		bool now = to_end || (line.len && line.s[0] == '>');
		if (now == quoted)
			continue;
		if (at > start)
			status = tell_run(out, start, (size_t)(at - start) - 1, quoted);
		start = at;
		quoted = now;
	}
	return status == SP_OK ? tell_run(out, start, (size_t)(end - start), quoted) : status;
}

enum sp_status sp_mail_text(struct sp_sink *out, const char *part, const char *text, size_t len)
{
	if (!len)
		return SP_OK;
	enum sp_status status = sp_sink_enter(out, SP_PLACE_PART, part, 0);
	if (status != SP_OK)
		return status;
	status = tell_lines(out, text, text + len);
	sp_sink_leave(out);
	return status;
}
