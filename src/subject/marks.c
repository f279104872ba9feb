/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * marks.c - which marks hold for a file, an item, a place.
 *
 * A file is known by its content, wherever it lies. What restrains (keep,
 * hold, protected) holds for the path as well, whatever has become of the
 * file; what permits (not personal data, erase) is said of one content, and
 * ends with it.
 */
#include "subject/dossier.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"

#include <fnmatch.h>
#include <string.h>

static bool keep_digest(struct sp_arena *arena, const unsigned char *from,
			const unsigned char **out)
{
	unsigned char *copy = from ? sp_arena_alloc(arena, SP_DIGEST) : NULL;

	if (copy)
		memcpy(copy, from, SP_DIGEST);
	*out = copy;
	return copy || !from;
}

static enum sp_status on_mark(void *context, const struct sp_review_mark *mark)
{
	struct sp_dossier *dossier = context;
	struct sp_arena *arena = &dossier->arena;

	if (!sp_mem_room(&dossier->marks, &dossier->room_marks, dossier->n_marks + 1,
			 sizeof(*dossier->marks)))
		return SP_FATAL;
	struct sp_review_mark *copy = &dossier->marks[dossier->n_marks];
	*copy = *mark;
	bool ok = sp_arena_dup(arena, mark->author, &copy->author) &&
		  sp_arena_dup(arena, mark->reason, &copy->reason) &&
		  sp_arena_dup(arena, mark->basis, &copy->basis) &&
		  sp_arena_dup(arena, mark->until, &copy->until) &&
		  sp_arena_dup(arena, mark->type, &copy->type) &&
		  sp_arena_dup(arena, mark->path, &copy->path) &&
		  sp_arena_dup(arena, mark->members, &copy->members) &&
		  sp_arena_dup(arena, mark->where, &copy->where) &&
		  keep_digest(arena, mark->digest, &copy->digest) &&
		  keep_digest(arena, mark->content, &copy->content);
	dossier->n_marks += ok;
	return ok ? SP_OK : SP_FATAL;
}

enum sp_status sp_dossier_load_marks(struct sp_dossier *dossier, struct sp_error *err)
{
	return sp_inventory_marks(dossier->inventory, on_mark, dossier, err);
}

bool sp_mark_is_withdrawn(const struct sp_review_mark *marks, size_t n,
			  const struct sp_review_mark *mark)
{
	if (mark->kind == SP_MARK_WITHDRAWN)
		return true;
	for (size_t i = 0; i < n; i++)
		if (marks[i].kind == SP_MARK_WITHDRAWN && marks[i].withdraws == mark->id)
			return true;
	return false;
}

bool sp_mark_on_file(const struct sp_review_mark *mark, const char *path, const unsigned char *hash)
{
	bool restrains = mark->kind == SP_MARK_KEEP || mark->kind == SP_MARK_HOLD ||
			 mark->kind == SP_MARK_PROTECTED;

	if (!mark->path && !mark->content)
		return true;
	if (mark->pattern)
		return fnmatch(mark->path, path, 0) == 0;
	if (mark->content && hash && memcmp(mark->content, hash, SP_DIGEST) == 0)
		return true;
	bool same_path = mark->path && strcmp(mark->path, path) == 0;
	return same_path && (restrains || !mark->content);
}

/* The names that lead to an item, as a mark has them. */
static bool members_json(struct sp_buf *out, const struct sp_held_item *item)
{
	struct sp_json json = sp_json_to(out);

	sp_buf_reset(out);
	sp_json_open(&json, '[');
	for (size_t i = 0; i < item->n_members; i++)
		sp_json_string(&json, item->members[i]);
	sp_json_close(&json, ']');
	return !out->failed;
}

static bool on_item(const struct sp_review_mark *mark, const struct sp_held_item *item,
		    struct sp_buf *buf)
{
	return !mark->members ||
	       (members_json(buf, item) && strcmp(sp_buf_str(buf), mark->members) == 0);
}

static bool on_place(const struct sp_review_mark *mark, const struct sp_place_of *place)
{
	return (!mark->type || strcmp(mark->type, place->type) == 0) &&
	       (!mark->digest || memcmp(mark->digest, place->digest, SP_DIGEST) == 0) &&
	       (!mark->where || strcmp(mark->where, place->where) == 0);
}

static bool add(struct sp_held_file *file, const struct sp_review_mark *mark,
		const struct sp_held_item *item)
{
	if (!sp_mem_room(&file->marks, &file->room_marks, file->n_marks + 1, sizeof(*file->marks)))
		return false;
	file->marks[file->n_marks++] = (struct sp_mark_on) { mark, item };
	return true;
}

/* A mark on some of the item's places; "not personal data" is noted at each. */
static bool apply_to_item(struct sp_held_file *file, struct sp_held_item *item,
			  const struct sp_review_mark *mark, struct sp_buf *buf)
{
	bool any = false;

	if (!on_item(mark, item, buf))
		return !buf->failed;
	for (size_t i = 0; i < item->n_places; i++) {
		struct sp_place_of *place = &item->places[i];
		if (!on_place(mark, place))
			continue;
		any = true;
		if (mark->kind == SP_MARK_NOT_PERSONAL)
			place->not_personal = true;
	}
	if (any && mark->kind == SP_MARK_PROTECTED)
		item->protected_near = true;
	bool whole = !mark->members && !mark->where && !mark->type && !mark->digest;
	return !any || whole || mark->kind == SP_MARK_NOT_PERSONAL || add(file, mark, item);
}

bool sp_dossier_apply_marks(struct sp_dossier *dossier, struct sp_held_file *file)
{
	struct sp_buf buf = SP_BUF_INIT(SP_BUF_UNCAPPED);
	bool ok = true;

	for (size_t i = 0; i < dossier->n_marks && ok; i++) {
		const struct sp_review_mark *mark = &dossier->marks[i];
		if (sp_mark_is_withdrawn(dossier->marks, dossier->n_marks, mark) ||
		    !sp_mark_on_file(mark, file->path, file->has_hash ? file->hash : NULL))
			continue;
		bool whole = !mark->members && !mark->where && !mark->type && !mark->digest;
		if (whole && mark->kind != SP_MARK_NOT_PERSONAL)
			ok = add(file, mark, NULL);
		for (size_t j = 0; j < file->n_items && ok; j++)
			ok = apply_to_item(file, &file->items[j], mark, &buf);
	}
	sp_buf_release(&buf);
	return ok;
}
