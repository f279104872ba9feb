/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet.h - the few words between program, keeper and readers, and the
 * descriptors that come with them, over a SOCK_SEQPACKET socket.
 */
#ifndef SCAN_PACKET_H
#define SCAN_PACKET_H

#include "spana/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Files in one request. */
#define PACKET_FILES 32
#define PACKET_SIZE (16 * 1024)

enum packet_kind {
	PACKET_NONE,
	PACKET_LIMITS,	/* to the keeper: struct sp_limits */
	PACKET_READER,	/* to the keeper: start one; its socket and memory */
	PACKET_PROCESS, /* from the keeper to who asked: the process, as a descriptor */
	PACKET_ENDED,	/* from the keeper: struct packet_ended */
	PACKET_READ,	/* to a reader: files to read */
	PACKET_WANT,  /* to a reader: numbers of items whose bytes are wanted, of the next files */
	PACKET_WAKE,  /* both: look at the ring */
	PACKET_SPOOL, /* from a reader: needs a file; to a reader: that file, or none */
	PACKET_SIBLING, /* from a reader: struct packet_sibling; to it: the same, and the file */
};

/* How a reader ended. */
struct packet_ended {
	int status; /* as waitpid has it */
	int error;  /* errno where it could not be started, else 0 */
};

/* What belongs to a file of the request at hand. */
struct packet_sibling {
	uint32_t file;	/* its number in the request */
	uint32_t which; /* enum sp_sibling */
	int32_t status; /* of beside_open: in the answer */
	uint64_t size;
};

struct packet {
	enum packet_kind kind;
	size_t len, n_fds;
	int fds[PACKET_FILES]; /* the receiver's */
	unsigned char data[PACKET_SIZE];
};

/* Sends; descriptors are borrowed. false: nobody is there, or errno. */
SP_CHECK bool packet_send(int socket, enum packet_kind kind, const void *data, size_t len,
			  const int *fds, size_t n_fds);

/* Waits for a packet. false: the other end is gone. */
SP_CHECK bool packet_receive(int socket, struct packet *packet);

void packet_close(struct packet *packet);

#endif
