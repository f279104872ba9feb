/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.h - writing JSON (RFC 8259) into a buffer.
 *
 * Commas are put in by themselves. Errors are the buffer's: check
 * `out->failed` at the end. Threads: one.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

#include <string.h>

struct sp_json {
	struct sp_buf *out;
	bool comma; /* the next value needs one before it */
};

static inline struct sp_json sp_json_to(struct sp_buf *out)
{
	return (struct sp_json) { .out = out };
}

void sp_json_open(struct sp_json *json, char bracket); /* '{' or '[' */
void sp_json_close(struct sp_json *json, char bracket);
/* A key of len bytes that needs no escape. */
void sp_json_key_n(struct sp_json *json, const char *key, size_t len);
static inline void sp_json_key(struct sp_json *json, const char *key)
{
	sp_json_key_n(json, key, strlen(key));
}
/* Such a key, and a string. */
void sp_json_member(struct sp_json *json, const char *key, size_t key_len, const char *s,
		    size_t len);
static inline void sp_json_text(struct sp_json *json, const char *key, const char *s)
{
	sp_json_member(json, key, strlen(key), s, strlen(s));
}
/* Such a key, and a number. */
void sp_json_member_uint(struct sp_json *json, const char *key, size_t key_len,
			 unsigned long long n);
static inline void sp_json_number(struct sp_json *json, const char *key, unsigned long long n)
{
	sp_json_member_uint(json, key, strlen(key), n);
}
/* A key that is any text. */
void sp_json_name(struct sp_json *json, const char *name);
/* Ill-formed UTF-8 becomes U+FFFD. NULL is written as null. */
void sp_json_string(struct sp_json *json, const char *s);
void sp_json_string_n(struct sp_json *json, const char *s, size_t len);
void sp_json_uint(struct sp_json *json, unsigned long long n);
/* A number from 0 on with at most `places` decimals, rounded, without trailing zeros. */
void sp_json_real(struct sp_json *json, double n, int places);
void sp_json_bool(struct sp_json *json, bool value);
/* Text that is JSON already. */
void sp_json_raw(struct sp_json *json, const char *value);
/* Bytes as base64 (RFC 4648, padded). */
void sp_json_base64(struct sp_json *json, const void *data, size_t len);

#endif
