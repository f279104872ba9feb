/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rewrite.h - archives and mailboxes without some of their members.
 *
 * What stays is copied byte for byte. A file that is not exactly what its
 * format asks for is refused (SP_FAILED, err says why) and left to a human.
 * Threads: pure but for the descriptors.
 */
#ifndef SUBJECT_REWRITE_H
#define SUBJECT_REWRITE_H

#include "spana/status.h"

#include <stddef.h>
#include <stdint.h>

/* Bytes of the old file that the new one has as well. */
struct sp_range {
	uint64_t from, to;
};

struct sp_ranges {
	struct sp_range *items;
	size_t n, room;
};

/* Adds a range, joined to the one before where they touch. 0: no memory. */
SP_CHECK int sp_ranges_add(struct sp_ranges *ranges, uint64_t from, uint64_t to);
void sp_ranges_release(struct sp_ranges *ranges);

/* Copies the ranges of one file to the end of another. */
SP_CHECK enum sp_status sp_ranges_copy(const struct sp_ranges *ranges, int in, int out,
				       struct sp_error *err);

/* Reads exactly len bytes at an offset. */
SP_CHECK enum sp_status sp_read_exactly(int fd, uint64_t at, void *to, size_t len,
					struct sp_error *err);
SP_CHECK enum sp_status sp_write_exactly(int fd, const void *from, size_t len,
					 struct sp_error *err);

/* A form that can be rewritten. `names` are members as the inventory calls them. */
struct sp_rewriter {
	const char *format;
	enum sp_status (*rewrite)(int in, uint64_t size, int out, const char *const *names,
				  size_t n, struct sp_error *err);
};

/* NULL: this format is not rewritten. */
const struct sp_rewriter *sp_rewriter_find(const char *format);

#endif
