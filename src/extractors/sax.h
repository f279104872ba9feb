/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sax.h - XML as a row of events, fed piece by piece.
 *
 * Most documents are read by a scanner of our own (xml_scan.h); from the first
 * thing on that is unusual or wrong, libxml2 reads.
 * Namespaces are told as numbers from a table, so that a reader compares no
 * prefixes and no addresses. Nothing outside is ever loaded, and a document
 * type declaration ends the reading: today's formats of XML parts have none.
 * Threads: a parser belongs to one.
 */
#ifndef EXTRACTORS_SAX_H
#define EXTRACTORS_SAX_H

#include "spana/status.h"

#include <stdbool.h>
#include <stddef.h>

struct sp_sax;

/* A namespace: several addresses may have one number. The table ends with NULL. */
struct sp_sax_space {
	const char *uri;
	int number; /* from 1 */
};

#define SP_SAX_NO_SPACE 0 /* of an element or attribute without a namespace */
#define SP_SAX_OTHER (-1) /* not in the table */

struct sp_sax_attribute {
	int space;
	const char *name;  /* local */
	const char *value; /* not NUL-terminated */
	size_t len;
};

/* An element that begins. Valid during the event. */
struct sp_sax_tag {
	int space;
	const char *name; /* local */
	const struct sp_sax_attribute *attributes;
	int n_attributes;
};

/* The attribute of that name; value is NULL where there is none. */
struct sp_sax_attribute sp_sax_attribute(const struct sp_sax_tag *tag, int space, const char *name);

/* The value equals the string. */
bool sp_sax_is(const struct sp_sax_attribute *attribute, const char *value);

/* Anything but SP_OK ends the reading and comes back from sp_sax_feed and _end. */
struct sp_sax_events {
	enum sp_status (*start)(void *context, const struct sp_sax_tag *tag);
	enum sp_status (*end)(void *context, int space, const char *name);
	enum sp_status (*text)(void *context, const char *text, size_t len);
};

/* Once, before threads: libxml2 would write what it dislikes to standard error. */
void sp_sax_init(void);

/* The table is borrowed. SP_FATAL: no memory. */
SP_CHECK enum sp_status sp_sax_new(struct sp_sax **out, const struct sp_sax_space *spaces);
void sp_sax_free(struct sp_sax *sax);

/*
 * From now on a document may name a document type, as long as it declares no
 * entity of its own. What the name leads to is not loaded.
 */
void sp_sax_allow_doctype(struct sp_sax *sax);

/* From now on libxml2 reads all: what both tell has to be the same. */
void sp_sax_slow(struct sp_sax *sax);

/* A document begins. Events and context are borrowed until sp_sax_end. */
void sp_sax_begin(struct sp_sax *sax, const struct sp_sax_events *events, void *context);
SP_CHECK enum sp_status sp_sax_feed(struct sp_sax *sax, const void *data, size_t len);

/* Nothing that is fed will be read any more. */
bool sp_sax_ended(const struct sp_sax *sax);

/*
 * The document ends. err tells what was wrong with it, if anything, even where
 * SP_OK is returned: what could be read was told.
 */
SP_CHECK enum sp_status sp_sax_end(struct sp_sax *sax, struct sp_error *err);

#endif
