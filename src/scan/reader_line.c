/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader_line.c - the program's side of one reader: gives it files, replays what
 * it tells, watches its time, and replaces it.
 *
 * A reader that ends before its file does costs that file one problem, at the
 * item that it was in; the files behind it are given to the next reader.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "scan/beside.h"
#include "scan/protocol.h"
#include "scan/readers_own.h"

/* Items after which a reader is replaced, for what its libraries may have leaked. */
#define ITEMS_MOST 1000
/* Looks at the stop flag and the clock between two events. */
#define LOOK_MS 250
/* Bytes that a stream must have gone on by, for its clock to start again. */
#define STREAM_STEP (64 * 1024)
/* A reader that is started tells of itself within this time. */
#define START_MS 20000

struct reader_line {
	struct readers *readers;
	const atomic_bool *stop;
	const struct sp_limits *limits;
	struct protocol_reader protocol;
	/* The reader at work. */
	struct channel channel;
	int socket;  /* -1: there is none */
	int process; /* as a descriptor */
	unsigned files_read;
	bool ended; /* and why: */
	struct packet_ended end;
	/* What it was given. */
	const uint32_t *wanted;
	size_t n_wanted;
	const struct reader_file *files;
	size_t n, at, sent; /* sent: the first of the request at hand */
	bool alone;	    /* one by one */
	char cannot[128];   /* why no reader could be started, or "" */
	uint64_t waited_ns, seen;
	uint64_t spools;
	struct packet packet;
};

enum wait_end { WAIT_OVER, WAIT_TOO_LONG, WAIT_STOPPED };

enum sp_status reader_line_new(struct reader_line **out, struct readers *readers,
			       const struct sp_sink_events *events, void *context,
			       const atomic_bool *stop)
{
	struct reader_line *line = sp_mem_zero(1, sizeof(*line));

	*out = line;
	if (!line)
		return SP_FATAL;
	line->readers = readers;
	line->limits = readers_limits(readers);
	line->stop = stop;
	line->socket = line->process = -1;
	protocol_reader_init(&line->protocol, line->limits, events, context);
	return SP_OK;
}

/* ---- a reader's beginning and end ---- */

/* Lets go of the reader: one that waits ends by itself. */
static void part(struct reader_line *line)
{
	if (line->socket >= 0)
		close(line->socket);
	if (line->process >= 0)
		close(line->process);
	line->socket = line->process = -1;
	channel_close(&line->channel);
}

static void kill_reader(struct reader_line *line)
{
	if (line->process >= 0)
		(void)!syscall(SYS_pidfd_send_signal, line->process, SIGKILL, NULL, 0);
	part(line);
}

void reader_line_free(struct reader_line *line)
{
	if (!line)
		return;
	kill_reader(line);
	protocol_reader_release(&line->protocol);
	sp_mem_free(line);
}

/* Waits until the keeper tells of the process. An errno, or 0. */
static int hear_of_start(struct reader_line *line)
{
	struct pollfd wait = { .fd = line->socket, .events = POLLIN };
	struct packet_ended ended;
	int n;

	do
		n = poll(&wait, 1, START_MS);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return ETIMEDOUT;
	if (!packet_receive(line->socket, &line->packet))
		return ECONNRESET;
	if (line->packet.kind == PACKET_PROCESS && line->packet.n_fds == 1) {
		line->process = line->packet.fds[0];
		return 0;
	}
	packet_close(&line->packet);
	if (line->packet.kind != PACKET_ENDED || line->packet.len != sizeof(ended))
		return EPROTO;
	memcpy(&ended, line->packet.data, sizeof(ended));
	return ended.error ? ended.error : EPROTO;
}

static int start(struct reader_line *line)
{
	int pair[2], memory = channel_memory();
	int error = memory < 0 ? errno : 0;

	if (!error && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
		error = errno;
		close(memory);
	}
	if (error)
		return error;
	line->socket = pair[0];
	line->files_read = 0;
	line->seen = 0;
	line->ended = false;
	if (!channel_open(&line->channel, memory, line->socket))
		error = ENOMEM;
	if (!error)
		error = readers_ask(line->readers, pair[1], memory);
	close(pair[1]);
	close(memory);
	if (!error)
		error = hear_of_start(line);
	if (error)
		kill_reader(line);
	return error;
}

/* ---- files on their way to it ---- */

static void put_le(unsigned char *to, uint64_t n, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		to[i] = (unsigned char)(n >> (8 * i));
}

static void put_slice(unsigned char *to, const struct sp_slice *slice)
{
	put_le(to, slice->at, 8);
	put_le(to + 8, slice->len, 8);
	put_le(to + 16, slice->before, 8);
	put_le(to + 24, slice->members, 8);
	put_le(to + 32, slice->unpacked, 8);
}

/* What is sent of a file beside its name: its size, the slice, the name's length. */
#define FILE_FACTS (8 + 40 + 2)

/* Sends the files that were not replayed yet, or one where it must be known whose fault is what. */
static bool send_files(struct reader_line *line)
{
	size_t end = line->alone ? line->at + 1 : line->n;
	unsigned char *data = line->packet.data;
	int fds[PACKET_FILES];
	const struct sp_slice all = { 0 };
	size_t len = 0, n = 0;

	line->sent = line->at;
	if (line->n_wanted && !packet_send(line->socket, PACKET_WANT, line->wanted,
					   line->n_wanted * sizeof(*line->wanted), NULL, 0))
		return false;
	for (size_t i = line->at; i < end; i++) {
		const struct reader_file *file = &line->files[i];
		size_t name = file->name ? strlen(file->name) : 0;
		/* No file system has longer names; a root may be given by one. */
		if (name > 255)
			name = 0;
		put_le(data + len, file->size, 8);
		put_slice(data + len + 8, file->slice ? file->slice : &all);
		put_le(data + len + FILE_FACTS - 2, name, 2);
		memcpy(data + len + FILE_FACTS, file->name ? file->name : "", name);
		len += FILE_FACTS + name;
		fds[n++] = file->fd;
	}
	return packet_send(line->socket, PACKET_READ, data, len, fds, n);
}

_Static_assert(PACKET_FILES *(FILE_FACTS + 255) <= PACKET_SIZE, "a request fits its packet");
_Static_assert(SP_WANTED_MOST * sizeof(uint32_t) <= PACKET_SIZE, "and so do numbers");

/* A keeper may be gone before it is asked, or before it answers. */
static const char *describe(int error)
{
	return error == EPIPE || error == ECONNRESET ? "it ended at once" : strerrordesc_np(error);
}

/* Gives what is left to a reader, a new one where there is none. */
static void give_rest(struct reader_line *line)
{
	int error = 0;

	line->cannot[0] = '\0';
	if (line->at == line->n)
		return;
	if (line->socket >= 0 && (line->files_read >= ITEMS_MOST || !send_files(line)))
		part(line);
	else if (line->socket >= 0)
		return;
	error = start(line);
	if (!error && !send_files(line)) {
		error = errno;
		kill_reader(line);
	}
	if (error)
		snprintf(line->cannot, sizeof(line->cannot), "no reader could be started: %s",
			 describe(error));
}

void reader_line_want(struct reader_line *line, const uint32_t *numbers, size_t n)
{
	line->wanted = numbers;
	line->n_wanted = n;
	line->protocol.wants = n != 0;
}

void reader_line_give(struct reader_line *line, const struct reader_file *files, size_t n)
{
	line->files = files;
	line->n = n;
	line->at = 0;
	line->alone = false;
	give_rest(line);
}

/* ---- what it tells ---- */

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void answer_spool(struct reader_line *line)
{
	const struct sp_limits *limits = line->limits;
	uint64_t most = limits->max_depth + limits->max_expansion / SP_SPOOL_MEMORY + 1;
	int fd = line->spools++ < most ? sp_spool_open() : -1;

	(void)!packet_send(line->socket, PACKET_SPOOL, NULL, 0, &fd, fd >= 0 ? 1 : 0);
	if (fd >= 0)
		close(fd);
}

static bool is_main(enum sp_sibling which)
{
	return which == SP_SIBLING_OF_LOG || which == SP_SIBLING_OF_FPT ||
	       which == SP_SIBLING_OF_DBT;
}

/* It may ask for what belongs to a file that it was given, and for nothing else. */
static void answer_sibling(struct reader_line *line)
{
	struct packet_sibling asked;
	int fd = -1;

	memcpy(&asked, line->packet.data, sizeof(asked));
	asked.status = SP_SKIPPED;
	asked.size = 0;
	if (asked.file < line->n - line->sent && asked.which < SP_SIBLING_COUNT) {
		const struct reader_file *file = &line->files[line->sent + asked.file];
		if (file->folder && (file->has_main || !is_main((enum sp_sibling)asked.which)))
			asked.status = beside_open(file->folder, file->entry,
						   (enum sp_sibling)asked.which, &fd, &asked.size);
	}
	(void)!packet_send(line->socket, PACKET_SIBLING, &asked, sizeof(asked), &fd, fd >= 0);
	if (fd >= 0)
		close(fd);
}

/* A packet from the reader, or from the keeper about it. */
static void hear(struct reader_line *line)
{
	struct packet *packet = &line->packet;

	if (!packet_receive(line->socket, packet)) {
		line->ended = true;
		line->end = (struct packet_ended) { 0, ECONNRESET };
		return;
	}
	packet_close(packet);
	if (packet->kind == PACKET_SPOOL) {
		answer_spool(line);
	} else if (packet->kind == PACKET_SIBLING && packet->len == sizeof(struct packet_sibling)) {
		answer_sibling(line);
	} else if (packet->kind == PACKET_ENDED && packet->len == sizeof(line->end)) {
		line->ended = true;
		memcpy(&line->end, packet->data, sizeof(line->end));
	}
}

/* Where the time that the present item's reader takes is counted. */
static uint64_t *clock_of(struct reader_line *line)
{
	return line->protocol.item ? &line->protocol.item->waited_ns : &line->waited_ns;
}

/* A stream may take its time as long as it goes on. */
static void look_at_stream(struct reader_line *line)
{
	const struct protocol_item *item = line->protocol.item;
	uint64_t seen = atomic_load_explicit(&line->channel.head->seen, memory_order_relaxed);

	if (!item || !item->item.streams || seen - line->seen < STREAM_STEP)
		return;
	line->seen = seen;
	*clock_of(line) = 0;
}

/*
 * Nanoseconds that an item may take: the sink's own limit comes first, so that
 * it can tell what it has.
 */
static uint64_t time_most(const struct reader_line *line)
{
	uint64_t limit = (uint64_t)line->limits->timeout_seconds * 1000000000u;

	return limit ? limit + limit / 4 + 1000000000u : UINT64_MAX;
}

static enum wait_end wait_for_more(struct reader_line *line)
{
	struct pollfd wait = { .fd = line->socket, .events = POLLIN };
	uint64_t most = time_most(line), *waited = clock_of(line);

	if (line->stop && atomic_load_explicit(line->stop, memory_order_relaxed))
		return WAIT_STOPPED;
	look_at_stream(line);
	if (*waited >= most)
		return WAIT_TOO_LONG;
	if (!channel_may_wait(&line->channel))
		return WAIT_OVER;
	uint64_t left_ms = (most - *waited) / 1000000u + 1, start_ns = now_ns();
	int n = poll(&wait, 1, left_ms < LOOK_MS ? (int)left_ms : LOOK_MS);
	*waited += now_ns() - start_ns;
	if (n > 0)
		hear(line);
	return WAIT_OVER;
}

/* ---- the end of a file ---- */

/* Why a reader ended in the middle of a file. */
static enum sp_reason verdict(const struct reader_line *line, char *detail, size_t size)
{
	int status = line->end.status;

	if (atomic_load(&line->channel.head->no_memory)) {
		snprintf(detail, size, "its reader ran out of memory");
		return SP_REASON_LIMIT_SIZE;
	}
	if (line->end.error)
		snprintf(detail, size, "its reader was lost");
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		snprintf(detail, size, "its reader did what it may not, and was ended");
	else if (WIFSIGNALED(status))
		snprintf(detail, size, "its reader crashed: %s", sigdescr_np(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == READER_UNABLE)
		snprintf(detail, size, "its reader could not be confined");
	else
		snprintf(detail, size, "its reader ended with status %d", WEXITSTATUS(status));
	return SP_REASON_CRASHED;
}

/* The file at hand is over; its reader may go on with the next. */
static enum sp_status file_done(struct reader_line *line)
{
	line->at++;
	line->files_read++;
	if (line->alone)
		give_rest(line);
	return SP_OK;
}

/* The file at hand is over, and so is its reader. */
static enum sp_status file_lost(struct reader_line *line, enum sp_reason reason, const char *what)
{
	const struct protocol_item *item = line->protocol.item;
	const struct sp_slice *slice = line->files[line->at].slice;
	char behind[64] = "", detail[256];

	if (item && item->up && slice)
		snprintf(behind, sizeof(behind),
			 "; what comes after it up to byte %llu was not read",
			 (unsigned long long)(slice->at + slice->len));
	else if (item && item->up)
		snprintf(behind, sizeof(behind), "; what comes after it was not read");
	snprintf(detail, sizeof(detail), "%s%s", what, behind);
	kill_reader(line);
	line->at++;
	if (protocol_give_up(&line->protocol, reason, detail) == SP_FATAL)
		return SP_FATAL;
	give_rest(line);
	return SP_OK;
}

/* No reader could be had for the file at hand. */
static enum sp_status file_unread(struct reader_line *line)
{
	line->at++;
	return protocol_give_up(&line->protocol, SP_REASON_CRASHED, line->cannot);
}

static enum sp_status file_ended(struct reader_line *line)
{
	char detail[128];
	enum sp_reason reason = verdict(line, detail, sizeof(detail));

	return file_lost(line, reason, detail);
}

static enum sp_status abandon(struct reader_line *line)
{
	kill_reader(line);
	protocol_abandon(&line->protocol);
	line->at = line->n;
	return SP_FATAL;
}

/*
 * The reader told what none may. It may have been ahead, and taken over by
 * another file than the one that is replayed: where nothing was told of that
 * yet, it is read again, and the rest with it, one by one.
 */
static bool breach(struct reader_line *line, enum sp_status *status)
{
	kill_reader(line);
	if (!line->alone && line->protocol.items == 0) {
		line->alone = true;
		give_rest(line);
		return line->socket < 0 && (*status = file_unread(line), true);
	}
	*status = file_lost(line, SP_REASON_CRASHED, "its reader told what none may");
	return true;
}

/* Replays the frame that was taken. true: the file is over, with *status. */
static bool replay_frame(struct reader_line *line, enum sp_status *status)
{
	const struct sp_buf *frame = &line->channel.frame;

	switch (protocol_replay(&line->protocol, frame->data, frame->len)) {
	case PROTOCOL_TOLD:
		return false;
	case PROTOCOL_FILE_DONE:
		*status = file_done(line);
		return true;
	case PROTOCOL_RETIRED:
		part(line);
		*status = file_done(line);
		if (!line->alone)
			give_rest(line);
		return true;
	case PROTOCOL_NO_MEMORY:
		*status = file_lost(line, SP_REASON_LIMIT_SIZE, "its reader ran out of memory");
		return true;
	case PROTOCOL_BREACH:
		return breach(line, status);
	case PROTOCOL_FATAL:
	default:
		*status = abandon(line);
		return true;
	}
}

/* One step of the file at hand. true: it is over, with *status. */
static bool step(struct reader_line *line, enum sp_status *status)
{
	switch (channel_take(&line->channel)) {
	case CHANNEL_FRAME_TAKEN:
		return replay_frame(line, status);
	case CHANNEL_EMPTY:
		break;
	case CHANNEL_BROKEN:
		return breach(line, status);
	case CHANNEL_NO_MEMORY:
	default:
		*status = abandon(line);
		return true;
	}
	/* What it told before it ended has been heard by now. */
	if (line->ended) {
		*status = file_ended(line);
		return true;
	}
	switch (wait_for_more(line)) {
	case WAIT_OVER:
		return false;
	case WAIT_TOO_LONG:
		*status = file_lost(line, SP_REASON_TIMEOUT,
				    "its reader took too long, and was ended");
		return true;
	case WAIT_STOPPED:
	default:
		*status = abandon(line);
		return true;
	}
}

enum sp_status reader_line_replay(struct reader_line *line)
{
	const struct reader_file *file = &line->files[line->at];
	enum sp_status status = SP_OK;

	protocol_file_begin(&line->protocol, file->slice ? file->slice->len : file->size,
			    file->size);
	line->waited_ns = 0;
	line->spools = 0;
	if (line->socket < 0)
		return file_unread(line);
	while (!step(line, &status))
		;
	return status;
}

void reader_line_sums(const struct reader_line *line, struct sp_slice *slice)
{
	const struct protocol_reader *protocol = &line->protocol;

	if (!protocol->summed) {
		slice->members += protocol->items;
		return;
	}
	slice->members = protocol->members > slice->members ? protocol->members : slice->members;
	slice->unpacked =
		protocol->unpacked > slice->unpacked ? protocol->unpacked : slice->unpacked;
}

static enum sp_status read_apart(struct reader_line *line, const char *path, const char *name,
				 struct sp_input *in)
{
	struct reader_file file = {
		.name = name, .size = sp_input_size(in), .folder = path ? "" : NULL, .entry = path
	};
	enum sp_status status;

	file.fd = sp_input_descriptor(in);
	if (file.fd < 0)
		return SP_FATAL;
	reader_line_give(line, &file, 1);
	status = reader_line_replay(line);
	close(file.fd);
	return status;
}

enum sp_status reader_line_read(struct reader_line *line, struct sp_sink *sink, const char *path,
				const char *name, struct sp_input *in, const struct sp_error *error)
{
	const uint64_t most = line->limits->max_file_size;
	const struct sp_extractor *here = NULL;
	enum sp_status status;

	if (in && !(most && sp_input_size(in) > most)) {
		here = sp_extractor_of_text(in);
		if (!here || !here->in_process)
			return read_apart(line, path, name, in);
	}
	status = here ? sp_sink_file_as(sink, name, in, here)
		      : sp_sink_file_unread(sink, name, in, error);
	sp_input_free(in);
	return status;
}
