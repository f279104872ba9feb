/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * package.h - a document that is a ZIP file of parts.
 *
 * Parts are read in any order, as XML or as a member of their own. What goes
 * wrong with a part is told to the sink here, and the document goes on; a
 * status other than SP_OK is the sink's and ends the reading. Threads: one.
 */
#ifndef EXTRACTORS_PACKAGE_H
#define EXTRACTORS_PACKAGE_H

#include "spana/extractor.h"

#include "base/arena.h"
#include "base/buf.h"
#include "extractors/sax.h"

struct sp_part {
	const char *name;   /* NUL-terminated, '/' between folders, none at the start */
	const char *stored; /* the same as the file has it */
	uint64_t offset;    /* of the local header */
	uint64_t packed, size;
	uint32_t crc;
	uint16_t method, flags;
	bool sized;	/* packed is known; else the data ends where its compression says so */
	bool encrypted; /* by the document's own means: see odf.c */
	bool done;	/* was read */
};

struct sp_package {
	struct sp_input *in;
	struct sp_sink *out;
	struct sp_part *parts; /* in the order of the file */
	size_t n, room;
	size_t *by_name; /* indices */
	struct sp_arena names;
	struct sp_sax *sax;
	struct sp_inflater *inflater;
	size_t encrypted_parts;
	bool partial; /* a problem was told */
};

/*
 * Reads the directory, or what local headers there are where it is missing.
 * SP_FAILED: it holds no part at all, and the sink knows why. The caller
 * releases the package in every case.
 */
SP_CHECK enum sp_status sp_package_open(struct sp_package *package, struct sp_input *in,
					struct sp_sink *out, const struct sp_sax_space *spaces);
void sp_package_release(struct sp_package *package);

/* By name, whatever the case of its letters; the last of several. NULL: none. */
struct sp_part *sp_package_find(struct sp_package *package, const char *name);

/* The part's name ends in .xml or the like: ".rels", ".vml". */
bool sp_part_is_xml(const struct sp_part *part);

/* Reads a part as XML. A part that was read before is read again. */
SP_CHECK enum sp_status sp_package_parse(struct sp_package *package, struct sp_part *part,
					 const struct sp_sax_events *events, void *context);

/* Hands a part's bytes on as they come, to be borrowed; anything but SP_OK ends that. */
SP_CHECK enum sp_status
sp_package_read(struct sp_package *package, struct sp_part *part,
		enum sp_status (*take)(void *context, const void *data, size_t len), void *context);

/* Up to `cap` bytes of a part; what is beyond is left out without a word. */
SP_CHECK enum sp_status sp_package_load(struct sp_package *package, struct sp_part *part,
					struct sp_buf *to);

/* Hands a part to the sink as a member. */
SP_CHECK enum sp_status sp_package_child(struct sp_package *package, struct sp_part *part);

/* Hands every part that was not read to the sink as a member. */
SP_CHECK enum sp_status sp_package_rest(struct sp_package *package);

/* Tells a problem of the document. */
void sp_package_problem(struct sp_package *package, enum sp_reason reason, const char *detail);

/* What reading amounted to: `status` is how it ended. */
enum sp_status sp_package_end(struct sp_package *package, enum sp_status status);

#endif
