/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * archive.c - see archive.h. libarchive 3, one reader for each archive.
 *
 * Bytes are counted as they come, whatever a header says. Names are text and
 * never paths: nothing is written anywhere. Folders, links and devices hold
 * nothing and are no members. libarchive tells what went wrong in English
 * sentences only; those are sorted into reasons here and not passed on, since
 * they may quote the archive.
 */
#include "extractors/archive.h"
#include "extractors/packed_name.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "extractors/charset.h"

#define BLOCK (64 * 1024)
#define MAX_NAME (64 * 1024)
#define MAX_RETRIES 8
#define DEFLATE64 "compression method 9"

/* ---- the input as libarchive reads it ---- */

struct source {
	struct sp_input *in;
	uint64_t at;
	unsigned char block[BLOCK];
};

static la_ssize_t on_read(struct archive *a, void *context, const void **data)
{
	struct source *source = context;
	size_t len;
	const unsigned char *memory = sp_input_data(source->in, &len);

	if (memory) {
		size_t left = source->at < len ? len - (size_t)source->at : 0;
		*data = memory + (left ? source->at : 0);
		len = left < BLOCK ? left : BLOCK;
	} else {
		*data = source->block;
		if (sp_input_read(source->in, source->at, source->block, BLOCK, &len) != SP_OK) {
			archive_set_error(a, EIO, "read");
			return ARCHIVE_FATAL;
		}
	}
	source->at += len;
	return (la_ssize_t)len;
}

static la_int64_t on_skip(struct archive *a, void *context, la_int64_t want)
{
	struct source *source = context;
	uint64_t size = sp_input_size(source->in), left;

	(void)a;
	left = source->at < size ? size - source->at : 0;
	if (want < 0)
		return 0;
	if ((uint64_t)want < left)
		left = (uint64_t)want;
	source->at += left;
	return (la_int64_t)left;
}

static la_int64_t on_seek(struct archive *a, void *context, la_int64_t offset, int whence)
{
	struct source *source = context;
	la_int64_t size = (la_int64_t)sp_input_size(source->in), base = 0, target;

	(void)a;
	if (whence == SEEK_CUR)
		base = (la_int64_t)source->at;
	else if (whence == SEEK_END)
		base = size;
	if (__builtin_add_overflow(base, offset, &target) || target < 0 || target > size)
		return ARCHIVE_FATAL;
	source->at = (uint64_t)target;
	return target;
}

/* ---- what went wrong ---- */

static bool says(const char *message, const char *word)
{
	size_t len = strlen(word);

	for (; *message; message++)
		if (sp_ascii_equal_n(message, word, len))
			return true;
	return false;
}

/* "Unsupported ZIP compression method (9: deflation-64-bit)" */
static bool tell_method(const char *message, struct sp_error *err)
{
	const char *open = strchr(message, '(');
	unsigned method = 0;
	int n = 0;

	if (!says(message, "compression method") || !open)
		return false;
	for (const char *p = open + 1; sp_is_digit(*p) && n < 5; p++, n++)
		method = method * 10 + (unsigned)(*p - '0');
	if (n)
		sp_error_set(err, SP_REASON_UNSUPPORTED, "compression method %u", method);
	return n > 0;
}

static void describe(const struct sp_archive *archive, struct archive *a, struct sp_error *err)
{
	const char *message = archive_error_string(a);

	if (!message)
		message = "";
	if (sp_input_error(archive->in)->reason)
		*err = *sp_input_error(archive->in);
	else if (archive_errno(a) == ENOMEM)
		sp_error_set(err, SP_REASON_LIMIT_SIZE, "to unpack it takes too much memory");
	else if (says(message, "crypt") || says(message, "passphrase"))
		sp_error_set(err, SP_REASON_ENCRYPTED, "it needs a password");
	else if (!*message || says(message, "truncated") || says(message, "no progress"))
		sp_error_set(err, SP_REASON_TRUNCATED, "it is cut short");
	else if (tell_method(message, err))
		return;
	else if (says(message, "multi") && says(message, "volume"))
		sp_error_set(err, SP_REASON_UNSUPPORTED, "one of several volumes");
	else if (says(message, "unsupported") || says(message, "not supported"))
		sp_error_set(err, SP_REASON_UNSUPPORTED, "a method that is not supported");
	else
		sp_error_set(err, SP_REASON_DAMAGED, "its data are broken");
}

void sp_archive_problem(struct sp_archive *archive, enum sp_reason reason, const char *detail)
{
	archive->partial = true;
	sp_sink_problem(archive->out, reason, detail);
}

/* ---- names ---- */

bool sp_archive_name(const char *raw, size_t len, struct sp_buf *name)
{
	sp_buf_reset(name);
	if (len > MAX_NAME)
		len = MAX_NAME;
	if (sp_utf8_valid(raw, len) == len)
		return sp_buf_add(name, raw, len);
	return sp_charset_convert(sp_charset_guess_codepage(raw, len), raw, len, name);
}

static bool get_name(struct sp_archive *archive, struct archive_entry *entry, struct sp_buf *name)
{
	const char *raw = archive_entry_pathname(entry);

	if (!raw)
		raw = archive_entry_pathname_utf8(entry);
	/* It is said to be UTF-8, and is not. */
	archive->bad_names += !raw;
	return sp_archive_name(raw ? raw : "?", raw ? strlen(raw) : 1, name);
}

/* FNV-1a: two names that collide cost a member only where the archive is broken as well. */
static uint64_t hash_name(const struct sp_buf *name)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < name->len; i++)
		hash = (hash ^ (unsigned char)name->data[i]) * UINT64_C(1099511628211);
	return hash;
}

static int compare_hashes(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool was_seen(const struct sp_archive *archive, const struct sp_buf *name)
{
	uint64_t hash = hash_name(name);

	return !archive->keep_seen && archive->n_seen &&
	       bsearch(&hash, archive->seen, archive->n_seen, sizeof(hash), compare_hashes);
}

static enum sp_status see(struct sp_archive *archive, const struct sp_buf *name)
{
	if (!archive->keep_seen)
		return SP_OK;
	if (!sp_mem_room(&archive->seen, &archive->room_seen, archive->n_seen + 1,
			 sizeof(*archive->seen)))
		return SP_FATAL;
	archive->seen[archive->n_seen++] = hash_name(name);
	return SP_OK;
}

/* ---- members ---- */

/* Holes of a sparse file are zeros. */
static enum sp_status write_zeros(struct sp_sink *out, uint64_t len)
{
	static const char zeros[4096];
	enum sp_status status = SP_OK;

	while (len && status == SP_OK) {
		size_t n = len < sizeof(zeros) ? (size_t)len : sizeof(zeros);
		status = sp_sink_child_write(out, zeros, n);
		len -= n;
	}
	return status;
}

static enum sp_status write_block(struct sp_sink *out, const void *data, size_t len,
				  uint64_t *written, la_int64_t offset)
{
	enum sp_status status = SP_OK;

	if (offset > 0 && (uint64_t)offset > *written) {
		status = write_zeros(out, (uint64_t)offset - *written);
		*written = (uint64_t)offset;
	}
	if (status == SP_OK && len)
		status = sp_sink_child_write(out, data, len);
	*written += len;
	return status;
}

/* A member on its way to the sink. It is opened when there is something of it. */
struct member {
	struct sp_archive *archive;
	struct archive *a;
	const char *name;
	uint64_t size; /* as the header says */
	bool opened, fatal;
	struct sp_error error; /* why its data broke off, or are not right */
};

static enum sp_status open_member(struct member *m)
{
	enum sp_status status = SP_OK;

	if (!m->opened)
		status = sp_sink_child_open(m->archive->out, m->name);
	m->opened |= status == SP_OK;
	return status;
}

static enum sp_status copy_data(struct member *m)
{
	enum sp_status status = SP_OK;
	uint64_t written = 0;
	unsigned retries = 0;

	while (status == SP_OK) {
		const void *data = NULL;
		size_t len = 0;
		la_int64_t offset = 0;
		int r = archive_read_data_block(m->a, &data, &len, &offset);
		if (r == ARCHIVE_EOF)
			break;
		if (r == ARCHIVE_RETRY && ++retries < MAX_RETRIES)
			continue;
		/* Only a warning: the data came, but their checksum is another. */
		if (r < ARCHIVE_OK)
			describe(m->archive, m->a, &m->error);
		m->fatal = r == ARCHIVE_FATAL;
		if (r < ARCHIVE_WARN)
			break;
		status = open_member(m);
		if (status == SP_OK)
			status = write_block(m->archive->out, data, len, &written, offset);
	}
	return status;
}

static enum sp_status end_member(struct member *m, enum sp_status status)
{
	const struct sp_error *error = &m->error;
	enum sp_status closed;

	if (m->error.reason == SP_REASON_ENCRYPTED)
		m->archive->encrypted++;
	if (m->fatal)
		m->archive->error = *error;
	if (status == SP_OK && !m->opened && m->archive->deflate64 &&
	    error->reason == SP_REASON_UNSUPPORTED && !strcmp(error->text, DEFLATE64))
		return SP_OK;
	if (status == SP_OK && !m->opened && error->reason)
		return sp_sink_child_unread(m->archive->out, m->name, m->size, error->reason,
					    error->text);
	if (status == SP_OK)
		status = open_member(m);
	if (!m->opened)
		return status;
	closed = sp_sink_child_close(m->archive->out, error->reason, error->text);
	/* The sink wants no more of this member, but of the next ones. */
	return status == SP_SKIPPED ? closed : sp_status_worse(status, closed);
}

static enum sp_status read_member(struct sp_archive *archive, struct archive *a,
				  struct archive_entry *entry, const char *name, bool *fatal)
{
	la_int64_t size = archive_entry_size(entry);
	struct member m = {
		.archive = archive,
		.a = a,
		.name = name,
		.size = size > 0 ? (uint64_t)size : 0,
	};
	enum sp_status status;

	if (archive_entry_is_data_encrypted(entry))
		sp_error_set(&m.error, SP_REASON_ENCRYPTED, "it needs a password");
	status = m.error.reason ? SP_OK : copy_data(&m);
	*fatal = m.fatal;
	return end_member(&m, status);
}

/* The names of links and folders need no reading, what they hold there is none of. */
static bool holds_data(struct archive_entry *entry)
{
	mode_t type = archive_entry_filetype(entry);

	if (type != AE_IFREG && type != 0)
		return false;
	/* In cpio the last of several links has the data. */
	return !archive_entry_hardlink(entry) || archive_entry_size(entry) > 0;
}

static enum sp_status read_entry(struct sp_archive *archive, struct archive *a,
				 struct archive_entry *entry, struct sp_buf *name, bool *fatal)
{
	enum sp_status status = sp_sink_spend(archive->out, 0);

	archive->entries++;
	if (status != SP_OK || !holds_data(entry))
		return status;
	if (archive->nameless ? !sp_packed_name(archive->out, name)
			      : !get_name(archive, entry, name))
		return SP_FATAL;
	if (was_seen(archive, name))
		return SP_OK;
	status = see(archive, name);
	if (status != SP_OK)
		return status;
	return read_member(archive, a, entry, name->data, fatal);
}

/*
 * A header that cannot be read: the next one may do. One line is said of all of
 * them. false: no more can be read.
 */
static bool pass_over(struct sp_archive *archive, struct archive *a, int r, uint64_t *bad)
{
	/* tar tries again at each block of 512 bytes. */
	uint64_t most = sp_input_size(archive->in) / 512 + MAX_RETRIES;

	describe(archive, a, &archive->error);
	if ((r != ARCHIVE_RETRY && r != ARCHIVE_FAILED) || ++*bad > most)
		return false;
	if (*bad == 1)
		sp_archive_problem(archive, archive->error.reason, archive->error.text);
	return true;
}

static enum sp_status read_entries(struct sp_archive *archive, struct archive *a)
{
	struct sp_buf name = SP_BUF_INIT(4 * MAX_NAME);
	enum sp_status status = SP_OK;
	uint64_t bad = 0;
	bool fatal = false;

	while (status == SP_OK && !fatal) {
		struct archive_entry *entry = NULL;
		int r = archive_read_next_header(a, &entry);
		archive->ended = r == ARCHIVE_EOF;
		if (r == ARCHIVE_EOF)
			break;
		if (r < ARCHIVE_WARN) {
			if (!pass_over(archive, a, r, &bad))
				break;
			status = sp_sink_spend(archive->out, 0);
			continue;
		}
		status = read_entry(archive, a, entry, &name, &fatal);
	}
	sp_buf_release(&name);
	return status;
}

/*
 * A list of members that is encrypted itself. Only the readers of 7z and RAR
 * may be asked: that of ZIP guesses, and others have been seen to crash.
 */
static void note_encrypted_list(struct sp_archive *archive, struct archive *a)
{
	int format = archive_format(a) & ARCHIVE_FORMAT_BASE_MASK;

	if (format != ARCHIVE_FORMAT_7ZIP && format != ARCHIVE_FORMAT_RAR &&
	    format != ARCHIVE_FORMAT_RAR_V5)
		return;
	if (!archive->ended && archive->error.reason && !archive->encrypted &&
	    archive_read_has_encrypted_entries(a) > 0)
		sp_error_set(&archive->error, SP_REASON_ENCRYPTED,
			     "its list of members needs a password");
}

enum sp_status sp_archive_read(struct sp_archive *archive, int (*enable)(struct archive *))
{
	struct source *source = sp_mem_alloc(sizeof(*source));
	struct archive *a = archive_read_new();
	enum sp_status status = SP_FATAL;

	archive->ended = false;
	archive->error = (struct sp_error) { 0 };
	if (archive->n_seen)
		qsort(archive->seen, archive->n_seen, sizeof(*archive->seen), compare_hashes);
	if (!source || !a)
		goto out;
	source->in = archive->in;
	source->at = 0;
	archive_read_set_read_callback(a, on_read);
	archive_read_set_skip_callback(a, on_skip);
	archive_read_set_seek_callback(a, on_seek);
	archive_read_set_callback_data(a, source);
	if (enable(a) < ARCHIVE_WARN)
		goto out;
	if (archive_read_open1(a) < ARCHIVE_WARN) {
		describe(archive, a, &archive->error);
		status = SP_OK;
	} else {
		status = read_entries(archive, a);
	}
	note_encrypted_list(archive, a);
	la_int64_t consumed = archive_filter_bytes(a, -1);
	archive->consumed = consumed > 0 ? (uint64_t)consumed : 0;
out:
	archive_read_free(a);
	if (source)
		sp_mem_wipe(source, sizeof(*source));
	sp_mem_free(source);
	return status;
}

enum sp_status sp_archive_end(struct sp_archive *archive, enum sp_status status)
{
	char detail[64];

	sp_mem_free(archive->seen);
	archive->seen = NULL;
	if (archive->encrypted && status > SP_FATAL) {
		snprintf(detail, sizeof(detail), "%llu member%s a password",
			 (unsigned long long)archive->encrypted,
			 archive->encrypted == 1 ? " needs" : "s need");
		sp_archive_problem(archive, SP_REASON_ENCRYPTED, detail);
	}
	if (archive->bad_names && status > SP_FATAL)
		sp_archive_problem(archive, SP_REASON_DAMAGED, "names of members are broken");
	if (status != SP_OK)
		return status;
	if (!archive->ended && archive->error.reason)
		sp_archive_problem(archive, archive->error.reason, archive->error.text);
	else if (!archive->entries && !archive->partial)
		sp_archive_problem(archive, SP_REASON_DAMAGED, "it has no members");
	if (!archive->partial)
		return SP_OK;
	return archive->entries ? SP_PARTIAL : SP_FAILED;
}

enum sp_status sp_archive_extract(struct sp_input *in, struct sp_sink *out,
				  int (*enable)(struct archive *))
{
	struct sp_archive archive = { .in = in, .out = out };

	return sp_archive_end(&archive, sp_archive_read(&archive, enable));
}
