/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * overdue.c - what is past its time: by a rule of the configuration, or by a
 * mark that said how long. A legal hold, or a mark that keeps it longer, keeps
 * a file off the list and is counted.
 */
#include "subject/dossier.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define TYPES_MOST 64

struct search {
	struct sp_overdue_list *out;
	struct sp_inventory *inv;
	const struct sp_retentions *rules;
	struct sp_dossier marks; /* of it only the marks */
	struct sp_day today;
	struct sp_error *err;
	/* The file at hand. */
	const char *types[TYPES_MOST + 1];
	size_t n_types;
	uint64_t findings;
	struct sp_arena names; /* of types */
};

static enum sp_status on_type(void *context, const char *type, uint64_t n)
{
	struct search *search = context;

	search->findings += n;
	if (search->n_types == TYPES_MOST)
		return SP_OK;
	if (!sp_arena_dup(&search->names, type, &search->types[search->n_types]))
		return SP_FATAL;
	search->types[++search->n_types] = NULL;
	return SP_OK;
}

/* The mark that keeps a file longest, and until when; a hold has no end. */
static const struct sp_review_mark *kept_by(const struct search *search,
					    const struct sp_report_item *item, struct sp_day *until,
					    bool *held)
{
	const struct sp_dossier *d = &search->marks;
	const struct sp_review_mark *longest = NULL;

	*held = false;
	for (size_t i = 0; i < d->n_marks; i++) {
		const struct sp_review_mark *mark = &d->marks[i];
		struct sp_day day;
		if ((mark->kind != SP_MARK_KEEP && mark->kind != SP_MARK_HOLD) ||
		    sp_mark_is_withdrawn(d->marks, d->n_marks, mark) ||
		    !sp_mark_on_file(mark, item->path, item->hash))
			continue;
		if (mark->kind == SP_MARK_HOLD) {
			*held = true;
		} else if (mark->until && sp_day_parse(mark->until, &day) &&
			   (!longest || sp_day_compare(day, *until) > 0)) {
			longest = mark;
			*until = day;
		}
	}
	return longest;
}

static bool add(struct search *search, const struct sp_report_item *item, struct sp_day until,
		const char *why, const char *basis, uint64_t mark)
{
	struct sp_overdue_list *out = search->out;

	if (!sp_mem_room(&out->items, &out->room, out->n + 1, sizeof(*out->items)))
		return false;
	struct sp_overdue *row = &out->items[out->n];
	*row = (struct sp_overdue) {
		.mark = mark,
		.findings = search->findings,
		.mtime_ns = item->mtime_ns,
		.until = until,
		.days = sp_days_between(until, search->today),
	};
	if (!sp_arena_dup(&out->arena, item->path, &row->path) ||
	    !sp_arena_dup(&out->arena, item->owner ? item->owner : "", &row->owner) ||
	    !sp_arena_dup(&out->arena, basis ? basis : "", &row->basis) ||
	    !sp_arena_dup(&out->arena, why, &row->why))
		return false;
	out->n++;
	return true;
}

static enum sp_status on_file(void *context, const struct sp_report_item *item)
{
	struct search *search = context;
	struct sp_day by_rule, by_mark;
	bool held, ok = true;

	search->n_types = 0;
	search->types[0] = NULL;
	search->findings = 0;
	sp_arena_reset(&search->names);
	enum sp_status status =
		sp_inventory_types(search->inv, item->file, on_type, search, search->err);
	if (status != SP_OK)
		return status;
	/* Of a folder, whose name tells of somebody, nobody knows how old that is. */
	const struct sp_retention *rule =
		item->mtime_ns ? sp_retention_of(search->rules, item->path, search->types,
						 sp_day_of(item->mtime_ns), &by_rule)
			       : NULL;
	const struct sp_review_mark *mark = kept_by(search, item, &by_mark, &held);
	bool rule_past = rule && sp_day_compare(by_rule, search->today) < 0;
	bool mark_past = mark && sp_day_compare(by_mark, search->today) < 0;
	if (rule_past && (held || (mark && !mark_past)))
		search->out->held++;
	else if (held || (rule && !rule_past) || (mark && !mark_past))
		return SP_OK;
	else if (mark_past && (!rule_past || sp_day_compare(by_mark, by_rule) > 0))
		ok = add(search, item, by_mark, mark->reason, mark->basis, mark->id);
	else if (rule_past)
		ok = add(search, item, by_rule, rule->glob, rule->basis, 0);
	return ok ? SP_OK : sp_subject_no_memory(search->err);
}

static int longest_first(const void *a, const void *b)
{
	const struct sp_overdue *x = a, *y = b;

	return x->days != y->days ? (x->days > y->days ? -1 : 1) : strcmp(x->path, y->path);
}

enum sp_status sp_overdue_find(struct sp_overdue_list *out, struct sp_inventory *inv,
			       const struct sp_retentions *rules, struct sp_day today,
			       struct sp_error *err)
{
	struct search search = {
		.out = out, .inv = inv, .rules = rules, .today = today, .err = err
	};

	*out = (struct sp_overdue_list) { .n = 0 };
	search.marks.inventory = inv;
	enum sp_status status = sp_dossier_load_marks(&search.marks, err);
	if (status == SP_OK)
		status = sp_inventory_files(inv, on_file, &search, err);
	if (out->n)
		qsort(out->items, out->n, sizeof(*out->items), longest_first);
	sp_dossier_release(&search.marks);
	sp_arena_release(&search.names);
	return status;
}

void sp_overdue_release(struct sp_overdue_list *list)
{
	sp_mem_free(list->items);
	sp_arena_release(&list->arena);
}
