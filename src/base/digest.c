/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digest.c - the only place that knows libsodium. BLAKE2b: RFC 7693. */
#include "base/digest.h"

#include "base/mem.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct sp_digest_stream {
	crypto_generichash_state state;
};

bool sp_digest_init(void)
{
	return sodium_init() >= 0;
}

const char *sp_digest_library(void)
{
	return "libsodium " SODIUM_VERSION_STRING;
}

void sp_key_make(struct sp_key *key)
{
	randombytes_buf(key->bytes, sizeof(key->bytes));
}

static void begin(crypto_generichash_state *state, const struct sp_key *key, const char *purpose)
{
	crypto_generichash_init(state, key->bytes, sizeof(key->bytes), SP_DIGEST_SIZE);
	crypto_generichash_update(state, (const unsigned char *)purpose, strlen(purpose) + 1);
}

void sp_digest(const struct sp_key *key, const char *purpose, const void *data, size_t len,
	       unsigned char out[SP_DIGEST_SIZE])
{
	crypto_generichash_state state;

	begin(&state, key, purpose);
	crypto_generichash_update(&state, data, len);
	crypto_generichash_final(&state, out, SP_DIGEST_SIZE);
	sodium_memzero(&state, sizeof(state));
}

void sp_digest_plain(const void *data, size_t len, unsigned char out[SP_DIGEST_SIZE])
{
	crypto_generichash(out, SP_DIGEST_SIZE, data, len, NULL, 0);
}

uint64_t sp_digest_short(const unsigned char key[SP_SHORT_KEY], const void *data, size_t len)
{
	_Static_assert(crypto_shorthash_KEYBYTES == SP_SHORT_KEY, "one size of key");
	_Static_assert(crypto_shorthash_BYTES == sizeof(uint64_t), "one number");
	uint64_t out;

	crypto_shorthash((unsigned char *)&out, data, len, key);
	return out;
}

void sp_sha256_text(const void *data, size_t len, char out[SP_SHA256_TEXT])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, data, len);
	sodium_bin2base64(out, SP_SHA256_TEXT, hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL);
}

struct sp_sha256 {
	crypto_hash_sha256_state state;
};

struct sp_sha256 *sp_sha256_new(void)
{
	struct sp_sha256 *hash = sp_mem_alloc(sizeof(*hash));

	if (hash)
		crypto_hash_sha256_init(&hash->state);
	return hash;
}

void sp_sha256_add(struct sp_sha256 *hash, const void *data, size_t len)
{
	crypto_hash_sha256_update(&hash->state, data, len);
}

void sp_sha256_end(struct sp_sha256 *hash, char out[SP_SHA256_HEX])
{
	unsigned char bytes[crypto_hash_sha256_BYTES];

	if (!hash)
		return;
	crypto_hash_sha256_final(&hash->state, bytes);
	if (out)
		sodium_bin2hex(out, SP_SHA256_HEX, bytes, sizeof(bytes));
	sodium_memzero(&hash->state, sizeof(hash->state));
	sp_mem_free(hash);
}

struct sp_digest_stream *sp_digest_stream_new(void)
{
	/* The state asks for 64-byte alignment, which malloc does not promise. */
	return aligned_alloc(64, (sizeof(struct sp_digest_stream) + 63) / 64 * 64);
}

void sp_digest_stream_start(struct sp_digest_stream *stream, const struct sp_key *key,
			    const char *purpose)
{
	begin(&stream->state, key, purpose);
}

void sp_digest_stream_add(struct sp_digest_stream *stream, const void *data, size_t len)
{
	crypto_generichash_update(&stream->state, data, len);
}

void sp_digest_stream_end(struct sp_digest_stream *stream, unsigned char out[SP_DIGEST_SIZE])
{
	crypto_generichash_final(&stream->state, out, SP_DIGEST_SIZE);
}

void sp_digest_stream_free(struct sp_digest_stream *stream)
{
	if (stream)
		sp_mem_wipe(stream, sizeof(*stream));
	free(stream);
}
