/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hide.c - what people marked as no personal data is left out of reports.
 *
 * A mark on a value alone is asked of the index. All others go by files: few
 * have such a mark, and of those alone the findings are looked at.
 */
#include "subject/dossier.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"

#include <string.h>

struct hiding {
	struct sp_dossier marks; /* for its marks */
	struct sp_inventory *inv;
	struct sp_buf members;
	struct sp_hidden *found;
	size_t n, room;
	struct sp_error *err;
};

static bool is_at_work(const struct hiding *h, const struct sp_review_mark *mark)
{
	return mark->kind == SP_MARK_NOT_PERSONAL &&
	       !sp_mark_is_withdrawn(h->marks.marks, h->marks.n_marks, mark);
}

/* Of a value, wherever it stands. */
static bool is_of_value(const struct sp_review_mark *mark)
{
	return mark->type && mark->digest && !mark->path && !mark->content && !mark->members &&
	       !mark->where;
}

static bool add(struct hiding *h, uint64_t file, uint64_t finding)
{
	if (!sp_mem_room(&h->found, &h->room, h->n + 1, sizeof(*h->found)))
		return false;
	h->found[h->n++] = (struct sp_hidden) { file, finding };
	return true;
}

static enum sp_status hide_value(struct hiding *h, const struct sp_review_mark *mark)
{
	struct sp_key_of_value key = { .type = mark->type };
	struct sp_hit *hits = NULL;
	size_t n = 0;
	bool ok = true;

	memcpy(key.digest, mark->digest, SP_DIGEST);
	enum sp_status status = sp_inventory_find(h->inv, &key, 1, &hits, &n, h->err);
	for (size_t i = 0; i < n && status == SP_OK && ok; i++)
		ok = add(h, hits[i].file, hits[i].finding);
	sp_mem_free(hits);
	return ok ? status : sp_subject_no_memory(h->err);
}

/* ---- by files ---- */

static bool is_member(struct hiding *h, const struct sp_review_mark *mark,
		      const struct sp_report_item *item)
{
	struct sp_json json = sp_json_to(&h->members);

	if (!mark->members)
		return true;
	sp_buf_reset(&h->members);
	sp_json_open(&json, '[');
	for (size_t i = 0; i < item->n_members; i++)
		sp_json_string(&json, item->members[i]);
	sp_json_close(&json, ']');
	return strcmp(sp_buf_str(&h->members), mark->members) == 0;
}

static enum sp_status on_finding(void *context, const struct sp_report_item *item,
				 const struct sp_finding_record *finding)
{
	struct hiding *h = context;
	bool hide = false;

	for (size_t i = 0; i < h->marks.n_marks && !hide; i++) {
		const struct sp_review_mark *mark = &h->marks.marks[i];
		hide = is_at_work(h, mark) && sp_mark_on_file(mark, item->path, item->hash) &&
		       (!mark->type || strcmp(mark->type, finding->type) == 0) &&
		       (!mark->digest || memcmp(mark->digest, finding->digest, SP_DIGEST) == 0) &&
		       (!mark->where || strcmp(mark->where, finding->where) == 0) &&
		       is_member(h, mark, item);
	}
	if (h->members.failed || (hide && !add(h, item->file, finding->id)))
		return sp_subject_no_memory(h->err);
	return SP_OK;
}

static enum sp_status on_file(void *context, const struct sp_report_item *item)
{
	struct hiding *h = context;
	bool any = false;

	for (size_t i = 0; i < h->marks.n_marks && !any; i++) {
		const struct sp_review_mark *mark = &h->marks.marks[i];
		any = is_at_work(h, mark) && !is_of_value(mark) &&
		      sp_mark_on_file(mark, item->path, item->hash);
	}
	return any ? sp_inventory_all_of(h->inv, item->file, on_finding, h, h->err) : SP_OK;
}

/* Marks of values are done; true where others are left, which go by files. */
static enum sp_status hide_values(struct hiding *h, bool *others)
{
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < h->marks.n_marks && status == SP_OK; i++) {
		const struct sp_review_mark *mark = &h->marks.marks[i];
		if (!is_at_work(h, mark))
			continue;
		if (is_of_value(mark))
			status = hide_value(h, mark);
		else
			*others = true;
	}
	return status;
}

enum sp_status sp_review_hide(struct sp_inventory *inv, struct sp_error *err)
{
	struct hiding h = {
		.marks = { .inventory = inv },
		.inv = inv,
		.members = SP_BUF_INIT(SP_BUF_UNCAPPED),
		.err = err,
	};
	bool others = false;
	enum sp_status status = sp_dossier_load_marks(&h.marks, err);

	if (status == SP_OK)
		status = hide_values(&h, &others);
	if (status == SP_OK && others)
		status = sp_inventory_files(inv, on_file, &h, err);
	if (status == SP_OK)
		status = sp_inventory_hide(inv, h.found, h.n, err);
	sp_mem_free(h.found);
	sp_buf_release(&h.members);
	sp_dossier_release(&h.marks);
	return status;
}
