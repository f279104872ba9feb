/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ole_sectors.h - sectors of a compound file, and chains of them. For ole.c.
 * Threads: one.
 */
#ifndef EXTRACTORS_OLE_SECTORS_H
#define EXTRACTORS_OLE_SECTORS_H

#include "spana/extractor.h"

#include <stdbool.h>
#include <stdint.h>

/* Sectors that lie side by side. */
struct sp_ole_extent {
	uint64_t from; /* where they begin in the chain, in sectors */
	uint32_t sector, count;
};

struct sp_ole_chain {
	struct sp_ole_extent *extents;
	size_t n, room;
	uint64_t size; /* bytes that can be read */
	bool mini;     /* of small sectors, which lie in the root's own stream */
};

struct sp_ole_file {
	struct sp_input *in;
	struct sp_sink *sink;
	unsigned shift, mini_shift; /* bytes of a sector are 1 << shift */
	uint64_t n_sectors;	    /* that the file has room for, the last one cut perhaps */
	uint32_t cutoff;	    /* smaller streams lie in small sectors */
	uint32_t *fat, *mini_fat;
	size_t n_fat, n_mini_fat;
	uint32_t mini_start; /* of the table of small sectors */
	struct sp_ole_chain directory, mini_stream;
	bool told; /* of damage */
};

/* Reads header and tables; SP_FAILED: they make no sense, and the sink knows. */
SP_CHECK enum sp_status sp_ole_sectors_open(struct sp_ole_file **out, struct sp_input *in,
					    struct sp_sink *sink);
/* The root's stream, in which small sectors lie. */
SP_CHECK enum sp_status sp_ole_sectors_mini(struct sp_ole_file *file, uint32_t start,
					    uint64_t size);
void sp_ole_sectors_free(struct sp_ole_file *file);

/* The chain of a stream; what is missing of it is told. */
SP_CHECK enum sp_status sp_ole_sectors_chain(struct sp_ole_file *file, uint32_t start,
					     uint64_t size, struct sp_ole_chain *chain);
void sp_ole_chain_release(struct sp_ole_chain *chain);

/* How many bytes could be read. */
SP_CHECK size_t sp_ole_sectors_read(struct sp_ole_file *file, const struct sp_ole_chain *chain,
				    uint64_t offset, void *buf, size_t len);

/* Where a sector begins in the file. */
uint64_t sp_ole_sectors_offset(const struct sp_ole_file *file, uint32_t sector);

/* Told once a file: one fault has many consequences. */
void sp_ole_sectors_problem(struct sp_ole_file *file, enum sp_reason reason, const char *detail);

#endif
