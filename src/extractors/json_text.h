/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_text.h - JSON (RFC 8259) as a reader would see it: what is escaped in its
 * strings stands there as it is meant. Lines stay lines, and a key stays in
 * front of its value, where it speaks for it. Threads: one.
 */
#ifndef EXTRACTORS_JSON_TEXT_H
#define EXTRACTORS_JSON_TEXT_H

#include "base/buf.h"

struct sp_json_text {
	bool in_string;
	char held[12]; /* an escape that is not complete: "\ud83d\ude" */
	size_t n_held;
};

/* Appends a piece, which may be cut anywhere. false: no memory. */
SP_CHECK bool sp_json_text_feed(struct sp_json_text *json, const char *text, size_t len,
				struct sp_buf *out);
/* The text has ended: an escape that was not complete is appended as it stands. */
SP_CHECK bool sp_json_text_finish(struct sp_json_text *json, struct sp_buf *out);

#endif
