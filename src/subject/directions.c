/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directions.c - what a human is to do where spana erases nothing itself.
 *
 * A message in a store of Outlook is named by its folder, its number there in
 * the store's own order, its day and its subject (pst.c); numbers and addresses
 * in a subject are masked.
 */
#include "subject/plan.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "base/date.h"

#include <stdlib.h>
#include <string.h>

/* ---- a message in a store ---- */

static bool is_day(const char *s)
{
	struct sp_day day;
	char text[11];

	if (strnlen(s, 10) < 10 || (s[10] && s[10] != ' '))
		return false;
	memcpy(text, s, 10);
	text[10] = '\0';
	return sp_day_parse(text, &day);
}

/* The number that a part of the name begins with; 0: none. */
static uint64_t number_of(const char *part, const char **end)
{
	size_t len = strspn(part, "0123456789");

	*end = part + len;
	return len && len < 19 && (!part[len] || part[len] == ' ') ? strtoull(part, NULL, 10) : 0;
}

/* The part with the number: a day behind it is the surest sign. */
static const char *find_number(const char *member)
{
	const char *found = NULL, *end;

	for (const char *part = member; part; part = strchr(part, '/')) {
		part += *part == '/';
		if (!number_of(part, &end))
			continue;
		if (*end && is_day(end + 1))
			return part;
		if (!found)
			found = part;
	}
	return found;
}

bool sp_message_find(const char *member, struct sp_message_at *out)
{
	const char *part = find_number(member), *end;

	*out = (struct sp_message_at) { .folder = member };
	if (!part)
		return false;
	out->number = number_of(part, &end);
	out->folder_len = part > member ? (size_t)(part - member) - 1 : 0;
	end += *end == ' ';
	if (is_day(end)) {
		memcpy(out->day, end, 10);
		end += 10;
		end += *end == ' ';
	}
	out->subject = end;
	out->deleted =
		strncmp(member, "orphans/", 8) == 0 || strncmp(member, "recovered/", 10) == 0;
	return true;
}

/* "message 3 of 2026-01-05, "Subject", in the folder "A/B"" */
static void put_message(struct sp_buf *to, const char *member)
{
	struct sp_message_at at;

	if (!sp_message_find(member, &at)) {
		sp_buf_printf(to, "\"%s\"", member);
		return;
	}
	sp_buf_printf(to, "message %llu%s%s, \"%s\", in the folder \"%.*s\"",
		      (unsigned long long)at.number, at.day[0] ? " of " : "", at.day, at.subject,
		      (int)at.folder_len, at.folder);
}

static void put_store(struct sp_buf *to, const char *format, const char *member)
{
	struct sp_message_at at;
	bool deleted = sp_message_find(member, &at) && at.deleted;

	if (strcmp(format, "ost") == 0) {
		sp_buf_puts(to, "This is Outlook's own copy of a mailbox on a server. There, ");
		sp_buf_puts(to, deleted ? "purge from what can be recovered " : "delete ");
		put_message(to, member);
		sp_buf_puts(to, deleted ? "" : ", and purge it from what can be recovered");
		sp_buf_puts(to, "; the next synchronisation takes it away here. Where the account "
				"is no more, delete the file.");
	} else {
		sp_buf_puts(to, "Open the store in Outlook (File, Open, Outlook Data File)");
		sp_buf_puts(to, deleted ? "; deleted there already, but to be recovered, is "
					: ", delete ");
		put_message(to, member);
		sp_buf_puts(to, deleted ? ". Compact the store"
					: ", empty Deleted Items, and compact the store");
		sp_buf_puts(to, " (Data File Properties, Advanced, Compact Now).");
	}
}

/* ---- all others ---- */

bool sp_is_store(const char *format)
{
	return strcmp(format, "pst") == 0 || strcmp(format, "ost") == 0;
}

const char *sp_place_directions(struct sp_arena *arena, const struct sp_held_item *item)
{
	struct sp_buf to = SP_BUF_INIT(SP_BUF_UNCAPPED);
	size_t n = item->n_members;

	if (strcmp(item->top_format, "folder") == 0)
		sp_buf_puts(&to, "Rename the folder: its name tells of the person.");
	else if (sp_is_store(item->top_format) && n)
		put_store(&to, item->top_format, item->members[0]);
	else if (n)
		sp_buf_printf(
			&to,
			"Unpack the archive, remove \"%s\" within the inner archive or document, "
			"pack it again, and delete what was unpacked.",
			item->members[n - 1]);
	else
		sp_buf_puts(&to,
			    "Open the document and remove the person's data at the places that "
			    "the extract names: other people stand in it. Save without earlier "
			    "versions.");
	const char *copy = to.failed ? NULL : sp_arena_copy(arena, sp_buf_str(&to), to.len);
	sp_buf_release(&to);
	return copy;
}
