/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zip_out.h - a ZIP file as it is written: members that are deflated, several at once.
 *
 * One member may go straight to the output while others are held, packed, until
 * they end. All of it has to stay below 4 GiB. Times are those that ZIP begins
 * with: the same content is the same file. Errors are remembered. Threads: one.
 */
#ifndef REPORTERS_ZIP_OUT_H
#define REPORTERS_ZIP_OUT_H

#include "base/buf.h"

#include <stdint.h>

#define ZLIB_CONST
#include <zlib.h>

struct sp_zip_out {
	struct sp_buf *to;	 /* what is in it may be taken out at any time */
	struct sp_buf directory; /* of the members that have ended */
	uint32_t at;		 /* bytes written so far */
	unsigned n;
	bool failed;
};

struct sp_zip_member {
	struct sp_zip_out *zip;
	const char *name; /* borrowed; ASCII */
	bool direct;
	struct sp_buf held;
	z_stream stream;
	uint32_t crc, size, packed, start;
};

/* `to` is borrowed. */
void sp_zip_out_open(struct sp_zip_out *zip, struct sp_buf *to);
/* Begins a member; `direct`: no other is begun directly, or ends, before this one ends. */
void sp_zip_out_begin(struct sp_zip_out *zip, struct sp_zip_member *member, const char *name,
		      bool direct);
void sp_zip_out_add(struct sp_zip_member *member, const void *data, size_t len);
/* Ends a member that was begun and releases it. */
void sp_zip_out_end(struct sp_zip_member *member);
/* Releases a member that is not to be written, or has ended. */
void sp_zip_out_drop(struct sp_zip_member *member);
/* Writes the directory. false: no memory, or something else went wrong before. */
SP_CHECK bool sp_zip_out_close(struct sp_zip_out *zip);
/* Releases what is left; after sp_zip_out_close too. */
void sp_zip_out_release(struct sp_zip_out *zip);

#endif
