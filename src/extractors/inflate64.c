/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inflate64.c - Deflate64, which is DEFLATE (RFC 1951) with a window of 64 KB:
 * two more distance codes, and a last length code with 16 bits behind it
 * (PKWARE APPNOTE 6.3.9, section 4.4.5).
 *
 * A symbol is found by the lengths of its code, bit by bit; that is slow beside
 * zlib, and simple. Each code of a block is checked before it is used, and
 * nothing is read from before the start of what has come out.
 */
#include "extractors/inflate64.h"

#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "base/mem.h"

#define WINDOW (64 * 1024)
#define BLOCK (16 * 1024)
#define MAX_BITS 15
#define LITERALS 288
#define DISTANCES 32
#define END_OF_BLOCK 256

/* A canonical code: how many symbols have a length, and they in order. */
struct code {
	uint16_t counts[MAX_BITS + 1];
	uint16_t symbols[LITERALS];
};

struct inflater {
	struct sp_input *in;
	struct sp_sink *out;
	uint64_t at, end; /* of the packed data */
	unsigned char block[BLOCK];
	size_t block_at, block_len;
	uint32_t bits;
	unsigned n_bits;
	unsigned char window[WINDOW];
	size_t window_at; /* the next byte; what is before it was told up to `told` */
	size_t told;
	uint64_t size;
	uint32_t crc;
	struct code literals, distances;
	enum sp_status status; /* the sink's */
	struct sp_error *err;
};

/* ---- input ---- */

static bool broken(struct inflater *z)
{
	if (!z->err->reason)
		sp_error_set(z->err, SP_REASON_DAMAGED, "its data are broken");
	return false;
}

static bool fill(struct inflater *z)
{
	uint64_t left = z->end - z->at;
	size_t want = left < BLOCK ? (size_t)left : BLOCK;

	z->block_at = 0;
	if (sp_input_read(z->in, z->at, z->block, want, &z->block_len) != SP_OK)
		*z->err = *sp_input_error(z->in);
	else if (!z->block_len)
		sp_error_set(z->err, SP_REASON_TRUNCATED, "it is cut short");
	z->at += z->block_len;
	return z->block_len > 0;
}

/* n bits, at most 16, the lowest first. */
static bool take(struct inflater *z, unsigned n, unsigned *out)
{
	while (z->n_bits < n) {
		if (z->block_at == z->block_len && !fill(z))
			return false;
		z->bits |= (uint32_t)z->block[z->block_at++] << z->n_bits;
		z->n_bits += 8;
	}
	*out = z->bits & ((1u << n) - 1);
	z->bits >>= n;
	z->n_bits -= n;
	return true;
}

/* ---- output ---- */

static bool flush(struct inflater *z)
{
	size_t len = z->window_at - z->told;

	if (len) {
		z->crc = (uint32_t)crc32(z->crc, z->window + z->told, (uInt)len);
		z->status = sp_sink_child_write(z->out, z->window + z->told, len);
		z->size += len;
	}
	z->told = z->window_at;
	if (z->window_at == WINDOW)
		z->told = z->window_at = 0;
	return z->status == SP_OK;
}

static bool put(struct inflater *z, unsigned char byte)
{
	z->window[z->window_at++] = byte;
	return z->window_at < WINDOW || flush(z);
}

static bool copy(struct inflater *z, unsigned distance, unsigned length)
{
	uint64_t sofar = z->size + (z->window_at - z->told);

	if (distance > sofar)
		return broken(z);
	for (; length; length--) {
		size_t from = (z->window_at + WINDOW - distance) % WINDOW;
		if (!put(z, z->window[from]))
			return false;
	}
	return true;
}

/* ---- codes ---- */

/* Makes a code of the lengths. false: there is none with these. */
static bool make_code(struct code *code, const unsigned char *lengths, unsigned n)
{
	uint16_t offsets[MAX_BITS + 2];
	int left = 1;

	memset(code->counts, 0, sizeof(code->counts));
	for (unsigned i = 0; i < n; i++)
		code->counts[lengths[i]]++;
	for (unsigned len = 1; len <= MAX_BITS; len++) {
		left = left * 2 - code->counts[len];
		if (left < 0)
			return false;
	}
	offsets[1] = 0;
	for (unsigned len = 1; len <= MAX_BITS; len++)
		offsets[len + 1] = (uint16_t)(offsets[len] + code->counts[len]);
	for (unsigned i = 0; i < n; i++)
		if (lengths[i])
			code->symbols[offsets[lengths[i]]++] = (uint16_t)i;
	code->counts[0] = 0;
	/* A code with one symbol may be incomplete. */
	return left == 0 || (n && offsets[MAX_BITS + 1] <= 1);
}

static bool take_symbol(struct inflater *z, const struct code *code, unsigned *symbol)
{
	unsigned bit;
	int value = 0, first = 0, index = 0;

	for (unsigned len = 1; len <= MAX_BITS; len++) {
		if (!take(z, 1, &bit))
			return false;
		value |= (int)bit;
		int count = code->counts[len];
		if (value - count < first) {
			*symbol = code->symbols[index + (value - first)];
			return true;
		}
		index += count;
		first = (first + count) << 1;
		value <<= 1;
	}
	return broken(z);
}

static bool fixed_codes(struct inflater *z)
{
	unsigned char lengths[LITERALS];

	memset(lengths, 8, 144);
	memset(lengths + 144, 9, 112);
	memset(lengths + 256, 7, 24);
	memset(lengths + 280, 8, 8);
	bool good = make_code(&z->literals, lengths, LITERALS);
	memset(lengths, 5, DISTANCES);
	return make_code(&z->distances, lengths, DISTANCES) && good;
}

/* The lengths of both codes, in a code of their own. */
static bool take_lengths(struct inflater *z, const struct code *code, unsigned char *lengths,
			 unsigned n)
{
	unsigned i = 0, symbol, times;

	while (i < n) {
		unsigned char value = 0;
		if (!take_symbol(z, code, &symbol))
			return false;
		if (symbol < 16) {
			lengths[i++] = (unsigned char)symbol;
			continue;
		}
		if (symbol == 16) {
			if (!i)
				return broken(z);
			value = lengths[i - 1];
		}
		if (!take(z, symbol == 16 ? 2 : symbol == 17 ? 3 : 7, &times))
			return false;
		times += symbol == 18 ? 11 : 3;
		if (times > n - i)
			return broken(z);
		memset(lengths + i, value, times);
		i += times;
	}
	return true;
}

static bool dynamic_codes(struct inflater *z)
{
	static const unsigned char order[19] = { 16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
						 11, 4,	 12, 3, 13, 2, 14, 1, 15 };
	unsigned char lengths[LITERALS + DISTANCES] = { 0 };
	unsigned literals, distances, n, length;

	if (!take(z, 5, &literals) || !take(z, 5, &distances) || !take(z, 4, &n))
		return false;
	literals += 257;
	distances += 1;
	n += 4;
	if (literals > LITERALS)
		return broken(z);
	for (unsigned i = 0; i < n; i++) {
		if (!take(z, 3, &length))
			return false;
		lengths[order[i]] = (unsigned char)length;
	}
	if (!make_code(&z->literals, lengths, 19))
		return broken(z);
	struct code code = z->literals;
	memset(lengths, 0, sizeof(lengths));
	if (!take_lengths(z, &code, lengths, literals + distances))
		return false;
	if (!make_code(&z->literals, lengths, literals) ||
	    (!make_code(&z->distances, lengths + literals, distances) && distances > 1))
		return broken(z);
	return true;
}

/* ---- blocks ---- */

static bool stored_block(struct inflater *z)
{
	unsigned len, check, byte;

	z->bits >>= z->n_bits % 8;
	z->n_bits -= z->n_bits % 8;
	if (!take(z, 16, &len) || !take(z, 16, &check))
		return false;
	if ((len ^ 0xFFFF) != check)
		return broken(z);
	for (; len; len--)
		if (!take(z, 8, &byte) || !put(z, (unsigned char)byte))
			return false;
	return true;
}

static bool coded_block(struct inflater *z)
{
	static const uint16_t lengths[29] = { 3,  4,  5,  6,   7,   8,	 9,   10,  11, 13,
					      15, 17, 19, 23,  27,  31,	 35,  43,  51, 59,
					      67, 83, 99, 115, 131, 163, 195, 227, 3 };
	static const unsigned char length_bits[29] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
						       2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 16 };
	unsigned symbol, extra;

	for (;;) {
		if (!take_symbol(z, &z->literals, &symbol))
			return false;
		if (symbol == END_OF_BLOCK)
			return true;
		if (symbol < END_OF_BLOCK) {
			if (!put(z, (unsigned char)symbol))
				return false;
			continue;
		}
		symbol -= 257;
		if (symbol >= 29)
			return broken(z);
		if (!take(z, length_bits[symbol], &extra))
			return false;
		unsigned length = lengths[symbol] + extra;
		if (!take_symbol(z, &z->distances, &symbol))
			return false;
		/* 1, 2, 3, 4, 5-6, 7-8, 9-12, ... 49153-65536. */
		unsigned bits = symbol < 2 ? 0 : symbol / 2 - 1;
		if (!take(z, bits, &extra))
			return false;
		unsigned distance =
			symbol < 4 ? symbol + 1 : ((2 + (symbol & 1)) << bits) + extra + 1;
		if (distance > WINDOW)
			return broken(z);
		if (!copy(z, distance, length))
			return false;
	}
}

static bool all_blocks(struct inflater *z)
{
	unsigned last = 0, kind;

	while (!last) {
		if (!take(z, 1, &last) || !take(z, 2, &kind))
			return false;
		bool good = kind == 0	? stored_block(z)
			    : kind == 1 ? fixed_codes(z) && coded_block(z)
			    : kind == 2 ? dynamic_codes(z) && coded_block(z)
					: broken(z);
		if (!good)
			return false;
	}
	return true;
}

enum sp_status sp_inflate64(struct sp_input *in, uint64_t offset, uint64_t len, struct sp_sink *out,
			    uint32_t *crc, uint64_t *size, struct sp_error *err)
{
	struct inflater *z = sp_mem_zero(1, sizeof(*z));
	enum sp_status status;

	*err = (struct sp_error) { .reason = SP_REASON_NONE };
	*crc = 0;
	*size = 0;
	if (!z)
		return SP_FATAL;
	z->in = in;
	z->out = out;
	z->at = offset;
	z->end = __builtin_add_overflow(offset, len, &z->end) ? UINT64_MAX : offset + len;
	z->err = err;
	z->crc = (uint32_t)crc32(0, NULL, 0);
	all_blocks(z);
	/* What came before the data broke off counts. */
	if (z->status == SP_OK)
		flush(z);
	*crc = z->crc;
	*size = z->size;
	status = z->status;
	sp_mem_wipe(z, sizeof(*z));
	sp_mem_free(z);
	return status;
}
