/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest.h - keyed BLAKE2b, 256 bits, by libsodium.
 *
 * A value's hash without its key would be no protection: all personnummer can
 * be tried in a second. Threads: a key may be shared, a stream belongs to one.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "spana/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SP_KEY_SIZE 32
#define SP_DIGEST_SIZE 32

struct sp_key {
	unsigned char bytes[SP_KEY_SIZE];
};

/* Once per process, before threads. false: the library cannot work here. */
SP_CHECK bool sp_digest_init(void);

/* The library's name and version. */
const char *sp_digest_library(void);

/* A fresh random key. */
void sp_key_make(struct sp_key *key);

/* Hash of `purpose`, a zero byte and the data: one key serves several purposes. */
void sp_digest(const struct sp_key *key, const char *purpose, const void *data, size_t len,
	       unsigned char out[SP_DIGEST_SIZE]);

/* The same without a key: of what is no secret (pattern files). */
void sp_digest_plain(const void *data, size_t len, unsigned char out[SP_DIGEST_SIZE]);

/* SipHash-2-4: short and quick, for what is only compared. */
#define SP_SHORT_KEY 16
uint64_t sp_digest_short(const unsigned char key[SP_SHORT_KEY], const void *data, size_t len);

/* SHA-256, as base64: what a page's security policy knows its style sheet by. */
#define SP_SHA256_TEXT 45
void sp_sha256_text(const void *data, size_t len, char out[SP_SHA256_TEXT]);

/* SHA-256 piece by piece, as hex: what sha256sum(1) says of a copy. */
struct sp_sha256;
#define SP_SHA256_HEX 65
SP_CHECK struct sp_sha256 *sp_sha256_new(void); /* NULL: no memory */
void sp_sha256_add(struct sp_sha256 *hash, const void *data, size_t len);
/* Ends it; `out` may be NULL. */
void sp_sha256_end(struct sp_sha256 *hash, char out[SP_SHA256_HEX]);

struct sp_digest_stream;
SP_CHECK struct sp_digest_stream *sp_digest_stream_new(void); /* NULL: no memory */
void sp_digest_stream_start(struct sp_digest_stream *stream, const struct sp_key *key,
			    const char *purpose);
void sp_digest_stream_add(struct sp_digest_stream *stream, const void *data, size_t len);
void sp_digest_stream_end(struct sp_digest_stream *stream, unsigned char out[SP_DIGEST_SIZE]);
void sp_digest_stream_free(struct sp_digest_stream *stream);

#endif
