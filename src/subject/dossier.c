/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dossier.c - all that the inventory knows of a person, before any source is
 * opened: the places by their keyed hashes; what stands near them is for
 * neighbours.c.
 */
#include "subject/dossier.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum sp_status sp_subject_no_memory(struct sp_error *err)
{
	sp_error_set(err, SP_REASON_NONE, "out of memory");
	return SP_FATAL;
}

bool sp_names_person(const char *type)
{
	static const char *const types[] = {
		"personnummer",	  "samordningsnummer",	 "email",    "danish_cpr",
		"finnish_hetu",	  "norwegian_id",	 "passport", "reserve_number",
		"interim_number", "icelandic_kennitala", NULL
	};

	for (const char *const *t = types; *t; t++)
		if (strcmp(type, *t) == 0)
			return true;
	return false;
}

/* ---- places ---- */

struct finder {
	struct sp_dossier *dossier;
	const struct sp_subject_key *keys;
	const struct sp_hit *hits;
	bool names; /* the round in which names are looked for */
	struct sp_error *err;
};

/* The owner's name as it was when the file was scanned, else the number. */
static const char *owner_name(struct sp_arena *arena, const struct sp_report_item *item)
{
	char number[16];

	if (item->owner)
		return sp_arena_copy(arena, item->owner, strlen(item->owner));
	int len = snprintf(number, sizeof(number), "%u", item->uid);
	return sp_arena_copy(arena, number, (size_t)len);
}

static struct sp_held_file *find_file(struct sp_dossier *dossier, uint64_t id)
{
	/* Rows come file by file. */
	for (size_t i = dossier->n_files; i-- > 0;)
		if (dossier->files[i].id == id)
			return &dossier->files[i];
	return NULL;
}

static enum sp_news news_of(const struct sp_dossier *dossier, const struct sp_report_item *item)
{
	if (!dossier->since_ns || item->opened_ns <= dossier->since_ns)
		return SP_NEWS_KNOWN;
	return item->first_seen_ns > dossier->since_ns ? SP_NEWS_NEW : SP_NEWS_CHANGED;
}

static struct sp_held_file *add_file(struct sp_dossier *dossier, const struct sp_report_item *item)
{
	struct sp_arena *arena = &dossier->arena;

	if (!sp_mem_room(&dossier->files, &dossier->room_files, dossier->n_files + 1,
			 sizeof(*dossier->files)))
		return NULL;
	struct sp_held_file *file = &dossier->files[dossier->n_files];
	*file = (struct sp_held_file) {
		.id = item->file,
		.mtime_ns = item->mtime_ns,
		.first_seen_ns = item->first_seen_ns,
		.opened_ns = item->opened_ns,
		.has_hash = item->hash != NULL,
		.news = news_of(dossier, item),
		.copy_of = SIZE_MAX,
		.owner = owner_name(arena, item),
	};
	if (item->hash)
		memcpy(file->hash, item->hash, SP_DIGEST);
	if (!file->owner || !sp_arena_dup(arena, item->path, &file->path))
		return NULL;
	dossier->n_files++;
	return file;
}

struct sp_held_item *sp_file_item(struct sp_held_file *file, uint32_t number)
{
	for (size_t i = file->n_items; i-- > 0;)
		if (file->items[i].number == number)
			return &file->items[i];
	return NULL;
}

static struct sp_held_item *add_item(struct sp_dossier *dossier, struct sp_held_file *file,
				     const struct sp_report_item *from)
{
	struct sp_arena *arena = &dossier->arena;
	const char **members = NULL;
	struct sp_item_step *steps = NULL;

	if (!sp_mem_room(&file->items, &file->room_items, file->n_items + 1, sizeof(*file->items)))
		return NULL;
	struct sp_held_item *item = &file->items[file->n_items];
	*item = (struct sp_held_item) {
		.number = from->number,
		.n_members = from->n_members,
		.size = from->size,
		.media = from->media_type && sp_is_media(from->media_type),
	};
	if (from->n_members &&
	    (!(members = sp_arena_alloc(arena, from->n_members * sizeof(*members))) ||
	     !(steps = sp_arena_alloc(arena, from->n_members * sizeof(*steps)))))
		return NULL;
	for (size_t i = 0; i < from->n_members; i++) {
		steps[i].number = from->steps[i].number;
		if (!sp_arena_dup(arena, from->members[i], &members[i]) ||
		    !sp_arena_dup(arena, from->steps[i].format, &steps[i].format))
			return NULL;
	}
	item->members = members;
	item->steps = steps;
	if (!sp_arena_dup(arena, from->format ? from->format : "unknown", &item->format))
		return NULL;
	file->n_items++;
	return item;
}

/* How a row was found: the alias of a short form may be that of another century. */
static enum sp_found_as found_as(const struct sp_subject_key *key,
				 const struct sp_finding_record *finding)
{
	bool is_short =
		key->as == SP_AS_GIVEN && finding->has_alias && strcmp(finding->type, "email") != 0;

	return is_short ? SP_AS_SHORT : key->as;
}

static bool add_place(struct sp_arena *arena, struct sp_held_item *item,
		      const struct sp_subject_key *key, const struct sp_finding_record *finding)
{
	if (!sp_mem_room(&item->places, &item->room_places, item->n_places + 1,
			 sizeof(*item->places)))
		return false;
	struct sp_place_of *place = &item->places[item->n_places];
	*place = (struct sp_place_of) {
		.identifier = key->identifier,
		.as = found_as(key, finding),
		.confidence = finding->confidence,
	};
	memcpy(place->digest, finding->digest, SP_DIGEST);
	if (!sp_arena_dup(arena, finding->type, &place->type) ||
	    !sp_arena_dup(arena, finding->masked, &place->masked) ||
	    !sp_arena_dup(arena, finding->where, &place->where) ||
	    !sp_arena_dup(arena, finding->context, &place->context))
		return false;
	item->n_places++;
	return true;
}

static enum sp_status on_row(void *context, size_t hit, const struct sp_report_item *from,
			     const struct sp_finding_record *finding)
{
	struct finder *finder = context;
	struct sp_dossier *dossier = finder->dossier;
	const struct sp_subject_key *key = &finder->keys[finder->hits[hit].key];
	struct sp_held_file *file = find_file(dossier, from->file);
	struct sp_held_item *item = file ? sp_file_item(file, from->number) : NULL;
	bool anywhere = !finder->names || dossier->everywhere;

	if (!item && !anywhere)
		return SP_OK;
	if (!file && !(file = add_file(dossier, from)))
		return sp_subject_no_memory(finder->err);
	if (!item && !(item = add_item(dossier, file, from)))
		return sp_subject_no_memory(finder->err);
	return add_place(&dossier->arena, item, key, finding) ? SP_OK
							      : sp_subject_no_memory(finder->err);
}

/* One round: the numbers and addresses first, then the names. */
static enum sp_status find_round(struct finder *finder, const struct sp_subject_key *all, size_t n)
{
	struct sp_dossier *dossier = finder->dossier;
	struct sp_subject_key *keys = sp_mem_zero(n + 1, sizeof(*keys));
	struct sp_key_of_value *values = sp_mem_zero(n + 1, sizeof(*values));
	struct sp_hit *hits = NULL;
	size_t kept = 0, n_hits = 0;
	enum sp_status status = keys && values ? SP_OK : sp_subject_no_memory(finder->err);

	for (size_t i = 0; i < n && status == SP_OK; i++) {
		bool name = strcmp(all[i].key.type, "person_name") == 0;
		if (name != finder->names)
			continue;
		keys[kept] = all[i];
		values[kept++] = all[i].key;
	}
	if (status == SP_OK)
		status = sp_inventory_find(dossier->inventory, values, kept, &hits, &n_hits,
					   finder->err);
	finder->keys = keys;
	finder->hits = hits;
	if (status == SP_OK)
		status = sp_inventory_rows(dossier->inventory, hits, n_hits, on_row, finder,
					   finder->err);
	if (keys)
		sp_mem_wipe(keys, (n + 1) * sizeof(*keys));
	sp_mem_free(keys);
	sp_mem_free(values);
	sp_mem_free(hits);
	return status;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct sp_held_file *)a)->path,
		      ((const struct sp_held_file *)b)->path);
}

static enum sp_status find_places(struct sp_dossier *dossier, struct sp_error *err)
{
	struct finder finder = { .dossier = dossier, .err = err };
	struct sp_subject_key *keys = NULL;
	size_t n = 0;
	enum sp_status status =
		sp_subject_keys(dossier->subject, dossier->inventory, &keys, &n, err);

	if (status == SP_OK)
		status = find_round(&finder, keys, n);
	finder.names = true;
	if (status == SP_OK)
		status = find_round(&finder, keys, n);
	if (keys)
		sp_mem_wipe(keys, n * sizeof(*keys));
	sp_mem_free(keys);
	if (status == SP_OK && dossier->n_files)
		qsort(dossier->files, dossier->n_files, sizeof(*dossier->files), by_path);
	return status;
}

/* ---- the whole ---- */

struct top {
	struct sp_arena *arena;
	const char *format;
	uint64_t size;
};

static enum sp_status on_top(void *context, const struct sp_report_item *item)
{
	struct top *top = context;

	top->size = item->size;
	return sp_arena_dup(top->arena, item->format ? item->format : "unknown", &top->format)
		       ? SP_OK
		       : SP_FATAL;
}

static enum sp_status complete_file(struct sp_dossier *dossier, struct sp_held_file *file,
				    struct sp_error *err)
{
	struct top top = { .arena = &dossier->arena, .format = "unknown" };
	bool found;
	enum sp_status status =
		sp_inventory_file(dossier->inventory, file->path, on_top, &top, &found, err);

	file->size = top.size;
	for (size_t i = 0; i < file->n_items; i++)
		file->items[i].top_format = top.format;
	if (status == SP_OK)
		status = sp_dossier_look_around(dossier, file, err);
	if (status == SP_OK && !sp_dossier_apply_marks(dossier, file))
		status = sp_subject_no_memory(err);
	return status;
}

static void file_release(struct sp_held_file *file)
{
	for (size_t i = 0; i < file->n_items; i++) {
		sp_mem_free(file->items[i].places);
		sp_mem_free(file->items[i].kinds);
	}
	sp_mem_free(file->items);
	sp_mem_free(file->marks);
}

/* Files that were told before are counted and let go. */
static void leave_known(struct sp_dossier *dossier)
{
	size_t kept = 0;

	for (size_t i = 0; i < dossier->n_files; i++) {
		if (dossier->only_news && dossier->files[i].news == SP_NEWS_KNOWN) {
			dossier->n_known++;
			file_release(&dossier->files[i]);
		} else {
			dossier->files[kept++] = dossier->files[i];
		}
	}
	dossier->n_files = kept;
}

static void count(struct sp_dossier *dossier)
{
	for (size_t i = 0; i < dossier->n_files; i++)
		for (size_t j = 0; j < dossier->files[i].n_items; j++) {
			const struct sp_held_item *item = &dossier->files[i].items[j];
			dossier->n_places += item->n_places;
			for (size_t k = 0; k < item->n_places; k++)
				dossier->n_not_personal += item->places[k].not_personal;
		}
}

/* A file's content and its place in the order. */
struct content {
	const unsigned char *hash;
	size_t file;
};

static int by_content(const void *a, const void *b)
{
	const struct content *x = a, *y = b;
	int order = memcmp(x->hash, y->hash, SP_DIGEST);

	return order ? order : (x->file > y->file) - (x->file < y->file);
}

/* The first file of a content stands for its copies. */
static enum sp_status fold_copies(struct sp_dossier *dossier, struct sp_error *err)
{
	struct content *contents = sp_mem_zero(dossier->n_files + 1, sizeof(*contents));
	size_t n = 0;

	if (!contents)
		return sp_subject_no_memory(err);
	for (size_t i = 0; i < dossier->n_files; i++)
		if (dossier->files[i].has_hash)
			contents[n++] = (struct content) { dossier->files[i].hash, i };
	qsort(contents, n, sizeof(*contents), by_content);
	for (size_t i = 1, first = 0; i < n; i++) {
		if (memcmp(contents[first].hash, contents[i].hash, SP_DIGEST) == 0)
			dossier->files[contents[i].file].copy_of = contents[first].file;
		else
			first = i;
	}
	sp_mem_free(contents);
	return SP_OK;
}

enum sp_status sp_dossier_find(struct sp_dossier *dossier, struct sp_inventory *inv,
			       const struct sp_subject *subject, struct sp_error *err)
{
	dossier->inventory = inv;
	dossier->subject = subject;
	enum sp_status status = sp_dossier_load_marks(dossier, err);

	if (status == SP_OK)
		status = find_places(dossier, err);
	if (status == SP_OK)
		leave_known(dossier);
	for (size_t i = 0; i < dossier->n_files && status == SP_OK; i++)
		status = complete_file(dossier, &dossier->files[i], err);
	if (status == SP_OK)
		status = fold_copies(dossier, err);
	if (status == SP_OK)
		count(dossier);
	return status;
}

void sp_dossier_release(struct sp_dossier *dossier)
{
	for (size_t i = 0; i < dossier->n_files; i++)
		file_release(&dossier->files[i]);
	sp_mem_free(dossier->files);
	sp_mem_free(dossier->suggestions);
	sp_mem_free(dossier->marks);
	sp_mem_free(dossier->sources);
	sp_mem_free(dossier->problems);
	sp_mem_free(dossier->answers);
	sp_overview_release(&dossier->coverage);
	sp_arena_release(&dossier->arena);
}
