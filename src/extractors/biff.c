/* SPDX-License-Identifier: GPL-3.0-or-later */
/* biff.c - see biff.h. */
#include "extractors/biff.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/utf8.h"

#define CONTINUE 0x003C

enum { FLAG_WIDE = 1, FLAG_EXTENDED = 4, FLAG_RICH = 8 };

enum sp_status sp_biff_init(struct sp_biff *biff, struct sp_input *in)
{
	*biff = (struct sp_biff) { .in = in, .version = 8 };
	biff->charset = sp_charset_from_codepage(1252);
	biff->data = sp_mem_alloc(SP_BIFF_RECORD);
	return biff->data ? SP_OK : SP_FATAL;
}

void sp_biff_release(struct sp_biff *biff)
{
	if (biff->data)
		sp_mem_wipe(biff->data, SP_BIFF_RECORD);
	sp_mem_free(biff->data);
	biff->data = NULL;
}

/* Type and length of the record that comes next. */
static bool peek(const struct sp_biff *biff, uint16_t *type, uint16_t *len)
{
	unsigned char head[4] = { 0 };
	struct sp_bytes c = sp_bytes_of(head, 4);
	size_t got = 0;

	return sp_input_read(biff->in, biff->next, head, 4, &got) == SP_OK && got == 4 &&
	       sp_bytes_le16(&c, type) && sp_bytes_le16(&c, len);
}

static void load(struct sp_biff *biff, uint16_t len)
{
	size_t got = 0;

	(void)!sp_input_read(biff->in, biff->next + 4, biff->data, len, &got);
	biff->cut |= got < len;
	biff->len = got;
	biff->used = 0;
	biff->next += 4 + (uint64_t)len;
}

bool sp_biff_next(struct sp_biff *biff)
{
	uint16_t type = 0, len = 0;

	biff->at = biff->next;
	if (!peek(biff, &type, &len))
		return false;
	biff->type = type;
	/* Zeros fill the stream's last sector. */
	if (!type && !len)
		return false;
	load(biff, len);
	return true;
}

size_t sp_biff_left(const struct sp_biff *biff)
{
	return biff->len - biff->used;
}

/* Goes on in what continues the record. */
static bool go_on(struct sp_biff *biff)
{
	uint16_t type = 0, len = 0;

	if (biff->cut || !peek(biff, &type, &len) || type != CONTINUE)
		return false;
	load(biff, len);
	return biff->len > 0;
}

static bool take(struct sp_biff *biff, void *out, size_t n)
{
	unsigned char *to = out;

	while (n) {
		size_t left = sp_biff_left(biff), part = n < left ? n : left;
		if (!part) {
			if (!go_on(biff))
				return false;
			continue;
		}
		if (to) {
			memcpy(to, biff->data + biff->used, part);
			to += part;
		}
		biff->used += part;
		n -= part;
	}
	return true;
}

bool sp_biff_skip(struct sp_biff *biff, uint64_t n)
{
	return n < SIZE_MAX && take(biff, NULL, (size_t)n);
}

bool sp_biff_u8(struct sp_biff *biff, uint8_t *out)
{
	return take(biff, out, 1);
}

bool sp_biff_u16(struct sp_biff *biff, uint16_t *out)
{
	unsigned char b[2];

	if (!take(biff, b, 2))
		return false;
	*out = (uint16_t)(b[0] | b[1] << 8);
	return true;
}

bool sp_biff_u32(struct sp_biff *biff, uint32_t *out)
{
	uint16_t low, high;

	if (!sp_biff_u16(biff, &low) || !sp_biff_u16(biff, &high))
		return false;
	*out = (uint32_t)high << 16 | low;
	return true;
}

static double to_double(uint64_t bits)
{
	double value;

	_Static_assert(sizeof(value) == sizeof(bits), "IEEE 754");
	memcpy(&value, &bits, sizeof(value));
	return value;
}

bool sp_biff_double(struct sp_biff *biff, double *out)
{
	uint32_t low, high;

	if (!sp_biff_u32(biff, &low) || !sp_biff_u32(biff, &high))
		return false;
	*out = to_double((uint64_t)high << 32 | low);
	return true;
}

double sp_biff_rk(uint32_t rk)
{
	double value;

	if (rk & 2)
		value = (double)((int32_t)rk >> 2);
	else
		value = to_double((uint64_t)(rk & 0xFFFFFFFCu) << 32);
	return rk & 1 ? value / 100 : value;
}

/* ---- strings ---- */

/* A unit of UTF-16; *high keeps the first half of a pair. */
static bool put_unit(struct sp_buf *out, uint32_t unit, uint32_t *high)
{
	uint32_t first = *high;

	*high = 0;
	if (first && unit >= 0xDC00 && unit <= 0xDFFF)
		return sp_buf_put_utf8(out, 0x10000 + ((first - 0xD800) << 10) + (unit - 0xDC00));
	if (first && !sp_buf_put_utf8(out, SP_UTF8_BAD))
		return false;
	if (unit >= 0xD800 && unit <= 0xDBFF) {
		*high = unit;
		return true;
	}
	return sp_buf_put_utf8(out, unit);
}

/* Where a string is cut, what continues it tells anew how wide its characters are. */
static bool units(struct sp_biff *biff, size_t count, bool wide, bool flags_return,
		  struct sp_buf *out)
{
	uint32_t high = 0;
	uint8_t flags, low = 0, upper = 0;

	while (count) {
		if (!sp_biff_left(biff)) {
			if (!go_on(biff))
				return false;
			if (flags_return) {
				if (!take(biff, &flags, 1))
					return false;
				wide = flags & FLAG_WIDE;
				continue;
			}
		}
		if (!take(biff, &low, 1) || (wide && !take(biff, &upper, 1)))
			return false;
		if (!put_unit(out, wide ? (uint32_t)(low | upper << 8) : low, &high))
			return false;
		count--;
	}
	return true;
}

static bool bytes(struct sp_biff *biff, size_t count, struct sp_buf *out)
{
	bool whole = true;

	while (count && whole) {
		size_t left = sp_biff_left(biff), part = count < left ? count : left;
		if (!part) {
			whole = go_on(biff);
			continue;
		}
		if (!sp_charset_convert(biff->charset, biff->data + biff->used, part, out))
			return false;
		biff->used += part;
		count -= part;
	}
	return whole;
}

bool sp_biff_wide(struct sp_biff *biff, size_t count, struct sp_buf *out)
{
	return units(biff, count, true, false, out);
}

bool sp_biff_characters(struct sp_biff *biff, size_t count, struct sp_buf *out)
{
	uint8_t flags = 0;

	if (biff->version < 8)
		return bytes(biff, count, out);
	return take(biff, &flags, 1) && units(biff, count, flags & FLAG_WIDE, true, out);
}

bool sp_biff_string(struct sp_biff *biff, unsigned width, struct sp_buf *out)
{
	uint16_t count = 0, runs = 0;
	uint32_t extended = 0;
	uint8_t flags = 0, small = 0;

	if (width == 1 ? !take(biff, &small, 1) : !sp_biff_u16(biff, &count))
		return false;
	if (width == 1)
		count = small;
	if (biff->version < 8)
		return bytes(biff, count, out);
	if (!take(biff, &flags, 1) || ((flags & FLAG_RICH) && !sp_biff_u16(biff, &runs)) ||
	    ((flags & FLAG_EXTENDED) && !sp_biff_u32(biff, &extended)))
		return false;
	return units(biff, count, flags & FLAG_WIDE, true, out) &&
	       sp_biff_skip(biff, (uint64_t)runs * 4 + extended);
}
