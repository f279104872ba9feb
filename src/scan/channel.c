/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel.c - a ring of bytes between a reader and the program, see channel.h.
 *
 * `written` and `taken` count bytes and never go back; their difference is what
 * the ring holds. Who waits says so and looks once more before it does; who
 * moves a counter then looks for one who waits: all four are sequentially
 * consistent, so one of the two sees the other.
 */
#include "scan/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "scan/packet.h"

#define HEAD_ROOM 4096
/* Bytes after which a program that waits is woken: small files are cheaper in groups. */
#define WAKE_AFTER (32 * 1024)

_Static_assert(sizeof(struct channel_head) <= HEAD_ROOM, "the ring begins behind the head");

int channel_memory(void)
{
	int fd = memfd_create("spana", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -1;
	if (ftruncate(fd, HEAD_ROOM + CHANNEL_ROOM) != 0 ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

bool channel_open(struct channel *channel, int memory, int socket)
{
	void *map =
		mmap(NULL, HEAD_ROOM + CHANNEL_ROOM, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);

	*channel = (struct channel) { .socket = socket, .frame = SP_BUF_INIT(CHANNEL_FRAME) };
	if (map == MAP_FAILED)
		return false;
	channel->head = map;
	channel->ring = (unsigned char *)map + HEAD_ROOM;
	return true;
}

void channel_close(struct channel *channel)
{
	if (channel->head)
		munmap(channel->head, HEAD_ROOM + CHANNEL_ROOM);
	channel->head = NULL;
	sp_buf_release(&channel->frame);
}

/* ---- the reader's side ---- */

bool channel_wake(struct channel *channel)
{
	channel->woke = channel->at;
	if (!atomic_load(&channel->head->program_waits) ||
	    !atomic_exchange(&channel->head->program_waits, 0))
		return true;
	return packet_send(channel->socket, PACKET_WAKE, NULL, 0, NULL, 0);
}

static size_t room(const struct channel *channel)
{
	return CHANNEL_ROOM - (size_t)(channel->at - atomic_load(&channel->head->taken));
}

/* Waits until half of the ring is free. */
static bool wait_for_room(struct channel *channel)
{
	struct packet packet;

	if (!channel_wake(channel))
		return false;
	atomic_store(&channel->head->reader_waits, 1);
	while (room(channel) < CHANNEL_ROOM / 2)
		if (!packet_receive(channel->socket, &packet))
			return false;
	atomic_store(&channel->head->reader_waits, 0);
	return true;
}

static bool put(struct channel *channel, const void *data, size_t len)
{
	const unsigned char *from = data;

	while (len) {
		size_t at = channel->at % CHANNEL_ROOM, n = room(channel);
		if (!n) {
			atomic_store(&channel->head->written, channel->at);
			if (!wait_for_room(channel))
				return false;
			continue;
		}
		n = n < len ? n : len;
		n = n < CHANNEL_ROOM - at ? n : CHANNEL_ROOM - at;
		memcpy(channel->ring + at, from, n);
		channel->at += n;
		from += n;
		len -= n;
	}
	return true;
}

bool channel_write(struct channel *channel, const struct channel_piece *pieces, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++)
		len += pieces[i].len;
	const unsigned char prefix[4] = { (unsigned char)len, (unsigned char)(len >> 8),
					  (unsigned char)(len >> 16), (unsigned char)(len >> 24) };
	bool ok = put(channel, prefix, sizeof(prefix));
	for (size_t i = 0; i < n && ok; i++)
		ok = put(channel, pieces[i].data, pieces[i].len);
	atomic_store(&channel->head->written, channel->at);
	if (ok && channel->at - channel->woke >= WAKE_AFTER)
		ok = channel_wake(channel);
	return ok;
}

/* ---- the program's side ---- */

/* Copies what is there of the next `len` bytes, and makes room. SIZE_MAX: the counters are wrong.
 */
static size_t get(struct channel *channel, unsigned char *to, size_t len)
{
	uint64_t there = atomic_load(&channel->head->written) - channel->at;

	if (there > CHANNEL_ROOM)
		return SIZE_MAX;
	size_t n = there < len ? (size_t)there : len, at = channel->at % CHANNEL_ROOM;
	size_t first = n < CHANNEL_ROOM - at ? n : CHANNEL_ROOM - at;
	memcpy(to, channel->ring + at, first);
	memcpy(to + first, channel->ring, n - first);
	channel->at += n;
	return n;
}

/* Lets the reader go on when half of the ring is free. */
static void make_room(struct channel *channel)
{
	uint64_t there = atomic_load(&channel->head->written) - channel->at;

	atomic_store(&channel->head->taken, channel->at);
	if (there <= CHANNEL_ROOM / 2 && atomic_load(&channel->head->reader_waits) &&
	    atomic_exchange(&channel->head->reader_waits, 0))
		(void)!packet_send(channel->socket, PACKET_WAKE, NULL, 0, NULL, 0);
}

static enum channel_take take_prefix(struct channel *channel)
{
	unsigned char prefix[4];
	uint64_t there = atomic_load(&channel->head->written) - channel->at;
	uint32_t len = 0;

	/* A reader publishes whole frames, or as much as the ring takes. */
	if (there < sizeof(prefix))
		return CHANNEL_EMPTY;
	if (get(channel, prefix, sizeof(prefix)) != sizeof(prefix))
		return CHANNEL_BROKEN;
	struct sp_bytes cursor = sp_bytes_of(prefix, sizeof(prefix));
	if (!sp_bytes_le32(&cursor, &len) || !len || len > CHANNEL_FRAME)
		return CHANNEL_BROKEN;
	channel->within = true;
	channel->missing = len;
	sp_buf_reset(&channel->frame);
	return CHANNEL_FRAME_TAKEN;
}

enum channel_take channel_take(struct channel *channel)
{
	if (channel->failed)
		return CHANNEL_BROKEN;
	if (!channel->within) {
		enum channel_take prefix = take_prefix(channel);
		channel->failed = prefix == CHANNEL_BROKEN;
		if (prefix != CHANNEL_FRAME_TAKEN)
			return prefix;
	}
	char *to = sp_buf_reserve(&channel->frame, channel->missing);
	if (!to)
		return CHANNEL_NO_MEMORY;
	size_t n = get(channel, (unsigned char *)to, channel->missing);
	if (n == SIZE_MAX) {
		channel->failed = true;
		return CHANNEL_BROKEN;
	}
	channel->frame.len += n;
	channel->missing -= n;
	make_room(channel);
	if (channel->missing)
		return CHANNEL_EMPTY;
	channel->within = false;
	return CHANNEL_FRAME_TAKEN;
}

bool channel_may_wait(struct channel *channel)
{
	make_room(channel);
	atomic_store(&channel->head->program_waits, 1);
	if (atomic_load(&channel->head->written) == channel->at)
		return true;
	atomic_store(&channel->head->program_waits, 0);
	return false;
}
