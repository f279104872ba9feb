/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * neighbours.c - what stands near a person's places in a file: kinds of data,
 * special categories, and how many other people.
 *
 * All findings of an item are gone over twice: whether it is so small that all
 * in it belongs together is known behind the last.
 */
#include "subject/dossier.h"

#include "base/buf.h"
#include "base/mem.h"
#include "subject/near.h"

#include <stdlib.h>
#include <string.h>

/* In a text with no more findings than this all stands together. */
#define SMALL 30
/* So many items of a file are asked for one by one. */
#define FEW 8

struct neighbour {
	struct sp_dossier *dossier;
	struct sp_held_item *item;
	struct sp_buf row, own; /* the row at hand, and the place's */
	unsigned char (*others)[SP_DIGEST];
	size_t n_others, room_others;
	bool counting; /* the first pass: how much there is */
};

bool sp_item_add_kind(struct sp_arena *arena, struct sp_held_item *item,
		      const struct sp_finding_record *finding)
{
	const char *term = finding->term_category ? finding->term_category : "";

	for (size_t i = 0; i < item->n_kinds; i++) {
		struct sp_kind *kind = &item->kinds[i];
		if (strcmp(kind->type, finding->type) == 0 &&
		    strcmp(kind->category, finding->category) == 0 &&
		    strcmp(kind->term_category ? kind->term_category : "", term) == 0) {
			kind->n++;
			return true;
		}
	}
	if (!sp_mem_room(&item->kinds, &item->room_kinds, item->n_kinds + 1, sizeof(*item->kinds)))
		return false;
	struct sp_kind *kind = &item->kinds[item->n_kinds];
	*kind = (struct sp_kind) { .n = 1 };
	if (!sp_arena_dup(arena, finding->type, &kind->type) ||
	    !sp_arena_dup(arena, finding->category, &kind->category) ||
	    !sp_arena_dup(arena, finding->term_category, &kind->term_category))
		return false;
	item->n_kinds++;
	return true;
}

static bool is_own(const struct sp_held_item *item, const struct sp_finding_record *finding)
{
	for (size_t i = 0; i < item->n_places; i++)
		if (memcmp(item->places[i].digest, finding->digest, SP_DIGEST) == 0)
			return true;
	return false;
}

/* Counts another's value once. */
static bool note_other(struct neighbour *near, const struct sp_finding_record *finding)
{
	if (!sp_names_person(finding->type) || finding->organisation || is_own(near->item, finding))
		return true;
	/* Beyond this, "many" is all that matters. */
	if (near->n_others >= 1000)
		return true;
	for (size_t i = 0; i < near->n_others; i++)
		if (memcmp(near->others[i], finding->digest, SP_DIGEST) == 0)
			return true;
	if (!sp_mem_room(&near->others, &near->room_others, near->n_others + 1,
			 sizeof(*near->others)))
		return false;
	memcpy(near->others[near->n_others++], finding->digest, SP_DIGEST);
	return true;
}

static bool stands_near(struct neighbour *near, const struct sp_finding_record *finding)
{
	if (near->item->is_small)
		return true;
	if (!sp_row_of(&near->row, finding->where))
		return false;
	for (size_t i = 0; i < near->item->n_places; i++)
		if (sp_row_of(&near->own, near->item->places[i].where) &&
		    strcmp(sp_buf_str(&near->own), sp_buf_str(&near->row)) == 0)
			return true;
	return false;
}

/* Special categories of Art. 9, and crime (Art. 10); not what is but worthy of protection. */
static bool is_special(const struct sp_finding_record *finding)
{
	const char *term = finding->term_category ? finding->term_category : "";

	return strcmp(finding->category, "criminal") == 0 ||
	       (strcmp(finding->category, "special") == 0 && strncmp(term, "extra", 5) != 0);
}

static enum sp_status on_neighbour(void *context, const struct sp_report_item *item,
				   const struct sp_finding_record *finding)
{
	struct neighbour *near = context;
	bool protection = sp_is_protection(finding->category, finding->confidence);

	(void)item;
	if (near->counting) {
		near->item->n_findings++;
		near->item->protected_near |= protection;
		return note_other(near, finding) ? SP_OK : SP_FATAL;
	}
	if (!stands_near(near, finding))
		return SP_OK;
	near->item->special |= is_special(finding);
	return sp_item_add_kind(&near->dossier->arena, near->item, finding) ? SP_OK : SP_FATAL;
}

static bool is_one_of(const char *format, const char *const *formats)
{
	while (*formats && strcmp(format, *formats) != 0)
		formats++;
	return *formats != NULL;
}

/* Does all that stands in the item belong together? A message; a short text; never a table. */
static bool belongs_together(const struct sp_held_item *item)
{
	static const char *const messages[] = { "eml", "msg", "message", NULL };
	static const char *const tables[] = { "csv",	"tsv",	 "xlsx",   "xlsm", "xlsb",
					      "xls",	"ods",	 "jsonl",  "log",  "sql",
					      "sqlite", "dbase", "access", "ldif", NULL };

	if (is_one_of(item->format, messages))
		return true;
	return item->n_findings <= SMALL && !is_one_of(item->format, tables);
}

/* A sweep over all findings of a file, which come in the order of its items. */
struct sweep {
	struct neighbour near;
	struct sp_held_file *file;
	size_t at; /* the item that is next */
};

static void end_item(struct sweep *sweep)
{
	struct sp_held_item *item = &sweep->file->items[sweep->at++];

	if (!sweep->near.counting)
		return;
	item->n_others = sweep->near.n_others;
	item->is_small = belongs_together(item);
	sweep->near.n_others = 0;
}

static enum sp_status on_any(void *context, const struct sp_report_item *item,
			     const struct sp_finding_record *finding)
{
	struct sweep *sweep = context;
	struct sp_held_file *file = sweep->file;

	while (sweep->at < file->n_items && file->items[sweep->at].number < item->number)
		end_item(sweep);
	if (sweep->at == file->n_items || file->items[sweep->at].number != item->number)
		return SP_OK;
	sweep->near.item = &file->items[sweep->at];
	return on_neighbour(&sweep->near, item, finding);
}

/* Of few items each is asked for; of many, as in a mailbox, all of the file at once. */
static enum sp_status go_over(struct sweep *sweep, struct sp_inventory *inv, struct sp_error *err)
{
	struct sp_held_file *file = sweep->file;
	enum sp_status status = SP_OK;

	sweep->at = 0;
	if (file->n_items > FEW)
		status = sp_inventory_all_of(inv, file->id, on_any, sweep, err);
	for (size_t i = 0; file->n_items <= FEW && i < file->n_items && status == SP_OK; i++)
		status =
			sp_inventory_item(inv, file->id, file->items[i].number, on_any, sweep, err);
	while (sweep->at < file->n_items)
		end_item(sweep);
	return status;
}

static int by_item(const void *a, const void *b)
{
	const struct sp_held_item *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

enum sp_status sp_dossier_look_around(struct sp_dossier *dossier, struct sp_held_file *file,
				      struct sp_error *err)
{
	struct sweep sweep = {
		.near = { .dossier = dossier,
			  .row = SP_BUF_INIT(SP_BUF_UNCAPPED),
			  .own = SP_BUF_INIT(SP_BUF_UNCAPPED),
			  .counting = true },
		.file = file,
	};

	qsort(file->items, file->n_items, sizeof(*file->items), by_item);
	enum sp_status status = go_over(&sweep, dossier->inventory, err);
	sweep.near.counting = false;
	if (status == SP_OK)
		status = go_over(&sweep, dossier->inventory, err);
	sp_mem_free(sweep.near.others);
	sp_buf_release(&sweep.near.row);
	sp_buf_release(&sweep.near.own);
	return status;
}
