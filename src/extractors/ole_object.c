/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ole_object.c - objects that are embedded in documents ([MS-OLEDS]).
 *
 * Most that people embed by hand are files that a "package" wraps: the file
 * itself becomes a member, and where it came from is told, as a name often
 * stands in that path.
 */
#include "extractors/ole.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "extractors/charset.h"

/* Three paths and some numbers. */
#define HEAD 8192

enum { LINKED = 1, EMBEDDED = 2 };

struct object {
	struct sp_input *data;
	unsigned char *head;
	struct sp_bytes c;
	size_t got;
};

static uint64_t position(const struct object *o)
{
	return (uint64_t)(o->got - o->c.left);
}

/* A string with its length in front, or up to its zero byte. */
static bool counted(struct sp_bytes *c, struct sp_bytes *string)
{
	uint32_t len = 0;

	if (!sp_bytes_le32(c, &len) || !sp_bytes_take(c, len, string))
		return false;
	if (string->left && !string->at[string->left - 1])
		string->left--;
	return true;
}

static bool terminated(struct sp_bytes *c, struct sp_bytes *string)
{
	const unsigned char *zero = c->left ? memchr(c->at, 0, c->left) : NULL;

	return zero && sp_bytes_take(c, (uint64_t)(zero - c->at), string) && sp_bytes_skip(c, 1);
}

static enum sp_status to_utf8(const struct sp_bytes *string, struct sp_buf *out)
{
	const struct sp_charset *charset = sp_charset_guess(string->at, string->left);

	return sp_charset_convert(charset, string->at, string->left, out) ? SP_OK : SP_FATAL;
}

static enum sp_status tell(struct sp_sink *sink, const char *property,
			   const struct sp_bytes *string)
{
	struct sp_buf text = SP_BUF_INIT(SP_MAX_STRING);
	enum sp_status status = string->left ? to_utf8(string, &text) : SP_OK;

	if (status == SP_OK)
		status = sp_sink_value(sink, SP_PLACE_PROPERTY, property, sp_buf_str(&text),
				       text.len);
	sp_buf_release(&text);
	return status;
}

static enum sp_status member(struct sp_sink *sink, const char *name, struct object *o, uint64_t at,
			     uint64_t size)
{
	struct sp_input *part = NULL;
	uint64_t rest = at < sp_input_size(o->data) ? sp_input_size(o->data) - at : 0;
	bool whole = size <= rest;
	enum sp_status status = sp_input_range(&part, o->data, rest ? at : 0, whole ? size : rest);

	if (status == SP_OK && !whole)
		sp_sink_problem(sink, SP_REASON_TRUNCATED, "an embedded object is cut short");
	return status == SP_OK ? sp_sink_child(sink, name, part) : status;
}

/* What "Packager" wrote: a file, and the paths that it had. */
static enum sp_status package(struct sp_sink *sink, const char *name, struct object *o)
{
	struct sp_bytes label, path, temporary = { 0 };
	struct sp_buf file = SP_BUF_INIT(SP_MAX_STRING);
	uint16_t kind = 0;
	uint32_t size = 0;
	uint64_t start = position(o);

	if (!sp_bytes_skip(&o->c, 2) || !terminated(&o->c, &label) || !terminated(&o->c, &path) ||
	    !sp_bytes_skip(&o->c, 2) || !sp_bytes_le16(&o->c, &kind) ||
	    (kind != LINKED && (!counted(&o->c, &temporary) || !sp_bytes_le32(&o->c, &size))))
		return member(sink, name, o, start, sp_input_size(o->data) - start);
	enum sp_status status = tell(sink, "path", &path);
	if (status == SP_OK)
		status = tell(sink, "path", &temporary);
	if (status == SP_OK && label.left)
		status = to_utf8(&label, &file);
	if (status == SP_OK && kind != LINKED)
		status = member(sink, file.len ? file.data : name, o, position(o), size);
	sp_buf_release(&file);
	return status;
}

static enum sp_status open_object(struct object *o, struct sp_input *data)
{
	*o = (struct object) { .data = data, .head = sp_mem_alloc(HEAD) };
	if (!o->head)
		return SP_FATAL;
	/* An error shows again where the member is read. */
	(void)!sp_input_read(data, 0, o->head, HEAD, &o->got);
	o->c = sp_bytes_of(o->head, o->got);
	return SP_OK;
}

static void close_object(struct object *o)
{
	if (o->head)
		sp_mem_wipe(o->head, HEAD);
	sp_mem_free(o->head);
	sp_input_free(o->data);
}

static enum sp_status read_object(struct sp_sink *sink, const char *name, struct object *o)
{
	struct sp_bytes class, topic, item;
	uint32_t version = 0, format = 0, size = 0;

	if (!sp_bytes_le32(&o->c, &version) || !sp_bytes_le32(&o->c, &format) ||
	    (format != LINKED && format != EMBEDDED) || !counted(&o->c, &class) ||
	    !counted(&o->c, &topic) || !counted(&o->c, &item))
		return member(sink, name, o, 0, sp_input_size(o->data));
	enum sp_status status = tell(sink, "link", &topic);
	if (status == SP_OK)
		status = tell(sink, "link", &item);
	if (status != SP_OK || format == LINKED || !sp_bytes_le32(&o->c, &size) || !size)
		return status;
	if (class.left == 7 && memcmp(class.at, "Package", 7) == 0)
		return package(sink, name, o);
	return member(sink, name, o, position(o), size);
}

enum sp_status sp_ole_object(struct sp_sink *sink, const char *name, struct sp_input *data)
{
	struct object o;
	enum sp_status status = open_object(&o, data);

	if (status == SP_OK)
		status = read_object(sink, name, &o);
	close_object(&o);
	return status;
}

static enum sp_status read_native(struct sp_sink *sink, const char *name, struct object *o)
{
	uint32_t size = 0;
	struct sp_bytes ahead;
	uint16_t type = 0;

	if (!sp_bytes_le32(&o->c, &size))
		return SP_OK;
	ahead = o->c;
	if (sp_bytes_le16(&ahead, &type) && type == 2)
		return package(sink, name, o);
	return member(sink, name, o, position(o), size);
}

enum sp_status sp_ole_native(struct sp_sink *sink, const char *name, struct sp_input *data)
{
	struct object o;
	enum sp_status status = open_object(&o, data);

	if (status == SP_OK)
		status = read_native(sink, name, &o);
	close_object(&o);
	return status;
}
