/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * erasure.h - a plan to erase what is held about a person, and its execution.
 *
 * A plan changes nothing. A human approves places in it; sp_erasure_apply does
 * what was approved, only where the content still is the plan's, and writes
 * each step down before and after it, so that what broke off is resumed. The
 * subject stands in a plan as keyed hashes.
 */
#ifndef SPANA_ERASURE_H
#define SPANA_ERASURE_H

#include "spana/subject.h"

#include <stdatomic.h>

struct sp_buf;

enum sp_erase_action {
	SP_ERASE_FILE,	   /* the whole file */
	SP_ERASE_MESSAGE,  /* a message that is a file of its own */
	SP_ERASE_TAKE_OUT, /* a member of an archive, a message of a mailbox */
	SP_ERASE_BY_HAND,  /* a human, by the directions */
	SP_ERASE_ASK,	   /* the owner: there is no right to write */
	SP_ERASE_KEEP,	   /* a hold or a retention rule forbids it */
	SP_ERASE_ACTIONS,
};
const char *sp_erase_name(enum sp_erase_action action);

/* What became of a place. */
enum sp_erase_result {
	SP_ERASED_NOT,	   /* not approved, or not for spana to do */
	SP_ERASED,	   /* done */
	SP_ERASED_BEFORE,  /* done in an earlier run that broke off */
	SP_ERASED_CHANGED, /* its content is not the plan's: not touched */
	SP_ERASED_GONE,	   /* it is not there any more */
	SP_ERASED_HELD,	   /* a hold or a rule forbids it: not touched */
	SP_ERASED_FAILED,
	SP_ERASED_RESULTS,
};
const char *sp_erased_name(enum sp_erase_result result);

/* Why not, or what to think of. */
struct sp_against {
	const char *code; /* "hold", "keep", "retention", "others", "protected", "no_write" */
	const char *text;
};

struct sp_plan_place {
	uint64_t number; /* from 1 */
	const char *path, *format;
	const char *member; /* what is taken out; NULL: the file */
	unsigned char hash[SP_DIGEST];
	bool has_hash, approved;
	enum sp_erase_action action;
	uint64_t places, others;
	const char *wanted;	/* a mark says that it should go: its reason; or NULL */
	const char *directions; /* what a human does */
	struct sp_against *against;
	size_t n_against, room_against;
	/* After it was carried out. */
	enum sp_erase_result result;
	const char *why; /* of a failure; NULL */
	int64_t time_ns;
	unsigned char hash_after[SP_DIGEST]; /* of a rewritten file */
	bool rewritten;
};

/* Where a message stands in a store of Outlook: parts of its member's name. */
struct sp_message_at {
	const char *folder, *subject; /* folder: not ended by NUL */
	size_t folder_len;
	uint64_t number; /* in the folder, in the store's order */
	char day[11];	 /* or "" */
	bool deleted;	 /* it was deleted there, and can be recovered */
};
/* false: the name is none of a message. */
bool sp_message_find(const char *member, struct sp_message_at *out);
/* True for a store of Outlook. */
bool sp_is_store(const char *format);

struct sp_plan_key {
	const char *type, *masked;
	unsigned char digest[SP_DIGEST];
	bool alias;
};

/* A file that was looked at again when all was done. */
struct sp_proof {
	const char *path;
	const char *state; /* "gone", "clean", "left", "unreadable" */
	uint64_t left;	   /* places of the person in it */
};

struct sp_plan {
	struct sp_arena arena; /* owns all strings */
	char id[40];
	const char *program, *author, *inventory;
	int64_t made_ns;
	struct sp_plan_key *keys;
	size_t n_keys, room_keys;
	struct sp_plan_place *places;
	size_t n, room;
	/* Of an execution. */
	int64_t applied_ns;
	const char *applied_by, *quarantine; /* NULL: deleted for good */
	struct sp_day keep_until;	     /* of the quarantine */
	struct sp_proof *proof;
	size_t n_proof, room_proof;
	bool proved; /* everything could be looked at again */
};

/* Makes a plan of a dossier that was found (not necessarily read). */
SP_CHECK enum sp_status sp_plan_make(struct sp_plan *plan, const struct sp_dossier *dossier,
				     const struct sp_retentions *rules, const char *author,
				     struct sp_error *err);
/* As JSON; the same with results and proof once it was applied. */
SP_CHECK enum sp_status sp_plan_write(const struct sp_plan *plan, struct sp_buf *to);
/* Reads what sp_plan_write wrote and somebody may have edited. */
SP_CHECK enum sp_status sp_plan_read(struct sp_plan *plan, const char *text, size_t len,
				     struct sp_error *err);
void sp_plan_release(struct sp_plan *plan);

struct sp_erasing {
	struct sp_inventory *inventory;
	const struct sp_rereader *rereader;
	const struct sp_retentions *rules;
	const char *journal;	/* file: written before and after each step */
	const char *quarantine; /* folder, made 0700; NULL: delete for good */
	const char *author;
	struct sp_day keep_until;
	const atomic_bool *stop;
};

/*
 * Carries out what is approved, or goes on with what broke off. SP_FATAL: the
 * journal or the quarantine failed. SP_PARTIAL: stopped. Results stand in the
 * plan.
 */
SP_CHECK enum sp_status sp_erasure_apply(struct sp_plan *plan, const struct sp_erasing *erasing,
					 struct sp_error *err);

/* Looks again at all places, their copies and whatever the inventory knows of the person now. */
SP_CHECK enum sp_status sp_erasure_prove(struct sp_plan *plan, const struct sp_erasing *erasing,
					 struct sp_error *err);

/* What a restore did with one entry. */
typedef void sp_restored(void *context, const char *path, bool ok, const char *why);

/* Puts back what a quarantine folder holds. SP_PARTIAL: not all of it. */
SP_CHECK enum sp_status sp_erasure_restore(const char *quarantine,
					   const struct sp_rereader *rereader, sp_restored *tell,
					   void *context, struct sp_error *err);

/* Deletes a quarantine folder whose time is over by `today`. SP_SKIPPED: it is not. */
SP_CHECK enum sp_status sp_erasure_purge(const char *quarantine, struct sp_day today,
					 struct sp_error *err);

#endif
