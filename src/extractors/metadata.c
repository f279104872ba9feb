/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metadata.c - see metadata.h: what the readers share, and the blocks that
 * stand in several formats: Photoshop's image resources, IPTC-IIM 4.2, Vorbis
 * comments.
 */
#include "extractors/metadata.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "extractors/charset.h"

enum sp_status sp_metadata_read(enum sp_metadata_kind kind, struct sp_metadata *m)
{
	static enum sp_status (*const readers[])(struct sp_metadata *) = {
		[SP_METADATA_PNG] = sp_metadata_png,
		[SP_METADATA_JPEG] = sp_metadata_jpeg,
		[SP_METADATA_GIF] = sp_metadata_gif,
		[SP_METADATA_TIFF] = sp_metadata_tiff,
		[SP_METADATA_RIFF] = sp_metadata_riff,
		[SP_METADATA_BOXES] = sp_metadata_boxes,
		[SP_METADATA_MP3] = sp_metadata_mp3,
		[SP_METADATA_FLAC] = sp_metadata_flac,
		[SP_METADATA_OGG] = sp_metadata_ogg,
		[SP_METADATA_AIFF] = sp_metadata_aiff,
		[SP_METADATA_ASF] = sp_metadata_asf,
		[SP_METADATA_MATROSKA] = sp_metadata_matroska,
	};

	return kind == SP_METADATA_NONE ? SP_SKIPPED : readers[kind](m);
}

void sp_metadata_wrong(struct sp_metadata *m, enum sp_reason reason)
{
	if (m->wrong == SP_REASON_NONE)
		m->wrong = reason;
}

bool sp_metadata_step(struct sp_metadata *m)
{
	if (m->steps) {
		m->steps--;
		return true;
	}
	sp_metadata_wrong(m, SP_REASON_DAMAGED);
	return false;
}

bool sp_metadata_bytes(struct sp_metadata *m, uint64_t offset, void *out, size_t n)
{
	size_t got = 0;

	if (sp_input_read(m->in, offset, out, n, &got) == SP_OK && got == n)
		return true;
	sp_metadata_wrong(m, SP_REASON_TRUNCATED);
	return false;
}

enum sp_status sp_metadata_load(struct sp_metadata *m, uint64_t offset, uint64_t len)
{
	size_t want = len < SP_METADATA_MOST ? (size_t)len : SP_METADATA_MOST, got = 0;
	struct sp_buf *packet = &m->packet;
	enum sp_status status = sp_sink_spend(m->out, 0);

	packet->cap = SP_METADATA_MOST + 1;
	sp_buf_reset(packet);
	if (status != SP_OK)
		return status;
	if (want < len)
		sp_metadata_wrong(m, SP_REASON_LIMIT_SIZE);
	/* Nothing is set aside for bytes that are not there. */
	if (offset >= sp_input_size(m->in))
		want = 0;
	else if (want > sp_input_size(m->in) - offset)
		want = (size_t)(sp_input_size(m->in) - offset);
	if (!sp_buf_reserve(packet, want))
		return SP_FATAL;
	if (sp_input_read(m->in, offset, packet->data, want, &got) != SP_OK || got < len)
		sp_metadata_wrong(m, SP_REASON_TRUNCATED);
	packet->len = got;
	packet->data[got] = '\0';
	return got ? SP_OK : SP_SKIPPED;
}

/* ---- values ---- */

static bool is_blank(char c)
{
	return !c || sp_is_space(c);
}

enum sp_status sp_metadata_value_in(struct sp_metadata *m, const char *name, const char *charset,
				    const void *data, size_t len)
{
	struct sp_buf *text = &m->text;
	size_t from = 0, to;

	text->cap = 4 * SP_METADATA_MOST;
	sp_buf_reset(text);
	if (!sp_charset_convert(charset ? sp_charset_from_name(charset) : NULL, data, len, text))
		return SP_FATAL;
	for (to = text->len; to && is_blank(text->data[to - 1]);)
		to--;
	while (from < to && is_blank(text->data[from]))
		from++;
	if (from == to)
		return SP_OK;
	/* Several values in one are set apart by a zero. */
	for (size_t i = from; i < to; i++)
		if (!text->data[i])
			text->data[i] = '\n';
	m->told = true;
	return sp_sink_value(m->out, SP_PLACE_PROPERTY, name, text->data + from, to - from);
}

enum sp_status sp_metadata_value(struct sp_metadata *m, const char *name, const void *data,
				 size_t len)
{
	return sp_metadata_value_in(m, name, NULL, data, len);
}

enum sp_status sp_metadata_position(struct sp_metadata *m, double north, double east)
{
	char text[64];
	int len = snprintf(text, sizeof(text), "%.6f, %.6f", north, east);
	enum sp_status status = sp_sink_enter(m->out, SP_PLACE_PROPERTY, "GPSPosition", 0);

	if (status != SP_OK)
		return status;
	m->told = true;
	status = sp_sink_label(m->out, "GPS position");
	if (status == SP_OK)
		status = sp_sink_text(m->out, text, (size_t)len);
	sp_sink_leave(m->out);
	return status;
}

/* ---- IPTC ---- */

static const char *iptc_name(unsigned set)
{
	static const struct {
		unsigned set;
		const char *name;
	} names[] = {
		{ 5, "title" },		{ 25, "keywords" },	  { 26, "location" },
		{ 40, "instructions" }, { 80, "author" },	  { 85, "authorTitle" },
		{ 90, "city" },		{ 92, "sublocation" },	  { 95, "state" },
		{ 101, "country" },	{ 105, "headline" },	  { 110, "credit" },
		{ 115, "source" },	{ 116, "copyright" },	  { 118, "contact" },
		{ 120, "caption" },	{ 122, "captionWriter" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].set == set)
			return names[i].name;
	return NULL;
}

enum sp_status sp_metadata_iptc(struct sp_metadata *m, const void *data, size_t len)
{
	struct sp_bytes c = sp_bytes_of(data, len);
	enum sp_status status = SP_OK;

	while (status == SP_OK && c.left >= 5 && c.at[0] == 0x1C && sp_metadata_step(m)) {
		unsigned record = c.at[1], set = c.at[2], size = sp_be16(c.at + 3);
		struct sp_bytes value;
		if (!sp_bytes_skip(&c, 5) || !sp_bytes_take(&c, size, &value)) {
			sp_metadata_wrong(m, SP_REASON_DAMAGED);
			break;
		}
		const char *name = record == 2 ? iptc_name(set) : NULL;
		if (name)
			status = sp_metadata_value(m, name, value.at, value.left);
	}
	return status;
}

enum sp_status sp_metadata_photoshop(struct sp_metadata *m, const void *data, size_t len)
{
	enum { IPTC = 0x0404, XMP = 0x0424 };
	struct sp_bytes c = sp_bytes_of(data, len);
	enum sp_status status = SP_OK;

	while (status == SP_OK && c.left >= 12 && !memcmp(c.at, "8BIM", 4) && sp_metadata_step(m)) {
		unsigned id = sp_be16(c.at + 4), name = c.at[6];
		uint32_t size = 0;
		struct sp_bytes value;
		/* Name and data are padded to even lengths. */
		if (!sp_bytes_skip(&c, 6 + ((name + 2) & ~1u)) || !sp_bytes_be32(&c, &size) ||
		    !sp_bytes_take(&c, size, &value)) {
			sp_metadata_wrong(m, SP_REASON_DAMAGED);
			break;
		}
		if (size & 1)
			(void)!sp_bytes_skip(&c, 1);
		if (id == IPTC)
			status = sp_metadata_iptc(m, value.at, value.left);
		else if (id == XMP)
			status = sp_metadata_xmp(m, value.at, value.left);
	}
	return status;
}

/* ---- Vorbis comments ---- */

/* "ARTIST=Anna Ek" */
static enum sp_status tell_comment(struct sp_metadata *m, struct sp_bytes comment)
{
	const unsigned char *equals = memchr(comment.at, '=', comment.left);
	char name[64] = "comment";

	if (equals && equals != comment.at && (size_t)(equals - comment.at) < sizeof(name)) {
		size_t n = (size_t)(equals - comment.at);
		for (size_t i = 0; i < n; i++)
			name[i] = sp_to_lower((char)comment.at[i]);
		name[n] = '\0';
		(void)!sp_bytes_skip(&comment, n + 1);
		/* A picture in base64. */
		if (!strcmp(name, "metadata_block_picture"))
			return SP_OK;
	}
	return sp_metadata_value(m, name, comment.at, comment.left);
}

enum sp_status sp_metadata_comments(struct sp_metadata *m, const void *data, size_t len)
{
	struct sp_bytes c = sp_bytes_of(data, len), comment;
	uint32_t size = 0, n = 0;
	enum sp_status status = SP_OK;

	/* The program that wrote them comes first. */
	if (!sp_bytes_le32(&c, &size) || !sp_bytes_skip(&c, size) || !sp_bytes_le32(&c, &n)) {
		sp_metadata_wrong(m, SP_REASON_DAMAGED);
		return SP_OK;
	}
	for (uint32_t i = 0; i < n && status == SP_OK && sp_metadata_step(m); i++) {
		if (!sp_bytes_le32(&c, &size) || !sp_bytes_take(&c, size, &comment)) {
			sp_metadata_wrong(m, SP_REASON_DAMAGED);
			break;
		}
		status = tell_comment(m, comment);
	}
	return status;
}
