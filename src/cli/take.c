/* SPDX-License-Identifier: GPL-3.0-or-later */
/* take.c - see take.h. */
#include "cli/take.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cli/shown.h"

#define FLUSH_BYTES (64 * 1024)
#define NO_DEPTH UINT_MAX

struct taking {
	const struct sp_held_file *file;
	const char *folder;
	struct document *documents;
	size_t n;
	take_part *part;
	void *context;
	struct document *document; /* that is open; or NULL */
	unsigned depth;		   /* of it */
	unsigned bytes_depth;	   /* what lies here and deeper is in the bytes of a copy */
	uint32_t part_number;	   /* item of the part that is open */
	char part_name[COPY_NAME];
	struct copy part_copy;
	unsigned parts;
	struct sp_buf text; /* of a document without bytes */
};

static int by_number(const void *a, const void *b)
{
	const uint32_t *number = a;
	const struct document *document = b;

	return (*number > document->number) - (*number < document->number);
}

/* Is it the member that the inventory knows, not another of that number? */
static bool is_named_so(const struct sp_item *item, const struct document *document)
{
	size_t n = document->n_members;

	for (; item->up && n; item = item->up, n--)
		if (strcmp(item->name ? item->name : "", document->item->members[n - 1]) != 0)
			return false;
	return !item->up && !n;
}

/* ---- a document begins ---- */

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct taking *t = context;

	if (t->document)
		return SP_OK;
	struct document *found =
		bsearch(&item->number, t->documents, t->n, sizeof(*t->documents), by_number);
	if (!found || !is_named_so(item, found))
		return SP_OK;
	t->document = found;
	t->depth = item->depth;
	t->bytes_depth = NO_DEPTH;
	t->parts = 0;
	sp_buf_reset(&t->text);
	return SP_OK;
}

static const char *called(const struct document *document)
{
	return document->item->members[document->n_members - 1];
}

static bool open_document(struct taking *t, const char *ending)
{
	char name[COPY_NAME];

	copy_name(name, t->document->serial, 0, called(t->document), ending);
	return copy_open(&t->document->copy, t->folder, name);
}

/* ---- bytes ---- */

static bool open_part(struct taking *t, const struct sp_item *item)
{
	bool message = strcmp(item->format, "eml") == 0;
	char name[COPY_NAME];

	t->part_number = item->number;
	copy_name(name, t->document->serial, ++t->parts, item->name ? item->name : "",
		  message ? "eml" : NULL);
	snprintf(t->part_name, sizeof(t->part_name), "%s", name);
	return copy_open(&t->part_copy, t->folder, name);
}

static enum sp_status on_bytes(void *context, const struct sp_item *item, const void *data,
			       size_t len)
{
	struct taking *t = context;
	struct document *document = t->document;
	bool ok = true;

	if (!document)
		return SP_OK;
	bool own = item->depth == t->depth;
	struct copy *copy = own ? &document->copy : &t->part_copy;
	if (!copy->open) {
		t->bytes_depth = item->depth;
		ok = own ? open_document(t, strcmp(item->format, "eml") == 0 ? "eml" : NULL)
			 : open_part(t, item);
	}
	return ok && copy_write(copy, data, len) ? SP_OK : SP_FATAL;
}

/* ---- text of what has none ---- */

static bool flush_text(struct taking *t)
{
	struct copy *copy = &t->document->copy;
	bool ok = !t->text.failed && (copy->open || open_document(t, "txt")) &&
		  copy_write(copy, sp_buf_str(&t->text), t->text.len);

	sp_buf_reset(&t->text);
	return ok;
}

/* The names of members are told as segments too. */
static bool is_name(const struct sp_segment *segment)
{
	const struct sp_place *place = segment->n_marks ? segment->marks[0].place : NULL;

	return place && place->kind == SP_PLACE_PART && strcmp(place->name, "name") == 0;
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct taking *t = context;
	const struct sp_item *item = segment->item;

	if (!t->document || item->depth >= t->bytes_depth || is_name(segment))
		return SP_OK;
	if (segment->offset + segment->from == 0) {
		sp_buf_puts(&t->text, "== ");
		show_path(&t->text, t->file->path, item);
		sp_buf_putc(&t->text, '\n');
	}
	show_segment(&t->text, segment);
	return t->text.len < FLUSH_BYTES || flush_text(t) ? SP_OK : SP_FATAL;
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct taking *t = context;

	/* What lies within its bytes is in the copy, however it can be read. */
	if (t->document && item->depth <= t->bytes_depth && !t->document->problem[0])
		snprintf(t->document->problem, sizeof(t->document->problem), "%s%s%s",
			 sp_reason_name(reason), *detail ? ": " : "", detail);
	return SP_OK;
}

/* ---- a document ends ---- */

static bool end_document(struct taking *t)
{
	struct document *document = t->document;
	bool text = t->bytes_depth != t->depth;
	bool ok = !t->text.len || flush_text(t);

	t->document = NULL;
	if (!document->copy.open && !t->parts)
		document->copied = SP_COPY_UNREAD;
	else if (text)
		document->copied = SP_COPIED_TEXT;
	else
		document->copied = document->problem[0] ? SP_COPIED_PART : SP_COPIED_WHOLE;
	return copy_close(&document->copy) && ok;
}

static bool end_part(struct taking *t, const struct sp_item *item)
{
	if (!t->part_copy.open || t->part_number != item->number)
		return true;
	return copy_close(&t->part_copy) &&
	       t->part(t->context, t->document, &t->part_copy, item->name ? item->name : "");
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	struct taking *t = context;
	bool ok = true;

	(void)outcome;
	if (!t->document)
		return SP_OK;
	if (item->depth == t->depth)
		ok = end_document(t);
	else
		ok = end_part(t, item);
	if (item->depth == t->bytes_depth)
		t->bytes_depth = NO_DEPTH;
	return ok ? SP_OK : SP_FATAL;
}

static enum sp_status on_file(void *context, const char *path)
{
	(void)context;
	(void)path;
	return SP_OK;
}

/* ---- the file ---- */

static bool take_some(struct taking *t, const struct settings *settings)
{
	static const struct sp_sink_events events = {
		.begin = on_begin,
		.segment = on_segment,
		.problem = on_problem,
		.end = on_end,
		.bytes = on_bytes,
	};
	const char *const roots[] = { t->file->path, NULL };
	uint32_t wanted[SP_WANTED_MOST];
	struct sp_scan_options options = {
		.walk = { .roots = roots },
		.stdin_fd = -1,
		.stop = &stop_requested,
		.wanted = wanted,
		.n_wanted = t->n,
	};

	for (size_t i = 0; i < t->n; i++)
		wanted[i] = t->documents[i].number;
	set_reading(settings, &options);
	enum sp_status status = sp_scan_text(&options, &events, on_file, t);
	/* Where reading was cut short. */
	bool ok = status == SP_OK;
	if (t->document)
		(void)!copy_close(&t->document->copy);
	(void)!copy_close(&t->part_copy);
	if (!ok && status == SP_PARTIAL)
		say("--copies: interrupted");
	return ok;
}

bool take_documents(const struct settings *settings, const struct sp_held_file *file,
		    const char *folder, struct document *documents, size_t n, take_part *part,
		    void *context)
{
	struct taking t = {
		.file = file,
		.folder = folder,
		.part = part,
		.context = context,
		.text = SP_BUF_INIT(SP_BUF_UNCAPPED),
	};
	bool ok = true;

	for (size_t at = 0; at < n && ok; at += t.n) {
		t.documents = documents + at;
		t.n = n - at < SP_WANTED_MOST ? n - at : SP_WANTED_MOST;
		t.document = NULL;
		ok = take_some(&t, settings);
	}
	sp_buf_release(&t.text);
	return ok;
}
