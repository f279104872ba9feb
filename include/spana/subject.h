/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subject.h - a person, known by identifiers, and all that is held about them.
 *
 * A subject's values are in the clear in memory alone, and are wiped with it.
 * What is held is asked of the inventory (sp_dossier_find), then read anew
 * from the sources (sp_dossier_read), for the inventory holds no text.
 */
#ifndef SPANA_SUBJECT_H
#define SPANA_SUBJECT_H

#include "base/arena.h"
#include "base/date.h"
#include "spana/inventory.h"
#include "spana/mark.h"
#include "spana/validator.h"

/* ---- the subject ---- */

struct sp_identifier {
	char type[64];
	char value[SP_VALUE_MAX]; /* normalised */
	char alias[16];		  /* ten digits of a personnummer; "" */
	bool short_form;	  /* it was given without its century */
	bool added;		  /* accepted by hand (--add) */
};

struct sp_subject {
	struct sp_identifier *items;
	size_t n, room;
};

/*
 * Adds an identifier in any written form. `kind` is what a type is called on
 * the command line: "personnummer" (also takes a samordningsnummer), "email",
 * "phone", "iban", "organisationsnummer", "card", "name", any other type's
 * name, or NULL: the first kind that takes it. SP_FAILED: it is none; err
 * never holds the value.
 */
SP_CHECK enum sp_status sp_subject_add(struct sp_subject *subject, const char *kind,
				       const char *written,
				       const struct sp_reading_options *options,
				       struct sp_error *err);
/*
 * Adds a line for each: "email anna@example.org", "personnummer: ...", or the
 * value alone. Empty lines and those that begin with '#' say nothing. `name`
 * is that of the file, for err.
 */
SP_CHECK enum sp_status sp_subject_read(struct sp_subject *subject, const char *name,
					const char *text, size_t len,
					const struct sp_reading_options *options,
					struct sp_error *err);
/* Wipes it. */
void sp_subject_release(struct sp_subject *subject);

/* ---- what is held ---- */

/* How a place was found. */
enum sp_found_as {
	SP_AS_GIVEN,	/* the identifier itself */
	SP_AS_SHORT,	/* a short form with the same last ten digits */
	SP_AS_CENTURY,	/* the subject was given short; this one has a century */
	SP_AS_UNTAGGED, /* the address without its +tag */
	SP_AS_TAGGED,	/* the address with a +tag, or with another */
	SP_AS_SPELLED,	/* a spelling of the name */
	SP_AS_INITIALS, /* the surname with initials */
};

/* What became of a file when it was read anew. */
enum sp_reread {
	SP_REREAD_NOT,	   /* it was not tried */
	SP_REREAD_SAME,	   /* its content is what the inventory knows */
	SP_REREAD_CHANGED, /* it has changed since it was scanned */
	SP_REREAD_GONE,
	SP_REREAD_FAILED, /* it cannot be read: `problem` says why */
};

enum sp_news { SP_NEWS_KNOWN, SP_NEWS_NEW, SP_NEWS_CHANGED };

/* A kind of data that stands with the subject's. */
struct sp_kind {
	const char *type, *category, *term_category; /* term_category or NULL */
	uint64_t n;
};

/* One place: an identifier of the subject. */
struct sp_place_of {
	const char *type, *masked, *where; /* where: JSON */
	const char *context;		   /* words near by, separated by newlines */
	const char *excerpt;		   /* read anew, others masked; NULL: none */
	const char *text;		   /* as written, where it was read anew; NULL */
	size_t identifier;		   /* of the subject's */
	enum sp_found_as as;
	enum sp_confidence confidence;
	unsigned char digest[SP_DIGEST];
	bool withheld;	   /* no excerpt, for a protected identity stands by */
	bool confirmed;	   /* seen again when it was read anew */
	bool not_personal; /* marked so by review */
};

/* What became of the copy of a document. */
enum sp_copied {
	SP_COPIED_NOT_TRIED,
	SP_COPIED_WHOLE,
	SP_COPIED_TEXT,	   /* a message that is no file: its text and its attachments */
	SP_COPIED_PART,	   /* what could be read of it: it is damaged, or reading ended */
	SP_COPY_FOLDER,	   /* none: it is a folder, whose name tells of the person */
	SP_COPY_HOLDER,	   /* none: it holds documents, and the place is in none of them */
	SP_COPY_CHANGED,   /* none: the file is not what was scanned */
	SP_COPY_NOT_FOUND, /* none: it was not there when the file was read again */
	SP_COPY_UNREAD,	   /* none: it cannot be read */
	SP_COPY_PROTECTED, /* none: a protected identity is marked in it */
	SP_COPIED_COUNT,
};
/* "whole", "text_only", "in_part", "folder", ... Threads: immutable. */
const char *sp_copied_name(enum sp_copied copied);

/* An item with such places. */
struct sp_held_item {
	uint32_t number;
	const char *const *members;	  /* that lead to it from the file */
	const struct sp_item_step *steps; /* of each of them */
	size_t n_members;
	const char *format, *top_format; /* top_format: of the file on disk */
	uint64_t size;
	struct sp_place_of *places;
	size_t n_places, room_places;
	struct sp_kind *kinds; /* of the data near the places */
	size_t n_kinds, room_kinds;
	uint64_t n_findings; /* of all sorts in the item */
	uint64_t n_others;   /* other values in it that name persons, distinct */
	bool is_small;	     /* all that stands in it is near */
	bool media;	     /* a picture, sound or film, of which the metadata were read */
	bool special;	     /* special categories or crime near by (Art. 9, 10) */
	bool protected_near; /* a protected identity in it */
	/* Set by who copies documents; of the one that it is or is in: */
	enum sp_copied copied;
	const char *copy; /* the name of the copy; NULL: there is none */
};

/* A mark that applies to a file or a place in it. */
struct sp_mark_on {
	const struct sp_review_mark *mark;
	const struct sp_held_item *item; /* NULL: all of the file */
};

struct sp_held_file {
	uint64_t id;
	const char *path, *owner; /* owner: a name, or the number */
	uint64_t size;
	int64_t mtime_ns, first_seen_ns, opened_ns;
	unsigned char hash[SP_DIGEST];
	bool has_hash;
	struct sp_held_item *items;
	size_t n_items, room_items;
	enum sp_reread reread;
	const char *problem; /* of FAILED */
	enum sp_news news;
	size_t copy_of; /* the file of the same content that stands for it; SIZE_MAX: itself */
	struct sp_mark_on *marks;
	size_t n_marks, room_marks;
};

/* An identifier of somebody that stands with the subject's. */
struct sp_suggestion {
	const char *type, *value; /* in the clear */
	uint64_t items, places;
	bool alone; /* in each item, no other value of its type stands near */
};

struct sp_problem_of {
	const char *path, *members, *reason, *detail; /* members: joined, or "" */
};

struct sp_searched_source {
	const char *path;
	uint64_t files, findings, problems;
	int64_t last_complete_ns;
};

struct sp_dossier {
	struct sp_arena arena; /* owns all strings; wiped at the end */
	const struct sp_subject *subject;
	struct sp_inventory *inventory;

	/* What to do. */
	bool everywhere; /* names are looked for in all items */
	int64_t since_ns;
	bool only_news; /* files that were known at since_ns are counted, not kept */
	bool expand;	/* collect suggestions */

	/* What was found. */
	struct sp_held_file *files; /* by path */
	size_t n_files, room_files;
	uint64_t n_places, n_not_personal, n_known; /* n_known: left out by only_news */
	struct sp_suggestion *suggestions;	    /* best first */
	size_t n_suggestions, room_suggestions;
	struct sp_review_mark *marks; /* all of the inventory, oldest first */
	size_t n_marks, room_marks;

	/* What was searched. */
	struct sp_overview coverage;
	struct sp_searched_source *sources;
	size_t n_sources, room_sources;
	struct sp_problem_of *problems; /* the first SP_PROBLEMS_TOLD */
	size_t n_problems, room_problems;
	uint64_t n_all_problems;
	struct sp_answer *answers; /* earlier ones to this subject */
	size_t n_answers, room_answers;

	/* What the writers say of it. */
	const char *program, *inventory_path;
	int64_t made_ns;
	struct sp_day received, due;
	bool show_protected;
};

#define SP_PROBLEMS_TOLD 1000

/*
 * Asks the inventory alone: files, items, places, what stands near, marks,
 * earlier answers. `subject` and `inv` are borrowed for the dossier's life.
 * The dossier is zeroed but for what to do; released after failures too.
 */
SP_CHECK enum sp_status sp_dossier_find(struct sp_dossier *dossier, struct sp_inventory *inv,
					const struct sp_subject *subject, struct sp_error *err);

/* What was searched, what could not be read, and earlier answers to the subject. */
SP_CHECK enum sp_status sp_dossier_coverage(struct sp_dossier *dossier, struct sp_inventory *inv,
					    const struct sp_subject *subject, struct sp_error *err);

/* How sources are read anew: the caller's, for this area opens nothing. */
struct sp_rereader {
	void *context;
	/* The keyed hash of the bytes at path now. SP_FAILED: err->reason says why not. */
	enum sp_status (*hash)(void *context, const char *path, unsigned char out[SP_DIGEST],
			       struct sp_error *err);
	/*
	 * Reads files with the detectors, and gives what they find to `batch`, with
	 * values and snippets in which all but the subject's values are masked.
	 */
	enum sp_status (*read)(void *context, const char *const *paths, size_t n,
			       enum sp_status (*batch)(void *to, const struct sp_batch *batch),
			       void *to, struct sp_error *err);
	/* The members that lie directly in a file, in order, by their names. */
	enum sp_status (*members)(void *context, const char *path,
				  enum sp_status (*each)(void *to, const char *name), void *to,
				  struct sp_error *err);
};

/* Fills in excerpts, suggestions and what became of the files. */
SP_CHECK enum sp_status sp_dossier_read(struct sp_dossier *dossier,
					const struct sp_rereader *rereader, struct sp_error *err);
void sp_dossier_release(struct sp_dossier *dossier);

/*
 * The document or message that an item is, or is a part of: how many of its
 * members lead to that. 0: the file itself. What lies in an archive, in a
 * mailbox or by a message is a document; what lies in a document is a part of it.
 */
size_t sp_held_document(const struct sp_held_item *item);
/* True for an archive, what one compressed, a mailbox: what lies in it are documents. */
bool sp_format_is_container(const char *format);

/* ---- marks ---- */

/* Was it taken back by a later one, or does it only take back another? */
bool sp_mark_is_withdrawn(const struct sp_review_mark *marks, size_t n,
			  const struct sp_review_mark *mark);

/* Does it hold for a file at that path with that content (hash NULL: unknown)? */
bool sp_mark_on_file(const struct sp_review_mark *mark, const char *path,
		     const unsigned char *hash);

/* Leaves what is marked as no personal data out of reports on the inventory (sp_inventory_hide). */
SP_CHECK enum sp_status sp_review_hide(struct sp_inventory *inv, struct sp_error *err);

/* ---- how long data are kept ---- */

/*
 * A rule of the user's configuration, one line of text:
 *
 *     GLOB [TYPES]: PERIOD; BASIS
 *
 * GLOB is a shell pattern for paths in which '*' also matches '/'; TYPES
 * (optional, in brackets) says that the file must hold findings of one of
 * them; PERIOD is "accounting" (through the seventh year after the end of the
 * calendar year in which the financial year ended; "accounting 04-30" names the
 * financial year's last day), "forever", or "2 years", "6 months", "90 days"; BASIS
 * (optional) is the law or decision. What counts is the day of the file's last
 * change. Where several rules fit, the longest period holds.
 */
struct sp_retention {
	char *glob, *types, *basis; /* types and basis: or NULL */
	bool accounting, forever;
	struct sp_day year_end; /* of accounting; its year says nothing */
	int months, days;
};
struct sp_retentions {
	struct sp_retention *items;
	size_t n, room;
};

/* SP_FAILED: it is no rule; err says why. */
SP_CHECK enum sp_status sp_retention_add(struct sp_retentions *rules, const char *rule,
					 struct sp_error *err);
void sp_retentions_release(struct sp_retentions *rules);

/* The last day on which the rule keeps what was last changed on `changed`. */
struct sp_day sp_retention_until(const struct sp_retention *rule, struct sp_day changed);

/*
 * The rule that keeps a file longest, and until when; NULL: none fits. types:
 * those of its findings, NULL-ended.
 */
const struct sp_retention *sp_retention_of(const struct sp_retentions *rules, const char *path,
					   const char *const *types, struct sp_day changed,
					   struct sp_day *until);

/* A file that is past its time. */
struct sp_overdue {
	const char *path, *owner, *basis; /* basis: "" */
	const char *why;		  /* the rule's pattern, or the mark's reason */
	uint64_t mark;			  /* its number; 0: a rule says so */
	uint64_t findings;
	int64_t mtime_ns;
	struct sp_day until;
	int days; /* since then */
};

struct sp_overdue_list {
	struct sp_arena arena; /* owns the strings */
	struct sp_overdue *items;
	size_t n, room;
	uint64_t held; /* files past a rule that a mark keeps */
};

/* Files with findings that should be gone by `today`, those longest past first. */
SP_CHECK enum sp_status sp_overdue_find(struct sp_overdue_list *out, struct sp_inventory *inv,
					const struct sp_retentions *rules, struct sp_day today,
					struct sp_error *err);
void sp_overdue_release(struct sp_overdue_list *list);

/* The last day to answer a request: one month on. */
struct sp_day sp_answer_due(struct sp_day received);

/* The subject's values as keys; *keys is the caller's (sp_mem_free). */
struct sp_subject_key {
	size_t identifier;
	enum sp_found_as as;
	char value[SP_VALUE_MAX];
	struct sp_key_of_value key; /* its type is borrowed from the subject */
};
SP_CHECK enum sp_status sp_subject_keys(const struct sp_subject *subject,
					const struct sp_inventory *inv,
					struct sp_subject_key **keys, size_t *n,
					struct sp_error *err);

#endif
