/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rewrite_tar.c - a tar archive without some members (POSIX.1-2017, pax; and
 * the long names of GNU tar).
 *
 * A member goes with the headers before it that speak of it alone. Sparse
 * files, hard links to what goes, and headers whose checksum is wrong are
 * refused. Packed archives (tar.gz) are left to a human.
 */
#include "subject/rewrite.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define BLOCK 512
#define EXTRA_MOST (1024 * 1024)

struct tar {
	int in;
	uint64_t size, at;
	uint64_t extra_at; /* where the headers that belong to the next member begin */
	bool has_extra;
	struct sp_buf path; /* of the next member, from those; "" */
	struct sp_ranges kept;
	const char *const *names;
	size_t n;
	size_t found[16];
	struct sp_error *err;
};

static enum sp_status refuse(struct sp_error *err, const char *why)
{
	sp_error_set(err, SP_REASON_UNSUPPORTED, "tar: %s", why);
	return SP_FAILED;
}

/* Octal digits, or base 256 with the first bit set. false: neither. */
static bool read_number(const unsigned char *s, size_t len, uint64_t *out)
{
	size_t i = 0;

	*out = 0;
	if (s[0] & 0x80) {
		for (i = 4; i < len; i++)
			*out = *out << 8 | s[i];
		return len == 12 && s[0] == 0x80 && !s[1] && !s[2] && !s[3];
	}
	while (i < len && s[i] == ' ')
		i++;
	for (; i < len && s[i] >= '0' && s[i] <= '7'; i++)
		*out = *out << 3 | (uint64_t)(s[i] - '0');
	return i == len || s[i] == ' ' || s[i] == '\0';
}

static bool has_checksum(const unsigned char *h)
{
	uint64_t want, sum = 0;

	for (int i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : h[i];
	return read_number(h + 148, 8, &want) && want == sum;
}

static void put_field(struct sp_buf *out, const unsigned char *s, size_t len)
{
	sp_buf_add(out, s, strnlen((const char *)s, len));
}

/* The name in a ustar header. */
static void header_name(struct sp_buf *out, const unsigned char *h)
{
	if (memcmp(h + 257, "ustar\0", 6) == 0 && h[345]) {
		put_field(out, h + 345, 155);
		sp_buf_putc(out, '/');
	}
	put_field(out, h, 100);
}

/* The path in a pax header: "LENGTH path=VALUE\n". */
static void pax_path(struct sp_buf *out, const char *text, size_t len)
{
	static const char key[] = "path=";

	while (len) {
		size_t total = 0, digits = 0;
		while (digits < len && digits < 9 && sp_is_digit(text[digits]))
			total = total * 10 + (size_t)(text[digits++] - '0');
		if (!digits || total <= digits + 1 || total > len || text[digits] != ' ')
			return;
		const char *record = text + digits + 1;
		size_t left = total - digits - 1;
		if (left > sizeof(key) && memcmp(record, key, sizeof(key) - 1) == 0) {
			sp_buf_reset(out);
			sp_buf_add(out, record + sizeof(key) - 1, left - sizeof(key));
		}
		text += total;
		len -= total;
	}
}

/* A header that speaks of the next member. */
static enum sp_status read_extra(struct tar *tar, unsigned char kind, uint64_t size)
{
	if (!tar->has_extra)
		tar->extra_at = tar->at - BLOCK;
	tar->has_extra = true;
	if (kind == 'K')
		return SP_OK;
	if (size > EXTRA_MOST)
		return refuse(tar->err, "a name in it is too long");
	char *text = sp_mem_alloc((size_t)size + 1);
	if (!text)
		return SP_FATAL;
	enum sp_status status = sp_read_exactly(tar->in, tar->at, text, (size_t)size, tar->err);
	if (status == SP_OK && kind == 'x') {
		pax_path(&tar->path, text, (size_t)size);
	} else if (status == SP_OK) {
		sp_buf_reset(&tar->path);
		put_field(&tar->path, (const unsigned char *)text, (size_t)size);
	}
	sp_mem_free(text);
	return status;
}

static const size_t *goes(struct tar *tar, const char *name)
{
	for (size_t i = 0; i < tar->n; i++)
		if (strcmp(tar->names[i], name) == 0) {
			tar->found[i]++;
			return &tar->found[i];
		}
	return NULL;
}

static enum sp_status read_member(struct tar *tar, const unsigned char *h, uint64_t end)
{
	uint64_t from = tar->has_extra ? tar->extra_at : tar->at - BLOCK;
	struct sp_buf link = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_OK;

	if (!tar->path.len)
		header_name(&tar->path, h);
	put_field(&link, h + 157, 100);
	bool is_file = h[156] == '0' || h[156] == '\0' || h[156] == '7';
	if (h[156] == 'S')
		status = refuse(tar->err, "a sparse file is in it");
	else if (h[156] == '1' && goes(tar, sp_buf_str(&link)))
		status = refuse(tar->err, "another member is a link to what should go");
	else if (!(is_file && goes(tar, sp_buf_str(&tar->path))) &&
		 !sp_ranges_add(&tar->kept, from, end))
		status = SP_FATAL;
	sp_buf_release(&link);
	sp_buf_reset(&tar->path);
	tar->has_extra = false;
	return status;
}

/* One header and what belongs to it; *ended at the zero block. */
static enum sp_status step(struct tar *tar, bool *ended)
{
	unsigned char h[BLOCK];
	uint64_t size;
	enum sp_status status = sp_read_exactly(tar->in, tar->at, h, BLOCK, tar->err);

	if (status != SP_OK)
		return status;
	*ended = !h[0];
	if (*ended)
		return tar->has_extra ? refuse(tar->err, "it ends too early") : SP_OK;
	if (!has_checksum(h) || !read_number(h + 124, 12, &size))
		return refuse(tar->err, "a header is damaged");
	bool data = !strchr("12345", h[156]) || !h[156];
	uint64_t padded = data ? (size + BLOCK - 1) / BLOCK * BLOCK : 0;
	tar->at += BLOCK;
	if (padded < (data ? size : 0) || padded > tar->size - tar->at)
		return refuse(tar->err, "it is cut short");
	if (h[156] == 'x' || h[156] == 'L' || h[156] == 'K')
		status = read_extra(tar, h[156], size);
	else
		status = read_member(tar, h, tar->at + padded);
	tar->at += padded;
	return status;
}

static enum sp_status rewrite_tar(int in, uint64_t size, int out, const char *const *names,
				  size_t n, struct sp_error *err)
{
	struct tar tar = { .in = in, .size = size, .names = names, .n = n, .err = err };
	enum sp_status status = SP_OK;
	bool ended = false;

	tar.path.cap = SP_BUF_UNCAPPED;
	if (n > sizeof(tar.found) / sizeof(tar.found[0]))
		return refuse(err, "too many members at once");
	while (status == SP_OK && !ended)
		status = step(&tar, &ended);
	for (size_t i = 0; i < n && status == SP_OK; i++)
		if (tar.found[i] != 1)
			status = refuse(err, tar.found[i] ? "a member's name stands in it twice"
							  : "a member is not in it by that name");
	if (status == SP_OK && !sp_ranges_add(&tar.kept, tar.at, size))
		status = SP_FATAL;
	if (status == SP_OK)
		status = sp_ranges_copy(&tar.kept, in, out, err);
	sp_ranges_release(&tar.kept);
	sp_buf_release(&tar.path);
	return status;
}

const struct sp_rewriter sp_rewriter_tar = { "tar", rewrite_tar };
