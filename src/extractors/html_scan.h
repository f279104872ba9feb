/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_scan.h - HTML as a row of events, fed piece by piece in UTF-8.
 *
 * Every byte that is not markup reaches an event: text in tags that are none,
 * values without an end, comments that are never closed. Threads: one.
 */
#ifndef EXTRACTORS_HTML_SCAN_H
#define EXTRACTORS_HTML_SCAN_H

#include "base/buf.h"

/* Names are in lower case; the scanner and its names are valid during an event. */
struct sp_html_events {
	void (*text)(void *context, const char *s, size_t len);
	/* A start tag's name, then its attributes, then tag_end; an end tag's name, then tag_end.
	 */
	void (*tag)(void *context, const char *name, bool closing);
	/* A value, decoded, in one or more pieces; the last one may be empty. */
	void (*value)(void *context, const char *name, const char *s, size_t len, bool last);
	/* An attribute without a value. */
	void (*bare)(void *context, const char *name);
	/* Does what follows run up to this element's end tag? SP_HTML_RAW: without references. */
	int (*tag_end)(void *context);
	/* A comment, or what browsers take for one, in pieces. */
	void (*comment)(void *context, const char *s, size_t len, bool last);
	/* Content of a raw element, in pieces. */
	void (*raw)(void *context, const char *s, size_t len, bool last);
};

enum { SP_HTML_MARKUP, SP_HTML_RAW };

struct sp_html_scan {
	const struct sp_html_events *events;
	void *context;
	int state;
	char quote;
	bool closing;	     /* an end tag */
	bool slash;	     /* the tag's last character so far */
	struct sp_buf token; /* text, value, comment or raw content so far */
	struct sp_buf name;  /* of the element */
	struct sp_buf attribute;
	struct sp_buf decoded;
};

void sp_html_scan_init(struct sp_html_scan *scan, const struct sp_html_events *events,
		       void *context);
void sp_html_scan_release(struct sp_html_scan *scan);

/* SP_FATAL: no memory. */
SP_CHECK enum sp_status sp_html_scan_feed(struct sp_html_scan *scan, const char *s, size_t len);

/* The document ends. *within is what it broke off in ("a tag", "a comment"), or NULL. */
SP_CHECK enum sp_status sp_html_scan_end(struct sp_html_scan *scan, const char **within);

#endif
