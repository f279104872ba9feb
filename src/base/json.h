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

/* '{' or '[' */
static inline void sp_json_open(struct sp_json *json, char bracket)
{
	if (json->comma)
		sp_buf_putc(json->out, ',');
	sp_buf_putc(json->out, bracket);
	json->comma = false;
}

static inline void sp_json_close(struct sp_json *json, char bracket)
{
	sp_buf_putc(json->out, bracket);
	json->comma = true;
}

#define SP_JSON_KEY_ROOM 4    /* what a key takes beside its bytes ... */
#define SP_JSON_STRING_ROOM 2 /* ... and a string */

/* Writes a key of len bytes that needs no escape to `to`, which has room. Returns its end. */
static inline char *sp_json_key_at(const struct sp_json *json, char *to, const char *key,
				   size_t len)
{
	*to = ',';
	to += json->comma;
	*to++ = '"';
	memcpy(to, key, len);
	to += len;
	*to++ = '"';
	*to++ = ':';
	return to;
}

/* Writes a string to `to`, where the buffer's end will be and which has room. */
void sp_json_string_at(struct sp_buf *out, char *to, const char *s, size_t len);

/* A key that needs no escape. */
static inline void sp_json_key(struct sp_json *json, const char *key)
{
	size_t len = strlen(key);
	char *to = sp_buf_reserve(json->out, len + SP_JSON_KEY_ROOM);

	if (!to)
		return;
	to = sp_json_key_at(json, to, key, len);
	*to = '\0';
	json->out->len = (size_t)(to - json->out->data);
	json->comma = false;
}

/* Such a key, and a string. */
static inline void sp_json_text(struct sp_json *json, const char *key, const char *s)
{
	size_t key_len = strlen(key), len = strlen(s);
	char *to =
		sp_buf_reserve(json->out, key_len + SP_JSON_KEY_ROOM + len + SP_JSON_STRING_ROOM);

	if (!to)
		return;
	sp_json_string_at(json->out, sp_json_key_at(json, to, key, key_len), s, len);
	json->comma = true;
}

/* Such a key, and a number. */
static inline void sp_json_number(struct sp_json *json, const char *key, unsigned long long n)
{
	size_t len = strlen(key);
	char *to = sp_buf_reserve(json->out, len + SP_JSON_KEY_ROOM + SP_UINT_DIGITS);

	if (!to)
		return;
	to = sp_uint_write(sp_json_key_at(json, to, key, len), n);
	*to = '\0';
	json->out->len = (size_t)(to - json->out->data);
	json->comma = true;
}

/* A key that is any text. */
void sp_json_name(struct sp_json *json, const char *name);
/* Ill-formed UTF-8 becomes U+FFFD. NULL is written as null. */
void sp_json_string(struct sp_json *json, const char *s);
void sp_json_string_n(struct sp_json *json, const char *s, size_t len);
void sp_json_uint(struct sp_json *json, unsigned long long n);
/* A number from 0 on rounded to `places` decimals, 6 at most, without trailing zeros. */
void sp_json_real(struct sp_json *json, double n, int places);
void sp_json_bool(struct sp_json *json, bool value);
/* A value that is JSON already. */
void sp_json_raw(struct sp_json *json, const char *value);
/* Members that are JSON already, such as are the same in many objects. */
static inline void sp_json_members(struct sp_json *json, const char *members, size_t len)
{
	if (json->comma)
		sp_buf_putc(json->out, ',');
	sp_buf_add(json->out, members, len);
	json->comma = true;
}
/* Bytes as base64 (RFC 4648, padded). */
void sp_json_base64(struct sp_json *json, const void *data, size_t len);

#endif
