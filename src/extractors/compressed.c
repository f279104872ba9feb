/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compressed.c - single files packed by bzip2, xz, zstd, lz4, lzip or compress,
 * by libarchive. They hold one member without a name: it has the file's, without ending.
 *
 * Files that were put one behind the other are read as one. Of a file that
 * breaks off, the last block may be lost with its end.
 */
#include "extractors/registry.h"

#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/ascii.h"
#include "extractors/archive.h"

static unsigned probe(struct sp_input *in, const char *signature, size_t len)
{
	size_t have;
	const unsigned char *head = sp_input_head(in, &have);

	return have >= len && memcmp(head, signature, len) == 0 ? (unsigned)len * 8 : 0;
}

/* libarchive's reader of "no format": the unpacked bytes are the one member. */
static int enable_raw(struct archive *a, int (*filter)(struct archive *))
{
	int raw = archive_read_support_format_raw(a);
	int empty = archive_read_support_format_empty(a);
	int filtered = filter(a);

	if (raw < ARCHIVE_WARN || empty < ARCHIVE_WARN)
		return ARCHIVE_FATAL;
	return filtered;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out,
			      int (*enable)(struct archive *))
{
	struct sp_archive archive = { .in = in, .out = out, .nameless = true };
	enum sp_status status = sp_archive_read(&archive, enable);

	if (status == SP_OK && archive.ended && archive.consumed < sp_input_size(in))
		sp_archive_problem(&archive, SP_REASON_DAMAGED, "something else follows its end");
	/* Nothing was packed: that is no damage, here. */
	if (status == SP_OK && archive.ended && !archive.entries && !archive.partial)
		return SP_OK;
	return sp_archive_end(&archive, status);
}

#define COMPRESSED(id, title, filter)                                                \
	static int enable_##id(struct archive *a)                                    \
	{                                                                            \
		return enable_raw(a, filter);                                        \
	}                                                                            \
	static enum sp_status extract_##id(struct sp_input *in, struct sp_sink *out) \
	{                                                                            \
		return extract(in, out, enable_##id);                                \
	}                                                                            \
	const struct sp_extractor sp_extractor_##id = {                              \
		.name = (title),                                                     \
		.probe = sp_probe_##id,                                              \
		.extract = extract_##id,                                             \
		.streams = true,                                                     \
	}

/* The level, and the first block or the end of the stream. */
unsigned sp_probe_bzip2(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if (len < 10 || memcmp(head, "BZh", 3) != 0 || head[3] < '1' || head[3] > '9')
		return 0;
	return memcmp(head + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0 ||
			       memcmp(head + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0
		       ? 76
		       : 0;
}
COMPRESSED(bzip2, "bzip2", archive_read_support_filter_bzip2);

unsigned sp_probe_xz(struct sp_input *in)
{
	return probe(in,
		     "\xFD"
		     "7zXZ\0",
		     6);
}
COMPRESSED(xz, "xz", archive_read_support_filter_xz);

unsigned sp_probe_zstd(struct sp_input *in)
{
	return probe(in, "\x28\xB5\x2F\xFD", 4);
}
COMPRESSED(zstd, "zstd", archive_read_support_filter_zstd);

unsigned sp_probe_lz4(struct sp_input *in)
{
	return probe(in, "\x04\x22\x4D\x18", 4);
}
COMPRESSED(lz4, "lz4", archive_read_support_filter_lz4);

unsigned sp_probe_lzip(struct sp_input *in)
{
	return probe(in, "LZIP\1", 5);
}
COMPRESSED(lzip, "lzip", archive_read_support_filter_lzip);

/* The most bits that a code has, and two that are always zero. */
unsigned sp_probe_compress(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if (!probe(in, "\x1F\x9D", 2) || len < 3 || (head[2] & 0x60))
		return 0;
	return (head[2] & 0x1F) >= 9 && (head[2] & 0x1F) <= 16 ? 22 : 0;
}
COMPRESSED(compress, "compress", archive_read_support_filter_compress);
