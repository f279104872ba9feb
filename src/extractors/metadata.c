/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metadata.c - looks for Exif, XMP, IPTC, comments and tags without reading
 * them: PNG (ISO 15948), JPEG (ITU T.81), GIF89a, TIFF 6.0, RIFF, ISO base
 * media (ISO 14496-12), ID3, FLAC, Ogg.
 */
#include "extractors/metadata.h"

#include <string.h>

#include "base/bytes.h"

/* Chunks, segments or boxes that are looked at before it is given up. */
#define MOST_STEPS 10000
/* Bytes of one box that are searched. */
#define SEARCH_BYTES (16 * 1024)

/* n bytes at offset; false where there are not so many. */
static bool bytes_at(struct sp_input *in, uint64_t offset, void *out, size_t n)
{
	size_t got = 0;

	return sp_input_read(in, offset, out, n, &got) == SP_OK && got == n;
}

static uint32_t be32(const unsigned char *s)
{
	struct sp_bytes c = sp_bytes_of(s, 4);
	uint32_t value = 0;

	sp_bytes_be32(&c, &value);
	return value;
}

static uint32_t le32(const unsigned char *s)
{
	struct sp_bytes c = sp_bytes_of(s, 4);
	uint32_t value = 0;

	sp_bytes_le32(&c, &value);
	return value;
}

static bool is_one_of(const unsigned char *type, const char *const *types)
{
	for (; *types; types++)
		if (!memcmp(type, *types, 4))
			return true;
	return false;
}

bool sp_metadata_png(struct sp_input *in)
{
	static const char *const telling[] = { "tEXt", "zTXt", "iTXt", "eXIf", NULL };
	unsigned char chunk[8];
	uint64_t at = 8;

	for (int i = 0; i < MOST_STEPS && bytes_at(in, at, chunk, sizeof(chunk)); i++) {
		if (is_one_of(chunk + 4, telling))
			return true;
		at += (uint64_t)be32(chunk) + 12;
		if (!memcmp(chunk + 4, "IEND", 4))
			return at < sp_input_size(in);
	}
	return true;
}

bool sp_metadata_jpeg(struct sp_input *in)
{
	unsigned char s[4];
	uint64_t at = 2;

	for (int i = 0; i < MOST_STEPS && bytes_at(in, at, s, sizeof(s)); i++) {
		if (s[0] != 0xFF)
			return true;
		if (s[1] == 0xFF) {
			at++; /* fill */
			continue;
		}
		/* Exif and XMP; IPTC; a comment. */
		if (s[1] == 0xE1 || s[1] == 0xED || s[1] == 0xFE)
			return true;
		/* The pixels begin, and nothing but they follows. */
		if (s[1] == 0xDA)
			return false;
		at += 2u + ((unsigned)s[2] << 8 | s[3]);
	}
	return true;
}

/* Past blocks of GIF data; 0: they do not end. */
static uint64_t skip_gif_blocks(struct sp_input *in, uint64_t at)
{
	unsigned char size;

	for (int i = 0; i < MOST_STEPS * 10 && bytes_at(in, at, &size, 1); i++) {
		at += 1u + size;
		if (!size)
			return at;
	}
	return 0;
}

/* Bytes of the colour table that a flags byte tells of. */
static unsigned gif_colours(unsigned char flags)
{
	return flags & 0x80 ? 3u << ((flags & 7) + 1) : 0;
}

bool sp_metadata_gif(struct sp_input *in)
{
	unsigned char s[11];

	if (!bytes_at(in, 10, s, 1))
		return true;
	uint64_t at = 13 + gif_colours(s[0]);
	for (int i = 0; i < MOST_STEPS && at; i++) {
		if (!bytes_at(in, at, s, 1))
			return true;
		if (s[0] == 0x3B)
			return false;
		if (s[0] == 0x21 && bytes_at(in, at, s, 2)) {
			/* A comment, plain text, or an application's data but for loops and
			 * colours. */
			if (s[1] == 0xFE || s[1] == 0x01)
				return true;
			unsigned char name[12];
			if (s[1] == 0xFF && (!bytes_at(in, at + 2, name, sizeof(name)) ||
					     !memcmp(name + 1, "XMP Data", 8)))
				return true;
			at = skip_gif_blocks(in, at + 2);
		} else if (s[0] == 0x2C && bytes_at(in, at, s, 10)) {
			at = skip_gif_blocks(in, at + 11 + gif_colours(s[9]));
		} else {
			return true;
		}
	}
	return true;
}

bool sp_metadata_tiff(struct sp_input *in)
{
	/* Names, descriptions, XMP, IPTC, Exif, GPS, what Windows writes. */
	static const uint16_t telling[] = { 269,   270,	  271,	 272,	285,   305,   315,
					    316,   700,	  33432, 33723, 34377, 34665, 34853,
					    40091, 40092, 40093, 40094, 40095 };
	unsigned char s[12];

	if (!bytes_at(in, 0, s, 8))
		return true;
	bool big = s[0] == 'M';
	uint64_t at = big ? be32(s + 4) : le32(s + 4);
	if (!bytes_at(in, at, s, 2))
		return true;
	unsigned n = big ? (unsigned)(s[0] << 8 | s[1]) : (unsigned)(s[1] << 8 | s[0]);
	for (unsigned i = 0; i < n; i++) {
		if (!bytes_at(in, at + 2 + 12u * (uint64_t)i, s, sizeof(s)))
			return true;
		unsigned tag = big ? (unsigned)(s[0] << 8 | s[1]) : (unsigned)(s[1] << 8 | s[0]);
		for (size_t k = 0; k < sizeof(telling) / sizeof(telling[0]); k++)
			if (tag == telling[k])
				return true;
	}
	/* More pictures may follow, and are not looked at. */
	return !bytes_at(in, at + 2 + 12u * (uint64_t)n, s, 4) || le32(s) != 0;
}

bool sp_metadata_riff(struct sp_input *in)
{
	static const char *const telling[] = { "EXIF", "XMP ", "LIST", "bext", "iXML",
					       "id3 ", "ID3 ", "_PMX", "cart", NULL };
	unsigned char chunk[12];
	uint64_t at = 12, size = sp_input_size(in);

	for (int i = 0; i < MOST_STEPS && at < size; i++) {
		if (!bytes_at(in, at, chunk, 8))
			return true;
		if (is_one_of(chunk, telling)) {
			/* A list of streams is not one of names. */
			if (memcmp(chunk, "LIST", 4) || !bytes_at(in, at, chunk, 12) ||
			    !memcmp(chunk + 8, "INFO", 4))
				return true;
		}
		at += 8 + (uint64_t)le32(chunk + 4) + (le32(chunk + 4) & 1);
	}
	return at < size;
}

/* The box at `at`: its size, header and all; 0 where there is none. */
static uint64_t box_at(struct sp_input *in, uint64_t at, unsigned char type[4], unsigned *header)
{
	unsigned char s[16];

	if (!bytes_at(in, at, s, 8))
		return 0;
	memcpy(type, s + 4, 4);
	*header = 8;
	uint64_t size = be32(s);
	if (size == 0)
		return sp_input_size(in) - at;
	if (size == 1) {
		if (!bytes_at(in, at + 8, s + 8, 8))
			return 0;
		*header = 16;
		size = (uint64_t)be32(s + 8) << 32 | be32(s + 12);
	}
	return size < *header || size > sp_input_size(in) - at ? 0 : size;
}

/* Pictures keep their items' types in a box of the name "meta". */
static bool items_tell(struct sp_input *in, uint64_t at, uint64_t size)
{
	char s[SEARCH_BYTES];
	size_t want = size < sizeof(s) ? (size_t)size : sizeof(s), got = 0;

	if (sp_input_read(in, at, s, want, &got) != SP_OK || size > sizeof(s))
		return true;
	return memmem(s, got, "Exif", 4) || memmem(s, got, "mime", 4) || memmem(s, got, "ilst", 4);
}

bool sp_metadata_boxes(struct sp_input *in)
{
	static const char *const telling[] = { "uuid", "udta", "xml ", "ilst", NULL };
	uint64_t at = 0, size = sp_input_size(in);

	for (int i = 0; i < MOST_STEPS && at < size; i++) {
		unsigned char type[4];
		unsigned header;
		uint64_t length = box_at(in, at, type, &header);
		if (!length || is_one_of(type, telling) ||
		    (!memcmp(type, "meta", 4) && items_tell(in, at, length)))
			return true;
		/* The film's description: its parts come next. */
		at += memcmp(type, "moov", 4) ? length : header;
	}
	return at < size;
}

bool sp_metadata_mp3(struct sp_input *in)
{
	uint64_t size = sp_input_size(in);
	unsigned char s[8];

	if (bytes_at(in, 0, s, 3) && !memcmp(s, "ID3", 3))
		return true;
	if (size > 128 && bytes_at(in, size - 128, s, 3) && !memcmp(s, "TAG", 3))
		return true;
	return size > 32 && bytes_at(in, size - 32, s, 8) && !memcmp(s, "APETAGEX", 8);
}

/* Comments as Vorbis has them: a maker's name, a count, then the comments. */
static bool has_comments(struct sp_input *in, uint64_t at)
{
	unsigned char s[4];

	if (!bytes_at(in, at, s, 4) || !bytes_at(in, at + 4 + (uint64_t)le32(s), s, 4))
		return true;
	return le32(s) != 0;
}

bool sp_metadata_flac(struct sp_input *in)
{
	unsigned char s[4];
	uint64_t at = 4;

	for (int i = 0; i < MOST_STEPS && bytes_at(in, at, s, sizeof(s)); i++) {
		unsigned type = s[0] & 0x7F;
		/* Comments; a picture with its description. */
		if ((type == 4 && has_comments(in, at + 4)) || type == 6)
			return true;
		if (s[0] & 0x80)
			return false;
		at += 4 + ((uint64_t)s[1] << 16 | (uint64_t)s[2] << 8 | s[3]);
	}
	return true;
}

bool sp_metadata_ogg(struct sp_input *in)
{
	static const struct {
		const char *mark;
		size_t len;
	} marks[] = { { "OpusTags", 8 }, { "\3vorbis", 7 }, { "\x81theora", 7 } };
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const unsigned char *mark = memmem(head, len, marks[i].mark, marks[i].len);
		if (mark)
			return has_comments(in, (uint64_t)(mark - head) + marks[i].len);
	}
	return true;
}
