/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ooxml_own.h - readers of parts that every document has: ooxml_relations.c and
 * ooxml_properties.c. For ooxml.c. Threads: one.
 */
#ifndef EXTRACTORS_OOXML_OWN_H
#define EXTRACTORS_OOXML_OWN_H

#include "extractors/ooxml.h"

/* Elements that end, and text, of which nothing is wanted. */
enum sp_status ooxml_nothing_end(void *context, int space, const char *name);
enum sp_status ooxml_nothing_text(void *context, const char *text, size_t len);

/* ---- relationships ---- */

struct ooxml_reading_relations {
	struct sp_ooxml *doc;
	struct sp_relations *out;
	const char *folder;
	size_t folder_len;
	bool tell; /* addresses outside */
};

extern const struct sp_sax_events ooxml_relations_events;

/* ---- properties: docProps ---- */

struct ooxml_properties {
	struct sp_sink *out;
	struct sp_buf text;
	char name[128];
	unsigned depth;
	bool open; /* more of the same text may come; else it begins a new line */
	bool cut;
};

extern const struct sp_sax_events ooxml_properties_events;

#endif
