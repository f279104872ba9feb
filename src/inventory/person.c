/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person.c - where is this value? The questions that subjects ask.
 *
 * First the indexes alone say which findings there are, then the rows are
 * fetched in order of their files, so that each file is described once.
 */
#include "inventory/query.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* ---- hits ---- */

struct hits {
	struct sp_hit *items;
	size_t n, room;
};

/* The index by value begins with the type, of which a name may have several. */
static const char by_value[] =
	"SELECT n.file, n.id FROM type t CROSS JOIN finding n ON n.type = t.id AND n.digest = ?2 "
	"CROSS JOIN file f ON f.id = n.file AND f.state = 1 WHERE t.name = ?1";
static const char by_alias[] =
	"SELECT n.file, n.id FROM finding n CROSS JOIN type t ON t.id = n.type AND t.name = ?1 "
	"CROSS JOIN file f ON f.id = n.file AND f.state = 1 WHERE n.alias = ?2";

static enum sp_status find_key(struct sp_inventory *inv, const struct sp_key_of_value *key,
			       size_t number, struct hits *out, struct sp_error *err)
{
	struct sp_statement s = key->alias ? sp_statement_of(&inv->db, SP_DB_ONCE, by_alias)
					   : sp_statement_of(&inv->db, SP_DB_FIND, by_value);
	bool memory = true;

	sp_bind_text(&s, key->type);
	sp_bind_bytes(&s, key->digest, SP_DIGEST);
	while (memory && sp_statement_next(&s)) {
		memory = sp_mem_room(&out->items, &out->room, out->n + 1, sizeof(*out->items));
		if (memory)
			out->items[out->n++] = (struct sp_hit) {
				.file = sp_column_uint(&s, 0),
				.finding = sp_column_uint(&s, 1),
				.key = number,
			};
	}
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

static int compare(const void *a, const void *b)
{
	const struct sp_hit *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->finding != y->finding)
		return x->finding < y->finding ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

/* Keeps the first key that led to a finding. */
static size_t keep_first(struct sp_hit *hits, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!kept || hits[kept - 1].finding != hits[i].finding)
			hits[kept++] = hits[i];
	return kept;
}

enum sp_status sp_inventory_find(struct sp_inventory *inv, const struct sp_key_of_value *keys,
				 size_t n, struct sp_hit **hits, size_t *n_hits,
				 struct sp_error *err)
{
	struct hits found = { .n = 0 };
	bool own;
	enum sp_status status = sp_read_begin(inv, &own, err);

	*hits = NULL;
	*n_hits = 0;
	if (status != SP_OK)
		return status;
	for (size_t i = 0; i < n && status == SP_OK; i++)
		status = find_key(inv, &keys[i], i, &found, err);
	sp_read_end(inv, own);
	if (status != SP_OK) {
		sp_mem_free(found.items);
		return status;
	}
	if (found.n)
		qsort(found.items, found.n, sizeof(*found.items), compare);
	*hits = found.items;
	*n_hits = keep_first(found.items, found.n);
	return SP_OK;
}

/* ---- rows ---- */

/* What SP_FILE_ROWS does not have: columns after those. */
#define FILE_ROWS                                                                                \
	"SELECT f.id, d.path, f.name, f.size, f.mtime_ns, b.started_ns, c.started_ns, f.state, " \
	"(SELECT w.name FROM owner w WHERE w.uid = f.owner), f.owner, o.started_ns, f.hash "     \
	"FROM file f CROSS JOIN folder d ON d.id = f.folder "                                    \
	"CROSS JOIN scan b ON b.id = f.first_scan CROSS JOIN scan o ON o.id = f.opened_scan "    \
	"LEFT JOIN scan c ON c.id = f.closed_scan "

struct file {
	struct sp_reading reading;
	uint64_t id, uid;
	int64_t opened_ns;
	unsigned char hash[SP_DIGEST];
	bool has_hash;
};

static void file_init(struct file *file, struct sp_inventory *inv, struct sp_error *err)
{
	*file = (struct file) {
		.reading = { .inv = inv, .err = err, .path = SP_BUF_INIT(SP_BUF_UNCAPPED) },
	};
}

static enum sp_status load(struct file *file, const struct sp_statement *s)
{
	size_t len;
	const void *hash = sp_column_bytes(s, 11, &len);

	file->id = sp_column_uint(s, 0);
	file->uid = sp_column_uint(s, 9);
	file->opened_ns = sp_column_int(s, 10);
	file->has_hash = hash && len == SP_DIGEST;
	if (file->has_hash)
		memcpy(file->hash, hash, SP_DIGEST);
	return sp_reading_file(&file->reading, s);
}

/* Makes the reading tell of an item of the loaded file. */
static enum sp_status describe(struct file *file, uint32_t number)
{
	struct sp_report_item *item = &file->reading.item;
	enum sp_status status = sp_reading_item(&file->reading, number);

	item->file = file->id;
	item->number = number;
	item->uid = (uint32_t)file->uid;
	item->opened_ns = file->opened_ns;
	item->hash = file->has_hash ? file->hash : NULL;
	return status;
}

static enum sp_status load_by_id(struct file *file, uint64_t id)
{
	struct sp_inventory *inv = file->reading.inv;

	if (file->id == id)
		return SP_OK;
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE, FILE_ROWS "WHERE f.id = ?");
	enum sp_status status = SP_OK;
	sp_bind_int(&s, (int64_t)id);
	if (sp_statement_next(&s))
		status = load(file, &s);
	return sp_status_worse(status, sp_statement_end(&s, file->reading.err));
}

enum sp_status sp_inventory_rows(struct sp_inventory *inv, const struct sp_hit *hits, size_t n,
				 enum sp_status (*row)(void *context, size_t hit,
						       const struct sp_report_item *item,
						       const struct sp_finding_record *finding),
				 void *context, struct sp_error *err)
{
	struct file file;
	bool own;
	enum sp_status status = sp_read_begin(inv, &own, err);

	if (status != SP_OK)
		return status;
	file_init(&file, inv, err);
	for (size_t i = 0; i < n && status == SP_OK; i++) {
		status = load_by_id(&file, hits[i].file);
		if (status != SP_OK)
			break;
		struct sp_statement s =
			sp_statement_of(&inv->db, SP_DB_ROW, SP_FINDING_ROWS "WHERE f.id = ?");
		sp_bind_int(&s, (int64_t)hits[i].finding);
		if (sp_statement_next(&s)) {
			struct sp_finding_record finding;
			sp_reading_finding(&s, &finding);
			status = describe(&file, finding.item);
			if (status == SP_OK)
				status = row(context, i, &file.reading.item, &finding);
		}
		status = sp_status_worse(status, sp_statement_end(&s, err));
	}
	sp_read_end(inv, own);
	sp_reading_release(&file.reading);
	return status;
}

typedef enum sp_status finding_row(void *context, const struct sp_report_item *item,
				   const struct sp_finding_record *finding);

/* The findings that a statement gives of one version. */
static enum sp_status tell_findings(struct file *file, struct sp_statement *s, finding_row *row,
				    void *context)
{
	enum sp_status status = SP_OK;

	while (status == SP_OK && sp_statement_next(s)) {
		struct sp_finding_record finding;
		sp_reading_finding(s, &finding);
		status = describe(file, finding.item);
		if (status == SP_OK)
			status = row(context, &file->reading.item, &finding);
	}
	return sp_status_worse(status, sp_statement_end(s, file->reading.err));
}

static enum sp_status of_version(struct sp_inventory *inv, uint64_t id, const uint32_t *number,
				 finding_row *row, void *context, struct sp_error *err)
{
	struct file file;
	bool own;
	enum sp_status status = sp_read_begin(inv, &own, err);

	if (status != SP_OK)
		return status;
	file_init(&file, inv, err);
	status = load_by_id(&file, id);
	if (status == SP_OK) {
		struct sp_statement s =
			number ? sp_statement_of(&inv->db, SP_DB_ITEM,
						 SP_FINDING_ROWS "WHERE f.file = ? AND f.item = ? "
								 "ORDER BY f.id")
			       : sp_statement_of(&inv->db, SP_DB_ONCE,
						 SP_FINDING_ROWS "WHERE f.file = ? "
								 "ORDER BY f.item, f.id");
		sp_bind_int(&s, (int64_t)id);
		if (number)
			sp_bind_int(&s, *number);
		status = tell_findings(&file, &s, row, context);
	}
	sp_read_end(inv, own);
	sp_reading_release(&file.reading);
	return status;
}

enum sp_status sp_inventory_item(struct sp_inventory *inv, uint64_t id, uint32_t number,
				 finding_row *row, void *context, struct sp_error *err)
{
	return of_version(inv, id, &number, row, context, err);
}

enum sp_status sp_inventory_all_of(struct sp_inventory *inv, uint64_t id, finding_row *row,
				   void *context, struct sp_error *err)
{
	return of_version(inv, id, NULL, row, context, err);
}

/* ---- files ---- */

/* Tells each row of a statement as a file. */
static enum sp_status tell_files(struct sp_inventory *inv, struct sp_statement *s,
				 enum sp_status (*row)(void *context,
						       const struct sp_report_item *item),
				 void *context, bool *found, struct sp_error *err)
{
	struct file file;
	enum sp_status status = SP_OK;

	file_init(&file, inv, err);
	*found = false;
	while (status == SP_OK && sp_statement_next(s)) {
		status = load(&file, s);
		if (status == SP_OK)
			status = describe(&file, 0);
		if (status == SP_OK)
			status = row(context, &file.reading.item);
		*found = true;
	}
	sp_reading_release(&file.reading);
	return sp_status_worse(status, sp_statement_end(s, err));
}

enum sp_status sp_inventory_copies(struct sp_inventory *inv, const unsigned char hash[SP_DIGEST],
				   enum sp_status (*row)(void *context,
							 const struct sp_report_item *item),
				   void *context, struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		FILE_ROWS "WHERE f.hash = ? AND f.state = 1 ORDER BY d.path, f.name");
	bool found;

	sp_bind_bytes(&s, hash, SP_DIGEST);
	return tell_files(inv, &s, row, context, &found, err);
}

enum sp_status sp_inventory_file(struct sp_inventory *inv, const char *path,
				 enum sp_status (*row)(void *context,
						       const struct sp_report_item *item),
				 void *context, bool *found, struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE, FILE_ROWS "WHERE d.path = ? AND f.name = ? AND f.state = 1");
	const char *slash = strrchr(path, '/');
	size_t folder_len = !slash ? 0 : slash == path ? 1 : (size_t)(slash - path);
	const char *name = slash ? slash + 1 : path;

	sp_bind_bytes(&s, path, folder_len);
	sp_bind_bytes(&s, name, strlen(name));
	return tell_files(inv, &s, row, context, found, err);
}

enum sp_status sp_inventory_files(struct sp_inventory *inv,
				  enum sp_status (*row)(void *context,
							const struct sp_report_item *item),
				  void *context, struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		FILE_ROWS
		"WHERE f.state = 1 AND f.n_findings > hidden_in(f.id) ORDER BY d.path, f.name");
	bool found;

	return tell_files(inv, &s, row, context, &found, err);
}

enum sp_status sp_inventory_types(struct sp_inventory *inv, uint64_t file,
				  enum sp_status (*row)(void *context, const char *type,
							uint64_t n),
				  void *context, struct sp_error *err)
{
	enum sp_status status = SP_OK;
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE,
				"SELECT t.name, count(*) FROM finding f CROSS JOIN type t "
				"ON t.id = f.type WHERE f.file = ? GROUP BY 1 ORDER BY 1");

	sp_bind_int(&s, (int64_t)file);
	while (status == SP_OK && sp_statement_next(&s))
		status = row(context, sp_column_text(&s, 0), sp_column_uint(&s, 1));
	return sp_status_worse(status, sp_statement_end(&s, err));
}
