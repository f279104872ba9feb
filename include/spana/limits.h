/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limits.h - how much one item may cost.
 *
 * All limits stand here and the sink alone enforces them, so that no format
 * can forget one. A limit that is reached ends the item with a problem; what
 * was found before it stands.
 */
#ifndef SPANA_LIMITS_H
#define SPANA_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#define SP_KIB (UINT64_C(1) << 10)
#define SP_MIB (UINT64_C(1) << 20)
#define SP_GIB (UINT64_C(1) << 30)

/* Bytes of an item that a probe may look at without reading further. */
#define SP_HEAD 4096
/* Text on each side of a window: longest match plus the radius of near words. */
#define SP_MARGIN 1024
/* Bytes of new text in a window. */
#define SP_WINDOW (256 * 1024)
/* Longest match that a pattern may declare; with the context it fits a margin. */
#define SP_LONGEST_MATCH 512
/* A member larger than this is spooled to an unlinked file. */
#define SP_SPOOL_MEMORY (32 * SP_MIB)
/* One string, attribute or cell; longer ones are cut, with a problem. */
#define SP_MAX_STRING (16 * SP_MIB)
/* Nesting of markup; deeper elements are read flat. */
#define SP_MAX_ELEMENTS 256
/* Nesting of places: sheet > row > cell is three. */
#define SP_MAX_PLACES 64
/* Nesting of MIME parts within one message. */
#define SP_MAX_MIME 50

struct sp_limits {
	uint64_t max_file_size;	  /* a larger file is not read; 0: no limit */
	uint64_t max_item;	  /* bytes of a leaf that must be held whole */
	uint64_t max_text;	  /* bytes of text out of a leaf that is no plain text */
	uint64_t max_raw;	  /* bytes of unknown data searched for runs of text; 0: none */
	unsigned max_depth;	  /* containers within containers */
	uint64_t max_members;	  /* of all containers in a file, or one for each KiB of it */
	uint64_t max_expansion;	  /* bytes that they unpack to, beyond the file's own size */
	uint64_t max_ratio;	  /* unpacked to packed ... */
	uint64_t max_ratio_from;  /* ... counted from this many bytes on */
	unsigned timeout_seconds; /* one item, its members apart; 0: no limit */
	uint64_t max_memory; /* of a process that reads, above what it starts with; 0: no limit */
	uint64_t window;     /* bytes of new text in a segment */
};

/* Is a limit passed by so many members, or bytes that were unpacked, in a file of so many bytes? */
bool sp_limits_pass_members(const struct sp_limits *limits, uint64_t size, uint64_t members);
bool sp_limits_pass_expansion(const struct sp_limits *limits, uint64_t size, uint64_t unpacked);

/* The defaults: a file server's real files pass, a bomb does not. */
void sp_limits_default(struct sp_limits *limits);

#endif
