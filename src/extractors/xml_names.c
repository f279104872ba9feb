/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xml_names.c - see xml_names.h: an open hash table that is never more than half full. */
#include "extractors/xml_names.h"

#include <string.h>

#include "base/ascii.h"

#define MAX_NAMES (SP_XML_NAME_SLOTS / 2)
#define MAX_NAME 256
/* Names of other documents are kept while they are fewer. */
#define MANY (MAX_NAMES / 2)

void sp_xml_names_release(struct sp_xml_names *names)
{
	sp_arena_release(&names->arena);
}

void sp_xml_names_trim(struct sp_xml_names *names)
{
	if (names->n <= MANY && names->n_prefixes <= SP_XML_PREFIXES / 2)
		return;
	sp_arena_reset(&names->arena);
	memset(names->slots, 0, sizeof(names->slots));
	names->n = 0;
	names->n_prefixes = 0;
}

/* A part of a name, before or behind the colon. */
static bool is_plain(const char *s, size_t len)
{
	return len && (sp_is_alpha(*s) || *s == '_');
}

/* SP_XML_PREFIXES: there are too many, or no memory. */
static unsigned number_of(struct sp_xml_names *names, const char *s, size_t len, bool *failed)
{
	static const char *const known[] = {
		[SP_XML_NO_PREFIX] = "",
		[SP_XML_PREFIX_XML] = "xml",
		[SP_XML_PREFIX_XMLNS] = "xmlns",
	};
	unsigned n;

	if (!names->n_prefixes) {
		names->n_prefixes = sizeof(known) / sizeof(known[0]);
		memcpy(names->prefixes, known, sizeof(known));
	}
	for (n = 0; n < names->n_prefixes; n++)
		if (strlen(names->prefixes[n]) == len && memcmp(names->prefixes[n], s, len) == 0)
			return n;
	if (n == SP_XML_PREFIXES)
		return n;
	names->prefixes[n] = sp_arena_copy(&names->arena, s, len);
	if (!names->prefixes[n]) {
		*failed = true;
		return SP_XML_PREFIXES;
	}
	return names->n_prefixes++;
}

static const struct sp_xml_name *add(struct sp_xml_names *names, size_t slot, const char *raw,
				     size_t len, bool *failed)
{
	const char *colon = memchr(raw, ':', len);
	size_t prefix = colon ? (size_t)(colon - raw) : 0, skip = colon ? prefix + 1 : 0;

	if (names->n == MAX_NAMES || len > MAX_NAME || (colon && !is_plain(raw, prefix)) ||
	    !is_plain(raw + skip, len - skip) || memchr(raw + skip, ':', len - skip))
		return NULL;
	struct sp_xml_name *name = sp_arena_alloc(&names->arena, sizeof(*name));
	char *copy = sp_arena_copy(&names->arena, raw, len);
	*failed |= !name || !copy;
	if (*failed)
		return NULL;
	*name = (struct sp_xml_name) { .raw = copy, .len = len };
	name->local = copy + skip;
	name->prefix = number_of(names, raw, prefix, failed);
	name->declares =
		name->prefix == SP_XML_PREFIX_XMLNS || (!colon && strcmp(copy, "xmlns") == 0);
	if (name->declares && colon)
		name->declared = number_of(names, name->local, len - skip, failed);
	if (name->prefix == SP_XML_PREFIXES || name->declared == SP_XML_PREFIXES)
		return NULL;
	names->slots[slot] = name;
	names->n++;
	return name;
}

/* Names are few, and differ at both ends. */
static size_t first_slot(const char *raw, size_t len)
{
	size_t first = (unsigned char)raw[0], middle = (unsigned char)raw[len / 2],
	       last = (unsigned char)raw[len - 1];

	return (len + first * 5 + middle * 37 + last * 211) % SP_XML_NAME_SLOTS;
}

const struct sp_xml_name *sp_xml_names_find(struct sp_xml_names *names, const char *raw, size_t len,
					    bool *failed)
{
	size_t slot = first_slot(raw, len);

	for (; names->slots[slot]; slot = (slot + 1) % SP_XML_NAME_SLOTS) {
		const struct sp_xml_name *name = names->slots[slot];
		if (name->len == len && memcmp(name->raw, raw, len) == 0)
			return name;
	}
	return add(names, slot, raw, len, failed);
}
