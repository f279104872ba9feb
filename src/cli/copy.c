/* SPDX-License-Identifier: GPL-3.0-or-later */
/* copy.c - see copy.h. */
#include "cli/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/path.h"
#include "base/utf8.h"
#include "cli/common.h"

/* Bytes of a name that stay: with number and ending it fits every file system. */
#define CALLED_MOST 160
#define ENDING_MOST 16

static bool failed(const struct copy *copy)
{
	say("--copies: %s: %s", copy->name, sp_errno_text(errno));
	return false;
}

/* The part behind the last separator of any system. */
static const char *last_part(const char *called)
{
	const char *part = called;

	for (const char *s = called; *s; s++)
		if ((*s == '/' || *s == '\\') && s[1])
			part = s + 1;
	return part;
}

/* What some system gives a meaning, or a terminal: control and bidirectional characters too. */
static bool is_odd(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == SP_UTF8_BAD ||
	       (c < 0x80 && strchr("/\\:*?\"<>|", (int)c)) || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

/* Appends at most `most` bytes of a name, whole characters. */
static size_t put_called(char *out, size_t most, const char *s, size_t len)
{
	size_t n = 0;

	while (len) {
		size_t size, put = 1;
		char bytes[4] = { '_' };
		uint32_t c = sp_utf8_decode(s, len, &size);
		if (!is_odd(c))
			put = sp_utf8_encode(c, bytes);
		if (n + put > most)
			break;
		memcpy(out + n, bytes, put);
		n += put;
		s += size;
		len -= size;
	}
	/* A dot or a blank at the end is lost on some systems. */
	while (n && (out[n - 1] == '.' || out[n - 1] == ' '))
		n--;
	out[n] = '\0';
	return n;
}

void copy_name(char out[COPY_NAME], unsigned number, unsigned part, const char *called,
	       const char *ending)
{
	const char *name = last_part(called), *dot = strrchr(name, '.');
	size_t len = strlen(name), tail = dot ? strlen(dot + 1) : 0;
	char stem[CALLED_MOST + 1], kept[ENDING_MOST + 1] = "";

	/* A long name keeps its ending. */
	if (dot && dot > name && tail && tail < ENDING_MOST) {
		len = (size_t)(dot - name);
		put_called(kept, ENDING_MOST, dot + 1, tail);
	}
	put_called(stem, CALLED_MOST, name, len);
	if (ending && sp_ascii_equal(kept, ending))
		ending = NULL;
	int n = part ? snprintf(out, COPY_NAME, "%04u-%02u-", number, part)
		     : snprintf(out, COPY_NAME, "%04u-", number);
	snprintf(out + n, COPY_NAME - (size_t)n, "%s%s%s%s%s", stem, kept[0] ? "." : "", kept,
		 ending ? "." : "", ending ? ending : "");
}

bool copy_open(struct copy *copy, const char *folder, const char *name)
{
	struct sp_buf path = SP_BUF_INIT(SP_BUF_UNCAPPED);

	*copy = (struct copy) { .fd = -1 };
	snprintf(copy->name, sizeof(copy->name), "%s", name);
	copy->hash = sp_sha256_new();
	if (copy->hash && sp_path_join(&path, folder, name))
		copy->fd = open(sp_buf_str(&path),
				O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	copy->open = true;
	bool ok = copy->fd >= 0 || failed(copy);
	sp_buf_release(&path);
	return ok;
}

bool copy_write(struct copy *copy, const void *data, size_t len)
{
	const char *at = data;

	sp_sha256_add(copy->hash, data, len);
	copy->size += len;
	while (len) {
		ssize_t n = write(copy->fd, at, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return failed(copy);
		at += n;
		len -= (size_t)n;
	}
	return true;
}

bool copy_close(struct copy *copy)
{
	bool ok = true;

	if (!copy->open)
		return true;
	sp_sha256_end(copy->hash, copy->sha);
	if (copy->fd >= 0) {
		ok = fsync(copy->fd) == 0 || failed(copy);
		close(copy->fd);
	}
	copy->open = false;
	return ok;
}
