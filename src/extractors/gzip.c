/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gzip.c - GZIP files (RFC 1952), by zlib.
 *
 * A file may be several, one behind the other, that are read as one; the name
 * is that of the first. Checksums and lengths are checked, and what follows
 * the last one is told, unless it is the zeros that fill up a tape.
 */
#include "extractors/registry.h"

#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "extractors/charset.h"
#include "extractors/packed_name.h"

#define BLOCK (64 * 1024)
#define FLAG_EXTRA 0x04u
#define FLAG_NAME 0x08u
#define FLAGS_RESERVED 0xE0u
#define MAX_NAME 512

struct gzip {
	struct sp_input *in;
	struct sp_sink *out;
	z_stream z;
	uint64_t at;	       /* of the next byte of input to give to zlib */
	struct sp_error error; /* of the data */
	bool tail;	       /* something else follows */
	unsigned char packed[BLOCK], plain[BLOCK];
};

/* ---- the header ---- */

static bool is_header(const unsigned char *head, size_t len)
{
	return len >= 10 && head[0] == 0x1F && head[1] == 0x8B && head[2] == Z_DEFLATED &&
	       !(head[3] & FLAGS_RESERVED);
}

/* The original name is in Latin-1, says the standard; most write what they have. */
static bool read_name(struct sp_input *in, struct sp_sink *out, struct sp_buf *name)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);
	struct sp_bytes c = sp_bytes_of(head, len);
	uint16_t extra = 0;

	if (!is_header(head, len) || !(head[3] & FLAG_NAME) || !sp_bytes_skip(&c, 10))
		return sp_packed_name(out, name);
	if (head[3] & FLAG_EXTRA && (!sp_bytes_le16(&c, &extra) || !sp_bytes_skip(&c, extra)))
		return sp_packed_name(out, name);
	const char *raw = (const char *)c.at;
	size_t n = strnlen(raw, c.left < MAX_NAME ? c.left : MAX_NAME);
	if (!n)
		return sp_packed_name(out, name);
	if (sp_utf8_valid(raw, n) == n)
		return sp_buf_add(name, raw, n);
	return sp_charset_convert(sp_charset_guess_codepage(raw, n), raw, n, name);
}

/* ---- unpacking ---- */

static void *zlib_alloc(void *opaque, uInt count, uInt size)
{
	(void)opaque;
	return sp_mem_zero(count, size);
}

static void zlib_free(void *opaque, void *p)
{
	(void)opaque;
	sp_mem_free(p);
}

/* More input for zlib; none at the end. */
static bool fill(struct gzip *g)
{
	size_t got = 0;

	if (g->z.avail_in)
		return true;
	if (sp_input_read(g->in, g->at, g->packed, BLOCK, &got) != SP_OK)
		g->error = *sp_input_error(g->in);
	g->at += got;
	g->z.next_in = g->packed;
	g->z.avail_in = (uInt)got;
	return got > 0;
}

/* Does another file begin where one has ended? What else is there is told. */
static bool another(struct gzip *g)
{
	bool zeros = true;

	while (fill(g)) {
		uint64_t here = g->at - g->z.avail_in;
		unsigned char head[10];
		size_t got;
		if (zeros && g->z.next_in[0] == 0x1F &&
		    sp_input_read(g->in, here, head, sizeof(head), &got) == SP_OK &&
		    is_header(head, got))
			return true;
		zeros &= g->z.next_in[0] == 0;
		if (!zeros)
			break;
		g->z.next_in++;
		g->z.avail_in--;
	}
	g->tail = !zeros;
	return false;
}

static void tell_failure(struct gzip *g, int state)
{
	if (g->error.reason)
		return;
	if (state == Z_BUF_ERROR)
		sp_error_set(&g->error, SP_REASON_TRUNCATED, "it is cut short");
	else
		sp_error_set(&g->error, SP_REASON_DAMAGED, "its data are broken");
}

/* One file of possibly several. */
static enum sp_status inflate_one(struct gzip *g, bool *whole)
{
	enum sp_status status = SP_OK;
	int state = Z_OK;

	*whole = false;
	while (status == SP_OK && state == Z_OK) {
		fill(g);
		g->z.next_out = g->plain;
		g->z.avail_out = BLOCK;
		state = inflate(&g->z, Z_NO_FLUSH);
		size_t len = BLOCK - g->z.avail_out;
		if (state == Z_MEM_ERROR)
			return SP_FATAL;
		if (len)
			status = sp_sink_child_write(g->out, g->plain, len);
	}
	if (status == SP_OK && state != Z_STREAM_END)
		tell_failure(g, state);
	*whole = state == Z_STREAM_END;
	return status;
}

static enum sp_status inflate_all(struct gzip *g)
{
	enum sp_status status = SP_OK;
	bool whole = true;

	g->z = (z_stream) { .zalloc = zlib_alloc, .zfree = zlib_free };
	if (inflateInit2(&g->z, MAX_WBITS + 16) != Z_OK)
		return SP_FATAL;
	do {
		status = inflate_one(g, &whole);
	} while (status == SP_OK && whole && another(g) && inflateReset(&g->z) == Z_OK);
	inflateEnd(&g->z);
	return status;
}

static enum sp_status extract_gzip(struct sp_input *in, struct sp_sink *out)
{
	struct sp_buf name = SP_BUF_INIT(4 * MAX_NAME);
	struct gzip *g = sp_mem_alloc(sizeof(*g));
	enum sp_status status = SP_FATAL, closed;

	if (!g)
		return SP_FATAL;
	g->in = in;
	g->out = out;
	g->at = 0;
	g->tail = false;
	g->error = (struct sp_error) { 0 };
	if (read_name(in, out, &name))
		status = sp_sink_child_open(out, name.data);
	if (status == SP_OK) {
		status = inflate_all(g);
		closed = sp_sink_child_close(out, g->error.reason, g->error.text);
		status = status == SP_SKIPPED ? closed : sp_status_worse(status, closed);
	}
	if (status == SP_OK && g->tail)
		sp_error_set(&g->error, SP_REASON_DAMAGED, "something else follows its end");
	if (status == SP_OK && g->error.reason) {
		sp_sink_problem(out, g->error.reason, g->error.text);
		status = SP_PARTIAL;
	}
	sp_buf_release(&name);
	sp_mem_wipe(g, sizeof(*g));
	sp_mem_free(g);
	return status;
}

unsigned sp_probe_gzip(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	return is_header(head, len) ? 27 : 0;
}

const struct sp_extractor sp_extractor_gzip = {
	.name = "gzip",
	.probe = sp_probe_gzip,
	.extract = extract_gzip,
	.streams = true,
};
