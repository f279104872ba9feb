/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * boxes.c - metadata in the boxes of ISO base media (ISO 14496-12): MP4 and
 * QuickTime with their lists of tags, HEIC and AVIF with Exif and XMP as items,
 * JPEG 2000 and JPEG XL.
 *
 * Boxes that hold boxes are gone through to a bounded depth. Left out: chapters
 * and subtitles in tracks, and boxes that are compressed, which are told.
 */
#include "extractors/metadata.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

#define MOST_DEPTH 8
#define MOST_KEYS 64
#define KEY_SIZE 64
#define MOST_ITEMS 32

struct item {
	uint32_t id;
	bool exif;
	uint64_t at, len;
};

struct box {
	unsigned char type[4];
	uint64_t at, len; /* of its content */
	uint64_t next;
};

struct boxes {
	struct sp_metadata *m;
	struct box places;		/* "iloc": read when the kinds of items are known */
	bool begun;			/* there is more than a signature */
	char keys[MOST_KEYS][KEY_SIZE]; /* what Apple's tags are called, by number */
	unsigned n_keys;
	struct item items[MOST_ITEMS]; /* of a picture: its Exif and XMP */
	unsigned n_items;
};

static bool is(const struct box *box, const char *type)
{
	return !memcmp(box->type, type, 4);
}

/* The box at `at`, which must end by `end`. */
static bool next_box(struct boxes *boxes, uint64_t at, uint64_t end, struct box *box)
{
	unsigned char s[16];
	unsigned header = 8;

	if (at >= end || !sp_metadata_step(boxes->m))
		return false;
	/* QuickTime closes a list with a zero. */
	if (end - at < 8)
		return false;
	if (!sp_metadata_bytes(boxes->m, at, s, 8))
		return false;
	memcpy(box->type, s + 4, 4);
	uint64_t size = sp_be32(s);
	if (size == 1) {
		if (!sp_metadata_bytes(boxes->m, at + 8, s + 8, 8))
			return false;
		header = 16;
		size = (uint64_t)sp_be32(s + 8) << 32 | sp_be32(s + 12);
	} else if (size == 0) {
		size = end - at;
	}
	if (size < header || size > end - at) {
		sp_metadata_wrong(boxes->m,
				  size < header ? SP_REASON_DAMAGED : SP_REASON_TRUNCATED);
		return false;
	}
	box->at = at + header;
	box->len = size - header;
	box->next = at + size;
	return true;
}

/* ---- tags ---- */

/* "+55.6049+013.0038/" (ISO 6709). */
static enum sp_status tell_place(struct sp_metadata *m, const char *text)
{
	char *end;
	double north = strtod(text, &end);

	if (end == text || (*end != '+' && *end != '-'))
		return SP_OK;
	double east = strtod(end, NULL);
	if (!(fabs(north) <= 90) || !(fabs(east) <= 180))
		return SP_OK;
	return sp_metadata_position(m, north, east);
}

static enum sp_status tell(struct sp_metadata *m, const char *name, const char *text, size_t len)
{
	enum sp_status status = sp_metadata_value(m, name, text, len);

	if (status == SP_OK && (!strcmp(name, "location") || strstr(name, "ISO6709"))) {
		char copy[64];
		size_t n = len < sizeof(copy) - 1 ? len : sizeof(copy) - 1;
		memcpy(copy, text, n);
		copy[n] = '\0';
		status = tell_place(m, copy);
	}
	return status;
}

static const char *tag_name(const unsigned char *type)
{
	static const char *const names[][2] = {
		{ "\251nam", "title" },	      { "\251ART", "artist" },
		{ "aART", "albumArtist" },    { "\251alb", "album" },
		{ "\251cmt", "comment" },     { "\251wrt", "composer" },
		{ "\251day", "date" },	      { "\251aut", "author" },
		{ "\251cpy", "copyright" },   { "\251des", "description" },
		{ "\251inf", "information" }, { "\251xyz", "location" },
		{ "\251dir", "director" },    { "\251lyr", "lyrics" },
		{ "\251too", "software" },    { "desc", "description" },
		{ "ldes", "description" },    { "cprt", "copyright" },
		{ "auth", "author" },	      { "titl", "title" },
		{ "dscp", "description" },    { "perf", "performer" },
		{ "name", "name" },	      { "apID", "account" },
		{ "ownr", "owner" },	      { "\251mod", "model" },
		{ "\251mak", "make" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!memcmp(type, names[i][0], 4))
			return names[i][1];
	return NULL;
}

/* An entry of iTunes' list: its name is its type, a number in `keys`, or in boxes of its own. */
static enum sp_status read_list_entry(struct boxes *boxes, const struct box *entry)
{
	const char *name = tag_name(entry->type);
	uint32_t number = sp_be32(entry->type);
	char own[KEY_SIZE] = "";
	struct box box;
	enum sp_status status = SP_OK;

	if (!name && number && number <= boxes->n_keys)
		name = boxes->keys[number - 1];
	for (uint64_t at = entry->at; status == SP_OK && next_box(boxes, at, entry->next, &box);
	     at = box.next) {
		bool named = is(&box, "name"), data = is(&box, "data");
		unsigned header = named ? 4 : 8;
		unsigned char kind[4];
		if ((!named && !data) || box.len <= header)
			continue;
		/* 1: UTF-8, 2: UTF-16; all else is numbers or pictures. */
		if (data && (!sp_metadata_bytes(boxes->m, box.at, kind, 4) ||
			     (kind[3] != 1 && kind[3] != 2)))
			continue;
		status = sp_metadata_load(boxes->m, box.at + header, box.len - header);
		const struct sp_buf *packet = &boxes->m->packet;
		if (named && status == SP_OK) {
			size_t n = packet->len < KEY_SIZE - 1 ? packet->len : KEY_SIZE - 1;
			memcpy(own, packet->data, n);
			own[n] = '\0';
		} else if (status == SP_OK && kind[3] == 2) {
			status = sp_metadata_value_in(boxes->m, name ? name : "tag", "utf-16be",
						      packet->data, packet->len);
		} else if (status == SP_OK) {
			status = tell(boxes->m,
				      own[0] ? own
				      : name ? name
					     : "tag",
				      packet->data, packet->len);
		}
		status = status == SP_SKIPPED ? SP_OK : status;
	}
	return status;
}

static enum sp_status read_list(struct boxes *boxes, const struct box *list)
{
	enum sp_status status = SP_OK;
	struct box box;

	for (uint64_t at = list->at; status == SP_OK && next_box(boxes, at, list->next, &box);
	     at = box.next)
		status = read_list_entry(boxes, &box);
	return status;
}

/* "mdta" and a name, each with its length. */
static void read_keys(struct boxes *boxes, const struct box *box)
{
	uint64_t at = box->at + 8;
	unsigned char s[8];

	while (at + 8 <= box->next && boxes->n_keys < MOST_KEYS && sp_metadata_step(boxes->m) &&
	       sp_metadata_bytes(boxes->m, at, s, sizeof(s))) {
		uint32_t size = sp_be32(s);
		char *key = boxes->keys[boxes->n_keys];
		if (size < 8 || size > box->next - at)
			return;
		size_t len = size - 8 < KEY_SIZE - 1 ? size - 8 : KEY_SIZE - 1;
		if (!sp_metadata_bytes(boxes->m, at + 8, key, len))
			return;
		key[len] = '\0';
		boxes->n_keys++;
		at += size;
	}
}

/* A user's tag: QuickTime has length and language before the text, 3GPP version and language. */
static enum sp_status read_user_tag(struct boxes *boxes, const struct box *box)
{
	const char *name = tag_name(box->type);
	enum sp_status status = name ? sp_metadata_load(boxes->m, box->at, box->len) : SP_SKIPPED;
	const struct sp_buf *packet = &boxes->m->packet;
	size_t skip, len = packet->len;

	if (status != SP_OK)
		return status == SP_SKIPPED ? SP_OK : status;
	if (box->type[0] == 0xA9) {
		skip = 4;
		if (len > 4 && sp_be16((const unsigned char *)packet->data) < len - 4)
			len = 4 + sp_be16((const unsigned char *)packet->data);
	} else {
		skip = is(box, "name") ? 0 : 6;
	}
	return len > skip ? tell(boxes->m, name, packet->data + skip, len - skip) : SP_OK;
}

/* ---- pictures' items ---- */

static struct item *find_item(struct boxes *boxes, uint32_t id)
{
	for (unsigned i = 0; i < boxes->n_items; i++)
		if (boxes->items[i].id == id)
			return &boxes->items[i];
	return NULL;
}

/* Which items are Exif or XML: entries of "iinf". */
static void read_item_kinds(struct boxes *boxes, const struct box *list)
{
	unsigned char s[14];
	struct box box;

	if (!sp_metadata_bytes(boxes->m, list->at, s, 4))
		return;
	uint64_t at = list->at + (s[0] ? 8 : 6);
	for (; next_box(boxes, at, list->next, &box); at = box.next) {
		size_t have = box.len < sizeof(s) ? (size_t)box.len : sizeof(s);
		if (!is(&box, "infe") || have < 12 ||
		    !sp_metadata_bytes(boxes->m, box.at, s, have) || s[0] < 2 ||
		    (s[0] > 2 && have < sizeof(s)))
			continue;
		const unsigned char *type = s + (s[0] == 2 ? 8 : 10);
		bool exif = !memcmp(type, "Exif", 4), mime = !memcmp(type, "mime", 4);
		if ((exif || mime) && boxes->n_items < MOST_ITEMS)
			boxes->items[boxes->n_items++] = (struct item) {
				.id = s[0] == 2 ? sp_be16(s + 4) : sp_be32(s + 4),
				.exif = exif,
			};
	}
}

static bool read_number(struct sp_bytes *c, unsigned size, uint64_t *out)
{
	uint8_t byte = 0;

	*out = 0;
	for (unsigned i = 0; i < size; i++) {
		if (!sp_bytes_u8(c, &byte))
			return false;
		*out = *out << 8 | byte;
	}
	return true;
}

/* Where items are: "iloc", of which the first extent of each counts. */
static enum sp_status read_item_places(struct boxes *boxes, const struct box *box)
{
	enum sp_status status = sp_metadata_load(boxes->m, box->at, box->len);
	struct sp_bytes c = sp_bytes_of(boxes->m->packet.data, boxes->m->packet.len);
	uint64_t version, sizes, n;

	if (status != SP_OK)
		return status == SP_SKIPPED ? SP_OK : status;
	if (!read_number(&c, 1, &version) || !sp_bytes_skip(&c, 3) || !read_number(&c, 2, &sizes) ||
	    !read_number(&c, version < 2 ? 2 : 4, &n))
		return SP_OK;
	unsigned offset_size = sizes >> 12 & 15, length_size = sizes >> 8 & 15;
	unsigned base_size = sizes >> 4 & 15, index_size = version ? sizes & 15 : 0;
	for (; n && sp_metadata_step(boxes->m); n--) {
		uint64_t id, base, extents, skip, at, len;
		if (!read_number(&c, version < 2 ? 2 : 4, &id) ||
		    (version && !sp_bytes_skip(&c, 2)) || !sp_bytes_skip(&c, 2) ||
		    !read_number(&c, base_size, &base) || !read_number(&c, 2, &extents))
			return SP_OK;
		struct item *item = find_item(boxes, (uint32_t)id);
		for (uint64_t i = 0; i < extents; i++) {
			if (!read_number(&c, index_size, &skip) ||
			    !read_number(&c, offset_size, &at) ||
			    !read_number(&c, length_size, &len))
				return SP_OK;
			if (item && !i) {
				item->at = base + at;
				item->len = len;
			}
		}
	}
	return SP_OK;
}

/* Exif with the offset of its block before it. */
static enum sp_status read_exif_box(struct boxes *boxes, uint64_t at, uint64_t len)
{
	unsigned char s[4];

	if (len < 12 || !sp_metadata_bytes(boxes->m, at, s, 4))
		return SP_OK;
	uint64_t skip = 4 + (uint64_t)sp_be32(s);
	if (skip >= len) {
		sp_metadata_wrong(boxes->m, SP_REASON_DAMAGED);
		return SP_OK;
	}
	return sp_metadata_exif(boxes->m, at + skip, len - skip);
}

static enum sp_status read_xml(struct boxes *boxes, uint64_t at, uint64_t len)
{
	enum sp_status status = sp_metadata_load(boxes->m, at, len);
	struct sp_buf packet = boxes->m->packet;

	if (status != SP_OK)
		return status == SP_SKIPPED ? SP_OK : status;
	boxes->m->packet = (struct sp_buf)SP_BUF_INIT(SP_METADATA_MOST + 1);
	/* An item of another media type than XML. */
	if (packet.data[0] == '<')
		status = sp_metadata_xmp(boxes->m, packet.data, packet.len);
	sp_buf_release(&packet);
	return status;
}

static enum sp_status read_items(struct boxes *boxes)
{
	enum sp_status status = SP_OK;

	if (boxes->n_items && boxes->places.len)
		status = read_item_places(boxes, &boxes->places);
	for (unsigned i = 0; i < boxes->n_items && status == SP_OK; i++) {
		const struct item *item = &boxes->items[i];
		if (!item->at || !item->len)
			sp_metadata_wrong(boxes->m, SP_REASON_DAMAGED);
		else if (item->exif)
			status = read_exif_box(boxes, item->at, item->len);
		else
			status = read_xml(boxes, item->at, item->len);
	}
	return status;
}

/* ---- all boxes ---- */

static enum sp_status read_boxes(struct boxes *boxes, uint64_t at, uint64_t end, unsigned depth,
				 bool users);

/* "meta" has a version before its boxes; QuickTime's has none. */
static enum sp_status read_meta(struct boxes *boxes, const struct box *box, unsigned depth)
{
	unsigned char s[8];
	unsigned skip = box->len >= 8 && sp_metadata_bytes(boxes->m, box->at, s, 8) &&
					memcmp(s + 4, "hdlr", 4)
				? 4
				: 0;

	return read_boxes(boxes, box->at + skip, box->next, depth + 1, false);
}

static enum sp_status read_box(struct boxes *boxes, const struct box *box, unsigned depth,
			       bool users)
{
	static const unsigned char xmp[16] = { 0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8,
					       0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC };
	unsigned char id[16];

	boxes->begun |= !is(box, "ftyp") && !is(box, "JXL ") && !is(box, "jP  ");
	if (is(box, "meta"))
		return read_meta(boxes, box, depth);
	if (is(box, "moov") || is(box, "trak") || is(box, "udta"))
		return read_boxes(boxes, box->at, box->next, depth + 1, is(box, "udta"));
	if (is(box, "ilst"))
		return read_list(boxes, box);
	if (is(box, "xml "))
		return read_xml(boxes, box->at, box->len);
	if (is(box, "Exif"))
		return read_exif_box(boxes, box->at, box->len);
	if (is(box, "uuid") && box->len > 16 && sp_metadata_bytes(boxes->m, box->at, id, 16) &&
	    !memcmp(id, xmp, 16))
		return read_xml(boxes, box->at + 16, box->len - 16);
	if (is(box, "brob"))
		sp_metadata_wrong(boxes->m, SP_REASON_UNSUPPORTED);
	if (is(box, "keys"))
		read_keys(boxes, box);
	if (is(box, "iloc"))
		boxes->places = *box;
	if (is(box, "iinf"))
		read_item_kinds(boxes, box);
	return users ? read_user_tag(boxes, box) : SP_OK;
}

static enum sp_status read_boxes(struct boxes *boxes, uint64_t at, uint64_t end, unsigned depth,
				 bool users)
{
	enum sp_status status = SP_OK;
	struct box box;

	if (depth > MOST_DEPTH) {
		sp_metadata_wrong(boxes->m, SP_REASON_LIMIT_DEPTH);
		return SP_OK;
	}
	for (; status == SP_OK && next_box(boxes, at, end, &box); at = box.next)
		status = read_box(boxes, &box, depth, users);
	if (!depth && at != end)
		sp_metadata_wrong(boxes->m, SP_REASON_TRUNCATED);
	return status;
}

enum sp_status sp_metadata_boxes(struct sp_metadata *m)
{
	struct boxes boxes = { .m = m };
	enum sp_status status = read_boxes(&boxes, 0, sp_input_size(m->in), 0, false);

	if (!boxes.begun)
		sp_metadata_wrong(m, SP_REASON_TRUNCATED);
	return status == SP_OK ? read_items(&boxes) : status;
}
