/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * path.h - paths of any length. Threads: pure but for the file system.
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include "base/buf.h"

/*
 * open(2) for paths longer than PATH_MAX as well; O_CLOEXEC and O_NOFOLLOW are
 * added. -1 with errno.
 */
int sp_path_open(const char *path, int flags);

/* Sets *out to folder/name; the folder "" or "." adds nothing. false: no memory. */
bool sp_path_join(struct sp_buf *out, const char *folder, const char *name);

/* True if path is folder or lies below it. */
bool sp_path_within(const char *path, const char *folder);

#endif
