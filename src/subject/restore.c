/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * restore.c - what was erased comes back, or goes for good.
 *
 * A file is put back where it stood, if nothing else stands there; an archive
 * that was rewritten is replaced only while it still is what spana wrote.
 */
#include "subject/quarantine.h"

#include "base/json.h"
#include "base/json_read.h"
#include "base/mem.h"
#include "subject/dossier.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct entry {
	uint64_t number;
	const char *path;
	unsigned char hash[SP_DIGEST], new_hash[SP_DIGEST];
	bool has_new;
};

struct manifest {
	struct sp_arena arena;
	struct entry *entries;
	size_t n, room;
	struct sp_day keep_until;
	bool has_day;
};

static bool on_line(void *context, const struct sp_json_value *line)
{
	struct manifest *m = context;
	const char *day = sp_json_get_string(line, "keep_until");
	const char *hash = sp_json_get_string(line, "hash");
	const char *fresh = sp_json_get_string(line, "new_hash");
	struct entry entry = { .number = sp_json_get_uint(line, "n", 0),
			       .path = sp_path_read(&m->arena, line) };

	if (day && sp_day_parse(day, &m->keep_until))
		m->has_day = true;
	if (!entry.number || !entry.path || entry.path[0] != '/' || !hash ||
	    !sp_hash_read(hash, entry.hash))
		return true;
	entry.has_new = fresh && sp_hash_read(fresh, entry.new_hash);
	/* A run that broke off and was resumed has noted it twice. */
	for (size_t i = 0; i < m->n; i++)
		if (m->entries[i].number == entry.number) {
			m->entries[i] = entry;
			return true;
		}
	if (!sp_mem_room(&m->entries, &m->room, m->n + 1, sizeof(*m->entries)))
		return false;
	m->entries[m->n++] = entry;
	return true;
}

static enum sp_status load(struct manifest *m, const char *folder, struct sp_error *err)
{
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);

	*m = (struct manifest) { .n = 0 };
	if (!sp_buf_printf(&name, "%s/manifest", folder))
		return sp_subject_no_memory(err);
	enum sp_status status = sp_lines_read(sp_buf_str(&name), &m->arena, on_line, m, err);
	if (status == SP_SKIPPED) {
		sp_error_set(err, SP_REASON_VANISHED, "%.150s is no quarantine of spana", folder);
		status = SP_FAILED;
	}
	sp_buf_release(&name);
	return status;
}

static void release(struct manifest *m)
{
	sp_mem_free(m->entries);
	sp_arena_release(&m->arena);
}

/* Puts one entry back. SP_SKIPPED: it is not in the quarantine (any more). */
static enum sp_status put_back(const struct entry *entry, const char *from,
			       const struct sp_rereader *reader, struct sp_error *why)
{
	unsigned char now[SP_DIGEST];
	struct stat st;

	if (lstat(from, &st) != 0)
		return SP_SKIPPED;
	if (reader->hash(reader->context, from, now, why) != SP_OK)
		return SP_FAILED;
	if (memcmp(now, entry->hash, SP_DIGEST) != 0) {
		sp_error_set(why, SP_REASON_DAMAGED,
			     "what lies in the quarantine is not what went "
			     "into it");
		return SP_FAILED;
	}
	if (lstat(entry->path, &st) != 0)
		return errno == ENOENT ? sp_file_move(from, entry->path, why) : SP_FAILED;
	if (!entry->has_new || reader->hash(reader->context, entry->path, now, why) != SP_OK ||
	    memcmp(now, entry->new_hash, SP_DIGEST) != 0) {
		sp_error_set(why, SP_REASON_CHANGED, "something else stands there now");
		return SP_FAILED;
	}
	struct sp_buf aside = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_FATAL;
	if (sp_buf_printf(&aside, "%s.rewritten", from))
		status = sp_file_move(entry->path, sp_buf_str(&aside), why);
	if (status == SP_OK)
		status = sp_file_move(from, entry->path, why);
	sp_buf_release(&aside);
	return status;
}

enum sp_status sp_erasure_restore(const char *quarantine, const struct sp_rereader *rereader,
				  sp_restored *tell, void *context, struct sp_error *err)
{
	struct manifest m;
	struct sp_buf from = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = load(&m, quarantine, err), worst = SP_OK;

	for (size_t i = 0; status == SP_OK && i < m.n; i++) {
		struct sp_error why = { .reason = SP_REASON_NONE };
		if (!sp_quarantine_entry(&from, quarantine, m.entries[i].number)) {
			status = sp_subject_no_memory(err);
			break;
		}
		enum sp_status one = put_back(&m.entries[i], sp_buf_str(&from), rereader, &why);
		if (one == SP_SKIPPED)
			continue;
		tell(context, m.entries[i].path, one == SP_OK, why.text);
		if (one != SP_OK)
			worst = SP_PARTIAL;
	}
	release(&m);
	sp_buf_release(&from);
	return status == SP_OK ? worst : status;
}

static bool remove_file(struct sp_buf *name, const char *folder, const char *file)
{
	sp_buf_reset(name);
	return sp_buf_printf(name, "%s/%s", folder, file) &&
	       (unlink(sp_buf_str(name)) == 0 || errno == ENOENT);
}

enum sp_status sp_erasure_purge(const char *quarantine, struct sp_day today, struct sp_error *err)
{
	struct manifest m;
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = load(&m, quarantine, err);
	bool ok = status == SP_OK;

	if (ok && (!m.has_day || sp_day_compare(today, m.keep_until) <= 0))
		status = SP_SKIPPED;
	for (size_t i = 0; status == SP_OK && i < m.n && ok; i++) {
		static const char *const endings[] = { "", ".part", ".rewritten" };
		char file[64];
		for (size_t j = 0; j < 3 && ok; j++) {
			snprintf(file, sizeof(file), "%04llu%s",
				 (unsigned long long)m.entries[i].number, endings[j]);
			ok = remove_file(&name, quarantine, file);
		}
	}
	if (status == SP_OK && ok)
		ok = remove_file(&name, quarantine, "manifest") && rmdir(quarantine) == 0;
	if (status == SP_OK && !ok) {
		sp_error_set(err, SP_REASON_IO_ERROR, "%.150s: %s", quarantine,
			     strerrordesc_np(errno));
		status = SP_FAILED;
	}
	release(&m);
	sp_buf_release(&name);
	return status;
}
