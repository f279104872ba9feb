/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_text.h - JSON (RFC 8259) as a reader would see it: what is escaped in its
 * strings stands there as it is meant, and each value is a field of its path,
 * for which its key speaks. Lines stay lines. Threads: one.
 */
#ifndef EXTRACTORS_JSON_TEXT_H
#define EXTRACTORS_JSON_TEXT_H

#include "spana/extractor.h"

#include "base/buf.h"

/* Objects and arrays within each other whose keys make up a path; deeper ones add nothing. */
#define SP_JSON_DEPTH 32

struct sp_json_level {
	size_t path;	     /* bytes of its own path */
	size_t key, key_len; /* the last key in it */
	uint64_t hash;	     /* of the path without the numbers of elements */
	uint64_t at;	     /* element */
	bool is_array;
};

struct sp_json_text {
	struct sp_sink *out;
	enum sp_status status;
	struct sp_buf text; /* not yet told */
	struct sp_buf path, key, label;
	struct sp_json_level levels[SP_JSON_DEPTH];
	size_t depth;
	char held[12]; /* an escape that is not complete: "\ud83d\ude" */
	size_t n_held;
	bool in_string, in_key, in_number;
	bool key_next; /* the next string is a key */
	bool in_field;
};

/* Says that the sink's item is running text: begin before any other. Release in any case. */
void sp_json_text_init(struct sp_json_text *json, struct sp_sink *out);
void sp_json_text_release(struct sp_json_text *json);

/* Tells a piece, of whole characters, which may be cut anywhere else. */
SP_CHECK enum sp_status sp_json_text_feed(struct sp_json_text *json, const char *text, size_t len);
/* The text has ended: an escape that was not complete is told as it stands. */
SP_CHECK enum sp_status sp_json_text_finish(struct sp_json_text *json);

#endif
