/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_scan.h - the XML that nearly all documents are made of, read fast.
 *
 * Reads well-formed XML in UTF-8 with plain names, and gives it up at the first
 * thing that is not: a document type, another encoding, an error. What was told
 * until then is what any parser would have told, and another one goes on from
 * there. Threads: one.
 */
#ifndef EXTRACTORS_XML_SCAN_H
#define EXTRACTORS_XML_SCAN_H

#include "base/buf.h"
#include "extractors/sax.h"

struct sp_xml_scan;

/* The table is borrowed. SP_FATAL: no memory. */
SP_CHECK enum sp_status sp_xml_scan_new(struct sp_xml_scan **out,
					const struct sp_sax_space *spaces);
void sp_xml_scan_free(struct sp_xml_scan *scan);

/* A document begins. Events and context are borrowed. */
void sp_xml_scan_begin(struct sp_xml_scan *scan, const struct sp_sax_events *events, void *context);

/*
 * Reads on. *used is less than len only where it gave up, or an event failed,
 * whose status comes back. SP_FATAL: no memory.
 */
SP_CHECK enum sp_status sp_xml_scan_feed(struct sp_xml_scan *scan, const char *data, size_t len,
					 size_t *used);

/* It gave up: nothing more may be fed. */
bool sp_xml_scan_gave_up(const struct sp_xml_scan *scan);
/* What was fed is a whole document. */
bool sp_xml_scan_complete(const struct sp_xml_scan *scan);

/*
 * What another parser is fed in order to stand where this one stopped, in two
 * parts: `before` are elements that were told, `held` is what was used but not
 * read. What was not used follows.
 */
struct sp_xml_handover {
	struct sp_buf before;
	unsigned starts, ends; /* events of `before` that are not to be told again */
	const char *held;      /* the scanner's own, until its next document */
	size_t held_len;
};

/* `before` is the caller's, uncapped. false: no memory. */
SP_CHECK bool sp_xml_scan_hand_over(const struct sp_xml_scan *scan, struct sp_xml_handover *out);

#endif
