/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apply.c - a plan is carried out, file by file.
 *
 * The journal has a line before and after each step. What it says of a file
 * that broke off, and what lies where, tells how far it came: each step can be
 * done again, and none is done twice. A file is touched only while its content
 * is the plan's, and, where it went into quarantine, is looked at once more there.
 */
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
#include <time.h>
#include <unistd.h>

/* What an earlier run wrote of a file: by the number of its first place. */
struct past {
	bool begun, ended;
	enum sp_erase_result result;
	bool has_new;
	unsigned char new_hash[SP_DIGEST];
};

struct eraser {
	struct sp_plan *plan;
	const struct sp_erasing *e;
	struct sp_lines journal;
	struct past *past; /* by number - 1 */
	struct sp_arena arena;
	struct sp_buf entry, temporary, line;
	struct sp_dossier marks;
	struct sp_day today;
	struct sp_error *err;
};

/* The places of one file: places[first, last). */
struct group {
	struct sp_plan_place *first;
	size_t n;
	bool take_out;
};

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* ---- the journal ---- */

static bool on_line(void *context, const struct sp_json_value *line)
{
	struct eraser *eraser = context;
	uint64_t number = sp_json_get_uint(line, "n", 0);
	const char *step = sp_json_get_string(line, "step");
	const char *hash = sp_json_get_string(line, "hash");

	if (!number || number > eraser->plan->n || !step)
		return true;
	struct past *past = &eraser->past[number - 1];
	if (strcmp(step, "begin") == 0)
		*past = (struct past) { .begun = true };
	else if (strcmp(step, "rewritten") == 0 && hash)
		past->has_new = sp_hash_read(hash, past->new_hash);
	else if (strcmp(step, "done") == 0)
		past->ended = true;
	return true;
}

static enum sp_status note(struct eraser *eraser, const struct sp_plan_place *place,
			   const char *step, const unsigned char *hash)
{
	struct sp_json json = sp_json_to(&eraser->line);
	char hex[SP_HASH_HEX];

	sp_buf_reset(&eraser->line);
	sp_json_open(&json, '{');
	sp_json_key(&json, "n");
	sp_json_uint(&json, place->number);
	sp_json_key(&json, "step");
	sp_json_string(&json, step);
	sp_json_key(&json, "time");
	sp_json_uint(&json, (unsigned long long)(now_ns() / 1000000000));
	sp_path_write(&json, place->path);
	if (hash) {
		sp_hash_hex(hash, hex);
		sp_json_key(&json, "hash");
		sp_json_string(&json, hex);
	}
	sp_json_close(&json, '}');
	sp_buf_putc(&eraser->line, '\n');
	return sp_lines_add(&eraser->journal, &eraser->line, eraser->err) == SP_OK ? SP_OK
										   : SP_FATAL;
}

/* ---- states ---- */

enum content { CONTENT_SAME, CONTENT_OTHER, CONTENT_NONE, CONTENT_UNKNOWN };

static enum content content_of(struct eraser *eraser, const char *path,
			       const unsigned char hash[SP_DIGEST], struct sp_error *why)
{
	unsigned char now[SP_DIGEST];
	const struct sp_rereader *reader = eraser->e->rereader;

	*why = (struct sp_error) { .reason = SP_REASON_NONE };
	if (reader->hash(reader->context, path, now, why) != SP_OK)
		return why->reason == SP_REASON_VANISHED ? CONTENT_NONE : CONTENT_UNKNOWN;
	return memcmp(now, hash, SP_DIGEST) == 0 ? CONTENT_SAME : CONTENT_OTHER;
}

static void result(struct eraser *eraser, struct group *group, enum sp_erase_result how,
		   const char *why)
{
	for (size_t i = 0; i < group->n; i++) {
		struct sp_plan_place *place = &group->first[i];
		if (!place->approved)
			continue;
		place->result = how;
		place->time_ns = now_ns();
		if (!sp_arena_dup(&eraser->plan->arena, why, &place->why))
			place->why = "out of memory";
	}
}

static enum sp_status end(struct eraser *eraser, struct group *group, enum sp_erase_result how)
{
	result(eraser, group, how, NULL);
	return note(eraser, group->first, "done", NULL);
}

/* Why it cannot be done; the plan goes on. */
static enum sp_status give_up(struct eraser *eraser, struct group *group,
			      const struct sp_error *why)
{
	result(eraser, group, why->reason == SP_REASON_VANISHED ? SP_ERASED_GONE : SP_ERASED_FAILED,
	       why->text);
	return note(eraser, group->first, "failed", NULL);
}

static bool entry_exists(struct eraser *eraser, const struct sp_plan_place *place)
{
	return eraser->e->quarantine &&
	       sp_quarantine_entry(&eraser->entry, eraser->e->quarantine, place->number) &&
	       access(sp_buf_str(&eraser->entry), F_OK) == 0;
}

/* ---- whole files ---- */

static enum sp_status to_quarantine(struct eraser *eraser, struct group *group)
{
	struct sp_plan_place *place = group->first;
	struct sp_error why = { .reason = SP_REASON_NONE };
	const char *folder = eraser->e->quarantine;

	if (!sp_quarantine_entry(&eraser->entry, folder, place->number))
		return SP_FATAL;
	if (sp_quarantine_note(folder, place->number, place->path, place->hash, NULL,
			       eraser->err) != SP_OK)
		return SP_FATAL;
	if (sp_file_move(place->path, sp_buf_str(&eraser->entry), &why) != SP_OK)
		return give_up(eraser, group, &why);
	/* Between the look and the move somebody may have written to it. */
	if (content_of(eraser, sp_buf_str(&eraser->entry), place->hash, &why) != CONTENT_SAME) {
		if (sp_file_move(sp_buf_str(&eraser->entry), place->path, &why) != SP_OK)
			return give_up(eraser, group, &why);
		result(eraser, group, SP_ERASED_CHANGED, NULL);
		return note(eraser, place, "put back", NULL);
	}
	return end(eraser, group, SP_ERASED);
}

static enum sp_status erase_file(struct eraser *eraser, struct group *group, enum content content)
{
	struct sp_plan_place *place = group->first;
	struct sp_error why = { .reason = SP_REASON_NONE };
	const struct past *past = &eraser->past[place->number - 1];
	bool resumed = past->begun && !past->ended;

	/* A run that broke off had moved it, or was about to take the old name away. */
	if (resumed && entry_exists(eraser, place)) {
		if (content_of(eraser, sp_buf_str(&eraser->entry), place->hash, &why) !=
		    CONTENT_SAME) {
			sp_error_set(&why, SP_REASON_NONE,
				     "its entry in the quarantine is damaged");
			return give_up(eraser, group, &why);
		}
		if (content == CONTENT_SAME && unlink(place->path) != 0) {
			sp_error_set(&why, SP_REASON_IO_ERROR, "it cannot be removed: %s",
				     strerrordesc_np(errno));
			return give_up(eraser, group, &why);
		}
		return end(eraser, group, SP_ERASED_BEFORE);
	}
	if (content == CONTENT_NONE) {
		/* With --final, that is what a run that broke off leaves. */
		return end(eraser, group,
			   resumed && !eraser->e->quarantine ? SP_ERASED_BEFORE : SP_ERASED_GONE);
	}
	if (eraser->e->quarantine)
		return to_quarantine(eraser, group);
	if (unlink(place->path) != 0) {
		sp_error_set(&why, sp_reason_from_errno(errno), "it cannot be removed: %s",
			     strerrordesc_np(errno));
		return give_up(eraser, group, &why);
	}
	sp_folder_sync(place->path);
	return end(eraser, group, SP_ERASED);
}

/* ---- archives and mailboxes ---- */

struct names {
	struct sp_arena *arena;
	const char **items;
	size_t n, room;
	bool numbered; /* messages: without their numbers, which change */
};

static enum sp_status on_member(void *context, const char *name)
{
	struct names *names = context;

	if (names->numbered)
		name += strspn(name, "0123456789");
	if (!sp_mem_room(&names->items, &names->room, names->n + 1, sizeof(*names->items)))
		return SP_FATAL;
	if (!sp_arena_dup(names->arena, name, &names->items[names->n]))
		return SP_FATAL;
	names->n++;
	return SP_OK;
}

static bool is_taken(const struct group *group, const char *name)
{
	for (size_t i = 0; i < group->n; i++)
		if (group->first[i].approved && strcmp(group->first[i].member, name) == 0)
			return true;
	return false;
}

static enum sp_status on_old_member(void *context, const char *name)
{
	const struct {
		const struct group *group;
		struct names *names;
	} *both = context;

	return is_taken(both->group, name) ? SP_OK : on_member(both->names, name);
}

/* Has the new file the old one's members, but for those that were taken out? */
static bool verify(struct eraser *eraser, const struct group *group, const char *fresh,
		   struct sp_error *why)
{
	const struct sp_rereader *reader = eraser->e->rereader;
	bool numbered = strcmp(group->first->format, "mbox") == 0;
	struct names old = { .arena = &eraser->arena, .numbered = numbered };
	struct names now = { .arena = &eraser->arena, .numbered = numbered };
	struct {
		const struct group *group;
		struct names *names;
	} both = { group, &old };
	bool same = reader->members(reader->context, group->first->path, on_old_member, &both,
				    why) == SP_OK &&
		    reader->members(reader->context, fresh, on_member, &now, why) == SP_OK &&
		    old.n == now.n;

	for (size_t i = 0; i < old.n && same; i++)
		same = strcmp(old.items[i], now.items[i]) == 0;
	if (!same && !why->text[0])
		sp_error_set(why, SP_REASON_NONE,
			     "the new file would not hold what it should: take it out by hand");
	sp_mem_free(old.items);
	sp_mem_free(now.items);
	return same;
}

/* Writes the new file beside the old one, with its mode and owner. */
static enum sp_status write_new(struct eraser *eraser, const struct group *group,
				struct sp_error *why)
{
	const struct sp_plan_place *place = group->first;
	const struct sp_rewriter *rewriter = sp_rewriter_find(place->format);
	const char **names = sp_mem_zero(group->n + 1, sizeof(*names));
	const char *fresh = sp_buf_str(&eraser->temporary);
	int in = open(place->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), out = -1;
	struct stat st;
	size_t n = 0;
	enum sp_status status = SP_FAILED;

	unlink(fresh);
	if (in >= 0 && fstat(in, &st) == 0 && S_ISREG(st.st_mode))
		out = open(fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	for (size_t i = 0; i < group->n && names; i++)
		if (group->first[i].approved)
			names[n++] = group->first[i].member;
	if (!names || !rewriter)
		sp_error_set(why, SP_REASON_UNSUPPORTED, "files of that format are not rewritten");
	else if (in < 0 || out < 0)
		sp_error_set(why, sp_reason_from_errno(errno), "a new file cannot be made: %s",
			     strerrordesc_np(errno));
	else
		status = rewriter->rewrite(in, (uint64_t)st.st_size, out, names, n, why);
	if (status == SP_OK && ((fchown(out, st.st_uid, st.st_gid) != 0 && errno != EPERM) ||
				fchmod(out, st.st_mode & 07777) != 0 || fsync(out) != 0)) {
		sp_error_set(why, SP_REASON_IO_ERROR, "the new file cannot be finished: %s",
			     strerrordesc_np(errno));
		status = SP_FAILED;
	}
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	sp_mem_free(names);
	return status;
}

/* The old file goes into the quarantine and the new one takes its name. */
static enum sp_status put_in_place(struct eraser *eraser, struct group *group,
				   const unsigned char fresh_hash[SP_DIGEST])
{
	struct sp_plan_place *place = group->first;
	const char *folder = eraser->e->quarantine;
	struct sp_error why = { .reason = SP_REASON_NONE };

	if (note(eraser, place, "rewritten", fresh_hash) != SP_OK)
		return SP_FATAL;
	if (folder && !entry_exists(eraser, place)) {
		if (sp_quarantine_note(folder, place->number, place->path, place->hash, fresh_hash,
				       eraser->err) != SP_OK)
			return SP_FATAL;
		if (sp_file_keep(place->path, sp_buf_str(&eraser->entry), &why) != SP_OK)
			return give_up(eraser, group, &why);
	}
	if (content_of(eraser, place->path, place->hash, &why) != CONTENT_SAME) {
		unlink(sp_buf_str(&eraser->temporary));
		result(eraser, group, SP_ERASED_CHANGED, NULL);
		return note(eraser, place, "changed", NULL);
	}
	if (rename(sp_buf_str(&eraser->temporary), place->path) != 0) {
		sp_error_set(&why, SP_REASON_IO_ERROR, "the new file cannot be named: %s",
			     strerrordesc_np(errno));
		unlink(sp_buf_str(&eraser->temporary));
		return give_up(eraser, group, &why);
	}
	sp_folder_sync(place->path);
	return end(eraser, group, SP_ERASED);
}

static void set_rewritten(struct group *group, const unsigned char hash[SP_DIGEST])
{
	for (size_t i = 0; i < group->n; i++)
		if (group->first[i].approved) {
			group->first[i].rewritten = true;
			memcpy(group->first[i].hash_after, hash, SP_DIGEST);
		}
}

static enum sp_status take_out(struct eraser *eraser, struct group *group)
{
	const struct sp_rereader *reader = eraser->e->rereader;
	unsigned char fresh[SP_DIGEST];
	struct sp_error why = { .reason = SP_REASON_NONE };

	if (write_new(eraser, group, &why) != SP_OK ||
	    !verify(eraser, group, sp_buf_str(&eraser->temporary), &why) ||
	    reader->hash(reader->context, sp_buf_str(&eraser->temporary), fresh, &why) != SP_OK) {
		unlink(sp_buf_str(&eraser->temporary));
		sp_arena_reset(&eraser->arena);
		return give_up(eraser, group, &why);
	}
	sp_arena_reset(&eraser->arena);
	set_rewritten(group, fresh);
	return put_in_place(eraser, group, fresh);
}

/* ---- one file ---- */

static bool make_temporary(struct eraser *eraser, const struct sp_plan_place *place)
{
	const char *slash = strrchr(place->path, '/');

	sp_buf_reset(&eraser->temporary);
	sp_buf_add(&eraser->temporary, place->path, (size_t)(slash - place->path) + 1);
	return sp_buf_printf(&eraser->temporary, ".spana-%s-%llu", eraser->plan->id,
			     (unsigned long long)place->number);
}

/* What marks and rules say today, whatever the plan said when it was made. */
static bool is_held(struct eraser *eraser, struct group *group)
{
	struct sp_plan_place *place = group->first;
	struct sp_held_file file = { .path = place->path, .has_hash = place->has_hash };
	struct sp_plan_place fresh = { .number = place->number };
	struct stat st;

	memcpy(file.hash, place->hash, SP_DIGEST);
	if (lstat(place->path, &st) == 0)
		file.mtime_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
	bool ok = sp_dossier_apply_marks(&eraser->marks, &file) &&
		  sp_place_object(eraser->plan, &fresh, &file, eraser->e->rules, eraser->today);
	bool held = !ok || sp_place_is_blocked(&fresh);
	sp_mem_free(fresh.against);
	sp_mem_free(file.marks);
	return held;
}

static enum sp_status erase_group(struct eraser *eraser, struct group *group)
{
	struct sp_plan_place *place = group->first;
	const struct past *past = &eraser->past[place->number - 1];
	struct sp_error why = { .reason = SP_REASON_NONE };

	if (past->ended) {
		if (content_of(eraser, place->path, place->hash, &why) == CONTENT_SAME) {
			result(eraser, group, SP_ERASED_NOT,
			       "it was erased, and has been put back since");
			return SP_OK;
		}
		if (past->has_new)
			set_rewritten(group, past->new_hash);
		result(eraser, group, SP_ERASED_BEFORE, NULL);
		return SP_OK;
	}
	if (!make_temporary(eraser, place))
		return SP_FATAL;
	if (!past->begun && is_held(eraser, group)) {
		result(eraser, group, SP_ERASED_HELD, NULL);
		return SP_OK;
	}
	enum content content = content_of(eraser, place->path, place->hash, &why);
	if (past->begun && past->has_new && group->take_out) {
		struct sp_error ignored;
		if (content_of(eraser, place->path, past->new_hash, &ignored) == CONTENT_SAME) {
			set_rewritten(group, past->new_hash);
			return end(eraser, group, SP_ERASED_BEFORE);
		}
	}
	if (content == CONTENT_UNKNOWN || (content == CONTENT_NONE && group->take_out))
		return give_up(eraser, group, &why);
	bool in_quarantine = past->begun && entry_exists(eraser, place);
	if (content == CONTENT_OTHER && !in_quarantine) {
		result(eraser, group, SP_ERASED_CHANGED, NULL);
		return SP_OK;
	}
	if (!past->begun && note(eraser, place, "begin", place->hash) != SP_OK)
		return SP_FATAL;
	return group->take_out ? take_out(eraser, group) : erase_file(eraser, group, content);
}

/* ---- the plan ---- */

/* The next file with approved places that spana can do; false: there is none. */
static bool next_group(struct sp_plan *plan, size_t *at, struct group *group)
{
	while (*at < plan->n) {
		struct sp_plan_place *place = &plan->places[*at];
		bool mine =
			place->approved && place->action <= SP_ERASE_TAKE_OUT && place->has_hash;
		*group = (struct group) { place, 1, place->action == SP_ERASE_TAKE_OUT };
		++*at;
		if (!mine)
			continue;
		/* Members of the same file are taken out together. */
		while (group->take_out && *at < plan->n &&
		       strcmp(plan->places[*at].path, place->path) == 0) {
			if (plan->places[*at].action != SP_ERASE_TAKE_OUT)
				plan->places[*at].approved = false;
			group->n++;
			++*at;
		}
		return true;
	}
	return false;
}

static enum sp_status prepare(struct eraser *eraser)
{
	enum sp_status status = SP_OK;

	eraser->past = sp_mem_zero(eraser->plan->n + 1, sizeof(*eraser->past));
	if (!eraser->past)
		return sp_subject_no_memory(eraser->err);
	status = sp_lines_read(eraser->e->journal, &eraser->arena, on_line, eraser, eraser->err);
	if (status == SP_SKIPPED)
		status = SP_OK;
	if (status == SP_OK && eraser->e->quarantine)
		status = sp_quarantine_make(eraser->e->quarantine, eraser->err);
	if (status == SP_OK && eraser->e->quarantine)
		status = sp_quarantine_until(eraser->e->quarantine, eraser->e->keep_until,
					     eraser->err);
	if (status == SP_OK)
		status = sp_lines_open(&eraser->journal, eraser->e->journal, eraser->err);
	if (status == SP_OK)
		status = sp_dossier_load_marks(&eraser->marks, eraser->err);
	sp_arena_reset(&eraser->arena);
	return status == SP_OK ? SP_OK : SP_FATAL;
}

enum sp_status sp_erasure_apply(struct sp_plan *plan, const struct sp_erasing *erasing,
				struct sp_error *err)
{
	struct eraser eraser = { .plan = plan,
				 .e = erasing,
				 .journal = { .fd = -1 },
				 .entry = SP_BUF_INIT(SP_BUF_UNCAPPED),
				 .temporary = SP_BUF_INIT(SP_BUF_UNCAPPED),
				 .line = SP_BUF_INIT(SP_BUF_UNCAPPED),
				 .today = sp_day_of(now_ns()),
				 .err = err };
	struct group group;
	size_t at = 0;

	eraser.marks.inventory = erasing->inventory;
	plan->applied_ns = now_ns();
	plan->keep_until = erasing->keep_until;
	enum sp_status status = prepare(&eraser);
	if (status == SP_OK &&
	    (!sp_arena_dup(&plan->arena, erasing->author, &plan->applied_by) ||
	     !sp_arena_dup(&plan->arena, erasing->quarantine, &plan->quarantine)))
		status = sp_subject_no_memory(err);
	while (status == SP_OK && next_group(plan, &at, &group)) {
		if (erasing->stop && atomic_load(erasing->stop))
			status = SP_PARTIAL;
		else
			status = erase_group(&eraser, &group);
	}
	sp_lines_close(&eraser.journal);
	sp_mem_free(eraser.past);
	sp_arena_release(&eraser.arena);
	sp_buf_release(&eraser.entry);
	sp_buf_release(&eraser.temporary);
	sp_buf_release(&eraser.line);
	sp_dossier_release(&eraser.marks);
	return status;
}
