/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bytes.h - a bounded cursor over untrusted bytes.
 *
 * Every read checks what is left; one that fails leaves the cursor where it
 * was. Threads: one.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sp_bytes {
	const unsigned char *at;
	size_t left;
};

static inline struct sp_bytes sp_bytes_of(const void *data, size_t len)
{
	return (struct sp_bytes) { data, len };
}

static inline bool sp_bytes_skip(struct sp_bytes *c, uint64_t n)
{
	if (n > c->left)
		return false;
	c->at += n;
	c->left -= (size_t)n;
	return true;
}

/* The next n bytes as a cursor of their own. */
static inline bool sp_bytes_take(struct sp_bytes *c, uint64_t n, struct sp_bytes *out)
{
	if (n > c->left)
		return false;
	*out = sp_bytes_of(c->at, (size_t)n);
	return sp_bytes_skip(c, n);
}

static inline bool sp_bytes_u8(struct sp_bytes *c, uint8_t *out)
{
	if (!c->left)
		return false;
	*out = c->at[0];
	return sp_bytes_skip(c, 1);
}

static inline bool sp_bytes_le16(struct sp_bytes *c, uint16_t *out)
{
	if (c->left < 2)
		return false;
	*out = (uint16_t)(c->at[0] | c->at[1] << 8);
	return sp_bytes_skip(c, 2);
}

static inline bool sp_bytes_le32(struct sp_bytes *c, uint32_t *out)
{
	if (c->left < 4)
		return false;
	*out = (uint32_t)c->at[0] | (uint32_t)c->at[1] << 8 | (uint32_t)c->at[2] << 16 |
	       (uint32_t)c->at[3] << 24;
	return sp_bytes_skip(c, 4);
}

static inline bool sp_bytes_le64(struct sp_bytes *c, uint64_t *out)
{
	uint32_t low, high;

	if (c->left < 8 || !sp_bytes_le32(c, &low) || !sp_bytes_le32(c, &high))
		return false;
	*out = (uint64_t)high << 32 | low;
	return true;
}

static inline bool sp_bytes_be32(struct sp_bytes *c, uint32_t *out)
{
	if (c->left < 4)
		return false;
	*out = (uint32_t)c->at[0] << 24 | (uint32_t)c->at[1] << 16 | (uint32_t)c->at[2] << 8 |
	       (uint32_t)c->at[3];
	return sp_bytes_skip(c, 4);
}

#endif
