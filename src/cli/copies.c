/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * copies.c - --copies DIR: whole documents and messages, and a manifest that
 * sha256sum(1) can check them by. Other people's data are in them: a copy is
 * for whoever weighs what may be handed out. What lies within an archive or a
 * mailbox is named, not copied.
 */
#include "cli/who.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/path.h"

static bool failed(const char *path)
{
	say("%s: %s", path, strerrordesc_np(errno));
	return false;
}

/* A new folder, or an empty one, for its owner alone. */
static bool make_folder(const char *folder)
{
	if (mkdir(folder, 0700) == 0)
		return true;
	if (errno != EEXIST)
		return failed(folder);
	/* rmdir succeeds on what is empty, and only there. */
	if (rmdir(folder) != 0 || mkdir(folder, 0700) != 0)
		return failed(folder);
	return true;
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* Copies the bytes and hashes them on the way. */
static bool pour(int from, int to, char sha[SP_SHA256_HEX])
{
	struct sp_sha256 *hash = sp_sha256_new();
	char block[64 * 1024];
	ssize_t n = hash ? 1 : -1;

	while (n > 0) {
		n = read(from, block, sizeof(block));
		if (n < 0 && errno == EINTR) {
			n = 1;
			continue;
		}
		if (n > 0) {
			sp_sha256_add(hash, block, (size_t)n);
			if (!write_all(to, block, (size_t)n))
				n = -1;
		}
	}
	sp_sha256_end(hash, sha);
	sp_mem_wipe(block, sizeof(block));
	return n == 0;
}

static bool copy_file(const char *from, const char *to, char sha[SP_SHA256_HEX])
{
	int in = sp_path_open(from, O_RDONLY | O_NONBLOCK);
	int out = in >= 0 ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
	bool ok = in >= 0 && out >= 0 && pour(in, out, sha) && fsync(out) == 0;

	if (!ok)
		failed(in >= 0 ? to : from);
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return ok;
}

/* Does the person stand in the document itself, not only within an archive or a mailbox? */
static bool is_document(const struct sp_held_file *file)
{
	static const char *const containers[] = { "zip",    "tar",	"7z",	"rar",	"cab",
						  "lha",    "cpio",	"ar",	"iso",	"xar",
						  "gzip",   "bzip2",	"xz",	"zstd", "lz4",
						  "lzip",   "compress", "mbox", "pst",	"archive",
						  "folder", NULL };
	const char *format = file->items[0].top_format;

	for (const char *const *c = containers; *c; c++)
		if (strcmp(format, *c) == 0)
			return false;
	return true;
}

static const char *last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool add_row(struct sp_json *json, const struct sp_held_file *file, const char *name,
		    const char *sha, const char *why_not)
{
	char hash[2 * SP_DIGEST + 1] = "";

	for (int i = 0; i < SP_DIGEST && file->has_hash; i++)
		snprintf(hash + 2 * i, 3, "%02x", file->hash[i]);
	sp_json_open(json, '{');
	sp_json_key(json, "copy");
	sp_json_string(json, name);
	sp_json_key(json, "path");
	sp_json_string(json, file->path);
	sp_json_key(json, "sha256");
	sp_json_string(json, sha);
	sp_json_key(json, "inventory_hash");
	sp_json_string(json, hash[0] ? hash : NULL);
	sp_json_key(json, "not_copied");
	sp_json_string(json, why_not);
	sp_json_close(json, '}');
	return !json->out->failed;
}

static bool write_manifest(const char *path, const struct sp_buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && write_all(fd, text->data, text->len) && fsync(fd) == 0;

	if (!ok)
		failed(path);
	if (fd >= 0)
		close(fd);
	return ok;
}

bool copy_documents(const struct sp_dossier *dossier, const char *folder)
{
	struct sp_buf manifest = SP_BUF_INIT(SP_BUF_UNCAPPED), to = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_json json = sp_json_to(&manifest);
	bool ok = make_folder(folder);
	unsigned number = 0;

	sp_json_open(&json, '{');
	sp_json_key(&json, "spana_copies");
	sp_json_uint(&json, 1);
	sp_json_key(&json, "documents");
	sp_json_open(&json, '[');
	for (size_t i = 0; i < dossier->n_files && ok; i++) {
		const struct sp_held_file *file = &dossier->files[i];
		char name[256], sha[SP_SHA256_HEX];
		if (file->copy_of != SIZE_MAX)
			continue;
		if (file->reread != SP_REREAD_SAME || !is_document(file)) {
			ok = add_row(&json, file, NULL, NULL,
				     file->reread != SP_REREAD_SAME
					     ? "it is not what was scanned"
					     : "it holds other documents: take out those that are "
					       "named in the extract");
			continue;
		}
		snprintf(name, sizeof(name), "%04u-%.240s", ++number, last_name(file->path));
		ok = sp_path_join(&to, folder, name) &&
		     copy_file(file->path, sp_buf_str(&to), sha) &&
		     add_row(&json, file, name, sha, NULL);
	}
	sp_json_close(&json, ']');
	sp_json_close(&json, '}');
	sp_buf_putc(&manifest, '\n');
	ok = ok && !manifest.failed && sp_path_join(&to, folder, "manifest.json") &&
	     write_manifest(sp_buf_str(&to), &manifest);
	sp_buf_release(&manifest);
	sp_buf_release(&to);
	return ok;
}
