/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rewrite.c - see rewrite.h: ranges, and the table of forms. */
#include "subject/rewrite.h"

#include "base/mem.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

extern const struct sp_rewriter sp_rewriter_zip, sp_rewriter_tar, sp_rewriter_mbox;

static const struct sp_rewriter *const rewriters[] = { &sp_rewriter_zip, &sp_rewriter_tar,
						       &sp_rewriter_mbox };

const struct sp_rewriter *sp_rewriter_find(const char *format)
{
	for (size_t i = 0; i < sizeof(rewriters) / sizeof(rewriters[0]); i++)
		if (strcmp(rewriters[i]->format, format) == 0)
			return rewriters[i];
	return NULL;
}

int sp_ranges_add(struct sp_ranges *ranges, uint64_t from, uint64_t to)
{
	if (from >= to)
		return 1;
	if (ranges->n && ranges->items[ranges->n - 1].to == from) {
		ranges->items[ranges->n - 1].to = to;
		return 1;
	}
	if (!sp_mem_room(&ranges->items, &ranges->room, ranges->n + 1, sizeof(*ranges->items)))
		return 0;
	ranges->items[ranges->n++] = (struct sp_range) { from, to };
	return 1;
}

void sp_ranges_release(struct sp_ranges *ranges)
{
	sp_mem_free(ranges->items);
	*ranges = (struct sp_ranges) { .n = 0 };
}

enum sp_status sp_read_exactly(int fd, uint64_t at, void *to, size_t len, struct sp_error *err)
{
	char *room = to;

	while (len) {
		ssize_t n = pread(fd, room, len, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			sp_error_set(err, n ? SP_REASON_IO_ERROR : SP_REASON_TRUNCATED, "read: %s",
				     n ? strerrordesc_np(errno) : "the file ends too early");
			return SP_FAILED;
		}
		room += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return SP_OK;
}

enum sp_status sp_write_exactly(int fd, const void *from, size_t len, struct sp_error *err)
{
	const char *data = from;

	while (len) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			sp_error_set(err, SP_REASON_IO_ERROR, "write: %s", strerrordesc_np(errno));
			return SP_FAILED;
		}
		data += n;
		len -= (size_t)n;
	}
	return SP_OK;
}

enum sp_status sp_ranges_copy(const struct sp_ranges *ranges, int in, int out, struct sp_error *err)
{
	enum sp_status status = SP_OK;
	char block[64 * 1024];

	for (size_t i = 0; i < ranges->n; i++)
		for (uint64_t at = ranges->items[i].from;
		     at < ranges->items[i].to && status == SP_OK;) {
			uint64_t left = ranges->items[i].to - at;
			size_t len = left < sizeof(block) ? (size_t)left : sizeof(block);
			status = sp_read_exactly(in, at, block, len, err);
			if (status == SP_OK)
				status = sp_write_exactly(out, block, len, err);
			at += len;
		}
	sp_mem_wipe(block, sizeof(block));
	return status;
}
