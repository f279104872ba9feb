/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buf.h - a string of bytes that grows up to a cap.
 *
 * Adding past the cap, or without memory, fails, changes nothing and is
 * remembered in `failed`, so that a row of additions needs one check at its
 * end. The data is always NUL-terminated once something was added.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "spana/status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct sp_buf {
	char *data; /* NULL while empty and never used */
	size_t len, room;
	size_t cap; /* most bytes it may hold */
	bool failed;
};

#define SP_BUF_UNCAPPED (SIZE_MAX / 4)

/* An empty buffer that may grow to `cap` bytes. */
#define SP_BUF_INIT(most)     \
	{                     \
		.cap = (most) \
	}

bool sp_buf_printf(struct sp_buf *buf, const char *format, ...) SP_PRINTF(2, 3);
bool sp_buf_vprintf(struct sp_buf *buf, const char *format, va_list args) SP_PRINTF(2, 0);
/* A code point as UTF-8; U+FFFD for what is none. */
bool sp_buf_put_utf8(struct sp_buf *buf, uint32_t code);
/* What sp_buf_reserve does where the buffer has to grow, or must not. */
char *sp_buf_reserve_more(struct sp_buf *buf, size_t more);
/* Room for `more` bytes behind data[len]; NULL if that is too much. Set len yourself. */
static inline char *sp_buf_reserve(struct sp_buf *buf, size_t more)
{
	if (more >= buf->room - buf->len || more > buf->cap - buf->len)
		return sp_buf_reserve_more(buf, more);
	return buf->data + buf->len;
}
static inline bool sp_buf_add(struct sp_buf *buf, const void *data, size_t len)
{
	char *to = sp_buf_reserve(buf, len);

	if (!to)
		return false;
	if (len)
		memcpy(to, data, len);
	to[len] = '\0';
	buf->len += len;
	return true;
}
static inline bool sp_buf_puts(struct sp_buf *buf, const char *s)
{
	return sp_buf_add(buf, s, strlen(s));
}
static inline bool sp_buf_putc(struct sp_buf *buf, char c)
{
	return sp_buf_add(buf, &c, 1);
}
/* Decimal digits. */
bool sp_buf_put_uint(struct sp_buf *buf, unsigned long long n);
/* Writes decimal digits to `to`, which has room for SP_UINT_DIGITS. Returns their end. */
#define SP_UINT_DIGITS 20 /* of the largest number */
char *sp_uint_write(char *to, unsigned long long n);
/* Removes the first n bytes. */
void sp_buf_drop(struct sp_buf *buf, size_t n);
/* Empties without freeing; failed is cleared. Does not wipe. */
void sp_buf_reset(struct sp_buf *buf);
/* Wipes and frees. */
void sp_buf_release(struct sp_buf *buf);
/* The string, never NULL. */
const char *sp_buf_str(const struct sp_buf *buf);

#endif
