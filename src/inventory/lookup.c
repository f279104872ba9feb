/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lookup.c - what the inventory knows of a folder, beside the writer.
 *
 * One query a folder, of an index alone and in its order, so that a file is
 * found by bisection and names that somebody chose to collide cost nothing. A
 * file whose stamp is the same is unchanged; of any other its row is asked.
 *
 * A file is unchanged while its size, times and inode are. Its device is not
 * asked: network mounts, LVM and removable disks get another number at each
 * boot. Where inodes change too the file is read again, and its hash tells
 * that it is the same. A file that was touched after the scan that read it
 * had begun is read again: it may have changed twice within one tick of its
 * file system's clock, with the first change read and the second not.
 */
#include "base/arena.h"
#include "base/mem.h"
#include "inventory/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct known {
	const char *name; /* in the arena */
	size_t len;
	uint64_t id;
	int64_t stamp;
	bool met;
};

/* What the row of a known file says. */
struct row {
	uint64_t size, inode;
	int64_t mtime_ns, ctime_ns;
	bool retry;	  /* what went wrong may have passed */
	bool doubtful;	  /* it was touched while it was last read, or later */
	bool other_rules; /* it was read by */
	bool problems;
};

struct started {
	int64_t scan, started_ns;
};

struct sp_lookup {
	struct sp_db db;
	struct started *started; /* all scans, by number */
	size_t n_started, started_room;
	struct sp_stamper stamper;
	struct sp_arena arena;
	struct known *known; /* by name */
	size_t n, room;
	const char *why; /* the file asked for last counts as changed */
};

static enum sp_status read_started(struct sp_lookup *lookup, struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(&lookup->db, SP_DB_ONCE,
						"SELECT id, started_ns FROM scan ORDER BY id");
	bool memory = true;

	while (memory && sp_statement_next(&s)) {
		memory = sp_mem_room(&lookup->started, &lookup->started_room, lookup->n_started + 1,
				     sizeof(*lookup->started));
		if (memory)
			lookup->started[lookup->n_started++] = (struct started) {
				.scan = sp_column_int(&s, 0),
				.started_ns = sp_column_int(&s, 1),
			};
	}
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

static int by_scan(const void *a, const void *b)
{
	const struct started *x = a, *y = b;

	return (x->scan > y->scan) - (x->scan < y->scan);
}

/* Was a file that the scan read touched while it was at work, or later? */
static bool touched_since(const struct sp_lookup *lookup, int64_t scan, int64_t ctime_ns)
{
	const struct started key = { .scan = scan };
	const struct started *read =
		lookup->n_started
			? bsearch(&key, lookup->started, lookup->n_started, sizeof(key), by_scan)
			: NULL;

	return !read || ctime_ns >= read->started_ns;
}

/* Has the file ended a reader of this very program? */
static bool is_killer(struct sp_lookup *lookup, uint64_t id)
{
	struct sp_statement s = sp_statement_of(
		&lookup->db, SP_DB_KILLER,
		"SELECT 1 FROM file f CROSS JOIN scan r ON r.id = f.read_scan WHERE f.id = ? "
		"AND r.program = (SELECT program FROM scan ORDER BY id DESC LIMIT 1) "
		"AND EXISTS (SELECT 1 FROM problem p WHERE p.file = f.id "
		"AND p.reason IN ('crashed', 'timeout'))");

	sp_bind_int(&s, (int64_t)id);
	bool killer = sp_statement_next(&s);
	return sp_statement_end(&s, NULL) == SP_OK && killer;
}

enum sp_status sp_lookup_new(struct sp_inventory *inv, struct sp_lookup **out, struct sp_error *err)
{
	struct sp_lookup *lookup = sp_mem_zero(1, sizeof(*lookup));

	assert(inv->ruleset);
	*out = NULL;
	if (!lookup)
		return sp_store_no_memory(err);
	lookup->stamper = inv->stamper;
	enum sp_status status = sp_db_open(&lookup->db, inv->db.path, false, err);
	if (status == SP_OK)
		status = read_started(lookup, err);
	if (status != SP_OK) {
		sp_lookup_free(lookup);
		return status;
	}
	*out = lookup;
	return SP_OK;
}

void sp_lookup_free(struct sp_lookup *lookup)
{
	if (!lookup)
		return;
	sp_db_close(&lookup->db);
	sp_arena_release(&lookup->arena);
	sp_mem_free(lookup->known);
	sp_mem_free(lookup->started);
	sp_mem_free(lookup);
}

static bool add_known(struct sp_lookup *lookup, const struct sp_statement *s)
{
	if (!sp_mem_room(&lookup->known, &lookup->room, lookup->n + 1, sizeof(*lookup->known)))
		return false;
	struct known *known = &lookup->known[lookup->n];
	size_t len;
	const char *name = sp_column_bytes(s, 1, &len);
	*known = (struct known) {
		.name = sp_arena_copy(&lookup->arena, name ? name : "", len),
		.len = len,
		.id = sp_column_uint(s, 0),
		.stamp = sp_column_int(s, 2),
	};
	if (!known->name)
		return false;
	lookup->n++;
	return true;
}

enum sp_status sp_lookup_folder(struct sp_lookup *lookup, const char *folder, struct sp_error *err)
{
	struct sp_statement s = sp_statement_of(
		&lookup->db, SP_DB_KNOWN,
		"SELECT f.id, f.name, f.stamp "
		"FROM folder d CROSS JOIN file f ON f.folder = d.id AND f.state = 1 "
		"WHERE d.path = ? ORDER BY f.name");
	bool memory = true;

	sp_arena_reset(&lookup->arena);
	lookup->n = 0;
	sp_bind_bytes(&s, folder, strlen(folder));
	while (memory && sp_statement_next(&s))
		memory = add_known(lookup, &s);
	enum sp_status status = sp_statement_end(&s, err);
	return status == SP_OK && !memory ? sp_store_no_memory(err) : status;
}

/* As SQLite orders BLOBs. */
static int compare(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order ? order : (a_len > b_len) - (a_len < b_len);
}

static struct known *find(struct sp_lookup *lookup, const char *name)
{
	size_t low = 0, high = lookup->n, len = strlen(name);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct known *known = &lookup->known[middle];
		int order = compare(name, len, known->name, known->len);
		if (order == 0)
			return known;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* False: there is no such row any more, or it cannot be read. */
static bool read_row(struct sp_lookup *lookup, uint64_t id, struct row *row)
{
	struct sp_statement s = sp_statement_of(
		&lookup->db, SP_DB_KNOWN_ROW,
		"SELECT size, inode, mtime_ns, ctime_ns, retry, read_scan, ruleset, n_problems "
		"FROM file WHERE id = ?");

	sp_bind_int(&s, (int64_t)id);
	bool there = sp_statement_next(&s);
	if (there)
		*row = (struct row) {
			.size = sp_column_uint(&s, 0),
			.inode = sp_column_uint(&s, 1),
			.mtime_ns = sp_column_int(&s, 2),
			.ctime_ns = sp_column_int(&s, 3),
			.retry = sp_column_int(&s, 4) != 0,
			.doubtful =
				touched_since(lookup, sp_column_int(&s, 5), sp_column_int(&s, 3)),
			.other_rules = sp_column_int(&s, 6) != lookup->stamper.ruleset,
			.problems = sp_column_int(&s, 7) != 0,
		};
	return sp_statement_end(&s, NULL) == SP_OK && there;
}

/* What speaks for another content; NULL: nothing. */
static const char *why_again(const struct row *row, const struct sp_file *file)
{
	if (row->size != file->size)
		return "size";
	if (row->mtime_ns != file->mtime_ns)
		return "time of its content";
	if (row->inode != file->inode)
		return "another file under its name";
	if (row->ctime_ns != file->ctime_ns)
		return "time of its metadata";
	if (row->retry)
		return "not read in full before";
	return row->doubtful ? "its time is not before the scan that read it" : NULL;
}

const char *sp_lookup_why(const struct sp_lookup *lookup)
{
	return lookup->why ? lookup->why : "";
}

enum sp_known_state sp_lookup_file(struct sp_lookup *lookup, const struct sp_file *file,
				   uint64_t *id)
{
	struct known *known = find(lookup, file->name);
	struct row row;

	*id = known ? known->id : 0;
	lookup->why = NULL;
	if (!known)
		return SP_KNOWN_NOT;
	known->met = true;
	if (known->stamp != SP_NO_STAMP && known->stamp == sp_stamp(&lookup->stamper, file))
		return SP_KNOWN_UNCHANGED;
	lookup->why = read_row(lookup, known->id, &row) ? why_again(&row, file)
							: "the inventory does not say";
	if (lookup->why)
		return SP_KNOWN_CHANGED;
	if (!row.other_rules)
		return SP_KNOWN_UNCHANGED;
	/* What ended a reader of this program is not tried again, whatever else is asked for. */
	return row.problems && is_killer(lookup, known->id) ? SP_KNOWN_UNCHANGED : SP_KNOWN_RULES;
}

enum sp_status sp_lookup_gone(struct sp_lookup *lookup,
			      enum sp_status (*gone)(void *context, uint64_t known), void *context)
{
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < lookup->n && status == SP_OK; i++)
		if (!lookup->known[i].met)
			status = gone(context, lookup->known[i].id);
	return status;
}
