/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ole_summary.c - the property sets of a document ([MS-OLEPS]): who wrote it,
 * for whom, and what else its owner noted. Numbers and dates are left out.
 */
#include "extractors/ole.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "extractors/charset.h"

#define SET_MAX (16 * 1024 * 1024)
#define MAX_PROPERTIES 4096
#define MAX_VECTOR 65536
#define MAX_NAMED 256

enum type {
	TYPE_VARIANT = 12,
	TYPE_ANSI = 30,
	TYPE_WIDE = 31,
	TYPE_BLOB = 65,
	TYPE_VECTOR = 0x1000,
};

/* The name of a property that its owner gave. */
struct named {
	uint32_t id;
	char name[128];
};

struct section {
	struct sp_sink *sink;
	struct sp_bytes all; /* of the section */
	bool document;	     /* "DocumentSummaryInformation" */
	bool own;	     /* of names that its owner gave */
	const struct sp_charset *charset;
	struct named *named;
	size_t n_named, room_named;
	const char *property; /* that is being told */
};

/* NULL: it says nothing of a person, such as the program's name. */
static const char *known_name(const struct section *s, uint32_t id)
{
	static const char *const summary[] = {
		[2] = "title",	  [3] = "subject",  [4] = "author",	    [5] = "keywords",
		[6] = "comments", [7] = "template", [8] = "lastModifiedBy",
	};
	static const char *const document[] = {
		[2] = "category", [13] = "titlesOfParts", [14] = "manager",
		[15] = "company", [21] = "hyperlinks",
	};

	for (size_t i = 0; i < s->n_named; i++)
		if (s->named[i].id == id)
			return s->named[i].name;
	if (s->own)
		return "property";
	if (s->document && id < sizeof(document) / sizeof(document[0]))
		return document[id];
	if (!s->document && id < sizeof(summary) / sizeof(summary[0]))
		return summary[id];
	return NULL;
}

/* ---- values ---- */

static enum sp_status tell_string(const struct section *s, const struct sp_charset *charset,
				  const unsigned char *data, size_t len)
{
	struct sp_buf text = SP_BUF_INIT(SP_MAX_STRING);
	enum sp_status status = SP_OK;

	if (len && !sp_charset_convert(charset, data, len, &text))
		status = SP_FATAL;
	while (text.len && !text.data[text.len - 1])
		text.len--;
	if (status == SP_OK)
		status = sp_sink_value(s->sink, SP_PLACE_PROPERTY, s->property, sp_buf_str(&text),
				       text.len);
	sp_buf_release(&text);
	return status;
}

static const struct sp_charset *wide(void)
{
	return sp_charset_from_codepage(1200);
}

/* A string and the padding behind it. false: it is not whole. */
static bool take_string(struct sp_bytes *c, bool is_wide, struct sp_bytes *string)
{
	uint32_t len = 0;

	if (!sp_bytes_le32(c, &len))
		return false;
	uint64_t bytes = is_wide ? (uint64_t)len * 2 : len;
	if (!sp_bytes_take(c, bytes, string))
		return false;
	return sp_bytes_skip(c, (4 - bytes % 4) % 4) || !c->left || sp_bytes_skip(c, c->left);
}

static enum sp_status tell_value(const struct section *s, struct sp_bytes *c, uint32_t type);

/* Bytes of a scalar in a vector of variants, which is passed over. */
static size_t scalar_size(uint32_t type)
{
	static const unsigned char eight[] = { 5, 6, 7, 20, 21, 64 };

	return memchr(eight, (int)(type & 0xFF), sizeof(eight)) ? 8 : 4;
}

static enum sp_status tell_vector(const struct section *s, struct sp_bytes *c, uint32_t type)
{
	uint32_t n = 0;
	enum sp_status status = SP_OK;

	if (!sp_bytes_le32(c, &n))
		return SP_OK;
	for (uint32_t i = 0; i < n && i < MAX_VECTOR && c->left && status == SP_OK; i++) {
		uint32_t of = type & 0xFFF;
		if (of == TYPE_VARIANT && !sp_bytes_le32(c, &of))
			break;
		if (of == TYPE_ANSI || of == TYPE_WIDE)
			status = tell_value(s, c, of);
		else if (!sp_bytes_skip(c, scalar_size(of)))
			break;
	}
	return status;
}

static enum sp_status tell_value(const struct section *s, struct sp_bytes *c, uint32_t type)
{
	struct sp_bytes inner;
	uint32_t len = 0;

	if (type == TYPE_ANSI || type == TYPE_WIDE) {
		if (!take_string(c, type == TYPE_WIDE || sp_charset_is_wide(s->charset), &inner)) {
			*c = sp_bytes_of(c->at, 0);
			return SP_OK;
		}
		return tell_string(s, type == TYPE_WIDE ? wide() : s->charset, inner.at,
				   inner.left);
	}
	if (type & TYPE_VECTOR)
		return tell_vector(s, c, type);
	/* Links are kept as a vector within a block of bytes. */
	if (type == TYPE_BLOB && sp_bytes_le32(c, &len) && sp_bytes_take(c, len, &inner) &&
	    strcmp(s->property, "_PID_HLINKS") == 0)
		return tell_vector(s, &inner, TYPE_VECTOR | TYPE_VARIANT);
	return SP_OK;
}

/* ---- sections ---- */

static enum sp_status read_dictionary(struct section *s, struct sp_bytes c)
{
	uint32_t n = 0;

	if (!sp_bytes_le32(&c, &n))
		return SP_OK;
	for (uint32_t i = 0; i < n && i < MAX_NAMED; i++) {
		struct named named = { 0 };
		struct sp_buf text = SP_BUF_INIT(4096);
		struct sp_bytes string;
		uint32_t len = 0;
		bool is_wide = sp_charset_is_wide(s->charset);
		if (!sp_bytes_le32(&c, &named.id) || !sp_bytes_le32(&c, &len) ||
		    !sp_bytes_take(&c, is_wide ? (uint64_t)len * 2 : len, &string))
			break;
		if (is_wide)
			(void)sp_bytes_skip(&c, (4 - (uint64_t)len * 2 % 4) % 4);
		(void)!sp_charset_convert(s->charset, string.at, string.left, &text);
		bool no_memory = text.failed && string.left < text.cap / 4;
		snprintf(named.name, sizeof(named.name), "%s", sp_buf_str(&text));
		sp_buf_release(&text);
		if (no_memory)
			return SP_FATAL;
		if (!sp_mem_room(&s->named, &s->room_named, s->n_named + 1, sizeof(named)))
			return SP_FATAL;
		s->named[s->n_named++] = named;
	}
	return SP_OK;
}

/* Where the value of the i-th property stands. */
static bool value_at(const struct section *s, uint32_t i, uint32_t *id, struct sp_bytes *value)
{
	struct sp_bytes c = s->all;
	uint32_t offset = 0;

	*value = s->all;
	return sp_bytes_skip(&c, 8 + (uint64_t)i * 8) && sp_bytes_le32(&c, id) &&
	       sp_bytes_le32(&c, &offset) && sp_bytes_skip(value, offset);
}

/* The code page and the names come first, wherever they stand. */
static enum sp_status prepare(struct section *s, uint32_t n)
{
	uint32_t id, type = 0;
	uint16_t page = 0;
	struct sp_bytes c;
	enum sp_status status = SP_OK;

	s->charset = sp_charset_from_codepage(1252);
	for (uint32_t i = 0; i < n; i++)
		if (value_at(s, i, &id, &c) && id == 1 && sp_bytes_le32(&c, &type) &&
		    sp_bytes_le16(&c, &page) && sp_charset_from_codepage(page))
			s->charset = sp_charset_from_codepage(page);
	for (uint32_t i = 0; i < n && status == SP_OK; i++)
		if (value_at(s, i, &id, &c) && id == 0)
			status = read_dictionary(s, c);
	return status;
}

static enum sp_status read_section(struct section *s)
{
	struct sp_bytes c = s->all;
	uint32_t size = 0, n = 0;

	if (!sp_bytes_le32(&c, &size) || !sp_bytes_le32(&c, &n))
		return SP_OK;
	if (n > MAX_PROPERTIES)
		n = MAX_PROPERTIES;
	enum sp_status status = prepare(s, n);
	for (uint32_t i = 0; i < n && status == SP_OK; i++) {
		uint32_t id = 0, type = 0;
		if (!value_at(s, i, &id, &c) || id < 2 || !sp_bytes_le32(&c, &type))
			continue;
		s->property = known_name(s, id);
		if (s->property)
			status = tell_value(s, &c, type);
	}
	sp_mem_free(s->named);
	return status;
}

static enum sp_status read_set(struct sp_sink *sink, const unsigned char *data, size_t len,
			       bool document)
{
	struct sp_bytes c = sp_bytes_of(data, len);
	uint32_t n = 0;
	enum sp_status status = SP_OK;

	if (!sp_bytes_skip(&c, 24) || !sp_bytes_le32(&c, &n))
		return SP_OK;
	for (uint32_t i = 0; i < n && i < 2 && status == SP_OK; i++) {
		struct section section = {
			.sink = sink,
			.all = sp_bytes_of(data, len),
			.document = document,
			.own = i == 1,
		};
		uint32_t offset = 0;
		if (!sp_bytes_skip(&c, 16) || !sp_bytes_le32(&c, &offset) ||
		    !sp_bytes_skip(&section.all, offset))
			break;
		status = read_section(&section);
	}
	return status;
}

enum sp_status sp_ole_summary(struct sp_ole *ole)
{
	static const char *const names[] = { "\5SummaryInformation",
					     "\5DocumentSummaryInformation" };
	enum sp_status status = SP_OK;

	for (size_t k = 0; k < 2 && status == SP_OK; k++) {
		unsigned char *data = NULL;
		size_t i, len = 0;
		if (!sp_ole_find(ole, names[k], &i) || sp_ole_entry(ole, i).storage)
			continue;
		status = sp_ole_load(ole, i, SET_MAX, &data, &len);
		if (status == SP_OK)
			status = read_set(sp_ole_sink(ole), data, len, k == 1);
		else if (status == SP_FAILED)
			status = SP_OK;
		if (data)
			sp_mem_wipe(data, len);
		sp_mem_free(data);
	}
	return status;
}
