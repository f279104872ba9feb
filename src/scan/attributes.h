/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attributes.h - the extended attributes of a file on disk: where it was
 * fetched from, what somebody noted about it.
 *
 * The values of the user's own ("user.xdg.comment") are text that the detectors
 * see, with the attribute's name as `property`. Threads: one.
 */
#ifndef SCAN_ATTRIBUTES_H
#define SCAN_ATTRIBUTES_H

#include "spana/segment.h"

#include "base/buf.h"

struct attributes {
	struct sp_buf list;  /* names, each NUL-terminated, as the kernel tells them */
	struct sp_buf value; /* of the one at hand */
	size_t at;	     /* in list: the next name */
	struct sp_place place;
	struct sp_mark mark;
};

void attributes_release(struct attributes *attributes);

/* Forgets those of the file before. */
void attributes_none(struct attributes *attributes);

/*
 * Lists those of a file, by its descriptor unless that is -1. A file system without any has
 * none. SP_FATAL: no memory.
 */
SP_CHECK enum sp_status attributes_list(struct attributes *attributes, const char *path, int fd);

/* Appends all their names, a line each. false: no memory. */
SP_CHECK bool attributes_names(const struct attributes *attributes, struct sp_buf *out);

/* The next value that is text as a segment of the item, until the next call. SP_SKIPPED: no more.
 */
SP_CHECK enum sp_status attributes_next(struct attributes *attributes, const char *path,
					const struct sp_item *item, struct sp_segment *segment);

#endif
