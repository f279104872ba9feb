/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xml_spaces.c - see xml_spaces.h. Namespaces in XML 1.0. */
#include "extractors/xml_spaces.h"

#include <string.h>

#include "extractors/xml_bytes.h"

#define SPACE_XML "http://www.w3.org/XML/1998/namespace"
#define SPACE_XMLNS "http://www.w3.org/2000/xmlns/"

/* Declared, and not looked up yet. */
#define UNRESOLVED (-3)

static int look_up(const struct sp_sax_space *table, const char *uri, size_t len)
{
	for (; table->uri; table++)
		if (strncmp(table->uri, uri, len) == 0 && !table->uri[len])
			return table->number;
	return SP_SAX_OTHER;
}

void sp_xml_spaces_begin(struct sp_xml_spaces *spaces)
{
	spaces->n = 0;
	sp_buf_reset(&spaces->uris);
	for (unsigned i = 0; i < SP_XML_PREFIXES; i++)
		spaces->number[i] = SP_XML_UNBOUND;
	spaces->number[SP_XML_NO_PREFIX] = SP_SAX_NO_SPACE;
	spaces->number[SP_XML_PREFIX_XML] =
		look_up(spaces->table, SPACE_XML, sizeof(SPACE_XML) - 1);
}

/* Most prefixes that are declared are never used: their addresses are not looked at. */
int sp_xml_spaces_number(struct sp_xml_spaces *spaces, unsigned prefix)
{
	size_t i = spaces->n;

	if (spaces->number[prefix] != UNRESOLVED)
		return spaces->number[prefix];
	while (spaces->bindings[--i].prefix != prefix)
		;
	const struct sp_xml_binding *binding = &spaces->bindings[i];
	return spaces->number[prefix] =
		       look_up(spaces->table, spaces->uris.data + binding->uri, binding->len);
}

void sp_xml_spaces_unbind(struct sp_xml_spaces *spaces, size_t bound)
{
	while (spaces->n > bound) {
		const struct sp_xml_binding *binding = &spaces->bindings[--spaces->n];
		spaces->number[binding->prefix] = binding->before;
		spaces->uris.len = binding->uri;
	}
}

static bool equals(const char *uri, size_t len, const char *other)
{
	return strlen(other) == len && memcmp(uri, other, len) == 0;
}

/* An address as they all are; one that could not be written again between quotes is none. */
static bool is_plain(const char *uri, size_t len)
{
	unsigned odd = ~(unsigned)(SP_XML_NAME | SP_XML_BRACKET);

	return !(sp_xml_classes_in(uri, uri + len) & odd) && !memchr(uri, '"', len) &&
	       !equals(uri, len, SPACE_XML) && !equals(uri, len, SPACE_XMLNS);
}

bool sp_xml_spaces_bind(struct sp_xml_spaces *spaces, unsigned prefix, const char *uri, size_t len,
			size_t bound)
{
	struct sp_xml_binding binding = { prefix, spaces->number[prefix], spaces->uris.len, len };

	for (size_t i = bound; i < spaces->n; i++)
		if (spaces->bindings[i].prefix == prefix)
			return false;
	if (spaces->n == SP_XML_BINDINGS || prefix == SP_XML_PREFIX_XML ||
	    prefix == SP_XML_PREFIX_XMLNS || (!len && prefix != SP_XML_NO_PREFIX) ||
	    !is_plain(uri, len) || !sp_buf_add(&spaces->uris, uri, len))
		return false;
	spaces->bindings[spaces->n++] = binding;
	spaces->number[prefix] = len ? UNRESOLVED : SP_SAX_NO_SPACE;
	return true;
}
