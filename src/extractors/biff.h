/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * biff.h - the records that workbooks of Excel are made of, up to 2003
 * ([MS-XLS] 2.1.4), one at a time and with what continues them.
 *
 * Reading past a record goes on in the CONTINUE records behind it. Every read
 * tells whether there was enough. Threads: one.
 */
#ifndef EXTRACTORS_BIFF_H
#define EXTRACTORS_BIFF_H

#include "base/buf.h"
#include "extractors/charset.h"
#include "spana/input.h"

#include <stdbool.h>

#define SP_BIFF_RECORD 65536

struct sp_biff {
	struct sp_input *in;
	uint64_t next; /* where the next record begins */
	uint64_t at;   /* where the present one began */
	uint16_t type;
	unsigned char *data; /* of the present record, or of what continues it */
	size_t len, used;
	unsigned version;		  /* of BIFF: 2, 3, 4, 5, 8 */
	const struct sp_charset *charset; /* of strings before BIFF 8 */
	bool cut;			  /* the stream ended within a record */
};

/* Borrows in. SP_FATAL: no memory. */
SP_CHECK enum sp_status sp_biff_init(struct sp_biff *biff, struct sp_input *in);
void sp_biff_release(struct sp_biff *biff);

/* The next record; what is left of the present one is passed over. false: there is none. */
SP_CHECK bool sp_biff_next(struct sp_biff *biff);

SP_CHECK bool sp_biff_u8(struct sp_biff *biff, uint8_t *out);
SP_CHECK bool sp_biff_u16(struct sp_biff *biff, uint16_t *out);
SP_CHECK bool sp_biff_u32(struct sp_biff *biff, uint32_t *out);
SP_CHECK bool sp_biff_double(struct sp_biff *biff, double *out);
SP_CHECK bool sp_biff_skip(struct sp_biff *biff, uint64_t n);

/* What is left in the record itself. */
size_t sp_biff_left(const struct sp_biff *biff);

/*
 * Appends a string as UTF-8: its length in `width` bytes (1 or 2), then, from
 * BIFF 8 on, flags and perhaps counts of what follows it. false: it is not
 * whole, or *out is full; what came was appended.
 */
SP_CHECK bool sp_biff_string(struct sp_biff *biff, unsigned width, struct sp_buf *out);

/* The same for `count` characters whose flags come first, from BIFF 8 on. */
SP_CHECK bool sp_biff_characters(struct sp_biff *biff, size_t count, struct sp_buf *out);

/* Appends `count` units of UTF-16. */
SP_CHECK bool sp_biff_wide(struct sp_biff *biff, size_t count, struct sp_buf *out);

/* [MS-XLS] 2.5.217: a number in 30 bits. */
double sp_biff_rk(uint32_t rk);

#endif
