/* SPDX-License-Identifier: GPL-3.0-or-later */
/* path.c - a path longer than the kernel takes is opened in pieces. */
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* The last '/' that leaves a piece which fits; NULL: there is none. */
static const char *piece_end(const char *path)
{
	return memrchr(path, '/', PATH_MAX - 1);
}

int sp_path_open(const char *path, int flags)
{
	int at = AT_FDCWD, fd;

	flags |= O_CLOEXEC | O_NOFOLLOW;
	while (strlen(path) >= PATH_MAX) {
		char piece[PATH_MAX];
		const char *slash = piece_end(path);
		if (!slash || slash == path) {
			errno = ENAMETOOLONG;
			fd = -1;
			goto out;
		}
		size_t len = (size_t)(slash - path);
		memcpy(piece, path, len);
		piece[len] = '\0';
		int next = openat(at, piece, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (at != AT_FDCWD)
			close(at);
		if (next < 0)
			return -1;
		at = next;
		path = slash + 1;
	}
	fd = openat(at, path, flags);
out:
	if (at != AT_FDCWD) {
		int error = errno;
		close(at);
		errno = error;
	}
	return fd;
}

bool sp_path_join(struct sp_buf *out, const char *folder, const char *name)
{
	size_t len = strlen(folder);

	sp_buf_reset(out);
	if (len && strcmp(folder, ".") != 0) {
		sp_buf_add(out, folder, len);
		if (folder[len - 1] != '/')
			sp_buf_putc(out, '/');
	}
	return sp_buf_puts(out, name);
}

bool sp_path_within(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	if (len && folder[len - 1] == '/')
		len--;
	return strncmp(path, folder, len) == 0 && (path[len] == '\0' || path[len] == '/');
}
