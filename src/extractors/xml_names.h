/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_names.h - names of elements and attributes, each kept once, so that a
 * name that was met before costs a look and is known by its address.
 *
 * Plain names alone: ASCII, at most one colon. Threads: one.
 */
#ifndef EXTRACTORS_XML_NAMES_H
#define EXTRACTORS_XML_NAMES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* A prefix is a number, so that what it stands for is an entry in an array. */
enum { SP_XML_NO_PREFIX, SP_XML_PREFIX_XML, SP_XML_PREFIX_XMLNS, SP_XML_PREFIXES = 64 };

struct sp_xml_name {
	const char *raw; /* NUL-terminated, with its prefix */
	size_t len;
	const char *local; /* within raw */
	unsigned prefix;
	bool declares;	   /* "xmlns" or "xmlns:p": */
	unsigned declared; /* the prefix that it declares */
};

#define SP_XML_NAME_SLOTS 2048

struct sp_xml_names {
	struct sp_arena arena;
	const struct sp_xml_name *slots[SP_XML_NAME_SLOTS];
	size_t n;
	const char *prefixes[SP_XML_PREFIXES];
	unsigned n_prefixes;
};

/* All zero is a table without names. */
void sp_xml_names_release(struct sp_xml_names *names);
/* Forgets all names if there have come to be many. What pointed to them is void. */
void sp_xml_names_trim(struct sp_xml_names *names);

/*
 * The name of that spelling. NULL: it is no plain name, or there are too many;
 * or, with *failed, no memory. len is not 0.
 */
const struct sp_xml_name *sp_xml_names_find(struct sp_xml_names *names, const char *raw, size_t len,
					    bool *failed);

#endif
