/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shown.h - text as the detectors see it, for people to read. Control
 * characters stand as \x1b.
 */
#ifndef CLI_SHOWN_H
#define CLI_SHOWN_H

#include "base/buf.h"
#include "spana/item.h"
#include "spana/segment.h"

/* Appends the path of a file and the members that lead to an item (NULL: the file itself). */
void show_path(struct sp_buf *out, const char *path, const struct sp_item *item);

/* Appends what is the segment's own, each place before its text. */
void show_segment(struct sp_buf *out, const struct sp_segment *segment);

#endif
