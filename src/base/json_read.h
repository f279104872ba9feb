/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_read.h - reading JSON (RFC 8259) into a tree.
 *
 * For files that a person may have edited. Strict, and bounded in depth; keys
 * that stand twice keep their first value. Threads: pure.
 */
#ifndef BASE_JSON_READ_H
#define BASE_JSON_READ_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum sp_json_kind {
	SP_JSON_NULL,
	SP_JSON_BOOL,
	SP_JSON_NUMBER,
	SP_JSON_STRING,
	SP_JSON_ARRAY,
	SP_JSON_OBJECT,
};

/* All in the arena. Members of an array or object are linked by next. */
struct sp_json_value {
	enum sp_json_kind kind;
	const char *key;    /* of an object's member; NULL */
	const char *string; /* of a string, NUL-terminated UTF-8; of a number, its text */
	bool truth;	    /* of a bool */
	const struct sp_json_value *first, *next;
};

/* NULL: no JSON, or no memory; err says where. */
const struct sp_json_value *sp_json_read(struct sp_arena *arena, const char *text, size_t len,
					 struct sp_error *err);

/* A member of an object; NULL: it has none of that name, or is no object. */
const struct sp_json_value *sp_json_get(const struct sp_json_value *object, const char *key);
/* A member that is a string; NULL where it is none. */
const char *sp_json_get_string(const struct sp_json_value *object, const char *key);
/* A member that is a whole number from 0 on; `otherwise` where it is none. */
uint64_t sp_json_get_uint(const struct sp_json_value *object, const char *key, uint64_t otherwise);
/* A member that is true. */
bool sp_json_get_bool(const struct sp_json_value *object, const char *key);

#endif
