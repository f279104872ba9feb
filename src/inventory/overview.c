/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * overview.c - totals of what is there now.
 *
 * They are asked for after each scan, also one that found all unchanged, and
 * go over all that is known. So the large tables are gone through once, row
 * by row in the order in which they lie, with the files that count as bits in
 * memory (one a file ever met): SQLite's joins, sorts and distinct counts took
 * ten times as long. Findings come from the index by value, which has all that
 * totals need.
 */
#include "inventory/file_set.h"
#include "inventory/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Items of one media type that have no text, and those read in full. */
struct media_count {
	int64_t type; /* word; 0: unknown */
	uint64_t no_text, full;
};

struct totals {
	struct sp_inventory *inv;
	struct sp_error *err;
	struct sp_overview *out; /* NULL: only the stock */
	struct sp_stock stock;
	struct sp_file_set open;  /* versions of files that are there now */
	struct sp_file_set asked; /* those of them that the query is about */
	struct sp_file_set seen;  /* with a finding of the type at hand */
	struct media_count *media;
	size_t n_media, media_room, types_room;
};

static enum sp_status new_sets(struct totals *t)
{
	int64_t last = 0;
	enum sp_status status =
		sp_db_number(&t->inv->db, "SELECT coalesce(max(id), 0) FROM file", &last, t->err);

	if (status != SP_OK)
		return status;
	struct sp_file_set *const sets[] = { &t->open, &t->asked, &t->seen };
	for (int i = 0; i < 3; i++)
		if (!sp_file_set_new(sets[i], (uint64_t)last))
			return sp_store_no_memory(t->err);
	return SP_OK;
}

static enum sp_status read_files(struct totals *t, uint64_t since)
{
	struct sp_statement s = sp_statement_of(&t->inv->db, SP_DB_ONCE,
						"SELECT id, size, opened_scan, n_findings, "
						"n_problems FROM file NOT INDEXED WHERE state = 1");

	while (sp_statement_next(&s)) {
		uint64_t id = sp_column_uint(&s, 0);
		t->stock.files++;
		t->stock.bytes += sp_column_uint(&s, 1);
		t->stock.findings += sp_column_uint(&s, 3);
		t->stock.problems += sp_column_uint(&s, 4);
		sp_file_set_add(&t->open, id);
		if (sp_column_uint(&s, 2) > since)
			sp_file_set_add(&t->asked, id);
	}
	return sp_statement_end(&s, t->err);
}

/* The count of a media type, new or known; NULL: no memory. */
static struct media_count *media_of(struct totals *t, int64_t type)
{
	for (size_t i = 0; i < t->n_media; i++)
		if (t->media[i].type == type)
			return &t->media[i];
	if (!sp_mem_room(&t->media, &t->media_room, t->n_media + 1, sizeof(*t->media)))
		return NULL;
	t->media[t->n_media] = (struct media_count) { .type = type };
	return &t->media[t->n_media++];
}

static enum sp_status read_items(struct totals *t)
{
	struct sp_statement s = sp_statement_of(&t->inv->db, SP_DB_ONCE,
						"SELECT file, outcome, media_type FROM item");
	struct media_count *media = NULL;
	bool memory = true;

	while (memory && sp_statement_next(&s)) {
		uint64_t outcome = sp_column_uint(&s, 1);
		if (!sp_file_set_has(&t->open, sp_column_uint(&s, 0)))
			continue;
		t->stock.items++;
		if (outcome < SP_OUTCOME_COUNT)
			t->stock.outcomes[outcome]++;
		if (outcome != SP_OUTCOME_NO_TEXT && outcome != SP_OUTCOME_FULL)
			continue;
		int64_t type = sp_column_int(&s, 2);
		if (!media || media->type != type)
			media = media_of(t, type);
		memory = media;
		if (media)
			++*(outcome == SP_OUTCOME_FULL ? &media->full : &media->no_text);
	}
	enum sp_status status = sp_statement_end(&s, t->err);
	return status == SP_OK && !memory ? sp_store_no_memory(t->err) : status;
}

static enum sp_status read_unlisted(struct totals *t)
{
	int64_t n = 0;
	enum sp_status status =
		sp_db_number(&t->inv->db, "SELECT count(*) FROM folder_problem", &n, t->err);

	t->stock.items += (uint64_t)n;
	t->stock.outcomes[SP_OUTCOME_NOT_READ] += (uint64_t)n;
	t->stock.problems += (uint64_t)n;
	return status;
}

/* Pictures, sound and film have more than their metadata, also where those were read in full. */
static bool has_more(const char *media_type)
{
	return strncmp(media_type, "image/", 6) == 0 || strncmp(media_type, "audio/", 6) == 0 ||
	       strncmp(media_type, "video/", 6) == 0;
}

static enum sp_status add_skipped(struct totals *t, const struct media_count *media, size_t *room)
{
	struct sp_statement s =
		sp_statement_of(&t->inv->db, SP_DB_ONCE, "SELECT text FROM word WHERE id = ?");
	enum sp_status status = SP_OK;

	sp_bind_int(&s, media->type);
	const char *text = sp_statement_next(&s) ? sp_column_text(&s, 0) : "";
	uint64_t more = text && has_more(text) ? media->full : 0;
	if (!text ||
	    !sp_mem_room(&t->out->skipped, room, t->out->n_skipped + 1, sizeof(*t->out->skipped))) {
		status = sp_store_no_memory(t->err);
	} else if (media->no_text + more) {
		struct sp_name_total *total = &t->out->skipped[t->out->n_skipped++];
		*total = (struct sp_name_total) { .n = media->no_text + more, .more = more };
		snprintf(total->name, sizeof(total->name), "%s", text);
	}
	return sp_status_worse(status, sp_statement_end(&s, t->err));
}

static int by_number(const void *a, const void *b)
{
	const struct sp_name_total *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : strcmp(x->name, y->name);
}

static enum sp_status name_skipped(struct totals *t)
{
	enum sp_status status = SP_OK;
	size_t room = 0;

	for (size_t i = 0; i < t->n_media && status == SP_OK; i++)
		status = add_skipped(t, &t->media[i], &room);
	if (t->out->n_skipped)
		qsort(t->out->skipped, t->out->n_skipped, sizeof(*t->out->skipped), by_number);
	return status;
}

/* The findings of one type as they come from the index, in order of their values. */
struct type_run {
	int64_t type;
	unsigned char digest[SP_DIGEST]; /* the value counted last */
	struct sp_type_total total;
};

static void count_finding(struct totals *t, struct type_run *run, const struct sp_statement *s)
{
	uint64_t file = sp_column_uint(s, 2), confidence = sp_column_uint(s, 3);
	size_t len;
	const unsigned char *digest = sp_column_bytes(s, 1, &len);

	if (confidence > SP_HIGH || !digest || len != SP_DIGEST)
		return;
	if (!run->total.values || memcmp(run->digest, digest, SP_DIGEST) != 0) {
		run->total.values++;
		memcpy(run->digest, digest, SP_DIGEST);
	}
	run->total.places[confidence]++;
	run->total.files += sp_file_set_add(&t->seen, file);
}

/* Gives the type its name, and makes ready for the next. */
static enum sp_status end_run(struct totals *t, const struct sp_query *query, struct type_run *run)
{
	enum sp_status status = SP_OK;

	if (!run->total.values)
		return SP_OK;
	struct sp_statement s = sp_statement_of(&t->inv->db, SP_DB_ONCE,
						"SELECT name, category FROM type WHERE id = ?");
	sp_bind_int(&s, run->type);
	const char *name = sp_statement_next(&s) ? sp_column_text(&s, 0) : NULL;
	const char *category = name ? sp_column_text(&s, 1) : NULL;
	if (category && sp_query_has_type(query, name)) {
		if (sp_mem_room(&t->out->types, &t->types_room, t->out->n_types + 1,
				sizeof(*t->out->types))) {
			snprintf(run->total.type, sizeof(run->total.type), "%s", name);
			snprintf(run->total.category, sizeof(run->total.category), "%s", category);
			t->out->types[t->out->n_types++] = run->total;
		} else {
			status = sp_store_no_memory(t->err);
		}
	}
	memset(t->seen.words, 0, t->seen.n * sizeof(*t->seen.words));
	run->total = (struct sp_type_total) { 0 };
	return sp_status_worse(status, sp_statement_end(&s, t->err));
}

static int by_name(const void *a, const void *b)
{
	const struct sp_type_total *x = a, *y = b;
	int order = strcmp(x->type, y->type);

	return order ? order : strcmp(x->category, y->category);
}

static enum sp_status read_types(struct totals *t, const struct sp_query *query)
{
	struct sp_statement s = sp_statement_of(
		&t->inv->db, SP_DB_ONCE,
		"SELECT type, digest, file, confidence, id FROM finding ORDER BY type, digest");
	enum sp_status status = SP_OK;
	struct type_run run = { 0 };

	while (status == SP_OK && sp_statement_next(&s)) {
		int64_t type = sp_column_int(&s, 0);
		if (type != run.type)
			status = end_run(t, query, &run);
		run.type = type;
		if (sp_column_int(&s, 3) >= (int64_t)query->min_confidence &&
		    sp_file_set_has(&t->asked, sp_column_uint(&s, 2)) &&
		    !sp_hidden_has(&t->inv->hidden, sp_column_uint(&s, 4)))
			count_finding(t, &run, &s);
	}
	if (status == SP_OK)
		status = end_run(t, query, &run);
	if (t->out->n_types)
		qsort(t->out->types, t->out->n_types, sizeof(*t->out->types), by_name);
	return sp_status_worse(status, sp_statement_end(&s, t->err));
}

/* Rows of (name, number) into an array that grows. */
static enum sp_status read_totals(struct sp_inventory *inv, const char *sql,
				  struct sp_name_total **totals, size_t *n, struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE, sql);
	size_t room = 0;
	bool memory = true;

	while (memory && sp_statement_next(&s)) {
		memory = sp_mem_room(totals, &room, *n + 1, sizeof(**totals));
		if (!memory)
			break;
		struct sp_name_total *total = &(*totals)[(*n)++];
		const char *name = sp_column_text(&s, 0);
		snprintf(total->name, sizeof(total->name), "%s", name ? name : "");
		total->n = sp_column_uint(&s, 1);
		total->more = 0;
	}
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

/* CROSS JOIN is SQLite's way of saying "in this order". */
static const char media[] =
	"SELECT d.path, sum(w.text GLOB 'image/*'), sum(w.text GLOB 'audio/*'), "
	"sum(w.text GLOB 'video/*') FROM item i CROSS JOIN word w ON w.id = i.media_type "
	"CROSS JOIN file f ON f.id = i.file CROSS JOIN folder d ON d.id = f.folder "
	"WHERE i.media_type IN (SELECT id FROM word WHERE text GLOB 'image/*' "
	"OR text GLOB 'audio/*' OR text GLOB 'video/*') "
	"AND f.state = 1 GROUP BY d.id ORDER BY count(*) DESC, d.path";

static const char not_read[] =
	"SELECT reason, count(*) FROM ("
	"SELECT (SELECT p.reason FROM problem p WHERE p.file = i.file AND p.item = i.number "
	"ORDER BY p.id LIMIT 1) AS reason FROM item i CROSS JOIN file f ON f.id = i.file "
	"WHERE i.outcome = 3 AND f.state = 1 UNION ALL SELECT reason FROM folder_problem) "
	"GROUP BY 1 ORDER BY 2 DESC, 1";

static const char problems[] =
	"SELECT reason, count(*) FROM ("
	"SELECT p.reason FROM problem p CROSS JOIN file f ON f.id = p.file WHERE f.state = 1 "
	"UNION ALL SELECT reason FROM folder_problem) GROUP BY 1 ORDER BY 2 DESC, 1";

static enum sp_status read_media(struct sp_inventory *inv, struct sp_overview *out,
				 struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE, media);
	size_t room = 0;
	bool memory = true;

	while (memory && sp_statement_next(&s)) {
		size_t len;
		const char *path = sp_column_bytes(&s, 0, &len);
		char *folder = sp_mem_alloc(len + 1);
		memory = folder &&
			 sp_mem_room(&out->media, &room, out->n_media + 1, sizeof(*out->media));
		if (!memory) {
			sp_mem_free(folder);
			break;
		}
		memcpy(folder, path ? path : "", path ? len : 0);
		folder[path ? len : 0] = '\0';
		out->media[out->n_media++] = (struct sp_media_total) {
			.folder = folder,
			.images = sp_column_uint(&s, 1),
			.sounds = sp_column_uint(&s, 2),
			.films = sp_column_uint(&s, 3),
		};
	}
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

/* Files, items and folders: all that the stock is but the protected places. */
static enum sp_status read_stock(struct totals *t, uint64_t since)
{
	enum sp_status status = new_sets(t);

	if (status == SP_OK)
		status = read_files(t, since);
	if (status == SP_OK)
		status = read_items(t);
	return status == SP_OK ? read_unlisted(t) : status;
}

static enum sp_status count_protected(struct totals *t, int64_t type, const char *category)
{
	struct sp_statement s = sp_statement_of(
		&t->inv->db, SP_DB_ONCE, "SELECT confidence, file FROM finding WHERE type = ?");

	sp_bind_int(&s, type);
	while (sp_statement_next(&s)) {
		uint64_t confidence = sp_column_uint(&s, 0);
		if (confidence <= SP_HIGH &&
		    sp_is_protection(category, (enum sp_confidence)confidence) &&
		    sp_file_set_has(&t->open, sp_column_uint(&s, 1)))
			t->stock.protected_places++;
	}
	return sp_statement_end(&s, t->err);
}

static enum sp_status read_protected(struct totals *t)
{
	struct sp_statement s =
		sp_statement_of(&t->inv->db, SP_DB_ONCE, "SELECT id, category FROM type");
	enum sp_status status = SP_OK;

	while (status == SP_OK && sp_statement_next(&s)) {
		const char *category = sp_column_text(&s, 1);
		if (category && sp_is_protection(category, SP_HIGH))
			status = count_protected(t, sp_column_int(&s, 0), category);
	}
	return sp_status_worse(status, sp_statement_end(&s, t->err));
}

static enum sp_status read_overview(struct totals *t, const struct sp_query *query)
{
	struct sp_overview *out = t->out;
	enum sp_status status = read_stock(t, query->since);

	out->files = t->stock.files;
	out->bytes = t->stock.bytes;
	out->items = t->stock.items;
	memcpy(out->outcomes, t->stock.outcomes, sizeof(out->outcomes));
	if (status == SP_OK)
		status = read_types(t, query);
	if (status == SP_OK)
		status = name_skipped(t);
	if (status == SP_OK)
		status = read_media(t->inv, out, t->err);
	if (status == SP_OK && out->outcomes[SP_OUTCOME_NOT_READ])
		status = read_totals(t->inv, not_read, &out->not_read, &out->n_not_read, t->err);
	if (status == SP_OK)
		status = read_totals(t->inv, problems, &out->problems, &out->n_problems, t->err);
	return status;
}

/* One state of the inventory for all of the queries. */
static enum sp_status read_at_once(struct totals *t, const struct sp_query *query)
{
	bool own;
	enum sp_status status = sp_read_begin(t->inv, &own, t->err);

	if (status != SP_OK)
		return status;
	status = query ? read_overview(t, query) : read_stock(t, 0);
	if (status == SP_OK && !query)
		status = read_protected(t);
	sp_read_end(t->inv, own);
	sp_mem_free(t->open.words);
	sp_mem_free(t->asked.words);
	sp_mem_free(t->seen.words);
	sp_mem_free(t->media);
	return status;
}

enum sp_status sp_stock_count(struct sp_inventory *inv, struct sp_stock *out, struct sp_error *err)
{
	struct totals t = { .inv = inv, .err = err };
	enum sp_status status = read_at_once(&t, NULL);

	*out = t.stock;
	return status;
}

enum sp_status sp_inventory_overview(struct sp_inventory *inv, const struct sp_query *query,
				     struct sp_overview *out, struct sp_error *err)
{
	struct totals t = { .inv = inv, .out = out, .err = err };

	*out = (struct sp_overview) { 0 };
	enum sp_status status = read_at_once(&t, query);
	if (status != SP_OK)
		sp_overview_release(out);
	return status;
}

void sp_overview_release(struct sp_overview *overview)
{
	sp_mem_free(overview->types);
	sp_mem_free(overview->skipped);
	sp_mem_free(overview->not_read);
	sp_mem_free(overview->problems);
	for (size_t i = 0; i < overview->n_media; i++)
		sp_mem_free(overview->media[i].folder);
	sp_mem_free(overview->media);
	*overview = (struct sp_overview) { 0 };
}
