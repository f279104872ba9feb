/* SPDX-License-Identifier: GPL-3.0-or-later */
/* facts.c - see facts.h. Rows are copied: they outlive the queries. */
#include "cli/facts.h"

#include "base/date.h"
#include "base/mem.h"
#include "cli/common.h"

#include <stdlib.h>
#include <string.h>

/* One query at work. */
struct loading {
	struct facts *facts;
	size_t room;
	const char *since; /* what --since says */
	size_t n_complete;
	bool found;
};

static enum sp_status add_source(void *context, const struct sp_source_row *source)
{
	struct loading *l = context;
	struct sp_report_facts *told = &l->facts->told;

	if (!sp_mem_room(&told->sources, &l->room, told->n_sources + 1, sizeof(*told->sources)))
		return SP_FATAL;
	struct sp_source_row *copy = &told->sources[told->n_sources++];
	*copy = *source;
	return sp_arena_dup(&l->facts->arena, source->path, &copy->path) ? SP_OK : SP_FATAL;
}

/* The scan that --since names: by number, by day, or as the last but one that was complete. */
static bool is_since(struct loading *l, const struct sp_scan_row *scan)
{
	char *end;
	struct sp_day day;

	if (!scan->ended_ns)
		return false;
	if (!l->since) /* the one before the newest */
		return l->facts->told.n_scans > 1;
	if (strcmp(l->since, "last") == 0)
		return strcmp(scan->state, "complete") == 0 && ++l->n_complete == 2;
	if (sp_day_parse(l->since, &day))
		return sp_day_compare(sp_day_of(scan->started_ns), day) < 0;
	return scan->id == strtoull(l->since, &end, 10) && !*end;
}

static enum sp_status add_scan(void *context, const struct sp_scan_row *scan)
{
	struct loading *l = context;
	struct sp_report_facts *told = &l->facts->told;
	struct sp_arena *arena = &l->facts->arena;

	if (told->n_scans < SP_FACTS_SCANS) {
		if (!sp_mem_room(&told->scans, &l->room, told->n_scans + 1, sizeof(*told->scans)))
			return SP_FATAL;
		struct sp_scan_row *copy = &told->scans[told->n_scans++];
		*copy = *scan;
		if (!sp_arena_dup(arena, scan->state, &copy->state) ||
		    !sp_arena_dup(arena, scan->program, &copy->program) ||
		    !sp_arena_dup(arena, scan->ruleset, &copy->ruleset) ||
		    !sp_arena_dup(arena, scan->options, &copy->options))
			return SP_FATAL;
	}
	if (!l->found && is_since(l, scan)) {
		l->found = true;
		told->since = scan->id;
		told->since_ns = scan->started_ns;
	}
	return SP_OK;
}

static enum sp_status add_point(void *context, const struct sp_trend_row *point)
{
	struct loading *l = context;
	struct sp_report_facts *told = &l->facts->told;

	if (told->n_trend == SP_FACTS_TREND) {
		memmove(told->trend, told->trend + 1, (told->n_trend - 1) * sizeof(*told->trend));
		told->n_trend--;
	}
	if (!sp_mem_room(&told->trend, &l->room, told->n_trend + 1, sizeof(*told->trend)))
		return SP_FATAL;
	struct sp_trend_row *copy = &told->trend[told->n_trend++];
	*copy = *point;
	return sp_arena_dup(&l->facts->arena, point->state, &copy->state) ? SP_OK : SP_FATAL;
}

/* Where groups go: of a source, or of everything (NULL). NULL: a source that came since. */
static struct sp_facts_groups *groups_of(struct loading *l, enum sp_by by, const char *source)
{
	struct sp_report_facts *told = &l->facts->told;

	if (!source)
		return &told->groups[by];
	for (size_t i = 0; i < told->n_sources; i++)
		if (strcmp(told->sources[i].path, source) == 0)
			return &told->within[by][i];
	return NULL;
}

static enum sp_status add_group(void *context, enum sp_by by, const char *source,
				const struct sp_group *group)
{
	struct loading *l = context;
	struct sp_facts_groups *groups = groups_of(l, by, source);

	if (!groups)
		return SP_OK;
	if (!groups->all)
		l->room = 0;
	groups->files += group->files;
	if (groups->all++ >= SP_FACTS_GROUPS)
		return SP_OK;
	if (!sp_mem_room(&groups->items, &l->room, groups->n + 1, sizeof(*groups->items)))
		return SP_FATAL;
	struct sp_group *copy = &groups->items[groups->n++];
	*copy = *group;
	return sp_arena_dup(&l->facts->arena, group->name, &copy->name) &&
			       sp_arena_dup(&l->facts->arena, group->category, &copy->category)
		       ? SP_OK
		       : SP_FATAL;
}

static enum sp_status count_change(void *context, const struct sp_change_row *change)
{
	struct sp_report_facts *told = context;

	told->changes[change->how]++;
	told->before += change->before;
	told->after += change->after;
	return SP_OK;
}

/* Groups that a form tells, and no others; the trend with them. */
static enum sp_status load_groups(struct facts *facts, struct sp_inventory *inventory,
				  const struct sp_reporter *reporter, const struct sp_query *query,
				  struct sp_error *err)
{
	struct sp_report_facts *told = &facts->told;
	struct loading l = { .facts = facts };
	enum sp_status status = SP_OK;

	if (reporter->groups)
		status = sp_inventory_trend(inventory, add_point, &l, err);
	for (int by = 0; by < SP_BY_COUNT && status == SP_OK; by++)
		if (reporter->within >> by & 1) {
			told->within[by] =
				sp_mem_zero(told->n_sources + 1, sizeof(*told->within[by]));
			status = told->within[by] ? SP_OK : SP_FATAL;
		}
	if (status == SP_OK)
		status = sp_inventory_groups(inventory, query, reporter->groups, reporter->within,
					     add_group, &l, err);
	return status;
}

/* ---- all ---- */

static bool describe_options(struct sp_buf *out, const struct settings *settings)
{
	const struct {
		const char *name, *value;
	} given[] = {
		{ "--types", settings->types },
		{ "--min-confidence",
		  settings->min_confidence ? sp_confidence_name(settings->min_confidence) : NULL },
		{ "--since", settings->since },
		{ "--by", settings->by },
		{ "--changes", settings->changes ? "" : NULL },
		{ "--problems", settings->problems ? "" : NULL },
		{ "--suppressed", settings->suppressed ? "" : NULL },
		{ "--gone", settings->gone ? "" : NULL },
		{ "--overdue", settings->overdue ? "" : NULL },
		{ "--not-personal", settings->not_personal ? "" : NULL },
	};

	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++)
		if (given[i].value)
			sp_buf_printf(out, "%s%s%s%s", out->len ? " " : "", given[i].name,
				      given[i].value[0] ? " " : "", given[i].value);
	return !out->failed;
}

static enum sp_status load_since(struct facts *facts, struct sp_inventory *inventory,
				 const struct settings *settings, struct sp_query *query,
				 struct sp_error *err)
{
	struct loading l = { .facts = facts, .since = settings->since };
	enum sp_status status = sp_inventory_scans(inventory, SIZE_MAX, add_scan, &l, err);

	if (status != SP_OK)
		return status;
	struct sp_day day;
	bool open = settings->since &&
		    (strcmp(settings->since, "last") == 0 || sp_day_parse(settings->since, &day));
	if (settings->since && !l.found && !open) {
		say("--since %s: give the number of a scan that has ended ('spana status' lists "
		    "them), a day as 2026-01-31, or last",
		    settings->since);
		return SP_FAILED;
	}
	/* --changes tells the files; what else there is stays whole. */
	facts->told.only_new = settings->since && !settings->changes;
	query->since = facts->told.only_new ? facts->told.since : 0;
	return SP_OK;
}

enum sp_status facts_load(struct facts *facts, struct sp_inventory *inventory,
			  const struct settings *settings, const struct sp_reporter *reporter,
			  struct sp_query *query, struct sp_error *err)
{
	struct loading l = { .facts = facts };

	*facts = (struct facts) { .options = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	facts->told.program = "spana " SPANA_VERSION;
	facts->told.inventory = sp_inventory_path(inventory);
	facts->told.made_ns = time_now_ns();
	facts->told.hidden = sp_inventory_hidden(inventory);
	facts->told.part = settings->by		  ? SP_PART_GROUPS
			   : settings->changes	  ? SP_PART_CHANGES
			   : settings->suppressed ? SP_PART_SUPPRESSED
			   : settings->problems	  ? SP_PART_PROBLEMS
						  : SP_PART_ALL;
	if (settings->by && !sp_by_parse(settings->by, &facts->told.by))
		return SP_FATAL;
	if (!describe_options(&facts->options, settings))
		return SP_FATAL;
	facts->told.options = sp_buf_str(&facts->options);
	enum sp_status status = load_since(facts, inventory, settings, query, err);
	if (status == SP_OK)
		status = sp_inventory_sources(inventory, add_source, &l, err);
	struct sp_query since = *query;
	since.since = facts->told.since;
	if (status == SP_OK && since.since)
		status = sp_inventory_changes(inventory, &since, count_change, &facts->told, err);
	if (status == SP_OK && reporter)
		status = load_groups(facts, inventory, reporter, query, err);
	return status;
}

void facts_release(struct facts *facts)
{
	struct sp_report_facts *told = &facts->told;

	for (int by = 0; by < SP_BY_COUNT; by++) {
		sp_mem_free(told->groups[by].items);
		for (size_t i = 0; told->within[by] && i < told->n_sources; i++)
			sp_mem_free(told->within[by][i].items);
		sp_mem_free(told->within[by]);
	}
	sp_mem_free(told->sources);
	sp_mem_free(told->scans);
	sp_mem_free(told->trend);
	sp_arena_release(&facts->arena);
	sp_buf_release(&facts->options);
}
