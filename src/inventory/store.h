/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.h - what an open inventory is, within this area.
 *
 * The writer works in transactions that hold many files; sp_store_begin opens
 * one where none is open. After a failed write the transaction is rolled back
 * and the inventory takes no more writes but the end of the scan.
 */
#ifndef INVENTORY_STORE_H
#define INVENTORY_STORE_H

#include "base/digest.h"
#include "inventory/db.h"
#include "inventory/names.h"
#include "inventory/stamp.h"
#include "spana/inventory.h"

/* States of a version: schema.sql. */
enum sp_file_state {
	SP_FILE_PENDING,
	SP_FILE_OPEN,
	SP_FILE_REMOVED,
	SP_FILE_CHANGED,
	SP_FILE_MOVED,
};

enum { SP_FLAG_TEST = 1, SP_FLAG_ORGANISATION = 2 };

/* A file of which not all batches have come. */
struct sp_pending {
	uint64_t ticket;
	int64_t file;
	uint64_t n_items, n_findings, n_problems, n_suppressed;
	bool retry;
};

/* Findings that reports leave out. */
struct sp_hidden_set {
	struct sp_hidden *by_file;
	uint64_t *findings; /* ascending */
	size_t n;
};
bool sp_hidden_has(const struct sp_hidden_set *set, uint64_t finding);
void sp_hidden_release(struct sp_hidden_set *set);

struct sp_inventory {
	struct sp_db db;
	struct sp_hidden_set hidden;
	struct sp_key key;
	enum sp_inventory_mode mode;
	int lock; /* descriptor, or -1 */

	/* A scan at work. */
	int64_t scan, ruleset; /* 0: none */
	int64_t started_ns;
	struct sp_stamper stamper;
	bool broken;			  /* a write failed */
	bool writing;			  /* a transaction is open ... */
	uint64_t rows;			  /* ... with so many rows ... */
	int64_t since_ms;		  /* ... since this time */
	bool stirred;			  /* no stock is kept any more */
	bool indexed;			  /* by keyed hashes: indexes.h */
	uint64_t rows_before, rows_added; /* that such indexes hold, by this scan */
	struct sp_pending *pending;
	size_t n_pending, pending_room;
	struct sp_names words, types, folders, owners; /* ids of what was written before */
};

/* Makes hidden(finding) and hidden_in(file) known to SQL. */
SP_CHECK enum sp_status sp_hidden_functions(struct sp_inventory *inv, struct sp_error *err);

/* Opens a transaction where none is open. SP_FATAL: the inventory is broken. */
SP_CHECK enum sp_status sp_store_begin(struct sp_inventory *inv, struct sp_error *err);

/* Counts rows written; commits when it is time. Between files' batches only. */
SP_CHECK enum sp_status sp_store_wrote(struct sp_inventory *inv, uint64_t rows,
				       struct sp_error *err);

/* Takes back what is not committed, and marks the inventory as broken. Returns `status`. */
enum sp_status sp_store_broke(struct sp_inventory *inv, enum sp_status status);

/*
 * Forgets a file's version, or all that are pending, with what stands in them: the writer's
 * connection leaves that to this.
 */
SP_CHECK enum sp_status sp_store_forget(struct sp_inventory *inv, int64_t file,
					struct sp_error *err);
SP_CHECK enum sp_status sp_store_forget_pending(struct sp_inventory *inv, struct sp_error *err);

/* Ids of strings, made where they are new. NULL has id 0. */
SP_CHECK enum sp_status sp_store_word(struct sp_inventory *inv, const char *text, int64_t *id,
				      struct sp_error *err);
SP_CHECK enum sp_status sp_store_type(struct sp_inventory *inv, const char *name,
				      const char *category, int64_t *id, struct sp_error *err);
SP_CHECK enum sp_status sp_store_folder(struct sp_inventory *inv, const char *path, int64_t *id,
					struct sp_error *err);

/* Records what a user is called here, where this scan has not yet. */
SP_CHECK enum sp_status sp_store_owner(struct sp_inventory *inv, uint32_t uid,
				       struct sp_error *err);

/* Something changes that sp_inventory_stock counts: within the transaction of the change. */
SP_CHECK enum sp_status sp_stock_stirred(struct sp_inventory *inv, struct sp_error *err);

/* The words for a state in reports; NULL for an open one. */
const char *sp_store_closed_how(enum sp_file_state state);

/* A misuse of the interface or lack of memory, told as an error. */
enum sp_status sp_store_no_memory(struct sp_error *err);

#endif
