/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel.h - what a reader tells, on its way to the program.
 *
 * Frames of bytes through a ring of shared memory, beside a socket that wakes
 * whoever waits. What is in the ring outlives the reader, so that all it told
 * before it crashed is known. The program's side trusts nothing in the shared
 * memory: it copies each frame before looking at it.
 */
#ifndef SCAN_CHANNEL_H
#define SCAN_CHANNEL_H

#include "spana/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Bytes of the ring: what a reader may be ahead. */
#define CHANNEL_ROOM (512 * 1024)
/* Longest frame: a window of text with all its places. */
#define CHANNEL_FRAME (128 * 1024 * 1024)

/* At the start of the shared memory. */
struct channel_head {
	_Alignas(64) atomic_ullong written; /* bytes, by the reader */
	atomic_ullong seen;		    /* bytes of input it has seen for the first time */
	atomic_uint no_memory;		    /* it ends because it got none */
	_Alignas(64) atomic_ullong taken;   /* bytes, by the program */
	_Alignas(64) atomic_uint program_waits, reader_waits;
};

/* One side of it. Threads: one. */
struct channel {
	struct channel_head *head;
	unsigned char *ring;
	uint64_t at; /* bytes that this side has written or taken */
	int socket;
	uint64_t woke;	     /* the reader: where it last woke the program */
	struct sp_buf frame; /* the program: the frame that was taken, or what is there of one */
	size_t missing;	     /* bytes of that */
	bool within, failed;
};

/* Shared memory that neither side can make smaller; -1: errno says why. */
SP_CHECK int channel_memory(void);

/* Maps it; the socket is borrowed. false: no memory. */
SP_CHECK bool channel_open(struct channel *channel, int memory, int socket);
void channel_close(struct channel *channel);

/* ---- the reader's side ---- */

struct channel_piece {
	const void *data;
	size_t len;
};

/* Writes a frame made of pieces; waits for room. false: the program is gone. */
SP_CHECK bool channel_write(struct channel *channel, const struct channel_piece *pieces, size_t n);

/* Wakes the program if it waits. false: it is gone. */
SP_CHECK bool channel_wake(struct channel *channel);

/* ---- the program's side ---- */

enum channel_take {
	CHANNEL_FRAME_TAKEN, /* it is in `frame` until the next call */
	CHANNEL_EMPTY,	     /* no more for now */
	CHANNEL_BROKEN,	     /* the reader wrote what it may not */
	CHANNEL_NO_MEMORY,
};
enum channel_take channel_take(struct channel *channel);

/* Says that the program is about to wait. false: something has come meanwhile. */
bool channel_may_wait(struct channel *channel);

#endif
