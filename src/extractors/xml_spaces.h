/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_spaces.h - what prefixes stand for, while elements declare and end.
 * Threads: one.
 */
#ifndef EXTRACTORS_XML_SPACES_H
#define EXTRACTORS_XML_SPACES_H

#include "base/buf.h"
#include "extractors/sax.h"
#include "extractors/xml_names.h"

/* Beside the numbers of sax.h: nothing was declared. */
#define SP_XML_UNBOUND (-2)

#define SP_XML_BINDINGS 256

/* A declaration that is in force. */
struct sp_xml_binding {
	unsigned prefix;
	int before;	 /* what the prefix stood for */
	size_t uri, len; /* in `uris` */
};

struct sp_xml_spaces {
	const struct sp_sax_space *table;
	int number[SP_XML_PREFIXES];
	struct sp_xml_binding bindings[SP_XML_BINDINGS];
	size_t n;
	struct sp_buf uris; /* uncapped */
};

/* A document begins. */
void sp_xml_spaces_begin(struct sp_xml_spaces *spaces);

/*
 * The present element declares a prefix; its declarations are those from
 * `bound` on. false: it may not, or better not here; or no memory (uris.failed).
 */
SP_CHECK bool sp_xml_spaces_bind(struct sp_xml_spaces *spaces, unsigned prefix, const char *uri,
				 size_t len, size_t bound);
/* Elements have ended: `bound` declarations are left. */
void sp_xml_spaces_unbind(struct sp_xml_spaces *spaces, size_t bound);

/* The number of the namespace, or SP_XML_UNBOUND. */
int sp_xml_spaces_number(struct sp_xml_spaces *spaces, unsigned prefix);

#endif
