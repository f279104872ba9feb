/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * found_files.h - the files that have findings now, in memory: what groups ask of each.
 * Some 24 bytes a file, and two bits for each that was ever met. Threads: one.
 */
#ifndef INVENTORY_FOUND_FILES_H
#define INVENTORY_FOUND_FILES_H

#include "inventory/file_set.h"
#include "inventory/store.h"

struct sp_found_file {
	int64_t mtime_ns;
	uint32_t folder, owner; /* id; the least user id with that name */
	uint32_t chain;		/* of the sources it lies in; 0: none */
	uint32_t year;		/* of mtime_ns in UTC; 0 with mtime_ns 0 */
};

/* A source, and the further ones that the same files lie in. */
struct sp_source_link {
	uint32_t source; /* by path, from 0 */
	uint32_t up;	 /* the next; 0: no more */
};

struct sp_found_files {
	struct sp_file_set ids;
	uint32_t *before;	     /* files below the first id of each word of the set */
	struct sp_found_file *files; /* by id */
	size_t n, room;
	struct sp_source_link *links; /* from 1 */
	size_t n_links, links_room;
	int64_t *sources; /* ids, by path */
	size_t n_sources, sources_room;
};

/*
 * Reads those of `query`, with owners and sources only where those are asked for.
 * Release *out on failure too.
 */
SP_CHECK enum sp_status sp_found_files_read(struct sp_found_files *out, struct sp_inventory *inv,
					    const struct sp_query *query, bool owners, bool sources,
					    struct sp_error *err);
void sp_found_files_release(struct sp_found_files *files);

/* The number of a file among them, from 0; SIZE_MAX: it is none of them. */
static inline size_t sp_found_file(const struct sp_found_files *files, uint64_t id)
{
	if (!sp_file_set_has(&files->ids, id))
		return SIZE_MAX;
	uint64_t below = files->ids.words[id / 64] & ((UINT64_C(1) << (id % 64)) - 1);
	return files->before[id / 64] + (size_t)__builtin_popcountll(below);
}

#endif
