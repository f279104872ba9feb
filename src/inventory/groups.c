/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * groups.c - findings by their properties: several at once, of everything and of each source.
 *
 * Findings are read in the order of their values, so that a group has but to
 * know the last one to count different values. Most of what is asked comes of
 * the index by value and of the files, which are in memory; what stands in the
 * table alone (terms, formats, words) takes a pass of its own, which SQLite sorts.
 */
#include "spana/tally.h"

#include "base/arena.h"
#include "inventory/found_files.h"
#include "inventory/query.h"
#include "inventory/tallies.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BIT(by) (1U << (by))

/* A type, and what of it the query is about. */
struct type {
	int64_t id;
	const char *name, *category; /* in the arena */
	uint32_t first;		     /* number of the first type of its category */
	bool asked, shared;	     /* shared: another category has its name too */
};

/* Files that were met under a key: a file has several types. */
struct met {
	uint64_t key;
	struct sp_file_set files;
};

struct grouping {
	bool all, sources; /* what it is of */
	struct sp_tallies tallies;
	struct met *met;
	size_t n_met, met_room, met_at;
};

typedef enum sp_status group_row(void *context, enum sp_by by, const char *source,
				 const struct sp_group *group);

struct groups {
	struct sp_inventory *inv;
	const struct sp_query *query;
	struct sp_error *err;
	group_row *row;
	void *context;
	struct sp_arena arena; /* of types */
	struct type *types;    /* by id */
	size_t n_types, types_room, type_at;
	struct sp_found_files files;
	struct grouping by[SP_BY_COUNT];
	unsigned char digest[SP_DIGEST]; /* the value at hand */
	uint64_t value;			 /* its number, from 1 */
};

/* ---- types ---- */

static enum sp_status read_types(struct groups *g)
{
	struct sp_statement s = sp_statement_of(
		&g->inv->db, SP_DB_ONCE,
		"SELECT id, name, category, count(*) OVER (PARTITION BY name) > 1 FROM type "
		"ORDER BY id");
	bool memory = true;

	while (memory && sp_statement_next(&s)) {
		memory = sp_mem_room(&g->types, &g->types_room, g->n_types + 1, sizeof(*g->types));
		if (!memory)
			break;
		struct type *type = &g->types[g->n_types];
		*type = (struct type) { .id = sp_column_int(&s, 0),
					.shared = sp_column_int(&s, 3) };
		memory = sp_arena_dup(&g->arena, sp_column_text(&s, 1), &type->name) &&
			 sp_arena_dup(&g->arena, sp_column_text(&s, 2), &type->category);
		if (!memory)
			break;
		type->asked = sp_query_has_type(g->query, type->name);
		while (strcmp(g->types[type->first].category, type->category) != 0)
			type->first++;
		g->n_types++;
	}
	enum sp_status status = sp_statement_end(&s, g->err);
	return status == SP_OK && !memory ? sp_store_no_memory(g->err) : status;
}

/* NULL: there is none. */
static const struct type *type_of(struct groups *g, int64_t id)
{
	if (g->type_at < g->n_types && g->types[g->type_at].id == id)
		return &g->types[g->type_at];
	for (size_t i = 0; i < g->n_types; i++)
		if (g->types[i].id == id) {
			g->type_at = i;
			return &g->types[i];
		}
	return NULL;
}

/* ---- counting ---- */

#define OF_FILE (BIT(SP_BY_FOLDER) | BIT(SP_BY_OWNER) | BIT(SP_BY_AGE) | BIT(SP_BY_SOURCE))
#define IN_INDEX (OF_FILE | BIT(SP_BY_TYPE) | BIT(SP_BY_CATEGORY))

#define FINDING "SELECT n.digest, n.file, n.confidence, n.id, n.type, "

/* A type has its values for itself, but where several categories share its name. */
static const struct pass {
	unsigned by;
	bool one_by_one; /* types that share their name are not told in it */
	const char *sql;
} passes[] = {
	{ IN_INDEX, true, FINDING "0 FROM finding n ORDER BY n.type, n.digest" },
	{ IN_INDEX, false,
	  FINDING "0 FROM finding n WHERE n.type IN (SELECT id FROM type WHERE name IN "
		  "(SELECT name FROM type GROUP BY name HAVING count(*) > 1)) ORDER BY n.digest" },
	{ BIT(SP_BY_TERM), false,
	  FINDING "n.term FROM finding n WHERE n.term IS NOT NULL ORDER BY n.digest" },
	{ BIT(SP_BY_FORMAT), false,
	  FINDING "i.format FROM finding n LEFT JOIN item i ON i.file = n.file "
		  "AND i.number = n.item ORDER BY n.digest" },
	{ BIT(SP_BY_WORDS), false, FINDING "n.context FROM finding n WHERE n.context IS NOT NULL" },
};

/* What has the finding in its group. `word` is what the pass read beside it. */
static uint64_t key_of(enum sp_by by, const struct type *type, const struct sp_found_file *file,
		       uint64_t word)
{
	switch (by) {
	case SP_BY_TYPE:
		return (uint64_t)type->id;
	case SP_BY_CATEGORY:
		return type->first;
	case SP_BY_FOLDER:
		return file->folder;
	case SP_BY_OWNER:
		return file->owner;
	case SP_BY_AGE:
		return file->year;
	case SP_BY_TERM:
		return word << 32 | type->first;
	case SP_BY_FORMAT:
	case SP_BY_WORDS:
		return word;
	case SP_BY_SOURCE:
	case SP_BY_COUNT:
		break;
	}
	return 0;
}

/* The files met under a key; NULL: no memory. */
static struct sp_file_set *met_under(struct groups *g, struct grouping *of, uint64_t key)
{
	if (of->met_at < of->n_met && of->met[of->met_at].key == key)
		return &of->met[of->met_at].files;
	for (of->met_at = 0; of->met_at < of->n_met; of->met_at++)
		if (of->met[of->met_at].key == key)
			return &of->met[of->met_at].files;
	if (!sp_mem_room(&of->met, &of->met_room, of->n_met + 1, sizeof(*of->met)) ||
	    !sp_file_set_new(&of->met[of->n_met].files, g->files.n))
		return NULL;
	of->met[of->n_met].key = key;
	return &of->met[of->n_met++].files;
}

/* Is it the first of its file in the group? Words are too many to know. */
static bool is_new_file(struct groups *g, enum sp_by by, uint64_t key, size_t file, bool *memory)
{
	if (by == SP_BY_WORDS)
		return false;
	/* A file has one folder, one owner, one age. */
	struct sp_file_set *met = met_under(g, &g->by[by], BIT(by) & OF_FILE ? 0 : key);
	*memory = met;
	return met && sp_file_set_add(met, file);
}

/* false: no memory. */
static bool count(struct groups *g, enum sp_by by, uint64_t key, size_t number,
		  struct sp_tallied *finding)
{
	struct grouping *of = &g->by[by];
	const struct sp_found_file *file = &g->files.files[number];
	bool memory = true;

	finding->new_file = is_new_file(g, by, key, number, &memory);
	finding->mtime_ns = file->mtime_ns;
	if (memory && of->all)
		memory = sp_tallies_count(&of->tallies, key, 0, finding);
	for (uint32_t link = of->sources ? file->chain : 0; link && memory;
	     link = g->files.links[link].up)
		memory = sp_tallies_count(&of->tallies, key, g->files.links[link].source + 1,
					  finding);
	return memory;
}

/* The number of a finding's value: the next, where it is not that of the finding before. */
static uint64_t value_of(struct groups *g, const struct sp_statement *s)
{
	size_t len;
	const unsigned char *digest = sp_column_bytes(s, 0, &len);

	if (digest && len == SP_DIGEST && memcmp(g->digest, digest, SP_DIGEST) != 0) {
		memcpy(g->digest, digest, SP_DIGEST);
		g->value++;
	}
	return g->value;
}

/* Counts the finding in the present row under each property in `asked`. false: no memory. */
static bool count_row(struct groups *g, const struct pass *pass, unsigned asked,
		      const struct sp_statement *s)
{
	const struct type *type = type_of(g, sp_column_int(s, 4));
	uint64_t confidence = sp_column_uint(s, 2);

	if (!type || !type->asked || (type->shared && pass->one_by_one) ||
	    confidence < g->query->min_confidence || confidence > SP_HIGH)
		return true;
	size_t file = sp_found_file(&g->files, sp_column_uint(s, 1));
	if (file == SIZE_MAX || sp_hidden_has(&g->inv->hidden, sp_column_uint(s, 3)))
		return true;
	struct sp_tallied finding = { .value = value_of(g, s),
				      .confidence = (enum sp_confidence)confidence };
	uint64_t word = sp_column_uint(s, 5);
	for (int by = 0; by < SP_BY_COUNT; by++)
		if (asked >> by & 1 &&
		    !count(g, (enum sp_by)by,
			   key_of((enum sp_by)by, type, &g->files.files[file], word), file,
			   &finding))
			return false;
	return true;
}

static enum sp_status run_pass(struct groups *g, const struct pass *pass, unsigned asked)
{
	struct sp_statement s = sp_statement_of(&g->inv->db, SP_DB_ONCE, pass->sql);
	bool memory = true;

	while (memory && sp_statement_next(&s))
		memory = count_row(g, pass, asked, &s);
	enum sp_status status = sp_statement_end(&s, g->err);
	return status == SP_OK && !memory ? sp_store_no_memory(g->err) : status;
}

static enum sp_status count_all(struct groups *g, unsigned of_all, unsigned of_sources)
{
	enum sp_status status = SP_OK;

	for (int by = 0; by < SP_BY_COUNT; by++) {
		g->by[by].sources = of_sources >> by & 1;
		g->by[by].all = of_all >> by & 1;
	}
	/* What is in each source is told of the sources. */
	g->by[SP_BY_SOURCE].sources = g->by[SP_BY_SOURCE].all;
	g->by[SP_BY_SOURCE].all = false;
	for (size_t i = 0; i < sizeof(passes) / sizeof(passes[0]) && status == SP_OK; i++) {
		unsigned asked = (of_all | of_sources) & passes[i].by;
		if (asked)
			status = run_pass(g, &passes[i], asked);
	}
	return status;
}

/* ---- telling ---- */

/* What the names of groups are asked with, by their keys. */
static const char *const name_of[SP_BY_COUNT] = {
	[SP_BY_FOLDER] = "SELECT path FROM folder WHERE id = ?",
	[SP_BY_OWNER] = "SELECT coalesce((SELECT name FROM owner WHERE uid = ?1), "
			"CAST(?1 AS TEXT))",
	[SP_BY_SOURCE] = "SELECT path FROM source WHERE id = ?",
	[SP_BY_TERM] = "SELECT text FROM word WHERE id = ?",
	[SP_BY_FORMAT] = "SELECT text FROM word WHERE id = ?",
	[SP_BY_WORDS] = "SELECT text FROM word WHERE id = ?",
};

/* Puts what it is called into the arena: "" where there is no such row. */
static enum sp_status ask_name(struct groups *g, enum sp_by by, int64_t id, struct sp_arena *arena,
			       const char **out)
{
	struct sp_statement s = sp_statement_of(&g->inv->db, SP_DB_GROUP_NAME, name_of[by]);

	sp_bind_int(&s, id);
	const char *name = sp_statement_next(&s) ? sp_column_text(&s, 0) : "";
	bool memory = sp_arena_dup(arena, name ? name : "", out);
	enum sp_status status = sp_statement_end(&s, g->err);
	return status == SP_OK && !memory ? sp_store_no_memory(g->err) : status;
}

static enum sp_status name_group(struct groups *g, enum sp_by by, uint64_t key,
				 struct sp_arena *arena, struct sp_group *group)
{
	char year[16] = "";

	group->category = "";
	switch (by) {
	case SP_BY_TYPE: {
		const struct type *type = type_of(g, (int64_t)key);
		group->name = type->name;
		group->category = type->category;
		return SP_OK;
	}
	case SP_BY_CATEGORY:
		group->name = g->types[key].category;
		return SP_OK;
	case SP_BY_AGE:
		if (key)
			snprintf(year, sizeof(year), "%04u", (unsigned)key);
		return sp_arena_dup(arena, year, &group->name) ? SP_OK : sp_store_no_memory(g->err);
	case SP_BY_TERM:
		group->category = g->types[(uint32_t)key].category;
		return ask_name(g, by, (int64_t)(key >> 32), arena, &group->name);
	default:
		return ask_name(g, by, (int64_t)key, arena, &group->name);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct sp_group *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : strcmp(x->category, y->category);
}

static int by_places(const void *a, const void *b)
{
	uint64_t x = sp_group_places(a), y = sp_group_places(b);

	return x != y ? (x < y) - (x > y) : by_name(a, b);
}

static int by_whole(const void *a, const void *b)
{
	const struct sp_tally *x = a, *y = b;

	return (x->whole > y->whole) - (x->whole < y->whole);
}

/* Tells the groups of one whole, whose tallies are given. */
static enum sp_status tell_whole(struct groups *g, enum sp_by by, const struct sp_tally *tallies,
				 size_t n)
{
	struct sp_group *groups = sp_mem_zero(n, sizeof(*groups));
	struct sp_arena names = { .used = 0 };
	const char *source = NULL;
	enum sp_status status = groups ? SP_OK : sp_store_no_memory(g->err);

	for (size_t i = 0; i < n && status == SP_OK; i++) {
		groups[i] = (struct sp_group) { .values = tallies[i].values,
						.files = tallies[i].files,
						.oldest_ns = tallies[i].oldest_ns,
						.newest_ns = tallies[i].newest_ns };
		memcpy(groups[i].places, tallies[i].places, sizeof(groups[i].places));
		if (by == SP_BY_WORDS)
			groups[i].values = 0;
		status = name_group(g, by, tallies[i].key, &names, &groups[i]);
	}
	sp_db_drop(&g->inv->db, SP_DB_GROUP_NAME);
	if (status == SP_OK) {
		bool in_order = by == SP_BY_AGE || by == SP_BY_WORDS;
		qsort(groups, n, sizeof(*groups), in_order ? by_name : by_places);
		if (tallies->whole)
			status = ask_name(g, SP_BY_SOURCE, g->files.sources[tallies->whole - 1],
					  &names, &source);
		sp_db_drop(&g->inv->db, SP_DB_GROUP_NAME);
	}
	for (size_t i = 0; i < n && status == SP_OK; i++)
		status = g->row(g->context, by, source, &groups[i]);
	sp_arena_release(&names);
	sp_mem_free(groups);
	return status;
}

/* Sources are told also with nothing in them. */
static enum sp_status tell_sources(struct groups *g)
{
	const struct sp_tallies *tallies = &g->by[SP_BY_SOURCE].tallies;
	enum sp_status status = SP_OK;

	for (size_t i = 0, at = 0; i < g->files.n_sources && status == SP_OK; i++) {
		struct sp_tally tally = { .whole = 0 };
		if (at < tallies->n && tallies->items[at].whole == i + 1)
			tally = tallies->items[at++];
		tally.key = (uint64_t)g->files.sources[i];
		tally.whole = 0;
		status = tell_whole(g, SP_BY_SOURCE, &tally, 1);
	}
	return status;
}

static enum sp_status tell(struct groups *g, enum sp_by by)
{
	struct sp_tallies *tallies = &g->by[by].tallies;
	enum sp_status status = SP_OK;

	if (tallies->n)
		qsort(tallies->items, tallies->n, sizeof(*tallies->items), by_whole);
	if (by == SP_BY_SOURCE)
		return g->by[by].sources ? tell_sources(g) : SP_OK;
	for (size_t i = 0, end; i < tallies->n && status == SP_OK; i = end) {
		for (end = i; end < tallies->n; end++)
			if (tallies->items[end].whole != tallies->items[i].whole)
				break;
		status = tell_whole(g, by, tallies->items + i, end - i);
	}
	return status;
}

static void release(struct groups *g)
{
	for (int by = 0; by < SP_BY_COUNT; by++) {
		sp_tallies_release(&g->by[by].tallies);
		for (size_t i = 0; i < g->by[by].n_met; i++)
			sp_mem_free(g->by[by].met[i].files.words);
		sp_mem_free(g->by[by].met);
	}
	sp_found_files_release(&g->files);
	sp_mem_free(g->types);
	sp_arena_release(&g->arena);
}

enum sp_status sp_inventory_groups(struct sp_inventory *inv, const struct sp_query *query,
				   unsigned of_all, unsigned of_sources, group_row *row,
				   void *context, struct sp_error *err)
{
	struct groups g = {
		.inv = inv, .query = query, .err = err, .row = row, .context = context
	};
	bool own;
	enum sp_status status = sp_read_begin(inv, &own, err);

	if (status != SP_OK)
		return status;
	if (of_all | of_sources)
		status = read_types(&g);
	if (status == SP_OK && of_all | of_sources)
		status = sp_found_files_read(&g.files, inv, query,
					     (of_all | of_sources) & BIT(SP_BY_OWNER),
					     of_sources || of_all & BIT(SP_BY_SOURCE), err);
	if (status == SP_OK)
		status = count_all(&g, of_all, of_sources);
	for (int by = 0; by < SP_BY_COUNT && status == SP_OK; by++)
		status = tell(&g, (enum sp_by)by);
	release(&g);
	sp_read_end(inv, own);
	return status;
}
