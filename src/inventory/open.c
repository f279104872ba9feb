/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * open.c - the inventory file, its lock and its key.
 *
 * Everything that could speak against it is looked at before anything is
 * written: whose file it is, of which version, and whether the key is the one
 * it was made with. The lock is a flock(2) on a file beside the inventory: the
 * kernel lets go of it when a scan dies, however it dies. It is not on the
 * database itself, where closing any descriptor would drop SQLite's own locks.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "base/translate.h"
#include "inventory/indexes.h"
#include "inventory/key.h"
#include "inventory/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_CHECK "key check"
#define SMALLEST_DATABASE 512 /* one page of the smallest size */

/* The page size counts when the file is new. */
static const char settings[] =
	"PRAGMA page_size = 8192;"
	"PRAGMA journal_mode = WAL;"
	"PRAGMA synchronous = NORMAL;" SP_INDEXES_CACHE "PRAGMA wal_autocheckpoint = 8192;";

enum sp_status sp_store_no_memory(struct sp_error *err)
{
	sp_error_set(err, SP_REASON_NONE, _("out of memory"));
	return SP_FATAL;
}

static enum sp_status fail(struct sp_error *err, const char *what, const char *path)
{
	int error = errno;

	if (error == EACCES || error == EPERM)
		sp_error_set(err, SP_REASON_PERMISSION,
			     _("%s %s: %s; run spana as the user whose inventory it is, or name "
			       "another with --inventory"),
			     what, sp_db_shown(path), sp_errno_text(error));
	else
		sp_error_set(err, sp_reason_from_errno(error), "%s %s: %s", what, sp_db_shown(path),
			     sp_errno_text(error));
	return SP_FATAL;
}

/* path with its last `drop` characters replaced by `suffix`; NULL: no memory. */
static char *path_with(const char *path, size_t drop, const char *suffix)
{
	size_t len = strlen(path) - drop, more = strlen(suffix) + 1;
	char *out = sp_mem_alloc(len + more);

	if (out) {
		memcpy(out, path, len);
		memcpy(out + len, suffix, more);
	}
	return out;
}

static char *default_key_path(const char *path)
{
	static const char extension[] = ".db";
	size_t len = strlen(path), size = sizeof(extension) - 1;
	bool has = len > size && strcmp(path + len - size, extension) == 0;

	return path_with(path, has ? size : 0, ".key");
}

/* Makes the folders that lead to path, for their owner alone. */
static enum sp_status make_folders(const char *path, struct sp_error *err)
{
	char *copy = sp_mem_strdup(path);
	enum sp_status status = SP_OK;

	if (!copy)
		return sp_store_no_memory(err);
	for (char *slash = strchr(copy + 1, '/'); copy[0] && slash && status == SP_OK;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST && errno != EROFS)
			status = fail(err, _("cannot make the folder"), copy);
		*slash = '/';
	}
	sp_mem_free(copy);
	return status;
}

static enum sp_status another_scan(int fd, struct sp_error *err, const char *path)
{
	char pid[16] = "";
	ssize_t n = pread(fd, pid, sizeof(pid) - 1, 0);

	pid[n > 0 ? (size_t)n : 0] = '\0';
	pid[strspn(pid, "0123456789")] = '\0';
	if (pid[0])
		sp_error_set(err, SP_REASON_NONE,
			     _("another scan, process %s, is at work on the inventory %s: wait for "
			       "it, or name another with --inventory"),
			     pid, sp_db_shown(path));
	else
		sp_error_set(err, SP_REASON_NONE,
			     _("another scan is at work on the inventory %s: wait for it, or name "
			       "another with --inventory"),
			     sp_db_shown(path));
	return SP_FATAL;
}

static enum sp_status take_lock(struct sp_inventory *inv, const char *path, struct sp_error *err)
{
	char *lock = path_with(path, 0, ".lock");
	enum sp_status status = SP_OK;
	char pid[16];

	if (!lock)
		return sp_store_no_memory(err);
	inv->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (inv->lock < 0) {
		status = fail(err, _("cannot make the lock"), lock);
	} else if (flock(inv->lock, LOCK_EX | LOCK_NB) != 0) {
		status = errno == EWOULDBLOCK ? another_scan(inv->lock, err, path)
					      : fail(err, _("cannot take the lock"), lock);
	} else {
		/* Only for the message above, so a failure does not matter. */
		int len = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
		if (ftruncate(inv->lock, 0) == 0 && pwrite(inv->lock, pid, (size_t)len, 0) < 0)
			errno = 0;
	}
	sp_mem_free(lock);
	return status;
}

/*
 * Is there an inventory? An empty file is as good as none; SQLite takes some
 * other very short ones for empty too, and those are somebody's.
 */
static enum sp_status look(const char *path, bool *there, bool *empty, struct sp_error *err)
{
	struct stat st;

	*there = stat(path, &st) == 0;
	if (!*there && errno != ENOENT)
		return fail(err, _("cannot look at the inventory"), path);
	*empty = *there && st.st_size == 0;
	if (*there && S_ISREG(st.st_mode) && !*empty && st.st_size < SMALLEST_DATABASE) {
		sp_error_set(err, SP_REASON_DAMAGED,
			     _("%s is no inventory of spana: name another file with --inventory"),
			     sp_db_shown(path));
		return SP_FATAL;
	}
	if (*there && !S_ISREG(st.st_mode)) {
		sp_error_set(err, SP_REASON_DAMAGED, _("the inventory %s is no regular file"),
			     sp_db_shown(path));
		return SP_FATAL;
	}
	return SP_OK;
}

static enum sp_status read_key(struct sp_inventory *inv, const char *key_path, bool make,
			       struct sp_error *err)
{
	enum sp_status status = sp_key_load(&inv->key, key_path, err);

	if (status != SP_SKIPPED)
		return status;
	if (make)
		return sp_key_create(&inv->key, key_path, err);
	sp_error_set(
		err, SP_REASON_VANISHED,
		_("the key %s is missing: put a copy of it back, or name it with --key; without "
		  "it nobody can be looked up"),
		sp_db_shown(key_path));
	return SP_FATAL;
}

static void key_check(const struct sp_inventory *inv, unsigned char out[SP_DIGEST])
{
	sp_digest(&inv->key, KEY_CHECK, KEY_CHECK, strlen(KEY_CHECK), out);
}

static enum sp_status verify_key(struct sp_inventory *inv, const char *key_path,
				 struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE,
						"SELECT value FROM meta WHERE name = 'key_check'");
	unsigned char want[SP_DIGEST];
	bool same = false;

	key_check(inv, want);
	if (sp_statement_next(&s)) {
		size_t len;
		const void *have = sp_column_bytes(&s, 0, &len);
		same = have && len == sizeof(want) && memcmp(have, want, len) == 0;
	}
	enum sp_status status = sp_statement_end(&s, err);
	if (status == SP_OK && !same) {
		sp_error_set(
			err, SP_REASON_DAMAGED,
			_("%s is not the key of the inventory %s: name the right one with --key"),
			sp_db_shown(key_path), sp_db_shown(inv->db.path));
		status = SP_FATAL;
	}
	return status;
}

static enum sp_status store_key_check(struct sp_inventory *inv, struct sp_error *err)
{
	unsigned char check[SP_DIGEST];
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE, "INSERT INTO meta (name, value) VALUES ('key_check', ?)");

	key_check(inv, check);
	sp_bind_bytes(&s, check, sizeof(check));
	return sp_statement_run(&s, err);
}

/* Brings the schema to the present version; a fresh one learns its key. */
static enum sp_status prepare(struct sp_inventory *inv, int version, struct sp_error *err)
{
	enum sp_status status = sp_db_run(&inv->db, settings, err);

	if (status != SP_OK || version == sp_schema_present.version)
		return status;
	status = sp_db_run(&inv->db, "BEGIN IMMEDIATE", err);
	if (status != SP_OK)
		return status;
	status = sp_schema_update(&inv->db, &sp_schema_present, version, err);
	if (status == SP_OK && version == 0)
		status = store_key_check(inv, err);
	if (status == SP_OK)
		status = sp_db_run(&inv->db, "COMMIT", err);
	if (status != SP_OK && sp_db_run(&inv->db, "ROLLBACK", NULL) != SP_OK)
		inv->broken = true;
	return status;
}

/* Takes from others what they may do; its owner may have made it read-only, which stays. */
static enum sp_status make_private(const char *path, struct sp_error *err)
{
	struct stat st;

	if (stat(path, &st) == 0 && (!(st.st_mode & 0077) || chmod(path, st.st_mode & 0700) == 0))
		return SP_OK;
	return fail(err, _("cannot make private the inventory"), path);
}

static enum sp_status open_to_write(struct sp_inventory *inv, const char *path,
				    const char *key_path, struct sp_error *err)
{
	bool there, empty;
	int version = 0;
	enum sp_status status = make_folders(path, err);

	if (status == SP_OK)
		status = take_lock(inv, path, err);
	if (status == SP_OK)
		status = look(path, &there, &empty, err);
	if (status != SP_OK)
		return status;
	if (there) {
		status = sp_db_open(&inv->db, path, true, err);
		if (status == SP_OK && !empty)
			status = sp_schema_check(&inv->db, &sp_schema_present, &version, err);
	}
	if (status == SP_OK)
		status = read_key(inv, key_path, version == 0, err);
	if (status == SP_OK && version > 0)
		status = verify_key(inv, key_path, err);
	if (status != SP_OK)
		return status;
	if (!there) {
		/* SQLite would make it with the process's umask. */
		int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0)
			return fail(err, _("cannot make the inventory"), path);
		close(fd);
		status = sp_db_open(&inv->db, path, true, err);
	}
	if (status == SP_OK)
		status = make_private(path, err);
	if (status == SP_OK)
		status = prepare(inv, version, err);
	if (status == SP_OK)
		sp_db_vouch(&inv->db);
	return status;
}

/* Whoever does not scan needs an inventory that is there. */
static enum sp_status look_for(const char *path, struct sp_error *err)
{
	bool there, empty;
	enum sp_status status = look(path, &there, &empty, err);

	if (status != SP_OK || (there && !empty))
		return status;
	sp_error_set(err, SP_REASON_VANISHED,
		     _("there is no inventory %s yet: run spana scan, or name another with "
		       "--inventory"),
		     sp_db_shown(path));
	return SP_FATAL;
}

static enum sp_status open_to_read(struct sp_inventory *inv, const char *path, const char *key_path,
				   struct sp_error *err)
{
	int version = 0;
	enum sp_status status = look_for(path, err);

	if (status == SP_OK)
		status = sp_db_open(&inv->db, path, false, err);
	if (status == SP_OK)
		status = sp_schema_check(&inv->db, &sp_schema_present, &version, err);
	if (status == SP_OK && version < sp_schema_present.version) {
		sp_error_set(err, SP_REASON_UNSUPPORTED,
			     _("the inventory %s was made by an older spana: the next spana scan "
			       "brings it up to date"),
			     sp_db_shown(path));
		status = SP_FATAL;
	}
	if (status == SP_OK)
		status = read_key(inv, key_path, false, err);
	return status == SP_OK ? verify_key(inv, key_path, err) : status;
}

/*
 * The lock is for a scan; here it is taken only while an older form becomes the present one, or
 * indexes are made that an interrupted scan has left out. Without these all goes on, so they are
 * no reason to wait for a scan that is at work, nor to fail.
 */
static enum sp_status update(struct sp_inventory *inv, int version, struct sp_error *err)
{
	bool old = version < sp_schema_present.version;
	enum sp_status status = take_lock(inv, inv->db.path, old ? err : NULL);

	if (status == SP_OK)
		status = prepare(inv, version, err);
	if (status == SP_OK && !old)
		status = sp_indexes_make(inv, NULL);
	if (!old)
		status = SP_OK;
	if (inv->lock >= 0)
		close(inv->lock);
	inv->lock = -1;
	return status;
}

static enum sp_status open_to_note(struct sp_inventory *inv, const char *path, const char *key_path,
				   struct sp_error *err)
{
	int version = 0;
	enum sp_status status = look_for(path, err);

	if (status == SP_OK)
		status = sp_db_open(&inv->db, path, true, err);
	if (status == SP_OK)
		status = sp_schema_check(&inv->db, &sp_schema_present, &version, err);
	if (status == SP_OK)
		status = read_key(inv, key_path, false, err);
	if (status == SP_OK)
		status = verify_key(inv, key_path, err);
	if (status == SP_OK && (version < sp_schema_present.version || sp_indexes_missing(inv)))
		status = update(inv, version, err);
	return status;
}

enum sp_status sp_inventory_open(struct sp_inventory **out, const char *path, const char *key_path,
				 enum sp_inventory_mode mode, struct sp_error *err)
{
	char *own_key_path = key_path ? sp_mem_strdup(key_path) : default_key_path(path);
	struct sp_inventory *inv = sp_mem_zero(1, sizeof(*inv));
	enum sp_status status = SP_OK;

	*out = NULL;
	if (!inv || !own_key_path) {
		status = sp_store_no_memory(err);
		sp_mem_free(inv);
		goto out;
	}
	inv->lock = -1;
	inv->mode = mode;
	if (!sp_digest_init()) {
		sp_error_set(err, SP_REASON_NONE, _("the machine gives no random numbers"));
		status = SP_FATAL;
	} else if (mode == SP_INVENTORY_WRITE) {
		status = open_to_write(inv, path, own_key_path, err);
	} else if (mode == SP_INVENTORY_NOTE) {
		status = open_to_note(inv, path, own_key_path, err);
	} else {
		status = open_to_read(inv, path, own_key_path, err);
	}
	if (status == SP_OK)
		status = sp_hidden_functions(inv, err);
	if (status == SP_OK)
		*out = inv;
	else
		sp_inventory_close(inv);
out:
	sp_mem_free(own_key_path);
	return status;
}

void sp_inventory_close(struct sp_inventory *inv)
{
	if (!inv)
		return;
	/* What is not committed was not asked to be. */
	sp_db_close(&inv->db);
	sp_hidden_release(&inv->hidden);
	if (inv->lock >= 0)
		close(inv->lock);
	sp_names_release(&inv->words);
	sp_names_release(&inv->types);
	sp_names_release(&inv->folders);
	sp_names_release(&inv->owners);
	sp_mem_free(inv->pending);
	sp_mem_wipe(inv, sizeof(*inv));
	sp_mem_free(inv);
}

const char *sp_inventory_path(const struct sp_inventory *inv)
{
	return inv->db.path;
}

/* ---- hashes ---- */

void sp_inventory_digest(const struct sp_inventory *inv, const char *type, const char *value,
			 unsigned char out[SP_DIGEST])
{
	sp_digest(&inv->key, type, value, strlen(value), out);
}

_Static_assert(SP_DIGEST == SP_DIGEST_SIZE, "one size of hash");

/* No type has a blank in its name, so neither this nor KEY_CHECK is one's purpose. */
#define CONTENT "file content"

struct sp_content_hash {
	const struct sp_key *key;
	struct sp_digest_stream *stream;
};

enum sp_status sp_content_hash_new(const struct sp_inventory *inv, struct sp_content_hash **out)
{
	struct sp_content_hash *hash = sp_mem_zero(1, sizeof(*hash));

	*out = NULL;
	if (!hash)
		return SP_FATAL;
	hash->key = &inv->key;
	hash->stream = sp_digest_stream_new();
	if (!hash->stream) {
		sp_mem_free(hash);
		return SP_FATAL;
	}
	*out = hash;
	return SP_OK;
}

void sp_content_hash_start(struct sp_content_hash *hash)
{
	sp_digest_stream_start(hash->stream, hash->key, CONTENT);
}

void sp_content_hash_add(struct sp_content_hash *hash, const void *data, size_t len)
{
	sp_digest_stream_add(hash->stream, data, len);
}

void sp_content_hash_end(struct sp_content_hash *hash, unsigned char out[SP_DIGEST])
{
	sp_digest_stream_end(hash->stream, out);
}

void sp_content_hash_free(struct sp_content_hash *hash)
{
	if (hash)
		sp_digest_stream_free(hash->stream);
	sp_mem_free(hash);
}

void sp_inventory_libraries(struct sp_buf *out)
{
	sp_buf_printf(out, "sqlite %s\n", sqlite3_libversion());
}
