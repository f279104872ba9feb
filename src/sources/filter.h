/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filter.h - which names a walk leaves out. Threads: immutable. */
#ifndef SOURCES_FILTER_H
#define SOURCES_FILTER_H

#include "spana/source.h"

/* True if --exclude names it. `below` is the path below its root. */
bool filter_excludes(const struct sp_walk_options *options, const char *name, const char *below);

/* True if there is no --include, or one names it. */
bool filter_includes(const struct sp_walk_options *options, const char *name, const char *below);

/* True for one of spana's own files. */
bool filter_is_own(const struct sp_walk_options *options, const char *path);

/* True for a file system that shows the kernel's state, not files. fd: any folder on it. */
bool filter_is_virtual(int fd);

#endif
