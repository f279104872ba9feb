/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * open.c - from a path to an input.
 *
 * A name can turn into a FIFO or a link between the walk and here, so it is
 * opened without waiting and without following, and looked at once more.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spana/scan.h"

#include "base/mem.h"
#include "base/path.h"

enum sp_status sp_scan_open(struct sp_input **in, const char *path, struct sp_input_cache *cache,
			    struct sp_error *err)
{
	struct stat st;
	int fd = sp_path_open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);

	*in = NULL;
	if (fd < 0 || fstat(fd, &st) != 0) {
		int error = errno;
		if (fd >= 0)
			close(fd);
		/* ELOOP: it has become a link since the walk. */
		sp_error_set(err, error == ELOOP ? SP_REASON_CHANGED : sp_reason_from_errno(error),
			     "open: %s", strerrordesc_np(error));
		return SP_FAILED;
	}
	if (!S_ISREG(st.st_mode)) {
		close(fd);
		sp_error_set(err, SP_REASON_CHANGED, "it is no regular file any more");
		return SP_FAILED;
	}
	if (sp_input_file(in, fd, (uint64_t)st.st_size, cache) != SP_OK) {
		sp_error_set(err, SP_REASON_LIMIT_SIZE, "no memory");
		return SP_FATAL;
	}
	return SP_OK;
}

static enum sp_status copy(struct sp_spool *spool, int fd, struct sp_error *err)
{
	char block[64 * 1024];
	enum sp_status status = SP_OK;
	ssize_t n;

	while (status == SP_OK && (n = read(fd, block, sizeof(block))) != 0) {
		if (n > 0) {
			status = sp_spool_write(spool, block, (size_t)n, err);
		} else if (errno != EINTR) {
			sp_error_set(err, SP_REASON_IO_ERROR, "read: %s", strerrordesc_np(errno));
			status = SP_FAILED;
		}
	}
	sp_mem_wipe(block, sizeof(block));
	return status;
}

enum sp_status sp_scan_spool(struct sp_input **in, int fd, struct sp_error *err)
{
	struct sp_spool *spool = NULL;
	enum sp_status status = sp_spool_new(&spool);

	*in = NULL;
	if (status == SP_OK)
		status = copy(spool, fd, err);
	if (status == SP_OK) {
		status = sp_spool_input(spool, in);
		spool = NULL;
	}
	sp_spool_free(spool);
	close(fd);
	return status;
}
