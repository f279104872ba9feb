/* SPDX-License-Identifier: GPL-3.0-or-later */
/* packet.c - see packet.h: sendmsg and recvmsg with SCM_RIGHTS (unix(7)). */
#include "scan/packet.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

union control {
	struct cmsghdr header; /* for its alignment */
	char room[CMSG_SPACE(PACKET_FILES * sizeof(int))];
};

bool packet_send(int socket, enum packet_kind kind, const void *data, size_t len, const int *fds,
		 size_t n_fds)
{
	unsigned char first = (unsigned char)kind;
	struct iovec parts[2] = { { .iov_base = &first, .iov_len = 1 }, { .iov_len = len } };
	union control control;
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = len ? 2 : 1 };
	ssize_t sent;

	memcpy(&parts[1].iov_base, &data, sizeof(data)); /* sendmsg does not write to it */
	if (n_fds) {
		message.msg_control = control.room;
		message.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
		memcpy(CMSG_DATA(header), fds, n_fds * sizeof(int));
	}
	do
		sent = sendmsg(socket, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent >= 0;
}

static void take_descriptors(struct packet *packet, struct msghdr *message)
{
	for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header;
	     header = CMSG_NXTHDR(message, header)) {
		if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
			continue;
		packet->n_fds = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(packet->fds, CMSG_DATA(header), packet->n_fds * sizeof(int));
	}
}

bool packet_receive(int socket, struct packet *packet)
{
	unsigned char first = PACKET_NONE;
	struct iovec parts[2] = { { .iov_base = &first, .iov_len = 1 },
				  { .iov_base = packet->data, .iov_len = sizeof(packet->data) } };
	union control control;
	struct msghdr message = { .msg_iov = parts,
				  .msg_iovlen = 2,
				  .msg_control = control.room,
				  .msg_controllen = sizeof(control.room) };
	ssize_t got;

	packet->n_fds = 0;
	do
		got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return false;
	take_descriptors(packet, &message);
	packet->kind = message.msg_flags & (MSG_TRUNC | MSG_CTRUNC) ? PACKET_NONE
								    : (enum packet_kind)first;
	packet->len = (size_t)got - 1;
	return true;
}

void packet_close(struct packet *packet)
{
	for (size_t i = 0; i < packet->n_fds; i++)
		close(packet->fds[i]);
	packet->n_fds = 0;
}
