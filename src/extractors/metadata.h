/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metadata.h - the text beside pixels and sound: who took a picture and where,
 * who speaks, what it is about.
 *
 * Each reader walks its format's own structure, tells what is text as
 * properties, and notes where it lost its way. Threads: as the input.
 */
#ifndef EXTRACTORS_METADATA_H
#define EXTRACTORS_METADATA_H

#include "spana/extractor.h"

#include "base/buf.h"
#include "base/bytes.h"

#include <stdbool.h>

/* Bytes of one text or packet; a longer one is cut, with a problem. */
#define SP_METADATA_MOST (1024 * 1024)
/* Chunks, segments, boxes or directories that are followed. */
#define SP_METADATA_STEPS 10000

struct sp_metadata {
	struct sp_input *in;
	struct sp_sink *out;
	bool told;		    /* there was text */
	enum sp_reason wrong;	    /* why not all of it could be read, or NONE */
	uint64_t behind;	    /* where other data begin behind the format's end; 0: none do */
	unsigned steps;		    /* left */
	struct sp_buf text, packet; /* at hand */
};

/* The formats. What knows one by its first bytes alone has its number, and not its reader. */
enum sp_metadata_kind {
	SP_METADATA_NONE,
	SP_METADATA_PNG,
	SP_METADATA_JPEG,
	SP_METADATA_GIF,
	SP_METADATA_TIFF,
	SP_METADATA_RIFF,
	SP_METADATA_BOXES,
	SP_METADATA_MP3,
	SP_METADATA_FLAC,
	SP_METADATA_OGG,
	SP_METADATA_AIFF,
	SP_METADATA_ASF,
	SP_METADATA_MATROSKA,
};

/* Reads one of them. SP_OK, or what the sink said. */
SP_CHECK enum sp_status sp_metadata_read(enum sp_metadata_kind kind, struct sp_metadata *m);
enum sp_status sp_metadata_png(struct sp_metadata *m);
enum sp_status sp_metadata_jpeg(struct sp_metadata *m);
enum sp_status sp_metadata_gif(struct sp_metadata *m);
enum sp_status sp_metadata_tiff(struct sp_metadata *m);
enum sp_status sp_metadata_riff(struct sp_metadata *m);	 /* WebP, WAV, AVI */
enum sp_status sp_metadata_boxes(struct sp_metadata *m); /* MP4, MOV, HEIC, AVIF, JPEG 2000, XL */
enum sp_status sp_metadata_mp3(struct sp_metadata *m);
enum sp_status sp_metadata_flac(struct sp_metadata *m);
enum sp_status sp_metadata_ogg(struct sp_metadata *m);
enum sp_status sp_metadata_aiff(struct sp_metadata *m);
enum sp_status sp_metadata_asf(struct sp_metadata *m);
enum sp_status sp_metadata_matroska(struct sp_metadata *m);

/* ---- what they share ---- */

/* Notes what is wrong; the first counts. */
void sp_metadata_wrong(struct sp_metadata *m, enum sp_reason reason);

/* One more step; false, and it is damage, after very many. */
bool sp_metadata_step(struct sp_metadata *m);

/* n bytes at offset; false, and it is cut short, where there are not so many. */
bool sp_metadata_bytes(struct sp_metadata *m, uint64_t offset, void *out, size_t n);

/* Reads a range into m->packet, at most SP_METADATA_MOST of it. SP_SKIPPED: it is not there. */
SP_CHECK enum sp_status sp_metadata_load(struct sp_metadata *m, uint64_t offset, uint64_t len);

/* A property whose value is text in an unknown charset, zeros and spaces around it left out. */
SP_CHECK enum sp_status sp_metadata_value(struct sp_metadata *m, const char *name, const void *data,
					  size_t len);
/* The same in a charset: "utf-16le". */
SP_CHECK enum sp_status sp_metadata_value_in(struct sp_metadata *m, const char *name,
					     const char *charset, const void *data, size_t len);

/* Degrees, north and east positive. */
SP_CHECK enum sp_status sp_metadata_position(struct sp_metadata *m, double north, double east);

/* Blocks that several formats have. A range of the input: */
SP_CHECK enum sp_status sp_metadata_exif(struct sp_metadata *m, uint64_t offset, uint64_t len);
SP_CHECK enum sp_status sp_metadata_id3(struct sp_metadata *m, uint64_t offset);
/* ... or memory: XML of any kind, Photoshop's resources, IPTC records, Vorbis' comments. */
SP_CHECK enum sp_status sp_metadata_xmp(struct sp_metadata *m, const void *data, size_t len);
SP_CHECK enum sp_status sp_metadata_photoshop(struct sp_metadata *m, const void *data, size_t len);
SP_CHECK enum sp_status sp_metadata_iptc(struct sp_metadata *m, const void *data, size_t len);
SP_CHECK enum sp_status sp_metadata_comments(struct sp_metadata *m, const void *data, size_t len);

static inline uint32_t sp_be32(const unsigned char *s)
{
	return (uint32_t)s[0] << 24 | (uint32_t)s[1] << 16 | (uint32_t)s[2] << 8 | s[3];
}

static inline uint32_t sp_le32(const unsigned char *s)
{
	return (uint32_t)s[3] << 24 | (uint32_t)s[2] << 16 | (uint32_t)s[1] << 8 | s[0];
}

static inline unsigned sp_be16(const unsigned char *s)
{
	return (unsigned)s[0] << 8 | s[1];
}

#endif
