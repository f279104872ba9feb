/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan.c - what would be erased, how, and what speaks against it.
 *
 * The unit is a file, a member that lies directly in an archive, or a message
 * of a mailbox: what is nested deeper goes with it where it is a document,
 * and is left to a human where it is another archive.
 */
#include "spana/erasure.h"

#include "base/ascii.h"
#include "base/digest.h"
#include "base/mem.h"
#include "subject/dossier.h"
#include "subject/plan.h"
#include "subject/rewrite.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const actions[SP_ERASE_ACTIONS] = {
	[SP_ERASE_FILE] = "erase_file",	  [SP_ERASE_MESSAGE] = "erase_message",
	[SP_ERASE_TAKE_OUT] = "take_out", [SP_ERASE_BY_HAND] = "by_hand",
	[SP_ERASE_ASK] = "ask_owner",	  [SP_ERASE_KEEP] = "keep",
};
static const char *const results[SP_ERASED_RESULTS] = {
	[SP_ERASED_NOT] = "not_done",	 [SP_ERASED] = "erased",    [SP_ERASED_BEFORE] = "erased",
	[SP_ERASED_CHANGED] = "changed", [SP_ERASED_GONE] = "gone", [SP_ERASED_HELD] = "held",
	[SP_ERASED_FAILED] = "failed",
};

const char *sp_erase_name(enum sp_erase_action action)
{
	return actions[action];
}

const char *sp_erased_name(enum sp_erase_result result)
{
	return results[result];
}

static bool is_among(const char *s, const char *const *list)
{
	while (*list && strcmp(s, *list) != 0)
		list++;
	return *list != NULL;
}

static bool is_table(const char *format)
{
	static const char *const formats[] = { "csv",	 "tsv",	   "xlsx",  "xlsm", "xlsb",
					       "xls",	 "ods",	   "jsonl", "log",  "sql",
					       "sqlite", "access", "dbase", NULL };

	return is_among(format, formats);
}

/* ---- against ---- */

static bool object(struct sp_plan *plan, struct sp_plan_place *place, const char *code,
		   const char *text)
{
	for (size_t i = 0; i < place->n_against; i++)
		if (strcmp(place->against[i].code, code) == 0)
			return true;
	if (!sp_mem_room(&place->against, &place->room_against, place->n_against + 1,
			 sizeof(*place->against)))
		return false;
	struct sp_against *against = &place->against[place->n_against];
	if (!sp_arena_dup(&plan->arena, code, &against->code) ||
	    !sp_arena_dup(&plan->arena, text, &against->text))
		return false;
	place->n_against++;
	return true;
}

static bool object_marks(struct sp_plan *plan, struct sp_plan_place *place,
			 const struct sp_held_file *file, struct sp_day today)
{
	bool ok = true;

	for (size_t i = 0; i < file->n_marks && ok; i++) {
		const struct sp_review_mark *mark = file->marks[i].mark;
		struct sp_day until;
		char text[300];
		if (mark->kind == SP_MARK_HOLD) {
			ok = object(plan, place, "hold", mark->reason);
		} else if (mark->kind == SP_MARK_KEEP && mark->until &&
			   sp_day_parse(mark->until, &until) && sp_day_compare(until, today) >= 0) {
			snprintf(text, sizeof(text), "until %s: %.200s", mark->until,
				 mark->basis ? mark->basis : mark->reason);
			ok = object(plan, place, "keep", text);
		} else if (mark->kind == SP_MARK_PROTECTED) {
			ok = object(plan, place, "protected", mark->reason);
		} else if (mark->kind == SP_MARK_ERASE && !place->wanted) {
			ok = sp_arena_dup(&plan->arena, mark->reason, &place->wanted);
		}
	}
	return ok;
}

/* The types of all that stands near the person in the file, for the rules. */
static bool object_retention(struct sp_plan *plan, struct sp_plan_place *place,
			     const struct sp_held_file *file, const struct sp_retentions *rules,
			     struct sp_day today)
{
	const char *types[65] = { NULL };
	size_t n = 0;
	struct sp_day until;
	char day[11], text[300];

	for (size_t i = 0; i < file->n_items; i++)
		for (size_t j = 0; j < file->items[i].n_kinds && n < 64; j++)
			types[n++] = file->items[i].kinds[j].type;
	types[n] = NULL;
	const struct sp_retention *rule =
		sp_retention_of(rules, file->path, types, sp_day_of(file->mtime_ns), &until);
	if (!rule || sp_day_compare(until, today) < 0)
		return true;
	snprintf(text, sizeof(text), "until %s: %.200s", sp_day_text(until, day),
		 rule->basis ? rule->basis : rule->glob);
	return object(plan, place, "retention", text);
}

bool sp_place_is_blocked(const struct sp_plan_place *place)
{
	for (size_t i = 0; i < place->n_against; i++)
		if (strcmp(place->against[i].code, "hold") == 0 ||
		    strcmp(place->against[i].code, "keep") == 0 ||
		    strcmp(place->against[i].code, "retention") == 0)
			return true;
	return false;
}

bool sp_place_object(struct sp_plan *plan, struct sp_plan_place *place,
		     const struct sp_held_file *file, const struct sp_retentions *rules,
		     struct sp_day today)
{
	return object_marks(plan, place, file, today) &&
	       object_retention(plan, place, file, rules, today);
}

/* To erase or rewrite a file one must be allowed to write into its folder. */
static bool may_write(const char *path)
{
	char folder[4096];
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;

	if (!slash || len >= sizeof(folder))
		return false;
	memcpy(folder, path, len);
	folder[len] = '\0';
	return access(len ? folder : "/", W_OK | X_OK) == 0;
}

/* ---- actions ---- */

static bool by_hand(struct sp_plan *plan, struct sp_plan_place *place,
		    const struct sp_held_item *item)
{
	place->action = SP_ERASE_BY_HAND;
	place->directions = sp_place_directions(&plan->arena, item);
	return place->directions != NULL;
}

static bool choose(struct sp_plan *plan, struct sp_plan_place *place,
		   const struct sp_held_item *item)
{
	bool container = sp_format_is_container(item->top_format);
	/* What lies directly in it, where that holds documents of others. */
	const char *first = item->n_members ? item->steps[0].format : NULL;
	bool nested = first && item->n_members > 1 && sp_format_is_container(first);

	if (strcmp(item->top_format, "folder") == 0)
		return by_hand(plan, place, item);
	if (container && (!sp_rewriter_find(item->top_format) || nested || !place->member))
		return by_hand(plan, place, item);
	if (item->n_others && is_table(item->format))
		return by_hand(plan, place, item);
	if (container)
		place->action = SP_ERASE_TAKE_OUT;
	else if (strcmp(item->top_format, "eml") == 0)
		place->action = SP_ERASE_MESSAGE;
	else
		place->action = SP_ERASE_FILE;
	return true;
}

static struct sp_plan_place *place_of(struct sp_plan *plan, const struct sp_held_file *file,
				      const char *member)
{
	for (size_t i = plan->n; i-- > 0;) {
		struct sp_plan_place *place = &plan->places[i];
		if (strcmp(place->path, file->path) != 0)
			break;
		if (place->member == member ||
		    (member && place->member && strcmp(place->member, member) == 0))
			return place;
	}
	return NULL;
}

static struct sp_plan_place *new_place(struct sp_plan *plan, const struct sp_held_file *file,
				       const char *member, const char *format)
{
	if (!sp_mem_room(&plan->places, &plan->room, plan->n + 1, sizeof(*plan->places)))
		return NULL;
	struct sp_plan_place *place = &plan->places[plan->n];
	*place = (struct sp_plan_place) { .number = plan->n + 1, .has_hash = file->has_hash };
	memcpy(place->hash, file->hash, SP_DIGEST);
	if (!sp_arena_dup(&plan->arena, file->path, &place->path) ||
	    !sp_arena_dup(&plan->arena, member, &place->member) ||
	    !sp_arena_dup(&plan->arena, format, &place->format))
		return NULL;
	plan->n++;
	return place;
}

static bool add_item(struct sp_plan *plan, const struct sp_held_file *file,
		     const struct sp_held_item *item, const struct sp_retentions *rules,
		     struct sp_day today)
{
	uint64_t own = 0;

	for (size_t i = 0; i < item->n_places; i++)
		own += !item->places[i].not_personal;
	if (!own)
		return true;
	const char *member = sp_format_is_container(item->top_format) && item->n_members
				     ? item->members[0]
				     : NULL;
	struct sp_plan_place *place = place_of(plan, file, member);
	bool fresh = !place;
	if (fresh && !(place = new_place(plan, file, member, item->top_format)))
		return false;
	place->places += own;
	place->others += item->n_others;
	/* By hand for one of its items is by hand for all. */
	if ((fresh || place->action != SP_ERASE_BY_HAND) && !choose(plan, place, item))
		return false;
	if (item->protected_near &&
	    !object(plan, place, "protected", "a protected identity is marked in it"))
		return false;
	if (item->n_others && !object(plan, place, "others", "other people stand in it as well"))
		return false;
	return !fresh || sp_place_object(plan, place, file, rules, today);
}

static bool finish(struct sp_plan *plan, struct sp_plan_place *place)
{
	if (sp_place_is_blocked(place)) {
		place->action = SP_ERASE_KEEP;
		place->directions = NULL;
	} else if (!place->has_hash && place->action != SP_ERASE_BY_HAND) {
		place->action = SP_ERASE_BY_HAND;
		place->directions = "The file was not read through when it was scanned: scan it "
				    "again first.";
	} else if (!may_write(place->path)) {
		if (place->action != SP_ERASE_BY_HAND) {
			place->action = SP_ERASE_ASK;
			place->directions =
				"Ask the owner to erase it: spana may not write into its folder.";
		}
		return object(plan, place, "no_write", "no right to write into the folder");
	}
	return place->action == SP_ERASE_KEEP || place->action < SP_ERASE_BY_HAND ||
	       place->directions;
}

static bool add_keys(struct sp_plan *plan, const struct sp_dossier *dossier, struct sp_error *err)
{
	struct sp_subject_key *keys = NULL;
	size_t n = 0;
	bool ok = sp_subject_keys(dossier->subject, dossier->inventory, &keys, &n, err) == SP_OK;

	for (size_t i = 0; i < n && ok; i++) {
		/* Names alone do not prove that it is the person. */
		if (strcmp(keys[i].key.type, "person_name") == 0)
			continue;
		ok = sp_mem_room(&plan->keys, &plan->room_keys, plan->n_keys + 1,
				 sizeof(*plan->keys));
		if (!ok)
			break;
		struct sp_plan_key *key = &plan->keys[plan->n_keys++];
		*key = (struct sp_plan_key) { .alias = keys[i].key.alias };
		memcpy(key->digest, keys[i].key.digest, SP_DIGEST);
		ok = sp_arena_dup(&plan->arena, keys[i].key.type, &key->type);
	}
	if (keys)
		sp_mem_wipe(keys, n * sizeof(*keys));
	sp_mem_free(keys);
	return ok;
}

static void make_id(struct sp_plan *plan)
{
	struct sp_key random;
	time_t seconds = (time_t)(plan->made_ns / 1000000000);
	struct tm tm;
	char stamp[24] = "";

	sp_key_make(&random);
	if (gmtime_r(&seconds, &tm))
		strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &tm);
	snprintf(plan->id, sizeof(plan->id), "%s-%02x%02x%02x", stamp, random.bytes[0],
		 random.bytes[1], random.bytes[2]);
	sp_mem_wipe(&random, sizeof(random));
}

enum sp_status sp_plan_make(struct sp_plan *plan, const struct sp_dossier *dossier,
			    const struct sp_retentions *rules, const char *author,
			    struct sp_error *err)
{
	struct sp_day today = sp_day_of(dossier->made_ns);
	bool ok = true;

	plan->made_ns = dossier->made_ns;
	make_id(plan);
	ok = sp_arena_dup(&plan->arena, author, &plan->author) &&
	     sp_arena_dup(&plan->arena, dossier->program, &plan->program) &&
	     sp_arena_dup(&plan->arena, dossier->inventory_path, &plan->inventory) &&
	     add_keys(plan, dossier, err);
	for (size_t i = 0; i < dossier->n_files && ok; i++)
		for (size_t j = 0; j < dossier->files[i].n_items && ok; j++)
			ok = add_item(plan, &dossier->files[i], &dossier->files[i].items[j], rules,
				      today);
	for (size_t i = 0; i < plan->n && ok; i++)
		ok = finish(plan, &plan->places[i]);
	return ok ? SP_OK : sp_subject_no_memory(err);
}

void sp_plan_release(struct sp_plan *plan)
{
	for (size_t i = 0; i < plan->n; i++)
		sp_mem_free(plan->places[i].against);
	sp_mem_free(plan->places);
	sp_mem_free(plan->keys);
	sp_mem_free(plan->proof);
	sp_arena_release(&plan->arena);
}
