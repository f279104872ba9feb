/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zip.c - ZIP archives (PKWARE APPNOTE 6.3.9), also behind a program that
 * unpacks them.
 *
 * The members are those of the central directory. Where that is missing or
 * leads nowhere, the archive is read from its start instead, header by header,
 * and told to be damaged. What libarchive cannot unpack is unpacked here where
 * it is Deflate64, and told otherwise. Left out: archives in several volumes.
 */
#include "extractors/registry.h"

#include <archive.h>

#include "base/buf.h"
#include "base/mem.h"
#include "extractors/archive.h"
#include "extractors/inflate64.h"
#include "extractors/zipdir.h"

/* libarchive holds the whole directory; a larger one is read from the start. */
#define MAX_DIRECTORY (64 * SP_MIB)
#define ROOM 4096

/* The archive's own comment, which packers fill with where and who. */
static enum sp_status tell_comment(struct sp_sink *out, struct sp_input *in,
				   const struct sp_zipdir *dir)
{
	enum sp_status status = SP_FATAL;
	size_t got = 0;
	char *comment;

	if (!dir->comment_len)
		return SP_OK;
	comment = sp_mem_alloc(dir->comment_len);
	if (!comment)
		return SP_FATAL;
	status = sp_input_read(in, dir->comment_at, comment, dir->comment_len, &got);
	if (status == SP_OK)
		status = sp_sink_value(out, SP_PLACE_PROPERTY, "comment", comment, got);
	sp_mem_wipe(comment, dir->comment_len);
	sp_mem_free(comment);
	/* Bytes that cannot be read are told by the sink. */
	return status == SP_FAILED ? SP_OK : status;
}

/* ---- Deflate64 ---- */

static enum sp_status read_member64(struct sp_archive *archive, const struct sp_zip_entry *entry,
				    const char *name, uint64_t data)
{
	struct sp_error error;
	uint32_t crc;
	uint64_t size;
	enum sp_status status = sp_sink_child_open(archive->out, name), closed;

	if (status != SP_OK)
		return status;
	status = sp_inflate64(archive->in, data, entry->packed, archive->out, &crc, &size, &error);
	if (status == SP_OK && !error.reason && (crc != entry->crc || size != entry->size))
		sp_error_set(&error, SP_REASON_DAMAGED, "its data are broken");
	closed = sp_sink_child_close(archive->out, error.reason, error.text);
	return status == SP_SKIPPED ? closed : sp_status_worse(status, closed);
}

/* The members that the reading by the directory left to us. */
static enum sp_status read_deflate64(struct sp_archive *archive)
{
	unsigned char room[ROOM], local_room[ROOM];
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_zip_entry entry, local;
	struct sp_zipdir dir;
	enum sp_status status = SP_OK;
	uint64_t data;

	if (!sp_zipdir_open(&dir, archive->in, room, sizeof(room)))
		return SP_OK;
	while (status == SP_OK && sp_zipdir_next(&dir, &entry)) {
		if (entry.method != SP_ZIP_DEFLATE64 || (entry.flags & SP_ZIP_FLAG_ENCRYPTED))
			continue;
		if (!sp_archive_name(entry.name, entry.name_len, &name))
			status = SP_FATAL;
		else if (sp_zip_local(archive->in, entry.offset, local_room, sizeof(local_room),
				      &local, &data))
			status = read_member64(archive, &entry, name.data, data);
		else
			status = sp_sink_child_unread(archive->out, name.data, entry.size,
						      SP_REASON_DAMAGED, "its data are not there");
	}
	sp_buf_release(&name);
	return status;
}

/* Reads by the directory. *again: that did not lead to its end. */
static enum sp_status read_by_directory(struct sp_archive *archive, const struct sp_zipdir *dir,
					bool *again)
{
	enum sp_status status = SP_OK;

	archive->keep_seen = archive->deflate64 = true;
	status = sp_archive_read(archive, archive_read_support_format_zip_seekable);
	archive->keep_seen = archive->deflate64 = false;
	if (status == SP_OK)
		status = read_deflate64(archive);
	*again = status == SP_OK && archive->error.reason != SP_REASON_ENCRYPTED &&
		 (!archive->ended || (!archive->entries && dir->start != dir->end));
	return status;
}

static enum sp_status extract_zip(struct sp_input *in, struct sp_sink *out)
{
	struct sp_archive archive = { .in = in, .out = out };
	unsigned char room[ROOM];
	struct sp_zipdir dir;
	enum sp_status status = SP_OK;
	bool again = true;

	if (sp_zip_kind(in) == SP_ZIP_SPLIT) {
		sp_sink_problem(out, SP_REASON_UNSUPPORTED, "one of several volumes");
		return SP_FAILED;
	}
	bool directory = sp_zipdir_open(&dir, in, room, sizeof(room));
	if (directory)
		status = tell_comment(out, in, &dir);
	if (directory && status == SP_OK && dir.start == dir.end)
		return SP_OK; /* empty, and says so */
	bool large = directory && dir.end - dir.start > MAX_DIRECTORY;
	if (directory && !large && status == SP_OK)
		status = read_by_directory(&archive, &dir, &again);
	if (status == SP_OK && again) {
		if (!large)
			sp_archive_problem(&archive, SP_REASON_DAMAGED,
					   "its directory of members is missing or broken");
		status = sp_archive_read(&archive, archive_read_support_format_zip_streamable);
		/* That no directory follows the last member has been told. */
		if (archive.entries && archive.error.reason == SP_REASON_DAMAGED)
			archive.error.reason = SP_REASON_NONE;
	}
	return sp_archive_end(&archive, status);
}

unsigned sp_probe_zip(struct sp_input *in)
{
	return sp_zip_kind(in) != SP_ZIP_NONE ? 32 : 0;
}

const struct sp_extractor sp_extractor_zip = {
	.name = "zip",
	.probe = sp_probe_zip,
	.extract = extract_zip,
	.streams = true,
};
