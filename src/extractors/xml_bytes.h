/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_bytes.h - what a byte can be in XML, and how characters are written.
 * Threads: immutable.
 */
#ifndef EXTRACTORS_XML_BYTES_H
#define EXTRACTORS_XML_BYTES_H

#include <stdbool.h>
#include <stddef.h>

/* Classes of bytes, as a set. */
enum {
	SP_XML_NAME = 1,
	SP_XML_SPACE = 2, /* and: */
	SP_XML_LINE = 4,  /* tab and line feed */
	SP_XML_CR = 8,
	SP_XML_AMP = 16,
	SP_XML_LESS = 32,
	SP_XML_BRACKET = 64, /* ']' */
	SP_XML_HIGH = 128,   /* beyond ASCII */
	SP_XML_NONE = 256,   /* no character */
};

extern const unsigned short sp_xml_classes[256];

static inline unsigned sp_xml_class(char c)
{
	return sp_xml_classes[(unsigned char)c];
}

/* The classes of all bytes together. */
static inline unsigned sp_xml_classes_in(const char *s, const char *end)
{
	unsigned seen = 0;

	while (s < end)
		seen |= sp_xml_class(*s++);
	return seen;
}

static inline const char *sp_xml_skip_space(const char *s, const char *end)
{
	while (s < end && sp_xml_class(*s) & (SP_XML_SPACE | SP_XML_CR))
		s++;
	return s;
}

/* `seen` are its classes. Whole characters, all of them such that XML may hold. */
bool sp_xml_is_text(const char *s, const char *end, unsigned seen);

/*
 * A reference to a character, or one of the five entities; s is at its
 * ampersand. 0: it is none, or it is cut; else its length, and *n bytes in out.
 */
size_t sp_xml_reference(const char *s, const char *end, char out[4], size_t *n);
/* No reference is longer. */
#define SP_XML_REFERENCE 12

/* From "<?xml" up to its "?>": version 1.0, in UTF-8, nothing unexpected. */
bool sp_xml_is_usual(const char *s, const char *end);

#endif
