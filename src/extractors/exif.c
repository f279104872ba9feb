/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exif.c - directories of TIFF 6.0 and Exif 2.32: a block in many formats, and
 * TIFF files themselves.
 *
 * Directories are followed by their offsets, a bounded number of them, so that
 * one that points back ends. Left out: makers' notes, thumbnails, pixels.
 */
#include "extractors/metadata.h"

#include <string.h>

#define MOST_ENTRIES 1000

enum tag_kind { TEXT, UTF16, COMMENT, DIRECTORY, GPS, XMP, IPTC, PHOTOSHOP };

static const struct tag {
	unsigned number;
	enum tag_kind kind;
	const char *name;
} tags[] = {
	{ 0x010D, TEXT, "DocumentName" },
	{ 0x010E, TEXT, "ImageDescription" },
	{ 0x010F, TEXT, "Make" },
	{ 0x0110, TEXT, "Model" },
	{ 0x011D, TEXT, "PageName" },
	{ 0x0131, TEXT, "Software" },
	{ 0x0132, TEXT, "DateTime" },
	{ 0x013B, TEXT, "Artist" },
	{ 0x013C, TEXT, "HostComputer" },
	{ 0x014A, DIRECTORY, NULL },
	{ 0x02BC, XMP, NULL },
	{ 0x8298, TEXT, "Copyright" },
	{ 0x83BB, IPTC, NULL },
	{ 0x8649, PHOTOSHOP, NULL },
	{ 0x8769, DIRECTORY, NULL },
	{ 0x8825, GPS, NULL },
	{ 0x9003, TEXT, "DateTimeOriginal" },
	{ 0x9286, COMMENT, "UserComment" },
	{ 0x9C9B, UTF16, "XPTitle" },
	{ 0x9C9C, UTF16, "XPComment" },
	{ 0x9C9D, UTF16, "XPAuthor" },
	{ 0x9C9E, UTF16, "XPKeywords" },
	{ 0x9C9F, UTF16, "XPSubject" },
	{ 0xA420, TEXT, "ImageUniqueID" },
	{ 0xA430, TEXT, "CameraOwnerName" },
	{ 0xA431, TEXT, "BodySerialNumber" },
	{ 0xA435, TEXT, "LensSerialNumber" },
};

/* A block, and the position that it told so far. */
struct exif {
	struct sp_metadata *m;
	uint64_t start, end; /* in the input */
	bool big;
	double north, east;
	bool south, west, has_north, has_east;
};

struct entry {
	unsigned tag, type;
	uint32_t count;
	uint64_t at;  /* of the value in the input */
	uint64_t len; /* bytes */
};

static unsigned get16(const struct exif *exif, const unsigned char *s)
{
	return exif->big ? sp_be16(s) : (unsigned)s[1] << 8 | s[0];
}

static uint32_t get32(const struct exif *exif, const unsigned char *s)
{
	return exif->big ? sp_be32(s) : sp_le32(s);
}

static enum sp_status read_directory(struct exif *exif, uint64_t offset, bool is_gps);

/* ---- values ---- */

/* Eight bytes name the character set: "ASCII", "UNICODE", "JIS", or nothing. */
static enum sp_status tell_user_comment(struct exif *exif, const char *name)
{
	const struct sp_buf *value = &exif->m->packet;
	const char *charset = NULL;

	if (value->len <= 8)
		return SP_OK;
	if (!memcmp(value->data, "UNICODE", 8))
		charset = exif->big ? "utf-16be" : "utf-16le";
	return sp_metadata_value_in(exif->m, name, charset, value->data + 8, value->len - 8);
}

static enum sp_status tell_value(struct exif *exif, const struct tag *tag)
{
	struct sp_metadata *m = exif->m;
	struct sp_buf packet;
	enum sp_status status = SP_OK;

	switch (tag->kind) {
	case TEXT:
		return sp_metadata_value(m, tag->name, m->packet.data, m->packet.len);
	case UTF16:
		return sp_metadata_value_in(m, tag->name, "utf-16le", m->packet.data,
					    m->packet.len);
	case COMMENT:
		return tell_user_comment(exif, tag->name);
	default:
		break;
	}
	/* These use the packet for parts of their own. */
	packet = m->packet;
	m->packet = (struct sp_buf)SP_BUF_INIT(SP_METADATA_MOST + 1);
	if (tag->kind == XMP)
		status = sp_metadata_xmp(m, packet.data, packet.len);
	else if (tag->kind == IPTC)
		status = sp_metadata_iptc(m, packet.data, packet.len);
	else
		status = sp_metadata_photoshop(m, packet.data, packet.len);
	sp_buf_release(&packet);
	return status;
}

/* ---- where ---- */

static bool rational_at(struct exif *exif, uint64_t at, double *out)
{
	unsigned char s[8];

	if (!sp_metadata_bytes(exif->m, at, s, sizeof(s)))
		return false;
	uint32_t over = get32(exif, s), under = get32(exif, s + 4);
	*out = under ? (double)over / under : 0;
	return under != 0 || !over;
}

/* Degrees, minutes and seconds. */
static bool degrees_at(struct exif *exif, const struct entry *entry, double *out)
{
	double part[3] = { 0, 0, 0 };

	if (entry->type != 5 || entry->count < 1 || entry->count > 3)
		return false;
	for (uint32_t i = 0; i < entry->count; i++)
		if (!rational_at(exif, entry->at + 8 * (uint64_t)i, &part[i]))
			return false;
	*out = part[0] + part[1] / 60 + part[2] / 3600;
	return *out <= 180;
}

static enum sp_status read_gps(struct exif *exif, const struct entry *entry)
{
	enum { NORTH_REF = 1, NORTH, EAST_REF, EAST, METHOD = 27, AREA };
	char letter = 0;

	switch (entry->tag) {
	case NORTH_REF:
	case EAST_REF:
		if (!sp_metadata_bytes(exif->m, entry->at, &letter, 1))
			return SP_OK;
		exif->south |= letter == 'S';
		exif->west |= letter == 'W';
		return SP_OK;
	case NORTH:
		exif->has_north = degrees_at(exif, entry, &exif->north);
		return SP_OK;
	case EAST:
		exif->has_east = degrees_at(exif, entry, &exif->east);
		return SP_OK;
	case METHOD:
	case AREA: {
		enum sp_status status = sp_metadata_load(exif->m, entry->at, entry->len);
		if (status == SP_OK)
			status = tell_user_comment(exif, "GPSAreaInformation");
		return status == SP_SKIPPED ? SP_OK : status;
	}
	default:
		return SP_OK;
	}
}

static enum sp_status tell_position(struct exif *exif)
{
	if (!exif->has_north || !exif->has_east)
		return SP_OK;
	exif->has_north = exif->has_east = false;
	return sp_metadata_position(exif->m, exif->south ? -exif->north : exif->north,
				    exif->west ? -exif->east : exif->east);
}

/* ---- directories ---- */

/* Several sub-directories have their offsets in a list. */
static enum sp_status read_subdirectories(struct exif *exif, const struct entry *entry, bool is_gps)
{
	enum sp_status status = SP_OK;
	unsigned char s[4];

	for (uint32_t i = 0; i < entry->count && status == SP_OK; i++) {
		if (!sp_metadata_step(exif->m) ||
		    !sp_metadata_bytes(exif->m, entry->at + 4 * (uint64_t)i, s, sizeof(s)))
			break;
		status = read_directory(exif, get32(exif, s), is_gps);
	}
	return status;
}

static enum sp_status read_entry(struct exif *exif, const struct entry *entry, bool is_gps)
{
	const struct tag *tag = tags;

	if (is_gps)
		return read_gps(exif, entry);
	while (tag < tags + sizeof(tags) / sizeof(tags[0]) && tag->number != entry->tag)
		tag++;
	if (tag == tags + sizeof(tags) / sizeof(tags[0]))
		return SP_OK;
	if (tag->kind == DIRECTORY || tag->kind == GPS)
		return read_subdirectories(exif, entry, tag->kind == GPS);
	enum sp_status status = sp_metadata_load(exif->m, entry->at, entry->len);
	if (status == SP_OK)
		status = tell_value(exif, tag);
	return status == SP_SKIPPED ? SP_OK : status;
}

/* The entry whose 12 bytes stand at s. false: it has no value that can be. */
static bool make_entry(const struct exif *exif, const unsigned char *s, uint64_t at,
		       struct entry *entry)
{
	static const unsigned char sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4 };

	*entry = (struct entry) { .tag = get16(exif, s),
				  .type = get16(exif, s + 2),
				  .count = get32(exif, s + 4) };
	if (entry->type >= sizeof(sizes) || !sizes[entry->type])
		return false;
	entry->len = (uint64_t)entry->count * sizes[entry->type];
	entry->at = entry->len <= 4 ? at + 8 : exif->start + get32(exif, s + 8);
	return entry->at <= exif->end && entry->len <= exif->end - entry->at;
}

static enum sp_status read_directory(struct exif *exif, uint64_t offset, bool is_gps)
{
	struct sp_metadata *m = exif->m;
	uint64_t at = exif->start + offset;
	enum sp_status status = SP_OK;
	unsigned char s[12];

	if (!sp_metadata_step(m) || at >= exif->end) {
		sp_metadata_wrong(m, SP_REASON_DAMAGED);
		return SP_OK;
	}
	if (!sp_metadata_bytes(m, at, s, 2))
		return SP_OK;
	unsigned n = get16(exif, s);
	at += 2;
	if (n > MOST_ENTRIES)
		sp_metadata_wrong(m, SP_REASON_DAMAGED);
	for (unsigned i = 0; i < n && i < MOST_ENTRIES && status == SP_OK; i++, at += sizeof(s)) {
		struct entry entry;
		if (!sp_metadata_step(m) || !sp_metadata_bytes(m, at, s, sizeof(s)))
			return SP_OK;
		if (make_entry(exif, s, at, &entry))
			status = read_entry(exif, &entry, is_gps);
		else
			sp_metadata_wrong(m, SP_REASON_DAMAGED);
	}
	return status == SP_OK ? tell_position(exif) : status;
}

/* The first directory, and those that follow it: one a page. */
enum sp_status sp_metadata_exif(struct sp_metadata *m, uint64_t offset, uint64_t len)
{
	struct exif exif = { .m = m, .start = offset, .end = offset + len };
	enum sp_status status = SP_OK;
	unsigned char s[8];

	if (!sp_metadata_bytes(m, offset, s, sizeof(s)))
		return SP_OK;
	exif.big = s[0] == 'M';
	if ((s[0] != 'M' && s[0] != 'I') || get16(&exif, s + 2) != 42) {
		sp_metadata_wrong(m, SP_REASON_DAMAGED);
		return SP_OK;
	}
	uint32_t next = get32(&exif, s + 4);
	while (next && status == SP_OK && sp_metadata_step(m)) {
		status = read_directory(&exif, next, false);
		uint64_t at = offset + next;
		if (status != SP_OK || !sp_metadata_bytes(m, at, s, 2))
			break;
		at += 2 + 12 * (uint64_t)get16(&exif, s);
		/* Some writers leave the end of the list out. */
		if (at + 4 > exif.end || !sp_metadata_bytes(m, at, s, 4))
			break;
		next = get32(&exif, s);
	}
	return status;
}

enum sp_status sp_metadata_tiff(struct sp_metadata *m)
{
	return sp_metadata_exif(m, 0, sp_input_size(m->in));
}
