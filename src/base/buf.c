/* SPDX-License-Identifier: GPL-3.0-or-later */
/* buf.c - doubles as it grows; one byte is always kept for the NUL. */
#include "base/buf.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static bool grow(struct sp_buf *buf, size_t need)
{
	size_t room = buf->room ? buf->room : 64;

	while (room < need)
		room *= 2;
	/* Not realloc: the old copy would be left behind unwiped. */
	char *bigger = sp_mem_alloc(room);
	if (!bigger)
		return false;
	if (buf->len)
		memcpy(bigger, buf->data, buf->len);
	/* All of it: what was in it before a reset as well. */
	sp_mem_wipe(buf->data, buf->room);
	sp_mem_free(buf->data);
	buf->data = bigger;
	buf->room = room;
	return true;
}

char *sp_buf_reserve_more(struct sp_buf *buf, size_t more)
{
	size_t need;

	if (__builtin_add_overflow(buf->len, more, &need) || need > buf->cap ||
	    (need >= buf->room && !grow(buf, need + 1))) {
		buf->failed = true;
		return NULL;
	}
	return buf->data + buf->len;
}

char *sp_uint_write(char *to, unsigned long long n)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324"
				    "25262728293031323334353637383940414243444546474849"
				    "50515253545556575859606162636465666768697071727374"
				    "75767778798081828384858687888990919293949596979899";
	char digits[SP_UINT_DIGITS], *first = digits + SP_UINT_DIGITS;

	if (n < 10) {
		*to = (char)('0' + n);
		return to + 1;
	}
	/* A division by a number that is known is a multiplication. */
	for (; n >= 100; n /= 100)
		memcpy(first -= 2, &pairs[2 * (n % 100)], 2);
	if (n >= 10)
		memcpy(first -= 2, &pairs[2 * n], 2);
	else
		*--first = (char)('0' + n);
	for (; first < digits + SP_UINT_DIGITS; first++)
		*to++ = *first;
	return to;
}

bool sp_buf_put_uint(struct sp_buf *buf, unsigned long long n)
{
	char *to = sp_buf_reserve(buf, SP_UINT_DIGITS);

	if (!to)
		return false;
	to = sp_uint_write(to, n);
	*to = '\0';
	buf->len = (size_t)(to - buf->data);
	return true;
}

bool sp_buf_put_utf8(struct sp_buf *buf, uint32_t code)
{
	char bytes[4];

	return sp_buf_add(buf, bytes, sp_utf8_encode(code, bytes));
}

bool sp_buf_vprintf(struct sp_buf *buf, const char *format, va_list args)
{
	va_list copy;

	va_copy(copy, args);
	int len = vsnprintf(NULL, 0, format, copy);
	va_end(copy);
	char *to = len < 0 ? NULL : sp_buf_reserve(buf, (size_t)len);
	if (!to)
		return false;
	vsnprintf(to, (size_t)len + 1, format, args);
	buf->len += (size_t)len;
	return true;
}

bool sp_buf_printf(struct sp_buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	bool ok = sp_buf_vprintf(buf, format, args);
	va_end(args);
	return ok;
}

void sp_buf_drop(struct sp_buf *buf, size_t n)
{
	if (n >= buf->len) {
		buf->len = 0;
		return;
	}
	memmove(buf->data, buf->data + n, buf->len - n);
	buf->len -= n;
	buf->data[buf->len] = '\0';
}

void sp_buf_reset(struct sp_buf *buf)
{
	buf->len = 0;
	buf->failed = false;
	if (buf->data)
		buf->data[0] = '\0';
}

void sp_buf_release(struct sp_buf *buf)
{
	sp_mem_wipe(buf->data, buf->room);
	sp_mem_free(buf->data);
	*buf = (struct sp_buf)SP_BUF_INIT(buf->cap);
}

const char *sp_buf_str(const struct sp_buf *buf)
{
	return buf->data ? buf->data : "";
}
