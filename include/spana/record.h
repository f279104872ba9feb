/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.h - what leaves a worker: a file and what was found in it.
 *
 * Records are what the inventory stores and reporters print. Values are in
 * them only where the user asked for values (--show-values).
 */
#ifndef SPANA_RECORD_H
#define SPANA_RECORD_H

#include "base/arena.h"
#include "spana/finding.h"
#include "spana/item.h"

#define SP_DIGEST 32 /* bytes of a keyed hash */

/* A file as the walk met it. Names are bytes, NUL-terminated as POSIX has them. */
struct sp_file {
	const char *folder; /* path of the folder as it was reached from the source, no '/' at its
			       end but for "/" */
	const char *name;
	uint64_t size;
	uint64_t device, inode;
	int64_t mtime_ns, ctime_ns; /* since 1970 */
	uint32_t owner;		    /* uid */
	/*
	 * In a walk: the file that this one's content belongs to and is read with,
	 * which the walk meets as well; or NULL.
	 */
	const struct sp_file *main;
};

struct sp_item_record {
	uint32_t number;		 /* within the file, from 0; 0 is the file itself */
	uint32_t up;			 /* number of the container; 0 for the file itself */
	const char *name;		 /* NULL for the file itself */
	const char *format, *media_type; /* media_type may be NULL */
	uint64_t size;
	enum sp_outcome outcome;
};

struct sp_finding_record {
	uint64_t id; /* its row, where it is read from an inventory */
	uint32_t item;
	const char *type, *category, *masked;
	const char *role, *term_category;   /* or NULL */
	const char *where;		    /* JSON object (sp_where_json) */
	const char *context;		    /* words, separated by newlines; "" */
	const char *against;		    /* the word that spoke against it, or NULL */
	const char *suppressed;		    /* why it is no finding after all; NULL: it is one */
	const char *value, *text, *snippet; /* NULL unless asked for; never stored */
	const char *reasons;		    /* likewise: finding.h */
	double score;
	enum sp_confidence confidence;
	bool test, organisation, has_alias;
	unsigned char digest[SP_DIGEST]; /* of type and value; zero in `detect` */
	unsigned char alias[SP_DIGEST];	 /* of type and alias, with has_alias */
};

struct sp_problem_record {
	uint32_t item;
	enum sp_reason reason;
	const char *detail; /* "" */
};

/*
 * What one file gave, or a piece of it: a file with very many findings comes
 * in several batches, in order, of which the last is `complete`. Items are in
 * order of their numbers. One that is still open when a batch is sent is
 * `pending` in it and comes again in the next, so that every batch names all
 * items that it speaks of, and those that contain them.
 */
struct sp_batch {
	/* Owns the strings, save a finding's type, category and role, which live as long as the
	 * rules; the arrays are sp_mem_*. */
	struct sp_arena arena;
	struct sp_file file;
	uint64_t known;	 /* the inventory's item that this replaces, or 0 */
	uint64_t ticket; /* the same for all batches of a file, unique in a scan */
	bool first, complete;
	bool abandoned; /* the file was cut short by a stop: forget it */
	bool retry;	/* what went wrong may have passed by the next scan */
	bool has_hash;
	unsigned char hash[SP_DIGEST]; /* keyed, of the file's bytes; with `complete` */
	const char *attributes;	       /* names of its extended attributes, a line each, or NULL */
	struct sp_item_record *items;
	struct sp_finding_record *findings;
	struct sp_problem_record *problems;
	size_t n_items, n_findings, n_problems;
};

/* How many of what a scan met. */
struct sp_counts {
	uint64_t files;					    /* that the walk met */
	uint64_t unchanged, moved, changed, added, removed; /* of those files */
	uint64_t items;					    /* all, members too, read in this run */
	uint64_t outcomes[SP_OUTCOME_COUNT];		    /* of those items */
	uint64_t bytes;					    /* of files read */
	uint64_t findings, problems;
	uint64_t protected_places; /* findings that say that a person's identity is protected */
	uint64_t allowed;	   /* found, but no personal data here (--allow) */
};

#endif
