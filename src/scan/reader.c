/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader.c - the other side: the keeper, and the readers that it starts.
 *
 *     program --(posix_spawn)--> keeper --(fork)--> reader, reader, ...
 *
 * The keeper has one thread and holds no file. It sets up the libraries once, so
 * that a reader costs a fork; it tells how each ended, which only a parent
 * learns. A reader confines itself before it sees the first byte, then takes
 * files and tells what its sink tells. All of them end with the program: the
 * keeper when its socket closes, the readers with the keeper.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "spana/scan.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "scan/packet.h"
#include "scan/protocol.h"
#include "scan/readers.h"
#include "scan/sandbox.h"

#define CACHE_SIZE (256 * 1024)
/* How long the keeper waits for a reader that it has killed. */
#define END_MS 1000

/* A reader's descriptors, whatever they were in the keeper. */
enum { READER_SOCKET = 3, READER_MEMORY = 4, READER_STATM = 5, READER_FREE = 6 };

/* ---- a reader ---- */

struct reader {
	struct sp_limits limits;
	struct channel channel;
	struct protocol_writer writer;
	struct sp_sink *sink;
	struct sp_input_cache cache;
	struct packet packet;
	size_t at; /* the file of the request that is read */
	uint32_t wanted[SP_WANTED_MOST];
};

/* A handler and the spools have no argument. */
static struct channel_head *shared;

/* True where the address space is used up to an eighth. */
static bool memory_is_short(void)
{
	struct rlimit most;

	if (getrlimit(RLIMIT_AS, &most) != 0 || most.rlim_cur == RLIM_INFINITY)
		return false;
	size_t some = (size_t)most.rlim_cur / 8;
	void *map = mmap(NULL, some, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (map == MAP_FAILED)
		return true;
	munmap(map, some);
	return false;
}

/* Libraries that get no memory end the process: that is told from other crashes here. */
static void on_crash(int number)
{
	if (errno == ENOMEM || memory_is_short())
		atomic_store(&shared->no_memory, 1);
	raise(number);
}

static void watch_crashes(void)
{
	static const int numbers[] = { SIGABRT, SIGTRAP, SIGSEGV, SIGBUS };
	struct sigaction action = { .sa_handler = on_crash,
				    .sa_flags = (int)(SA_RESETHAND | SA_NODEFER) };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &action, NULL);
}

/* A file for a spool, which the program opens: a reader can open none. */
static int ask_for_spool(void)
{
	struct packet packet;

	if (!packet_send(READER_SOCKET, PACKET_SPOOL, NULL, 0, NULL, 0))
		_exit(EXIT_FAILURE);
	do
		if (!packet_receive(READER_SOCKET, &packet))
			_exit(EXIT_FAILURE);
	while (packet.kind != PACKET_SPOOL);
	errno = EMFILE;
	return packet.n_fds ? packet.fds[0] : -1;
}

/* True when it holds so much memory that a fresh one is better. */
static bool is_swollen(const struct reader *reader)
{
	char line[64];
	ssize_t n = pread(READER_STATM, line, sizeof(line) - 1, 0);

	if (n <= 0 || !reader->limits.max_memory)
		return false;
	line[n] = '\0';
	const char *space = strchr(line, ' ');
	uint64_t pages = space ? strtoull(space + 1, NULL, 10) : 0;
	return pages * (uint64_t)sysconf(_SC_PAGESIZE) > reader->limits.max_memory / 2;
}

/* What belongs to the file at hand: the program opens it. */
static enum sp_status ask_for_sibling(void *context, enum sp_sibling which, struct sp_input **out)
{
	struct reader *reader = context;
	struct packet_sibling asked = { .file = (uint32_t)reader->at, .which = which };
	struct packet packet;

	*out = NULL;
	if (!packet_send(READER_SOCKET, PACKET_SIBLING, &asked, sizeof(asked), NULL, 0))
		_exit(EXIT_FAILURE);
	do
		if (!packet_receive(READER_SOCKET, &packet))
			_exit(EXIT_FAILURE);
	while (packet.kind != PACKET_SIBLING || packet.len != sizeof(asked));
	memcpy(&asked, packet.data, sizeof(asked));
	if (!packet.n_fds)
		return asked.status == SP_SKIPPED ? SP_OK : SP_FAILED;
	return sp_input_file(out, packet.fds[0], asked.size, NULL);
}

/* Reads a file, or the slice of it that has a length. */
static enum sp_status read_one(struct reader *reader, const char *name, int fd, uint64_t size,
			       struct sp_slice *slice)
{
	const struct sp_siblings siblings = { ask_for_sibling, reader };
	struct sp_input *in = NULL;
	enum sp_status status = sp_input_file(&in, fd, size, &reader->cache);

	if (status == SP_OK)
		sp_input_set_siblings(in, &siblings);
	if (status == SP_OK)
		status = slice->len ? sp_sink_slice(reader->sink, name, in, slice)
				    : sp_sink_file(reader->sink, name, in, NULL);
	sp_input_free(in);
	return status;
}

/* See send_files in reader_line.c. */
static bool take_slice(struct sp_bytes *c, uint64_t size, struct sp_slice *slice)
{
	return sp_bytes_le64(c, &slice->at) && sp_bytes_le64(c, &slice->len) &&
	       sp_bytes_le64(c, &slice->before) && sp_bytes_le64(c, &slice->members) &&
	       sp_bytes_le64(c, &slice->unpacked) && slice->at <= size &&
	       slice->len <= size - slice->at;
}

/* The files of a request, one after the other. */
static bool read_files(struct reader *reader)
{
	struct packet *packet = &reader->packet;
	struct sp_bytes c = sp_bytes_of(packet->data, packet->len), name;
	size_t n = packet->n_fds;

	for (size_t i = 0; i < n; i++) {
		uint64_t size;
		uint16_t len;
		struct sp_slice slice;
		char copy[NAME_MAX + 1];
		if (!sp_bytes_le64(&c, &size) || !take_slice(&c, size, &slice) ||
		    !sp_bytes_le16(&c, &len) || len >= sizeof(copy) ||
		    !sp_bytes_take(&c, len, &name))
			return false;
		memcpy(copy, name.at, len);
		copy[len] = '\0';
		reader->at = i;
		enum sp_status status =
			read_one(reader, len ? copy : NULL, packet->fds[i], size, &slice);
		bool last = i + 1 == n;
		bool retire = status == SP_FATAL || (last && is_swollen(reader));
		if (protocol_file_end(&reader->writer, status, &slice, retire) != SP_OK || retire)
			return false;
	}
	return channel_wake(&reader->channel);
}

static void want(struct reader *reader)
{
	const struct packet *packet = &reader->packet;
	size_t n = packet->len / sizeof(reader->wanted[0]);

	if (n > SP_WANTED_MOST)
		return;
	memcpy(reader->wanted, packet->data, n * sizeof(reader->wanted[0]));
	sp_sink_want(reader->sink, reader->wanted, n);
}

/* Puts descriptors in their places and closes all others. */
static bool arrange(int socket, int memory)
{
	int statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	int high[3] = { fcntl(socket, F_DUPFD_CLOEXEC, 64), fcntl(memory, F_DUPFD_CLOEXEC, 64),
			fcntl(statm, F_DUPFD_CLOEXEC, 64) };

	return dup2(high[0], READER_SOCKET) >= 0 && dup2(high[1], READER_MEMORY) >= 0 &&
	       dup2(high[2], READER_STATM) >= 0 &&
	       syscall(SYS_close_range, READER_FREE, ~0u, 0) == 0;
}

_Noreturn static void reader_main(const struct sp_limits *limits, int socket, int memory)
{
	struct reader *reader = sp_mem_zero(1, sizeof(*reader));
	struct sp_sandbox sandbox;

	sp_sandbox_probe(&sandbox);
	if (!reader || !arrange(socket, memory) ||
	    !channel_open(&reader->channel, READER_MEMORY, READER_SOCKET))
		_exit(READER_UNABLE);
	reader->limits = *limits;
	reader->writer = (struct protocol_writer) { .channel = &reader->channel,
						    .frame = SP_BUF_INIT(CHANNEL_FRAME) };
	reader->cache =
		(struct sp_input_cache) { .data = sp_mem_alloc(CACHE_SIZE), .size = CACHE_SIZE };
	shared = reader->channel.head;
	sp_input_watch(&shared->seen);
	sp_spool_files(ask_for_spool);
	if (!reader->cache.data ||
	    sp_sink_new(&reader->sink, limits, &protocol_events, &reader->writer, NULL) != SP_OK ||
	    !sandbox_enter(&sandbox, limits))
		_exit(READER_UNABLE);
	watch_crashes();
	while (packet_receive(READER_SOCKET, &reader->packet))
		if (reader->packet.kind == PACKET_WANT)
			want(reader);
		else if (reader->packet.kind == PACKET_READ && !read_files(reader))
			break;
	(void)!channel_wake(&reader->channel);
	_exit(EXIT_SUCCESS);
}

/* ---- the keeper ---- */

/* A reader that runs, and the socket on which its end is told. */
struct child {
	pid_t pid;
	int socket;
};

struct keeper {
	struct sp_limits limits;
	struct child *children;
	size_t n, room;
	struct packet packet;
};

static void tell_end(int socket, int status, int error)
{
	const struct packet_ended ended = { status, error };

	(void)!packet_send(socket, PACKET_ENDED, &ended, sizeof(ended), NULL, 0);
	close(socket);
}

static void reap(struct keeper *keeper)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < keeper->n; i++)
			if (keeper->children[i].pid == pid) {
				tell_end(keeper->children[i].socket, status, 0);
				keeper->children[i] = keeper->children[--keeper->n];
				break;
			}
}

/* What a child changes back of what the keeper needs. */
_Noreturn static void become_reader(const struct keeper *keeper, pid_t parent, int socket,
				    int memory)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent)
		_exit(READER_UNABLE);
	prctl(PR_SET_NAME, "spana-reader", 0, 0, 0);
	reader_main(&keeper->limits, socket, memory);
}

static void start_reader(struct keeper *keeper)
{
	int socket = keeper->packet.fds[0], memory = keeper->packet.fds[1], process = -1;
	pid_t parent = getpid(), pid = -1;

	if (sp_mem_room(&keeper->children, &keeper->room, keeper->n + 1, sizeof(struct child)))
		pid = fork();
	if (pid == 0)
		become_reader(keeper, parent, socket, memory);
	close(memory);
	if (pid > 0) {
		keeper->children[keeper->n++] = (struct child) { pid, socket };
		process = (int)syscall(SYS_pidfd_open, pid, 0);
	}
	if (process < 0) {
		tell_end(pid > 0 ? dup(socket) : socket, 0, errno);
		if (pid > 0)
			kill(pid, SIGKILL);
		return;
	}
	(void)!packet_send(socket, PACKET_PROCESS, NULL, 0, &process, 1);
	close(process);
}

static void serve(struct keeper *keeper)
{
	struct packet *packet = &keeper->packet;

	if (packet->kind == PACKET_LIMITS && packet->len == sizeof(keeper->limits)) {
		memcpy(&keeper->limits, packet->data, sizeof(keeper->limits));
		packet_close(packet);
	} else if (packet->kind == PACKET_READER && packet->n_fds == 2) {
		start_reader(keeper);
	} else {
		packet_close(packet);
	}
}

/* Signals from the terminal are the program's to answer; a child's end is read. */
static int set_signals(void)
{
	static const int ignored[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ };
	sigset_t ended;

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	sigprocmask(SIG_BLOCK, &ended, NULL);
	return signalfd(-1, &ended, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Libraries print what they read when they are in trouble: nobody is to see that. */
static bool close_all_others(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	bool ok = null >= 0 && dup2(null, 0) == 0 && dup2(null, 1) == 1;

	/* In a build for finding faults the faults are told there. */
	if (!SANDBOX_SANITIZED)
		ok = ok && dup2(null, 2) == 2;
	return ok && syscall(SYS_close_range, KEEPER_SOCKET + 1, ~0u, 0) == 0;
}

/* The program is done: so are its readers. One that the kernel holds is not waited for long. */
static void end_readers(struct keeper *keeper, int ended)
{
	struct pollfd wait = { .fd = ended, .events = POLLIN };
	struct signalfd_siginfo told;

	for (size_t i = 0; i < keeper->n; i++)
		kill(keeper->children[i].pid, SIGKILL);
	reap(keeper);
	while (keeper->n && poll(&wait, 1, END_MS) > 0) {
		while (read(ended, &told, sizeof(told)) > 0)
			;
		reap(keeper);
	}
}

void sp_reader_main(void)
{
	struct keeper keeper = { .n = 0 };
	struct signalfd_siginfo told;
	int kind = 0;
	socklen_t len = sizeof(kind);

	if (getsockopt(KEEPER_SOCKET, SOL_SOCKET, SO_TYPE, &kind, &len) != 0 ||
	    kind != SOCK_SEQPACKET) {
		fputs("spana-reader: it is for spana itself\n", stderr);
		_exit(2);
	}
	int ended = close_all_others() ? set_signals() : -1;
	if (ended < 0)
		_exit(EXIT_FAILURE);
	prctl(PR_SET_NAME, "spana-keeper", 0, 0, 0);
	tzset();
	/* What one member needed the next one needs: it is not given back to the kernel between. */
	mallopt(M_MMAP_THRESHOLD, 4 * 1024 * 1024);
	mallopt(M_TRIM_THRESHOLD, 4 * 1024 * 1024);
	sp_extractors_init();
	struct pollfd wait[] = { { .fd = KEEPER_SOCKET, .events = POLLIN },
				 { .fd = ended, .events = POLLIN } };
	for (;;) {
		if (poll(wait, 2, -1) < 0 && errno != EINTR)
			break;
		if (wait[1].revents) {
			while (read(ended, &told, sizeof(told)) > 0)
				;
			reap(&keeper);
		}
		if (wait[0].revents) {
			if (!packet_receive(KEEPER_SOCKET, &keeper.packet))
				break;
			serve(&keeper);
		}
	}
	end_readers(&keeper, ended);
	_exit(EXIT_SUCCESS);
}
