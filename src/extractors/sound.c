/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sound.c - tags of sound and film: ID3 1 and 2.2 to 2.4, APE 2, the comments of
 * FLAC (RFC 9639) and Ogg (RFC 3533), AIFF, ASF, and Matroska's title and tags
 * (RFC 8794, RFC 9559).
 *
 * Left out: pictures and objects within tags, attachments of Matroska.
 */
#include "extractors/metadata.h"

#include <string.h>

#include "base/ascii.h"

/* ---- ID3 ---- */

/* Seven bits a byte. */
static uint32_t synchsafe(const unsigned char *s)
{
	return (uint32_t)(s[0] & 0x7F) << 21 | (uint32_t)(s[1] & 0x7F) << 14 |
	       (uint32_t)(s[2] & 0x7F) << 7 | (s[3] & 0x7F);
}

static const char *frame_name(const char *id)
{
	static const char *const names[][2] = {
		{ "TPE1", "artist" },	{ "TPE2", "albumArtist" }, { "TPE3", "conductor" },
		{ "TPE4", "remixer" },	{ "TIT2", "title" },	   { "TIT1", "group" },
		{ "TIT3", "subtitle" }, { "TALB", "album" },	   { "TCOM", "composer" },
		{ "TEXT", "lyricist" }, { "TCOP", "copyright" },   { "TENC", "encodedBy" },
		{ "TOWN", "owner" },	{ "COMM", "comment" },	   { "USLT", "lyrics" },
		{ "TXXX", "text" },	{ "TP1", "artist" },	   { "TT2", "title" },
		{ "TCM", "composer" },	{ "COM", "comment" },	   { "TEN", "encodedBy" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(id, names[i][0]))
			return names[i][1];
	return id;
}

/* Takes out the zeros that keep a tag from looking like sound. */
static void resynchronise(struct sp_buf *packet)
{
	size_t to = 0;

	for (size_t from = 0; from < packet->len; from++) {
		packet->data[to++] = packet->data[from];
		if ((unsigned char)packet->data[from] == 0xFF && from + 1 < packet->len &&
		    !packet->data[from + 1])
			from++;
	}
	packet->len = to;
}

/* A frame with text, in m->packet: its encoding first. */
static enum sp_status tell_frame(struct sp_metadata *m, const char *id)
{
	static const char *const charsets[] = { NULL, "utf-16", "utf-16be", "utf-8" };
	const struct sp_buf *packet = &m->packet;
	bool comment = !strncmp(id, "COM", 3) || !strncmp(id, "USLT", 4);
	/* A comment names its language before it says something. */
	size_t skip = comment ? 4 : 1;

	if (id[0] == 'W')
		return sp_metadata_value(m, id, packet->data, packet->len);
	if ((id[0] != 'T' && !comment) || packet->len <= skip)
		return SP_OK;
	unsigned charset = (unsigned char)packet->data[0];
	return sp_metadata_value_in(m, frame_name(id), charset < 4 ? charsets[charset] : NULL,
				    packet->data + skip, packet->len - skip);
}

/* Frames in [at, end). */
static enum sp_status read_frames(struct sp_metadata *m, uint64_t at, uint64_t end,
				  unsigned version, bool unsynchronised)
{
	const unsigned header = version == 2 ? 6 : 10, id_size = version == 2 ? 3 : 4;
	enum sp_status status = SP_OK;
	unsigned char s[10];

	while (status == SP_OK && at + header <= end && sp_metadata_step(m) &&
	       sp_metadata_bytes(m, at, s, header) && s[0]) {
		char id[5] = "";
		memcpy(id, s, id_size);
		uint32_t size = version == 2   ? (uint32_t)s[3] << 16 | sp_be16(s + 4)
				: version == 4 ? synchsafe(s + 4)
					       : sp_be32(s + 4);
		at += header;
		if (size > end - at) {
			sp_metadata_wrong(m, SP_REASON_DAMAGED);
			break;
		}
		bool text = id[0] == 'T' || id[0] == 'W' || !strncmp(id, "COM", 3) ||
			    !strncmp(id, "USLT", 4);
		/* Compressed or encrypted frames are as good as unknown to everybody. */
		if (text && version > 2 && (s[9] & 0x0C))
			sp_metadata_wrong(m, SP_REASON_UNSUPPORTED);
		else if (text && (status = sp_metadata_load(m, at, size)) == SP_OK) {
			if (unsynchronised)
				resynchronise(&m->packet);
			status = tell_frame(m, id);
		}
		status = status == SP_SKIPPED ? SP_OK : status;
		at += size;
	}
	return status;
}

enum sp_status sp_metadata_id3(struct sp_metadata *m, uint64_t offset)
{
	unsigned char s[10], extended[4];

	if (!sp_metadata_bytes(m, offset, s, sizeof(s)) || memcmp(s, "ID3", 3))
		return SP_OK;
	unsigned version = s[3];
	uint64_t at = offset + sizeof(s), end = at + synchsafe(s + 6);
	if (end > sp_input_size(m->in))
		sp_metadata_wrong(m, SP_REASON_TRUNCATED);
	if (version < 2 || version > 4) {
		sp_metadata_wrong(m, SP_REASON_UNSUPPORTED);
		return SP_OK;
	}
	if (version > 2 && (s[5] & 0x40) && sp_metadata_bytes(m, at, extended, 4))
		at += version == 4 ? synchsafe(extended) : 4 + (uint64_t)sp_be32(extended);
	return read_frames(m, at, end, version, s[5] & 0x80);
}

/* Fields of fixed width at the end of the file. */
static enum sp_status read_id3v1(struct sp_metadata *m, const unsigned char *tag)
{
	static const struct {
		const char *name;
		size_t at, len;
	} fields[] = {
		{ "title", 3, 30 }, { "artist", 33, 30 }, { "album", 63, 30 }, { "comment", 97, 28 }
	};
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < 4 && status == SP_OK; i++)
		status =
			sp_metadata_value(m, fields[i].name, tag + fields[i].at,
					  strnlen((const char *)tag + fields[i].at, fields[i].len));
	return status;
}

/* Items before the footer that stands at `footer`. */
static enum sp_status read_ape(struct sp_metadata *m, uint64_t footer, const unsigned char *s)
{
	uint32_t size = sp_le32(s + 12), n = sp_le32(s + 16), len, flags;
	enum sp_status status;

	if (size < 32 || size - 32 > footer) {
		sp_metadata_wrong(m, SP_REASON_DAMAGED);
		return SP_OK;
	}
	status = sp_metadata_load(m, footer + 32 - size, size - 32);
	if (status != SP_OK)
		return status == SP_SKIPPED ? SP_OK : status;
	struct sp_bytes c = sp_bytes_of(m->packet.data, m->packet.len), value;
	while (n-- && status == SP_OK && sp_metadata_step(m) && sp_bytes_le32(&c, &len) &&
	       sp_bytes_le32(&c, &flags)) {
		const char *key = (const char *)c.at;
		if (!sp_bytes_skip(&c, strnlen(key, c.left) + (uint64_t)1) ||
		    !sp_bytes_take(&c, len, &value)) {
			sp_metadata_wrong(m, SP_REASON_DAMAGED);
			break;
		}
		/* Bits 1 and 2 tell texts from pictures. */
		if (!(flags & 6))
			status = sp_metadata_value(m, key, value.at, value.left);
	}
	return status;
}

enum sp_status sp_metadata_mp3(struct sp_metadata *m)
{
	uint64_t end = sp_input_size(m->in);
	unsigned char tag[128], footer[32];
	enum sp_status status = SP_OK;

	if (end >= 3 && sp_metadata_bytes(m, 0, tag, 3) && !memcmp(tag, "ID3", 3))
		status = sp_metadata_id3(m, 0);
	if (status == SP_OK && end >= 128 && sp_metadata_bytes(m, end - 128, tag, 128) &&
	    !memcmp(tag, "TAG", 3)) {
		end -= 128;
		status = read_id3v1(m, tag);
	}
	if (status == SP_OK && end >= 32 && sp_metadata_bytes(m, end - 32, footer, 32) &&
	    !memcmp(footer, "APETAGEX", 8))
		status = read_ape(m, end - 32, footer);
	return status;
}

/* ---- FLAC and Ogg ---- */

/* Type, media type, then a description. */
static enum sp_status tell_picture(struct sp_metadata *m)
{
	struct sp_bytes c = sp_bytes_of(m->packet.data, m->packet.len), text;
	uint32_t n = 0;

	if (!sp_bytes_skip(&c, 4) || !sp_bytes_be32(&c, &n) || !sp_bytes_skip(&c, n) ||
	    !sp_bytes_be32(&c, &n) || !sp_bytes_take(&c, n, &text))
		return SP_OK;
	return sp_metadata_value(m, "pictureDescription", text.at, text.left);
}

enum sp_status sp_metadata_flac(struct sp_metadata *m)
{
	enum { COMMENTS = 4, PICTURE = 6, LAST = 0x80 };
	enum sp_status status = SP_OK;
	unsigned char s[4];
	uint64_t at = 4;

	do {
		if (!sp_metadata_step(m) || !sp_metadata_bytes(m, at, s, sizeof(s)))
			return SP_OK;
		unsigned type = s[0] & 0x7F;
		uint32_t len = (uint32_t)s[1] << 16 | sp_be16(s + 2);
		if (at + 4 + len > sp_input_size(m->in))
			sp_metadata_wrong(m, SP_REASON_TRUNCATED);
		if (type == COMMENTS || type == PICTURE) {
			enum sp_reason before = m->wrong;
			status = sp_metadata_load(m, at + 4, len);
			/* Of a picture the start will do. */
			if (type == PICTURE)
				m->wrong = before;
		}
		if (status == SP_OK && type == COMMENTS)
			status = sp_metadata_comments(m, m->packet.data, m->packet.len);
		else if (status == SP_OK && type == PICTURE)
			status = tell_picture(m);
		status = status == SP_SKIPPED ? SP_OK : status;
		at += 4 + (uint64_t)len;
	} while (status == SP_OK && !(s[0] & LAST));
	return status;
}

/* Appends what a page holds to m->packet. SP_SKIPPED: no page stands there. */
static enum sp_status add_page(struct sp_metadata *m, uint64_t *at)
{
	unsigned char page[27], sizes[255];
	size_t len = 0;

	if (!sp_metadata_bytes(m, *at, page, sizeof(page)) || memcmp(page, "OggS", 4) ||
	    !sp_metadata_bytes(m, *at + 27, sizes, page[26]))
		return SP_SKIPPED;
	for (unsigned i = 0; i < page[26]; i++)
		len += sizes[i];
	char *to = sp_buf_reserve(&m->packet, len);
	if (!to)
		return m->packet.len + len > m->packet.cap ? SP_SKIPPED : SP_FATAL;
	if (!sp_metadata_bytes(m, *at + 27 + page[26], to, len))
		return SP_SKIPPED;
	m->packet.len += len;
	*at += 27 + (uint64_t)page[26] + len;
	return SP_OK;
}

enum sp_status sp_metadata_ogg(struct sp_metadata *m)
{
	static const struct {
		const char *mark;
		size_t len;
	} marks[] = { { "OpusTags", 8 }, { "\3vorbis", 7 }, { "\x81theora", 7 } };
	enum { PAGES = 8 };
	enum sp_status status = SP_OK;
	uint64_t at = 0;

	m->packet.cap = SP_METADATA_MOST;
	sp_buf_reset(&m->packet);
	/* The comments are the second packet, which may go over several pages. */
	for (int i = 0; i < PAGES && at < sp_input_size(m->in) && status == SP_OK; i++)
		status = add_page(m, &at);
	if (status == SP_FATAL)
		return status;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *mark =
			memmem(sp_buf_str(&m->packet), m->packet.len, marks[i].mark, marks[i].len);
		if (mark)
			return sp_metadata_comments(
				m, mark + marks[i].len,
				m->packet.len - (size_t)(mark - m->packet.data) - marks[i].len);
	}
	/* Where the first packet tells of such a stream, a second one has comments. */
	if (m->packet.len >= 8 &&
	    (!memcmp(m->packet.data, "OpusHead", 8) || !memcmp(m->packet.data, "\1vorbis", 7)))
		sp_metadata_wrong(m, SP_REASON_TRUNCATED);
	return SP_OK;
}

/* ---- AIFF ---- */

enum sp_status sp_metadata_aiff(struct sp_metadata *m)
{
	static const char *const names[][2] = { { "NAME", "title" },
						{ "AUTH", "author" },
						{ "(c) ", "copyright" },
						{ "ANNO", "comment" } };
	enum sp_status status = SP_OK;
	uint64_t at = 12, size = sp_input_size(m->in);
	unsigned char s[8];

	if (sp_metadata_bytes(m, 0, s, sizeof(s)) && 8 + (uint64_t)sp_be32(s + 4) > size)
		sp_metadata_wrong(m, SP_REASON_TRUNCATED);
	while (status == SP_OK && at < size && sp_metadata_step(m) &&
	       sp_metadata_bytes(m, at, s, sizeof(s))) {
		uint32_t len = sp_be32(s + 4);
		if (at + 8 + (uint64_t)len > size)
			sp_metadata_wrong(m, SP_REASON_TRUNCATED);
		if (!memcmp(s, "ID3 ", 4))
			status = sp_metadata_id3(m, at + 8);
		for (size_t i = 0; i < 4 && status == SP_OK; i++) {
			if (memcmp(s, names[i][0], 4))
				continue;
			status = sp_metadata_load(m, at + 8, len);
			if (status == SP_OK)
				status = sp_metadata_value(m, names[i][1], m->packet.data,
							   m->packet.len);
		}
		status = status == SP_SKIPPED ? SP_OK : status;
		at += 8 + (uint64_t)len + (len & 1);
	}
	return status;
}

/* ---- ASF: Windows Media ---- */

static bool take_le16(struct sp_bytes *c, size_t *out)
{
	uint16_t value = 0;
	bool good = sp_bytes_le16(c, &value);

	*out = value;
	return good;
}

/* Five texts, their lengths first. */
static enum sp_status tell_description(struct sp_metadata *m)
{
	static const char *const names[] = { "title", "author", "copyright", "description",
					     "rating" };
	struct sp_bytes c = sp_bytes_of(m->packet.data, m->packet.len), text;
	size_t sizes[5];
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < 5; i++)
		if (!take_le16(&c, &sizes[i]))
			return SP_OK;
	for (size_t i = 0; i < 5 && status == SP_OK && sp_bytes_take(&c, sizes[i], &text); i++)
		status = sp_metadata_value_in(m, names[i], "utf-16le", text.at, text.left);
	return status;
}

/* Any number of texts, each with a name. */
static enum sp_status tell_extended(struct sp_metadata *m)
{
	struct sp_bytes c = sp_bytes_of(m->packet.data, m->packet.len), name, text;
	size_t n = 0, len = 0, type = 0;
	enum sp_status status = SP_OK;

	if (!take_le16(&c, &n))
		return SP_OK;
	while (n-- && status == SP_OK && take_le16(&c, &len) && sp_bytes_take(&c, len, &name) &&
	       take_le16(&c, &type) && take_le16(&c, &len) && sp_bytes_take(&c, len, &text)) {
		char ascii[64];
		size_t k = 0;
		for (; k + 1 < sizeof(ascii) && 2 * k + 1 < name.left && name.at[2 * k]; k++)
			ascii[k] = name.at[2 * k + 1] ? '?' : (char)(name.at[2 * k] & 0x7F);
		ascii[k] = '\0';
		if (type == 0)
			status = sp_metadata_value_in(m, ascii, "utf-16le", text.at, text.left);
	}
	return status;
}

enum sp_status sp_metadata_asf(struct sp_metadata *m)
{
	static const unsigned char description[4] = { 0x33, 0x26, 0xB2, 0x75 },
				   extended[4] = { 0x40, 0xA4, 0xD0, 0xD2 };
	enum sp_status status = SP_OK;
	unsigned char s[24];
	uint64_t at = 30;

	if (!sp_metadata_bytes(m, 0, s, sizeof(s)))
		return SP_OK;
	uint64_t end = sp_le32(s + 16);
	while (status == SP_OK && at + sizeof(s) <= end && sp_metadata_step(m) &&
	       sp_metadata_bytes(m, at, s, sizeof(s))) {
		uint32_t size = sp_le32(s + 16);
		bool plain = !memcmp(s, description, 4), more = !memcmp(s, extended, 4);
		if (size < sizeof(s)) {
			sp_metadata_wrong(m, SP_REASON_DAMAGED);
			break;
		}
		if (plain || more)
			status = sp_metadata_load(m, at + sizeof(s), size - sizeof(s));
		if (status == SP_OK && plain)
			status = tell_description(m);
		else if (status == SP_OK && more)
			status = tell_extended(m);
		status = status == SP_SKIPPED ? SP_OK : status;
		at += size;
	}
	return status;
}

/* ---- Matroska ---- */

struct element {
	uint32_t id;
	uint64_t at, len, next;
};

/* A number of up to eight bytes, of which the first tells how many; with `mark` that stays in it.
 */
static unsigned read_vint(struct sp_metadata *m, uint64_t at, bool mark, uint64_t *out)
{
	unsigned char s[8];
	unsigned n = 1;

	if (!sp_metadata_bytes(m, at, s, 1) || !s[0])
		return 0;
	while (!(s[0] & 0x80u >> (n - 1)))
		n++;
	if (!sp_metadata_bytes(m, at, s, n))
		return 0;
	*out = mark ? s[0] : s[0] & (0x7Fu >> (n - 1));
	for (unsigned i = 1; i < n; i++)
		*out = *out << 8 | s[i];
	return n;
}

static bool next_element(struct sp_metadata *m, uint64_t at, uint64_t end, struct element *element)
{
	uint64_t id, len;

	if (at >= end || !sp_metadata_step(m))
		return false;
	unsigned id_size = read_vint(m, at, true, &id);
	unsigned len_size = id_size ? read_vint(m, at + id_size, false, &len) : 0;
	if (!len_size || id_size > 4) {
		sp_metadata_wrong(m, SP_REASON_DAMAGED);
		return false;
	}
	element->id = (uint32_t)id;
	element->at = at + id_size + len_size;
	/* A stream does not know how long it will be. */
	bool unknown = len == (UINT64_C(1) << 7 * len_size) - 1;
	uint64_t most = element->at < end ? end - element->at : 0;
	if (!unknown && len > most)
		sp_metadata_wrong(m, SP_REASON_TRUNCATED);
	element->len = unknown || len > most ? most : len;
	element->next = element->at + element->len;
	return true;
}

static enum sp_status read_elements(struct sp_metadata *m, uint64_t at, uint64_t end,
				    unsigned depth)
{
	enum {
		SEGMENT = 0x18538067,
		INFO = 0x1549A966,
		TITLE = 0x7BA9,
		TAGS = 0x1254C367,
		TAG = 0x7373,
		SIMPLE = 0x67C8,
		NAME = 0x45A3,
		STRING = 0x4487,
		MOST = 8
	};
	enum sp_status status = SP_OK;
	char name[64] = "tag";
	struct element e;

	for (; status == SP_OK && depth < MOST && next_element(m, at, end, &e); at = e.next) {
		if (e.id == SEGMENT || e.id == INFO || e.id == TAGS || e.id == TAG ||
		    e.id == SIMPLE)
			status = read_elements(m, e.at, e.next, depth + 1);
		if (e.id != TITLE && e.id != NAME && e.id != STRING)
			continue;
		status = sp_metadata_load(m, e.at, e.len);
		if (status == SP_OK && e.id == NAME) {
			size_t n = m->packet.len < sizeof(name) ? m->packet.len : sizeof(name) - 1;
			for (size_t i = 0; i < n; i++)
				name[i] = sp_to_lower(m->packet.data[i]);
			name[n] = '\0';
		} else if (status == SP_OK) {
			status = sp_metadata_value(m, e.id == TITLE ? "title" : name,
						   m->packet.data, m->packet.len);
		}
		status = status == SP_SKIPPED ? SP_OK : status;
	}
	return status;
}

enum sp_status sp_metadata_matroska(struct sp_metadata *m)
{
	struct element head;

	if (!next_element(m, 0, sp_input_size(m->in), &head))
		return SP_OK;
	if (head.next >= sp_input_size(m->in))
		sp_metadata_wrong(m, SP_REASON_TRUNCATED);
	return read_elements(m, head.next, sp_input_size(m->in), 0);
}
