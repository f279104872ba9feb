/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inventory.h - the database that scans fill and reports read.
 *
 * It holds no identifier in the clear: a finding is its type, its masked form,
 * its place and keyed hashes. An item is a version of a file or member: a file
 * that changed gets new items, and the old ones are closed with a date. A file
 * is wholly recorded or not at all: its items show up when its last batch is
 * written.
 */
#ifndef SPANA_INVENTORY_H
#define SPANA_INVENTORY_H

#include "spana/record.h"
#include "spana/status.h"

struct sp_buf;
struct sp_inventory;

enum sp_inventory_mode {
	SP_INVENTORY_READ,  /* must exist */
	SP_INVENTORY_WRITE, /* made if missing; one scan at a time */
	SP_INVENTORY_NOTE, /* must exist; takes marks and answers (mark.h), beside a scan or none */
};

/*
 * Opens the inventory and its key (key_path NULL: beside it, "inventory.key"
 * for "inventory.db"). Both are made 0600. A wrong or missing key, a newer
 * schema, a damaged file or another scan at work: SP_FATAL, err says what to
 * do, and nothing was changed. An older schema is brought up to date by WRITE and NOTE. NOTE also
 * makes the indexes that an interrupted scan has left out. Threads:
 * one writer; digest and hash calls from any thread.
 */
SP_CHECK enum sp_status sp_inventory_open(struct sp_inventory **out, const char *path,
					  const char *key_path, enum sp_inventory_mode mode,
					  struct sp_error *err);
void sp_inventory_close(struct sp_inventory *inv);
const char *sp_inventory_path(const struct sp_inventory *inv);
/* Appends a line for the database library. */
void sp_inventory_libraries(struct sp_buf *out);

/* Keyed hash of a type and a normalised value. Threads: any. */
void sp_inventory_digest(const struct sp_inventory *inv, const char *type, const char *value,
			 unsigned char out[SP_DIGEST]);

/* Keyed hash of a file's bytes, piece by piece. Threads: any, one hash each. */
struct sp_content_hash;
SP_CHECK enum sp_status sp_content_hash_new(const struct sp_inventory *inv,
					    struct sp_content_hash **out);
void sp_content_hash_start(struct sp_content_hash *hash);
void sp_content_hash_add(struct sp_content_hash *hash, const void *data, size_t len);
void sp_content_hash_end(struct sp_content_hash *hash, unsigned char out[SP_DIGEST]);
void sp_content_hash_free(struct sp_content_hash *hash);

/* ---- a scan writes: all on the writer's thread but the look-ups ---- */

struct sp_scan_start {
	const char *program; /* "spana 0.1.0" */
	const char *ruleset; /* version of all that decides what is found */
	const char *options; /* JSON object, for the record; no subject in it */
	int64_t time_ns;
};

/* Starts a scan: what an earlier, killed scan left half written is removed. */
SP_CHECK enum sp_status sp_inventory_scan_begin(struct sp_inventory *inv,
						const struct sp_scan_start *start,
						struct sp_error *err);

/*
 * The root with that absolute path, noted if new, is part of the present scan:
 * what is known below it and is not met before the scan is complete is gone.
 * Files and folders belong to their paths, not to sources: sources may overlap.
 */
SP_CHECK enum sp_status sp_inventory_source(struct sp_inventory *inv, const char *path,
					    struct sp_error *err);

/* How a known file stands to one that the walk met. */
enum sp_known_state {
	SP_KNOWN_NOT,	    /* never met at this path */
	SP_KNOWN_UNCHANGED, /* size, times, inode and ruleset as recorded */
	SP_KNOWN_CHANGED,   /* its content may differ */
	SP_KNOWN_RULES,	    /* unchanged, but read with other rules or options */
};

/*
 * The files that the inventory knows in a folder of a source. Threads: one
 * look-up object a walker, made after the scan began; it reads beside the
 * writer. A file that was touched while an earlier scan was at work, or whose
 * reading failed for a reason that may have passed (permission, input and
 * output, vanished, changed), counts as changed.
 */
struct sp_lookup;
SP_CHECK enum sp_status sp_lookup_new(struct sp_inventory *inv, struct sp_lookup **out,
				      struct sp_error *err);
void sp_lookup_free(struct sp_lookup *lookup);
/* Loads what is known of the folder (a path as in sp_file). */
SP_CHECK enum sp_status sp_lookup_folder(struct sp_lookup *lookup, const char *folder,
					 struct sp_error *err);
/* Marks the file as met; *known is its item or 0. */
enum sp_known_state sp_lookup_file(struct sp_lookup *lookup, const struct sp_file *file,
				   uint64_t *known);
/* Why the file that was asked for last counts as changed: "size"; "" where it does not. */
const char *sp_lookup_why(const struct sp_lookup *lookup);
/* After all files of the folder: calls back with those known but not met. */
enum sp_status sp_lookup_gone(struct sp_lookup *lookup,
			      enum sp_status (*gone)(void *context, uint64_t known), void *context);

/* The path is gone: closes the item, unless its content shows up elsewhere in this scan. */
SP_CHECK enum sp_status sp_inventory_gone(struct sp_inventory *inv, uint64_t known,
					  struct sp_error *err);
/* The walk has been in this folder: folders never met in a finished scan are gone with their files.
 */
SP_CHECK enum sp_status sp_inventory_folder_met(struct sp_inventory *inv, const char *folder,
						struct sp_error *err);
/* The folder could not be listed, or its mount stalled: what is known below it is kept as it is. */
SP_CHECK enum sp_status sp_inventory_folder_unread(struct sp_inventory *inv, const char *folder,
						   enum sp_reason reason, const char *detail,
						   struct sp_error *err);

/* Writes a batch. Rows are committed in groups; a file as a whole. */
SP_CHECK enum sp_status sp_inventory_write(struct sp_inventory *inv, const struct sp_batch *batch,
					   struct sp_error *err);

/* Commits what is pending: call now and then when idle. */
SP_CHECK enum sp_status sp_inventory_commit(struct sp_inventory *inv, struct sp_error *err);

/* Stopped: it was only given so much time. */
enum sp_scan_end { SP_SCAN_COMPLETE, SP_SCAN_INTERRUPTED, SP_SCAN_STOPPED, SP_SCAN_FAILED };

/*
 * Ends the scan; after a complete one files and folders not met are closed.
 * *counts comes with what the walk and the workers counted; moved and removed
 * are added here, and what has moved is taken from added.
 */
SP_CHECK enum sp_status sp_inventory_scan_end(struct sp_inventory *inv, enum sp_scan_end how,
					      struct sp_counts *counts, int64_t time_ns,
					      struct sp_error *err);

/* ---- reports read ---- */

/* A member on the way to an item. */
struct sp_item_step {
	uint32_t number;    /* of the item, in its file */
	const char *format; /* or NULL */
};

/* One row for a report. Strings are valid until the callback returns. */
struct sp_report_item {
	uint64_t serial;  /* the same in rows that follow of the same item; 0: not told */
	const char *path; /* of the file, bytes */
	const char *const *members;
	const struct sp_item_step *steps; /* of each of the members */
	size_t n_members;
	const char *format, *media_type;
	uint64_t size;
	enum sp_outcome outcome;
	int64_t mtime_ns;
	int64_t first_seen_ns, closed_ns; /* closed_ns 0: still there */
	const char *closed_how;		  /* "removed", "changed", "moved"; NULL: still there */
	const char *owner;		  /* who owns the file; NULL: not known by name */
	/* Only sp_inventory_rows, _item, _copies and _file tell these. */
	uint64_t file;		   /* number of the file's version */
	uint32_t number;	   /* of the item in it */
	uint32_t uid;		   /* of the owner */
	int64_t opened_ns;	   /* start of the scan that met this version first */
	const unsigned char *hash; /* keyed, of the content, SP_DIGEST bytes; NULL: unknown */
};

struct sp_query {
	enum sp_confidence min_confidence;
	const char *types; /* comma-separated, or NULL */
	bool closed;	   /* also what is gone */
	uint64_t since;	   /* only versions of files that came after this scan; 0: all */
};

/*
 * Rows in order of folder, file, member and place. A callback's status other
 * than SP_OK ends the query.
 */
SP_CHECK enum sp_status
sp_inventory_findings(struct sp_inventory *inv, const struct sp_query *query,
		      enum sp_status (*row)(void *context, const struct sp_report_item *item,
					    const struct sp_finding_record *finding),
		      void *context, struct sp_error *err);
/* What was found and suppressed, with why; only where scans kept it (sp_rules_options.suppressed).
 */
SP_CHECK enum sp_status
sp_inventory_suppressed(struct sp_inventory *inv, const struct sp_query *query,
			enum sp_status (*row)(void *context, const struct sp_report_item *item,
					      const struct sp_finding_record *suppressed),
			void *context, struct sp_error *err);
SP_CHECK enum sp_status
sp_inventory_problems(struct sp_inventory *inv, const struct sp_query *query,
		      enum sp_status (*row)(void *context, const struct sp_report_item *item,
					    const struct sp_problem_record *problem),
		      void *context, struct sp_error *err);

/* A finding that reports leave out. */
struct sp_hidden {
	uint64_t file, finding; /* a version, a row */
};
/*
 * Leaves findings out of all that reports read from now on: findings, totals,
 * groups, changes, sources, files. Questions about one value see them. Copied.
 */
SP_CHECK enum sp_status sp_inventory_hide(struct sp_inventory *inv,
					  const struct sp_hidden *findings, size_t n,
					  struct sp_error *err);
uint64_t sp_inventory_hidden(const struct sp_inventory *inv);

/* ---- questions about one value ---- */

/* A value to look for, as its keyed hash (sp_inventory_digest). */
struct sp_key_of_value {
	const char *type;
	unsigned char digest[SP_DIGEST];
	bool alias; /* as the second key: ten digits of a short form, an address without its tag */
};

/* Where a value stands, as the index has it. */
struct sp_hit {
	uint64_t file;	  /* version of a file that is there now */
	uint64_t finding; /* row */
	size_t key;	  /* the first key that led here */
};

/*
 * Finds values by their hashes, in the indexes alone: milliseconds, whatever
 * the inventory's size. (While a scan that writes much is at work, and after one
 * that was interrupted, the indexes are away: it reads all findings then.) *hits,
 * in order of file and finding, one for each finding, is the caller's
 * (sp_mem_free).
 */
SP_CHECK enum sp_status sp_inventory_find(struct sp_inventory *inv,
					  const struct sp_key_of_value *keys, size_t n,
					  struct sp_hit **hits, size_t *n_hits,
					  struct sp_error *err);

/* The rows of hits, in their order; `hit` is its number. */
SP_CHECK enum sp_status sp_inventory_rows(
	struct sp_inventory *inv, const struct sp_hit *hits, size_t n,
	enum sp_status (*row)(void *context, size_t hit, const struct sp_report_item *item,
			      const struct sp_finding_record *finding),
	void *context, struct sp_error *err);

/* All findings of one item of a version, in order. */
SP_CHECK enum sp_status
sp_inventory_item(struct sp_inventory *inv, uint64_t file, uint32_t number,
		  enum sp_status (*row)(void *context, const struct sp_report_item *item,
					const struct sp_finding_record *finding),
		  void *context, struct sp_error *err);

/* All findings of a version, those that are hidden too, in order of its items. */
SP_CHECK enum sp_status
sp_inventory_all_of(struct sp_inventory *inv, uint64_t file,
		    enum sp_status (*row)(void *context, const struct sp_report_item *item,
					  const struct sp_finding_record *finding),
		    void *context, struct sp_error *err);

/* Files that are there now with that content: one row each, as item number 0. */
SP_CHECK enum sp_status
sp_inventory_copies(struct sp_inventory *inv, const unsigned char hash[SP_DIGEST],
		    enum sp_status (*row)(void *context, const struct sp_report_item *item),
		    void *context, struct sp_error *err);

/* The file that is there now at a path; *found tells whether row was called. */
SP_CHECK enum sp_status sp_inventory_file(struct sp_inventory *inv, const char *path,
					  enum sp_status (*row)(void *context,
								const struct sp_report_item *item),
					  void *context, bool *found, struct sp_error *err);

/* Files that are there now and hold findings, by path; item number 0. */
SP_CHECK enum sp_status sp_inventory_files(struct sp_inventory *inv,
					   enum sp_status (*row)(void *context,
								 const struct sp_report_item *item),
					   void *context, struct sp_error *err);

/* The types of a file's findings, with how many there are. */
SP_CHECK enum sp_status sp_inventory_types(struct sp_inventory *inv, uint64_t file,
					   enum sp_status (*row)(void *context, const char *type,
								 uint64_t n),
					   void *context, struct sp_error *err);

/* How much there is now: what a scan tells at its end, without a look at each finding. */
struct sp_stock {
	uint64_t files, bytes;
	uint64_t items, outcomes[SP_OUTCOME_COUNT]; /* a folder that could not be listed is one */
	uint64_t findings, problems;
	uint64_t protected_places; /* that say that somebody's identity is protected */
};
SP_CHECK enum sp_status sp_inventory_stock(struct sp_inventory *inv, struct sp_stock *out,
					   struct sp_error *err);

/* Totals of what is there now. A folder that could not be listed counts as an item not read. */
struct sp_type_total {
	char type[64], category[32];
	uint64_t values; /* distinct */
	uint64_t places[SP_HIGH + 1];
	uint64_t files;
};
struct sp_name_total {
	char name[96]; /* a format, a media type, a reason */
	uint64_t n;
	uint64_t more; /* of a media type: of these, whose metadata were read in full */
};
/* What stands in a folder, its archives and mails of which only the metadata are looked at. */
struct sp_media_total {
	char *folder; /* bytes */
	uint64_t images, sounds, films;
};
struct sp_overview {
	uint64_t files, items, outcomes[SP_OUTCOME_COUNT], bytes;
	struct sp_type_total *types;
	struct sp_name_total *skipped;	/* items without text, or with more, by media type */
	struct sp_name_total *not_read; /* items not read, by their first reason */
	struct sp_name_total *problems; /* all problems, by reason */
	struct sp_media_total
		*media; /* folders with pictures, sound or film; those with most first */
	size_t n_types, n_skipped, n_not_read, n_problems, n_media;
};
SP_CHECK enum sp_status sp_inventory_overview(struct sp_inventory *inv,
					      const struct sp_query *query, struct sp_overview *out,
					      struct sp_error *err);
void sp_overview_release(struct sp_overview *overview);
/* Places that say that somebody's identity is protected. */
static inline uint64_t sp_overview_protected(const struct sp_overview *overview)
{
	uint64_t n = 0;

	for (size_t i = 0; i < overview->n_types; i++)
		for (int c = SP_LOW; c <= SP_HIGH; c++)
			if (sp_is_protection(overview->types[i].category, (enum sp_confidence)c))
				n += overview->types[i].places[c];
	return n;
}

/*
 * What the last scan, ended in this inventory object, found with high
 * confidence in files that are new or have changed, and that did not stand in
 * the same file, or where it has moved from, before: places and different
 * values of each type, and the files. Rules that are new find nothing new here.
 */
SP_CHECK enum sp_status sp_inventory_new(struct sp_inventory *inv,
					 enum sp_status (*type)(void *context, const char *type,
								uint64_t places, uint64_t values),
					 void *context, uint64_t *files, struct sp_error *err);

struct sp_source_row {
	const char *path;
	uint64_t files, findings, problems;
	int64_t last_complete_ns; /* 0: never */
};
struct sp_scan_row {
	uint64_t id;
	int64_t started_ns, ended_ns; /* ended_ns 0: running, or killed */
	const char *state; /* "running", "complete", "interrupted", "stopped", "failed" */
	const char *program, *ruleset, *options;
	struct sp_counts counts;
};
SP_CHECK enum sp_status
sp_inventory_sources(struct sp_inventory *inv,
		     enum sp_status (*row)(void *context, const struct sp_source_row *source),
		     void *context, struct sp_error *err);
/* Newest first, at most `most`. */
SP_CHECK enum sp_status sp_inventory_scans(struct sp_inventory *inv, size_t most,
					   enum sp_status (*row)(void *context,
								 const struct sp_scan_row *scan),
					   void *context, struct sp_error *err);

#endif
