/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reread.c - what the sources say now.
 *
 * The inventory holds no text. A file whose content is what it was is read
 * once more with the same detectors; the places that match get their excerpts,
 * names of the subject are looked for where another identifier stands, and what
 * stands near is offered as a suggestion. A file that has changed is told so and
 * not quoted: what was found in it may be there no more.
 */
#include "subject/dossier.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "base/mem.h"
#include "subject/near.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct reread {
	struct sp_dossier *dossier;
	struct sp_buf row, own, path;
	struct sp_held_file *last; /* file of the batch before */
};

/* ---- state ---- */

/* A folder whose name tells of the person: nothing in it is to be read. */
static bool is_folder(const struct sp_held_file *file)
{
	return file->n_items && strcmp(file->items[0].top_format, "folder") == 0;
}

static void check_folder(struct sp_held_file *file)
{
	file->reread = access(file->path, F_OK) == 0 ? SP_REREAD_SAME : SP_REREAD_GONE;
	for (size_t i = 0; i < file->items[0].n_places; i++)
		file->items[0].places[i].confirmed = file->reread == SP_REREAD_SAME;
}

static enum sp_status check(struct sp_dossier *dossier, struct sp_held_file *file,
			    const struct sp_rereader *rereader)
{
	unsigned char hash[SP_DIGEST];
	struct sp_error why = { .reason = SP_REASON_NONE };
	if (is_folder(file)) {
		check_folder(file);
		return SP_OK;
	}
	enum sp_status status = rereader->hash(rereader->context, file->path, hash, &why);

	if (status == SP_FATAL)
		return status;
	if (status == SP_OK && !file->has_hash) {
		/* It was not read through then; whether it is the same nobody knows. */
		file->reread = SP_REREAD_CHANGED;
	} else if (status == SP_OK) {
		bool same = memcmp(hash, file->hash, SP_DIGEST) == 0;
		file->reread = same ? SP_REREAD_SAME : SP_REREAD_CHANGED;
	} else {
		file->reread = why.reason == SP_REASON_VANISHED ? SP_REREAD_GONE : SP_REREAD_FAILED;
		if (!sp_arena_dup(&dossier->arena, why.text, &file->problem))
			return SP_FATAL;
	}
	return SP_OK;
}

/* ---- what a batch tells ---- */

static struct sp_held_file *file_of(struct reread *reread, const struct sp_batch *batch)
{
	struct sp_dossier *dossier = reread->dossier;
	size_t low = 0, high = dossier->n_files;
	const char *folder = batch->file.folder;

	sp_buf_reset(&reread->path);
	sp_buf_puts(&reread->path, folder);
	if (strcmp(folder, "/") != 0)
		sp_buf_putc(&reread->path, '/');
	sp_buf_puts(&reread->path, batch->file.name);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(sp_buf_str(&reread->path), dossier->files[middle].path);
		if (order == 0)
			return &dossier->files[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* An excerpt with what looks like somebody's number hidden, though no detector told it. */
static bool veil_numbers(const struct sp_subject *subject, char *text)
{
	for (char *at = text; *at;) {
		char digits[40];
		size_t n = 0, len = 0;
		if (!sp_is_digit(*at)) {
			at++;
			continue;
		}
		for (; sp_is_digit(at[len]) ||
		       ((at[len] == '-' || at[len] == '+') && sp_is_digit(at[len + 1]));
		     len++)
			if (sp_is_digit(at[len]) && n + 1 < sizeof(digits))
				digits[n++] = at[len];
		digits[n] = '\0';
		bool own = n != 10 && n != 12;
		for (size_t i = 0; i < subject->n && !own; i++) {
			const char *value = subject->items[i].value;
			const char *tail = n == 12 ? digits + 2 : digits;
			own = strstr(value, digits) || strstr(value, digits + (digits[0] == '0')) ||
			      (subject->items[i].alias[0] &&
			       strcmp(subject->items[i].alias, tail) == 0);
		}
		for (size_t i = 0; i < len && !own; i++)
			if (sp_is_digit(at[i]))
				at[i] = '*';
		at += len;
	}
	return true;
}

static bool set_excerpt(struct sp_dossier *dossier, const struct sp_held_item *item,
			struct sp_place_of *place, const struct sp_finding_record *finding)
{
	bool shown = dossier->show_protected || !item->protected_near;
	const char *snippet = finding->snippet ? finding->snippet : "";
	char *copy;

	place->confirmed = true;
	/* Near a marking of a protected identity the detectors give none either. */
	place->withheld = !snippet[0] || (!shown && item->is_small);
	if (place->withheld)
		return true;
	copy = sp_arena_copy(&dossier->arena, snippet, strlen(snippet));
	place->excerpt = copy;
	return copy && sp_arena_dup(&dossier->arena, finding->text, &place->text) &&
	       veil_numbers(dossier->subject, copy);
}

static struct sp_place_of *place_at(struct sp_held_item *item,
				    const struct sp_finding_record *finding)
{
	for (size_t i = 0; i < item->n_places; i++)
		if (!item->places[i].confirmed &&
		    strcmp(item->places[i].type, finding->type) == 0 &&
		    strcmp(item->places[i].where, finding->where) == 0)
			return &item->places[i];
	return NULL;
}

/* A name of the subject that the inventory's hashes did not lead to. */
static bool add_name(struct reread *reread, struct sp_held_item *item,
		     const struct sp_finding_record *finding)
{
	struct sp_dossier *dossier = reread->dossier;
	struct sp_arena *arena = &dossier->arena;

	for (size_t i = 0; i < dossier->subject->n; i++) {
		const struct sp_identifier *one = &dossier->subject->items[i];
		if (strcmp(one->type, "person_name") != 0)
			continue;
		enum sp_name_match match = sp_name_match(one->value, finding->value);
		if (match == SP_NAME_OTHER)
			continue;
		if (!sp_mem_room(&item->places, &item->room_places, item->n_places + 1,
				 sizeof(*item->places)))
			return false;
		struct sp_place_of *place = &item->places[item->n_places];
		*place = (struct sp_place_of) {
			.identifier = i,
			.as = match == SP_NAME_INITIALS ? SP_AS_INITIALS : SP_AS_SPELLED,
			.confidence = finding->confidence,
		};
		sp_inventory_digest(dossier->inventory, finding->type, finding->value,
				    place->digest);
		if (!sp_arena_dup(arena, finding->type, &place->type) ||
		    !sp_arena_dup(arena, finding->masked, &place->masked) ||
		    !sp_arena_dup(arena, finding->where, &place->where) ||
		    !sp_arena_dup(arena, finding->context, &place->context))
			return false;
		item->n_places++;
		dossier->n_places++;
		return set_excerpt(dossier, item, place, finding);
	}
	return true;
}

/* ---- suggestions ---- */

/* Addresses that differ in their tags alone. */
static bool is_same_mailbox(const struct sp_identifier *one, const char *found)
{
	char own[SP_VALUE_MAX], other[SP_VALUE_MAX];

	if (strcmp(one->type, "email") != 0)
		return false;
	const char *a = sp_email_untagged(one->value, own) ? own : one->value;
	const char *b = sp_email_untagged(found, other) ? other : found;
	return strcmp(a, b) == 0;
}

static bool is_subjects(const struct sp_subject *subject, const struct sp_finding_record *finding)
{
	for (size_t i = 0; i < subject->n; i++) {
		const struct sp_identifier *one = &subject->items[i];
		if (strcmp(one->type, finding->type) != 0)
			continue;
		if (strcmp(one->value, finding->value) == 0 ||
		    is_same_mailbox(one, finding->value) ||
		    (one->alias[0] && strcmp(one->alias, finding->value + 2) == 0) ||
		    (strcmp(one->type, "person_name") == 0 &&
		     sp_name_match(one->value, finding->value) != SP_NAME_OTHER))
			return true;
	}
	return false;
}

static bool stands_near(struct reread *reread, const struct sp_held_item *item, const char *where)
{
	if (item->is_small)
		return true;
	if (!sp_row_of(&reread->row, where))
		return false;
	for (size_t i = 0; i < item->n_places; i++)
		if (sp_row_of(&reread->own, item->places[i].where) &&
		    strcmp(sp_buf_str(&reread->own), sp_buf_str(&reread->row)) == 0)
			return true;
	return false;
}

static bool suggest(struct reread *reread, struct sp_held_item *item,
		    const struct sp_finding_record *finding)
{
	struct sp_dossier *dossier = reread->dossier;

	if (strcmp(finding->type, "sensitive_term") == 0 || finding->organisation ||
	    is_subjects(dossier->subject, finding) || !stands_near(reread, item, finding->where))
		return true;
	/* Alone: no other value of its type stands with the subject in this item. */
	size_t kinds = 0;
	for (size_t i = 0; i < item->n_kinds; i++)
		if (strcmp(item->kinds[i].type, finding->type) == 0)
			kinds += item->kinds[i].n;
	for (size_t i = 0; i < dossier->n_suggestions; i++) {
		struct sp_suggestion *known = &dossier->suggestions[i];
		if (strcmp(known->type, finding->type) == 0 &&
		    strcmp(known->value, finding->value) == 0) {
			known->places++;
			known->alone = known->alone && kinds <= 1;
			return true;
		}
	}
	if (!sp_mem_room(&dossier->suggestions, &dossier->room_suggestions,
			 dossier->n_suggestions + 1, sizeof(*dossier->suggestions)))
		return false;
	struct sp_suggestion *fresh = &dossier->suggestions[dossier->n_suggestions];
	*fresh = (struct sp_suggestion) { .places = 1, .alone = kinds <= 1 };
	if (!sp_arena_dup(&dossier->arena, finding->type, &fresh->type) ||
	    !sp_arena_dup(&dossier->arena, finding->value, &fresh->value))
		return false;
	dossier->n_suggestions++;
	return true;
}

/* Those that stand by themselves with the subject, and at many places, come first. */
static int by_rank(const void *a, const void *b)
{
	const struct sp_suggestion *x = a, *y = b;

	if (x->alone != y->alone)
		return x->alone ? -1 : 1;
	if (x->places != y->places)
		return x->places > y->places ? -1 : 1;
	int order = strcmp(x->type, y->type);
	return order ? order : strcmp(x->value, y->value);
}

/* ---- batches ---- */

static enum sp_status on_batch(void *context, const struct sp_batch *batch)
{
	struct reread *reread = context;
	struct sp_held_file *file = file_of(reread, batch);
	bool ok = true;

	if (!file)
		return SP_OK;
	for (size_t i = 0; i < batch->n_findings && ok; i++) {
		const struct sp_finding_record *finding = &batch->findings[i];
		struct sp_held_item *item = sp_file_item(file, finding->item);
		if (!item || finding->suppressed || !finding->value)
			continue;
		struct sp_place_of *place = place_at(item, finding);
		if (place)
			ok = set_excerpt(reread->dossier, item, place, finding);
		else if (strcmp(finding->type, "person_name") == 0)
			ok = add_name(reread, item, finding);
		if (ok && reread->dossier->expand)
			ok = suggest(reread, item, finding);
	}
	return ok ? SP_OK : SP_FATAL;
}

enum sp_status sp_dossier_read(struct sp_dossier *dossier, const struct sp_rereader *rereader,
			       struct sp_error *err)
{
	struct reread reread = { .dossier = dossier,
				 .row = SP_BUF_INIT(SP_BUF_UNCAPPED),
				 .own = SP_BUF_INIT(SP_BUF_UNCAPPED),
				 .path = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	const char **paths = sp_mem_zero(dossier->n_files + 1, sizeof(*paths));
	size_t n = 0;
	enum sp_status status = paths ? SP_OK : sp_subject_no_memory(err);

	for (size_t i = 0; i < dossier->n_files && status == SP_OK; i++) {
		struct sp_held_file *file = &dossier->files[i];
		status = check(dossier, file, rereader);
		/* A copy is quoted where what stands for it is not the same any more. */
		bool quoted = file->copy_of == SIZE_MAX ||
			      dossier->files[file->copy_of].reread != SP_REREAD_SAME;
		if (status == SP_OK && file->reread == SP_REREAD_SAME && quoted && !is_folder(file))
			paths[n++] = file->path;
	}
	if (status == SP_OK && n)
		status = rereader->read(rereader->context, paths, n, on_batch, &reread, err);
	if (dossier->n_suggestions)
		qsort(dossier->suggestions, dossier->n_suggestions, sizeof(*dossier->suggestions),
		      by_rank);
	sp_mem_free(paths);
	sp_buf_release(&reread.row);
	sp_buf_release(&reread.own);
	sp_buf_release(&reread.path);
	return status;
}
