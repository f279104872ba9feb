/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zip_out.c - see zip_out.h (PKWARE APPNOTE 6.3, 4.3). A member that goes
 * straight out has its sizes behind it; the others, and the directory, have
 * them before. Zip64 is left out: a report has no need of it.
 */
#include "reporters/zip_out.h"

#include "base/mem.h"

#include <string.h>

#define LEVEL 3		      /* half the time of zlib's own choice, a tenth larger */
#define PIECE ((size_t)65536) /* of packed data */
#define VERSION 20	      /* that it takes to read this: 2.0 */
#define SIZES_BEHIND 8	      /* flag */
#define DEFLATED 8	      /* method */
#define FIRST_DAY 0x21	      /* 1 January 1980 */

static void put16(struct sp_buf *out, unsigned n)
{
	const unsigned char bytes[] = { (unsigned char)n, (unsigned char)(n >> 8) };

	sp_buf_add(out, bytes, sizeof(bytes));
}

static void put32(struct sp_buf *out, uint32_t n)
{
	put16(out, n & 0xFFFF);
	put16(out, n >> 16);
}

/* What has been added to the output since it was `before` long. */
static void count(struct sp_zip_out *zip, size_t before)
{
	size_t more = zip->to->len - before;

	if (more > UINT32_MAX - zip->at || zip->to->failed)
		zip->failed = true;
	else
		zip->at += (uint32_t)more;
}

void sp_zip_out_open(struct sp_zip_out *zip, struct sp_buf *to)
{
	*zip = (struct sp_zip_out) { .to = to, .directory = SP_BUF_INIT(SP_BUF_UNCAPPED) };
}

/* What local header and directory have alike. */
static void put_fields(struct sp_buf *out, const struct sp_zip_member *member, bool sizes)
{
	put16(out, VERSION);
	put16(out, member->direct ? SIZES_BEHIND : 0);
	put16(out, DEFLATED);
	put16(out, 0);
	put16(out, FIRST_DAY);
	put32(out, sizes ? member->crc : 0);
	put32(out, sizes ? member->packed : 0);
	put32(out, sizes ? member->size : 0);
	put16(out, (unsigned)strlen(member->name));
	put16(out, 0);
}

static void put_head(struct sp_zip_member *member)
{
	struct sp_zip_out *zip = member->zip;
	size_t before = zip->to->len;

	member->start = zip->at;
	sp_buf_puts(zip->to, "PK\3\4");
	put_fields(zip->to, member, !member->direct);
	sp_buf_puts(zip->to, member->name);
	count(zip, before);
}

/* zlib takes its memory where all take it. */
static void *take(void *context, unsigned items, unsigned size)
{
	(void)context;
	return sp_mem_zero(items, size);
}

static void give_back(void *context, void *memory)
{
	(void)context;
	sp_mem_free(memory);
}

void sp_zip_out_begin(struct sp_zip_out *zip, struct sp_zip_member *member, const char *name,
		      bool direct)
{
	*member = (struct sp_zip_member) { .zip = zip,
					   .name = name,
					   .direct = direct,
					   .held = SP_BUF_INIT(SP_BUF_UNCAPPED),
					   .stream = { .zalloc = take, .zfree = give_back } };
	if (deflateInit2(&member->stream, LEVEL, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		zip->failed = true;
	if (direct)
		put_head(member);
}

/* Packs what zlib has been given, all of it; with Z_FINISH to its end. */
static void pack(struct sp_zip_member *member, int flush)
{
	struct sp_zip_out *zip = member->zip;
	struct sp_buf *out = member->direct ? zip->to : &member->held;
	size_t before = out->len;
	int code = Z_OK;

	while (!zip->failed && (member->stream.avail_in || (flush == Z_FINISH && code == Z_OK))) {
		char *room = sp_buf_reserve(out, PIECE);
		if (!room) {
			zip->failed = true;
			break;
		}
		member->stream.next_out = (unsigned char *)room;
		member->stream.avail_out = PIECE;
		code = deflate(&member->stream, flush);
		out->len += PIECE - member->stream.avail_out;
		if (code != Z_OK && code != Z_STREAM_END)
			zip->failed = true;
	}
	size_t more = out->len - before;
	if (more > UINT32_MAX - member->packed)
		zip->failed = true;
	else
		member->packed += (uint32_t)more;
	if (member->direct)
		count(zip, before);
}

void sp_zip_out_add(struct sp_zip_member *member, const void *data, size_t len)
{
	struct sp_zip_out *zip = member->zip;

	if (zip->failed || len > UINT32_MAX - member->size) {
		zip->failed = true;
		return;
	}
	member->size += (uint32_t)len;
	member->crc = (uint32_t)crc32(member->crc, data, (unsigned)len);
	member->stream.next_in = data;
	member->stream.avail_in = (unsigned)len;
	pack(member, Z_NO_FLUSH);
}

static void put_entry(struct sp_zip_member *member)
{
	struct sp_buf *out = &member->zip->directory;

	sp_buf_puts(out, "PK\1\2");
	put16(out, VERSION);
	put_fields(out, member, true);
	put16(out, 0); /* no comment, on the first disk, of no kind */
	put16(out, 0);
	put16(out, 0);
	put32(out, 0);
	put32(out, member->start);
	sp_buf_puts(out, member->name);
	member->zip->n++;
}

void sp_zip_out_end(struct sp_zip_member *member)
{
	struct sp_zip_out *zip = member->zip;

	pack(member, Z_FINISH);
	if (!member->direct && !zip->failed) {
		put_head(member);
		size_t before = zip->to->len;
		sp_buf_add(zip->to, member->held.data, member->held.len);
		count(zip, before);
	} else if (!zip->failed) {
		size_t before = zip->to->len;
		sp_buf_puts(zip->to, "PK\7\10");
		put32(zip->to, member->crc);
		put32(zip->to, member->packed);
		put32(zip->to, member->size);
		count(zip, before);
	}
	put_entry(member);
	sp_zip_out_drop(member);
}

void sp_zip_out_drop(struct sp_zip_member *member)
{
	if (!member->zip)
		return;
	deflateEnd(&member->stream);
	sp_buf_release(&member->held);
	member->zip = NULL;
}

bool sp_zip_out_close(struct sp_zip_out *zip)
{
	size_t before = zip->to->len;
	uint32_t start = zip->at;

	sp_buf_add(zip->to, zip->directory.data, zip->directory.len);
	count(zip, before);
	sp_buf_puts(zip->to, "PK\5\6");
	put32(zip->to, 0); /* of the only disk */
	put16(zip->to, zip->n);
	put16(zip->to, zip->n);
	put32(zip->to, (uint32_t)zip->directory.len);
	put32(zip->to, start);
	put16(zip->to, 0);
	return !zip->failed && !zip->directory.failed && !zip->to->failed;
}

void sp_zip_out_release(struct sp_zip_out *zip)
{
	sp_buf_release(&zip->directory);
}
