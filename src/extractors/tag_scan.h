/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tag_scan.h - HTML or XML as a row of events, fed piece by piece in UTF-8.
 *
 * Every byte that is not markup reaches an event: text in tags that are none,
 * values without an end, comments that are never closed. Threads: one.
 */
#ifndef EXTRACTORS_TAG_SCAN_H
#define EXTRACTORS_TAG_SCAN_H

#include "base/buf.h"

/* Names are in lower case, but in XML; the scanner and its names are valid during an event. */
struct sp_tag_events {
	void (*text)(void *context, const char *s, size_t len);
	/* A start tag's name, then its attributes, then tag_end; an end tag's name, then tag_end.
	 */
	void (*tag)(void *context, const char *name, bool closing);
	/* A value, decoded, in one or more pieces; the last one may be empty. */
	void (*value)(void *context, const char *name, const char *s, size_t len, bool last);
	/* An attribute without a value. */
	void (*bare)(void *context, const char *name);
	/* The tag is complete; `empty`: "<br/>". SP_TAG_RAW: up to its end tag all is raw. */
	int (*tag_end)(void *context, bool empty);
	/* A comment, or what browsers take for one, in pieces. */
	void (*comment)(void *context, const char *s, size_t len, bool last);
	/* Content of a raw element, in pieces. */
	void (*raw)(void *context, const char *s, size_t len, bool last);
};

enum { SP_TAG_MARKUP, SP_TAG_RAW };

struct sp_tag_scan {
	const struct sp_tag_events *events;
	void *context;
	int state;
	bool xml;
	char quote;
	char bracket;	     /* of a document type: ']' awaited, ' ' past, 0 none */
	bool closing;	     /* an end tag */
	bool slash;	     /* the tag's last character so far */
	struct sp_buf token; /* text, value, comment or raw content so far */
	struct sp_buf name;  /* of the element */
	struct sp_buf attribute;
	struct sp_buf decoded;
};

/* `xml`: names keep their case, CDATA is text, declarations may be nested. */
void sp_tag_scan_init(struct sp_tag_scan *scan, const struct sp_tag_events *events, void *context,
		      bool xml);
void sp_tag_scan_release(struct sp_tag_scan *scan);

/* SP_FATAL: no memory. */
SP_CHECK enum sp_status sp_tag_scan_feed(struct sp_tag_scan *scan, const char *s, size_t len);

/* The document ends. *within is what it broke off in ("a tag", "a comment"), or NULL. */
SP_CHECK enum sp_status sp_tag_scan_end(struct sp_tag_scan *scan, const char **within);

#endif
