/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name.h - an item's name as text that the detectors see, with the place
 * "name".
 *
 * A folder's name is in the path of all that lies in it, and is told once: a
 * folder on disk is an item of its own, and one within an archive is told with
 * the first member that lies in it. Threads: one.
 */
#ifndef SCAN_NAME_H
#define SCAN_NAME_H

#include "spana/segment.h"

#include "base/buf.h"

struct name_level;

struct name_reader {
	struct sp_buf text;
	struct sp_mark *marks;
	size_t n_marks, room_marks;
	struct name_level *levels; /* by depth: the member that was met last */
	size_t n_levels, room_levels;
};

/* Zeroed, it is ready. */
void name_reader_release(struct name_reader *reader);

/*
 * The name as a segment of the item, until the next call. `file_name` is that
 * of the file or folder on disk, bytes, for an item that is no member; NULL: it
 * has none. SP_SKIPPED: there is nothing to search.
 */
SP_CHECK enum sp_status name_segment(struct name_reader *reader, const struct sp_item *item,
				     const char *file_name, struct sp_segment *segment);

#endif
