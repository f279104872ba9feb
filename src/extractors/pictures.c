/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pictures.c - metadata of PNG (ISO 15948), JPEG (ITU T.81; Exif, XMP, IPTC,
 * comments), GIF89a and the chunks of RIFF: WebP, and the tags of WAV and AVI.
 *
 * Pixels are passed over. Left out: colour profiles, thumbnails, the raw
 * profiles in hex that ImageMagick puts into PNG, which are told.
 */
#include "extractors/metadata.h"

#include <stdio.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "base/ascii.h"
#include "base/mem.h"

/* ---- PNG ---- */

static void *zlib_alloc(void *opaque, uInt count, uInt size)
{
	(void)opaque;
	return sp_mem_zero(count, size);
}

static void zlib_free(void *opaque, void *p)
{
	(void)opaque;
	sp_mem_free(p);
}

/* Unpacks as much as a text may have. */
static enum sp_status unpack(struct sp_metadata *m, const void *data, size_t len,
			     struct sp_buf *out)
{
	z_stream z = { .zalloc = zlib_alloc, .zfree = zlib_free };
	int state = inflateInit(&z);

	if (state != Z_OK || !sp_buf_reserve(out, SP_METADATA_MOST)) {
		inflateEnd(&z);
		return SP_FATAL;
	}
	z.next_in = data;
	z.avail_in = (uInt)len;
	z.next_out = (unsigned char *)out->data;
	z.avail_out = SP_METADATA_MOST;
	state = inflate(&z, Z_FINISH);
	out->len = SP_METADATA_MOST - z.avail_out;
	inflateEnd(&z);
	if (state == Z_MEM_ERROR)
		return SP_FATAL;
	if (state != Z_STREAM_END)
		sp_metadata_wrong(m, z.avail_out ? SP_REASON_DAMAGED : SP_REASON_LIMIT_SIZE);
	return sp_sink_spend(m->out, out->len);
}

static enum sp_status tell_png_text(struct sp_metadata *m, const char *key, const void *text,
				    size_t len)
{
	if (!strcmp(key, "XML:com.adobe.xmp"))
		return sp_metadata_xmp(m, text, len);
	if (!strncmp(key, "Raw profile type", 16)) {
		sp_metadata_wrong(m, SP_REASON_UNSUPPORTED);
		return SP_OK;
	}
	return sp_metadata_value(m, key, text, len);
}

/* Key, zero, [flags, language and translated key,] text. The chunk is in m->packet. */
static enum sp_status read_png_text(struct sp_metadata *m, char kind)
{
	struct sp_buf chunk = m->packet, plain = SP_BUF_INIT(SP_METADATA_MOST + 1);
	struct sp_bytes c = sp_bytes_of(chunk.data, chunk.len);
	const char *key = chunk.data;
	uint8_t packed = kind == 'z', method;
	enum sp_status status = SP_OK;
	bool good = sp_bytes_skip(&c, strnlen(key, chunk.len) + 1);

	m->packet = (struct sp_buf)SP_BUF_INIT(SP_METADATA_MOST + 1);
	if (kind == 'i')
		good = good && sp_bytes_u8(&c, &packed);
	if (kind != 't')
		good = good && sp_bytes_u8(&c, &method);
	for (int i = 0; kind == 'i' && i < 2; i++)
		good = good && sp_bytes_skip(&c, strnlen((const char *)c.at, c.left) + (uint64_t)1);
	if (!good)
		sp_metadata_wrong(m, SP_REASON_DAMAGED);
	else if (!packed)
		status = tell_png_text(m, key, c.at, c.left);
	else if ((status = unpack(m, c.at, c.left, &plain)) == SP_OK)
		status = tell_png_text(m, key, sp_buf_str(&plain), plain.len);
	sp_buf_release(&plain);
	sp_buf_release(&chunk);
	return status;
}

static enum sp_status read_png_chunk(struct sp_metadata *m, const unsigned char *type, uint64_t at,
				     uint32_t len)
{
	if (!memcmp(type, "eXIf", 4))
		return sp_metadata_exif(m, at, len);
	if (memcmp(type + 1, "TXt", 3) && memcmp(type + 1, "EXt", 3))
		return SP_OK;
	enum sp_status status = sp_metadata_load(m, at, len);
	return status == SP_OK	      ? read_png_text(m, (char)type[0])
	       : status == SP_SKIPPED ? SP_OK
				      : status;
}

enum sp_status sp_metadata_png(struct sp_metadata *m)
{
	enum sp_status status = SP_OK;
	unsigned char chunk[8];
	uint64_t at = 8;

	while (status == SP_OK && sp_metadata_step(m) &&
	       sp_metadata_bytes(m, at, chunk, sizeof(chunk))) {
		uint32_t len = sp_be32(chunk);
		status = read_png_chunk(m, chunk + 4, at + 8, len);
		at += (uint64_t)len + 12;
		if (!memcmp(chunk + 4, "IEND", 4)) {
			m->behind = at < sp_input_size(m->in) ? at : 0;
			if (at > sp_input_size(m->in))
				sp_metadata_wrong(m, SP_REASON_TRUNCATED);
			break;
		}
	}
	return status;
}

/* ---- JPEG ---- */

/* What a long XMP packet has beside its first part comes in pieces, in order as a rule. */
static enum sp_status add_extended(struct sp_buf *extended, const struct sp_buf *segment)
{
	enum { HEADER = 35 + 32 + 4 + 4 };

	if (segment->len > HEADER && extended->len + segment->len <= (size_t)4 * SP_METADATA_MOST &&
	    !sp_buf_add(extended, segment->data + HEADER, segment->len - HEADER))
		return SP_FATAL;
	return SP_OK;
}

static bool starts(const struct sp_buf *packet, const char *with, size_t len)
{
	return packet->len >= len && !memcmp(packet->data, with, len);
}

static enum sp_status read_app1(struct sp_metadata *m, uint64_t at, struct sp_buf *extended)
{
	static const char xmp[] = "http://ns.adobe.com/xap/1.0/",
			  more[] = "http://ns.adobe.com/xmp/extension/";
	struct sp_buf segment = m->packet;
	enum sp_status status = SP_OK;

	m->packet = (struct sp_buf)SP_BUF_INIT(SP_METADATA_MOST + 1);
	if (starts(&segment, "Exif\0", 6))
		status = sp_metadata_exif(m, at + 6, segment.len - 6);
	else if (starts(&segment, xmp, sizeof(xmp)))
		status = sp_metadata_xmp(m, segment.data + sizeof(xmp), segment.len - sizeof(xmp));
	else if (starts(&segment, more, sizeof(more)))
		status = add_extended(extended, &segment);
	sp_buf_release(&segment);
	return status;
}

static enum sp_status read_jpeg_segment(struct sp_metadata *m, unsigned char kind, uint64_t at,
					unsigned len, struct sp_buf *extended)
{
	enum { APP1 = 0xE1, APP13 = 0xED, COMMENT = 0xFE };
	static const char photoshop[] = "Photoshop 3.0";

	if (kind != APP1 && kind != APP13 && kind != COMMENT)
		return SP_OK;
	enum sp_status status = sp_metadata_load(m, at, len);
	if (status != SP_OK)
		return status == SP_SKIPPED ? SP_OK : status;
	if (kind == APP1)
		return read_app1(m, at, extended);
	if (kind == COMMENT)
		return sp_metadata_value(m, "comment", m->packet.data, m->packet.len);
	if (!starts(&m->packet, photoshop, sizeof(photoshop)))
		return SP_OK;
	struct sp_buf segment = m->packet;
	m->packet = (struct sp_buf)SP_BUF_INIT(SP_METADATA_MOST + 1);
	status = sp_metadata_photoshop(m, segment.data + sizeof(photoshop),
				       segment.len - sizeof(photoshop));
	sp_buf_release(&segment);
	return status;
}

enum sp_status sp_metadata_jpeg(struct sp_metadata *m)
{
	enum { FILL = 0xFF, SCAN = 0xDA, END = 0xD9 };
	struct sp_buf extended = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_OK;
	unsigned char s[4];
	uint64_t at = 2;

	while (status == SP_OK && sp_metadata_step(m) && sp_metadata_bytes(m, at, s, sizeof(s))) {
		if (s[0] != 0xFF) {
			sp_metadata_wrong(m, SP_REASON_DAMAGED);
			break;
		}
		if (s[1] == FILL) {
			at++;
			continue;
		}
		/* The pixels begin, and nothing but they follows. */
		if (s[1] == SCAN || s[1] == END)
			break;
		unsigned len = sp_be16(s + 2);
		if (len >= 2)
			status = read_jpeg_segment(m, s[1], at + 4, len - 2, &extended);
		at += 2u + len;
	}
	if (status == SP_OK && extended.len)
		status = sp_metadata_xmp(m, extended.data, extended.len);
	sp_buf_release(&extended);
	return status;
}

/* ---- GIF ---- */

/* Past data blocks, with what they hold in m->packet; 0: they do not end. */
static uint64_t read_gif_blocks(struct sp_metadata *m, uint64_t at, enum sp_status *status)
{
	unsigned char block[256];

	m->packet.cap = SP_METADATA_MOST + 1;
	sp_buf_reset(&m->packet);
	while (sp_metadata_bytes(m, at, block, 1)) {
		at += 1u + block[0];
		if (!block[0])
			return at;
		size_t len = block[0];
		if (m->packet.len + len > SP_METADATA_MOST) {
			*status = sp_sink_spend(m->out, 0);
			if (*status != SP_OK)
				return 0;
			continue;
		}
		if (!sp_metadata_bytes(m, at - len, block, len))
			return 0;
		if (!sp_buf_add(&m->packet, block, len)) {
			*status = SP_FATAL;
			return 0;
		}
	}
	return 0;
}

/* XMP stands there as it is, and its last bytes make the blocks end. */
static enum sp_status read_gif_xmp(struct sp_metadata *m, uint64_t at)
{
	enum sp_status status = sp_metadata_load(m, at, SP_METADATA_MOST);
	enum sp_reason before = m->wrong;
	struct sp_buf packet = m->packet;
	static const char end[] = "</x:xmpmeta>";

	m->wrong = before == SP_REASON_TRUNCATED ? SP_REASON_NONE : before;
	if (status != SP_OK)
		return status == SP_SKIPPED ? SP_OK : status;
	m->packet = (struct sp_buf)SP_BUF_INIT(SP_METADATA_MOST + 1);
	const char *found = memmem(packet.data, packet.len, end, sizeof(end) - 1);
	if (found)
		status = sp_metadata_xmp(m, packet.data,
					 (size_t)(found - packet.data) + sizeof(end) - 1);
	else
		sp_metadata_wrong(m, SP_REASON_DAMAGED);
	sp_buf_release(&packet);
	return status;
}

/* An extension at `at`; moves it behind. */
static enum sp_status read_gif_extension(struct sp_metadata *m, uint64_t *at)
{
	enum { TEXT = 0x01, COMMENT = 0xFE, APPLICATION = 0xFF };
	unsigned char s[14];
	enum sp_status status = SP_OK;

	if (!sp_metadata_bytes(m, *at, s, 3))
		return SP_SKIPPED;
	unsigned char kind = s[1];
	if (kind == APPLICATION && s[2] == 11 && sp_metadata_bytes(m, *at, s, sizeof(s)) &&
	    !memcmp(s + 3, "XMP DataXMP", 11))
		status = read_gif_xmp(m, *at + sizeof(s));
	if (status == SP_OK)
		*at = read_gif_blocks(m, *at + 2, &status);
	if (status != SP_OK || (kind != TEXT && kind != COMMENT))
		return status;
	/* Text that is drawn has where and how in its first block. */
	size_t skip = kind == TEXT && m->packet.len > 12 ? 12 : 0;
	return sp_metadata_value(m, kind == TEXT ? "text" : "comment",
				 sp_buf_str(&m->packet) + skip, m->packet.len - skip);
}

/* Bytes of the colour table that a flags byte tells of. */
static unsigned gif_colours(unsigned char flags)
{
	return flags & 0x80 ? 3u << ((flags & 7) + 1) : 0;
}

enum sp_status sp_metadata_gif(struct sp_metadata *m)
{
	enum { EXTENSION = 0x21, IMAGE = 0x2C, TRAILER = 0x3B };
	enum sp_status status = SP_OK;
	unsigned char s[11];

	if (!sp_metadata_bytes(m, 10, s, 1))
		return SP_OK;
	uint64_t at = 13 + gif_colours(s[0]);
	while (at && status == SP_OK && sp_metadata_step(m) && sp_metadata_bytes(m, at, s, 1)) {
		if (s[0] == TRAILER)
			break;
		if (s[0] == EXTENSION) {
			status = read_gif_extension(m, &at);
		} else if (s[0] == IMAGE && sp_metadata_bytes(m, at, s, 10)) {
			at = read_gif_blocks(m, at + 11 + gif_colours(s[9]), &status);
		} else {
			sp_metadata_wrong(m, SP_REASON_DAMAGED);
			break;
		}
	}
	return status == SP_SKIPPED ? SP_OK : status;
}

/* ---- RIFF ---- */

static const char *info_name(const unsigned char *type)
{
	static const char *const names[][2] = {
		{ "IART", "artist" },	    { "ICMT", "comment" },  { "ICOP", "copyright" },
		{ "INAM", "title" },	    { "IENG", "engineer" }, { "ITCH", "technician" },
		{ "ISBJ", "subject" },	    { "IKEY", "keywords" }, { "ICRD", "created" },
		{ "ICMS", "commissioned" }, { "ISRC", "source" },   { "IPRD", "product" },
		{ "IARL", "location" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!memcmp(type, names[i][0], 4))
			return names[i][1];
	return NULL;
}

/* A list of texts: [at, end). */
static enum sp_status read_info(struct sp_metadata *m, uint64_t at, uint64_t end)
{
	enum sp_status status = SP_OK;
	unsigned char chunk[8];

	while (status == SP_OK && at + 8 <= end && sp_metadata_step(m) &&
	       sp_metadata_bytes(m, at, chunk, sizeof(chunk))) {
		const char *name = info_name(chunk);
		uint32_t len = sp_le32(chunk + 4);
		if (name)
			status = sp_metadata_load(m, at + 8, len);
		if (name && status == SP_OK)
			status = sp_metadata_value(m, name, m->packet.data, m->packet.len);
		status = status == SP_SKIPPED ? SP_OK : status;
		at += 8 + (uint64_t)len + (len & 1);
	}
	return status;
}

/* Broadcast WAV: description, originator, its reference. */
static enum sp_status read_bext(struct sp_metadata *m)
{
	static const struct {
		const char *name;
		size_t len;
	} fields[] = { { "description", 256 },
		       { "originator", 32 },
		       { "originatorReference", 32 } };
	struct sp_bytes c = sp_bytes_of(m->packet.data, m->packet.len), field;
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < 3 && status == SP_OK && sp_bytes_take(&c, fields[i].len, &field);
	     i++)
		status = sp_metadata_value(m, fields[i].name, field.at, field.left);
	return status;
}

static enum sp_status read_riff_chunk(struct sp_metadata *m, const unsigned char *type, uint64_t at,
				      uint32_t len)
{
	unsigned char form[6];
	enum sp_status status;

	if (!memcmp(type, "EXIF", 4)) {
		unsigned skip =
			len > 6 && sp_metadata_bytes(m, at, form, 6) && !memcmp(form, "Exif\0", 6)
				? 6
				: 0;
		return sp_metadata_exif(m, at + skip, len - skip);
	}
	if (sp_to_lower((char)type[0]) == 'i' && !memcmp(type + 1, "d3 ", 3))
		return sp_metadata_id3(m, at);
	if (!memcmp(type, "LIST", 4))
		return sp_metadata_bytes(m, at, form, 4) && !memcmp(form, "INFO", 4)
			       ? read_info(m, at + 4, at + len)
			       : SP_OK;
	bool xml = !memcmp(type, "XMP ", 4) || !memcmp(type, "_PMX", 4) || !memcmp(type, "iXML", 4);
	bool bext = !memcmp(type, "bext", 4);
	if (!xml && !bext)
		return SP_OK;
	status = sp_metadata_load(m, at, len);
	if (status != SP_OK)
		return status == SP_SKIPPED ? SP_OK : status;
	if (bext)
		return read_bext(m);
	struct sp_buf packet = m->packet;
	m->packet = (struct sp_buf)SP_BUF_INIT(SP_METADATA_MOST + 1);
	status = sp_metadata_xmp(m, packet.data, packet.len);
	sp_buf_release(&packet);
	return status;
}

enum sp_status sp_metadata_riff(struct sp_metadata *m)
{
	enum sp_status status = SP_OK;
	unsigned char chunk[8];
	uint64_t at = 12, size = sp_input_size(m->in);

	/* A recorder that was cut off leaves 0 or all ones there. */
	if (sp_metadata_bytes(m, 0, chunk, sizeof(chunk)) && sp_le32(chunk + 4) != UINT32_MAX &&
	    8 + (uint64_t)sp_le32(chunk + 4) > size)
		sp_metadata_wrong(m, SP_REASON_TRUNCATED);
	while (status == SP_OK && at < size && sp_metadata_step(m) &&
	       sp_metadata_bytes(m, at, chunk, sizeof(chunk))) {
		uint32_t len = sp_le32(chunk + 4);
		if (at + 8 + (uint64_t)len > size)
			sp_metadata_wrong(m, SP_REASON_TRUNCATED);
		status = read_riff_chunk(m, chunk, at + 8, len);
		at += 8 + (uint64_t)len + (len & 1);
	}
	return status;
}
