/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime_parts.h - a mail taken apart, from its first byte to its last (RFC 5322,
 * RFC 2046): headers, multiparts, contents, and what belongs to none of them.
 *
 * What is told comes in the order in which it stands, and each byte once, line ends
 * that separate things and boundaries excepted. Memory is that of the longest header,
 * and of the boundaries of SP_MAX_MIME multiparts. Threads: one.
 */
#ifndef EXTRACTORS_MIME_PARTS_H
#define EXTRACTORS_MIME_PARTS_H

#include "base/buf.h"
#include "extractors/mime_decode.h"
#include "extractors/mime_header.h"
#include "spana/input.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes of an input, a stretch of them at a time; all of them where they are in memory. */
struct sp_mime_window {
	struct sp_input *in;
	const char *data;
	uint64_t base; /* of data within the input */
	size_t len;
	uint64_t size; /* of the input, or where it could not be read further */
	struct sp_buf held;
};

/* A content that is no multipart, or a multipart: what its headers say of it. */
struct sp_mime_entity {
	char type[SP_MIME_TYPE_MAX];
	struct sp_buf content_type, disposition, location; /* values as they stand */
	enum sp_mime_coding coding;
};

enum sp_mime_kind {
	SP_MIME_HEADER,	   /* name, value */
	SP_MIME_MULTIPART, /* its headers were all told; entity, boundary, depth */
	SP_MIME_LEAF,	   /* likewise; entity, from, to */
	SP_MIME_LOOSE,	   /* from, to: lines that are no header, or stand around parts */
	SP_MIME_END,
	SP_MIME_FAILED, /* no memory */
};

struct sp_mime_boundary {
	char *name;
	size_t len;
	bool digest, seen;
};

struct sp_mime {
	struct sp_mime_window window;
	struct sp_mime_boundary *open; /* multiparts that are, outermost first */
	size_t n_open, room_open;
	size_t longest; /* length of a boundary that was met */
	uint64_t at;	/* what comes next */
	enum { SP_MIME_IN_HEADERS, SP_MIME_BETWEEN, SP_MIME_AT_END } state;
	struct sp_mime_entity entity;
	/* ---- what was told ---- */
	struct sp_buf name; /* of a header */
	const char *value;  /* not NUL-terminated; until the next call */
	size_t value_len;
	bool value_cut; /* the header is longer than SP_MAX_STRING */
	uint64_t from, to;
	bool boundary;	/* the multipart has one, and its parts follow, a level deeper */
	bool too_deep;	/* the multipart is below SP_MAX_MIME others: its parts are told as loose */
	bool truncated; /* headers without an end, or a multipart that is still open: at the end */
	bool partless;	/* a multipart was left in which its boundary did not stand once */
};

/* Borrows `in`. `start`: where its headers begin. */
void sp_mime_init(struct sp_mime *mime, struct sp_input *in, uint64_t start);
enum sp_mime_kind sp_mime_next(struct sp_mime *mime);
void sp_mime_release(struct sp_mime *mime);

/* Multiparts around what was told last; for a multipart with itself, if its parts follow. */
static inline size_t sp_mime_depth(const struct sp_mime *mime)
{
	return mime->n_open;
}

/*
 * At least `want` bytes at `at`, or as many as there are; *got of them. NULL: no memory.
 * Until the next call.
 */
const char *sp_mime_bytes(struct sp_mime_window *window, uint64_t at, size_t want, size_t *got);

#endif
