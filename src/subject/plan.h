/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan.h - what the parts of an erasure share.
 */
#ifndef SUBJECT_PLAN_H
#define SUBJECT_PLAN_H

#include "spana/erasure.h"

struct sp_json;
struct sp_json_value;

/* Does a hold, a mark or a rule forbid it? */
bool sp_place_is_blocked(const struct sp_plan_place *place);

/* Adds what marks and rules say against a place of the file. false: no memory. */
bool sp_place_object(struct sp_plan *plan, struct sp_plan_place *place,
		     const struct sp_held_file *file, const struct sp_retentions *rules,
		     struct sp_day today);

/* What a human does to an item; in the arena, NULL: no memory. */
const char *sp_place_directions(struct sp_arena *arena, const struct sp_held_item *item);

/* Hex of a hash, and back. */
#define SP_HASH_HEX (2 * SP_DIGEST + 1)
void sp_hash_hex(const unsigned char hash[SP_DIGEST], char out[SP_HASH_HEX]);
bool sp_hash_read(const char *hex, unsigned char out[SP_DIGEST]);

/* A path: "path", and "path_bytes" as hex where it is no UTF-8. */
void sp_path_write(struct sp_json *json, const char *path);
/* The path of an object, in the arena; NULL: there is none. */
const char *sp_path_read(struct sp_arena *arena, const struct sp_json_value *object);

#endif
