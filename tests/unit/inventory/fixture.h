/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fixture.h - an inventory in a folder of its own, and batches in few words.
 */
#ifndef TEST_INVENTORY_FIXTURE_H
#define TEST_INVENTORY_FIXTURE_H

#include "test.h"

#include "base/arena.h"
#include "inventory/db.h"
#include "spana/inventory.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PNR "189001019802"
#define OTHER "189102279800"

#define SECOND INT64_C(1000000000)
#define DAY (86400 * SECOND)

struct fixture {
	char folder[64];
	char path[96], key[96];
	struct sp_inventory *inv;
	struct sp_error err;
	uint64_t ticket;
	int64_t now; /* of the scan at work */
	struct sp_counts counts;
};

static inline void remove_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL)
		unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	rmdir(folder);
}

static inline int fixture_new(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	snprintf(f->folder, sizeof(f->folder), "/tmp/spana-test-XXXXXX");
	if (!mkdtemp(f->folder))
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/inventory.db", f->folder);
	snprintf(f->key, sizeof(f->key), "%s/inventory.key", f->folder);
	f->now = 1000 * DAY;
	*state = f;
	return 0;
}

static inline int fixture_free(void **state)
{
	struct fixture *f = *state;

	sp_inventory_close(f->inv);
	remove_folder(f->folder);
	free(f);
	return 0;
}

/* Fails the test with the error's text where something went wrong. */
static inline void must(const struct fixture *f, enum sp_status status)
{
	if (status != SP_OK)
		fail_msg("status %d: %s", status, f->err.text);
}

static inline void open_inventory(struct fixture *f, enum sp_inventory_mode mode)
{
	must(f, sp_inventory_open(&f->inv, f->path, NULL, mode, &f->err));
}

static inline void close_inventory(struct fixture *f)
{
	sp_inventory_close(f->inv);
	f->inv = NULL;
}

/* A scan of "/srv" with the given rules, a day after the one before. */
static inline void begin_scan(struct fixture *f, const char *ruleset)
{
	struct sp_scan_start start = { .program = "spana test",
				       .ruleset = ruleset,
				       .options = "{}" };

	f->now += DAY;
	start.time_ns = f->now;
	f->counts = (struct sp_counts) { 0 };
	must(f, sp_inventory_scan_begin(f->inv, &start, &f->err));
	must(f, sp_inventory_source(f->inv, "/srv", &f->err));
}

static inline void end_scan(struct fixture *f, enum sp_scan_end how)
{
	must(f, sp_inventory_scan_end(f->inv, how, &f->counts, f->now + 60 * SECOND, &f->err));
}

static inline void met(struct fixture *f, const char *folder)
{
	must(f, sp_inventory_folder_met(f->inv, folder, &f->err));
}

/* A file whose metadata follow from its version: another one is another size and time. */
static inline struct sp_file file_at(const char *folder, const char *name, uint64_t inode,
				     int version)
{
	return (struct sp_file) {
		.folder = folder,
		.name = name,
		.size = 100 + (uint64_t)version,
		.device = 5,
		.inode = inode,
		.mtime_ns = version * SECOND,
		.ctime_ns = version * SECOND,
		.owner = 1000,
	};
}

/* The batch of a whole file that is one text item, hash by content. */
static inline struct sp_batch batch_of(struct fixture *f, struct sp_file file, const char *content)
{
	static struct sp_item_record item; /* one at a time */
	struct sp_batch batch = {
		.file = file, .ticket = ++f->ticket, .first = true, .complete = true
	};

	item = (struct sp_item_record) {
		.format = "text",
		.size = file.size,
		.outcome = SP_OUTCOME_FULL,
	};
	batch.items = &item;
	batch.n_items = 1;
	if (content) {
		batch.has_hash = true;
		sp_inventory_digest(f->inv, "test_content", content, batch.hash);
	}
	return batch;
}

static inline struct sp_finding_record finding_of(const struct fixture *f, const char *type,
						  const char *value, const char *masked)
{
	struct sp_finding_record finding = {
		.type = type,
		.category = "identity",
		.masked = masked,
		.where = "{\"line\":1,\"column\":2}",
		.context = "",
		.score = 0.97,
		.confidence = SP_HIGH,
	};

	sp_inventory_digest(f->inv, type, value, finding.digest);
	return finding;
}

/* Writes a file with one finding (value may be NULL: none). */
static inline void write_file(struct fixture *f, struct sp_file file, const char *content,
			      const char *value)
{
	struct sp_batch batch = batch_of(f, file, content);
	struct sp_finding_record finding;

	if (value) {
		finding = finding_of(f, "personnummer", value, "720312-****");
		batch.findings = &finding;
		batch.n_findings = 1;
	}
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
}

/* All that a query gives, a row a line: what tests compare. */
struct listing {
	char text[16384];
	size_t len;
};

static inline void list_item(struct listing *list, const struct sp_report_item *item)
{
	list->len += (size_t)snprintf(list->text + list->len, sizeof(list->text) - list->len, "%s",
				      item->path);
	for (size_t i = 0; i < item->n_members; i++)
		list->len +=
			(size_t)snprintf(list->text + list->len, sizeof(list->text) - list->len,
					 ">%s", item->members[i]);
}

static inline enum sp_status list_finding(void *context, const struct sp_report_item *item,
					  const struct sp_finding_record *finding)
{
	struct listing *list = context;

	list_item(list, item);
	list->len += (size_t)snprintf(list->text + list->len, sizeof(list->text) - list->len,
				      " %s %s%s%s\n", finding->type, finding->masked,
				      item->closed_how ? " " : "",
				      item->closed_how ? item->closed_how : "");
	return SP_OK;
}

static inline enum sp_status list_problem(void *context, const struct sp_report_item *item,
					  const struct sp_problem_record *problem)
{
	struct listing *list = context;

	list_item(list, item);
	list->len += (size_t)snprintf(list->text + list->len, sizeof(list->text) - list->len,
				      " %s %s %s\n", sp_reason_name(problem->reason),
				      sp_outcome_name(item->outcome), problem->detail);
	return SP_OK;
}

static inline void expect_findings(struct fixture *f, bool closed, const char *want)
{
	struct listing list = { .len = 0 };
	struct sp_query query = { .closed = closed };

	must(f, sp_inventory_findings(f->inv, &query, list_finding, &list, &f->err));
	assert_string_equal(list.text, want);
}

static inline void expect_problems(struct fixture *f, const char *want)
{
	struct listing list = { .len = 0 };
	struct sp_query query = { 0 };

	must(f, sp_inventory_problems(f->inv, &query, list_problem, &list, &f->err));
	assert_string_equal(list.text, want);
}

/* Files of one folder that the inventory knows, asked as a walker asks. */
static inline enum sp_known_state known(struct fixture *f, struct sp_file file, uint64_t *id)
{
	struct sp_lookup *lookup;

	must(f, sp_lookup_new(f->inv, &lookup, &f->err));
	must(f, sp_lookup_folder(lookup, file.folder, &f->err));
	enum sp_known_state state = sp_lookup_file(lookup, &file, id);
	sp_lookup_free(lookup);
	return state;
}

static inline enum sp_status gone(void *context, uint64_t id)
{
	struct fixture *f = context;

	return sp_inventory_gone(f->inv, id, &f->err);
}

/* A walk through one folder that holds `file` alone (or nothing), as a scan does it. */
static inline void walk(struct fixture *f, const char *folder, const struct sp_file *file,
			const char *content, const char *value)
{
	struct sp_lookup *lookup;
	uint64_t id;

	must(f, sp_lookup_new(f->inv, &lookup, &f->err));
	must(f, sp_lookup_folder(lookup, folder, &f->err));
	if (file && sp_lookup_file(lookup, file, &id) != SP_KNOWN_UNCHANGED)
		write_file(f, *file, content, value);
	must(f, sp_lookup_gone(lookup, gone, f));
	sp_lookup_free(lookup);
	met(f, folder);
}

/* A number asked of the database itself. */
static inline int64_t number(struct fixture *f, const char *sql)
{
	struct sp_db db = { 0 };
	int64_t n;

	must(f, sp_db_open(&db, f->path, false, &f->err));
	must(f, sp_db_number(&db, sql, &n, &f->err));
	sp_db_close(&db);
	return n;
}

/* Nothing stands in the database that belongs to what is no longer there. */
static inline void expect_whole(struct fixture *f)
{
	assert_int_equal(number(f, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

static inline int scan_new(void **state)
{
	if (fixture_new(state) != 0)
		return -1;
	open_inventory(*state, SP_INVENTORY_WRITE);
	return 0;
}

static inline void write_unread(struct fixture *f, struct sp_file file, enum sp_reason reason)
{
	struct sp_batch batch = batch_of(f, file, NULL);
	struct sp_problem_record problem = { .reason = reason, .detail = "" };

	batch.items[0].outcome = SP_OUTCOME_NOT_READ;
	batch.problems = &problem;
	batch.n_problems = 1;
	must(f, sp_inventory_write(f->inv, &batch, &f->err));
}

static inline enum sp_status keep_item(void *context, const struct sp_report_item *item,
				       const struct sp_finding_record *finding)
{
	struct sp_report_item *out = context;

	(void)finding;
	if (!item->closed_how)
		*out = *item;
	return SP_OK;
}

#endif
