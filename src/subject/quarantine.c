/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quarantine.c - see quarantine.h. */
#include "subject/quarantine.h"

#include "base/json.h"
#include "base/json_read.h"
#include "base/mem.h"
#include "subject/dossier.h"
#include "subject/rewrite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINES_MOST (256 * 1024 * 1024)

static enum sp_status failed(struct sp_error *err, const char *what)
{
	sp_error_set(err, sp_reason_from_errno(errno), "%s: %s", what, strerrordesc_np(errno));
	return SP_FAILED;
}

/* ---- lines ---- */

enum sp_status sp_lines_open(struct sp_lines *lines, const char *path, struct sp_error *err)
{
	char last = '\n';

	*lines = (struct sp_lines) {
		.fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600),
		.path = path,
	};
	off_t size = lines->fd >= 0 ? lseek(lines->fd, 0, SEEK_END) : -1;
	if (size < 0 || (size > 0 && pread(lines->fd, &last, 1, size - 1) != 1))
		return failed(err, "the journal cannot be opened");
	sp_folder_sync(path);
	return last == '\n' ? SP_OK : sp_write_exactly(lines->fd, "\n", 1, err);
}

enum sp_status sp_lines_add(struct sp_lines *lines, const struct sp_buf *line, struct sp_error *err)
{
	if (line->failed)
		return sp_subject_no_memory(err);
	enum sp_status status = sp_write_exactly(lines->fd, line->data, line->len, err);
	if (status == SP_OK && fsync(lines->fd) != 0)
		status = failed(err, "the journal cannot be synced");
	return status;
}

void sp_lines_close(struct sp_lines *lines)
{
	if (lines->fd >= 0)
		close(lines->fd);
	lines->fd = -1;
}

enum sp_status sp_lines_read(const char *path, struct sp_arena *arena,
			     bool (*line)(void *context, const struct sp_json_value *line),
			     void *context, struct sp_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	enum sp_status status = SP_OK;

	if (fd < 0)
		return errno == ENOENT ? SP_SKIPPED : failed(err, "the journal cannot be opened");
	if (fstat(fd, &st) != 0 || st.st_size > LINES_MOST) {
		close(fd);
		return failed(err, "the journal cannot be read");
	}
	size_t len = (size_t)st.st_size;
	char *text = sp_mem_alloc(len + 1);
	status = text ? sp_read_exactly(fd, 0, text, len, err) : sp_subject_no_memory(err);
	close(fd);
	for (char *at = text; status == SP_OK && at < text + len;) {
		char *end = memchr(at, '\n', (size_t)(text + len - at));
		size_t n = end ? (size_t)(end - at) : (size_t)(text + len - at);
		const struct sp_json_value *value = n ? sp_json_read(arena, at, n, NULL) : NULL;
		if (value && !line(context, value))
			status = sp_subject_no_memory(err);
		at += n + 1;
	}
	sp_mem_free(text);
	return status;
}

/* ---- the folder ---- */

enum sp_status sp_quarantine_make(const char *folder, struct sp_error *err)
{
	char *copy = sp_mem_strdup(folder);
	enum sp_status status = copy ? SP_OK : sp_subject_no_memory(err);

	for (char *slash = copy ? strchr(copy + 1, '/') : NULL; slash && status == SP_OK;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST)
			status = failed(err, "the quarantine cannot be made");
		*slash = '/';
	}
	if (status == SP_OK && mkdir(folder, 0700) != 0 && errno != EEXIST)
		status = failed(err, "the quarantine cannot be made");
	if (status == SP_OK && chmod(folder, 0700) != 0)
		status = failed(err, "the quarantine cannot be made private");
	if (status == SP_OK)
		sp_folder_sync(folder);
	sp_mem_free(copy);
	return status;
}

bool sp_quarantine_entry(struct sp_buf *out, const char *folder, uint64_t number)
{
	sp_buf_reset(out);
	return sp_buf_printf(out, "%s/%04llu", folder, (unsigned long long)number);
}

/* Adds a line to the folder's manifest. */
static enum sp_status add_note(const char *folder, const struct sp_buf *line, struct sp_error *err)
{
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_lines lines = { .fd = -1 };

	sp_buf_printf(&name, "%s/manifest", folder);
	enum sp_status status = sp_lines_open(&lines, sp_buf_str(&name), err);
	if (status == SP_OK)
		status = sp_lines_add(&lines, line, err);
	sp_lines_close(&lines);
	sp_buf_release(&name);
	return status;
}

enum sp_status sp_quarantine_until(const char *folder, struct sp_day day, struct sp_error *err)
{
	struct sp_buf line = SP_BUF_INIT(SP_BUF_UNCAPPED);
	char text[11];

	sp_buf_printf(&line, "{\"keep_until\":\"%s\"}\n", sp_day_text(day, text));
	enum sp_status status = add_note(folder, &line, err);
	sp_buf_release(&line);
	return status;
}

enum sp_status sp_quarantine_note(const char *folder, uint64_t number, const char *path,
				  const unsigned char hash[SP_DIGEST],
				  const unsigned char *new_hash, struct sp_error *err)
{
	struct sp_buf line = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_json json = sp_json_to(&line);
	char hex[SP_HASH_HEX];

	sp_json_open(&json, '{');
	sp_json_key(&json, "n");
	sp_json_uint(&json, number);
	sp_path_write(&json, path);
	sp_json_key(&json, "hash");
	sp_hash_hex(hash, hex);
	sp_json_string(&json, hex);
	if (new_hash) {
		sp_json_key(&json, "new_hash");
		sp_hash_hex(new_hash, hex);
		sp_json_string(&json, hex);
	}
	sp_json_close(&json, '}');
	sp_buf_putc(&line, '\n');
	enum sp_status status = add_note(folder, &line, err);
	sp_buf_release(&line);
	return status;
}

/* ---- files ---- */

void sp_folder_sync(const char *path)
{
	char *folder = sp_mem_strdup(path);
	char *slash = folder ? strrchr(folder, '/') : NULL;

	if (slash)
		slash[slash == folder] = '\0';
	int fd = slash ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	sp_mem_free(folder);
}

/* Copies bytes, owner, mode and times into a new file of that name. */
static enum sp_status copy_into(int in, const struct stat *st, const char *to, struct sp_error *err)
{
	const struct timespec times[2] = { st->st_atim, st->st_mtim };
	struct sp_ranges all = { .n = 0 };
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	enum sp_status status = SP_OK;

	if (out < 0)
		return failed(err, "the copy cannot be made");
	if (!sp_ranges_add(&all, 0, (uint64_t)st->st_size))
		status = sp_subject_no_memory(err);
	if (status == SP_OK)
		status = sp_ranges_copy(&all, in, out, err);
	/* Whose it was matters when it is put back; only root can give it away. */
	if (status == SP_OK && fchown(out, st->st_uid, st->st_gid) != 0 && errno != EPERM)
		status = failed(err, "the copy's owner cannot be set");
	if (status == SP_OK &&
	    (fchmod(out, st->st_mode & 07777) != 0 || futimens(out, times) != 0 || fsync(out) != 0))
		status = failed(err, "the copy cannot be finished");
	close(out);
	sp_ranges_release(&all);
	return status;
}

/* Copies a file beside its name and renames it there; never over another. */
static enum sp_status copy_file(const char *from, const char *to, struct sp_error *err)
{
	struct sp_buf part = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct stat st;
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	enum sp_status status = SP_OK;

	if (in < 0 || fstat(in, &st) != 0 || !S_ISREG(st.st_mode))
		status = failed(err, "the file cannot be opened");
	else if (!sp_buf_printf(&part, "%s.part", to))
		status = sp_subject_no_memory(err);
	if (status == SP_OK) {
		unlink(sp_buf_str(&part));
		status = copy_into(in, &st, sp_buf_str(&part), err);
	}
	if (status == SP_OK &&
	    renameat2(AT_FDCWD, sp_buf_str(&part), AT_FDCWD, to, RENAME_NOREPLACE) != 0)
		status = failed(err, "the copy cannot be named");
	if (status == SP_OK)
		sp_folder_sync(to);
	if (in >= 0)
		close(in);
	sp_buf_release(&part);
	return status;
}

enum sp_status sp_file_keep(const char *from, const char *to, struct sp_error *err)
{
	if (link(from, to) == 0) {
		sp_folder_sync(to);
		return SP_OK;
	}
	if (errno == EEXIST)
		return failed(err, "the quarantine has such an entry");
	return copy_file(from, to, err);
}

enum sp_status sp_file_move(const char *from, const char *to, struct sp_error *err)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) {
		sp_folder_sync(to);
		sp_folder_sync(from);
		return SP_OK;
	}
	if (errno != EXDEV && errno != EINVAL)
		return failed(err, "the file cannot be moved");
	enum sp_status status = copy_file(from, to, err);
	if (status == SP_OK && unlink(from) != 0)
		status = failed(err, "the file cannot be removed");
	if (status == SP_OK)
		sp_folder_sync(from);
	return status;
}
