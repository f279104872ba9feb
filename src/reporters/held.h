/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * held.h - what the writers of dossiers share: words in two languages, sums.
 * Threads: pure.
 */
#ifndef REPORTERS_HELD_H
#define REPORTERS_HELD_H

#include "spana/reporter.h"
#include "spana/subject.h"

/* One of two texts by the language. */
static inline const char *sp_say(enum sp_language language, const char *swedish,
				 const char *english)
{
	return language == SP_SWEDISH ? swedish : english;
}

/* The language of the locale. */
enum sp_language sp_spoken(void);

/* Names for people; the name itself where nothing better is known. */
const char *sp_say_type(enum sp_language language, const char *type);
const char *sp_say_category(enum sp_language language, const char *category);
const char *sp_say_term(enum sp_language language, const char *term_category);
const char *sp_say_as(enum sp_language language, enum sp_found_as as);
const char *sp_say_reread(enum sp_language language, enum sp_reread reread);
const char *sp_say_news(enum sp_language language, enum sp_news news);
/* What a copy lacks, or why there is none; "" for a whole one. */
const char *sp_say_copied(enum sp_language language, enum sp_copied copied);
const char *sp_say_mark(enum sp_language language, enum sp_mark_kind kind);
const char *sp_say_reason(enum sp_language language, const char *reason);

/* The name that programs read: "short_form", "changed", "new". */
const char *sp_name_of_as(enum sp_found_as as);
const char *sp_name_of_reread(enum sp_reread reread);
const char *sp_name_of_news(enum sp_news news);

/* Appends a place for people in the language. */
bool sp_say_where(struct sp_buf *out, enum sp_language language, const char *json);

/* Sums over a dossier. Copies of a content count once in `documents`. */
struct sp_held_sums {
	uint64_t documents, copies, places, changed, gone, failed, withheld;
	uint64_t messages;	 /* items that are messages */
	uint64_t special;	 /* items with special categories near */
	uint64_t protected_near; /* items with a protected identity */
};
void sp_held_sum(const struct sp_dossier *dossier, struct sp_held_sums *out);

/* A category of data, with its kinds: those near the subject, all items together. */
struct sp_held_kind {
	const char *category, *type, *term_category; /* term_category or NULL */
	uint64_t n;
};
/* In order of category and type; *kinds is the caller's (sp_mem_free). false: no memory. */
bool sp_held_kinds(const struct sp_dossier *dossier, struct sp_held_kind **kinds, size_t *n);

/* Times an identifier of the subject was found. */
uint64_t sp_held_places_of(const struct sp_dossier *dossier, size_t identifier);

/* Is what the item holds a message: mail, and later chats? */
bool sp_held_is_message(const struct sp_held_item *item);

#endif
