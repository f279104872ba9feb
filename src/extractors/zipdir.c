/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zipdir.c - see zipdir.h. PKWARE APPNOTE 6.3.9, sections 4.3 and 4.5.
 *
 * Reads the end record, its 64-bit form and the entries; what it needs to know
 * of a member and no more. Left out: encrypted directories and volumes.
 */
#include "extractors/zipdir.h"

#include <string.h>

#include "base/ascii.h"
#include "base/bytes.h"

#define END_SIZE 22
#define END64_SIZE 56
#define LOCATOR64_SIZE 20
#define ENTRY_SIZE 46
#define LOCAL_SIZE 30
#define COMMENT_MAX 65535
#define EXTRA_ZIP64 0x0001
/* A look at what kind of file it is takes no more than these. */
#define KIND_ENTRIES 2000
#define KIND_ROOM 2048
#define CHUNK 4096

static const unsigned char local_signature[4] = { 'P', 'K', 3, 4 };
static const unsigned char entry_signature[4] = { 'P', 'K', 1, 2 };
static const unsigned char end_signature[4] = { 'P', 'K', 5, 6 };
static const unsigned char end64_signature[4] = { 'P', 'K', 6, 6 };
static const unsigned char locator64_signature[4] = { 'P', 'K', 6, 7 };
static const unsigned char split_signature[4] = { 'P', 'K', 7, 8 };

/* Exactly len bytes at offset. */
static bool read_all(struct sp_input *in, uint64_t offset, void *buf, size_t len)
{
	size_t got;

	return sp_input_read(in, offset, buf, len, &got) == SP_OK && got == len;
}

static bool has_signature(const unsigned char *at, const unsigned char signature[4])
{
	return memcmp(at, signature, 4) == 0;
}

/* ---- the end record ---- */

/* The last end record in buf whose comment fits the file. */
static bool end_in(const unsigned char *buf, size_t len, uint64_t after, size_t *found)
{
	for (size_t i = len < END_SIZE ? 0 : len - END_SIZE + 1; i-- > 0;) {
		if (!has_signature(buf + i, end_signature))
			continue;
		size_t comment = (size_t)(buf[i + 20] | buf[i + 21] << 8);
		if (comment <= len - i - END_SIZE + after) {
			*found = i;
			return true;
		}
	}
	return false;
}

/* Steps back from the end of the file in chunks that overlap by a record. */
static bool find_end(struct sp_input *in, unsigned char record[END_SIZE], uint64_t *at)
{
	unsigned char buf[CHUNK];
	uint64_t size = sp_input_size(in), top = size;

	while (top >= END_SIZE && size - top <= COMMENT_MAX) {
		size_t len = top < CHUNK ? (size_t)top : CHUNK, i;
		if (!read_all(in, top - len, buf, len))
			return false;
		if (end_in(buf, len, size - top, &i)) {
			memcpy(record, buf + i, END_SIZE);
			*at = top - len + i;
			return true;
		}
		if (len < CHUNK)
			return false;
		top -= CHUNK - (END_SIZE - 1);
	}
	return false;
}

/* Replaces what the end record could not hold by what its 64-bit form says. */
static void read_end64(struct sp_zipdir *dir, uint64_t end_at, uint64_t *size, uint64_t *offset)
{
	unsigned char buf[END64_SIZE];
	uint64_t at = 0;

	if (end_at < LOCATOR64_SIZE ||
	    !read_all(dir->in, end_at - LOCATOR64_SIZE, buf, LOCATOR64_SIZE) ||
	    !has_signature(buf, locator64_signature))
		return;
	struct sp_bytes c = sp_bytes_of(buf + 8, 8);
	if (!sp_bytes_le64(&c, &at))
		return;
	if (!read_all(dir->in, at, buf, END64_SIZE) || !has_signature(buf, end64_signature)) {
		/* Data before the archive moved it: it stands before its locator. */
		if (end_at < LOCATOR64_SIZE + END64_SIZE)
			return;
		at = end_at - LOCATOR64_SIZE - END64_SIZE;
		if (!read_all(dir->in, at, buf, END64_SIZE) || !has_signature(buf, end64_signature))
			return;
	}
	c = sp_bytes_of(buf + 32, 24);
	if (sp_bytes_le64(&c, &dir->count) && sp_bytes_le64(&c, size) && sp_bytes_le64(&c, offset))
		dir->end = at;
}

static bool entry_at(struct sp_input *in, uint64_t at)
{
	unsigned char buf[4];

	return read_all(in, at, buf, 4) && has_signature(buf, entry_signature);
}

bool sp_zipdir_open(struct sp_zipdir *dir, struct sp_input *in, unsigned char *room,
		    size_t room_size)
{
	unsigned char record[END_SIZE];
	uint16_t count = 0, comment = 0;
	uint32_t size32 = 0, offset32 = 0;
	uint64_t end_at, size, offset;

	*dir = (struct sp_zipdir) { .in = in, .room = room, .room_size = room_size };
	if (!find_end(in, record, &end_at))
		return false;
	struct sp_bytes c = sp_bytes_of(record + 10, END_SIZE - 10);
	if (!sp_bytes_le16(&c, &count) || !sp_bytes_le32(&c, &size32) ||
	    !sp_bytes_le32(&c, &offset32) || !sp_bytes_le16(&c, &comment))
		return false;
	dir->end = end_at;
	dir->count = count;
	dir->comment_at = end_at + END_SIZE;
	dir->comment_len = comment;
	size = size32;
	offset = offset32;
	if (count == UINT16_MAX || size32 == UINT32_MAX || offset32 == UINT32_MAX)
		read_end64(dir, end_at, &size, &offset);
	if (size > dir->end)
		return false;
	if (size == 0)
		dir->start = dir->end;
	else if (entry_at(in, dir->end - size))
		dir->start = dir->end - size;
	else if (offset < dir->end && entry_at(in, offset))
		dir->start = offset;
	else
		return false;
	dir->shift = dir->start > offset ? dir->start - offset : 0;
	dir->at = dir->start;
	return true;
}

/* ---- entries ---- */

/* Sizes that did not fit 32 bits stand in an extra field, in this order. */
static void read_zip64(struct sp_bytes extra, struct sp_zip_entry *entry, bool offset_too)
{
	uint16_t id, len;
	struct sp_bytes field;

	while (sp_bytes_le16(&extra, &id) && sp_bytes_le16(&extra, &len) &&
	       sp_bytes_take(&extra, len, &field)) {
		if (id != EXTRA_ZIP64)
			continue;
		if (entry->size == UINT32_MAX && !sp_bytes_le64(&field, &entry->size))
			return;
		if (entry->packed == UINT32_MAX && !sp_bytes_le64(&field, &entry->packed))
			return;
		if (offset_too && entry->offset == UINT32_MAX)
			(void)!sp_bytes_le64(&field, &entry->offset);
		return;
	}
}

/* Method to sizes: the same in both kinds of header. */
static bool read_common(struct sp_bytes *c, struct sp_zip_entry *entry, uint16_t *name,
			uint16_t *extra)
{
	uint32_t packed = 0, size = 0;

	*entry = (struct sp_zip_entry) { 0 };
	if (!sp_bytes_le16(c, &entry->flags) || !sp_bytes_le16(c, &entry->method) ||
	    !sp_bytes_skip(c, 4) || !sp_bytes_le32(c, &entry->crc) || !sp_bytes_le32(c, &packed) ||
	    !sp_bytes_le32(c, &size) || !sp_bytes_le16(c, name) || !sp_bytes_le16(c, extra))
		return false;
	entry->packed = packed;
	entry->size = size;
	return true;
}

/* Name and extra fields at `at` into room; what does not fit is left out. */
static bool read_tail(struct sp_input *in, uint64_t at, unsigned char *room, size_t room_size,
		      size_t name, size_t extra, struct sp_zip_entry *entry, bool offset_too)
{
	if (name > room_size) {
		name = room_size;
		extra = 0;
	}
	if (extra > room_size - name)
		extra = 0;
	if (!read_all(in, at, room, name + extra))
		return false;
	entry->name = (const char *)room;
	entry->name_len = name;
	read_zip64(sp_bytes_of(room + name, extra), entry, offset_too);
	return true;
}

static bool read_entry(struct sp_zipdir *dir, struct sp_zip_entry *entry)
{
	unsigned char head[ENTRY_SIZE];
	uint16_t name = 0, extra = 0, comment = 0;
	uint32_t offset = 0;

	if (dir->at >= dir->end || dir->end - dir->at < ENTRY_SIZE ||
	    !read_all(dir->in, dir->at, head, ENTRY_SIZE) || !has_signature(head, entry_signature))
		return false;
	struct sp_bytes c = sp_bytes_of(head + 8, ENTRY_SIZE - 8);
	if (!read_common(&c, entry, &name, &extra) || !sp_bytes_le16(&c, &comment) ||
	    !sp_bytes_skip(&c, 8) || !sp_bytes_le32(&c, &offset))
		return false;
	entry->offset = offset;
	uint64_t at = dir->at + ENTRY_SIZE;
	uint64_t next = at + name + extra + comment;
	if (next > dir->end ||
	    !read_tail(dir->in, at, dir->room, dir->room_size, name, extra, entry, true))
		return false;
	dir->at = next;
	return !__builtin_add_overflow(entry->offset, dir->shift, &entry->offset);
}

bool sp_zipdir_next(struct sp_zipdir *dir, struct sp_zip_entry *entry)
{
	if (read_entry(dir, entry))
		return true;
	dir->damaged |= dir->at != dir->end;
	dir->at = dir->end;
	return false;
}

/* ---- local headers ---- */

bool sp_zip_local(struct sp_input *in, uint64_t offset, unsigned char *room, size_t room_size,
		  struct sp_zip_entry *entry, uint64_t *data)
{
	unsigned char head[LOCAL_SIZE];
	uint16_t name = 0, extra = 0;

	if (!read_all(in, offset, head, LOCAL_SIZE) || !has_signature(head, local_signature))
		return false;
	struct sp_bytes c = sp_bytes_of(head + 6, LOCAL_SIZE - 6);
	if (!read_common(&c, entry, &name, &extra))
		return false;
	*data = offset + LOCAL_SIZE + name + extra;
	entry->offset = offset;
	return read_tail(in, offset + LOCAL_SIZE, room, room_size, name, extra, entry, false);
}

bool sp_zip_local_find(struct sp_input *in, uint64_t from, uint64_t *found)
{
	unsigned char buf[CHUNK];
	size_t got = 0;

	while (sp_input_read(in, from, buf, CHUNK, &got) == SP_OK && got >= 4) {
		for (const unsigned char *p = buf;
		     (p = memchr(p, 'P', (size_t)(buf + got - 3 - p))) != NULL; p++) {
			if (has_signature(p, local_signature)) {
				*found = from + (uint64_t)(p - buf);
				return true;
			}
		}
		from += got - 3;
	}
	return false;
}

/* ---- kinds ---- */

static bool name_is(const struct sp_zip_entry *entry, const char *name)
{
	return strlen(name) == entry->name_len &&
	       sp_ascii_equal_n(entry->name, name, entry->name_len);
}

static bool name_begins(const struct sp_zip_entry *entry, const char *start)
{
	size_t len = strlen(start);

	return entry->name_len >= len && sp_ascii_equal_n(entry->name, start, len);
}

/* The first member of an OpenDocument file says so, not compressed. */
static bool is_odf_type(struct sp_input *in, const struct sp_zip_entry *first, uint64_t data)
{
	static const char *const types[] = { "application/vnd.oasis.opendocument.",
					     "application/vnd.sun.xml." };
	char buf[64];
	size_t got;

	if (!name_is(first, "mimetype") || first->method != SP_ZIP_STORED ||
	    sp_input_read(in, data, buf, sizeof(buf), &got) != SP_OK)
		return false;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (got >= strlen(types[i]) && memcmp(buf, types[i], strlen(types[i])) == 0)
			return true;
	return false;
}

static enum sp_zip_kind kind_by_directory(struct sp_zipdir *dir)
{
	struct sp_zip_entry entry;
	bool content = false, manifest = false;

	for (unsigned n = 0; n < KIND_ENTRIES && sp_zipdir_next(dir, &entry); n++) {
		if (name_is(&entry, "[Content_Types].xml"))
			return SP_ZIP_OPC;
		content |= name_is(&entry, "content.xml");
		manifest |= name_is(&entry, "META-INF/manifest.xml");
		if (content && manifest)
			return SP_ZIP_ODF;
	}
	return SP_ZIP_PLAIN;
}

/* Where the directory was cut off, the first names have to do. */
static enum sp_zip_kind kind_by_first(const struct sp_zip_entry *first)
{
	static const char *const starts[] = {
		"[Content_Types].xml", "_rels/.rels", "docProps/", "word/", "xl/", "ppt/"
	};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (name_begins(first, starts[i]))
			return SP_ZIP_OPC;
	return SP_ZIP_PLAIN;
}

/* To look at the end of every file would cost a read of each. */
static bool is_program(const unsigned char *head, size_t len)
{
	return len >= 4 && (memcmp(head, "MZ", 2) == 0 || memcmp(head, "\177ELF", 4) == 0 ||
			    memcmp(head, "#!", 2) == 0);
}

/* The archive of a self-extracting program: no comment behind its end record. */
static bool ends_as_zip(struct sp_input *in)
{
	unsigned char room[KIND_ROOM], record[END_SIZE];
	struct sp_zipdir dir;
	struct sp_zip_entry entry;
	uint64_t size = sp_input_size(in);

	return size > END_SIZE && read_all(in, size - END_SIZE, record, END_SIZE) &&
	       has_signature(record, end_signature) &&
	       sp_zipdir_open(&dir, in, room, sizeof(room)) && dir.shift &&
	       sp_zipdir_next(&dir, &entry);
}

enum sp_zip_kind sp_zip_kind(struct sp_input *in)
{
	unsigned char room[KIND_ROOM];
	struct sp_zipdir dir;
	struct sp_zip_entry first = { 0 };
	uint64_t data = 0;
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if (len >= END_SIZE && has_signature(head, end_signature))
		return SP_ZIP_PLAIN;
	if (len >= 8 && has_signature(head, split_signature) &&
	    has_signature(head + 4, local_signature))
		return SP_ZIP_SPLIT;
	if (len < LOCAL_SIZE || !has_signature(head, local_signature))
		return is_program(head, len) && ends_as_zip(in) ? SP_ZIP_STUB : SP_ZIP_NONE;
	bool named = sp_zip_local(in, 0, room, sizeof(room), &first, &data);
	if (named && is_odf_type(in, &first, data))
		return SP_ZIP_ODF;
	enum sp_zip_kind by_first = named ? kind_by_first(&first) : SP_ZIP_PLAIN;
	if (!sp_zipdir_open(&dir, in, room, sizeof(room)))
		return by_first;
	enum sp_zip_kind kind = kind_by_directory(&dir);
	return kind == SP_ZIP_PLAIN && dir.damaged ? by_first : kind;
}
