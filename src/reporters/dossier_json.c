/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dossier_json.c - a dossier for programs, and for a person who takes the data
 * elsewhere (Art. 20). docs/dossier.schema.json is its description; VERSION
 * grows when a program that reads it must change.
 */
#include "reporters/held.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/utf8.h"
#include "reporters/display.h"

#include <string.h>

#define VERSION 1

struct out {
	const struct sp_dossier *d;
	struct sp_json *j;
};

static void put(const struct out *o, const char *key, const char *value)
{
	sp_json_key(o->j, key);
	sp_json_string(o->j, value);
}

static void put_uint(const struct out *o, const char *key, uint64_t value)
{
	sp_json_key(o->j, key);
	sp_json_uint(o->j, value);
}

static void put_bool(const struct out *o, const char *key, bool value)
{
	sp_json_key(o->j, key);
	sp_json_bool(o->j, value);
}

static void put_time(const struct out *o, const char *key, int64_t ns)
{
	char text[32];

	put(o, key, ns ? sp_display_time(text, ns, true) : NULL);
}

static void put_day(const struct out *o, const char *key, struct sp_day day)
{
	char text[11];

	put(o, key, sp_day_text(day, text));
}

/* A path, and its exact bytes where it is not UTF-8. */
static void put_path(const struct out *o, const char *path)
{
	size_t len = strlen(path);

	put(o, "path", path);
	if (sp_utf8_valid(path, len) != len) {
		sp_json_key(o->j, "path_bytes");
		sp_json_base64(o->j, path, len);
	}
}

static void open_list(const struct out *o, const char *key)
{
	sp_json_key(o->j, key);
	sp_json_open(o->j, '[');
}

static void put_subject(const struct out *o)
{
	open_list(o, "subject");
	for (size_t i = 0; i < o->d->subject->n; i++) {
		const struct sp_identifier *one = &o->d->subject->items[i];
		sp_json_open(o->j, '{');
		put(o, "type", one->type);
		put(o, "value", one->value);
		put_bool(o, "accepted", one->added);
		put_uint(o, "places", sp_held_places_of(o->d, i));
		sp_json_close(o->j, '}');
	}
	sp_json_close(o->j, ']');
}

static void put_summary(const struct out *o)
{
	struct sp_held_sums sums;

	sp_held_sum(o->d, &sums);
	sp_json_key(o->j, "summary");
	sp_json_open(o->j, '{');
	put_uint(o, "documents", sums.documents);
	put_uint(o, "copies", sums.copies);
	put_uint(o, "places", sums.places);
	put_uint(o, "not_personal", o->d->n_not_personal);
	put_uint(o, "known_before", o->d->n_known);
	put_uint(o, "messages", sums.messages);
	put_uint(o, "special", sums.special);
	put_uint(o, "protected", sums.protected_near);
	put_uint(o, "withheld", sums.withheld);
	put_uint(o, "changed", sums.changed);
	put_uint(o, "gone", sums.gone);
	put_uint(o, "unreadable", sums.failed);
	sp_json_close(o->j, '}');
}

static void put_kind(const struct out *o, const char *category, const char *type, const char *term,
		     uint64_t n)
{
	sp_json_open(o->j, '{');
	put(o, "category", category);
	put(o, "type", type);
	if (term)
		put(o, "term_category", term);
	put_uint(o, "places", n);
	sp_json_close(o->j, '}');
}

static bool put_categories(const struct out *o)
{
	struct sp_held_kind *kinds;
	size_t n;
	bool ok = sp_held_kinds(o->d, &kinds, &n);

	open_list(o, "categories");
	for (size_t i = 0; i < n && ok; i++)
		put_kind(o, kinds[i].category, kinds[i].type, kinds[i].term_category, kinds[i].n);
	sp_json_close(o->j, ']');
	sp_mem_free(kinds);
	return ok;
}

static void put_totals(const struct out *o, const char *key, const struct sp_name_total *totals,
		       size_t n)
{
	sp_json_key(o->j, key);
	sp_json_open(o->j, '{');
	for (size_t i = 0; i < n; i++) {
		sp_json_name(o->j, totals[i].name);
		sp_json_uint(o->j, totals[i].n);
	}
	sp_json_close(o->j, '}');
}

static void put_problems(const struct out *o)
{
	put_uint(o, "problems_in_all", o->d->n_all_problems);
	open_list(o, "problems");
	for (size_t i = 0; i < o->d->n_problems; i++) {
		const struct sp_problem_of *problem = &o->d->problems[i];
		sp_json_open(o->j, '{');
		put_path(o, problem->path);
		put(o, "members", problem->members);
		put(o, "reason", problem->reason);
		put(o, "detail", problem->detail);
		sp_json_close(o->j, '}');
	}
	sp_json_close(o->j, ']');
}

static void put_coverage(const struct out *o)
{
	const struct sp_overview *c = &o->d->coverage;

	sp_json_key(o->j, "coverage");
	sp_json_open(o->j, '{');
	open_list(o, "sources");
	for (size_t i = 0; i < o->d->n_sources; i++) {
		const struct sp_searched_source *source = &o->d->sources[i];
		sp_json_open(o->j, '{');
		put_path(o, source->path);
		put_uint(o, "files", source->files);
		put_time(o, "last_complete", source->last_complete_ns);
		sp_json_close(o->j, '}');
	}
	sp_json_close(o->j, ']');
	put_uint(o, "files", c->files);
	put_uint(o, "items", c->items);
	put_uint(o, "read_in_full", c->outcomes[SP_OUTCOME_FULL]);
	put_uint(o, "read_in_part", c->outcomes[SP_OUTCOME_PART]);
	put_uint(o, "not_read", c->outcomes[SP_OUTCOME_NOT_READ]);
	put_uint(o, "no_text", c->outcomes[SP_OUTCOME_NO_TEXT]);
	put_totals(o, "no_text_by_type", c->skipped, c->n_skipped);
	put_totals(o, "problems_by_reason", c->problems, c->n_problems);
	put_problems(o);
	sp_json_close(o->j, '}');
}

static void put_place(const struct out *o, const struct sp_place_of *place)
{
	sp_json_open(o->j, '{');
	put(o, "type", place->type);
	put_uint(o, "identifier", place->identifier);
	put(o, "found_as", sp_name_of_as(place->as));
	put(o, "confidence", sp_confidence_name(place->confidence));
	put(o, "masked", place->masked);
	sp_json_key(o->j, "where");
	sp_json_raw(o->j, place->where);
	put(o, "excerpt", place->excerpt);
	put_bool(o, "withheld", place->withheld);
	put_bool(o, "seen_again", place->confirmed);
	put_bool(o, "not_personal", place->not_personal);
	sp_json_close(o->j, '}');
}

static void put_marks(const struct out *o, const struct sp_held_file *file,
		      const struct sp_held_item *item)
{
	open_list(o, "marks");
	for (size_t i = 0; i < file->n_marks; i++) {
		const struct sp_review_mark *mark = file->marks[i].mark;
		if (file->marks[i].item && file->marks[i].item != item)
			continue;
		sp_json_open(o->j, '{');
		put_uint(o, "id", mark->id);
		put(o, "kind", sp_mark_name(mark->kind));
		put(o, "author", mark->author);
		put_time(o, "time", mark->time_ns);
		put(o, "reason", mark->reason);
		put(o, "basis", mark->basis);
		put(o, "until", mark->until);
		sp_json_close(o->j, '}');
	}
	sp_json_close(o->j, ']');
}

static void put_copies(const struct out *o, size_t number)
{
	open_list(o, "copies");
	for (size_t i = number + 1; i < o->d->n_files; i++)
		if (o->d->files[i].copy_of == number) {
			sp_json_open(o->j, '{');
			put_path(o, o->d->files[i].path);
			put(o, "owner", o->d->files[i].owner);
			put_time(o, "modified", o->d->files[i].mtime_ns);
			put(o, "state", sp_name_of_reread(o->d->files[i].reread));
			sp_json_close(o->j, '}');
		}
	sp_json_close(o->j, ']');
}

/* The source that a file lies in, the innermost where several do; NULL: it is none's any more. */
static const char *source_of(const struct out *o, const char *path)
{
	const char *source = NULL;

	for (size_t i = 0; i < o->d->n_sources; i++) {
		const char *at = o->d->sources[i].path;
		if (sp_path_within(path, at) && (!source || strlen(at) > strlen(source)))
			source = at;
	}
	return source;
}

static void put_item(const struct out *o, size_t number, const struct sp_held_item *item)
{
	const struct sp_held_file *file = &o->d->files[number];

	sp_json_open(o->j, '{');
	put(o, "source", source_of(o, file->path));
	put_path(o, file->path);
	open_list(o, "members");
	for (size_t i = 0; i < item->n_members; i++)
		sp_json_string(o->j, item->members[i]);
	sp_json_close(o->j, ']');
	put(o, "format", item->format);
	put_uint(o, "size", item->size);
	put(o, "owner", file->owner);
	put_time(o, "modified", file->mtime_ns);
	put_time(o, "first_seen", file->first_seen_ns);
	put(o, "state", sp_name_of_reread(file->reread));
	if (file->problem && file->reread == SP_REREAD_FAILED)
		put(o, "problem", file->problem);
	put(o, "news", sp_name_of_news(file->news));
	put_uint(o, "other_people", item->n_others);
	put_bool(o, "message", sp_held_is_message(item));
	put_bool(o, "special", item->special);
	put_bool(o, "protected", item->protected_near);
	put(o, "copy", item->copy);
	put(o, "copy_state", sp_copied_name(item->copied));
	open_list(o, "kinds");
	for (size_t i = 0; i < item->n_kinds; i++)
		put_kind(o, item->kinds[i].category, item->kinds[i].type,
			 item->kinds[i].term_category, item->kinds[i].n);
	sp_json_close(o->j, ']');
	put_marks(o, file, item);
	put_copies(o, number);
	open_list(o, "found");
	for (size_t i = 0; i < item->n_places; i++)
		put_place(o, &item->places[i]);
	sp_json_close(o->j, ']');
	sp_json_close(o->j, '}');
}

static void put_items(const struct out *o)
{
	open_list(o, "places");
	for (size_t i = 0; i < o->d->n_files; i++) {
		const struct sp_held_file *file = &o->d->files[i];
		for (size_t j = 0; j < file->n_items && file->copy_of == SIZE_MAX; j++)
			put_item(o, i, &file->items[j]);
	}
	sp_json_close(o->j, ']');
}

static void put_rest(const struct out *o)
{
	open_list(o, "suggestions");
	for (size_t i = 0; i < o->d->n_suggestions; i++) {
		const struct sp_suggestion *suggestion = &o->d->suggestions[i];
		sp_json_open(o->j, '{');
		put(o, "type", suggestion->type);
		put(o, "value", suggestion->value);
		put_uint(o, "places", suggestion->places);
		put_bool(o, "alone", suggestion->alone);
		sp_json_close(o->j, '}');
	}
	sp_json_close(o->j, ']');
	open_list(o, "earlier_answers");
	for (size_t i = 0; i < o->d->n_answers; i++) {
		const struct sp_answer *answer = &o->d->answers[i];
		sp_json_open(o->j, '{');
		put_time(o, "time", answer->time_ns);
		put(o, "kind", answer->kind);
		put(o, "author", answer->author);
		put(o, "received", answer->received);
		put_uint(o, "places", answer->places);
		sp_json_close(o->j, '}');
	}
	sp_json_close(o->j, ']');
}

static enum sp_status write_json(const struct sp_dossier *dossier, enum sp_language language,
				 struct sp_buf *to)
{
	struct sp_json json = sp_json_to(to);
	const struct out o = { dossier, &json };

	(void)language;
	sp_json_open(&json, '{');
	put_uint(&o, "spana_dossier", VERSION);
	put(&o, "program", dossier->program);
	put_time(&o, "made", dossier->made_ns);
	put(&o, "inventory", dossier->inventory_path);
	put_day(&o, "received", dossier->received);
	put_day(&o, "due", dossier->due);
	put_time(&o, "since", dossier->since_ns);
	put_subject(&o);
	put_summary(&o);
	bool ok = put_categories(&o);
	put_coverage(&o);
	put_items(&o);
	put_rest(&o);
	sp_json_close(&json, '}');
	sp_buf_putc(to, '\n');
	return ok && !to->failed ? SP_OK : SP_FATAL;
}

const struct sp_dossier_writer sp_dossier_json = {
	.name = "json",
	.is_answer = true,
	.write = write_json,
};
