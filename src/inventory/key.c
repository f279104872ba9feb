/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.c - see key.h. A new key is written to a file of another name, synced
 * and linked into place: a crash leaves no half a key, and of two programs
 * that make one at the same time the second takes the key of the first.
 */
#include "inventory/key.h"

#include "base/mem.h"
#include "base/translate.h"
#include "inventory/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK "spana-key-1 "
#define MARK_SIZE (sizeof(MARK) - 1)
#define LINE_SIZE (MARK_SIZE + 2 * SP_KEY_SIZE + 1)

static enum sp_status fail(struct sp_error *err, const char *what, const char *path)
{
	int error = errno;

	sp_error_set(err, sp_reason_from_errno(error), _("the key %s %s: %s"), sp_db_shown(path),
		     what, sp_errno_text(error));
	return SP_FATAL;
}

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static bool parse(struct sp_key *key, const char line[LINE_SIZE])
{
	if (memcmp(line, MARK, MARK_SIZE) != 0 || line[LINE_SIZE - 1] != '\n')
		return false;
	for (size_t i = 0; i < SP_KEY_SIZE; i++) {
		int high = hex_value(line[MARK_SIZE + 2 * i]);
		int low = hex_value(line[MARK_SIZE + 2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		key->bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static void format(const struct sp_key *key, char line[LINE_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	memcpy(line, MARK, MARK_SIZE);
	for (size_t i = 0; i < SP_KEY_SIZE; i++) {
		line[MARK_SIZE + 2 * i] = digits[key->bytes[i] >> 4];
		line[MARK_SIZE + 2 * i + 1] = digits[key->bytes[i] & 15];
	}
	line[LINE_SIZE - 1] = '\n';
}

/* Only its owner may read a key. */
static enum sp_status protect(int fd, const char *path, struct sp_error *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fail(err, _("cannot be looked at"), path);
	if (!S_ISREG(st.st_mode)) {
		sp_error_set(err, SP_REASON_DAMAGED, _("the key %s is no regular file"),
			     sp_db_shown(path));
		return SP_FATAL;
	}
	if ((st.st_mode & 077) && fchmod(fd, 0600) != 0) {
		sp_error_set(err, SP_REASON_PERMISSION,
			     _("the key %s can be read by others: make its mode 0600"),
			     sp_db_shown(path));
		return SP_FATAL;
	}
	return SP_OK;
}

static enum sp_status read_line(int fd, char line[LINE_SIZE + 1], const char *path,
				struct sp_error *err)
{
	size_t len = 0;

	while (len < LINE_SIZE + 1) {
		ssize_t n = read(fd, line + len, LINE_SIZE + 1 - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(err, _("cannot be read"), path);
		if (n == 0)
			break;
		len += (size_t)n;
	}
	if (len == LINE_SIZE)
		return SP_OK;
	sp_error_set(err, SP_REASON_DAMAGED, _("the key %s is damaged: put a copy of it back"),
		     sp_db_shown(path));
	return SP_FATAL;
}

enum sp_status sp_key_load(struct sp_key *key, const char *path, struct sp_error *err)
{
	char line[LINE_SIZE + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return errno == ENOENT ? SP_SKIPPED : fail(err, _("cannot be opened"), path);
	enum sp_status status = protect(fd, path, err);
	if (status == SP_OK)
		status = read_line(fd, line, path, err);
	if (status == SP_OK && !parse(key, line)) {
		sp_error_set(err, SP_REASON_DAMAGED, _("%s is no key of spana"), sp_db_shown(path));
		status = SP_FATAL;
	}
	sp_mem_wipe(line, sizeof(line));
	close(fd);
	return status;
}

/* Directory entries are durable once their folder is synced; best effort. */
static void sync_folder(const char *path)
{
	char *folder = sp_mem_strdup(path);
	char *slash = folder ? strrchr(folder, '/') : NULL;

	if (slash)
		slash[slash == folder] = '\0';
	int fd = folder ? open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	sp_mem_free(folder);
}

/* Gives the file its name, if no other has that name. */
static int name_file(const char *from, const char *to)
{
	if (link(from, to) == 0)
		return 0;
	if (errno == EEXIST)
		return -1;
	/* A file system without hard links. */
	return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

static enum sp_status write_file(int fd, const struct sp_key *key, const char *temporary,
				 const char *path, struct sp_error *err)
{
	char line[LINE_SIZE];

	format(key, line);
	ssize_t n = write(fd, line, sizeof(line));
	sp_mem_wipe(line, sizeof(line));
	if (n >= 0 && n != (ssize_t)sizeof(line))
		errno = ENOSPC;
	if (n != (ssize_t)sizeof(line) || fchmod(fd, 0600) != 0 || fsync(fd) != 0)
		return fail(err, _("cannot be written"), path);
	if (name_file(temporary, path) != 0)
		return errno == EEXIST ? SP_SKIPPED : fail(err, _("cannot be written"), path);
	sync_folder(path);
	return SP_OK;
}

enum sp_status sp_key_create(struct sp_key *key, const char *path, struct sp_error *err)
{
	static const char suffix[] = ".XXXXXX";
	size_t len = strlen(path);
	char *temporary = sp_mem_alloc(len + sizeof(suffix));

	if (!temporary) {
		sp_error_set(err, SP_REASON_NONE, _("out of memory"));
		return SP_FATAL;
	}
	memcpy(temporary, path, len);
	memcpy(temporary + len, suffix, sizeof(suffix));
	enum sp_status status;
	int fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0) {
		status = fail(err, _("cannot be made"), path);
	} else {
		sp_key_make(key);
		status = write_file(fd, key, temporary, path, err);
		close(fd);
		unlink(temporary);
	}
	sp_mem_free(temporary);
	return status == SP_SKIPPED ? sp_key_load(key, path, err) : status;
}
