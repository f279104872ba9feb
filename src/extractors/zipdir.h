/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zipdir.h - the central directory of a ZIP file: what is in it, and where.
 *
 * All numbers are the file's own word and may be lies. Threads: one.
 */
#ifndef EXTRACTORS_ZIPDIR_H
#define EXTRACTORS_ZIPDIR_H

#include "spana/input.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SP_ZIP_STORED 0
#define SP_ZIP_DEFLATED 8
#define SP_ZIP_DEFLATE64 9
#define SP_ZIP_FLAG_ENCRYPTED 0x0001u
#define SP_ZIP_FLAG_DESCRIPTOR 0x0008u /* sizes and checksum come after the data */

struct sp_zip_entry {
	const char *name; /* as stored, not NUL-terminated; valid until the next call */
	size_t name_len;
	uint16_t method, flags;
	uint32_t crc;
	uint64_t packed, size;
	uint64_t offset; /* of the local header in the input */
};

struct sp_zipdir {
	struct sp_input *in;
	uint64_t start, end; /* of the directory in the input */
	uint64_t at;	     /* of the next entry */
	uint64_t shift;	     /* bytes that stand before the archive */
	uint64_t count;	     /* of entries, as the end record says */
	uint64_t comment_at; /* of the archive's comment */
	size_t comment_len;
	bool damaged; /* an entry could not be read */
	unsigned char *room;
	size_t room_size;
};

/*
 * Finds the directory. `room` is borrowed: names that do not fit it are cut,
 * and extra fields that do not are left out. false: there is none, or reading failed.
 */
SP_CHECK bool sp_zipdir_open(struct sp_zipdir *dir, struct sp_input *in, unsigned char *room,
			     size_t room_size);

/* The next entry; false at the end, or where `damaged` says so. */
SP_CHECK bool sp_zipdir_next(struct sp_zipdir *dir, struct sp_zip_entry *entry);

/*
 * The local header at `offset`: where there is no directory. *data is where the
 * member's bytes begin. The name is borrowed from room. false: there is none.
 */
SP_CHECK bool sp_zip_local(struct sp_input *in, uint64_t offset, unsigned char *room,
			   size_t room_size, struct sp_zip_entry *entry, uint64_t *data);

/* Where the next local header stands from `from` on; false: nowhere. */
SP_CHECK bool sp_zip_local_find(struct sp_input *in, uint64_t from, uint64_t *found);

enum sp_zip_kind {
	SP_ZIP_NONE,  /* no ZIP file */
	SP_ZIP_STUB,  /* a ZIP file behind other data */
	SP_ZIP_SPLIT, /* a piece of a ZIP file in several volumes */
	SP_ZIP_PLAIN,
	SP_ZIP_OPC, /* Open Packaging Conventions: docx, xlsx, pptx, vsdx ... */
	SP_ZIP_ODF, /* OpenDocument */
};

/* What kind of ZIP file it is, by a look at its directory. Cheap, allocates nothing. */
enum sp_zip_kind sp_zip_kind(struct sp_input *in);

#endif
