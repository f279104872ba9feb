/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vba.c - see vba.h. [MS-OVBA]: the stream "dir" (2.3.4.2) names the modules and
 * where in their streams the source text begins, which is compressed (2.4.1).
 *
 * A module is unpacked and told chunk by chunk and never held. Left out on
 * purpose: what was compiled of it, which says the same again. Forms are
 * members of the document like other storages.
 */
#include "extractors/vba.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "extractors/charset.h"
#include "extractors/prose.h"

#define CHUNK 4096
#define HEADER 2
#define MAX_DIR (4 * SP_MIB)
#define MAX_NAME 1024

enum record {
	REC_CODEPAGE = 0x0003,
	REC_DESCRIPTION = 0x0005,
	REC_VERSION = 0x0009,
	REC_PROJECT = 0x000E,
	REC_MODULE = 0x0019,
	REC_STREAM = 0x001A,
	REC_MODULE_DESCRIPTION = 0x001C,
	REC_MODULE_END = 0x002B,
	REC_OFFSET = 0x0031,
	REC_STREAM_WIDE = 0x0032,
};

/* ---- compression: 2.4.1 ---- */

struct unpacking {
	struct sp_input *in;
	uint64_t at;
	unsigned char packed[CHUNK + HEADER];
	unsigned char out[CHUNK];
	size_t len;
};

/* How many bits of a token are the distance, by how much there is to look back on. */
static unsigned distance_bits(size_t done)
{
	unsigned bits = 4;

	while (((size_t)1 << bits) < done)
		bits++;
	return bits;
}

/* Copies what was seen before; false: from before the chunk, or beyond its end. */
static bool copy_back(struct unpacking *u, uint16_t token)
{
	unsigned bits = distance_bits(u->len);
	size_t distance = (size_t)(token >> (16 - bits)) + 1;
	size_t n = (token & (0xFFFFu >> bits)) + 3u;

	if (distance > u->len || n > CHUNK - u->len)
		return false;
	for (; n; n--, u->len++)
		u->out[u->len] = u->out[u->len - distance];
	return true;
}

static bool unpack_tokens(struct unpacking *u, struct sp_bytes c)
{
	uint8_t flags, byte;
	uint16_t token;

	while (sp_bytes_u8(&c, &flags)) {
		for (unsigned i = 0; i < 8 && c.left; i++) {
			if (flags & 1u << i) {
				if (!sp_bytes_le16(&c, &token) || !copy_back(u, token))
					return false;
			} else {
				if (u->len == CHUNK || !sp_bytes_u8(&c, &byte))
					return false;
				u->out[u->len++] = byte;
			}
		}
	}
	return true;
}

/* Unpacks the next chunk; len is 0 at the end. false: it is broken. */
static bool next_chunk(struct unpacking *u)
{
	size_t got = 0;

	u->len = 0;
	if (sp_input_read(u->in, u->at, u->packed, sizeof(u->packed), &got) != SP_OK)
		return false;
	if (!got)
		return true;
	struct sp_bytes c = sp_bytes_of(u->packed, got);
	uint16_t header;
	if (!sp_bytes_le16(&c, &header) || (header >> 12 & 7) != 3)
		return false;
	size_t size = (header & 0x0FFFu) + 3u - HEADER;
	u->at += HEADER + size;
	bool whole = size <= c.left;
	c.left = whole ? size : c.left;
	if (header & 0x8000)
		return unpack_tokens(u, c) && whole;
	/* One that would not have got smaller. */
	u->len = c.left < CHUNK ? c.left : CHUNK;
	memcpy(u->out, c.at, u->len);
	return whole;
}

/* Begins at an offset of the stream. */
static bool begin(struct unpacking *u, struct sp_input *in, uint64_t at)
{
	unsigned char signature;
	size_t got = 0;

	u->in = in;
	u->at = at + 1;
	return sp_input_read(in, at, &signature, 1, &got) == SP_OK && got == 1 && signature == 1;
}

/* ---- modules ---- */

struct project {
	struct sp_ole *storage;
	struct sp_sink *out;
	struct unpacking unpacking;
	const struct sp_charset *charset;
	/* The present module. */
	char name[MAX_NAME];
	char stream[MAX_NAME];
	uint32_t offset;
	bool damaged;
};

static enum sp_status set_name(char to[MAX_NAME], const struct sp_charset *charset,
			       struct sp_bytes from)
{
	struct sp_buf text = SP_BUF_INIT(MAX_NAME - 1);

	/* What is too long for a name is cut. */
	(void)!sp_charset_convert(charset, from.at, from.left, &text);
	memcpy(to, sp_buf_str(&text), text.len);
	to[text.len] = '\0';
	sp_buf_release(&text);
	return SP_OK;
}

static enum sp_status tell_chunk(struct project *p, struct sp_decoder *decoder,
				 struct sp_prose *prose, struct sp_buf *text)
{
	enum sp_status status = sp_sink_spend(p->out, p->unpacking.len);

	sp_buf_reset(text);
	if (status != SP_OK)
		return status;
	if (!sp_decoder_feed(decoder, p->unpacking.out, p->unpacking.len, text))
		return SP_FATAL;
	return text->len ? sp_prose_text(prose, text->data, text->len) : SP_OK;
}

static enum sp_status tell_source(struct project *p, struct sp_input *in)
{
	struct sp_prose prose = { .out = p->out };
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_decoder decoder;
	enum sp_status status = sp_decoder_init(&decoder, p->charset);

	if (status != SP_OK)
		return status;
	bool good = begin(&p->unpacking, in, p->offset);
	while (good && status == SP_OK && (good = next_chunk(&p->unpacking)) && p->unpacking.len)
		status = tell_chunk(p, &decoder, &prose, &text);
	/* What a broken chunk has given is told as well. */
	if (!good && p->unpacking.len && status == SP_OK)
		status = tell_chunk(p, &decoder, &prose, &text);
	p->damaged |= !good;
	sp_decoder_release(&decoder);
	sp_buf_release(&text);
	return status;
}

static enum sp_status tell_module(struct project *p)
{
	char part[MAX_NAME + 8];
	struct sp_input *in = NULL;
	enum sp_status status;

	if (!p->stream[0])
		return SP_OK;
	snprintf(part, sizeof(part), "macro %s", p->name);
	status = sp_ole_stream_named(p->storage, p->stream, &in);
	p->stream[0] = '\0';
	p->damaged |= !in && status == SP_OK;
	if (!in)
		return status == SP_FAILED ? SP_OK : status;
	status = sp_sink_enter(p->out, SP_PLACE_PART, part, 0);
	if (status == SP_OK) {
		status = tell_source(p, in);
		sp_sink_leave(p->out);
	}
	sp_input_free(in);
	return status;
}

/* ---- dir ---- */

static enum sp_status tell_value(struct project *p, const char *name, struct sp_bytes value)
{
	struct sp_buf text = SP_BUF_INIT(SP_MAX_STRING);
	enum sp_status status = SP_OK;

	if (sp_charset_convert(p->charset, value.at, value.left, &text))
		status =
			sp_sink_value(p->out, SP_PLACE_PROPERTY, name, sp_buf_str(&text), text.len);
	sp_buf_release(&text);
	return status;
}

static enum sp_status read_record(struct project *p, uint16_t id, struct sp_bytes data)
{
	const struct sp_charset *charset;
	struct sp_bytes path;
	uint16_t page;
	uint32_t size;

	switch (id) {
	case REC_CODEPAGE:
		charset = sp_bytes_le16(&data, &page) ? sp_charset_from_codepage(page) : NULL;
		p->charset = charset ? charset : p->charset;
		return SP_OK;
	case REC_DESCRIPTION:
	case REC_MODULE_DESCRIPTION:
		return tell_value(p, "description", data);
	case REC_PROJECT:
		/* Another document whose macros it uses. */
		return sp_bytes_le32(&data, &size) && sp_bytes_take(&data, size, &path)
			       ? tell_value(p, "reference", path)
			       : SP_OK;
	case REC_MODULE:
		return set_name(p->name, p->charset, data);
	case REC_STREAM:
		return set_name(p->stream, p->charset, data);
	case REC_STREAM_WIDE:
		return set_name(p->stream, sp_charset_from_codepage(1200), data);
	case REC_OFFSET:
		if (!sp_bytes_le32(&data, &p->offset))
			p->damaged = true;
		return SP_OK;
	case REC_MODULE_END:
		return tell_module(p);
	default:
		return SP_OK;
	}
}

static enum sp_status read_records(struct project *p, struct sp_bytes c)
{
	enum sp_status status = SP_OK;
	struct sp_bytes data;
	uint16_t id;
	uint32_t size;

	while (status == SP_OK && c.left) {
		if (!sp_bytes_le16(&c, &id) || !sp_bytes_le32(&c, &size) ||
		    /* The one whose size is not what it says. */
		    !sp_bytes_take(&c, id == REC_VERSION ? 6 : size, &data)) {
			p->damaged = true;
			break;
		}
		status = read_record(p, id, data);
	}
	return status;
}

/* All of "dir" in memory: it is a few hundred bytes a module. */
static enum sp_status load_dir(struct project *p, struct sp_input *in, struct sp_buf *dir)
{
	bool good = begin(&p->unpacking, in, 0);

	while (good && (good = next_chunk(&p->unpacking)) && p->unpacking.len) {
		if (dir->cap - dir->len < p->unpacking.len) {
			good = false;
			break;
		}
		if (!sp_buf_add(dir, p->unpacking.out, p->unpacking.len))
			return SP_FATAL;
	}
	p->damaged |= !good;
	return SP_OK;
}

/* ---- the storage ---- */

/* What was compiled. */
static void pass_over(struct sp_ole *storage)
{
	for (size_t i = 0; i < sp_ole_count(storage); i++) {
		struct sp_ole_entry entry = sp_ole_entry(storage, i);
		if (!entry.storage && (sp_ascii_equal(entry.name, "_VBA_PROJECT") ||
				       strncmp(entry.name, "__SRP_", 6) == 0))
			sp_ole_done(storage, i);
	}
}

bool sp_vba_is(const struct sp_ole *storage, const char *name)
{
	size_t i;

	return sp_ascii_equal(name, "VBA") && sp_ole_find(storage, "dir", &i);
}

enum sp_status sp_vba_read(struct sp_ole *storage)
{
	struct project *p = sp_mem_zero(1, sizeof(*p));
	struct sp_buf dir = SP_BUF_INIT(MAX_DIR);
	struct sp_input *in = NULL;
	enum sp_status status = SP_FATAL;

	if (!p)
		return SP_FATAL;
	p->storage = storage;
	p->out = sp_ole_sink(storage);
	p->charset = sp_charset_from_codepage(1252);
	status = sp_ole_stream_named(storage, "dir", &in);
	if (status == SP_OK && in)
		status = load_dir(p, in, &dir);
	sp_input_free(in);
	if (status == SP_OK)
		status = read_records(p, sp_bytes_of(sp_buf_str(&dir), dir.len));
	if (p->damaged && status >= SP_PARTIAL)
		sp_sink_problem(p->out, SP_REASON_DAMAGED, "macros are damaged");
	if (!p->damaged)
		pass_over(storage);
	sp_buf_release(&dir);
	sp_mem_wipe(p, sizeof(*p));
	sp_mem_free(p);
	return status == SP_FAILED ? SP_OK : status;
}
