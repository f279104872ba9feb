/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spool.c - what a container unpacks: in memory first, then in a file that has
 * no name from its first moment on.
 */
#include "spana/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "input/own.h"

/* Of the process, as is the right to open files. */
static int (*open_file)(void) = sp_spool_open;

void sp_spool_files(int (*other)(void))
{
	open_file = other;
}

struct sp_spool {
	struct sp_buf memory;
	int fd; /* -1: all is in memory */
	uint64_t size;
};

enum sp_status sp_spool_new(struct sp_spool **out)
{
	struct sp_spool *spool = sp_mem_zero(1, sizeof(*spool));

	*out = spool;
	if (!spool)
		return SP_FATAL;
	spool->memory.cap = SP_SPOOL_MEMORY;
	spool->fd = -1;
	return SP_OK;
}

void sp_spool_free(struct sp_spool *spool)
{
	if (!spool)
		return;
	if (spool->fd >= 0)
		close(spool->fd);
	sp_buf_release(&spool->memory);
	sp_mem_free(spool);
}

uint64_t sp_spool_size(const struct sp_spool *spool)
{
	return spool->size;
}

int sp_spool_open(void)
{
	const char *folder = getenv("TMPDIR");
	char name[] = "/var/tmp/spana-XXXXXX";

	int fd =
		open(folder && *folder ? folder : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	/* A file system without O_TMPFILE: the name lives for a moment. */
	fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		unlink(name);
	return fd;
}

static bool write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len) {
		ssize_t n = write(fd, at, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

static enum sp_status spill(struct sp_spool *spool, struct sp_error *err)
{
	spool->fd = open_file();
	if (spool->fd < 0 || !write_all(spool->fd, sp_buf_str(&spool->memory), spool->memory.len)) {
		sp_error_set(err, SP_REASON_IO_ERROR, "spool: %s", strerrordesc_np(errno));
		return SP_FAILED;
	}
	sp_buf_release(&spool->memory);
	return SP_OK;
}

enum sp_status sp_spool_write(struct sp_spool *spool, const void *data, size_t len,
			      struct sp_error *err)
{
	if (spool->fd < 0 && spool->memory.len + len <= SP_SPOOL_MEMORY) {
		if (!sp_buf_add(&spool->memory, data, len))
			return SP_FATAL;
	} else {
		if (spool->fd < 0 && spill(spool, err) != SP_OK)
			return SP_FAILED;
		if (!write_all(spool->fd, data, len)) {
			sp_error_set(err, SP_REASON_IO_ERROR, "spool: %s", strerrordesc_np(errno));
			return SP_FAILED;
		}
	}
	spool->size += len;
	sp_input_seen(len);
	return SP_OK;
}

static enum sp_status spool_file(struct sp_spool *spool, struct sp_input **out)
{
	int fd = spool->fd;

	spool->fd = -1;
	return sp_input_file(out, fd, spool->size, NULL);
}

enum sp_status sp_spool_input(struct sp_spool *spool, struct sp_input **out)
{
	enum sp_status status;

	*out = NULL;
	if (spool->fd >= 0) {
		status = spool_file(spool, out);
	} else {
		size_t len = spool->memory.len;
		char *data = spool->memory.data;
		spool->memory = (struct sp_buf)SP_BUF_INIT(SP_SPOOL_MEMORY);
		status = data ? sp_input_memory_take(out, data, len) : sp_input_memory(out, "", 0);
	}
	sp_spool_free(spool);
	return status;
}
