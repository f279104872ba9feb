/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * found_files.c - see found_files.h.
 *
 * Sources may lie within each other, so a file has a chain of them. Files of
 * one folder share it, and there are few: a chain is a link to a shorter one.
 */
#include "inventory/found_files.h"

#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000000)

static uint32_t year_of(int64_t ns)
{
	time_t seconds = (time_t)(ns / SECOND);
	struct tm tm;

	return ns && gmtime_r(&seconds, &tm) ? (uint32_t)(tm.tm_year + 1900) : 0;
}

/* ---- owners ---- */

/* A user; `first` is the least id among those of the same name. */
struct user {
	uint32_t id, first;
};

struct users {
	struct user *items; /* by id */
	size_t n, room;
};

/* Who has no name is called by the number. */
static const char who[] =
	"SELECT uid, min(uid) OVER (PARTITION BY name) FROM (SELECT uid, name FROM owner UNION "
	"SELECT DISTINCT owner, CAST(owner AS TEXT) FROM file WHERE owner NOT IN "
	"(SELECT uid FROM owner)) ORDER BY uid";

static enum sp_status read_users(struct users *users, struct sp_inventory *inv,
				 struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE, who);
	bool memory = true;

	while (memory && sp_statement_next(&s)) {
		memory = sp_mem_room(&users->items, &users->room, users->n + 1,
				     sizeof(*users->items));
		if (memory)
			users->items[users->n++] =
				(struct user) { (uint32_t)sp_column_uint(&s, 0),
						(uint32_t)sp_column_uint(&s, 1) };
	}
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

static uint32_t first_user(const struct users *users, uint32_t id)
{
	size_t low = 0, high = users->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (users->items[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < users->n && users->items[low].id == id ? users->items[low].first : id;
}

/* ---- files ---- */

static enum sp_status read_rows(struct sp_found_files *out, struct sp_inventory *inv,
				const struct sp_query *query, const struct users *users,
				struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"SELECT id, folder, owner, mtime_ns FROM file NOT INDEXED "
		"WHERE state = 1 AND n_findings > 0 AND opened_scan > ? ORDER BY id");
	bool memory = true;

	sp_bind_int(&s, (int64_t)query->since);
	while (memory && sp_statement_next(&s)) {
		memory = sp_mem_room(&out->files, &out->room, out->n + 1, sizeof(*out->files));
		if (!memory || !sp_file_set_add(&out->ids, sp_column_uint(&s, 0)))
			continue;
		int64_t mtime_ns = sp_column_int(&s, 3);
		out->files[out->n++] = (struct sp_found_file) {
			.mtime_ns = mtime_ns,
			.folder = (uint32_t)sp_column_uint(&s, 1),
			.owner = first_user(users, (uint32_t)sp_column_uint(&s, 2)),
			.year = year_of(mtime_ns),
		};
	}
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

static enum sp_status read_files(struct sp_found_files *out, struct sp_inventory *inv,
				 const struct sp_query *query, const struct users *users,
				 struct sp_error *err)
{
	int64_t last;
	enum sp_status status =
		sp_db_number(&inv->db, "SELECT coalesce(max(id), 0) FROM file", &last, err);

	if (status != SP_OK)
		return status;
	if (!sp_file_set_new(&out->ids, (uint64_t)last) ||
	    !(out->before = sp_mem_zero(out->ids.n, sizeof(*out->before))))
		return sp_store_no_memory(err);
	status = read_rows(out, inv, query, users, err);
	uint32_t before = 0;
	for (size_t i = 0; i < out->ids.n; i++) {
		out->before[i] = before;
		before += (uint32_t)__builtin_popcountll(out->ids.words[i]);
	}
	return status;
}

/* ---- sources ---- */

static enum sp_status list_sources(struct sp_found_files *out, struct sp_inventory *inv,
				   struct sp_error *err)
{
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE, "SELECT id FROM source ORDER BY path");
	bool memory = true;

	while (memory && sp_statement_next(&s)) {
		memory = sp_mem_room(&out->sources, &out->sources_room, out->n_sources + 1,
				     sizeof(*out->sources));
		if (memory)
			out->sources[out->n_sources++] = sp_column_int(&s, 0);
	}
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

/* Adds a source to a chain that has it not. false: no memory. */
static bool add_source(struct sp_found_files *out, uint32_t *chain, int64_t id)
{
	uint32_t source = 0;

	while (source < out->n_sources && out->sources[source] != id)
		source++;
	for (uint32_t link = *chain; link; link = out->links[link].up)
		if (out->links[link].source == source)
			return true;
	/* Folders come in the order of their sources: it is one of the newest. */
	for (size_t i = out->n_links; i > 1; i--) {
		if (out->links[i - 1].source == source && out->links[i - 1].up == *chain) {
			*chain = (uint32_t)(i - 1);
			return true;
		}
	}
	if (!out->n_links)
		out->n_links = 1;
	if (!sp_mem_room(&out->links, &out->links_room, out->n_links + 1, sizeof(*out->links)))
		return false;
	out->links[out->n_links] = (struct sp_source_link) { source, *chain };
	*chain = (uint32_t)out->n_links++;
	return true;
}

static enum sp_status chain_folders(struct sp_found_files *out, struct sp_inventory *inv,
				    uint32_t *chains, size_t n, struct sp_error *err)
{
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE,
				"SELECT s.id, d.id FROM source s CROSS JOIN folder d "
				"ON d.path = s.path OR (d.path >= s.below AND d.path < s.beyond)");
	bool memory = true;

	while (memory && sp_statement_next(&s)) {
		uint64_t folder = sp_column_uint(&s, 1);
		memory = folder >= n || add_source(out, &chains[folder], sp_column_int(&s, 0));
	}
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

/* Sources that are files themselves. */
static enum sp_status chain_files(struct sp_found_files *out, struct sp_inventory *inv,
				  struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"SELECT s.id, f.id FROM source s CROSS JOIN folder d ON d.path = s.folder "
		"CROSS JOIN file f ON f.folder = d.id AND f.name = s.name AND f.state = 1");
	bool memory = true;

	while (memory && sp_statement_next(&s)) {
		size_t file = sp_found_file(out, sp_column_uint(&s, 1));
		memory = file == SIZE_MAX ||
			 add_source(out, &out->files[file].chain, sp_column_int(&s, 0));
	}
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

static enum sp_status read_sources(struct sp_found_files *out, struct sp_inventory *inv,
				   struct sp_error *err)
{
	int64_t last;
	enum sp_status status =
		sp_db_number(&inv->db, "SELECT coalesce(max(id), 0) FROM folder", &last, err);
	size_t n = status == SP_OK ? (size_t)last + 1 : 0;
	uint32_t *chains = status == SP_OK ? sp_mem_zero(n, sizeof(*chains)) : NULL;

	if (status == SP_OK && !chains)
		status = sp_store_no_memory(err);
	if (status == SP_OK)
		status = list_sources(out, inv, err);
	if (status == SP_OK)
		status = chain_folders(out, inv, chains, n, err);
	for (size_t i = 0; i < out->n && status == SP_OK; i++)
		out->files[i].chain = out->files[i].folder < n ? chains[out->files[i].folder] : 0;
	if (status == SP_OK)
		status = chain_files(out, inv, err);
	sp_mem_free(chains);
	return status;
}

enum sp_status sp_found_files_read(struct sp_found_files *out, struct sp_inventory *inv,
				   const struct sp_query *query, bool owners, bool sources,
				   struct sp_error *err)
{
	struct users users = { .n = 0 };
	enum sp_status status = owners ? read_users(&users, inv, err) : SP_OK;

	*out = (struct sp_found_files) { .n = 0 };
	if (status == SP_OK)
		status = read_files(out, inv, query, &users, err);
	if (status == SP_OK && sources)
		status = read_sources(out, inv, err);
	sp_mem_free(users.items);
	return status;
}

void sp_found_files_release(struct sp_found_files *files)
{
	sp_mem_free(files->ids.words);
	sp_mem_free(files->before);
	sp_mem_free(files->files);
	sp_mem_free(files->links);
	sp_mem_free(files->sources);
	*files = (struct sp_found_files) { .n = 0 };
}
